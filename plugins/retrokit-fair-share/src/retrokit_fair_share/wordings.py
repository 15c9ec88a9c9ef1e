"""The sentences of a Fair share, each by its code: what the group reads, and a person alone.

A log keeps code and values, so that a retro is read in these words, and in its own without the
plugin. No value says more than its sentence: shares are rounded before they are kept.
"""

from __future__ import annotations

from retrokit import Wording, wording

NOT_A_GRADE = "This starts a conversation and is not a grade."
FACTORS = {"webpa": "WebPA", "autorating": "autorating, which goes no higher than 1.05"}


@wording("fair-share.not-a-grade")
def not_a_grade() -> str:
    return NOT_A_GRADE


# --- how unequal the shares are


@wording("fair-share.to-move")
def to_move(*, percent: int) -> str:
    return (
        f"As the others see it, about {percent} % of what was carried would have to change hands "
        "for all shares to be equal. Whether equal would be fair is for you to say."
    )


@wording("fair-share.nearly-equal")
def nearly_equal() -> str:
    return "As the others see it, all shares are nearly equal."


# --- what is noticed


@wording("fair-share.too-few")
def too_few(*, few: int, members: int, raters: int) -> str:
    return (
        f"There are too few ratings to say anything about {few} of {members} members: a share is "
        f"told where {raters} others rated it."
    )


@wording("fair-share.your-too-few")
def your_too_few(*, raters: int) -> str:
    return (
        "There are too few ratings to say anything about your part: a share is told where "
        f"{raters} others rated it. That says nothing about what you did."
    )


@wording("fair-share.all-the-same")
def all_the_same() -> str:
    return (
        "Everyone gave everyone the same. Either the work was shared equally, or that was easier "
        "than to say otherwise. Only you can tell which."
    )


@wording("fair-share.camps")
def camps() -> str:
    return (
        "The ratings fall into two groups, and each sees its own part as the larger one. What did "
        "either do that the other had no way to see?"
    )


@wording("fair-share.one-carries")
def one_carries() -> str:
    return (
        "Much of the work is seen as resting on one person. Is that how you want it? What could "
        "others take over, and what would they need for that?"
    )


@wording("fair-share.you-carry")
def you_carry() -> str:
    return (
        "The others see much of the work as resting on you. Is that how it was for you? What would "
        "you gladly hand over?"
    )


@wording("fair-share.left-out")
def left_out() -> str:
    return (
        "Not everyone is seen as having had a part in the work that comes near an equal one. "
        "Before asking who: was there room for everyone, and was it clear what to do? What may "
        "have gone unseen?"
    )


@wording("fair-share.you-left-out")
def you_left_out() -> str:
    return (
        "The others saw less of your part than of an equal one. That says what they saw, and not "
        "what you did. What stood in your way, and what may they not have seen?"
    )


@wording("fair-share.over-confident")
def over_confident() -> str:
    return (
        "You see your part as larger than the others do. That is common: we all know our own work "
        "best. What may they not have seen, and what of theirs might you have missed?"
    )


@wording("fair-share.under-confident")
def under_confident() -> str:
    return "The others see your part as larger than you do. Ask them what they were glad of."


# --- what a member is told of their share


@wording("fair-share.your-share")
def your_share(
    *,
    share: int,
    raters: int,
    others: int,
    with_own: bool,
    factor: float | None = None,
    method: str = "",
) -> str:
    """Word it; where `with_own`, nobody can tell which answer is the member's."""
    line = (
        f"Your share is put at {share}, where 100 is an equal share."
        if with_own
        else f"The others put your share at {share}, where 100 is an equal share."
    )
    if factor is not None:
        line += f" As a factor by {FACTORS[method]}: {factor:.2f}."
    rated = f"{raters} of the {others} others rated you"
    if not with_own:
        return f"{line} {rated}."
    return (
        f"{line} At least {rated}; what you gave yourself counts as well, since nobody can tell "
        "which answer is whose."
    )


@wording("fair-share.you-see")
def you_see(*, share: int, among_rated: bool) -> str:
    return (
        f"Among those whom you rated, you see it at {share}."
        if among_rated
        else f"You see it at {share}."
    )


@wording("fair-share.you-gave")
def you_gave(*, points: int, rated: int, equal: float) -> str:
    return (
        f"You gave yourself {points} points; an equal share among the {rated} whom you rated is "
        f"{equal:g}."
    )


@wording("fair-share.you-gave-they-would")
def you_gave_they_would(*, points: int, others: int) -> str:
    return (
        f"You gave yourself {points} points. Measured as you shared out yours, the others would "
        f"give you {others}."
    )


@wording("fair-share.what-was-seen")
def what_was_seen() -> str:
    return f"It says what was seen, and not all that you did. {NOT_A_GRADE}"


WORDINGS: tuple[Wording, ...] = (
    not_a_grade, to_move, nearly_equal, too_few, your_too_few, all_the_same, camps, one_carries,
    you_carry, left_out, you_left_out, over_confident, under_confident, your_share, you_see,
    you_gave, you_gave_they_would, what_was_seen,
)  # fmt: skip
