from __future__ import annotations

from pathlib import Path

import pytest

from extractor.document import Document
from extractor.errors import ReadError
from extractor.read import read
from extractor.read.content import Content
from extractor.read.html import read as read_html
from extractor.read.html import recognise
from extractor.read.limits import Limits


def page(html: str | bytes, form: str = "html", limits: Limits | None = None) -> Content:
    return read_html(html if isinstance(html, bytes) else html.encode(), form, limits or Limits())


def texts(html: str) -> list[str]:
    return [piece.text for piece in page(html).pieces]


Shown = tuple[int | None, int | None, int | None, int, int, str]


def cells(content: Content) -> list[Shown]:
    return [
        (p.anchor.table, p.anchor.row, p.anchor.column, p.anchor.row_span, p.anchor.column_span, p.text)
        for p in content.pieces
        if p.kind == "cell"
    ]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>总收入\n  <b>9.00</b>  万元</p>", ["总收入 9.00 万元"]),
        ("<p>a\nb</p><div>c<p>d</p>e</div>", ["a b", "c", "d", "e"]),
        ("<p>甲 \n<span> 乙</span></p>", ["甲乙"]),
        ("<p>甲&nbsp;&nbsp;乙</p>", ["甲  乙"]),
        ("<p>合&#8203;计&shy;数</p>", ["合计数"]),
        ("甲<br>乙", ["甲\n乙"]),
        ("甲<br><br>乙", ["甲", "乙"]),
        ("甲。<br>　　乙", ["甲。", "乙"]),
        ("甲。<br>&nbsp;&nbsp;&nbsp;&nbsp;乙", ["甲。", "乙"]),
        ("甲。<br/>（二）支出情况<br/>支出9万元", ["甲。", "（二）支出情况\n支出9万元"]),
        ("<pre>甲  乙\n丙</pre>", ["甲  乙\n丙"]),
        ("<p>甲<!-- 注 -->乙<script>x</script><style>p{}</style><noscript>n</noscript></p>", ["甲乙"]),
        ("<p>甲<span style='display: none'>乙</span><i hidden>丙</i>丁</p>", ["甲丁"]),
        ("<p>甲<span style='mso-hide:all'>乙</span><del>丙</del><template>丁</template></p>", ["甲"]),
        (
            "<style>.x{color:red} .y, p.z {display:none}</style><p class='x'>甲<p class='a y'>乙<p class=z>丙",
            ["甲"],
        ),
        ("<style>@media print{.x{display:none}}</style><p class=x>甲</p>", ["甲"]),
        ("<style>.x{display:none}</style><p class=x style='display:block'>甲</p>", ["甲"]),
        ("<span style='display:block'>甲</span><span style='display:block'>乙</span>", ["甲", "乙"]),
        ("<div style='display:inline'>甲</div><div style='display:inline'>乙</div>", ["甲乙"]),
        ("<ucapcontent><p>甲</p>乙<o:p>&nbsp;</o:p></ucapcontent>", ["甲", "乙"]),
        ("<p>甲<input value='9.00'>万元<input type=hidden value=x></p>", ["甲9.00万元"]),
        ("<p>甲<select><option>乙<option selected>丙</select></p>", ["甲丙"]),
        ("<p>第1章 &lt;总则&gt; &amp;&yen;", ["第1章 <总则> &¥"]),
        ("<dl><dt>甲<dd>乙</dl>", ["甲", "乙"]),
        ("<ruby>甲<rt>jia</rt></ruby>", ["甲"]),
    ],
)
def test_text_as_a_browser_shows_it(html: str, expected: list[str]) -> None:
    assert texts(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ol><li>甲<li>乙</ol>", ["1. 甲", "2. 乙"]),
        ("<ol start=3><li>甲<li value=7>乙<li>丙</ol>", ["3. 甲", "7. 乙", "8. 丙"]),
        ("<ol reversed><li>甲<li>乙</ol>", ["2. 甲", "1. 乙"]),
        ("<ol type=a><li>甲</ol><ol type=I start=4><li>乙</ol>", ["a. 甲", "IV. 乙"]),
        ("<ol type=A start=27><li>甲</ol>", ["AA. 甲"]),
        ("<ol style='list-style-type:cjk-ideographic' start=10><li>甲<li>乙</ol>", ["十、甲", "十一、乙"]),
        ("<ol style='list-style-type: simp-chinese-formal' start=105><li>甲</ol>", ["壹佰零伍、甲"]),
        ("<style>.n{list-style:none}</style><ol class=n><li>1.甲</ol>", ["1.甲"]),
        ("<ul><li>甲<ol><li><p>乙</p><p>丙</p></li></ol><li>丁</ul>", ["甲", "1. 乙", "丙", "丁"]),
        ("<ol><li></li><li>乙</li></ol>", ["2. 乙"]),
        ("<ol start=x><li value=99999999999>甲</ol>", ["1. 甲"]),
        ("<li>甲</li>", ["甲"]),
    ],
)
def test_labels_of_lists(html: str, expected: list[str]) -> None:
    assert texts(html) == expected


