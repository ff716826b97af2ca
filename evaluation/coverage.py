"""When a passage covers a quotation, and which quotations repeat one another.

Whoever judges must not care how a corpus is split, nor about the curly quotes and divided words that
two extractions of one page differ in. So texts are compared by the runs of three words they share.
"""

import re
from functools import lru_cache

COVERED = 0.5
"""A passage covers a quotation from this share of its word trigrams on."""

REPEATED = 0.6
"""Two quotations are one piece of evidence when each holds this share of the other's trigrams."""

_APOSTROPHES = re.compile("['\u2019]")
_DIVIDED = re.compile(r"-\s+")
_WORD = re.compile(r"[a-z0-9]+")

Trigram = tuple[str, ...]


def words(text: str) -> list[str]:
    """Lower-case words; apostrophes and the hyphen of a divided word vanish, other marks part words.

    >>> words("Children\u2019s multi- agency work (2019-20)")
    ['childrens', 'multiagency', 'work', '2019', '20']
    """
    return _WORD.findall(_DIVIDED.sub("", _APOSTROPHES.sub("", text.lower())))


@lru_cache(maxsize=20_000)
def trigrams(text: str) -> frozenset[Trigram]:
    """The runs of three words of a text; a text of fewer words has one run, all of them."""
    sequence = words(text)
    return frozenset(zip(sequence, sequence[1:], sequence[2:], strict=False)) or frozenset({tuple(sequence)})


def coverage(quote: str, text: str) -> float:
    """The share, 0 to 1, of a quotation's trigrams that a text holds."""
    wanted = trigrams(quote)
    return len(wanted & trigrams(text)) / len(wanted)


def same_document(left: str, right: str) -> bool:
    r"""Whether two paths name one document: equal but for case and slashes, or one ends in the other.

    >>> same_document("C:\\corpus\\send\\A.pdf", "send/a.pdf"), same_document("a.pdf", "send-a.pdf")
    (True, False)
    """
    left, right = (path.replace("\\", "/").strip("/").lower() for path in (left, right))
    return left == right or left.endswith("/" + right) or right.endswith("/" + left)


def group_repeats(quotes: list[str]) -> list[list[int]]:
    """Indexes of the quotations, those that repeat one another together, in order of first appearance.

    A quotation joins the first group whose first member it repeats.
    """
    groups: list[list[int]] = []
    for index, quote in enumerate(quotes):
        for group in groups:
            first = quotes[group[0]]
            if min(coverage(quote, first), coverage(first, quote)) >= REPEATED:
                group.append(index)
                break
        else:
            groups.append([index])
    return groups
