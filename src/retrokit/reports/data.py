"""Blocks as plain data, for programs and pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import fields, has

from ..blocks import Block
from ..said import Said


def as_data(value: Any) -> Any:
    """Return a block as data: which one it is, and what it says that is not as it is by default."""
    if isinstance(value, (list, tuple)):
        return [as_data(each) for each in value]
    if isinstance(value, Mapping):
        return {key: as_data(each) for key, each in value.items()}
    if isinstance(value, Said):
        return str(value)
    if not has(type(value)):
        return value
    said = {each.name: getattr(value, each.name) for each in fields(type(value))}
    plain = {name: as_data(each) for name, each in said.items() if _says(each)}
    for each in said.values():
        if isinstance(each, Said):  # a sentence with what programs know it by
            more = {"code": each.code, "values": each.values, "who": each.who}
            plain |= {name: as_data(one) for name, one in more.items() if one}
    if isinstance(value, Block):
        return {"block": type(value).__name__.lower(), **plain}
    return plain


def _says(value: object) -> bool:
    return value is not None and value is not False and value not in ("", (), {})