WORD = "<p style='mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US><span style='mso-list:Ignore'>{}"
WORD += (
    "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span></span><![endif]><b>{}</b></p>"
)


@pytest.mark.parametrize(
    ("label", "text", "expected"),
    [
        ("1.", "2023年预算", "1. 2023年预算"),
        ("一、", "概况", "一、概况"),
        ("（1）", "人员经费", "（1）人员经费"),
        ("·", "人员经费", "人员经费"),
        ("\uf06c", "人员经费", "人员经费"),
        ("Ø", "人员经费", "人员经费"),
    ],
)
def test_labels_of_word_lists(label: str, text: str, expected: str) -> None:
    for html in (WORD, WORD.replace("<![", "<!--[").replace("]>", "]-->")):
        pieces = page(html.format(label, text)).pieces
        assert [(p.text, p.bold) for p in pieces] == [(expected, True)]


def test_headings_type_and_size() -> None:
    html = (
        "<h2>甲</h2><p style='mso-outline-level:3'>乙</p><p><b>丙</b>丁</p>"
        "<p style='font-size:16.0pt'><strong>戊</strong></p><p><font size=5>己</font></p>"
        "<div style='font-weight:700;font-size:20px'>庚</div>"
        "<h3 style='font-weight:400'>辛</h3>"
    )
    assert [(p.text, p.level, p.size, p.bold) for p in page(html).pieces] == [
        ("甲", 2, None, True),
        ("乙", 3, None, False),
        ("丙丁", None, None, False),
        ("戊", None, 16.0, True),
        ("己", None, 18.0, False),
        ("庚", None, 15.0, True),
        ("辛", 3, None, False),
    ]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<table><tr><td rowspan=2>项目<td colspan=2>金额<tr><td>预算<td>决算<tr><td>合计<td>1.00<td>2.00</table>",
            [
                (1, 1, 1, 2, 1, "项目"),
                (1, 1, 2, 1, 2, "金额"),
                (1, 2, 2, 1, 1, "预算"),
                (1, 2, 3, 1, 1, "决算"),
                (1, 3, 1, 1, 1, "合计"),
                (1, 3, 2, 1, 1, "1.00"),
                (1, 3, 3, 1, 1, "2.00"),
            ],
        ),
        (  # spans beyond the end, hidden rows and cells, heads that come last
            "<table><tbody><tr><td rowspan=0>甲<td rowspan=9>乙<td style='display:none'>丙<tr style='display:none'><td>x"
            "<tr><td>丁</tbody><thead><tr><th>子<th>丑<th>寅</thead></table>",
            [
                (1, 1, 1, 1, 1, "子"),
                (1, 1, 2, 1, 1, "丑"),
                (1, 1, 3, 1, 1, "寅"),
                (1, 2, 1, 2, 1, "甲"),
                (1, 2, 2, 2, 1, "乙"),
                (1, 3, 3, 1, 1, "丁"),
            ],
        ),
        (
            "<table><tr><td><p>甲</p><p>乙</p><td><ol><li>丙<li>丁</ol></table>",
            [(1, 1, 1, 1, 1, "甲\n乙"), (1, 1, 2, 1, 1, "1. 丙\n2. 丁")],
        ),
        (  # a table inside a cell follows the row
            "<table border=1><tr><td>甲甲甲甲<td>乙<table border=1><tr><td>1<td>2</table><tr><td>丙<td>丁</table>",
            [
                (1, 1, 1, 1, 1, "甲甲甲甲"),
                (1, 1, 2, 1, 1, "乙"),
                (2, 1, 1, 1, 1, "1"),
                (2, 1, 2, 1, 1, "2"),
                (1, 2, 1, 1, 1, "丙"),
                (1, 2, 2, 1, 1, "丁"),
            ],
        ),
        (
            "<table><tr><td colspan=x rowspan=-2>甲<td>乙</table>",
            [(1, 1, 1, 1, 1, "甲"), (1, 1, 2, 1, 1, "乙")],
        ),
        ("<table><td>甲<td>乙</table>", [(1, 1, 1, 1, 1, "甲"), (1, 1, 2, 1, 1, "乙")]),
    ],
)
def test_tables(html: str, expected: list[Shown]) -> None:
    assert [cell for cell in cells(page(html)) if cell[-1]] == expected


