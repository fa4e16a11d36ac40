"""Builders of spreadsheets for tests: the self-evaluation forms, and workbooks written part by part."""

from __future__ import annotations

import csv
import io
import struct
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

Value = str | float | None
Printed = tuple[float, str]  # a number and its format code
MONEY, RATE = "#,##0.00", "0.00%"
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINE = Side(style="thin")


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its cells from the first row on, the areas that are merged, and the rows that have borders."""

    name: str
    rows: tuple[tuple[Value | Printed, ...], ...]
    merges: tuple[str, ...] = ()
    framed: tuple[int, int] = (0, 0)


NATIONAL = Form(
    "部门整体自评表",
    (
        ("附件2",),
        ("2023年度部门整体支出绩效自评表",),
        ("填报单位：甲县林业局", None, None, None, None, "单位：万元"),
        ("部门预算资金", None, "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
        (
            "（万元）",
            "年度资金总额",
            (1200.5, MONEY),
            (1310.26, MONEY),
            (1298.33, MONEY),
            10,
            (0.99089, RATE),
            (9.9, "0.00"),
        ),
        (
            None,
            "其中：当年财政拨款",
            (1100.5, MONEY),
            (1200.26, MONEY),
            (1190.33, MONEY),
            "—",
            (0.99173, RATE),
            "—",
        ),
        (None, "上年结转资金", (60.0, MONEY), (70.0, MONEY), (70.0, MONEY), "—", (1, RATE), "—"),
        (None, "其他资金", (40.0, MONEY), (40.0, MONEY), (38.0, MONEY), "—", (0.95, RATE), "—"),
        (),
        ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"),
        ("产出指标", "数量指标", "造林面积", "≥1200亩", "1250亩", 30, 30, None),
        (None, "质量指标", "成活率", "≥85%", "91%", 20, 19.5, "旱情影响"),
        ("效益指标", "生态效益", "森林覆盖率", "≥62%", "62.3%", 30, 30, None),
        ("满意度指标", "服务对象", "群众满意度", "≥90%", "95%", 10, 10, None),
        ("总分", None, None, None, None, 100, 99.4, None),
        ("填表人：张三", None, None, None, "联系电话：0000-1234567"),
    ),
    ("A2:H2", "A11:A12", "A15:E15"),
    (4, 15),
)
SICHUAN = Form(
    "整体绩效自评",
    (
        ("部门整体支出绩效自评表（2023年度）",),
        ("部门名称", "乙县水务局"),
        (
            "预算执行情况（10分）",
            "资金来源",
            "年初预算",
            "调整后预算数",
            "预算执行数",
            "预算执行率",
            "权重",
            "得分",
            "原因",
        ),
        (None, "总额", (820, "0.00"), (905.4, "0.00"), (860.13, "0.00"), (0.95, "0%"), 10, 9.5, "项目结余"),
        (
            None,
            "其中：财政资金",
            (800, "0.00"),
            (880.4, "0.00"),
            (840.13, "0.00"),
            (0.9543, RATE),
            "/",
            "/",
            None,
        ),
        (None, "财政专户管理资金", (0, "0.00"), (0, "0.00"), (0, "0.00"), None, "/", "/", None),
        (None, "单位资金", (20, "0.00"), (25, "0.00"), (20, "0.00"), (0.8, RATE), "/", "/", None),
        (
            "绩效指标（90分）",
            "一级指标",
            "二级指标",
            "指标性质",
            "指标值",
            "度量单位",
            "权重",
            "得分",
            "完成值",
        ),
        (None, "产出指标", "供水水质合格率", "≥", 98, "%", 45, 45, 99.2),
        (None, "效益指标", "受益人口", "≥", 3.2, "万人", 45, 44, 3.1),
        ("合计", None, None, None, None, None, 100, 98.5, None),
    ),
    ("A1:I1", "B2:I2", "A3:A7", "A8:A10"),
    (2, 11),
)
HUNAN = Form(
    "基础数据表",
    (
        ("丙县民政局2023年部门整体支出绩效评价基础数据表",),
        ("财政供养人员情况", "编制数", "2023年实际在职人数", "控制率"),
        (None, 143, 136, (0.951, "0.0%")),
        ("经费控制情况", "2022年决算数", "2023年预算数", "2023年决算数"),
        ("三公经费", (29.08, "0.00"), (32, "0.00"), (27.41, "0.00")),
        ("1、公务用车购置和维护经费", (18.6, "0.00"), (20, "0.00"), (17.2, "0.00")),
        ("其中：公车购置", 0, 0, 0),
        ("公车运行维护", (18.6, "0.00"), (20, "0.00"), (17.2, "0.00")),
        ("2、出国经费", 0, 0, 0),
        ("3、公务接待", (10.48, "0.00"), (12, "0.00"), (10.21, "0.00")),
        ("说明：“三公”经费为财政拨款口径，单位为万元。",),
    ),
    ("A1:D1", "A2:A3", "A11:D11"),
    (2, 10),
)
FORMS = (NATIONAL, SICHUAN, HUNAN)


def changed(form: Form, row: int, column: int, value: Value | Printed) -> Form:
    """Return the form with one cell replaced, counted from 1."""
    rows = [list(cells) for cells in form.rows]
    rows[row - 1][column - 1] = value
    return Form(form.name, tuple(map(tuple, rows)), form.merges, form.framed)


def xlsx_from(path: Path, *forms: Form) -> Path:
    """Write forms as the sheets of one workbook."""
    book = Workbook()
    for number, form in enumerate(forms):
        sheet = book.active if number == 0 else book.create_sheet()
        assert isinstance(sheet, Worksheet)
        sheet.title = form.name
        fill(sheet, form)
    book.save(path)
    return path


def fill(sheet: Worksheet, form: Form) -> None:
    """Put a form on a sheet of openpyxl."""
    width = max(map(len, form.rows))
    for row, values in enumerate(form.rows, start=1):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(row, column)
            cell.value, code = value if isinstance(value, tuple) else (value, "General")
            cell.number_format = code
        if form.framed[0] <= row <= form.framed[1]:
            for column in range(1, width + 1):
                sheet.cell(row, column).border = Border(_LINE, _LINE, _LINE, _LINE)
    for area in form.merges:
        sheet.merge_cells(area)


def csv_from(path: Path, form: Form, encoding: str = "utf-8-sig", separator: str = ",") -> Path:
    """Write a form as the text that its cells show."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([list(map(printed, row)) for row in form.rows])
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def printed(value: Value | Printed) -> str:
    """Return what the few formats of the forms print."""
    if isinstance(value, tuple):
        number, code = value
        places = len(code.partition(".")[2].rstrip("%"))
        sign = "%" if code.endswith("%") else ""
        return f"{number * (100 if sign else 1):{',' if code.startswith('#') else ''}.{places}f}{sign}"
    return "" if value is None else str(value)


