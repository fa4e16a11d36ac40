"""Stretches of text whose digits are no figures (dates, document numbers, ordinals, names, list numbers), and
words that make a figure something else than the unit's own: limits, other units, parts of the year.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from extractor.document import Span

DATE = "date"
_CN = "零一二三四五六七八九十"
_YEAR = rf"(?:(?:19|20)\d\d|[{_CN}]{{4}})\s*年"
_DATES = (
    rf"{_YEAR}\s*[-~至到]?\s*(?:\d{{1,2}}|[{_CN}]{{1,3}})\s*月(?:\s*(?:\d{{1,2}}|[{_CN}]{{1,3}})\s*[日号])?(?:末|底|初|份)?",
    r"(?:19|20)\d\d\s*[-~至—]\s*(?:19|20)\d\d\s*年(?:度|末|底|初)?",
    rf"{_YEAR}(?:度|末|底|初|来)?",
    r"(?:19|20)\d\d\s*[-/.]\s*(?:1[0-2]|0?[1-9])\s*[-/.]\s*(?:3[01]|[12]\d|0?[1-9])(?!\d)",
    r"\d{1,2}\s*月?\s*[-~至到—]\s*\d{1,2}\s*月(?:份|底|初|末)?",
    rf"(?:\d{{1,2}}|[{_CN}]{{1,3}})\s*月(?:\s*(?:\d{{1,2}}|[{_CN}]{{1,3}})\s*[日号]|份|底|初|末|中旬|上旬|下旬)?",
    r"(?<![\d.])\d{1,2}\s*日",
    r"(?:19|20)\d\d(?=[、和及,，]\s*(?:19|20)\d\d\s*年)",
)
_NAMES = (
    r"《[^》\n]{1,80}》",
    r"\[\s*(?:19|20)\d\d\s*\]\s*第?\s*\d+\s*号",
    r"第\s*(?:\d+(?:\s*[、和至到\-~—]\s*\d+)*|[零一二三四五六七八九十百]+)",
    rf"十[{_CN}]五",
    r"(?<!\d)\d{1,12}\s*号",
    r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)",
    r"(?<!\d)1[3-9]\d{9}(?!\d)",
    r"[A-Za-z][A-Za-z\-]{0,80}[0-9][A-Za-z0-9.\-]*",
    r"(?<!\d)\d{1,9}(?:\s*\+\s*\d{1,9}){1,20}",
    r"\d{1,2}:\d{2}(?!\d)",
    r"\d{1,2}\s*[时点]\s*\d{1,2}\s*分(?!钟)",
    r"(?<![\d.])\d{1,3}\s*/\s*\d{1,3}(?![\d.]|\s*[万亿]?元)",  # 713/556万元 are two amounts
)
_EVERY = [*(f"(?P<d{i}>{p})" for i, p in enumerate(_DATES)), *_NAMES]
# What each of these can begin with is looked for first: most characters begin none.
_MASK = re.compile(rf"(?=[\d{_CN}《\[第A-Za-z])(?:{'|'.join(_EVERY)})")
_NUMBERING = re.compile(
    r"\s*(?:\(\s*\d{1,2}\s*\)|\d{1,2}\s*[.、](?=\s*(?:[^\d\s]|(?:19|20)\d\d\s*年))|\d{1,2}\)|\d{1,2}(?:\.\d{1,2})+(?=[\s、一-鿿]))"
)
# 2.5万元 and a cell that holds 12.5公里 are no list numbers; 2.1人员情况 is one.
_NO_UNIT = re.compile(
    r"\s*(?:[万亿元%‰]|个(?!人)|(?:人|人次|名|分|天|小时|亩|公里|公顷|平方米|㎡|米|吨|次|户|件|辆|台|套|场|期|批次)"
    r"\s*(?:[，。；,;)/以左]|$))"
)
# A limit or a target beside its number: not what was reached, whatever the number is of.
_MILLION = 7  # digits: nobody is paid that much each
_ODD = 5
_BY_STANDARD = re.compile(
    r"按照?[^，。;:、\d]{0,10}标准[^，。;:、\d]{0,4}"
    r"(?:拨付|拨款|拨入|发放|支付|兑付|安排|列支|下达|核拨|计提|落实)[^，。;:、\d]{0,8}$"
)
_BRACKET = re.compile("[()]")
_NORM = "标准"
_OF_QUALITY = re.compile(r"化|(?![为是达由从按每人户均上下不一超低高提调及和以的])[一-鿿]{2,6}\s*$")
_MARKED = re.compile("[扣得计]分?[了为]?\\s*$")
_NAME_BEFORE = re.compile(r"[一-鿿]{2}$")
_COMPARED = re.compile(r"\d|年|期|[预决概估]算|计划|目标|合同|批复|下达|指标|平均|标准|任务|数$|额$")
_COMPARED_BEHIND = re.compile(r"\s*[^，。；;、\d]{0,6}?(?:[相比差]|持平|一致|吻合|不符|核对|对[照账应])")
_LIMIT_BEFORE = re.compile(
    r"(?:[≤≥<>≦≧]=?|[高低大小多少]于(?:或?等于)?|不(?:得|能|可|应)?(?:超过?|突破|足|到)|未(?:超过?|达到?|突破)|至[少多]|最[少多低高]"
    r"|控制在|[应须需](?:当|该)?(?:达到?|为)|(?:要求|力争|确保|必须)达到?|不(?:低|高)|目标(?:值|任务)?[为是:]?)\s*$"
)
_LIMIT_OF_RATE = re.compile(r"(?:超过|突破|超)\s*$")
_LIMIT_AFTER = re.compile(r"\s*(?:\(含\)|含)?[及或]?(?:\(含\))?(?:以[上下内]|之内|内(?=[,，。；;、)]|$))")
_BODY = "局|中心|大队|支队|站|所|院|校|馆|队|办|社|处|园"
_BODY_END = re.compile(rf"(?:{_BODY})")
_SUBORDINATE = re.compile("(?:下属|所属|直属|下辖)(?:的|二级|事业|预算|行政|单位)*")
OWN_UNIT = re.compile(
    rf"(?=[我本全局院校部单合总共])(?:[我本](?:{_BODY}|单位|部门|级)|全[局部]|(?:局|院|校)机关|本级|部门(?=合计|整体|支出|收入|共)|单位(?=合计|整体)|(?<![入出费])[合总共]计)"
)
_NO_NAME = re.compile(
    "[由用按经在对为是向和与及的至从给被将把了各其]|^[我本该全]|财政|审计|人大|政府|税务|统计"
)
OTHER_SUBJECT = re.compile(
    "(?<![本该])(?:项目|工程|专项)|培训|活动|乡镇|村|下属|所属|直属|(?:参加|担任|享受|符合|从事)[^，。]*的$"
)
_CLAUSE = re.compile(r"[，,；;：:、。()\n]")
PART_OF_YEAR = re.compile(
    r"(?=[上下季1-9目两三四五历以累])"
    r"(?:[上下]半年|季度|(?<!\d)(?:[1-9]|1[01])\s*月|目前|(?<![一二三四五六七八九零〇○])[两三四五]年|历年|以来|累计)"
)
ONE_THING = re.compile(
    "(?=[项工专])(?<![本该])(?:项目|工程|专项)(?!支出|经费|资金|管理|预算|绩效|实施|概况|组织|基本|决策|产出|效益|目标|个数|数)"
)
_YEAR_DIGITS = re.compile(r"(?:19|20)\d\d")
_TO_DIGIT = str.maketrans(_CN[:10], "0123456789")


def masked(plain: str, span: Span) -> list[tuple[Span, str]]:
    """Return the masked stretches of a block in order, each `date` or `name`."""
    found: list[tuple[Span, str]] = []
    position = span.start
    numbering = _NUMBERING.match(plain, span.start, span.end)
    if numbering and not _NO_UNIT.match(plain, numbering.end(), span.end):
        found.append((Span(span.start, numbering.end()), "name"))
        position = numbering.end()
    for match in _MASK.finditer(plain, position, span.end):
        is_date = match.lastgroup is not None
        if is_date and match.start() > 0 and plain[match.start() - 1] in "第.":
            continue
        found.append((Span(match.start(), match.end()), DATE if is_date else "name"))
    return found


def year_of(plain: str, span: Span) -> int | None:
    """Return the year a date names; None for 5月31日."""
    words = span.of(plain).translate(_TO_DIGIT)
    match = _YEAR_DIGITS.match(words)
    return int(match.group()) if match else None


def is_limit(plain: str, span: Span, rate: bool) -> bool:
    """Tell whether the words beside a number make it a bound or a target: 不低于95%, ≤100%, 控制在5万元以内."""
    start = max(0, span.start - 8)
    if _LIMIT_AFTER.match(plain, span.end) or _LIMIT_BEFORE.search(plain, start, span.start):
        return True
    return rate and bool(_LIMIT_OF_RATE.search(plain, start, span.start))


def is_quality(plain: str, word: Span, figure: Span, kind: str) -> bool:
    """Tell whether 标准 says of what sort things are, not how much one gets: 高标准农田30亩, 标准厂房900平方米."""
    if word.of(plain) != _NORM:
        return False
    high = plain.startswith("高", word.start - 1)
    if kind == "score":  # 未注明验收标准扣2分
        return _MARKED.search(plain, word.end, figure.start) is not None
    return high or (kind == "count" and _OF_QUALITY.match(plain, word.end, figure.start) is not None)


def only_joins(plain: str, start: int, word: Span, figure: Span) -> bool:
    """Tell whether 与 joins two names instead of comparing: 学术会议与成果印制9万元; `start` is where its piece begins."""
    return (
        word.of(plain) == "与"
        and (word.start == start or _NAME_BEFORE.search(plain, start, word.start) is not None)
        and _COMPARED.search(plain, word.end, figure.start) is None
        and _COMPARED_BEHIND.match(plain, figure.end) is None
    )


def other_units(plain: str, gap: Span, starts: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Yield units named in a gap with their place: behind 下属, or right before one of `starts`."""
    bodies = [m.end() for m in _BODY_END.finditer(plain, gap.start, gap.end)]
    if not bodies:
        return
    names = frozenset(starts)
    clauses = [gap.start, *(m.end() for m in _CLAUSE.finditer(plain, gap.start, gap.end))]
    subordinates = [m.span() for m in _SUBORDINATE.finditer(plain, gap.start, gap.end)]
    for end in bodies:
        begin = clauses[bisect_right(clauses, end) - 1]
        told = bisect_right(subordinates, end, key=lambda span: span[1])
        is_told = told > 0 and subordinates[told - 1][0] >= begin
        begin = subordinates[told - 1][1] if is_told else begin
        follows = end in names or plain[end : end + 1].isdigit()
        if not follows and not (is_told and plain[end : end + 1] in tuple("，,:：(")):
            continue
        name = plain[begin:end].strip()
        if 3 <= len(name) <= 14 and not _NO_NAME.search(name):
            yield begin, name


def by_standard(plain: str, span: Span) -> bool:
    """Tell whether 按…标准 only says how an amount of 万元 or more came about: 按生均标准拨付114万元."""
    words = span.of(plain)
    digits = sum(c.isdigit() for c in words.split(".")[0])
    odd = digits >= _ODD and not words.split(".")[0].endswith("00")  # 624,599元 is no standard
    large = words.endswith(("万元", "亿元")) or digits >= _MILLION or odd
    return large and _BY_STANDARD.search(plain, max(0, span.start - 32), span.start) is not None


def brackets(plain: str, gap: Span, depth: int) -> tuple[int, int]:
    """Count the brackets of a gap that stay open and those that close earlier ones; （境） counts for nothing."""
    opened = closed = 0
    for c in _BRACKET.findall(plain, gap.start, gap.end):
        if c == "(":
            opened += 1
        elif opened:
            opened -= 1
        else:
            closed += 1
    return opened, min(closed, depth)
