"""The one door through which text from outside reaches the screen.

Streamlit shows most text as Markdown: an image in a report's title would make the browser fetch it,
a dollar sign would start a formula, `:red[..]` would colour what follows. Text that we did not write
(reports, file names, questions, addresses) becomes `Markdown` here and nowhere else, so that it is
shown letter by letter. What Streamlit shows as plain text (st.code, text boxes, options of a select
box) needs no escaping.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NewType

Markdown = NewType("Markdown", str)
"""Text that may be handed to a Streamlit element that reads Markdown."""

_PUNCTUATION: Final = re.compile(r"([!-/:-@\[-`{-~])")
_WHITE_SPACE: Final = re.compile(r"[ \t\r\n\f\v\x85\u2028\u2029]+")
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # characters that turn the reading direction round
    "\ufeff\ufff9-\ufffb]"
)
# Streamlit rewrites these after the escapes are gone, in text that is already parsed: :smile:, :streamlit:,
# " -> ", and bare addresses, which it makes links. A word joiner, which has no width, keeps them apart.
_REWRITTEN: Final = re.compile(
    r":(?=[\w+-]+:)|(?<!\S)[<>~-](?=->|[>=-](?!\S))|(?<!\S)<-(?=>)|(?<=:)(?=//)|www(?=\.)|(?<=@)", re.IGNORECASE
)
WORD_JOINER: Final = "\u2060"


@lru_cache(maxsize=4096)
def safe(text: str) -> Markdown:
    r"""Text to be shown as it is, on one line, in whatever element.

    >>> safe("![x](http://a.example/x.png) costs $5")
    '\\!\\[x\\]\\(http\\:\u2060\\/\\/a\\.example\\/x\\.png\\) costs \\$5'
    """
    line = _WHITE_SPACE.sub(" ", _UNSEEN.sub("", text))
    kept_apart = _REWRITTEN.sub(lambda found: found.group() + WORD_JOINER, line)
    return Markdown(_PUNCTUATION.sub(r"\\\1", kept_apart))


def safe_lines(text: str) -> Markdown:
    r"""Text to be shown as it is, on the lines that it has.

    >>> safe_lines("Plans.\nVisits.")
    'Plans\\.  \nVisits\\.'
    """
    return joined("  \n", [safe(line) for line in text.split("\n")])


def compose(template: str, /, *parts: Markdown | int) -> Markdown:
    r"""Our own words with safe parts in the places marked {}. The template is always written out where it is used.

    >>> compose("**{}** and {} more", safe("a*b"), 2)
    '**a\\*b** and 2 more'
    """
    return Markdown(template.format(*parts))


def joined(separator: str, parts: Iterable[Markdown]) -> Markdown:
    """Safe parts with our own separator between them."""
    return Markdown(separator.join(parts))


def quiet(part: Markdown) -> Markdown:
    """Small and grey, for what stands beside the matter; dark enough to be read, which st.caption is not."""
    return compose(":small[:gray[{}]]", part)
