from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.plain import plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("１２３．４５万元", "123.45万元"),
        ("９９％", "99%"),
        ("（一）“三公”", "(一)“三公”"),
        ("收入：９，支出：８", "收入:9，支出:8"),
        ("收入\u3000９\u00a0元\t", "收入 9 元 "),
        ("增长−5﹪", "增长-5%"),
        ("二〇二一年", "二零二一年"),
        ("〔2021〕29号", "[2021]29号"),
        ("甲\u2028乙\x0b丙", "甲\n乙\n丙"),
        ("。、；“”", "。、;“”"),
        ("", ""),
    ],
)
def test_full_width_becomes_half_width(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(st.text())
def test_offsets_stay(text: str) -> None:
    assert len(plain(text)) == len(text)


@given(st.text())
def test_plain_text_is_plain_already(text: str) -> None:
    assert plain(plain(text)) == plain(text)
