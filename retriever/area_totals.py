"""Totals that reports give of an area: children in care, on plans, adopted, in poverty.

Full inspections of some years list them under a heading of their own, in the same words everywhere and seldom in those
of a question: "how many children are in care?" asks for how many are "looked after by the local authority".
Who asks for a total and for nothing else gets that count, not another number that stands near such words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from indexer.document import Document, Span
from indexer.tokens import tokenize
from retriever.cutting import Cutting

_OF_THE_AREA = re.compile(
    r"\binformation about (?:this|the) local authority\b|"
    r"\b(?:children (?:living|looked after)|child protection) in this area\b",
    re.IGNORECASE,
)
"""Headings over the numbers that a report gives of an area: what inspectors found stands elsewhere."""

_GOES_ON = re.compile(r"\s*in\s+(?:nursery|primary|secondary|special)\b")
"""How a list goes on that a line has begun: "The proportion of children entitled to free school meals:"."""

_OUT = re.compile(
    r"\bout(?:side)?(?:[\s-]+of)?(?:\s+(?:the|its))?[\s-]+(?:local\s+)?(?:area|authority|borough|county|city)\b",
    re.IGNORECASE,
)
_ADOPTERS = re.compile(r"\badopters?\b", re.IGNORECASE)
_CHILDREN = frozenset(tokenize("child children kid youngster teenager young"))
_WITH_ANY = _CHILDREN | frozenset(
    tokenize(
        "people person council local authority area borough county city town current total overall altogether "
        "number percentage proportion share how many much figure exact size big large more most fewer fewest less than "
        "population count statistics stats"
    )
)
"""Words that may stand in a question for any total."""

_THERE_ARE = frozenset(tokenize("employ employed work working operate run support serve service has got currently"))
"""Words by which somebody has or employs what is counted."""


@dataclass(frozen=True, slots=True)
class Total:
    """One total, and how it is told and asked for.

    `told` is how reports give it under their headings for an area, `stated` how elsewhere, where they do. A question
    for it holds all `asked` terms of one line and else only those `beside` and those that go with any total;
    `of_children` says that children must stand in it.
    """

    told: re.Pattern[str]
    asked: tuple[frozenset[str], ...]
    beside: frozenset[str] = frozenset()
    of_children: bool = False
    stated: re.Pattern[str] | None = None

    def is_asked(self, terms: frozenset[str]) -> bool:
        """Whether a question of these terms asks for this total and nothing else."""
        if self.of_children and _CHILDREN.isdisjoint(terms):
            return False
        return any(line <= terms <= line | self.beside | _WITH_ANY for line in self.asked)

    def spans(self, document: Document) -> tuple[Span, ...]:
        """Where a report gives it."""
        return tuple(self._places(document))

    def _places(self, document: Document) -> Iterator[Span]:
        headings = [" > ".join(document.heading_path(number)) for number in range(len(document.sections))]
        of_area = {number for number, line in enumerate(headings) if is_of_the_area(line)}
        is_list = False
        for paragraph in document.paragraphs:
            pattern = self.told if paragraph.section in of_area else self.stated
            if pattern is None:
                continue
            cutting = Cutting.of(document, paragraph.spans)
            match = pattern.search(cutting.text)
            if match:
                yield from cutting.spans(*match.span())
                is_list = cutting.text.rstrip().endswith(":")
            elif is_list and _GOES_ON.match(cutting.text):
                yield from paragraph.spans
            else:
                is_list = False


@lru_cache(maxsize=50_000)
def is_of_the_area(context: str) -> bool:
    """Whether these headings stand over the numbers that a report gives of an area."""
    return _OF_THE_AREA.search(context) is not None


def total_asked(topic: str) -> Total | None:
    """The total that is asked for, None where something else is; `topic` is the question without names and times.

    >>> total_asked("children are in care in") is total_asked("how many kids are looked after by")
    True
    >>> total_asked("children in care are placed with relatives") is None
    True
    """
    terms = frozenset(tokenize(_ADOPTERS.sub("parents", _OUT.sub("elsewhere", topic))))
    return next((total for total in _TOTALS if total.is_asked(terms)), None)


def asks_for_all(topic: str, counted: str) -> bool:
    """Whether a question asks how many there are altogether of what it wants counted, and nothing else of them.

    >>> asks_for_all("social workers does employ", "social workers")
    True
    >>> asks_for_all("social workers left", "social workers")
    False
    """
    return frozenset(tokenize(topic)) <= frozenset(tokenize(counted)) | _WITH_ANY | _THERE_ARE


def is_of_children(counted: str) -> bool:
    """Whether what is counted are children, whichever: a number of children is of some of them nearly always."""
    return frozenset(tokenize(counted)) <= _WITH_ANY


def _total(told: str, *asked: str, beside: str = "", of_children: bool = False, stated: str | None = None) -> Total:
    return Total(
        re.compile(told, re.IGNORECASE),
        tuple(frozenset(tokenize(line)) for line in asked),
        frozenset(tokenize(beside)),
        of_children,
        re.compile(stated, re.IGNORECASE) if stated else None,
    )


_SCHOOLS = "primary secondary school pupil get receive claim eligible entitled speak first have"
_PLACED = "live living place placed look after looked-after care"
_CARE_LEAVERS = r"\b(?:responsible for|there (?:are|were)) [\d,]+ care leavers\b"
_TOTALS = (
    _total(
        r"\bunder (?:the age of )?18\b.*?\blive (?:in|on)\b",
        *("", "live", "living", "population", "reside"),
        beside="live living under aged age 18 s",
        of_children=True,
    ),
    _total(
        r"\b(?:being|are|were) (?:children )?looked after by the (?:local authority|council)\b",
        *("care", "look after", "looked-after", "lac", "cla"),
        beside="look after looked-after care",
        stated=r"\bcaring for [\d,]+ children\b|\bthere (?:are|were) [\d,]+ "
        r"(?:looked[- ]after children|children (?:looked after|in care))\b",
    ),
    _total(_CARE_LEAVERS, *("care leaver", "leave care", "care experience"), beside="adult", stated=_CARE_LEAVERS),
    _total(
        r"\bsubjects? (?:of|to) (?:a )?child protection plan",
        *("protect plan", "cp plan", "cpp", "cp", "child protect"),
        beside="subject live",
    ),
    _total(
        r"\bformally in need of a\b|\bassessed as (?:needing|in need)\b",
        *("need", "cin", "cin plan"),
        beside="plan case",
    ),
    _total(
        r"\bprivate(?:ly)? (?:arranged )?foster",
        "private foster",
        beside="arrangement case place placed placement live living care",
    ),
    _total(
        r"\bliv(?:e|ing) in (?:poverty|low[- ]income)",
        *("poverty", "poor", "low income"),
        beside="live living family grow household home",
    ),
    _total(r"\bfree school meals\b", "free school meal", beside=_SCHOOLS),
    _total(
        r"\badditional language\b", *("english additional language", "english second language", "eal"), beside=_SCHOOLS
    ),
    _total(
        r"\bminority ethnic groups (?:account for|are)\b",
        *("minority ethnic", "bme", "bame"),
        beside="group background community from",
    ),
    _total(
        r"(?<!whom )\b\d[\d,]*\s+\((?:or\s+)?[\d.]+\s?%\)\s+lived? outside the",
        *("elsewhere", "outside"),
        beside=_PLACED,
    ),
    _total(r"\blived? in (?:residential )?children\u2019s homes\b", "live home", beside=_PLACED),
    _total(r"\bfoster families\b", *("live foster", "foster care", "foster family"), beside=_PLACED + " family"),
    _total(
        r"\bunaccompanied (?:asylum|children)\b",
        *("unaccompanied", "uasc", "asylum seek"),
        beside="asylum seeking seeker asylum-seeking migrant refugee look after care",
    ),
    _total(r"\badoptions\b|\bhave been adopted\b", "adopt", beside="make made complete completed happen adoption"),
    _total(
        r"\bspecial guardianship orders\b",
        *("special guardianship", "sgo"),
        beside="order make made grant granted subject",
    ),
    _total(
        r"\bchildren (?:have )?ceased to be looked after\b",
        *("left care", "cease look after", "stop look after"),
    ),
    _total(
        r"\b(?:operates?|runs?) [\w\s]*?children\u2019s homes?\b", *("home", "home run", "home operate", "home own")
    ),
)
