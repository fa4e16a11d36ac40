"""Projects, works and programmes of which figures speak: each figure is of the one last named before it.

A name reaches to the end of its sentence; one that begins a paragraph reaches to its end, 该项目 takes up the one
before. Words of the unit's own (我局, 全局, 合计) end its reach. What has no name of its own (项目支出, 上述项目, 省级
项目资金) is no such thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from extractor.document import Block, Span
from extractor.masks import OWN_UNIT
from extractor.mentions import STOP, Mention
from extractor.patterns import Patterns
from extractor.words import settled

_LONGEST = 40  # characters of a name
_MONEY = "(?:资金|经费)"
# Each way to begin it is spelt out: so a search passes quickly over what begins none.
_NOUN = re.compile(
    f"(?:工程项目|专项项目|项目|工程|专项{_MONEY}?|补助{_MONEY}|补贴{_MONEY}|奖补{_MONEY}|救助{_MONEY}|帮扶{_MONEY}|扶持{_MONEY}|振兴{_MONEY})(?![类库组部款债]|工程|[公法]司|经理|法人|化|师|量|负责|绩效管理|检查|行动|整治|审[计批]|活动|培训|转移)"
)
_MARK = re.compile(r"[，,。；;：:()（）、！!？?\n]|(?<=项目|工程|专项)[和及与]")
_AGAIN = re.compile(r"(?:[该此]|上述|前述)(?:项目|工程|专项)")
# What may stand before a name at the head of a clause: time, place in a list, who does what with it.
_LEAD = re.compile(
    r"(?:\s|[\d.、]+|其中|[在对]|对于|关于|鉴于|基于|针对|围绕|考虑到|结合|根据|截[至止]|目前|另外|同时|此外|全[县市区省]|[一二三四五六七八九十]+是|第[一二三四五六七八九十]|(?:19|20)?\d\d\s*年(?:度)?|\d{1,2}\s*[月日]|"
    r"[全当本上]年(?:度)?|年[初中末底]|[月日末底]|[我本](?:局|院|校|站|所|镇|乡|县|市|区|单位|部门|级)|实施|安排|开展|推进|完成|组织|支持|新建|建设了|投入|用于|了|的)+"
)
# Words that say of which kind projects are, or what is done with all of them, and name none.
_KIND = re.compile(
    "加强|推进|实施|做好|规范|压[减缩]|减少|增加|严格|严控|控制|安排|用于|保障|落实|追加|调整|核减|核定|批复|下达|申报|申请|储备|拨付|结转|新增|完成|开展"
    "|组织|承担|谋划|争取|筹措|使用|部分|重点|主要|所有|各[类个项]?|全部|多个|若干|单[个项]|每[个项]|某[个项]?|[该本此]|上述|以[上下]|其[他它余]|有关|相关|一般性?|经常性?|一次性"
    "|延续性?|专项|业务|特定目标|运转|民生|发展|政府投资|政府采购|购买服务|基本建设|重大|[国省市县区乡镇]级|中央|地方|上级|下级|本级|年度|跨年度?|[续在新]建|行政|事业|按|性质|功能|经济|分类?"
    "|资[金本]|配套|预算|决算|支出|收入|经费|费用|纳入|绩效|评价|自评|考核|监控|管理|建设|概况|情况|目标|因|由于|原因|为|是|个|等|的|了|和|及|与|或|对|以|以及|涉及|本次|共|计"
    "|未|已|尚|不|有|无|大型|小型|基础|财政|补助|补贴|单位|部门|机关|机构|公用|人员|变动|政策|工作|任务|项目|工程"
)
_CAUSE = re.compile(r"(?:原因|由于|主要是|(?:^|[，。；;])因)[^，。；;]*$")
_OPENED = re.compile("[“《][^”》]*$")  # 按照“资金跟着项目走”的原则
_HANZI = re.compile("[一-鿿]")


@dataclass(frozen=True, slots=True)
class _Named:
    """Where words say of what the figures behind them are: a thing by name, or empty for the unit."""

    at: int
    name: str
    reach: int  # the last place it speaks for


def with_things(
    plain: str, block: Block, made: Sequence[Mention], last: str, patterns: Patterns
) -> list[Mention]:
    """Return the mentions of a paragraph with the thing each is of; `last` is the one named before the paragraph."""
    if not _NOUN.search(plain, block.span.start, block.span.end):
        return list(made)
    named = sorted(_named(plain, block.span, last, patterns), key=lambda n: n.at)
    things = [_thing(named, m.figure.span) for m in made]
    return [replace(m, thing=name) if name != m.thing else m for m, name in zip(made, things, strict=True)]


def last_thing(made: Sequence[Mention], before: str) -> str:
    """Return the thing the last figures of a paragraph are of, else the one before."""
    return next((m.thing for m in reversed(made) if m.thing), before)


def thing_of_title(title: str, patterns: Patterns) -> str:
    """Return the one thing a heading is about, empty where it names none or several."""
    found = {name for _, name in _things(title, Span(0, len(title)), patterns)}
    return found.pop() if len(found) == 1 else ""


def own_thing(plain: str) -> str:
    """Return the words of a report's title: a project named there is what the whole report is of."""
    return plain[: max(plain.find("报告", 0, 300), plain.find("自评表", 0, 300), 0)]