LONG = "".join(
    f"<p>{n}.全年支出{n}.00万元，主要用于保障机构正常运转、完成日常工作任务，与上年基本持平。</p>"
    for n in range(20)
)


@pytest.mark.parametrize(
    ("html", "kinds"),
    [
        ("<table><tr><td><p>甲</p><p>乙</p></table>", {"paragraph"}),
        ("<table><tr><td>甲<tr><td>乙</table>", {"paragraph"}),
        ("<table role=presentation><tr><td>甲<td>乙</table>", {"paragraph"}),
        (f"<table><tr><td>目录<td>{LONG}</table>", {"paragraph"}),
        (f"<table border=1><tr><td>自评情况<td>{LONG}</table>", {"cell"}),
        ("<table><tr><td>甲<td><table><tr><td>乙乙乙<td>丙</table></table>", {"paragraph", "cell"}),
        ("<table><tr><td>甲<td>乙</table>", {"cell"}),
    ],
)
def test_tables_that_only_arrange_the_page(html: str, kinds: set[str]) -> None:
    assert {piece.kind for piece in page(html).pieces} == kinds


def test_captions_and_text_outside_the_cells_stand_above() -> None:
    html = "<table>单位：万元<caption>表一</caption><tr><td>甲<td>乙</table>"
    assert texts(html) == ["单位：万元", "表一", "甲", "乙"]


SITE = """<body><div id="topbar"><a href="/a">登录</a>|<a href="/b">注册</a></div>
<header><img src=x><form><input name=q value="请输入"><button>搜索</button></form></header>
<nav><ul><li><a href="/1">首页</a><li><a href="/2">政务公开</a><li><a href="/3">办事服务</a></ul></nav>
<div class="dqwz">当前位置：<a href="/">首页</a> &gt; <a href="/x">预决算</a></div>
<form id="aspnetForm"><div class="article-content"><h1>青河县水利局2023年度自评报告</h1>
<p>发布时间：2024-03-01</p>{}</div></form>
<div class="bdsharebuttonbox">分享到：<a href="#">微信</a></div>
<ul><li><a href="/n1">相关新闻甲</a><li><a href="/n2">相关新闻乙</a><li><a href="/n3">相关新闻丙</a></ul>
<footer>版权所有：青河县人民政府　备案号：某ICP备000号</footer></body>"""


