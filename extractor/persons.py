"""Persons by name in a list: 张三、李四、王五3名专家."""

from __future__ import annotations

from collections.abc import Sequence

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤某"
)
_LONGEST = 3  # characters of a name


def are_persons(items: Sequence[str]) -> bool:
    """Tell whether the items of a list can be persons by name; a verb may stand before the first."""
    names = [item.split("等")[0].strip() for item in items[1:]]
    return all(1 < len(name) <= _LONGEST and name[0] in _SURNAMES for name in names)
