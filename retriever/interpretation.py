"""A question understood: whom it names, which time and reports, what it is about, in which form."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType

from indexer.acronyms import find_acronyms
from indexer.document import DocumentType
from indexer.snapshot import Snapshot
from indexer.structure.authorities import load_authorities
from indexer.tokens import FUNCTION_WORDS, tokenize
from retriever.answer import Filters, Understood
from retriever.aspects import GradesAsked, grades_asked
from retriever.authorities import AuthorityFinder, NamedAuthority, areas, places
from retriever.breadth import with_grades_for_marks
from retriever.concepts import Concept, Definition, Thesaurus, concepts, definitions_of
from retriever.definitions import Definitions
from retriever.periods import Period, find_period
from retriever.question import QuestionForm, Wanted, question_form, without_ranges
from retriever.scope import Scope, Sources, find_scope
from retriever.set_phrases import SetPhrases, with_set_phrases
from retriever.spelling import Speller, put_right

EVERYDAY = 30
"""A word that stands in so many times more passages than documents define it as an acronym is an everyday word."""

_OF_COUNCILS = frozenset(tokenize("council borough county city district metropolitan"))
_PLACE = re.compile(r"\b(?:in|of|at)\s+((?:[A-Z][a-z]{2,}(?:\s+(?=[A-Z]))?){1,3})")


@dataclass(frozen=True, slots=True)
class NamedQuestion:
    """A question with the authorities that it names, before the rest of it is understood.

    `question` has its misspelt words put right; `asked` is it as it was typed, `misspelt` what each such word was read
    as.
    `nameless` is the question without their names: what the encoder compares with passages that are all of those
    authorities anyway. `area` is what they lie in where they are named by that together, else ""; `where` are the
    character ranges of what they are said to lie in beside their names ("Sutton, London"), which is no topic either.
    """

    question: str
    named: tuple[NamedAuthority, ...]
    nameless: str
    area: str = ""
    where: tuple[tuple[int, int], ...] = ()
    asked: str = ""
    misspelt: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Interpretation:
    """Everything that ranking and answering need to know of a question.

    `question`, `asked` and `nameless` are as in `NamedQuestion`; `grades` what it wants of the judgements, None where
    it wants no grade.
    """

    question: str
    asked: str
    nameless: str
    understood: Understood
    form: QuestionForm
    grades: GradesAsked | None
    period: Period
    concepts: tuple[Concept, ...]
    scope: Scope


class Interpreter:
    """Understands questions against one build."""

    def __init__(self, snapshot: Snapshot, thesaurus: Thesaurus) -> None:
        self._snapshot = snapshot
        self._thesaurus = thesaurus
        self._phrases = SetPhrases(snapshot.terms)
        self._speller = Speller(snapshot.terms, thesaurus.terms)
        self._defined_in: dict[str, int] = {}
        for acronym in snapshot.acronyms:
            short = acronym.short.upper()
            self._defined_in[short] = max(len(acronym.documents), self._defined_in.get(short, 1))
        self._definitions = Definitions(snapshot.acronyms)
        self._sources = Sources.of(snapshot.documents)
        indexed = sorted({name for card in snapshot.documents for name in card.authorities})
        gazetteer = load_authorities()
        names = dict.fromkeys(indexed, ()) | {authority.name: authority.aliases for authority in gazetteer}
        self._indexed = frozenset(indexed)
        self._successors = {authority.name: authority.successors for authority in gazetteer}
        self._finder = AuthorityFinder(
            names,
            also_words=(authority.name for authority in gazetteer if authority.ambiguous),
            known_words=snapshot.terms.vocabulary,
        )
        self._towns = AuthorityFinder(places(), mistyped=False)

    def find_names(self, question: str, filters: Filters) -> NamedQuestion:
        """The first step, and all of it that encoding needs: whom the question names, its misspelt words put right."""
        named = self._named(question, filters)
        covered = [*((name.start, name.end) for name in named.named), *named.where]
        misspelt = self._speller.misspelt(question, covered, filters.disregard)
        if misspelt:
            read_as = MappingProxyType({one.said: one.meant for one in misspelt})
            named = replace(self._named(put_right(question, misspelt), filters), misspelt=read_as)
        return replace(named, asked=question)

    def authorities_named(self, question: str) -> tuple[str, ...]:
        """The authorities with reports in the build that a question names, in its order."""
        return tuple(self._authorities(self._named(question, Filters()).named, Filters())[0])

    def _named(self, question: str, filters: Filters) -> NamedQuestion:
        """A question with whom it names, by a town where not otherwise."""
        found = self._finder.find(question)
        in_areas = _areas_in(question, found)
        by_area = all(any(_lies_in(name, place) for _, place in in_areas) for name in found)
        if in_areas and by_area and " and ".join(area for area, _ in in_areas) not in filters.disregard:
            return self._of_areas(question, in_areas)
        found = found or self._towns.find(question)
        named = tuple(name for name in found if name.name not in filters.disregard)
        where = [place for area, place in in_areas if any(name.name in areas()[area] for name in named)]
        return NamedQuestion(
            question, named, _cut(question, [(name.start, name.end) for name in named] + where), where=tuple(where)
        )

    def _of_areas(self, question: str, named: Sequence[tuple[str, tuple[int, int]]]) -> NamedQuestion:
        """A question that names areas: of their authorities those that the build has documents of.

        Where it has none, the areas are named as authorities would be.
        """
        indexed = {name: place for area, place in named for name in areas()[area] if name in self._indexed}
        authorities = tuple(NamedAuthority(name, *place) for name, place in (indexed or dict(named)).items())
        area = " and ".join(area for area, _ in named) if indexed else ""
        return NamedQuestion(question, authorities, _cut(question, [place for _, place in named]), area)

    def interpret(self, asked_of: NamedQuestion, filters: Filters) -> Interpretation:
        """Understand a question; the filters given beside it, which its names were found with, come first."""
        question, named = asked_of.question, asked_of.named
        period = _without(find_period(question), filters.disregard)
        form = question_form(
            question,
            [*{(name.start, name.end) for name in named}, *asked_of.where, *period.ranges],
            of_authorities=bool((named and not asked_of.area) or filters.authorities),
        )
        authorities, unknown = self._authorities(named, filters)
        if not authorities and not unknown:
            unknown = [name for name in self._unknown_places(question, named) if name not in filters.disregard]
        types = filters.types or tuple(kind for kind in form.types if kind.value not in filters.disregard)
        asked = replace(period, since=filters.since or period.since, until=filters.until or period.until)
        if filters.since or filters.until:
            asked = replace(asked, point=False)
        asked = replace(asked, names_report=asked.names_report or form.general or form.whole is not None)
        grades = _grades(asked_of.nameless, form, types)
        scope = find_scope(self._sources, authorities=authorities, types=types, period=asked, grades=grades)
        definitions = [
            *self._definitions.of_question(
                f"{question} {form.topic}", scope.documents + scope.mentions, filters.disregard
            ),
            *(Definition(short, long, 1) for short, long in find_acronyms(question)),
        ]
        return Interpretation(
            question=question,
            asked=asked_of.asked,
            nameless=asked_of.nameless,
            understood=Understood(
                authorities=tuple(authorities),
                unknown_authorities=tuple(unknown),
                area="" if filters.authorities else asked_of.area,
                types=tuple(types),
                since=asked.since,
                until=asked.until,
                latest=asked.latest,
                expansions={**_expansions(question, definitions, self._is_everyday), **asked_of.misspelt},
            ),
            form=form,
            grades=grades,
            period=asked,
            concepts=tuple(self._concepts(form.topic, question, definitions)),
            scope=scope,
        )

    def _concepts(self, topic: str, question: str, definitions: Sequence[Definition]) -> list[Concept]:
        found = concepts(topic, self._thesaurus, definitions_of(definitions))
        return with_set_phrases(found, question, self._phrases)

    def _is_everyday(self, word: str) -> bool:
        """Whether far more passages hold this word than an acronym of one document's making could account for."""
        numbers = [self._snapshot.terms.number(term) for term in tokenize(word)]
        often = max((int(self._snapshot.terms.frequencies[n]) for n in numbers if n is not None), default=0)
        return often > EVERYDAY * self._defined_in.get(word.upper(), 1)

    def _unknown_places(self, question: str, named: Sequence[NamedAuthority]) -> list[str]:
        """Names after "in" or "of" that look like places and that no document speaks of."""
        covered = [range(name.start, name.end) for name in named]
        return [
            match[1]
            for match in _PLACE.finditer(question)
            if not any(match.start(1) in span for span in covered)
            and (name := [term for term in tokenize(match[1]) if term not in _OF_COUNCILS])
            and all(self._snapshot.terms.number(term) is None for term in name)
        ]

    def _authorities(self, named: Sequence[NamedAuthority], filters: Filters) -> tuple[list[str], list[str]]:
        if filters.authorities:
            found = [self._display_name(name) for name in filters.authorities]
        else:
            found = list(dict.fromkeys(one for name in named for one in self._standing_for(name.name)))
        gone = [] if filters.authorities else [name.name for name in named if self._stands_no_more(name.name)]
        known = [name for name in found if name in self._indexed]
        return known, [*dict.fromkeys(gone), *(name for name in found if name not in self._indexed)]

    def _stands_no_more(self, name: str) -> bool:
        """Whether only what took an authority's place has documents: whoever asks for it must be told."""
        return list(self._standing_for(name)) != [name]

    def _standing_for(self, name: str) -> Sequence[str]:
        """An authority, or those that took its place where only they have documents."""
        successors = [one for one in self._successors.get(name, ()) if one in self._indexed]
        return successors if successors and name not in self._indexed else [name]

    def _display_name(self, name: str) -> str:
        if name in self._indexed:
            return name
        found = self._finder.find(name)
        return found[0].name if found else name


