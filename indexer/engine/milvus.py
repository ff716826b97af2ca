"""Milvus: dense vectors, BM25 by its own function and filters in one server. The only door to it.

The same calls reach a cluster, one server, or a file of Milvus Lite. Two collections take turns: a new build is made
in the one that does not answer, from what changed there, and the alias is moved last; a reader looks for the
collection of its own build, so it never sees half of one. Exact phrases are looked up in the build on this machine.

Quirks hidden here: text is parted by a tokeniser that divides at points and hyphens, so terms go in spelt
without any; the same term twice in a question does not count twice, so each weight is a search of its own, summed by
the server; distances of BM25 come with a minus sign from Milvus Lite alone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from indexer.engine.engine import EnginePassages, Hits, Rows, Vector
from indexer.errors import EngineError, IndexMismatchError
from indexer.lexical import CONTEXT_WEIGHT, Numbering, document_number
from indexer.reuse import StandingBuild
from indexer.storage import KeptDocument
from indexer.tokens import tokenize

ALIAS = "inspection_passages"
_COLLECTIONS = ("inspection_passages_a", "inspection_passages_b")
_BUILD = "inspection_search.build"
_FIELDS = (("body", 1.0), ("context", CONTEXT_WEIGHT))
_AT_ONCE = 500
_MOST_HITS = 4096
_LONGEST_TERM = 32


class MilvusEngine:
    """An `Engine` on a Milvus server, for one build."""

    def __init__(self, uri: str, passages: EnginePassages) -> None:
        """Raises EngineError where the server cannot be used, IndexMismatchError where it lacks the build."""
        self._lexical = passages.lexical
        self._numbering = Numbering.of((card.path, card.first_row) for card in passages.documents)
        with _trouble(uri):
            self._client = _connect(uri)
            held = {_build_of(self._client, name): name for name in _COLLECTIONS}
        if passages.build not in held:
            raise IndexMismatchError(
                f"The engine at {uri} does not hold build {passages.build}. "
                f"Bring it up to date: rebuild-index --engine milvus --uri {uri}"
            )
        self._uri = uri
        self._collection = held[passages.build]

    def by_meaning(
        self,
        vector: Vector,
        *,
        limit: int,
        documents: Collection[int] | None,
        within: Rows | None = None,  # noqa: ARG002 - the server knows documents and no rows
    ) -> Hits:
        if limit <= 0 or not self._numbering.numbers or (documents is not None and not documents):
            return []
        with _trouble(self._uri):
            found = self._client.search(
                self._collection,
                data=[[float(number) for number in vector]],
                anns_field="dense",
                limit=min(limit, _MOST_HITS),
                filter=self._filter(documents),
                output_fields=["document", "place"],
            )
        return self._ranked(found[0], limit)

    def by_words(
        self,
        terms: Mapping[str, float],
        *,
        phrases: Sequence[Sequence[str]],
        limit: int,
        documents: Collection[int] | None,
    ) -> Hits:
        if any(phrases):
            return self._lexical.search(terms, phrases=phrases, limit=limit, documents=documents)
        by_weight: dict[float, list[str]] = defaultdict(list)
        for term, weight in sorted(terms.items()):
            if weight > 0:
                by_weight[weight].append(spelt(term))
        if limit <= 0 or not by_weight or not self._numbering.numbers or (documents is not None and not documents):
            return []
        from pymilvus import AnnSearchRequest, WeightedRanker

        searches = [(f"{field}_bm25", " ".join(words), weight * of_field)
                    for weight, words in sorted(by_weight.items()) for field, of_field in _FIELDS]  # fmt: skip
        most = max(weight for _, _, weight in searches)
        requests = [
            AnnSearchRequest([text], field, {"metric_type": "BM25"}, limit=_MOST_HITS, expr=self._filter(documents))
            for field, text, _ in searches
        ]
        with _trouble(self._uri):
            found = self._client.hybrid_search(
                self._collection,
                requests,
                WeightedRanker(*(weight / most for _, _, weight in searches), norm_score=False),
                limit=min(limit, _MOST_HITS),
                output_fields=["document", "place"],
            )
        return self._ranked(found[0], limit)

    def _filter(self, documents: Collection[int] | None) -> str:
        """The documents by number; where most are asked for, those that are not."""
        numbers = self._numbering.numbers
        if documents is None or len(documents) == len(numbers):
            return ""
        others = set(range(len(numbers))).difference(documents)
        if len(others) < len(documents):
            return f"document not in [{', '.join(str(numbers[one]) for one in sorted(others))}]"
        return f"document in [{', '.join(str(numbers[one]) for one in sorted(documents))}]"

    def _ranked(self, found: Sequence[Any], limit: int) -> Hits:
        first_rows = self._numbering.first_rows
        hits = [
            (first_rows[int(hit["entity"]["document"])] + int(hit["entity"]["place"]), abs(float(hit["distance"])))
            for hit in found
        ]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:limit]


def bring_up_to_date(uri: str, build: str, source: StandingBuild) -> None:
    """Make the server hold this build beside the one that answers, then let the alias point to it.

    Documents go and come by their keys, which stand for their content. Raises EngineError.
    """
    with _trouble(uri):
        client = _connect(uri)
        builds = {name: _build_of(client, name) for name in _COLLECTIONS}
        name = next((name for name, held in builds.items() if held == build), None)
        if name is None:
            name = _spare(client, source.passage_vectors.dimensions)
            _fill(client, name, source)
            client.alter_collection_properties(name, {_BUILD: build})
            client.flush(name)
        if _has_alias(client, name):
            return
        move = client.alter_alias if any(_has_alias(client, other) for other in _COLLECTIONS) else client.create_alias
        move(name, ALIAS)


def spelt(term: str) -> str:
    """A term as the server's tokeniser leaves it whole.

    >>> spelt("child"), spelt("12.5")
    ('child', 'x31322e35')
    """
    if term.isascii() and term.isalnum() and len(term) <= _LONGEST_TERM:
        return term
    return f"x{term.encode().hex()}"[:_LONGEST_TERM]


def _spare(client: Any, dimensions: int) -> str:  # noqa: ANN401 -- the client's own type stays in here
    """The collection that does not answer, made where there is none yet. What it says of its build is taken back."""
    name = next(name for name in _COLLECTIONS if not _has_alias(client, name))
    if not client.has_collection(name):
        _create(client, name, dimensions)
    client.alter_collection_properties(name, {_BUILD: "under way"})
    return name


def _create(client: Any, name: str, dimensions: int) -> None:  # noqa: ANN401
    from pymilvus import DataType, Function, FunctionType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=64)
    schema.add_field("document", DataType.INT64)
    schema.add_field("place", DataType.INT64)
    schema.add_field("key", DataType.VARCHAR, max_length=64)
    schema.add_field("dense", DataType.FLOAT_VECTOR, dim=dimensions)
    index = client.prepare_index_params()
    index.add_index(field_name="dense", index_type="FLAT", metric_type="IP")
    for field, _ in _FIELDS:
        schema.add_field(
            field, DataType.VARCHAR, max_length=65_535, enable_analyzer=True, analyzer_params={"tokenizer": "standard"}
        )
        schema.add_field(f"{field}_bm25", DataType.SPARSE_FLOAT_VECTOR)
        schema.add_function(
            Function(
                name=f"{field}_words",
                function_type=FunctionType.BM25,
                input_field_names=[field],
                output_field_names=[f"{field}_bm25"],
            )
        )
        index.add_index(
            field_name=f"{field}_bm25",
            index_type="SPARSE_INVERTED_INDEX",
            metric_type="BM25",
            params={"bm25_k1": 1.2, "bm25_b": 0.75},
        )
    client.create_collection(name, schema=schema, index_params=index)


def _fill(client: Any, name: str, source: StandingBuild) -> None:  # noqa: ANN401
    wanted = {document.key: document for document in source.documents}
    held: dict[str, int] = {}
    pages = client.query_iterator(name, filter="place == 0", output_fields=["key", "document"], batch_size=_AT_ONCE)
    while page := pages.next():
        held |= {row["key"]: int(row["document"]) for row in page}
    pages.close()
    gone = [number for key, number in held.items() if key not in wanted]
    for start in range(0, len(gone), _AT_ONCE):
        client.delete(name, filter=f"document in [{', '.join(map(str, gone[start : start + _AT_ONCE]))}]")
    rows = (row for key, one in wanted.items() if key not in held for row in _rows_of(one, source))
    for batch in _batches(rows):
        client.insert(name, batch)


def _rows_of(document: KeptDocument, source: StandingBuild) -> Iterator[dict[str, object]]:
    number = document_number(document.path)
    vectors = source.passage_vectors.rows(document.first_row, document.last_row)
    for place, (entry, vector) in enumerate(zip(source.lexical_entries(document), vectors, strict=True)):
        yield {
            "id": f"{number}-{place}",
            "document": number,
            "place": place,
            "key": document.key,
            "dense": vector.tolist(),
            "body": " ".join(map(spelt, entry.body.split())),
            "context": " ".join(map(spelt, tokenize(entry.context))),
        }


def _batches(rows: Iterator[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    while batch := list(islice(rows, _AT_ONCE)):
        yield batch


def _has_alias(client: Any, name: str) -> bool:  # noqa: ANN401
    return client.has_collection(name) and ALIAS in client.list_aliases(name).get("aliases", [])


def _build_of(client: Any, name: str) -> str | None:  # noqa: ANN401
    if not client.has_collection(name):
        return None
    build: str | None = client.describe_collection(name).get("properties", {}).get(_BUILD)
    return build


def _connect(uri: str) -> Any:  # noqa: ANN401
    from pymilvus import MilvusClient

    return MilvusClient(uri)


@contextmanager
def _trouble(uri: str) -> Iterator[None]:
    """What goes wrong with a server, in words."""
    try:
        from pymilvus.exceptions import MilvusException
    except ImportError:
        raise EngineError(
            "The engine milvus needs the package pymilvus. Install it: pip install inspection-search[milvus]"
        ) from None
    try:
        yield
    except (MilvusException, OSError) as error:
        raise EngineError(
            f"The engine at {uri} cannot be used: {error}. Start it, or name another: rebuild-index --engine embedded"
        ) from error
