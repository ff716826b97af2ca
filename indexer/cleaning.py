"""Repairs of single defects in extracted text: one pure `str -> str` function each, for one line at a time.

Extraction from PDF leaves glyphs where letters should be, invisible marks, and bullets from symbol
fonts. Each function mends one such defect and says why it arises; `clean_line` runs them in order. None
of them takes a word away. What needs to see more than a line (hyphens at line ends, running headers,
footnote marks) is done in structure/.
"""

import re
import unicodedata

BULLET = "•"
SOFT_HYPHEN = "\u00ad"

_LIGATURES = str.maketrans(
    {
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\ufb05": "st",
        "\ufb06": "st",
    }
)

_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00af": "-", "\ufffe": SOFT_HYPHEN, "\uffff": SOFT_HYPHEN})

_BULLET_GLYPHS = (
    "\uf02d\uf06e\uf06f\uf076\uf09f\uf0a7\uf0a8\uf0b7\uf0be\uf0d8\uf0fc"
    "\u25fc\u25fe\u25aa\u25ab\u25a0\u25a1\u25cf\u25cb\u2022\u2023\u2043\u2219\u00b7\u27a2\u2756\u25ba\u25b6"
)
_LEADING_BULLET = re.compile(rf"^\s*[{_BULLET_GLYPHS}][{_BULLET_GLYPHS}\s]*")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f"  # controls, white space among them excepted
    "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
_SPACES = re.compile(r"[\s\u0085]+")
_SOFT_HYPHEN_INSIDE = re.compile(rf"{SOFT_HYPHEN}(?=\w)")


def expand_ligatures(text: str) -> str:
    r"""Fonts draw "fi" as one glyph, and extraction hands on the glyph, which no search finds.

    >>> expand_ligatures("o\ufb03cers \ufb01nd")
    'officers find'
    """
    return text.translate(_LIGATURES)


def drop_invisible_characters(text: str) -> str:
    r"""Control, zero-width and bidirectional marks: invisible on the page, but they break words and matching.

    A right-to-left override could also make a quotation read otherwise than the page does.

    >>> drop_invisible_characters("safe\u200bguarding \u202eplans\u0007")
    'safeguarding plans'
    """
    return _INVISIBLE.sub("", text)


def unify_hyphens(text: str) -> str:
    r"""Non-breaking hyphens become plain ones; U+FFFE, some writers' divided-word mark, becomes a soft hyphen.

    >>> unify_hyphens("multi\u2011agency")
    'multi-agency'
    """
    return text.translate(_HYPHENS)


def drop_soft_hyphens(text: str) -> str:
    r"""A soft hyphen inside a line shows nothing on the page; the one at a line's end says that the word goes on.

    >>> drop_soft_hyphens("safe\u00adguarding")
    'safeguarding'
    >>> drop_soft_hyphens("inspec\u00ad") == "inspec\u00ad"
    True
    """
    return _SOFT_HYPHEN_INSIDE.sub("", text)


def unify_bullets(text: str) -> str:
    r"""Symbol fonts put bullets at private code points; whatever opens a line as a bullet becomes one sign.

    >>> unify_bullets("\uf0b7 Timely visits")
    '• Timely visits'
    >>> unify_bullets("◼Timely visits")
    '• Timely visits'
    """
    return _LEADING_BULLET.sub(f"{BULLET} ", text)


def drop_private_use(text: str) -> str:
    r"""Private-use glyphs left inside a line are ornaments of a font that nobody else has.

    >>> drop_private_use("care \uf0e8 leavers")
    'care  leavers'
    """
    return _PRIVATE_USE.sub("", text)


def unify_spaces(text: str) -> str:
    r"""Non-breaking, thin and repeated spaces, and tabs, become one space each; none at the ends.

    >>> unify_spaces("  10\u00a0June \t 2024 ")
    '10 June 2024'
    """
    return _SPACES.sub(" ", text).strip()


def compose(text: str) -> str:
    r"""Letters and their accents as one character, so that equal words are equal strings.

    >>> compose("cafe\u0301")
    'café'
    """
    return unicodedata.normalize("NFC", text)


_REPAIRS = (
    expand_ligatures,
    drop_invisible_characters,
    unify_hyphens,
    drop_soft_hyphens,
    unify_bullets,
    drop_private_use,
    unify_spaces,
    compose,
)


def clean_line(text: str) -> str:
    r"""All repairs, in the order in which they build on one another. Cleaning twice changes nothing more.

    >>> clean_line("\uf0a7\u00a0 The \ufb01rst  visit")
    '• The first visit'
    """
    for repair in _REPAIRS:
        text = repair(text)
    return text


def clean_heading_marks(text: str) -> tuple[str, int]:
    """A plain-text line's Markdown heading signs and bold marks taken off, and the level they gave, else 0.

    Text files are often saved from a converter that leaves them.

    >>> clean_heading_marks("## **Main findings**")
    ('Main findings', 2)
    >>> clean_heading_marks("Main findings")
    ('Main findings', 0)
    """
    match = re.match(r"(#{1,6}) +(\S.*)$", text)
    if not match:
        return text, 0
    return match[2].strip(" #*_"), len(match[1])