def _grades(question: str, form: QuestionForm, types: Collection[DocumentType]) -> GradesAsked | None:
    if form.wanted is not Wanted.JUDGEMENT:
        return None
    question = with_grades_for_marks(question)
    return grades_asked(f"{question} {form.topic}", form.topic, send=DocumentType.SEND in types, across=form.across)


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


def _areas_in(question: str, found: Collection[NamedAuthority]) -> list[tuple[str, tuple[int, int]]]:
    """The areas that a question names, and where; the longest of several at one place.

    Not those that an authority's name speaks of ("North Yorkshire"), nor those that say of another where in it ("south
    east London").
    """
    named = [(area, match.span()) for area in areas() for match in _area(area).finditer(question)]
    places = [place for _, place in named] + [(name.start, name.end) for name in found]
    return [
        (area, (start, end))
        for area, (start, end) in sorted(named, key=lambda one: one[1])
        if not any(a <= start and end <= b and (a, b) != (start, end) for a, b in places)
        and not any(question[end:a].isspace() for _, (a, _) in named)
    ]


def _lies_in(name: NamedAuthority, place: tuple[int, int]) -> bool:
    return place[0] <= name.start and name.end <= place[1]


@cache
def _area(name: str) -> re.Pattern[str]:
    words = r"[\s-]+".join(map(re.escape, name.removeprefix("the ").split()))
    return re.compile(rf"\b(?:(?:in|across|around)\s+)?(?:the\s+)?{words}\b", re.IGNORECASE)


