"""Bytes to characters: Unicode with or without its mark, else Western European (cp1252), as browsers do."""

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26}) + b"\x7f"
_SAMPLE_BYTES = 100_000
_MOST_ACCENTS = 0.5


def decode_text(data: bytes) -> str:
    """All of `data` as text, without byte order mark and NULs. Never raises.

    Lines that are not UTF-8 in a file that mostly is are read as cp1252: people paste from both.
    """
    encoding = _unicode_encoding(data)
    if encoding is not None:
        return data.decode(encoding, errors="replace").removeprefix("\ufeff").replace("\0", "")
    data = data.replace(b"\0", b"")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(_decode_line(line) for line in data.splitlines(keepends=True))


def looks_binary(data: bytes) -> bool:
    """True where too many control characters stand among the bytes for any text."""
    if _unicode_encoding(data) is not None:
        return False
    sample = data[:_SAMPLE_BYTES]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > max(8, len(sample) // 20)


def looks_foreign(data: bytes) -> bool:
    """True for text in neither Unicode nor a western code: there a tenth of the letters has an accent, not half."""
    sample = data[:_SAMPLE_BYTES]
    if _unicode_encoding(sample) is not None:
        return False
    lines = [line for line in sample.splitlines() if not _is_utf8(line)]
    letters = b"".join(lines).translate(None, bytes(range(65)))
    high = sum(letter >= 128 for letter in letters)
    return high > max(40, _MOST_ACCENTS * len(letters))


def _is_utf8(line: bytes) -> bool:
    """Whether a line, of which the end may be cut off, is UTF-8."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end == len(line) and error.start > len(line) - 4
    return True


def _unicode_encoding(data: bytes) -> str | None:
    """The Unicode encoding that a mark, or the place of the zero bytes in UTF-16, gives away."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    sample = data[: _SAMPLE_BYTES // 2 * 2]
    if len(sample) < 4 or b"\0" not in sample:
        return None
    first_zeros, second_zeros = sample[0::2].count(0), sample[1::2].count(0)
    many, few = max(2, 0.4 * len(sample) / 2), 0.05 * len(sample) / 2
    if second_zeros >= many and first_zeros < few:
        return "utf-16-le"
    if first_zeros >= many and second_zeros < few:
        return "utf-16-be"
    return None


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")
