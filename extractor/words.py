"""The only door to jieba and spaCy: names the figures whose words the patterns do not settle letter by letter.

jieba cuts and tags the clause before the figure; spaCy's Matcher finds an indicator whose words stand in order
with harmless ones between (公务接待方面的费用), or turned round (购置公务用车的费用). A name counts only where it
is the head of what the figure measures: 人员经费补助项目 and 信息系统运行维护费 name something else, and become a
label without an indicator. Both are loaded at the first such figure, never before.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from extractor.name_forms import LINKS, forms
from extractor.patterns import Patterns
from extractor.patterns.phrases import skeleton

if TYPE_CHECKING:
    from spacy.matcher import Matcher
    from spacy.tokens import Doc

_MATCHERS = 500  # sets of forms of names that are kept
_HEADS = ("费用", "经费", "支出", "收入", "费")  # cut off the end of a longer word: 接待费 is 接待 and 费
_SUMS = ("支出", "开支", "费用", "经费", "资金", "款项", "金额", "总额", "合计", "数", "额")
_NAMED_COST = ("费", "费用", "经费", "资金", "款", "金", "补助", "补贴", "津贴", "投资")
_EXCEPT = ("外", "以外", "之外", "除外", "除")
# Verbs of budgets and payments: what stands before one is not part of the name behind it, and the reverse.
_PAYING = re.compile(
    "用于|用作|投入|支付|发放|拨付|拨入|拨|下达|下拨|到位|完成|达到|达|列支|入库|兑现|使用|安排|批复|批准|核定|发生|产生|给予|"
    "开支|花费|支出|实现|取得|收到|争取|落实|筹措|筹集|超过|控制|严格|征收|累计|共计|总计|合计|总共|共|计|为|是|有|约"
)
_BODY = "单位|部门|机关|系统|局|馆|院|校|所|站|中心|委|办|会|厅|处"
_OWN = re.compile(
    rf"[我本该全]?(?:{_BODY})|[我本该]?(?:镇|乡|县|市|区|街道)|.+(?:局|馆|院|校|所|站|中心|委|协会|办公室|政府)"
)
_TIMES = re.compile(r"\d*|[年月日度]|年度|全年|期间|[一-鿿]+期")
_SELF_BEGINS = "".join({word[0] for word in _PAYING.pattern.split("|")})
_SELF = re.compile(
    rf"(?=[全年我本该单部{_SELF_BEGINS}由在达了的\W\d年度月日])(?:全年|年[初中末底]|[我本该全](?:{_BODY}|[镇乡县市区])|单位|部门|{_PAYING.pattern}|[由在达了的\W\d年度月日])"
)

# jieba's tags. A phrase goes on to the left over these; verbs belong to it where a noun stands before them.
_NOMINAL = ("n", "vn", "j", "l", "i", "a", "b", "s", "f", "z", "eng", "q", "k", "h", "nz")
_FUNCTION = ("u", "p", "d", "c", "r", "m", "t", "y", "x")
_HAN = re.compile("[一-鿿]")


def settled(words: str, patterns: Patterns) -> bool:
    """Tell whether the words beside a name need no grammar: marks, dates, stages, scopes, one's own unit."""
    if not _HAN.search(words):
        return True
    text = skeleton(words)[0]
    left = list(text)
    for phrase in patterns.phrases.find(text, 0, len(text)):
        if phrase.kind != "indicator" or phrase.weak:
            left[phrase.start : phrase.end] = " " * (phrase.end - phrase.start)
    rest = "".join(left)
    if not _HAN.search(rest):
        return True
    rest = _SELF.sub("", rest)
    if not _HAN.search(rest):
        return True
    for filler in _longest_first(patterns.words.fillers):
        rest = rest.replace(filler, "")
    return not _HAN.search(rest)


@cache
def _longest_first(words: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=len, reverse=True))


