"""Acronyms as the reports themselves define them, in both directions.

The matching of a short form to the words before it is that of Schwartz and Hearst, "A simple algorithm
for identifying abbreviation definitions in biomedical text" (2003), section 3.
"""

import re

_LONG_THEN_SHORT = re.compile(r"\(\s*(?:the\s+)?['\u2018\u201c\"]?([A-Z][A-Za-z0-9&/-]{1,9})['\u2019\u201d\"]?\s*\)")
_SHORT_THEN_LONG = re.compile(r"\b([A-Z][A-Z0-9&]{1,8}s?)\s+\(\s*([a-z][^()]{5,80}?)\s*\)")
_LEADING = frozenset("a an and by for from in of on or the their this to with our its his her".split())


def find_acronyms(text: str) -> list[tuple[str, str]]:
    """(short, long) definitions in one text, in order, without repeats; the short form in the singular.

    >>> find_acronyms("The multi-agency safeguarding hub (MASH) and QAROs (quality assurance reviewing officers) met.")
    [('MASH', 'multi-agency safeguarding hub'), ('QARO', 'quality assurance reviewing officers')]
    """
    found: dict[tuple[str, str], int] = {}
    for match in _LONG_THEN_SHORT.finditer(text):
        short = _singular(match.group(1))
        long = _long_form(short, text[max(0, match.start() - 120) : match.start()])
        if long:
            found.setdefault((short, long), match.start())
    for match in _SHORT_THEN_LONG.finditer(text):
        short = _singular(match.group(1))
        long = _long_form(short, match.group(2))
        if long:
            found.setdefault((short, long), match.start())
    return sorted(found, key=lambda pair: (found[pair], pair))


def _singular(short: str) -> str:
    return short[:-1] if len(short) > 2 and short.endswith("s") and short[-2].isupper() else short


def _long_form(short: str, before: str) -> str | None:
    """The shortest run of words at the end of `before` that spells `short`, or None."""
    if sum(character.isupper() for character in short) < 2:
        return None
    words = re.split(r"[.;:!?\n]", before)[-1].split()
    window = " ".join(words[-min(len(short) + 5, len(short) * 2) :])
    position = len(window) - 1
    for index in range(len(short) - 1, -1, -1):
        letter = short[index].lower()
        if not letter.isalnum():
            continue
        while position >= 0 and (
            window[position].lower() != letter or (index == 0 and position > 0 and window[position - 1].isalnum())
        ):
            position -= 1
        if position < 0:
            return None
        position -= 1
    long = " ".join(window[position + 1 :].split()).strip(" ,'\u2018\u2019\u201c\u201d\"")
    first = long.split(" ")[0].lower()
    plausible = (
        len(long) > len(short) + 2 and " " in long.replace("-", " ") and first not in _LEADING and "(" not in long
    )
    return long if plausible else None
