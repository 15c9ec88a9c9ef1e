"""What a kind of activity that a plugin brings lets people do."""

from __future__ import annotations

from typing import Self

from .log import Log
from .sealing import Sealing


class Acting(Sealing):
    """Actions of one kind of activity, reached by `of`; `Retro` has those that retrokit brings.

    A subclass marks its methods (`action`, `asks`) and works with what it inherits:

    - `_here(MyKind, doing="a draw")` returns the current step and its activity, or refuses;
    - `_state` is the retro, `_state.at[step.id]` the state of a step;
    - `_member(name)` returns a member who is here as their name is kept, and refuses observers;
    - `_emit(fact)` keeps a fact of the kind, which its `facts` then fold; `_now()` is its moment;
    - `_seal(step, slot, author, draft)` seals something and returns the receipt, `_only_once`
      refuses a second one for a slot, `_replace(seal, draft)` changes what `sealed(receipt)` gave;
    - `_rng` is where all chance comes from.
    """

    @classmethod
    def of(cls, retro: Log) -> Self:
        """Return these actions on a retro: the two are one, and share all they know."""
        found = object.__new__(cls)
        found.__dict__ = retro.__dict__
        return found