def _cut(text: str, ranges: Iterable[tuple[int, int]]) -> str:
    return without_ranges(text, ranges) or text


def _is_written_as_one(word: str) -> bool:
    return word.isupper() or word[:-1].isupper() or not word.isalpha()


def _expansions(
    question: str, definitions: Iterable[Definition], is_everyday: Callable[[str], bool]
) -> Mapping[str, str]:
    """The acronyms that stand in the question, each with its commonest reading.

    One in small letters counts unless it is an everyday word: "marf", but not "home".
    """
    stripped = (word.strip("?.,;:'\u2019\"()").removesuffix("\u2019s").removesuffix("'s") for word in question.split())
    words = sorted(dict.fromkeys(stripped), key=_is_written_as_one)  # of "SEND" and "send" the capitals count
    upper = {word.upper(): word for word in words if word.lower() not in FUNCTION_WORDS and len(word) > 1}
    singular = {word[:-1]: asked for word, asked in upper.items() if word.endswith("S")}
    found: dict[str, tuple[int, str]] = {}
    for definition in definitions:
        asked = upper.get(definition.short.upper()) or singular.get(definition.short.upper())
        if asked and (_is_written_as_one(asked) or (len(asked) > 3 and not is_everyday(asked))):
            best = found.get(definition.short)
            if best is None or (definition.documents, best[1]) > (best[0], definition.long):
                found[definition.short] = (definition.documents, definition.long)
    return {short: long for short, (_, long) in sorted(found.items())}
