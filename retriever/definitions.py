"""What acronyms stand for, found for one question without a look at all the others of a build."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from weakref import WeakKeyDictionary

from indexer.cards import Acronym
from indexer.snapshot import Snapshot
from indexer.tokens import tokenize
from retriever.concepts import Definition


class Definitions:
    """The acronyms of a build by the words that they are asked for with."""

    def __init__(self, acronyms: Sequence[Acronym]) -> None:
        self._acronyms = acronyms
        by_form: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._by_short: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self._by_term: dict[str, list[tuple[frozenset[str], tuple[str, ...]]]] = defaultdict(list)
        for place, acronym in enumerate(acronyms):
            short, long = tuple(tokenize(acronym.short)), tuple(tokenize(acronym.long))
            by_form[short].append(place)
            self._by_short[acronym.short.upper()].add(short)
            for form in (short, long):
                if form:
                    self._by_term[form[0]].append((frozenset(form), short))
        self._by_form = dict(by_form)

    def of_question(
        self, question: str, documents: Collection[int], disregard: Collection[str] = ()
    ) -> list[Definition]:
        """The definitions whose short or long form stands in the question, with all other readings of the short form.

        What the documents in scope say comes first, then what any document says of short forms that
        those do not define.
        """
        here: list[Definition] = []
        elsewhere: list[Definition] = []
        places = sorted({place for form in self._forms_in(question) for place in self._by_form[form]})
        scope = frozenset(documents if places else ())
        for place in places:
            acronym = self._acronyms[place]
            if acronym.short in disregard:
                continue
            count = len(scope.intersection(acronym.documents))
            (here if count else elsewhere).append(
                Definition(acronym.short, acronym.long, count or len(acronym.documents))
            )
        known = {definition.short for definition in here}
        return [*here, *(definition for definition in elsewhere if definition.short not in known)]

    def _forms_in(self, question: str) -> Iterable[tuple[str, ...]]:
        terms = frozenset(tokenize(question))
        found = {short for term in terms for form, short in self._by_term.get(term, ()) if form <= terms}
        for word in question.upper().split():
            bare = word.strip("?.,;:'\u2019\"()").removesuffix("\u2019S").removesuffix("'S")
            for asked in (bare, bare.removesuffix("S")):
                found |= self._by_short.get(asked, set())
        return found


_of_builds: WeakKeyDictionary[Snapshot, Definitions] = WeakKeyDictionary()


def definitions_in(snapshot: Snapshot) -> Definitions:
    """Those of a build, put in order once for each snapshot."""
    if snapshot not in _of_builds:
        _of_builds[snapshot] = Definitions(snapshot.acronyms)
    return _of_builds[snapshot]