def test_site_furniture_is_kept_apart() -> None:
    content = page(SITE.format(LONG))
    assert [piece.text for piece in content.pieces][:2] == [
        "青河县水利局2023年度自评报告",
        "0.全年支出0.00万元，主要用于保障机构正常运转、完成日常工作任务，与上年基本持平。",
    ]
    assert len(content.pieces) == 21
    assert content.margins == (
        "登录|注册",
        "首页 政务公开 办事服务",
        "当前位置：首页 > 预决算",
        "分享到：微信",
        "相关新闻甲 相关新闻乙 相关新闻丙",
        "版权所有：青河县人民政府 备案号：某ICP备000号",
        "发布时间：2024-03-01",
    )


@pytest.mark.parametrize(
    "line",
    [
        "您现在的位置：首页 > 政务公开 > 部门决算",
        "当前位置: 首页»财政信息",
        "发布时间：2024-03-01 10:25　来源：县财政局　浏览次数：12 次",
        "【字体：大 中 小】 发布日期：2024年3月1日 【打印本页】【关闭窗口】",
        "信息来源：县财政局 | 作者：李某 | 点击数：3",
        "责任编辑：李某",
        "上一篇：某县财政局2022年度部门决算公开",
        "[下一条] 没有了",
        "发布时间：2024-03-01<br>来源：县财政局<br>打印 关闭",
        "发布时间：2024-03-01<p>来源：县财政局<p>[大] [中] [小]",
    ],
)
@pytest.mark.parametrize("around", ["<h1>自评报告</h1><p>{}<p>一、概况<p>正文", "<p>一、概况<p>正文<p>{}"])
def test_lines_of_the_site_are_kept_apart(line: str, around: str) -> None:
    content = page(around.format(line))
    assert [piece.text for piece in content.pieces if piece.text != "自评报告"] == ["一、概况", "正文"]
    assert len(content.margins) == 1 + line.count("<p>")


@pytest.mark.parametrize(
    "line",
    [
        "上一篇：全年支出9.00万元",
        "一、信息来源：县财政局",
        "来源：财政拨款",
        "编辑 打印 分享的费用",
        "数据来源：县财政局",
        "位置：县城北部",
        "当前位置：水库大坝",
        "信息来源：县财政局。本年度加强了宣传。",
        "发布时间：按照信息公开要求：及时公开",
        "点击数：完成目标的95%",
        "下一步打算",
        "上一条河流治理",
        "发布时间：" + "甲" * 70,
        "<table border=1><tr><td>发布时间：2024-03-01<td>来源：县财政局</table>",
    ],
)
def test_lines_in_doubt_are_text(line: str) -> None:
    assert page(f"<h1>自评报告</h1><div>{line}</div><p>正文").margins == ()


def test_a_page_is_never_nothing_but_its_site() -> None:
    assert texts("<p>发布时间：2024-03-01<p>上一篇：没有了") == ["发布时间：2024-03-01", "上一篇：没有了"]


def test_a_line_far_from_both_ends_is_text() -> None:
    assert "发布时间：2024-03-01" in texts(LONG + "<p>发布时间：2024-03-01</p>" + LONG)


@pytest.mark.parametrize(
    "html",
    [
        "<footer><p>全年支出9.00万元。</p></footer><p>正文</p>",
        "<article><header><h1>自评报告</h1></header><p>正文</p><footer>青河县水利局</footer></article>",
        "<header><h1>自评报告</h1><p>青河县水利局</p></header><p>正文</p>",
        "<div class=menu><p>一、部门概况和主要职责，包括内设机构的设置情况等内容</p></div><p>正文</p>",
        "<p><a href=a.doc>附件1</a> <a href=b.doc>附件2</a></p><p>正文</p>",
        "<ul><li><a href='#1'>一、概况</a><li><a href='#2'>二、情况</a><li><a href='#3'>三、问题</a></ul><p>正文</p>",
        "<table id=links><tr><td>项目<td>9.00万元</table>",
    ],
)
def test_text_of_the_report_is_never_furniture(html: str) -> None:
    content = page(html)
    assert content.margins == ()
    assert len(content.pieces) >= 2


CHINESE = "<html><head>{}</head><body><p>青河县水利局总支出9.00万元</p></body></html>"