class Namer:
    """Names labels with jieba and spaCy; made once per process and set of patterns."""

    def __init__(self, patterns: Patterns) -> None:
        import jieba
        from jieba import posseg
        from spacy.vocab import Vocab

        self._jieba = jieba.Tokenizer()
        # Not initialize(): its cache in the common temp folder saves no time, and anyone could have written it.
        self._jieba.FREQ, self._jieba.total = self._jieba.gen_pfdict(self._jieba.get_dict_file())
        self._jieba.initialized = True
        self._tags: Mapping[str, str] = posseg.dt.word_tag_tab
        self._vocab = Vocab()
        self._kinds = {i.id: i.kind for i in patterns.words.indicators}
        self._fillers = patterns.words.fillers
        context = chain(patterns.words.scopes, patterns.words.stages, patterns.words.years)
        known = [word for entry in context for word in entry.words]
        self._explained = {atom for word in known for atom, _ in self._cut(word)} | set(known)
        self._forms = list(forms(patterns, self._cut))
        self._by_first: dict[str, list[int]] = {}
        for number, form in enumerate(self._forms):
            self._by_first.setdefault(form.first, []).append(number)
        self._matcher = lru_cache(maxsize=_MATCHERS)(self._matcher_of)
        self._last: tuple[str, Doc] | None = None

    def indicator(self, clause: str, kind: str) -> tuple[str, int, int]:
        """Return the indicator a clause ends in, with its range in the clause; empty when there is none."""
        text, index = skeleton(clause)
        document = self._document(text)
        possible = self._possible(document, kind)
        if not possible:
            return "", 0, 0
        found = [(self._vocab.strings[key], a, b) for key, a, b in self._matcher(possible)(document)]
        found = [hit for hit in found if self._is_head(document, hit[1], hit[2])]
        if not found:
            return "", 0, 0
        best, a, b = max(found, key=lambda hit: (hit[2], hit[2] - hit[1]))
        span = document[a:b]
        return best, index[span.start_char], index[span.end_char - 1] + 1

    def checked(self, clause: str, kind: str, known: tuple[str, int, int]) -> tuple[str, int, int]:
        """Return a name the patterns found, widened, replaced by a better one, or empty where it is no head."""
        found = self.indicator(clause, kind)
        if found[0] and found[1] <= known[1] and known[2] <= found[2]:
            return found
        return known if self._confirms(clause, known[1], known[2]) else found

    def _confirms(self, clause: str, start: int, end: int) -> bool:
        """Tell whether the name at this range of the clause is what the figure behind the clause measures."""
        text, index = skeleton(clause)
        document = self._document(text)
        inside = [t.i for t in document if start < index[t.idx + len(t) - 1] + 1 and index[t.idx] < end]
        return bool(inside) and self._is_head(document, inside[0], inside[-1] + 1)

    def label(self, clause: str) -> str:
        """Return the noun phrase at the end of a clause, empty when it ends in none."""
        text, index = skeleton(clause)
        document = self._document(text)
        end = self._end_of_phrase(document)
        start = self._start_of_phrase(document, end)
        if start >= end:
            return ""
        span = document[start:end]
        return clause[index[span.start_char] : index[span.end_char - 1] + 1]

    def _document(self, text: str) -> Doc:
        """Return the words of a text; a clause is asked for its name, its head and its label in turn."""
        from spacy.tokens import Doc

        if self._last is None or self._last[0] != text:
            pairs = list(self._cut(text))
            words = [word for word, _ in pairs]
            tags = [tag for _, tag in pairs]
            self._last = text, Doc(self._vocab, words=words, spaces=[False] * len(words), tags=tags)
        return self._last[1]

    def _possible(self, document: Doc, kind: str) -> tuple[int, ...]:
        """Return the forms of names whose words a text has, all of them: only then their order matters."""
        words = {token.text for token in document}
        numbers = {n for word in words for n in self._by_first.get(word, ())}
        forms = ((n, self._forms[n]) for n in sorted(numbers))
        return tuple(n for n, form in forms if form.needed <= words and self._kinds[form.indicator] == kind)

    def _matcher_of(self, numbers: tuple[int, ...]) -> Matcher:
        """Return a matcher of some forms; one of all would try each of them at each word."""
        from spacy.matcher import Matcher

        matcher = Matcher(self._vocab)
        for number in numbers:
            form = self._forms[number]
            matcher.add(form.indicator, [form.pattern])
        return matcher

    def _cut(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield the smallest words of a text with their tags: 工资福利 is two, 接待费 is 接待 and 费."""
        tagged: list[tuple[str, str]] = []
        for word in self._jieba.cut(text, HMM=False):
            if word == "用" and tagged and tagged[-1][0].endswith("费"):
                tagged[-1] = (tagged[-1][0] + "用", "n")  # 差旅费|用 is 差旅费用
            else:
                tagged.append((word, self._tags.get(word, "eng" if word.isascii() else "x")))
        for word, tag in tagged:
            yield from ((part, self._tags.get(part, tag)) for part in self._parts(word))

    def _parts(self, word: str) -> tuple[str, ...]:
        head = next((h for h in _HEADS if word.endswith(h) and word != h), "")
        if head:
            return (word[: -len(head)], head)
        if len(word) == 4 and self._jieba.FREQ.get(word[:2]) and self._jieba.FREQ.get(word[2:]):
            return (word[:2], word[2:])
        return (word,)

    def _is_head(self, document: Doc, start: int, end: int) -> bool:
        """Tell whether a name stands free on its left and nothing but verbs and sums follows it."""
        return self._is_free(document, start) and all(
            self._may_follow(document, n) for n in range(end, len(document))
        )

    def _may_follow(self, document: Doc, at: int) -> bool:
        word, tag = document[at].text, document[at].tag_
        if word in _EXCEPT:
            return False
        known = word in self._fillers or word in self._explained or _is_paying(word) or word in _SUMS
        return known or tag.startswith((*_FUNCTION, "f"))

    def _is_free(self, document: Doc, start: int) -> bool:
        """Tell whether no noun stands before a name as its modifier (教学设备 before 购置费)."""
        for at in range(start - 1, -1, -1):
            word, tag = document[at].text, document[at].tag_
            if word in _EXCEPT:
                return False
            if _is_paying(word) or tag == "p":
                return True
            if word == "的" and at and document[at - 1].tag_.startswith("v"):
                return True
            if not (self._is_context(word) or tag.startswith(_FUNCTION)):
                return False
        return True

    def _is_context(self, word: str) -> bool:
        known = word in self._fillers or word in self._explained
        return known or bool(_OWN.fullmatch(word) or _TIMES.fullmatch(word))

    def _end_of_phrase(self, document: Doc) -> int:
        """Return where the noun phrase ends that verbs, sums and function words follow."""
        end = len(document)
        while end and self._is_tail(document, end - 1):
            end -= 1
        return end

    def _is_tail(self, document: Doc, at: int) -> bool:
        word, tag = document[at].text, document[at].tag_
        if word in ("支出", "开支"):
            return bool(at) and document[at - 1].text.endswith(_NAMED_COST)  # 管理费支出, but 配套支出
        adverb = tag in ("d", "ad") and (len(word) == 1 or word in self._fillers)
        return (
            adverb
            or _is_paying(word)
            or word in ("实际", "全部")
            or tag.startswith(("u", "p", "c", "r", "y", "x"))
        )

    def _start_of_phrase(self, document: Doc, end: int) -> int:
        """Return where the noun phrase begins that ends here: behind the verb that governs it."""
        start = end
        while start and self._is_inner(document, start - 1):
            start -= 1
        start = _without_loose(document, start, end)
        # A verb with an object of two words or more governs it: 追缴|违规资金; 护理补贴 is one name.
        governed = end - start > 2 and document[start].tag_ == "v"
        return _without_loose(document, start + 1, end) if governed else start

    def _is_inner(self, document: Doc, at: int) -> bool:
        word, tag = document[at].text, document[at].tag_
        if _is_paying(word):
            return word in _SUMS and at > 0 and document[at - 1].tag_.startswith(_NOMINAL)
        return word in (*LINKS, *_EXCEPT) or tag.startswith((*_NOMINAL, "v", "m", "d", "r"))


def _without_loose(document: Doc, start: int, end: int) -> int:
    while start < end - 1 and _is_loose(document[start].text, document[start].tag_):
        start += 1
    return start


def _is_loose(word: str, tag: str) -> bool:
    """Tell whether a word cannot begin a name."""
    if word.isdigit() or word in (*LINKS, "到", "了"):
        return True
    return tag.startswith(_FUNCTION) and word not in ("其他", "其它")


def _is_paying(word: str) -> bool:
    return _PAYING.fullmatch(word) is not None


@cache
def namer(patterns: Patterns) -> Namer:
    """Return the namer of a set of patterns."""
    made = Namer(patterns)
    gc.freeze()  # its dictionary stays as long as the process: no collection need walk through it again
    return made
