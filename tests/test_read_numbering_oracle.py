"""Automatic numbers against LibreOffice: hundreds of invented lists, converted by one start of soffice.

Where LibreOffice shows something else than ECMA-376 part 1 prescribes (or Word by its own account, MS-OI29500), the
case stands in a table below with its rule. A difference that no entry explains fails.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from documents import abstract_list, item, level, style, word_list
from word_parts import Word, word_file

from extractor.read import read

LISTS = 22  # of each plan
_MARK = re.compile(r"^(.*?)\s*§(\d+)$")
# Formats that both write the same way, for the numbers that a list of a few paragraphs reaches.
SHARED = (
    *("decimal", "decimalZero", "upperRoman", "lowerRoman", "upperLetter", "lowerLetter", "ordinal"),
    *("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand"),
    *("chineseLegalSimplified", "ideographLegalTraditional", "ideographTraditional", "ideographZodiac"),
    *(
        "decimalEnclosedCircle",
        "decimalEnclosedCircleChinese",
        "japaneseCounting",
        "cardinalText",
        "ordinalText",
    ),
)
OVERRIDE = '<w:lvlOverride w:ilvl="{}">{}</w:lvlOverride>'
START = '<w:startOverride w:val="{}"/>'


@dataclass(frozen=True, slots=True)
class Plan:
    """What the lists of one document have beyond plain levels; `apart` names the rules that LibreOffice breaks."""

    name: str
    starts: tuple[int, ...] = (1,)
    skips: bool = False
    whole: bool = False  # w:lvlOverride with a whole w:lvl
    overrides: str = ""  # top: of the first level only, where a w:num begins; deep: of any
    styled: bool = False
    linked: bool = False
    legal: bool = False
    restarts: bool = False
    apart: str = ""

    @property
    def bare(self) -> bool:
        """Whether labels show their own number only, in digits, so that the rules can be followed by hand."""
        return bool(self.apart)


PLANS = (
    Plan("plain"),
    Plan("starts", starts=(0, 1, 2, 4)),
    Plan("skips", skips=True, starts=(1, 3)),
    Plan("whole", whole=True),
    Plan("overrides", overrides="top"),
    # A style that its level names (w:pStyle) has to state the level as well for LibreOffice 7: 17.9.23.
    Plan("styled", styled=True, starts=(1, 4)),
    Plan("linked", linked=True),
    # LibreOffice 7 shows the parents of a level with w:isLgl in their own format, not in digits: 17.9.4.
    Plan("legal", legal=True, starts=(1, 4)),
    Plan("everything", (0, 1, 3), True, True, "top", True, True),
    # LibreOffice 7 never reads w:lvlRestart: each level begins again after any higher one.
    Plan("restarts", (1, 3), True, restarts=True, apart="17.9.10"),
    # LibreOffice 7 begins again with the first paragraph of a w:num only, not at each level's first use.
    Plan("deep overrides", (1, 2), True, overrides="deep", apart="17.9.27"),
)


@dataclass(slots=True)
class Level:
    """A level as defined, for following the rules by hand."""

    start: int
    restart: int | None = None
    legal: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One paragraph of a list: as it is written, and the list and level that it means."""

    number: int  # of the abstract list
    num: int
    ilvl: int
    written: tuple[int | None, int | None, str]
    counts: bool = True


