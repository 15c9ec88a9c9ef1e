"""What is said in a code, held against the wordings that its author declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..said import Said, Wording


def check_words(lines: Iterable[Said], words: Mapping[str, Wording]) -> None:
    """Fail where something would not be read in the words in which it was said."""
    for line in lines:
        if line.code:
            assert line.code in words, f"the wording of {line.code} is not declared"
            worded = words[line.code]
            assert worded.made(line), f"{line.code} takes other values"
            again = worded.function(**line.values)
            assert again == line.words, f"{line.code} is worded anew when it is read"