def workbook_of(
    path: Path,
    sheets: Mapping[str, str],
    parts: Mapping[str, str | bytes] | None = None,
    states: Mapping[str, str] | None = None,
    properties: str = "",
) -> Path:
    """Write a workbook of sheets given as the XML inside <worksheet>, with further parts by name."""
    entries = [
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}" state="{(states or {}).get(name, "visible")}"/>'
        for n, name in enumerate(sheets, start=1)
    ]
    links = [
        f'<Relationship Id="r{n}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    ]
    links += [
        f'<Relationship Id="x{kind}" Type="{_LINKS}/{kind}" Target="{kind}.xml"/>'
        for kind in ("styles", "sharedStrings")
    ]
    book = f'<workbook {_MAIN} xmlns:r="{_LINKS}">{properties}<sheets>{"".join(entries)}</sheets></workbook>'
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(
            f'<Relationship Id="a" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/>'
        ),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": relations("".join(links)),
        **{
            f"xl/worksheets/sheet{n}.xml": f"<worksheet {_MAIN}>{xml}</worksheet>"
            for n, xml in enumerate(sheets.values(), start=1)
        },
        **(parts or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in made.items():
            container.writestr(name, content)
    return path


def relations(links: str) -> str:
    """Return a relationships part."""
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'


def strings(*items: str) -> str:
    """Return a shared strings part of string items given as the XML inside <si>."""
    return f"<sst {_MAIN}>{''.join(f'<si>{item}</si>' for item in items)}</sst>"


def row_of(number: int, *values: str, more: str = "") -> str:
    """Return a row of texts in the cells A, B, C…; an empty text makes no cell."""
    cells = [
        f'<c r="{chr(64 + n)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for n, text in enumerate(values, start=1)
        if text
    ]
    return f'<row r="{number}" {more}>{"".join(cells)}</row>'


def data(*rows: str) -> str:
    """Return the sheet data of rows."""
    return f"<sheetData>{''.join(rows)}</sheetData>"


def biff5(texts: Sequence[str], codepage: int | None) -> bytes:
    """Return the bare records of an Excel 5 workbook with one row of texts ([MS-XLS] 2.4 and its forerunner)."""

    def record(number: int, content: bytes = b"") -> bytes:
        return struct.pack("<HH", number, len(content)) + content

    def name(text: str, length: str) -> bytes:
        return struct.pack(length, len(text.encode("gbk"))) + text.encode("gbk")

    pages = record(0x42, struct.pack("<H", codepage)) if codepage else b""
    font = record(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + name("宋体", "<B"))
    look = record(0xE0, struct.pack("<HHHH", 0, 0, 1, 0x20) + bytes(8))
    start = record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0)) + pages + font + look
    sheet = name("自评", "<B")
    offset = len(start) + 4 + 6 + len(sheet) + 4
    entry = record(0x85, struct.pack("<IH", offset, 0) + sheet)
    cells = b"".join(
        record(0x204, struct.pack("<HHH", 0, n, 0) + name(text, "<H")) for n, text in enumerate(texts)
    )
    return (
        start
        + entry
        + record(0x0A)
        + record(0x809, struct.pack("<HHHH", 0x500, 16, 0, 0))
        + cells
        + record(0x0A)
    )


def converted(files: Sequence[Path], form: str, folder: Path) -> dict[str, Path]:
    """Convert files with LibreOffice (its filter name after a colon); return the results by stem."""
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", form]
    subprocess.run([*command, "--outdir", folder, *files], check=True, capture_output=True, timeout=120)
    suffix = form.partition(":")[0]
    return {file.stem: folder / f"{file.stem}.{suffix}" for file in files}