def _thing(named: Sequence[_Named], figure: Span) -> str:
    said = [n for n in named if n.at <= figure.start]
    return said[-1].name if said and figure.start < said[-1].reach else ""


def _named(plain: str, span: Span, last: str, patterns: Patterns) -> Iterator[_Named]:
    stops = [m.end() for m in STOP.finditer(plain, span.start, span.end)]
    first = stops[0] if stops else span.end
    own = own_thing(plain)
    for at, name in _things(plain, span, patterns):
        if _CAUSE.search(plain, max(span.start, at - len(name) - 12), at):
            continue
        leads = at - span.start <= _LONGEST and not _MARK.search(plain, _behind_number(plain, span), at)
        end = span.end if leads and at < first else next((s for s in stops if s > at), span.end)
        yield _Named(at, "" if name in own else name, end)
    if last:
        for match in _AGAIN.finditer(plain, span.start, span.end):
            end = next((s for s in stops if s > match.start()), span.end)
            yield _Named(match.start(), last, end)
    for match in OWN_UNIT.finditer(plain, span.start, span.end):
        yield _Named(match.end(), "", span.end)


def _behind_number(plain: str, span: Span) -> int:
    """Return where the words of a paragraph begin behind 1. or （一）."""
    number = re.compile(r"\s*[(（]?[\d一二三四五六七八九十]{1,3}[)）.、．]\s*").match(
        plain, span.start, span.end
    )
    return number.end() if number else span.start


def _things(plain: str, span: Span, patterns: Patterns) -> Iterator[tuple[int, str]]:
    """Yield the place behind the name of each thing, and the name."""
    for match in _NOUN.finditer(plain, span.start, span.end):
        earliest = max(span.start, match.start() - _LONGEST)
        marks = [m.end() for m in _MARK.finditer(plain, earliest, match.start())]
        start = marks[-1] if marks else earliest
        lead = _LEAD.match(plain, start, match.start())
        name = plain[lead.end() if lead else start : match.start()].strip(" “”\"'")
        if name and _is_name(name, patterns):
            yield match.end(), name + match.group()


@lru_cache(maxsize=4096)
def _is_name(words: str, patterns: Patterns) -> bool:
    """Tell whether the words before 项目 name one, by two characters that say nothing else."""
    if any(c.isdigit() for c in words[-1:]) or settled(words, patterns) or _OPENED.search(words):
        return False
    rest = _KIND.sub("", words)
    return len(_HANZI.findall(rest)) >= 2 and not settled(rest, patterns)
