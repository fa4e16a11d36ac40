"""Length-preserving normalisation: an offset in the plain text is the offset in the original."""

from __future__ import annotations

_FULL = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# The full-width comma separates clauses, never thousands; it must stay apart from the ASCII one.
_KEPT = {ord("，")}
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2009\u3000\t"), " ")
_BREAKS = dict.fromkeys(map(ord, "\r\x0b\x0c\u2028\u2029\u0085"), "\n")
_SIGNS = {
    ord("﹦"): "=",
    ord("﹪"): "%",
    ord("﹣"): "-",
    ord("−"): "-",
    ord("﹢"): "+",
    ord("﹙"): "(",
    ord("﹚"): ")",
    ord("〇"): "零",
    ord("○"): "零",
    ord("∶"): ":",
    ord("﹕"): ":",
    ord("︰"): ":",
    ord("〔"): "[",
    ord("〕"): "]",
    ord("【"): "[",
    ord("】"): "]",
    ord("﹝"): "[",
    ord("﹞"): "]",
    ord("〈"): "<",
    ord("〉"): ">",
}
_TABLE: dict[int, int | str] = {
    **{code: to for code, to in _FULL.items() if code not in _KEPT},
    **_SPACES,
    **_BREAKS,
    **_SIGNS,
}


def plain(text: str) -> str:
    """Return `text` with full-width digits, signs and brackets made half-width, the length unchanged."""
    return text.translate(_TABLE)
