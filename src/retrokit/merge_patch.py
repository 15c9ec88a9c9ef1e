"""What changed between two JSON objects, as a merge patch (RFC 7396).

What a patch holds replaces what was there, null takes away, and objects alone are gone into.
"""

from __future__ import annotations

from typing import Any


def merge_patch(before: Any, after: Any) -> Any:
    """Return what `merged` makes `after` of `before` with: both JSON without null in an object.

    >>> merge_patch({"topic": 3, "text": "slow"}, {"text": "slow builds"})
    {'topic': None, 'text': 'slow builds'}
    """
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return after
    patch: dict[str, Any] = {key: None for key in before if key not in after}
    for key, value in after.items():
        if key not in before or before[key] != value:
            patch[key] = merge_patch(before.get(key), value)
    return patch


def merged(target: Any, patch: Any) -> Any:
    """Return what a merge patch makes of a JSON value, which stays as it is (RFC 7396, 2).

    >>> merged({"topic": 3, "text": "slow"}, {"topic": None, "text": "slow builds"})
    {'text': 'slow builds'}
    """
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result
