"""Groups of authorities to compare with, from a file that its users keep: two columns, group and authority.

The file is a plain CSV as spreadsheets write it, beside the folder of reports and not in it. A row that cannot be
understood is left out and told, never guessed at.
"""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

FILE_NAME = "neighbours.csv"
"""Its name beside the folder of reports, where no other file is named."""

LARGEST = 1_000_000
"""Bytes. A larger file is no list of neighbours."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups by name in the order of the file, each with its authorities; `troubles` in plain words."""

    groups: dict[str, tuple[str, ...]]
    troubles: tuple[str, ...] = ()


def read_groups(path: Path) -> Groups:
    """The groups of a file; none where there is no such file, and a trouble where it cannot be read."""
    try:
        data = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except FileNotFoundError:
        return Groups({})
    except OSError as error:
        return Groups({}, (f"{path.name} cannot be read: {error.strerror or 'unknown trouble'}.",))
    if data is None:
        return Groups({}, (f"{path.name} is too large to be a list of groups.",))
    return parse_groups(_decoded(data), path.name)


def parse_groups(text: str, name: str = FILE_NAME) -> Groups:
    r"""The groups of a file's text. Commas, semicolons and tabs part columns; other columns are left alone.

    >>> parse_groups("group,authority\nNorth,Ayford\nNorth,Corham\n").groups
    {'North': ('Ayford', 'Corham')}
    """
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns = {(column or "").strip().lower(): column for column in rows.fieldnames or ()}
    if not {"group", "authority"} <= columns.keys():
        return Groups({}, (f'{name} needs a first line that names the columns "group" and "authority".',))
    groups: dict[str, dict[str, None]] = {}
    troubles: list[str] = []
    try:
        for row in rows:
            group, authority = (" ".join((row[columns[key]] or "").split()) for key in ("group", "authority"))
            if group and authority:
                groups.setdefault(group, {})[authority] = None
            elif group or authority:
                troubles.append(f"{name}, line {rows.line_num}: the group or the authority is missing.")
    except csv.Error as error:
        troubles.append(f"{name}, line {rows.line_num}: {error}.")
    return Groups({group: tuple(names) for group, names in groups.items()}, tuple(troubles))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")  # as spreadsheets on Windows save it