@dataclass(slots=True)
class Book:
    """One document in the making.

    `eased` writes the same so that LibreOffice 7 can follow: every level in digits for what w:isLgl must show, the
    level in every style.
    """

    plan: Plan
    eased: bool = False
    abstract: list[str] = field(default_factory=list)
    nums: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    levels: dict[int, list[Level]] = field(default_factory=dict)
    starts: dict[int, dict[int, int]] = field(default_factory=dict)
    random: Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = Random(self.plan.name)
        queues = [self._list(number) for number in range(LISTS)]
        # Three lists at a time take turns, so that counters of several lists are open at once.
        for first in range(0, len(queues), 3):
            group = queues[first : first + 3]
            while group := [queue for queue in group if queue]:
                self.steps.append(self.random.choice(group).pop(0))

    def write(self, path: Path) -> Path:
        body = "".join(item(f"§{n}", *step.written) for n, step in enumerate(self.steps))
        numbering = "".join(self.abstract) + "".join(self.nums)
        return word_file(Word(body, "".join(self.styles), numbering), path)

    def _list(self, number: int) -> list[Step]:
        depth = self.random.randint(1, 9)
        names = [f"S{number}x{n}" for n in range(depth)] if self.plan.styled else []
        bound = [name if self.random.random() < 0.5 else "" for name in names] or [""] * depth
        self.levels[number] = []
        levels = "".join(self._level(number, n, bound[n]) for n in range(depth))
        nums = [5 * number + turn + 1 for turn in range(self.random.randint(1, 3))]
        link = f"Link{number}" if self.plan.linked else ""
        linked = f'<w:styleLink w:val="{link}"/>' if link else ""
        self.abstract.append(abstract_list(1000 + number, linked, levels))
        for num in nums:
            self.nums.append(word_list(num, 1000 + number, self._overrides(number, num, num != nums[0])))
        if link:
            self._link(number, link, nums)
        if names:
            self._add_styles(number, names, bound, nums[0])
        return list(self._walk(number, nums, names))

    def _level(self, number: int, ilvl: int, named: str = "") -> str:
        random, plan = self.random, self.plan
        form, start = random.choice(SHARED), random.choice(plan.starts)
        known = Level(start)
        more = f'<w:pStyle w:val="{named}"/>' if named else ""
        if plan.restarts and ilvl and random.random() < 0.5:
            known.restart = random.randint(0, ilvl)
            more += f'<w:lvlRestart w:val="{known.restart}"/>'
        if plan.legal and random.random() < 0.4:
            known.legal = True
            more += "" if self.eased else "<w:isLgl/>"
        more += random.choice(("", '<w:suff w:val="space"/>', '<w:suff w:val="nothing"/>'))
        own = f"%{ilvl + 1}"
        text = random.choice((f"{own}、", f"（{own}）", f"第{own}部分", f"{own})", f"[{own}]"))
        if ilvl and random.random() < 0.5:
            text = random.choice((".", "-")).join(f"%{n}" for n in range(random.choice((1, ilvl)), ilvl + 2))
        if plan.bare:
            text = f"{own})"
        if start == 0 or plan.bare or (plan.legal and self.eased):
            form = "decimal"  # LibreOffice writes 0 as a digit in every format
        self.levels[number] += [known] if len(self.levels[number]) == ilvl else []
        return level(ilvl, form, text, start, more)

    def _overrides(self, number: int, num: int, later: bool) -> str:
        found = ""
        starts = self.starts.setdefault(num, {})
        for ilvl in range(len(self.levels[number])):
            wanted = later and (ilvl == 0 if self.plan.overrides == "top" else bool(self.plan.overrides))
            inner = ""
            if wanted and self.random.random() < 0.7:
                starts[ilvl] = self.random.choice((1, 1, 2, 9))
                inner += START.format(starts[ilvl])
            if later and self.plan.whole and self.random.random() < 0.4:
                inner += self._level(number, ilvl)
            found += OVERRIDE.format(ilvl, inner) if inner else ""
        return found

    def _link(self, number: int, link: str, nums: list[int]) -> None:
        """A numbering style, and a second abstract list that leads to it."""
        self.styles.append(
            style(link, f'<w:pPr><w:numPr><w:numId w:val="{nums[0]}"/></w:numPr></w:pPr>', "numbering")
        )
        empty = f'<w:abstractNum w:abstractNumId="{5000 + number}"><w:numStyleLink w:val="{link}"/></w:abstractNum>'
        self.abstract.append(empty)
        nums.append(5 * number + 5)
        self.nums.append(word_list(nums[-1], 5000 + number))
        self.starts[nums[-1]] = {}

    def _add_styles(self, number: int, names: list[str], bound: list[str], num: int) -> None:
        """Styles of a list: bound to a level by its w:pStyle, or with a level of their own on an inherited list."""
        for n, name in enumerate(names):
            base = f'<w:basedOn w:val="{names[0]}"/>' if n else ""
            says = self.random.random() < 0.5 or self.eased or not bound[n]
            parts = f'<w:ilvl w:val="{n}"/>' if n and says else ""
            parts += f'<w:numId w:val="{num}"/>' if not n or bound[n] else ""
            self.styles.append(style(name, f"{base}<w:pPr><w:numPr>{parts}</w:numPr></w:pPr>"))
        off = f'<w:basedOn w:val="{names[-1]}"/><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>'
        self.styles.append(style(f"Off{number}", off))

    def _walk(self, number: int, nums: list[int], names: list[str]) -> Iterator[Step]:
        random, deepest, num = self.random, -1, nums[0]
        for _ in range(random.randint(5, 16)):
            top = len(self.levels[number]) - 1
            ilvl = random.randint(0, top if self.plan.skips else min(deepest + 1, top))
            deepest = ilvl
            if random.random() < 0.3 and (ilvl == 0 or self.plan.overrides != "top"):
                num = random.choice(nums)
            chance = random.random() if names else 1.0
            if chance < 0.5:
                yield Step(number, nums[0], ilvl, (None, None, names[ilvl]))
            elif chance < 0.7:
                yield Step(
                    number,
                    0,
                    ilvl,
                    random.choice(((0, None, names[ilvl]), (None, None, f"Off{number}"))),
                    False,
                )
            else:
                yield Step(number, num, ilvl, (num, ilvl, ""))


