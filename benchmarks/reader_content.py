"""Invented content of a self-evaluation report: headings, sentences with amounts, tables; each amount is unique."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reader_truth import Grid

_DIGITS = "零一二三四五六七八九"
_SENTENCES: tuple[str, ...] = (
    "2023年度，单位收入总计{}，其中：财政拨款收入{}，占{}；其他收入{}，主要是利息收入和上级补助，与上年相比总体保持稳定。",
    "年初预算为{}，年中追加{}，全年预算{}，支出决算为{}，完成全年预算的{}，未完成的原因是部分项目跨年度结算、尾款尚未支付。",
    "“三公”经费支出{}，比上年减少{}，下降{}，其中公务接待费{}，公务用车运行维护费{}，均未超过预算控制数，未发生因公出国（境）费用。",
    "项目按照“先立项、后实施”的原则组织，采购合同金额{}，已支付{}，支付率{}，节约资金{}，验收合格率{}。",
    "人员经费{}，公用经费{}，两项合计占基本支出的{}；资产配置严格执行标准，年末固定资产原值{}，净值{}。",
    "通过实地走访、问卷调查等方式了解服务对象的评价，发放问卷并全部收回，满意度为{}，较上年提高，专项经费{}全部用于群众反映集中的事项。",
    "截至2023年12月31日，累计到位资金{}，资金到位率{}，实际使用{}，结余{}按规定上缴财政，没有截留、挤占、挪用。",
)
_AREAS: tuple[str, ...] = (
    "河道清淤",
    "饮水安全",
    "道路养护",
    "校舍修缮",
    "基层医疗",
    "森林防火",
    "档案整理",
    "食品抽检",
    "文化惠民",
)
_AREAS += (
    "应急物资",
    "农机推广",
    "气象监测",
    "城乡保洁",
    "信息系统",
    "防汛值守",
    "技能培训",
    "图书下乡",
    "粮食储备",
)
_AREAS += ("残疾人康复", "老旧小区改造", "水土保持", "良种补贴", "殡葬服务", "公共照明")
_MATTERS: tuple[str, ...] = (
    "项目概况",
    "资金安排",
    "支出构成",
    "组织管理",
    "产出情况",
    "效益情况",
    "满意度",
    "存在的问题",
    "改进措施",
)
_TITLES = ("预算执行", "绩效目标", "资产管理", "制度建设", "监督检查", "结果应用")
_INDICATORS = ("数量指标", "质量指标", "时效指标", "成本指标")
_OWN_DIGITS = 3  # decimals that a handful of amounts have


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a level from 1; its number is given by whoever sets it."""

    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph and the amounts in it."""

    text: str
    amounts: tuple[str, ...] = ()


Item = Heading | Words | Grid


class Press:
    """Makes content, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._used: set[str] = set()
        self._titles: set[str] = set()
        self._years = 2010  # tells the heads of tables apart

    def number(self, low: int = 1, high: int = 9_000, comma: bool = False) -> str:
        """Return a number that was not printed before, usually with two decimals."""
        while True:
            decimals = self._random.choice((2, 2, 2, 2, 2, 1, 0, _OWN_DIGITS))
            text = f"{self._random.uniform(low, high):{',' if comma else ''}.{decimals}f}"
            if text.replace(",", "") not in self._used:
                self._used.add(text.replace(",", ""))
                return text

    def percent(self) -> str:
        """Return a percentage that was not printed before."""
        return (
            f"{self.number(2, 100)}%" if self._random.random() < 0.8 else f"{self.number(100, 2000, True)}%"
        )

    def money(self) -> str:
        """Return an amount with its unit, in one of the ways that reports write them."""
        way = self._random.random()
        if way < 0.6:
            return f"{self.number()}万元"
        if way < 0.8:
            return f"{self.number(1_000, 90_000, True)}万元"
        return f"{self.number(10_000, 90_000_000, way < 0.9)}元"

    def sentence(self) -> Words:
        """Return a sentence with its amounts."""
        pattern = self._random.choice(_SENTENCES)
        rates = [
            before.endswith(("占", "的", "率", "降", "率为", "意度为")) for before in pattern.split("{}")
        ]
        amounts = [self.percent() if rate else self.money() for rate in rates[:-1]]
        return Words(pattern.format(*amounts), tuple(amounts))

    def paragraph(self, sentences: int) -> Words:
        """Return several sentences as one paragraph."""
        parts = [self.sentence() for _ in range(sentences)]
        return Words("".join(p.text for p in parts), tuple(a for p in parts for a in p.amounts))

    def title(self, words: Sequence[str]) -> str:
        """Return a title that was not used before."""
        title = self._random.choice(_AREAS) + self._random.choice(words)
        if title in self._titles:
            title += f"（第{chinese(len(self._titles))}项）"
        self._titles.add(title)
        return title

    def chapters(self, count: int, rows: int) -> Iterator[Item]:
        """Yield chapters of headings on five levels, paragraphs and tables of about so many rows."""
        for number in range(count):
            yield Heading(1, self.title(_TITLES))
            yield self.paragraph(2)
            for _ in range(2 + number % 2):
                yield Heading(2, self.title(_MATTERS))
                yield self.paragraph(3)
                for _ in range(2):
                    yield Heading(3, self.title(_MATTERS))
                    yield self.paragraph(2)
                for level in (4, 4, 5, 5):
                    yield Heading(level, self.title(_MATTERS))
                yield self.paragraph(1)
            yield self.funds() if number % 2 else self.indicators(rows)

    def funds(self) -> Grid:
        """Return the block of funds of the national form: eight columns, two header rows, merged cells."""
        names = ("年度资金总额", "当年财政拨款", "上年结转资金", "其他资金")
        top = ["项目资金", "", "预算数（万元）", "", "全年执行数", "分值", "执行率", "得分"]
        below = ["", "", "年初预算数", "全年预算数", "", "", "", ""]
        rows = [top, below]
        rows += [["", name, *(self.number() for _ in range(3)), "10", self.percent(), ""] for name in names]
        rows[2][:2], rows[2][7], rows[3][0] = [names[0], ""], self.number(1, 10), "其中"
        covered = {(0, 1): (0, 0), (1, 0): (0, 0), (1, 1): (0, 0), (0, 3): (0, 2), (2, 1): (2, 0)}
        covered |= {(1, column): (0, column) for column in range(4, 8)}
        covered |= {(4, 0): (3, 0), (5, 0): (3, 0)}
        return Grid(rows, covered, header=2)

    def indicators(self, count: int) -> Grid:
        """Return a table of indicators: eight columns, the first two merged downwards."""
        head = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"]
        rows = [head]
        covered: dict[tuple[int, int], tuple[int, int]] = {}
        for number in range(count):
            row = [self.title(("数", "率")), *(self.number() for _ in range(4)), ""]
            rows.append(["", "", *row])
            for column, run in ((0, 8), (1, 4)):
                first = 1 + number - number % run
                if first == len(rows) - 1:
                    rows[-1][column] = "产出指标" if column == 0 else _INDICATORS[number // 4 % 4]
                else:
                    covered[len(rows) - 1, column] = (first, column)
        return Grid(rows, covered, header=1)

    def plain(self, rows: int, columns: int) -> Grid:
        """Return a table without merged cells, its first column words."""
        self._years += 1
        head = [f"{self._years}年项目", *(f"{self._years}年{month}月" for month in range(1, columns))]
        return Grid(
            [head, *([self.title(("项目",)), *(self.number() for _ in head[1:])] for _ in range(rows))],
            header=1,
        )


def chinese(number: int) -> str:
    """Write a number from 1 to 999 as Chinese headings do."""
    if number >= 100:
        rest = number % 100
        more = ("零" if 0 < rest < 10 else "一" if 10 <= rest < 20 else "") + chinese(rest) if rest else ""
        return _DIGITS[number // 100] + "百" + more
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def label(level: int, number: int) -> str:
    """Return the number of a heading as reports print it: 一、 （一） 1. （1） ①."""
    forms = (
        f"{chinese(number)}、",
        f"（{chinese(number)}）",
        f"{number}.",
        f"（{number}）",
        chr(0x245F + number),
    )
    return forms[level - 1]


class Counter:
    """Counts headings on five levels, a lower one anew under each higher one."""

    def __init__(self) -> None:
        self._counts = [0] * 6

    def next(self, level: int) -> str:
        """Return the label of the next heading of this level."""
        self._counts[level] += 1
        self._counts[level + 1 :] = [0] * (5 - level)
        return label(level, self._counts[level])
