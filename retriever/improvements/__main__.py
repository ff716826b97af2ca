"""The command `improvements`: what the reports asked to be improved, as text, CSV or JSON."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date, datetime

from indexer.document import DocumentType
from indexer.errors import IndexerError
from indexer.shell import hush
from retriever.improvements.register import Improvement, Register
from retriever.improvements.wanted import Wanted
from retriever.references import reference
from retriever.shell import DONE, FAILED, WRONG_USAGE, add_limits


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code: 0 done, 1 failed, 2 wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        code = _run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        hush()
        return DONE
    except (IndexerError, OSError) as error:
        print(f"improvements: {error}", file=sys.stderr)
        return FAILED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="improvements", description="What the indexed reports ask to be improved.")
    add_limits(parser)
    parser.add_argument("--theme", action="append", default=[], help="only this theme; may be repeated")
    parser.add_argument("--words", default="", help="only items that hold all these words")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="print a table for a spreadsheet")
    form.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _run(options: argparse.Namespace) -> int:
    from indexer.snapshot import open_snapshot
    from retriever.exports import Form, file_content, register_export
    from retriever.improvements.register import read_register
    from retriever.improvements.wanted import select

    with open_snapshot(options.index) as snapshot:
        register = read_register(snapshot)
        wanted = Wanted(
            authorities=tuple(options.authority),
            types=tuple(DocumentType(kind) for kind in options.type),
            themes=tuple(options.theme),
            since=options.since,
            until=options.until,
            words=options.words,
        )
        unknown = _unknown(wanted, register, {name for card in snapshot.documents for name in card.authorities})
        if unknown:
            print(f"improvements: {unknown}", file=sys.stderr)
            return WRONG_USAGE
        items = select(register.items, wanted)
        if options.csv:
            today = datetime.now().astimezone().date()
            export = register_export(
                items, build=register.build, made=today, about=wanted.in_words(), dropped=register.dropped
            )
            sys.stdout.buffer.write(file_content(export, snapshot, Form.CSV))
        elif options.json:
            print(json.dumps(_as_json(register, items), ensure_ascii=False))
        else:
            _print(register, items)
    return DONE


def _unknown(wanted: Wanted, register: Register, authorities: set[str]) -> str:
    """What was asked for by a name that the index does not hold, in a sentence; "" where all is known."""
    for name in wanted.authorities:
        if name not in authorities:
            return (
                f"the index holds no report on {name!r}; names are written as in: {', '.join(sorted(authorities)[:5])}"
            )
    themes = [theme for theme, _ in register.themes]
    for theme in wanted.themes:
        if theme not in themes:
            return f"there is no theme {theme!r}; the themes are: {', '.join(themes)}"
    return ""


def _as_json(register: Register, items: Sequence[Improvement]) -> dict[str, object]:
    return {
        "build": register.build,
        "themes": [{"theme": theme, "items": count} for theme, count in register.themes],
        "items": [_item_as_json(item) for item in items],
        "dropped": register.dropped,
    }


def _item_as_json(item: Improvement) -> dict[str, object]:
    evidence = item.evidence
    return {
        "document": evidence.document,
        "title": evidence.title,
        "authorities": list(evidence.authorities),
        "type": evidence.type.value,
        "framework": item.framework.value,
        "published": _iso(evidence.published),
        "inspected_from": _iso(evidence.inspected_from),
        "inspected_to": _iso(evidence.inspected_to),
        "kind": item.kind.value,
        "theme": item.theme,
        "section": evidence.section,
        "paragraph": evidence.paragraph,
        "pages": list(evidence.pages),
        "lead_in": item.lead_in,
        "asked_of": item.asked_of,
        "text": evidence.text,
        "reference": reference(evidence),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _print(register: Register, items: Sequence[Improvement]) -> None:
    document = None
    for item in items:
        if item.document != document:
            document = item.document
            print(f"\n{item.evidence.title} ({item.day or 'no date'}, {item.framework.value})")
        number = f"{item.evidence.paragraph}. " if item.evidence.paragraph else ""
        whom = f"[{item.asked_of}]" if item.asked_of else ""
        words = " ".join(part for part in (whom, item.lead_in, item.evidence.text) if part)
        print(f"  - {number}{words}")
        print(f"      {item.theme}; page {', '.join(map(str, item.evidence.pages))}")
    reports = len({item.document for item in items})
    print(f"\n{len(items)} items from {reports} reports, build {register.build}.")


if __name__ == "__main__":
    sys.exit(main())