def by_the_rules(book: Book, place: int) -> int:
    """Return the number of a paragraph by 17.9.10, 17.9.25 and 17.9.27, going through all those before it."""
    here = book.steps[place]
    known = book.levels[here.number][here.ilvl]
    number: int | None = None
    begun: set[int] = set()
    for step in book.steps[: place + 1]:
        if step.number != here.number or not step.counts:
            continue
        start = book.starts[step.num].get(here.ilvl, known.start)
        if step.ilvl < here.ilvl:
            number = None if known.restart is None or step.ilvl < known.restart else number
        elif step.ilvl > here.ilvl:
            number = start if number is None else number  # skipped, yet counted
        else:
            fresh = step.num not in begun and here.ilvl in book.starts[step.num]
            begun.add(step.num)
            number = start if fresh or number is None else number + 1
    assert number is not None
    return number


def office(files: list[Path], folder: Path) -> dict[str, dict[int, str]]:
    """Return the labels that LibreOffice shows, by file and paragraph."""
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(folder)),
            *map(str, files),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return {file.stem: labels((folder / f"{file.stem}.txt").read_text("utf-8-sig")) for file in files}


def labels(text: str) -> dict[int, str]:
    found = (_MARK.match(line) for line in text.splitlines())
    return {int(m.group(2)): m.group(1).strip() for m in found if m}


@dataclass(frozen=True, slots=True)
class Shown:
    """What LibreOffice and what our reader show of the same files."""

    theirs: dict[str, dict[int, str]]
    ours: dict[str, dict[int, str]]


