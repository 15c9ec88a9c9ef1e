"""What every sealed contribution has in common: receipts, authors, one per slot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from attrs import evolve, frozen

from ..errors import Invalid, NotFound, NotNow, PluginError, blaming, wrong
from ..events import Draft
from ..formats import Attribution
from .log import Log
from .marks import Me, action, alone, asks
from .seals import NOTES, Mark, Receipt, Seal
from .state import Step

MOST_ASKED = 1_000
"""Of how many receipts one asks at once what is sealed under them."""


@frozen
class OwnSeal:
    """What is sealed under a receipt: in which step and slot, what it says as it counts by now, and
    that in a line as its kind has it.
    """

    receipt: Receipt
    step: int
    slot: str
    draft: Draft
    said: str = ""


class Sealing(Log):
    """Seals drafts, finds them by their receipts, and takes them back."""

    _instead: Receipt | None = None

    def _seal(self, step: Step, slot: str, author: str | None, draft: Draft) -> Receipt:
        """Seal a draft and return the receipt for it.

        The author is stored with it unless the step is anonymous; that they have taken part is
        stored apart.
        """
        before = self._given_before(step, slot, author)
        if self._instead is not None and before is not None:
            self._replace(before, draft)
            return self._instead
        receipt = Receipt(self._key) if self._key else Receipt.new(self._rng)
        if self._key and receipt.key in self._keeper.seals():
            return receipt
        anonymous = self._state.attribution_of(step) is Attribution.ANONYMOUS
        seal = Seal(
            step=step.id,
            slot=slot,
            key=receipt.key,
            author=None if anonymous else author,
            draft=draft,
        )
        mark = () if author is None else (Mark(step=step.id, slot=slot, member=author),)
        self._emit(put=(seal,), mark=mark)
        return receipt

    @contextmanager
    def instead_of(self, receipt: Receipt) -> Iterator[None]:
        """Have what is given inside take the place of what was given for a receipt.

        That is what the same member gives to the same slot; all else is done as ever. Where it is
        refused, what was given before stays. Raises `NotFound` where that is not hidden any more.
        """
        with self._lock:
            self.sealed(receipt)
            self._instead = receipt
            try:
                yield
            finally:
                self._instead = None

    def _given_before(self, step: Step, slot: str, author: str | None) -> Seal | None:
        """Return what gives way to what a member gives to a slot; see `instead_of`."""
        if self._instead is None:
            return None
        seal = self.sealed(self._instead)
        same = (seal.step, seal.slot) == (step.id, slot) and seal.author in (None, author)
        return seal if same else None

    def _only_once(self, step: Step, slot: str, author: str, what: str) -> None:
        if self._given_before(step, slot, author) is not None:
            return
        if Mark(step=step.id, slot=slot, member=author) in self._keeper.marks():
            raise NotNow(f"{author} has {what} already; change it with the receipt for it")

    @alone
    def sealed(self, receipt: Receipt) -> Seal:
        """Return what a receipt was given for, as long as it is sealed."""
        found = self.sealed_under([receipt])
        if receipt not in found:
            raise NotFound("nothing is hidden under this receipt; it may have been revealed")
        return found[receipt]

    @asks
    def mine(self, receipts: Iterable[Receipt]) -> tuple[OwnSeal, ...]:
        """Return what is still sealed under these receipts, at most 1,000 of them."""
        receipts = tuple(receipts)
        if len(receipts) > MOST_ASKED:
            raise Invalid(f"these are {len(receipts):,} receipts; ask for {MOST_ASKED:,} at once")
        return tuple(
            self._own_seal(receipt, seal) for receipt, seal in self.sealed_under(receipts).items()
        )

    def _own_seal(self, receipt: Receipt, seal: Seal) -> OwnSeal:
        """Return something sealed, in a line too, as its author alone reads it."""
        step, draft = self._state.step(seal.step), seal.draft
        try:
            # An answer of a plugin's may be of a class of its own.
            with blaming("showing it", "the plugin", hides=True):
                draft = step.kind.moved(self._state, step, draft)
                said = step.kind.said(self._state, step, draft)
        except PluginError as error:
            said = wrong(error)
        return OwnSeal(receipt, seal.step, seal.slot, draft, said)

    @alone
    def sealed_under(self, receipts: Iterable[Receipt]) -> dict[Receipt, Seal]:
        """Return what receipts were given for, of each that is still sealed."""
        seals = self._keeper.seals()
        found = {each: seals[each.key] for each in receipts if each.key in seals}
        return {each: seal for each, seal in found.items() if seal.draft.given}

    @action(by="anyone")
    def withdraw(self, receipt: Receipt, *, by: Me | None = None) -> None:
        """Take back something sealed.

        Where the step is anonymous nobody knows whose it was. A member who takes back a vote or
        an answer there, and says so (`by`), has not taken part any more; without that its author
        stays among those who have, and cannot answer or vote a second time. Raises `NotFound` for
        a receipt of nothing that is sealed, or for who is no member.
        """
        self._running()
        seal = self.sealed(receipt)
        author = seal.author
        if author is None and by is not None and seal.slot != NOTES:
            author = self._state.member(by)
        unmark: tuple[Mark, ...] = ()
        others = (each for each in self._contributions() if each.key != seal.key)
        if author is not None and not any(
            (each.step, each.slot, each.author) == (seal.step, seal.slot, author) for each in others
        ):
            unmark = (Mark(step=seal.step, slot=seal.slot, member=author),)
        self._emit(drop=(seal,), unmark=unmark)

    def _replace(self, seal: Seal, draft: Draft) -> None:
        self._emit(put=(evolve(seal, draft=draft),))
