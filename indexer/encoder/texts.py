"""Text as a tokeniser takes it."""


def well_formed(text: str) -> str:
    """The text without lone surrogates, which no tokeniser takes; U+FFFD stands in their place.

    >>> well_formed("a" + chr(0xD800) + "b")
    'a\ufffdb'
    """
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
