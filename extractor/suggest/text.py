"""Proposals as a file to paste from: TOML that loads as it stands, the guidance in its comments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from extractor.patterns import Patterns
from extractor.suggest.nearest import Nearest
from extractor.suggest.trial import Proposal, one_line
from extractor.write.display import clipped, file_name
from extractor.write.labels import FIGURE_KINDS

_TITLE = "# 没有认出的标签：建议的指标，按出现在多少份报告里排列。以 # 开头的行是说明，不起作用。"
_WAYS = 6
_QUOTE = 80


def guidance(patterns: Patterns, file: str) -> tuple[str, ...]:
    """Return what a person who has never seen such a file must know, a line each."""
    return (
        "怎么用（不必会编程，用记事本就行）：",
        "1. 把规则文件夹复制一份，例如叫“我的规则”，用记事本打开其中的 indicators.toml。规则文件夹在",
        f"   {one_line(str(patterns.folder))}",
        f"2. 从{file}挑出要统计的指标，把那一段（[[indicator]] 到 examples 各行）复制到文件末尾。",
        "   只在一份报告里出现的，多半是项目自己的名称，不必加。",
        "3. 把“请改成英文编号_…”改成自己起的编号：小写英文字母、数字、下划线，如 rural_road_repair。",
        "4. 写着“另一种叫法”的不是新指标：先看是不是一回事，是一回事才照说明改那一行。",
        "5. 运行 gouji patterns test 我的规则，不符 0 个就改对了；再重新核对，看多认出了什么：",
        "   gouji audit 报告 -o 新结果 --patterns 我的规则",
        "   gouji patterns diff 旧结果 新结果",
    )


def document(proposals: Sequence[Proposal], patterns: Patterns) -> str:
    """Return the file: guidance, then an entry for each proposal."""
    head = [f"# {line}" for line in guidance(patterns, "下面")]
    return "\n".join([_TITLE, "#", *head, "", *entries(proposals)])


def is_ours(path: Path) -> bool:
    """Tell whether a file is one that `document` wrote."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.readline().rstrip() == _TITLE
    except OSError:
        return False


def entries(proposals: Sequence[Proposal]) -> Iterator[str]:
    """Yield the lines of every proposal."""
    for proposal in proposals:
        yield from (f"# {line}" for line in _about(proposal))
        yield from _entry(proposal)
        others = [p.number for p in proposals if p is not proposal and p.id == proposal.id and p.is_ready]
        if others and proposal.is_ready:
            numbers = "".join(f"【{number}】" for number in others)
            yield f"# {numbers}说的是同一条，都要的话就把几个词写在一行里。"
        yield ""


def _about(proposal: Proposal) -> Iterator[str]:
    group, quote = proposal.group, proposal.group.lead.quotes[0]
    kind = FIGURE_KINDS[group.lead.kind]
    yield f"【{proposal.number}】{proposal.name}（{kind}）：{group.figures} 个数字，{group.documents} 份报告"
    yield f"    原文：{clipped(one_line(quote.text), _QUOTE)}（{one_line(file_name(quote.file))}）"
    if others := group.spellings(_WAYS):
        yield "    又写作：" + "、".join(f"“{one_line(label)}” {count} 处" for label, count in others)
    if near := [(label.name, label.figures) for label in group.near[:_WAYS]]:
        yield "    相近的标签，未必是一回事：" + "、".join(f"“{name}” {count} 处" for name, count in near)
    if proposal.nearest:
        yield "    最接近的已有指标：" + "；".join(map(nearest_text, proposal.nearest))
    if proposal.takes:
        taken = "、".join(f"“{name}”" for name in proposal.takes)
        yield f"    注意：加上以后，{taken} 的数字可能也归到这里；不是一回事的，要把它们也各写一条。"


def nearest_text(nearest: Nearest) -> str:
    """Return an indicator with its id, its name and how alike it is."""
    indicator = nearest.indicator
    by = "" if nearest.word == indicator.name else f"，也叫{nearest.word}"
    return f"{indicator.name} {indicator.id}（像 {nearest.likeness}%{by}）"


def _entry(proposal: Proposal) -> Iterator[str]:
    if proposal.spoils:
        yield f"# 没有写成可以粘贴的样子：加上它，{'、'.join(proposal.spoils)} 的例子就不对了。"
    elif proposal.synonym_of:
        yield from _synonym(proposal, proposal.synonym_of)
    else:
        yield from _indicator(proposal)


def _synonym(proposal: Proposal, nearest: Nearest) -> Iterator[str]:
    indicator = nearest.indicator
    verb = "把 synonyms 一行换成这一行" if indicator.synonyms else "在 kind 一行下面加这一行"
    yield f'# 像是“{indicator.name}”的另一种叫法。如果是一回事：找到 id = "{indicator.id}" 的一条，{verb}（去掉行首的 #）：'
    yield f"# synonyms = [{', '.join(map(quoted, (*indicator.synonyms, proposal.name)))}]"
    if proposal.example is None:
        yield "# 试过原文，只加这个叫法还认不出来，多半是句式的缘故。"


def _indicator(proposal: Proposal) -> Iterator[str]:
    if proposal.example is None:
        yield "# 试过原文，只加这个指标还认不出来，所以没有写成可以粘贴的样子。"
        return
    example = proposal.example
    yield "[[indicator]]"
    yield f"id = {quoted(proposal.id)}"
    yield f"name = {quoted(proposal.name)}"
    yield f"kind = {quoted(proposal.group.lead.kind)}"
    yield f"examples = [{{ text = {quoted(example.text)}, finds = {quoted(example.finds)} }}]"


def quoted(text: str) -> str:
    """Return a TOML string; JSON escapes what TOML does, save one control character that is never printed."""
    return json.dumps(one_line(text), ensure_ascii=False)
