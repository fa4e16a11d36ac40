from __future__ import annotations

import pytest

from extractor.history.regions import place


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("湖南省益阳市资阳区", ("430902", "湖南省", "益阳市", "资阳区")),
        ("益阳市资阳区", ("430902", "湖南省", "益阳市", "资阳区")),
        ("资阳区", ("430902", "湖南省", "益阳市", "资阳区")),
        ("江苏省昆山市", ("320583", "江苏省", "苏州市", "昆山市")),
        ("长沙市", ("430100", "湖南省", "长沙市", "")),
        ("凉山彝族自治州", ("513400", "四川省", "凉山彝族自治州", "")),
        ("北京市朝阳区", ("110105", "北京市", "", "朝阳区")),
        ("仙桃市", ("429004", "湖北省", "", "仙桃市")),
        ("湖南省", ("430000", "湖南省", "", "")),
        ("朝阳区", None),
        ("青岚县", None),
        ("", None),
    ],
)
def test_where_a_region_lies(region: str, expected: tuple[str, str, str, str] | None) -> None:
    found = place(region)
    assert (found and (found.code, found.province, found.city, found.county)) == expected
