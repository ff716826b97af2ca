"""The catalogue of a build: which documents there are, in which groups, and what was found of them together."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from indexer.comparing import rank_to_text
from indexer.reuse import StandingBuild
from indexer.storage import (
    CATALOGUE_TABLES,
    GroupEntry,
    IndexedDocument,
    KeptDocument,
    Row,
    SkippedFile,
    create_database,
    rows_of,
    write_rows,
)
from indexer.twins import TwinFacts, Twins

NAMED = ("documents", "judgements", "sizes")
"""The tables of the catalogue that say what is known of each document."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is written: the rows of the tables `NAMED`, and groups and facts in the order of the build."""

    rows: Mapping[str, Sequence[Row]]
    groups: Sequence[GroupEntry]
    facts: Sequence[TwinFacts]
    twins: Twins
    skipped: Sequence[SkippedFile]


def write_catalogue(path: Path, catalogue: Catalogue) -> None:
    """Write a new file."""
    index_of = {facts.path: index for index, facts in enumerate(catalogue.facts)}
    facts = enumerate(catalogue.facts)
    groups = enumerate(catalogue.groups)
    with closing(create_database(path, CATALOGUE_TABLES)) as database:
        database.execute("BEGIN")
        for table in NAMED:
            write_rows(database, table, catalogue.rows[table])
        write_rows(database, "groups", [(n, g.name, g.documents, g.passages, g.sentences) for n, g in groups])
        twins = sorted((index_of[worse], better) for worse, better in catalogue.twins.of.items())
        write_rows(database, "twins", twins)
        likened = sorted((*pair, int(alike)) for pair, alike in catalogue.twins.likened.items())
        write_rows(database, "likened", likened)
        write_rows(database, "compared", [(n, rank_to_text(fact), fact.text) for n, fact in facts])
        skipped = [(file.path, file.sha256, file.key, file.reason) for file in catalogue.skipped]
        write_rows(database, "skipped", skipped)
        database.execute("COMMIT")


def rows_of_documents(
    documents: Sequence[IndexedDocument | KeptDocument], standing: StandingBuild | None
) -> dict[str, list[Row]]:
    """The rows of documents; what is said of kept ones is as the standing build has it."""
    return {table: _rows(table, documents, standing) for table in NAMED}


def _rows(table: str, documents: Sequence[IndexedDocument | KeptDocument], standing: StandingBuild | None) -> list[Row]:
    kept = standing.rows(table) if standing is not None and standing.takes_over else {}
    rows: list[Row] = []
    for index, document in enumerate(documents):
        if isinstance(document, KeptDocument):
            rows += [(index, *fields[1:]) for fields in kept.get(document.index, [])]
        elif table == "sizes":
            rows.append((index, len(document.document.pages), len(document.passages)))
        else:
            rows += rows_of(table, index, 0, document)
    return rows
