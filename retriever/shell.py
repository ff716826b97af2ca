"""What the commands `ask` and `improvements` have in common: how they are narrowed, and how they end."""

import argparse
from datetime import date
from pathlib import Path

from indexer.document import DocumentType

DONE, FAILED, WRONG_USAGE = 0, 1, 2


def add_limits(parser: argparse.ArgumentParser) -> None:
    """The options that say which index is meant, and which of its reports: `index`, `authority`, `type`, and days."""
    parser.add_argument("--index", type=Path, default=Path("index"), help="folder of the index (default: index)")
    parser.add_argument("--authority", action="append", default=[], help="only this authority; may be repeated")
    types = [kind.value for kind in DocumentType]
    parser.add_argument("--type", action="append", default=[], choices=types, help="only this type; may be repeated")
    parser.add_argument("--since", type=_day, help="only reports from this day on (2019 or 2019-05-31)")
    parser.add_argument("--until", type=_last_day, help="only reports up to this day (2022 or 2022-12-31)")


def _day(text: str) -> date:
    return _parsed(text, "01-01")


def _last_day(text: str) -> date:
    return _parsed(text, "12-31")


def _parsed(text: str, rest_of_year: str) -> date:
    try:
        return date.fromisoformat(f"{text}-{rest_of_year}" if len(text) == 4 else text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date: write 2019 or 2019-05-31") from error
