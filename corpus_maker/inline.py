"""The notation within a line."""

import re
from xml.sax.saxutils import escape


def curl(text: str) -> str:
    """Straight single quotes as printed ones.

    >>> curl("the council's 'front door'")
    'the council’s ‘front door’'
    """
    return re.sub(r"(^|[\s(])'", r"\1‘", text).replace("'", "’")


def inline(text: str) -> str:
    """As reportlab's markup: **bold**, and footnote marks glued to the word before them.

    >>> inline("the **board**[^1] & its chair")
    'the <b>board</b><super>1</super><onDraw name="footnote_reached" label="1"/> &amp; its chair'
    """
    marked = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(curl(text)), flags=re.DOTALL)
    return re.sub(r"\[\^(\w+)\]", r'<super>\1</super><onDraw name="footnote_reached" label="\1"/>', marked)
