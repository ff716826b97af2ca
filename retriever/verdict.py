"""The one sentence that stands first: what the reports say to the question, or that they do not."""

from collections.abc import Sequence

from indexer.snapshot import DocumentCard
from retriever.answer import CitedPassage, Quotation, Strength
from retriever.interpretation import Interpretation
from retriever.scope import document_date

_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def verdict(
    asked: Interpretation,
    cards: Sequence[DocumentCard],
    quotations: Sequence[Quotation],
    passages: Sequence[CitedPassage],
    *,
    searched: int,
    strength: Strength,
) -> str:
    """The verdict. `searched` counts the documents in scope; weak evidence is not said to speak to the question."""
    missing = [f"This collection holds no report on {name}." for name in asked.understood.unknown_authorities]
    missing += [asked.scope.missing] if asked.scope.missing else []
    if not quotations:
        return " ".join([*missing, _silence(asked, searched, closest=bool(passages))])
    cited = {quotation.citation for quotation in quotations}
    speaking = {passage.document for passage in passages if passage.citation in cited}
    touching = {passage.document for passage in passages} - speaking
    dates = sorted(day for card in cards if card.path in speaking and (day := document_date(card)))
    years = ""
    if dates:
        first, last = dates[0].year, dates[-1].year
        years = f", {first}" if first == last else f", {first} to {last}"
    whose = f" on {_listed(asked.understood.authorities)}" if asked.understood.authorities else ""
    verb = "may speak" if strength is Strength.WEAK else "speaks" if len(speaking) == 1 else "speak"
    more = f"; {_count(len(touching)).lower()} more only {_agree('touches', touching)} it" if touching else ""
    return " ".join([*missing, f"{_count(len(speaking), 'document')}{whose} {verb} to this{years}{more}."])


def _silence(asked: Interpretation, searched: int, *, closest: bool) -> str:
    whose = f" on {_listed(asked.understood.authorities)}" if asked.understood.authorities else ""
    searched_words = (
        f"the {searched} documents{whose} searched" if searched != 1 else f"the one document{whose} searched"
    )
    tail = " The closest passages are below." if closest else ""
    return f"The reports do not say: nothing in {searched_words} answers this.{tail}"


def _count(number: int, noun: str = "") -> str:
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return word if not noun else f"{word} {noun if number == 1 else noun + 's'}"


def _agree(verb: str, things: set[str]) -> str:
    return verb if len(things) == 1 else verb.removesuffix("es")


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