@pytest.mark.parametrize(
    ("meta", "encoding"),
    [
        ("<meta charset=utf-8>", "utf-8"),
        ("", "utf-8"),
        ("<meta http-equiv=Content-Type content='text/html; charset=gb2312'>", "gb18030"),
        ("<meta charset='gb2312'>", "utf-8"),
        ("<meta charset=utf-8>", "gbk"),
        ("", "gbk"),
        ("<meta charset=unicode>", "utf-16"),
        ("", "utf-8-sig"),
        ("<meta charset=iso-8859-1>", "utf-8"),
    ],
)
def test_encodings(meta: str, encoding: str) -> None:
    data = CHINESE.format(meta).encode(encoding)
    assert recognise(data, ".htm") == "html"
    assert [piece.text for piece in page(data).pieces] == ["青河县水利局总支出9.00万元"]


def test_a_broken_character_costs_only_itself() -> None:
    data = (
        CHINESE.format("<meta charset=gbk>").encode("gbk").replace("总".encode("gbk"), b"\xff") + b" " * 400
    )
    content = page(data)
    assert [piece.text for piece in content.pieces] == ["青河县水利局支出9.00万元"]
    assert content.notes == ("文件里有个别字符已损坏，无法识别，请核对原文后重新提交。",)


@pytest.mark.parametrize(
    ("data", "suffix", "expected"),
    [
        (b"<!DOCTYPE html><p>a", ".html", "html"),
        (b"\xef\xbb\xbf\r\n<html xmlns:w='urn'>", ".doc", "html"),
        (b"<?xml version='1.0'?>\n<!-- a -->\n<html>", ".xls", "html"),
        (b"<table><tr><td>1</table>", ".xls", "html"),
        (b"<meta charset=gbk><table>", ".xls", "html"),
        (b"plain", ".htm", "html"),
        (b"<html>", ".txt", "html"),
        (b"<div align=center>", ".md", ""),
        (b"<table>", ".txt", ""),
        (b"plain <b>text</b>", ".doc", ""),
        (b"<?xml version='1.0'?><w:wordDocument/>", ".doc", ""),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0<html>", ".doc", ""),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n", ".doc", "mht"),
        (b"From: <Saved>\r\nContent-Type: multipart/related;\r\n\tboundary=x\r\n", ".mhtml", "mht"),
        ("<html>甲".encode("utf-16"), ".doc", "html"),
        ("<html>\n甲1234567890".encode("utf-16-le"), ".doc", "html"),
        (b"<html>" + b"a" * 5000 + b"\0", ".html", "html"),
        (b"", ".html", ""),
        (b"<!---->" * 500 + b"x", ".doc", ""),
        (b"<?xml?>" * 500 + b"<html>", ".doc", "html"),
        (b"<!-- <html> --><!-- ", ".doc", ""),
    ],
)
def test_recognised(data: bytes, suffix: str, expected: str) -> None:
    assert recognise(data, suffix) == expected


MHT = """MIME-Version: 1.0
Content-Type: multipart/related; boundary="b"

--b
Content-Location: file:///C:/a.htm
Content-Transfer-Encoding: quoted-printable
Content-Type: text/html; charset="{charset}"

{body}
--b
Content-Location: file:///C:/a.files/image001.png
Content-Transfer-Encoding: base64
Content-Type: image/png

AAAA
--b
Content-Location: file:///C:/a.files/tabstrip.htm
Content-Type: text/html

<p>Sheet1</p>
--b
Content-Location: file:///C:/a.files/sheet001.htm
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: 8bit

<table><tr><td>甲</td><td>9.00</td></tr></table>
--b--
"""


@pytest.mark.parametrize(("charset", "codec"), [("gb2312", "gb18030"), ("utf-8", "utf-8")])
def test_web_archives(tmp_path: Path, charset: str, codec: str) -> None:
    body = "".join(f"={byte:02X}" for byte in "<p>总支出</p>".encode(codec))
    (tmp_path / "a.doc").write_bytes(MHT.format(charset=charset, body=body).encode())
    document = read(tmp_path / "a.doc")
    assert (document.format, document.text) == ("mht", "总支出\n甲\t9.00")


