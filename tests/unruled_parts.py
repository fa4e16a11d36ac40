"""Tables without any rule and pages of text that look a little like them, made at random; with what a person sees."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from docx import Document as new_document
from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Pt
from pdf_parts import song
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

_FONT = "STSong-Light"
_LATIN = ("STSong-Light", "Helvetica", "Times-Roman")
_NAMES = (
    *("基本支出", "项目支出", "公务接待费", "农村饮水安全", "合同管理", "水库除险加固", "会议费", "培训费"),
    *("公务用车运行维护费", "因公出国（境）费", "中小河流治理", "机关运行经费", "道路养护项目", "三公经费"),
)
_LONG = (
    "高标准农田建设与农业综合开发补助资金项目",
    "困难群众基本生活救助及临时价格补贴发放",
    "城乡义务教育学校校舍维修改造长效机制资金",
)
_HEADS = (
    "年初预算",
    "全年预算",
    "全年执行",
    "执行率",
    "分值",
    "得分",
    "上年决算",
    "本年决算",
    "增减额",
    "单价",
)
_GROUPS = ("预算数", "决算数", "上年", "本年", "合计数")
_TITLES = ("项目名称", "支出科目", "单位", "项目")
_LEFT, _RIGHT, _TOP, _BOTTOM = 70.0, 525.0, 790.0, 60.0
Place = tuple[int, int, str]  # row and column from 1, words


@dataclass(frozen=True, slots=True)
class Sketch:
    """A table: its head, two lines of it where there are `groups` of columns, and its body."""

    head: tuple[str, ...]
    groups: tuple[tuple[int, int, str], ...]  # first column and number of columns from 0, words
    body: tuple[tuple[str, ...], ...]

    @property
    def places(self) -> list[Place]:
        """What stands where."""
        below = {n for first, count, _ in self.groups for n in range(first, first + count)}
        found = [(1, first + 1, words) for first, _, words in self.groups]
        deep = 2 if self.groups else 1
        found += [(deep if n in below else 1, n + 1, words) for n, words in enumerate(self.head)]
        found += [
            (row, n + 1, words)
            for row, cells in enumerate(self.body, start=deep + 1)
            for n, words in enumerate(cells)
            if words
        ]
        return sorted(found)


def sketch(chance: random.Random, rows: int = 0) -> Sketch:
    """Return a table of 2 to 7 columns and 4 to 14 rows."""
    columns = chance.choice((2, 3, 3, 4, 4, 5, 6, 7))
    head = (chance.choice(_TITLES), *chance.sample(_HEADS, columns - 1))
    groups: tuple[tuple[int, int, str], ...] = ()
    if columns >= 5 and chance.random() < 0.5:
        first, wide = chance.randint(1, 2), chance.choice((2, 2, 3))
        groups = ((first, wide, chance.choice(_GROUPS[:2])), (first + wide, 2, chance.choice(_GROUPS[2:])))
        groups = groups[: 2 if first + wide + 2 <= columns else 1]
    forms = [_form(chance) for _ in range(columns - 1)]
    long = chance.random() < 0.4
    body = []
    for _ in range(rows or chance.randint(4, 14)):
        name = chance.choice(_LONG if long and chance.random() < 0.3 else _NAMES)
        cells = ["" if chance.random() < 0.07 else form(chance) for form in forms]
        body.append((name, *(cells if any(cells) else [form(chance) for form in forms])))
    if chance.random() < 0.3:
        body.insert(len(body) // 2, ("其中：", *("" for _ in forms)))
    if chance.random() < 0.5:
        body.append(("合计", *(form(chance) for form in forms)))
    return Sketch(head, groups, tuple(body))


def _form(chance: random.Random) -> Callable[[random.Random], str]:
    forms: tuple[Callable[[random.Random], str], ...] = (
        lambda c: f"{c.randrange(1, 10 ** c.randint(3, 8)) / 100:,.2f}",
        lambda c: f"{c.randrange(1, 10 ** c.randint(3, 7)) / 100:.2f}",
        lambda c: f"{c.choice('- ')}{c.randrange(1, 10**6) / 100:,.2f}".strip(),
        lambda c: f"{c.randrange(1, 10001) / 100:.2f}%",
        lambda c: str(c.randrange(0, 100)),
        lambda c: c.choice(("—", f"{c.randrange(10, 9999) / 10}")),
    )
    return chance.choice(forms)


@dataclass(slots=True)
class Style:
    """How a table is set: sizes in points, distances in em."""

    size: float
    latin: str
    drop: float
    pitch: float
    leading: float
    gap: float
    name: float
    aligns: tuple[str, ...]
    middle: bool
    head: str


def style(chance: random.Random, columns: int) -> Style:
    """Return a way to set a table of so many columns."""
    size = chance.choice((8.0, 9.0, 10.5, 12.0)) if columns < 6 else 8.0
    number = chance.choice(("left", "right", "right", "centre"))
    return Style(
        size,
        chance.choice(_LATIN),
        chance.choice((0.0, 0.0, 0.8, 2.4)),
        chance.choice((1.5, 1.8, 2.4)),
        chance.choice((1.15, 1.3)),
        chance.choice((0.6, 1.2, 2.0)),
        chance.choice((9.0, 10.0)),
        ("left", *(number for _ in range(columns - 1))),
        chance.random() < 0.5,
        chance.choice(("centre", number)),
    )


def _width(text: str, look: Style) -> float:
    return float(sum(stringWidth(char, _of(char, look), look.size) for char in text))


def _of(char: str, look: Style) -> str:
    return look.latin if char in "0123456789.,%-" else _FONT


def _say(canvas: Canvas, x: float, y: float, text: str, look: Style) -> None:
    run = ""
    for n, char in enumerate(text):
        run += char
        if n + 1 == len(text) or _of(text[n + 1], look) != _of(char, look):
            canvas.setFont(_of(char, look), look.size)
            canvas.drawString(x, y - (look.drop if _of(char, look) != _FONT else 0), run)
            x += stringWidth(run, _of(char, look), look.size)
            run = ""


def _put(canvas: Canvas, extent: tuple[float, float], y: float, text: str, align: str, look: Style) -> None:
    low, high = extent
    slack = high - low - _width(text, look)
    _say(canvas, low + slack * {"left": 0.0, "centre": 0.5, "right": 1.0}[align], y, text, look)


def _lines(text: str, room: float, look: Style) -> list[str]:
    lines = [""]
    for char in text:
        if lines[-1] and _width(lines[-1] + char, look) > room + 0.01:
            lines.append("")
        lines[-1] += char
    return lines


def extents(table: Sketch, look: Style) -> list[tuple[float, float]]:
    """Return where the columns begin and end, `gap` apart, in points."""
    room = (look.name * look.size, *(0.0 for _ in table.head[1:]))
    edges, x = [], _LEFT
    for n, head in enumerate(table.head):
        wide = max(_width(head, look), room[n])
        wide = max([wide, *(_width(row[n], look) for row in table.body if n)])
        edges.append((x, x + wide))
        x += wide + look.gap * look.size
    return edges


def draw(
    canvas: Canvas, table: Sketch, look: Style, top: float, rows: slice = slice(None), has_head: bool = True
) -> float:
    """Draw a table, or its head and some rows, below `top` and return where it ends."""
    y = top - look.size
    if has_head:
        y = _draw_head(canvas, table, look, y)
    return _draw_body(canvas, table, look, y, rows)


def _draw_head(canvas: Canvas, table: Sketch, look: Style, y: float) -> float:
    columns = extents(table, look)
    below = {n for first, count, _ in table.groups for n in range(first, first + count)}
    step = look.size * look.pitch
    for first, count, words in table.groups:
        _put(canvas, (columns[first][0], columns[first + count - 1][1]), y, words, "centre", look)
    for n, words in enumerate(table.head):
        drop = step if n in below else step / 2 if table.groups and look.middle else 0
        align = "left" if n == 0 else look.head
        _put(canvas, columns[n], y - drop, words, align, look)
    return y - step * (2 if table.groups else 1)


def _draw_body(canvas: Canvas, table: Sketch, look: Style, y: float, rows: slice) -> float:
    columns, step = extents(table, look), look.size * look.pitch
    for row in table.body[rows]:
        lines = _lines(row[0], columns[0][1] - columns[0][0], look)
        tall = (len(lines) - 1) * look.leading * look.size
        for n, line in enumerate(lines):
            _put(canvas, columns[0], y - n * look.leading * look.size, line, "left", look)
        for n, words in enumerate(row[1:], start=1):
            _put(canvas, columns[n], y - (tall / 2 if look.middle else 0), words, look.aligns[n], look)
        y -= tall + step
    return y


_SENTENCE = (
    "本年全县{0}支出{1:.2f}万元，完成年初预算的{2:.2f}%，主要用于{3}和{4}等方面，按照合同约定支付到位；"
)


def prose(chance: random.Random, length: int = 120) -> str:
    """Return sentences with amounts."""
    words = ""
    while len(words) < length:
        names = [chance.choice(_NAMES) for _ in range(3)]
        words += _SENTENCE.format(names[0], chance.random() * 900, chance.random() * 100, *names[1:])
    return words[:-1] + "。"


def set_prose(
    canvas: Canvas, text: str, y: float, size: float = 12, spread: bool = True, room: float = _RIGHT - _LEFT
) -> float:
    """Set a justified paragraph below `y` and return where it ends."""
    look = Style(size, _FONT, 0, 1.6, 1.6, 0, 0, (), False, "")
    lines = _lines("　　" + text, room, look)
    for number, line in enumerate(lines):
        slack = (room - _width(line, look)) / max(1, len(line) - 1) if spread else 0.0
        words = canvas.beginText(_LEFT, y - size)
        words.setFont(_FONT, size)
        words.setCharSpace(slack if number < len(lines) - 1 else 0)
        words.textOut(line)
        canvas.drawText(words)
        y -= 1.6 * size
    return y


def tables_pdf(path: Path, seed: int, count: int) -> list[Sketch]:
    """Write tables without rules, one or two on a page, among text and captions; return them in order."""
    chance = random.Random(seed)
    canvas = song(path)
    made: list[Sketch] = []
    y = _TOP
    while len(made) < count:
        table = sketch(chance)
        look = style(chance, len(table.head))
        if extents(table, look)[-1][1] > _RIGHT + 20:
            continue
        lines = sum(len(_lines(row[0], look.name * look.size, look)) for row in table.body) + 6
        if y - 110 - lines * look.size * look.pitch < _BOTTOM:
            canvas.showPage()
            y = _TOP
        size = look.size if chance.random() < 0.4 else 12.0
        y = set_prose(canvas, prose(chance, chance.choice((40, 120))), y, size) - chance.choice((4, 14))
        if chance.random() < 0.5:
            canvas.setFont(_FONT, look.size)
            canvas.drawCentredString((_LEFT + _RIGHT) / 2, y - look.size, f"表{len(made) + 1} 收支情况表")
            y -= 1.8 * look.size
        if chance.random() < 0.5:
            canvas.setFont(_FONT, look.size)
            canvas.drawRightString(extents(table, look)[-1][1], y - look.size, "单位：万元")
            y -= 1.8 * look.size
        y = draw(canvas, table, look, y) - chance.choice((0, 10))
        y = set_prose(canvas, prose(chance, 60), y, size) - 20
        made.append(table)
    canvas.save()
    return made


def tables_docx(path: Path, seed: int, count: int) -> list[Sketch]:
    """Write a Word file of tables without borders among text; return them in order."""
    chance = random.Random(seed)
    document = new_document()
    made: list[Sketch] = []
    for _ in range(count):
        table = sketch(chance)
        heading = document.add_paragraph(prose(chance, 60))
        heading.paragraph_format.page_break_before = bool(len(made) % 2 == 0)
        _word_table(document, table, chance)
        document.add_paragraph(prose(chance, 60))
        made.append(table)
    document.save(str(path))
    return made


def _word_table(document: WordDocument, table: Sketch, chance: random.Random) -> None:
    deep = 2 if table.groups else 1
    made = document.add_table(deep + len(table.body), len(table.head))
    made.autofit = False
    number = chance.choice((WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER))
    upright = chance.choice((WD_CELL_VERTICAL_ALIGNMENT.TOP, WD_CELL_VERTICAL_ALIGNMENT.CENTER))
    size = 8.0 if len(table.head) > 5 else 10.0
    widths = [95.0, *(min(90.0, 340 / (len(table.head) - 1)) for _ in table.head[1:])]
    below = {n for first, count, _ in table.groups for n in range(first, first + count)}
    rows = [list(table.head)] * deep
    for first, count, words in table.groups:
        rows[0] = [words if first <= n < first + count else text for n, text in enumerate(rows[0])]
        made.cell(0, first).merge(made.cell(0, first + count - 1))
    for n in range(len(table.head)):
        if deep == 2 and n not in below:
            made.cell(0, n).merge(made.cell(1, n))
    for r, row in enumerate([*rows, *table.body]):
        for n, words in enumerate(row):
            cell = made.cell(r, n)
            cell.text = words
            cell.width = Pt(widths[n])
            cell.vertical_alignment = upright
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(2)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if r < deep else number if n else None
            for run in paragraph.runs:
                run.font.size = Pt(size)
    for first, count, _ in table.groups:
        made.cell(0, first).merge(made.cell(0, first + count - 1))


def by_soffice(source: Path) -> Path:
    """Print a Word file as PDF."""
    profile = (source.parent / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    command += ["--outdir", str(source.parent), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return source.with_suffix(".pdf")


Parts = Sequence[tuple[float, str]]  # em from the left, words
_UNITS = ("青河县水利局", "白云镇政府", "示例县教育局", "东山街道办")
_PEOPLE = ("张三", "李四", "王小五", "赵六", "孙七一", "周八")


def _list(c: random.Random) -> list[Parts]:
    return [[(2, f"{n}.{c.choice(_NAMES)}"), (22, f"{c.random() * 90:.2f}万元")] for n in range(1, 9)]


def _list_three(c: random.Random) -> list[Parts]:
    return [[(0, f"（{n}）"), (3, c.choice(_NAMES)), (25, f"{c.random() * 90:.2f}")] for n in range(1, 9)]


def _contents(c: random.Random) -> list[Parts]:
    rows: list[Parts] = [[(15, "目  录")]]
    return rows + [[(2 * (n % 3), f"第{n}部分{c.choice(_NAMES)}"), (36, str(2 * n))] for n in range(1, 15)]


def _contents_numbered(c: random.Random) -> list[Parts]:
    return [[(0, f"{n // 4 + 1}.{n % 4 + 1}"), (4, c.choice(_NAMES)), (36, str(n + 1))] for n in range(14)]


def _contents_leaders(c: random.Random) -> list[Parts]:
    rows = [(f"{n}、{c.choice(_NAMES)}", str(3 * n)) for n in range(1, 12)]
    return [[(0, title + "." * 50), (36, page)] for title, page in rows]


def _signatures(c: random.Random) -> list[Parts]:
    people = [c.sample(_PEOPLE, 3) for _ in range(4)]
    return [
        [(0, f"填表人：{a}"), (13, f"审核人：{b}"), (26, f"{n + 1}月{n + 5}日")]
        for n, (a, b, _) in enumerate(people)
    ]


def _form_fields(c: random.Random) -> list[Parts]:
    names = ("编制人数", "实有人数", "退休人数", "车辆数", "资产总额", "年末结余")
    return [
        [(0, f"{a}："), (9, str(c.randrange(99))), (18, f"{b}："), (27, f"{c.random() * 99:.2f}")]
        for a, b in (c.sample(names, 2) for _ in range(6))
    ]


def _form_words(c: random.Random) -> list[Parts]:
    return [
        [(0, f"单位名称：{c.choice(_UNITS)}"), (20, f"联系电话：0990-{c.randrange(10**6, 10**7)}")]
        for _ in range(6)
    ]


def _people(c: random.Random) -> list[Parts]:
    return [
        [(0, c.choice(_PEOPLE)), (8, c.choice(_PEOPLE)), (16, c.choice(_PEOPLE)), (24, "赵六")]
        for _ in range(7)
    ]


def _telephones(c: random.Random) -> list[Parts]:
    return [
        [(0, c.choice(_UNITS)), (10, c.choice(_PEOPLE)), (18, f"1380000{c.randrange(1000, 9999)}")]
        for _ in range(7)
    ]


def _agenda(c: random.Random) -> list[Parts]:
    return [
        [(0, f"{9 + n}:00-{9 + n}:50"), (10, f"{c.choice(_NAMES)}专题汇报"), (28, "主会场")] for n in range(7)
    ]


def _formulas(c: random.Random) -> list[Parts]:
    figures = [(c.random() * 90, c.random() * 10) for _ in range(6)]
    return [[(2, f"得分 = {a:.2f} ÷ 100 × 10 ="), (19, f"{b:.2f}")] for a, b in figures]


def _options(c: random.Random) -> list[Parts]:
    return [
        [(0, f"{n}.{c.choice(_NAMES)}"), (14, "□优"), (18, "□良"), (22, "□中"), (26, "□差")] for n in range(8)
    ]


def _chart(c: random.Random) -> list[Parts]:
    return [[(0, str(100 - 20 * n)), (4 + 29 * c.random(), f"{c.random() * 99:.1f}")] for n in range(5)]


def _scores(c: random.Random) -> list[Parts]:
    return [[(0, f"（{n}）{c.choice(_NAMES)}（15分）"), (24, f"{c.randrange(5, 15)}分")] for n in range(1, 9)]


def _articles(c: random.Random) -> list[Parts]:
    return [[(0, f"第{n}条"), (5, prose(c, 20)[:26])] for n in range(1, 9)]


def _breaks(c: random.Random) -> list[Parts]:
    """Lines that a program set word by word: white space wherever figures stand."""
    return [
        [
            (0, "其中："),
            (4, f"{c.randrange(2015, 2025)}"),
            (7, "年支出"),
            (11 + c.random() * 4, f"{c.random() * 90:.2f}"),
            (19 + c.random() * 3, "万元，比上年增加"),
            (31 + c.random(), f"{c.random() * 9:.2f}"),
            (34.5, "万元。"),
        ]
        for _ in range(6)
    ]


def _letterhead(c: random.Random) -> list[Parts]:
    return [
        [(0, "地址：示例县人民路1号"), (22, "邮编：830000")],
        [(0, "电话：0990-1234567"), (22, "传真：0990-7654321")],
        [(0, "经办人：张三"), (22, "日期：2023-05-06")],
        [(0, "文号：青水发〔2023〕5号"), (22, "份数：12")],
    ]


TEXTS: dict[str, Callable[[random.Random], list[Parts]]] = {
    "list": _list,
    "list in three parts": _list_three,
    "contents": _contents,
    "numbered contents": _contents_numbered,
    "contents with leaders": _contents_leaders,
    "signatures": _signatures,
    "fields with figures": _form_fields,
    "fields": _form_words,
    "people": _people,
    "telephones": _telephones,
    "agenda": _agenda,
    "formulas": _formulas,
    "options": _options,
    "chart": _chart,
    "scores": _scores,
    "articles": _articles,
    "broken prose": _breaks,
    "letterhead": _letterhead,
}


def texts_pdf(path: Path, seed: int, rounds: int) -> Path:
    """Write pages of text without a table: each kind among justified prose, and two columns of prose."""
    chance = random.Random(seed)
    canvas = song(path)
    for number in range(rounds):
        for made in TEXTS.values():
            size = chance.choice((10.5, 12.0))
            y = set_prose(canvas, prose(chance, 150), _TOP, size, number % 2 == 0)
            canvas.setFont(_FONT, size)
            for parts in made(chance):
                for x, words in parts:
                    canvas.drawString(_LEFT + x * size, y - size, words)
                y -= chance.choice((1.6, 1.6, 1.8)) * size
            set_prose(canvas, prose(chance, 300), y, size, number % 2 == 0)
            canvas.showPage()
        _two_columns(canvas, chance)
        canvas.showPage()
    canvas.save()
    return path


def _two_columns(canvas: Canvas, chance: random.Random) -> None:
    for left in (_LEFT, 310.0):
        canvas.saveState()
        canvas.translate(left - _LEFT, 0)
        y = _TOP
        for _ in range(6):
            y = set_prose(canvas, prose(chance, 100), y, 10.5, room=205.0)
        canvas.restoreState()


def texts_docx(path: Path, seed: int) -> Path:
    """Write the same kinds of text as a Word file, the parts of a line apart by tabs."""
    chance = random.Random(seed)
    document = new_document()
    for made in TEXTS.values():
        before = document.add_paragraph(prose(chance, 150))
        before.paragraph_format.page_break_before = True
        before.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        for parts in made(chance):
            line = document.add_paragraph("\t".join(words for _, words in parts))
            line.paragraph_format.space_after = Pt(0)
            for x, _ in parts[1:]:
                line.paragraph_format.tab_stops.add_tab_stop(Pt(11 * x), WD_TAB_ALIGNMENT.LEFT)
        document.add_paragraph(prose(chance, 200)).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    document.save(str(path))
    return path
