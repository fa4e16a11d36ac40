"""Names made of what others wrote."""

from __future__ import annotations

import pytest

from extractor.file_names import Names, common_folder, safe


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("甲局.docx", "甲局.docx"),
        ('a/b\\c:d*e?f"g<h>i|j', "a_b_c_d_e_f_g_h_i_j"),
        ("..", "_"),
        ("", "_"),
        (" 甲 . ", "甲"),
        ("CON", "_CON"),
        ("nul.docx", "_nul.docx"),
        ("com1.docx", "_com1.docx"),
        ("console.docx", "console.docx"),
        (".隐藏", "_.隐藏"),
        ("~$自评.docx", "_~$自评.docx"),
        ("a\x00\n\u202eb\udc80", "a___b_"),
        ("局" * 200 + ".docx", "局" * 58 + ".docx"),
        ("局" * 200, "局" * 60),
    ],
)
def test_names_are_safe(name: str, expected: str) -> None:
    assert safe(name) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([["甲.docx"], ["甲.docx"], ["甲.docx"]], ["甲.docx", "甲（2）.docx", "甲（3）.docx"]),
        ([["A.docx"], ["a.DOCX"]], ["A.docx", "a（2）.DOCX"]),
        ([["甲.docx"], ["甲.docx"], ["甲（2）.docx"]], ["甲.docx", "甲（2）.docx", "甲（2）（2）.docx"]),
        ([["包.zip", "a.docx"], ["包.zip"]], ["包.zip/a.docx", "包（2）.zip"]),
        ([["包.zip"], ["包.zip", "a.docx"]], ["包.zip", "包（2）.zip/a.docx"]),
        ([["..", "..", "etc", "a"], ["/", "etc", "a"]], ["etc/a", "_/etc/a"]),
        ([[""], [".."]], ["_", "_（2）"]),
    ],
)
def test_no_two_files_share_a_path(given: list[list[str]], expected: list[str]) -> None:
    names = Names()
    assert [str(names.path(parts)) for parts in given] == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["a/b/c.docx", "a/b/d.docx"], 2),
        (["/a/b/c.docx", "/a/d.docx"], 2),
        (["a/b.zip!/x/c.docx", "a/b.zip!/x/d.docx"], 1),
        (["c.docx", "a/c.docx"], 0),
        ([], 0),
    ],
)
def test_folders_that_all_have_in_common(files: list[str], expected: int) -> None:
    assert common_folder(files) == expected
