"""What a room takes by POST, and what it tells of its team, as an OpenAPI 3.1 document made of the
actions themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from attrs import NOTHING, Attribute, fields, has, resolve_types

from ..blocks import BLOCKS, Block
from ..calls import Call, Calls
from ..charter import ENTRY, MOST, PARTS, SENTENCE, Charter
from ..codec.converter import KEY, is_read_within
from ..events import Draft
from ..formats import Activity
from ..hues import HUES
from ..retro import Receipt
from ..said import Said
from ..texts import PROSE
from .team_page import ItemChange, TeamTold
from .thumbs import THUMBS

_KEY = {"type": "string", "pattern": f"^{KEY.pattern}$"}
_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string", "maxLength": PROSE},
    Said: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    NoneType: {"type": "null"},
    Any: {},
    Receipt: _KEY,
    Draft: {"type": "object"},
    Activity: {"$ref": "#/components/schemas/Activity"},
    Block: {"$ref": "#/components/schemas/Block"},
}
_REFUSALS = {
    400: "What was sent is no JSON.",
    401: "Nobody who is in this room.",
    403: "Not for this role, this device or this site.",
    404: "Something was named that is not there.",
    405: "Nothing is done here in this way.",
    408: "It took too long to arrive.",
    409: "Not at this point, or somebody else was first.",
    412: "It would reveal what is hidden, and was said not to.",
    413: "More than is taken at once.",
    422: "A value that cannot be taken.",
    429: "More than is taken from one person.",
    503: "Nothing can be kept just now.",
}


@cache
def document(calls: Calls) -> dict[str, Any]:
    """Return the OpenAPI document. It holds nothing of the retro and is the same for everybody."""
    name = {"type": "string"}
    color = {"enum": [*HUES, None]}
    joining = _object(secret=name, name=name, over=_PLAIN[bool], color=color)
    joining["required"] = ["secret"]

    def for_other(**properties: Any) -> dict[str, Any]:
        given = _object(**properties, member={"type": ["string", "null"]})
        return {**given, "required": list(properties)}

    said = for_other(done=_PLAIN[bool])
    said["properties"]["version"] = {"type": ["integer", "null"]}
    done = _do("done", "Say that one is done, or is not any more.", said)
    thumb = _do(
        "thumb", "Say whether a topic gets more time, while everyone is asked.",
        _object(thumb={"enum": [*THUMBS]}),
    )  # fmt: skip
    readmit = _do(
        "readmit", "Let a member come in anew, who lost their device; nobody else is in under that "
        "name from then on. The facilitator's.", _object(name=name),
    )  # fmt: skip
    shown = _do(
        "show_joining", "Show on walls how to join, or don't, until the retro moves. The "
        "facilitator's.", _object(show=_PLAIN[bool]),
    )  # fmt: skip
    close = _do(
        "close_walls", "Close all walls, and void their link. The facilitator's.", _object()
    )
    agreed = _do(
        "change_charter", "Change parts of the team's charter. The facilitator's.", _agreed()
    )
    item = _do(
        "change_team_action", "Say what became of an action item of the team, whichever retro it "
        "is from.", _of_type(ItemChange),
    )  # fmt: skip
    return {
        "openapi": "3.1.0",
        "info": {"title": "A live room of retrokit", "version": "1"},
        "components": {"schemas": {
            "Activity": {
                "type": "object",
                "properties": {"kind": {"enum": [*calls.codec.kinds.activities]}},
                "required": ["kind"],
            },
            "Block": {"oneOf": [*map(_of_block, BLOCKS)]},
        }},
        "paths": {
            "/api/knock": _post(
                "Learn whose retro a link's secret, or the code, opens.",
                _object(secret=name), _object(team=name),
            ),
            "/api/join": _post(
                "Come in by a link's secret or the code, and by a name; the secret of a member's "
                "own link brings it.", joining,
                _object(id=name, name=name, leads=_PLAIN[bool]),
            ),
            "/api/do": _post(
                "Act. The same id again does nothing more.",
                {"oneOf": [*map(_of_action, calls.actions.values()), done, thumb, readmit, shown,
                           close, agreed, item]},
                {
                    "type": "object",
                    "properties": {"version": _PLAIN[int], "result": {}},
                    "required": ["version"],
                    "additionalProperties": False,
                },
            ),
            **{
                f"/api/{name}": _post(
                    call.spec.meaning, _given(call), _object(**{name: _of_type(call.spec.gives)})
                )
                for name, call in calls.asks.items()
            },
            "/api/device": _post(
                "Get a link by which one comes in on another device, as the same member.",
                {"type": "object"}, _object(link=name, qr=name),
            ),
            "/api/invite": _post(
                "Get what lets others come in. The facilitator's.",
                {"type": "object"}, _object(link=name, qr=name, code=name, url=name),
            ),
            "/api/wall_link": _post(
                "Get the link of a wall. The facilitator's.",
                {"type": "object"}, _object(link=name, qr=name),
            ),
            "/api/wall": _post(
                "Open a wall by the secret of its link; it then reads what is below this path.",
                _object(secret=name), _object(),
            ),
            "/api/team": {"get": _answering(
                "Get the team: members, charter, open action items, retros.",
                _object(team=_of_type(TeamTold)),
            )},
        },
    }  # fmt: skip


def _agreed() -> dict[str, Any]:
    """Return what is sent of a charter: any of its parts."""
    one = {"type": ["string", "null"], "maxLength": SENTENCE}
    entry = {"type": "string", "maxLength": ENTRY}
    several = {"type": ["array", "null"], "items": entry, "maxItems": MOST}
    known = {each.name: each.type for each in fields(resolve_types(Charter))}
    parts = {name: one if known[name] is str else several for name in PARTS}
    return {**_object(**parts), "required": []}


def _of_action(call: Call) -> dict[str, Any]:
    who = " The facilitator's." if call.leads else ""
    return _do(call.name, call.spec.meaning + who, _given(call), seals=call.seals)


def _given(call: Call) -> dict[str, Any]:
    return _of_fields(fields(call.takes))


def _of_fields(taken: Iterable[Attribute[Any]]) -> dict[str, Any]:
    properties = {each.name: _of_type(each.type) for each in taken}
    required = [each.name for each in taken if each.default is NOTHING]
    return {**_object(**properties), "required": required}


def _of_block(kind: type[Block]) -> dict[str, Any]:
    found = _of_fields(fields(resolve_types(kind)))
    found["properties"]["block"] = {"const": kind.__name__.lower()}
    return {**found, "required": [*found["required"], "block"]}


def _do(name: str, meaning: str, given: dict[str, Any], *, seals: bool = False) -> dict[str, Any]:
    wanted = _object(id=_KEY, do={"const": name})
    wanted["properties"] |= {"with": given, "at": {"type": ["integer", "null"]}}
    if seals:
        wanted["properties"]["instead"] = {"anyOf": [_KEY, _PLAIN[NoneType]]}
    if given["required"]:
        wanted["required"].append("with")
    return {"title": name, "description": meaning, **wanted}


def _of_type(kind: Any) -> dict[str, Any]:
    if kind in _PLAIN:
        return _PLAIN[kind]
    origin, inside = get_origin(kind), get_args(kind)
    if is_read_within(kind):
        return {}
    if origin in (Union, UnionType):
        return {"anyOf": [_of_type(each) for each in inside]}
    if origin is Literal:
        return {"enum": list(inside)}
    if origin is tuple and inside[-1] is ...:
        return _list_of(_of_type(inside[0]))
    if origin is tuple:
        either = {"anyOf": [_of_type(each) for each in inside]}
        return {**_list_of(either), "minItems": len(inside), "maxItems": len(inside)}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _of_type(inside[1])}
    if issubclass(kind, Block):
        return _of_block(kind)
    if issubclass(kind, Enum):
        return {"enum": [each.value for each in kind]}
    assert has(kind), f"{kind} has no form in JSON"
    found = _of_fields(fields(resolve_types(kind)))
    if kind.__module__ == Block.__module__:  # with a sentence stands what programs know it by
        found["additionalProperties"] = True
    return found


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list_of(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _post(meaning: str, takes: dict[str, Any], gives: dict[str, Any]) -> dict[str, Any]:
    body = {"required": True, "content": {"application/json": {"schema": takes}}}
    return {"post": {**_answering(meaning, gives), "requestBody": body}}


def _answering(meaning: str, gives: dict[str, Any]) -> dict[str, Any]:
    refused = _object(error={"type": "string"})
    answers = {200: ("Done.", gives)} | {code: (why, refused) for code, why in _REFUSALS.items()}
    return {
        "summary": meaning,
        "responses": {
            str(code): {
                "description": why,
                "content": {"application/json": {"schema": schema}},
            }
            for code, (why, schema) in answers.items()
        },
    }