@pytest.mark.parametrize(
    "html",
    [
        "<font>" * 900 + "<p>甲</p>",
        "<font color=red><b>" * 5000 + "<p>甲</p>",
        "<table><tr><td>" * 60 + "甲",
        "<table><tr><td>乙</td><td>" * 60 + "甲",
        "<ol><li>" * 300 + "甲",
        "<p style='" + "a:b;" * 50000 + "'>甲",
        "<!--" * 10000 + "--><p>甲",
        "<![if " * 10000 + "<p>甲",
        "<style>" + ".a{" * 10000 + "</style><p>甲",
        "<p>&#0;&#xD800;&#x110000;甲",
        "<p " + " ".join(f"a{n}" for n in range(1900)) + ">甲",
        "<script>" + "for (i=0;i<n;i++) a = b;\n" * 5000 + "</script><p>甲",
        "<img src='data:" + "A" * 1_000_000 + "'><p>甲",
    ],
)
def test_hostile_pages_are_read(html: str) -> None:
    assert "甲" in "".join(texts(html))


@pytest.mark.parametrize(
    ("html", "limits", "code"),
    [
        ("<table><tr>" + "<td colspan=1000>甲" * 100 + "</table>", Limits(cells=5000), "too_large"),
        ("<p>" + "甲" * 100, Limits(part=100), "too_large"),
        ("<div>" * 3000 + "甲", Limits(), "corrupt"),
        ("<table><tr>" + "<td>甲" * 101 + "</table>", Limits(cells=100), "too_large"),
        ("<p>甲" + "<x/>" * 200_300, Limits(cells=100), "too_large"),
        ("<p " + " ".join(f"a{n}=''" for n in range(2100)) + ">甲", Limits(), "too_large"),
        ('<!-- <p x=" --><p ' + "".join(f"a{n}='>'" for n in range(2100)) + ">甲", Limits(), "too_large"),
        ("<p " + "".join(f"/a{n}" for n in range(2100)) + ">甲", Limits(), "too_large"),
        (("<p " + " ".join(f"a{n}" for n in range(300)) + ">甲") * 600, Limits(), "too_large"),
        ("<b x=a" * 20_000 + "甲", Limits(), "too_large"),
        ("<b<b" * 20_000 + "甲", Limits(), "too_large"),
        ("<html><frameset><frame src=a.htm></frameset></html>", Limits(), "empty"),
    ],
)
def test_refused(html: str, limits: Limits, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        page(html, limits=limits)
    assert caught.value.code == code


def shown(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, block.span.of(document.text)) for block in document.blocks]


def test_a_word_file_that_is_a_web_page(tmp_path: Path) -> None:
    html = (
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><meta charset=gb2312><title>x</title>"
        "<!--[if gte mso 9]><xml><o:Author>y</o:Author></xml><![endif]--><style><!-- p.MsoNormal {margin:0cm} --></style>"
        "</head><body lang=ZH-CN><div class=WordSection1><p class=MsoNormal align=center><b><span style='font-size:22.0pt'>"
        "自评\n报告</span></b></p>"
        "<p class=MsoNormal>总支出<span lang=EN-US>9.00</span>万元。<span lang=EN-US><o:p></o:p></span></p>"
        "<table class=MsoTableGrid border=1><tr><td><p>项目</p></td><td><p>金额</p></td></tr></table></div></body></html>"
    )
    (tmp_path / "a.doc").write_bytes(html.encode("gbk"))
    document = read(tmp_path / "a.doc")
    assert document.format == "html"
    assert shown(document) == [
        ("paragraph", "自评报告"),
        ("paragraph", "总支出9.00万元。"),
        ("cell", "项目"),
        ("cell", "金额"),
    ]
    assert (document.blocks[0].size, document.blocks[0].bold) == (22.0, True)