# All ST_NumberFormat values (17.18.59) that are implemented, at numbers where their rules change.
NUMBERS = (
    1,
    2,
    3,
    9,
    10,
    11,
    12,
    13,
    19,
    20,
    21,
    26,
    27,
    30,
    53,
    60,
    61,
    99,
    100,
    101,
    110,
    111,
    120,
    999,
    1000,
    1001,
)
FORMATS = (
    *SHARED,
    *("none", "hex", "chicago", "decimalHalfWidth", "decimalFullWidth", "decimalFullWidth2", "numberInDash"),
    *(
        "ideographDigital",
        "japaneseDigitalTenThousand",
        "taiwaneseDigital",
        "koreanDigital2",
        "japaneseLegal",
    ),
    *(
        "decimalEnclosedFullstop",
        "decimalEnclosedParen",
        "ideographEnclosedCircle",
        "ideographZodiacTraditional",
    ),
    *("aiueo", "aiueoFullWidth", "irohaFullWidth"),
)
# Formats that LibreOffice 7 writes otherwise: at which numbers, and the rule. MS-OI29500 2.1.540 tells what Word does.
ANY = (1, 1001)
APART: dict[str, tuple[tuple[int, int], str]] = {
    "upperLetter": ((781, 1001), "17.18.59: Word writes no more than thirty letters"),
    "lowerLetter": ((781, 1001), "17.18.59: Word writes no more than thirty letters"),
    "chicago": ((121, 1001), "17.18.59: no more than thirty signs, as with letters"),
    "chineseCounting": ((100, 1001), "MS-DOCX 2.4: 一, 十, 一○○; without 百"),
    "taiwaneseCounting": ((100, 1001), "MS-DOCX 2.4: 一, 十, 一○○; without 百"),
    "japaneseCounting": ((100, 1001), "17.18.59: 百 and 千 without 一, no 零"),
    "japaneseLegal": ((10, 1001), "17.18.59: 拾, 百 and 阡 between the digits"),
    "decimalEnclosedCircle": ((21, 50), "17.18.59: decimal from 21 on"),
    "decimalEnclosedCircleChinese": ((21, 50), "17.18.59: decimal from 21 on"),
    "cardinalText": ((1001, 1001), "17.18.59: One thousand one"),
    "ordinalText": ((1001, 1001), "17.18.59: One thousand first"),
    "hex": ((10, 1001), "17.18.59: hexadecimal; LibreOffice lacks it"),
    "decimalFullWidth": (ANY, "17.18.59: full-width digits; LibreOffice lacks them"),
    "decimalFullWidth2": (ANY, "17.18.59: full-width digits; LibreOffice lacks them"),
    "numberInDash": (ANY, "17.18.59: between dashes; LibreOffice lacks them"),
    "ideographDigital": ((10, 1001), "17.18.59: digit by digit, 一〇"),
    "japaneseDigitalTenThousand": (ANY, "17.18.59: digit by digit; LibreOffice lacks it"),
    "taiwaneseDigital": (ANY, "17.18.59: digit by digit, 一○; LibreOffice lacks it"),
    "decimalEnclosedFullstop": ((1, 20), "17.18.59: ⒈ to ⒛; LibreOffice lacks them"),
    "decimalEnclosedParen": ((1, 20), "17.18.59: ⑴ to ⒇; LibreOffice lacks them"),
    "ideographEnclosedCircle": ((1, 50), "MS-OI29500 2.1.540 a: ㈠ to ㈩, then decimal"),
    "ideographZodiacTraditional": ((1, 60), "17.18.59: 甲子 to 癸亥; LibreOffice lacks them"),
}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    folder = tmp_path_factory.mktemp("oracle")
    files = [Book(plan).write(folder / f"{plan.name}.docx") for plan in PLANS]
    files += [Book(plan, eased=True).write(folder / f"{plan.name} eased.docx") for plan in PLANS]
    files.append(all_formats(folder / "formats.docx"))
    return Shown(office(files, folder), {file.stem: labels(read(file).text) for file in files})


def all_formats(path: Path) -> Path:
    body = lists = ""
    for place, form in enumerate(FORMATS):
        lists += abstract_list(place, level(0, form, "[%1]"))
        for turn, number in enumerate(NUMBERS):
            num = place * len(NUMBERS) + turn + 1
            lists += word_list(num, place, OVERRIDE.format(0, START.format(number)))
            body += item(f"§{num - 1}", num, 0)
    return word_file(Word(body, numbering=lists), path)


def wanted(book: Book, shown: Shown, place: int) -> str:
    """Return the label that a paragraph must have."""
    step, name = book.steps[place], book.plan.name
    if not step.counts:
        return ""
    if book.plan.apart:
        return f"{by_the_rules(book, place)})"
    legal = book.plan.legal and book.levels[step.number][step.ilvl].legal
    return shown.theirs[f"{name} eased" if legal or book.plan.styled else name][place]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_every_label_of_many_lists(shown: Shown, plan: Plan) -> None:
    book = Book(plan)
    expected = {place: wanted(book, shown, place) for place in range(len(book.steps))}
    assert len(expected) > 150
    assert shown.ours[plan.name] == expected


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_libreoffice_differs_only_where_it_breaks_a_rule(shown: Shown, plan: Plan) -> None:
    differs = shown.ours[plan.name] != shown.theirs[plan.name]
    assert differs == bool(plan.apart or plan.styled or plan.legal)


@pytest.mark.parametrize("form", FORMATS)
def test_every_number_format(shown: Shown, form: str) -> None:
    first = FORMATS.index(form) * len(NUMBERS)
    (low, high), _ = APART.get(form, ((0, 0), ""))
    pairs = {
        n: (shown.ours["formats"][first + i], shown.theirs["formats"][first + i])
        for i, n in enumerate(NUMBERS)
    }
    apart = [number for number, (ours, theirs) in pairs.items() if ours != theirs]
    assert [number for number in apart if not low <= number <= high] == []
    assert bool(apart) == (form in APART)


def test_there_are_enough_lists() -> None:
    assert LISTS * len(PLANS) > 200
