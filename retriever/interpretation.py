"""A question understood: whom it names, which time and reports, what it is about, in which form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.acronyms import find_acronyms
from indexer.snapshot import Snapshot
from indexer.structure.authorities import load_authorities
from indexer.tokens import FUNCTION_WORDS
from retriever.answer import Filters, Understood
from retriever.authorities import AuthorityFinder, NamedAuthority
from retriever.concepts import Concept, Definition, Thesaurus, concepts, definitions_of
from retriever.definitions import Definitions
from retriever.periods import Period, find_period
from retriever.question import QuestionForm, question_form
from retriever.scope import Scope, find_scope


@dataclass(frozen=True, slots=True)
class Interpretation:
    """Everything that ranking and answering need to know of a question.

    `nameless` is the question without the names of authorities: what the encoder compares with passages
    that are all of those authorities anyway.
    """

    question: str
    nameless: str
    understood: Understood
    form: QuestionForm
    period: Period
    concepts: tuple[Concept, ...]
    scope: Scope


class Interpreter:
    """Understands questions against one build."""

    def __init__(self, snapshot: Snapshot, thesaurus: Thesaurus) -> None:
        self._snapshot = snapshot
        self._thesaurus = thesaurus
        self._definitions = Definitions(snapshot.acronyms)
        indexed = sorted({name for card in snapshot.documents for name in card.authorities})
        gazetteer = load_authorities()
        names = dict.fromkeys(indexed, ()) | {authority.name: authority.aliases for authority in gazetteer}
        self._indexed = frozenset(indexed)
        self._finder = AuthorityFinder(
            names,
            also_words=(authority.name for authority in gazetteer if authority.ambiguous),
            known_words=snapshot.terms.vocabulary,
        )

    def interpret(self, question: str, filters: Filters) -> Interpretation:
        """Understand a question; the filters given beside it come first."""
        named = [name for name in self._finder.find(question) if name.name not in filters.disregard]
        period = _without(find_period(question), filters.disregard)
        form = question_form(question, [*((name.start, name.end) for name in named), *period.ranges])
        authorities, unknown = self._authorities(named, filters)
        types = filters.types or tuple(kind for kind in form.types if kind.value not in filters.disregard)
        asked = replace(period, since=filters.since or period.since, until=filters.until or period.until)
        if filters.since or filters.until:
            asked = replace(asked, point=False)
        scope = find_scope(self._snapshot.documents, authorities=authorities, types=types, period=asked)
        definitions = [
            *self._definitions.of_question(
                f"{question} {form.topic}", {*scope.documents, *scope.mentions}, filters.disregard
            ),
            *(Definition(short, long, 1) for short, long in find_acronyms(question)),
        ]
        return Interpretation(
            question=question,
            nameless=_cut(question, [(name.start, name.end) for name in named]),
            understood=Understood(
                authorities=tuple(authorities),
                unknown_authorities=tuple(unknown),
                types=tuple(types),
                since=asked.since,
                until=asked.until,
                latest=asked.latest,
                expansions=_expansions(question, definitions),
            ),
            form=form,
            period=asked,
            concepts=tuple(concepts(form.topic, self._thesaurus, definitions_of(definitions))),
            scope=scope,
        )

    def _authorities(self, named: Sequence[NamedAuthority], filters: Filters) -> tuple[list[str], list[str]]:
        if filters.authorities:
            found = [self._display_name(name) for name in filters.authorities]
        else:
            found = list(dict.fromkeys(name.name for name in named))
        return [name for name in found if name in self._indexed], [name for name in found if name not in self._indexed]

    def _display_name(self, name: str) -> str:
        if name in self._indexed:
            return name
        found = self._finder.find(name)
        return found[0].name if found else name


def _without(period: Period, disregard: Iterable[str]) -> Period:
    left_out = set(disregard)
    if not left_out & {"since", "until", "latest"}:
        return period
    return replace(
        period,
        since=None if "since" in left_out else period.since,
        until=None if "until" in left_out else period.until,
        latest=period.latest and "latest" not in left_out,
        point=False,
        names_report=False,
    )


def _cut(text: str, ranges: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(ranges, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return " ".join(text.split()) or text


def _expansions(question: str, definitions: Iterable[Definition]) -> Mapping[str, str]:
    """The acronyms that stand in the question, each with its commonest reading."""
    words = {word.strip("?.,;:'\u2019\"()").removesuffix("\u2019s").removesuffix("'s") for word in question.split()}
    upper = {word.upper(): word for word in words if word.lower() not in FUNCTION_WORDS and len(word) > 1}
    singular = {word[:-1]: asked for word, asked in upper.items() if word.endswith("S")}
    found: dict[str, tuple[int, str]] = {}
    for definition in definitions:
        asked = upper.get(definition.short.upper()) or singular.get(definition.short.upper())
        if asked and (asked.isupper() or asked[:-1].isupper() or not asked.isalpha() or len(asked) > 3):
            best = found.get(definition.short)
            if best is None or (definition.documents, best[1]) > (best[0], definition.long):
                found[definition.short] = (definition.documents, definition.long)
    return {short: long for short, (_, long) in sorted(found.items())}
