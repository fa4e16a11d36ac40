"""Reads TOML entries into frozen dataclasses and refuses what it does not understand, naming file and entry."""

from __future__ import annotations

import dataclasses
import tomllib
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from extractor.errors import PatternError

T = TypeVar("T")


def read_toml(path: Path) -> dict[str, Any]:
    """Parse one pattern file.

    Raises PatternError when the file is missing or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PatternError(f"规则文件 {path.name} 不存在，请检查 --patterns 所指的文件夹。") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PatternError(f"规则文件 {path.name} 不是正确的 TOML（{error}），请改正后再试。") from error


def entries(path: Path, table: str, kind: type[T]) -> tuple[T, ...]:
    """Read every `[[table]]` block of a file as a `kind`; entries have unique ids (or names).

    Raises PatternError naming file and entry for unknown, missing or mistyped keys and duplicate ids.
    """
    found: list[T] = []
    seen: set[str] = set()
    for number, raw in enumerate(read_toml(path).get(table, []), start=1):
        name = str(raw.get("id") or raw.get("name") or f"第{number}条")
        where = f"{path.name} [[{table}]] {name}"
        if name in seen:
            raise PatternError(f"{where}：编号重复，请改名或合并。")
        seen.add(name)
        found.append(build(kind, raw, where))
    return tuple(found)


def expect_tables(path: Path, allowed: Iterable[str]) -> None:
    """Refuse a file that has a table nobody reads (most often a misspelt one)."""
    unknown = sorted(set(read_toml(path)) - set(allowed))
    if unknown:
        raise PatternError(f"{path.name}：不认识的表 {unknown[0]}，可用：{'、'.join(sorted(allowed))}。")


def build(kind: type[T], raw: Mapping[str, Any], where: str) -> T:
    """Make a `kind` from a TOML table, field by field, checking names and types."""
    hints = typing.get_type_hints(kind)
    fields = {f.name: f for f in dataclasses.fields(kind)}  # type: ignore[arg-type]
    unknown = sorted(set(raw) - set(fields))
    if unknown:
        raise PatternError(f"{where}：不认识的键 {unknown[0]}，可用：{'、'.join(fields)}。")
    values: dict[str, Any] = {}
    for name, field in fields.items():
        if name in raw:
            values[name] = _convert(raw[name], hints[name], f"{where} {name}")
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise PatternError(f"{where}：缺少 {name}，请补上。")
    return kind(**values)


def _convert(value: Any, hint: Any, where: str) -> Any:
    origin = typing.get_origin(hint)
    if origin is tuple:
        if not isinstance(value, list):
            raise PatternError(f"{where}：应是列表。")
        inner = typing.get_args(hint)[0]
        return tuple(_convert(item, inner, where) for item in value)
    if origin in (typing.Union, types.UnionType):
        return _convert(value, next(a for a in typing.get_args(hint) if a is not type(None)), where)
    if dataclasses.is_dataclass(hint):
        if not isinstance(value, dict):
            raise PatternError(f"{where}：应是一组键值。")
        return build(typing.cast("type[Any]", hint), value, where)
    if not isinstance(value, hint) or (hint is not bool and isinstance(value, bool)):
        raise PatternError(f"{where}：类型不对，应是 {hint.__name__}。")
    return value


def refuse_shared(owners: Sequence[tuple[str, Sequence[str]]], what: str, file: str) -> None:
    """Refuse a word that two entries claim; `owners` are (entry id, words)."""
    owner_of: dict[str, str] = {}
    for owner, words in owners:
        for word in words:
            if owner_of.setdefault(word, owner) != owner:
                raise PatternError(
                    f"{file} {owner}：{what}「{word}」已属于 {owner_of[word]}，一个词只能有一个归属。"
                )
