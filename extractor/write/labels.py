"""The closed lists of the dataset with their Chinese names."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.model import Result

STATUSES = {"ok": "完整读取", "partial": "部分读取", "failed": "未能读取"}
SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}
# Colour alone says nothing to many readers and printers, so each severity has a mark of its own.
MARKS = {"error": "● 错误", "warning": "▲ 警告", "info": "○ 提示"}
VERDICTS = {
    "exact": "一致",
    "rounded": "尾差",
    "suspect": "存疑",
    "off": "不一致",
    "undetermined": "无法核对",
}
VERDICT_MARKS = {
    "exact": "✓ 一致",
    "rounded": "≈ 尾差",
    "suspect": "▲ 存疑",
    "off": "● 不一致",
    "undetermined": "？ 无法核对",
}
CATEGORIES = {
    "arithmetic": "算术勾稽",
    "agreement": "前后一致",
    "wording": "文字与数字",
    "count": "数量与列举",
    "unit": "计量单位",
    "year": "年度",
    "structure": "目录结构",
    "completeness": "内容完整",
    "history": "历年衔接",
    "quality": "文字质量",
}
KINDS = {
    "sum": "分项合计",
    "subset": "其中项",
    "share": "占比",
    "share_total": "占比合计",
    "growth": "增减变动",
    "completion": "完成率",
    "rate": "比率",
    "balance": "收支平衡",
    "difference": "差额",
    "agreement": "前后一致",
    "order": "大小关系",
    "count": "数量",
    "table_sum": "表内合计",
    "score": "得分",
    "limit": "限额",
}
SOURCES = {
    "sentence": "文字",
    "table": "表格",
    "pattern": "规则",
    "agreement": "前后对照",
    "history": "历年对照",
}
FIGURE_KINDS = {"money": "金额", "percent": "百分比", "count": "数量", "score": "分值", "date": "日期"}
FACT_STATUSES = {"single": "仅一处", "agreed": "多处一致", "conflict": "多处不同"}
STAGES = {
    "年初预算": "年初批复的预算",
    "调整预算": "调整后的预算",
    "全年预算": "全年预算数",
    "预算": "未说明是哪一种的预算",
    "决算": "决算或实际执行",
}
SCOPES = {
    "财政拨款": "财政拨款",
    "一般公共预算": "一般公共预算",
    "政府性基金": "政府性基金预算",
    "国有资本经营": "国有资本经营预算",
    "本级": "本级，不含下属单位",
}
IRREGULAR = {"skip": "跳号", "repeat": "重号", "restart": "重新起号", "style": "编号样式不一"}
ERROR_CODES = {
    "not_found": "路径不存在或打不开",
    "empty": "文件里没有内容",
    "unsupported": "不支持的格式",
    "mislabelled": "后缀与内容不符",
    "encrypted": "文件已加密",
    "corrupt": "文件已损坏",
    "too_large": "文件过大",
    "timeout": "处理超时",
    "memory": "内存不足",
    "crashed": "处理时程序出错",
    "missing_tool": "缺少转换工具",
}
VIA = {
    "ocr": "文字由图片识别得来，数字可能有误，问题最多列为存疑，请对照原件",
    "ofd": "OFD 读取尚在试验，问题最多列为存疑，请对照原件",
}
REASONS = {
    "hedged": "数字前后有“约”“近”“余”等字样，范围太宽",
    "zero_base": "基数为零，变动率没有意义",
    "base_near_zero": "基数四舍五入前可能为零",
    "missing": "缺少参加计算的数字",
    "missing_base": "没有写明基数",
    "missing_operand": "缺少参加计算的数字",
    "ambiguous": "数字的指代不唯一",
    "conflict": "同一数字前后写法不同，无法确定用哪一个",
    "incomplete": "列举可能不完整",
    "scoring_rule": "报告没有写明得分怎样按执行率计算",
    "unit_missing": "数字没有写明单位",
}


_READ_BY = {"ocr": "图片识别，须对照原件", "ofd": "OFD 试读，须对照原件"}


def status_of(result: Result) -> str:
    """Say how a file was read; what may have been misread is marked."""
    via = result.extract.document.via if result.extract else ""
    how = "；".join(_READ_BY[name] for name in via.split("+") if name)
    return STATUSES[result.status] + (f"（{how}）" if how else "")


def chinese(names: Mapping[str, str], key: str) -> str:
    """Return the Chinese name of a member of a closed list, the member itself where it has none."""
    return names.get(key, key)


def via(names: str) -> str:
    """Return in Chinese what the ways of reading in `names` (joined by +, empty for an exact one) mean."""
    return "；".join(VIA[name] for name in names.split("+") if name)
