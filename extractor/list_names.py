"""What names a part without a word before it (其中9万元用于印刷), leads to a list or says that it leaves something out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.mentions import CHANGE, LEVEL, Mention
from extractor.parts import PartList, addable
from extractor.patterns.phrases import Phrase

_BARE = re.compile(r"\s*(?:有|约|共|仅|计|共计|合计|为|是|近|就有|达|即|已有)*\s*")
# 9万元为质保金, 9万元因年底下达; 9万元，用于印刷 is one too, 9万元，因此 is not.
_BEHIND = re.compile(
    r"\s*(?:[，,]?\s*(?:主要|全部|专项)?用于|[，,]?\s*(?:系|属于|来自|来源于|投向|拨给|安排给)|[为是属由因])(?:[一-鿿“”A-Za-z]{2})"
)
# 其中5个转化为文件: what is said of them
_SAID_OF = re.compile(r"\s*(?!占|以[上下]|左右|的[，。；]|[^，。；;、\d]{0,4}(?:合计|共计))[一-鿿]{2}")
_NAME = re.compile(r"[一-鿿]{2}")
_OF_MOVE = re.compile(
    r"(?:^|[。；;，,\n])\s*(?:在|其)?(?:本年|当年|所)?"
    r"(?:审减|核减|审增|核增|追加|超支|节约|增加|增长|新增|上升|增支|增收|多支|多收|减少|下降|压减|减支|减收|少支|少收|净增|净减)的?[部分额量数支出收入资金的里头]{0,4}[中里内]"
)
# 比上年减少9万元。减少的原因：一是甲减少5万元
_REASON = re.compile(
    "(?:上述|以上|其)?[增减变下上升降加少动幅浮超节支结余]{0,4}的?(?:主要)?的?原因(?:主要)?(?:如下|在于|[有为是])?"
    "(?:以下)?(?:[一二三四五六两几]个?[点项条方面]{0,2}|[一二三四五六两几]个?方面)?"
)
_REST = r"其余|余下|剩余|剩下|另有|另外|此外|还有|尚有"
_OTHERS = (
    r"(?:其他|其它)(?:[^，。；;：:、\d]{0,4}(?:支出|费用|经费|开支|资金|部分|款项|零星|变动|方式|来源|事项|各项|类|原因|因素|项目)"
    r"|各?[略为是系均用占])"
)
_SOME = r"[^，。；;：:、\d]{2,12}?(?:也有|亦有|还有|尚有|少量|零星|若干|另行|未逐|不再|未一一|略去)"
_NONE = r"(?![^，。；;：:\d]{0,6}(?:均[未无]|全无|没有|[未无]发生))"  # 其余均未发生
_LEAVES = re.compile(
    rf"[，,；;]\s*(?:(?:{_REST}){_NONE}|{_OTHERS}|{_SOME})[^，。；;：:\d]{{0,20}}(?=[，。；;,\n]|$)"
)
_SENTENCE = re.compile(r"[。\n]")
_FAR = 80  # characters behind a list that may still speak of it
_COMPARING = ("compare", "share", "up", "down", "same", "above", "below")
_JOINT = re.compile(
    r"[，,；;：:。](?:其中)?((?:[“\"]?[一-鿿]{2,10}[”\"]?、)*[“\"]?[一-鿿]{2,10}?[”\"]?[、和及与][“\"]?[一-鿿]{2,12}?[”\"]?)"
    r"(?:得分)?(?:三项|两项|指标|部分)?(?:共计|合计|总计)[^，。；、\d]{0,4}$"
)
_QUOTES = re.compile('[“”"]')
_AND = re.compile("[、和及与]")
_ENDING = re.compile("(?:指标|得分|部分|方面|支出|经费|情况)+$")
_SOME_BEFORE = 12  # figures that a total may name once more
_APART = re.compile(r"\s*(?:另有|另外|另|此外|还另|同时)")


def of_item(lists: Sequence[PartList], made: Sequence[Mention], index: int) -> bool:
    """Tell whether a bracket belongs to the part it stands behind: 其中甲9万元（2户），乙8万元（6户）."""
    before, depth = made[index - 1 : index], made[index].depth
    return any(p.depth < depth and before == p.parts[-1:] for p in lists)


def in_brackets(plain: str, cues: Sequence[Phrase], end: int) -> list[Phrase]:
    """Return the cues whose bracket is not closed before a figure: （含下属单位）统计为9万元 lists nothing."""
    return [p for p in cues if plain.count(")", p.end, end) <= plain.count("(", p.end, end)]


def leads(plain: str, mention: Mention, cue: int) -> bool:
    """Tell whether the cue is the first word behind the last full stop of the gap (…万元。其中：…).

    Of a change also where the words before it say that its reasons follow (…万元。减少的原因：一是…).
    """
    gap = plain[mention.gap.start : cue]
    said = re.sub(r"[^一-鿿]", "", gap.rsplit("。", 1)[-1])
    why = mention.role == CHANGE and _REASON.fullmatch(said) is not None
    return len(re.split("[。!！?？]", gap)) <= 2 and (not said or why)


def named_else(plain: str, mention: Mention, cues: Sequence[Phrase]) -> bool:
    """Tell whether the words behind a bare figure name it, or those between a cue and its 计: 大部分投向甲乡，计9万元."""
    if mention.role != LEVEL or not _BARE.fullmatch(plain, mention.chunk.start, mention.chunk.end):
        return False
    if _BEHIND.match(plain, mention.figure.span.end):
        return True
    if cues and cues[-1].value == "part" and cues[-1].end == mention.chunk.start:
        return _SAID_OF.match(plain, mention.figure.span.end) is not None
    if not cues or cues[-1].end >= mention.chunk.start:
        return False
    spoken = mention.chunk.start < mention.chunk.end
    return spoken and _NAME.search(plain, cues[-1].end, mention.chunk.start) is not None


def leaves_out(plain: str, end: int) -> bool:
    """Tell whether the words behind a list say that there is more: 其余略, 设备购置也有少量列支."""
    stop = _SENTENCE.search(plain, end, end + _FAR)
    return _LEAVES.search(plain, end, stop.start() if stop else min(len(plain), end + _FAR)) is not None


def is_apart(plain: str, mention: Mention) -> bool:
    """Tell whether a figure is said to come on top of those before it: 另有往来款9万元."""
    return _APART.match(plain, mention.chunk.start, mention.chunk.end) is not None


def part_of_move(plain: str, mention: Mention, before: Sequence[Mention]) -> Mention | None:
    """Return the change that words before a figure take up: 比上年增加9万元，增加的部分中有5万元是调资."""
    moves = [m for m in before if m.role == CHANGE] if mention.role in (LEVEL, CHANGE) else []
    if not moves or not _OF_MOVE.search(plain, mention.gap.start, mention.figure.span.start):
        return None
    near = (m for m in reversed(moves) if m.sentence + 2 > mention.sentence)
    return next((m for m in near if addable(m, mention)), None)


def joint(plain: str, mention: Mention, before: Sequence[Mention]) -> bool:
    """Tell whether 合计 adds up what its own words name, none of it printed: 执行率9分，产出和效益指标合计88分."""
    words = _JOINT.search(plain, mention.gap.start, mention.figure.span.start)
    if words is None or (mention.indicator and _AND.search(mention.label)):
        return False  # 商品和服务支出合计
    names = [n for n in _AND.split(_QUOTES.sub("", words[1])) if n]
    own = [m.chunk.of(plain) for m in before[-_SOME_BEFORE:]]
    alike = [_ENDING.sub("", n) or n for n in names]
    return len(names) > 1 and not any(n in said or said.strip() in n for n in alike for said in own if said)


def is_dated(mention: Mention) -> bool:
    """Tell whether a figure is that of another year by its own words, and nothing is compared with it: 去年收到9万元."""
    return mention.labelled and not any(p.kind == "cue" and p.value in _COMPARING for p in mention.phrases)
