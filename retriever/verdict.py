"""The one sentence that stands first: what the reports say to the question, or that they do not."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from retriever.answer import CitedPassage, Quotation, Strength
from retriever.interpretation import Interpretation

_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def verdict(
    asked: Interpretation,
    quotations: Sequence[Quotation],
    passages: Sequence[CitedPassage],
    *,
    touching: AbstractSet[str],
    searched: int,
    strength: Strength,
    not_shown: int = 0,
) -> str:
    """The verdict: how many documents speak to the question, and how many more of those shown only touch it.

    `touching` are those that touch it, quoted or not, `searched` counts the documents in scope, `not_shown` those that
    say the same and are not quoted. Weak evidence is not said to speak to the question, and where all reports are
    asked and not all are shown, the number is said to be the least.
    """
    missing = [f"This collection holds no report on {name}." for name in asked.understood.unknown_authorities]
    missing += [asked.scope.missing] if asked.scope.missing else []
    if not quotations:
        return " ".join([*missing, _silence(asked, searched, closest=bool(passages))])
    cited = {quotation.citation for quotation in quotations}
    speaking = {passage.document for passage in passages if passage.citation in cited}
    touching = touching - speaking
    dates = sorted(
        day
        for passage in passages
        if passage.document in speaking and (day := passage.inspected_to or passage.published)
    )
    years = ""
    if dates:
        first, last = dates[0].year, dates[-1].year
        years = f", {first}" if first == last else f", {first} to {last}"
    whose = _whose(asked)
    verb = "may speak" if strength is Strength.WEAK else "speaks" if len(speaking) == 1 else "speak"
    if not_shown:
        years += f", and {_count(not_shown).lower()} more that {'is' if not_shown == 1 else 'are'} not shown"
    more = f"; {_count(len(touching)).lower()} more only {_agree('touches', touching)} it" if touching else ""
    known = _count(len(speaking), "document")
    is_of_some = bool(asked.understood.authorities) and not (asked.form.across or asked.understood.area)
    if not (is_of_some or asked.form.is_given_alone) and searched > len({passage.document for passage in passages}):
        known = f"At least {known[0].lower()}{known[1:]}"
    return " ".join([*missing, f"{known}{whose} {verb} to this{years}{more}."])


def _silence(asked: Interpretation, searched: int, *, closest: bool) -> str:
    whose = _whose(asked)
    searched_words = (
        f"the {searched} documents{whose} searched" if searched != 1 else f"the one document{whose} searched"
    )
    tail = " The closest passages are below." if closest else ""
    return f"The reports do not say: nothing in {searched_words} answers this.{tail}"


def _whose(asked: Interpretation) -> str:
    if asked.understood.area:
        return f" on authorities in {asked.understood.area}"
    return f" on {_listed(asked.understood.authorities)}" if asked.understood.authorities else ""


def _count(number: int, noun: str = "") -> str:
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return word if not noun else f"{word} {noun if number == 1 else noun + 's'}"


def _agree(verb: str, things: AbstractSet[str]) -> str:
    return verb if len(things) == 1 else verb.removesuffix("es")


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
