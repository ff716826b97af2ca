"""Hostile files, made from good ones: the same number always makes the same file.

Damage as it happens (bytes flipped, lost, doubled, files cut off) and as it is made (numbers out of all proportion,
references turned round, streams altered inside their packing, parts repeated hundreds of times).
"""

import io
import random
import re
import zipfile
import zlib

_NUMBERS = (b"0", b"-1", b"65536", b"2147483648", b"99999999999999999999", b"1e308", b"0.0000001", b"null")
_NAMES = (b"/FlateDecode", b"/LZWDecode", b"/ASCII85Decode", b"/RunLengthDecode", b"/DCTDecode", b"/Page", b"/Pages")
_MARKUP = (
    b"<div>", b"</div>", b"<table><tr><td>", b"<script>", b"<!--", b"&#0;", b"&lol;", b"<![CDATA[", b"\xff\xfe", b"\0",
    b"\xed\xa0\x80", b"\xe2\x80\xae", b"<base href='//x'>", b"<w:p>", b"</w:p>", b"#" * 40, b"|" * 40, b"- " * 40,
)  # fmt: skip
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def mutated(data: bytes, suffix: str, number: int) -> bytes:
    """The `number`-th hostile file of a good one whose name ends in `suffix`."""
    chance = random.Random(f"{suffix} {number} {len(data)}")
    if suffix == ".pdf":
        steps = (_flipped, _flipped, _cut_off, _lost, _doubled, _numbers, _references, _names, _inside_a_stream)
    elif suffix == ".docx":
        steps = (_flipped, _cut_off, _inside_a_part, _inside_a_part, _inside_a_part)
    else:
        steps = (_flipped, _cut_off, _lost, _doubled, _markup, _markup, _repeated)
    for _ in range(chance.choice((1, 1, 2, 3))):
        data = chance.choice(steps)(data, chance)
    return data


def _flipped(data: bytes, chance: random.Random) -> bytes:
    altered = bytearray(data)
    for _ in range(chance.choice((1, 5, 30, 200)) if altered else 0):
        altered[chance.randrange(len(altered))] = chance.randrange(256)
    return bytes(altered)


def _cut_off(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _slice(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 40, 900, 20_000)))


def _lost(data: bytes, chance: random.Random) -> bytes:
    start, end = _slice(data, chance)
    return data[:start] + data[end:]


def _doubled(data: bytes, chance: random.Random) -> bytes:
    start, end = _slice(data, chance)
    place = chance.randrange(len(data) + 1)
    return data[:place] + data[start:end] + data[place:]


def _replaced(pattern: bytes, data: bytes, chance: random.Random, choose) -> bytes:
    found = list(re.finditer(pattern, data))
    for match in sorted(chance.sample(found, min(len(found), chance.choice((1, 3, 10)))), key=lambda m: -m.start()):
        data = data[: match.start()] + choose(match) + data[match.end() :]
    return data


def _numbers(data: bytes, chance: random.Random) -> bytes:
    return _replaced(rb"(?<=[ \[])\d+(?=[ \]/>\n])", data, chance, lambda _: chance.choice(_NUMBERS))


def _references(data: bytes, chance: random.Random) -> bytes:
    return _replaced(rb"\b\d+ 0 R\b", data, chance, lambda _: b"%d 0 R" % chance.randrange(40))


def _names(data: bytes, chance: random.Random) -> bytes:
    return _replaced(rb"/[A-Z]\w+", data, chance, lambda _: chance.choice(_NAMES))


def _inside_a_stream(data: bytes, chance: random.Random) -> bytes:
    """Another content for one packed stream, packed again and well-formed from outside."""
    found = list(_STREAM.finditer(data))
    if not found:
        return data
    match = chance.choice(found)
    try:
        content = zlib.decompress(match[1])
    except zlib.error:
        return data
    content = chance.choice((_flipped, _lost, _doubled, _numbers, _repeated))(content, chance)
    return data[: match.start(1)] + zlib.compress(content) + data[match.end(1) :]


def _inside_a_part(data: bytes, chance: random.Random) -> bytes:
    """Another content for one part of a Word document, zipped again."""
    buffer = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
            names = sorted(old.namelist())
            chosen = chance.choice([name for name in names if name.endswith((".xml", ".rels"))])
            for name in names:
                content = old.read(name)
                if name == chosen:
                    content = chance.choice((_flipped, _lost, _doubled, _markup, _repeated, _numbers))(content, chance)
                new.writestr(name, content)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        return _flipped(data, chance)
    return buffer.getvalue()


def _markup(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data) + 1)
    return data[:place] + chance.choice(_MARKUP) * chance.choice((1, 40, 3_000)) + data[place:]


def _repeated(data: bytes, chance: random.Random) -> bytes:
    start, end = _slice(data, chance)
    return data[:start] + data[start : min(end, start + 900)] * chance.choice((10, 300)) + data[start:]
