"""Who, what and when: type, title, authorities, dates and inspectors, the document's own words before its file name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from indexer.document import DocumentType
from indexer.reading import Reading
from indexer.structure.authorities import canonical_name, count_mentions, is_known
from indexer.structure.dates import find_dates, find_ranges
from indexer.structure.lines import TextLine
from indexer.structure.standing import salutation_index, signing_off_index
from indexer.structure.title_block import TitleBlock

FRONT_LINES = 60
BYLINE_LINES = 8
LONGEST_ARTICLE = 200_000

_TYPES = (
    (re.compile(r"\bfocus+ed visit", re.IGNORECASE), DocumentType.FOCUSED_VISIT),
    (re.compile(r"\bmonitoring (?:visit|inspection)", re.IGNORECASE), DocumentType.MONITORING_VISIT),
    (re.compile(r"\bSEND\b|special educational needs", re.IGNORECASE), DocumentType.SEND),
    (
        re.compile(
            r"\b(?:re-?)?inspection (?:of|report)\b|^review of the effectiveness|\bjoint targeted area", re.IGNORECASE
        ),
        DocumentType.INSPECTION,
    ),
)
_PATH_TYPES = (
    *_TYPES,
    (re.compile(r"\binspection\b|\bilacs\b", re.IGNORECASE), DocumentType.INSPECTION),
    (re.compile(r"\bnews\b|\barticle\b", re.IGNORECASE), DocumentType.NEWS),
)
_REPORTING = re.compile(
    r"(?:said|added|says|read|told [\w ]{2,30}): ?[\"“‘]|[\"”’],? (?:\w{1,20} )?(?:said|added|says|read|told)\b"
    r"|said the report|the report (?:says|said|states|stated|concludes|concluded|added|read)"
    r"|^By (?:[A-Z]|our )|\bPicture: ",
    re.MULTILINE,
)
_INSPECTED = re.compile(r"\bOfsted\b|\binspect(?:ors|ion)\b", re.IGNORECASE)

_NAMED_IN_TITLE = re.compile(
    r"\b(?:[Ii]nspection (?:of|at|in)|[Vv]isit (?:to|of)) (?:the )?(.{3,70}?)(?:[’']s)? ?"
    r"(?:local authority|children.?s (?:social care )?services|[Ll]ocal [Aa]rea(?: [Pp]artnership)?\b|SEND\b|[,:]|$)"
)
_GENERIC = re.compile(
    r"^(?:services|children|looked after|local authority|safeguarding|special educational)", re.IGNORECASE
)
_JUDGED = re.compile(r"^Children.?s services in (?:the )?(.{3,60}?)(?: Council area| area)? (?:is|are|requires?)\b")
_FOLDER = re.compile(r"^\d{5,8}[_ -]+(.+)$")
_ON_SITE = re.compile(r"(?:inspection|visit|review) dates?\b|dates? of (?:the )?(?:inspection|visit)", re.IGNORECASE)
_PUBLISHED = re.compile(r"\bpublished\b|\bpublication date\b", re.IGNORECASE)
_INSPECTION_DATE = re.compile(r"^(?:inspection|visit|review) dates?\b", re.IGNORECASE)
_VISIT_ON = re.compile(r"\b(?:visit|inspection|inspected)\b", re.IGNORECASE)

_NAME = r"[A-Z][\w’'-]{1,30}(?: (?:[A-Z][\w’'.-]{0,30}|de|van|von|der|le)){1,4}"
_LEAD = re.compile(rf"(?:Lead inspectors?|Reporting inspector)[:;]? +({_NAME})")
_TEAM = re.compile(r"^(?:Deputy lead inspectors?|Team inspectors?|Shadow inspectors?):? +(.+)$")
_LETTER_TEAM = re.compile(
    r"(?:[Ii]nspectors?(?: \(HMIs?\))?(?: for this visit)? (?:were|was)"
    r"|visit was (?:carried out|undertaken|conducted) by) "
    r"(.{5,300}?)\.(?: [A-Z]|$)"
)
_AREA_LEAD = re.compile(rf"({_NAME})(?:,)? (?:HMI,? )?(?:Ofsted|CQC)(?: HMI)?,? [Ll]ead [Ii]nspector")
_NOT_A_NAME = re.compile(r"\b(?:Her|His) Majesty.?s Inspectors?|\bHMIs?\b|\bOfsted\b|\bInspectors?\b")


@dataclass(frozen=True, slots=True)
class Identity:
    title: str
    type: DocumentType
    authorities: tuple[str, ...]
    published: date | None
    inspected_from: date | None
    inspected_to: date | None
    inspectors: tuple[str, ...]


def identify(lines: Sequence[TextLine], block: TitleBlock, reading: Reading, path: str) -> Identity:
    title = _title(block, reading, path)
    type_ = _type(lines, title, path)
    inspected = _inspected(lines, block, type_)
    published = _published(lines, block, reading, path)
    if published and inspected[1] and published < inspected[1] and not _published_line(block):
        published = None
    return Identity(
        title=title,
        type=type_,
        authorities=_authorities(lines, block, path, is_news=type_ is DocumentType.NEWS, title=title),
        published=published,
        inspected_from=inspected[0],
        inspected_to=inspected[1],
        inspectors=_inspectors(lines),
    )


def _title(block: TitleBlock, reading: Reading, path: str) -> str:
    own = reading.title or block.title
    if not own:
        return PurePosixPath(path).stem
    own = re.sub(r"(?<=\w)- (?=\w)", "-", re.sub(r"(?<=[a-z])\d$", "", own))
    return f"{block.council}: {own}" if block.council and block.council not in own else own


def _type(lines: Sequence[TextLine], title: str, path: str) -> DocumentType:
    if not _reads_as_news(lines):
        for pattern, type_ in _TYPES:
            if pattern.search(title):
                return type_
    stem = PurePosixPath(path)
    for text in (stem.name, *reversed([part.replace("-", " ").replace("_", " ") for part in stem.parts[:-1]])):
        for pattern, type_ in _PATH_TYPES:
            if pattern.search(text):
                return type_
    return DocumentType.NEWS if _reads_as_news(lines) else DocumentType.OTHER


def _reads_as_news(lines: Sequence[TextLine]) -> bool:
    """An article about an inspection: short, no letter, others are quoted on what inspectors found."""
    text = "\n".join(line.text for line in lines)
    if len(text) > 25_000 or salutation_index(lines) is not None or not _INSPECTED.search(text):
        return False
    return len(_REPORTING.findall(text)) >= 2


def _authorities(
    lines: Sequence[TextLine], block: TitleBlock, path: str, *, is_news: bool, title: str
) -> tuple[str, ...]:
    folder = next((match[1] for part in PurePosixPath(path).parts[:-1] if (match := _FOLDER.match(part))), None)
    named = None if is_news else _named_on_title_page(lines, block)
    if named and (is_known(named) or not folder or not is_known(canonical_name(folder))):
        return (named,)
    if folder:
        return (canonical_name(folder),)
    return _mentioned(lines, title)


def _named_on_title_page(lines: Sequence[TextLine], block: TitleBlock) -> str | None:
    candidates = [block.council[:80]]
    in_title = _NAMED_IN_TITLE.search(block.title)
    candidates += [in_title[1]] if in_title else []
    candidates += [match[1] for line in lines[:FRONT_LINES] if (match := _JUDGED.match(line.text))]
    written = [name for name in candidates if name and not _GENERIC.match(name) and len(name.split()) < 9]
    known = [name for name in written if is_known(canonical_name(name))]
    best = next(iter(known or written), None)
    return canonical_name(best) if best else None


def _mentioned(lines: Sequence[TextLine], title: str) -> tuple[str, ...]:
    """The authorities a text is about: those in its title, or named twice; those in the title first, then by count.

    A name that once stands with "Council" counts wherever it stands.
    """
    text = "\n".join(line.text for line in lines)[:LONGEST_ARTICLE]
    counts = count_mentions(text)
    for name in counts:
        counts[name] = max(counts[name], len(re.findall(rf"\b{re.escape(name)}\b", text)))
    headline = {name for name in counts if re.search(rf"\b{re.escape(name)}\b", title)}
    about = [name for name, count in counts.items() if count > 1 or name in headline]
    return tuple(sorted(about, key=lambda name: (name not in headline, -counts[name], name)))


def _inspected(lines: Sequence[TextLine], block: TitleBlock, type_: DocumentType) -> tuple[date | None, date | None]:
    for fact in block.facts:
        if _INSPECTION_DATE.match(fact):
            return _days(fact)
    if type_ in (DocumentType.NEWS, DocumentType.OTHER):
        return None, None
    text = " ".join(line.text for line in lines[:FRONT_LINES])
    sentences = re.split(r"(?<=[a-z]\.|[0-9]\.) (?=[A-Z])", text)
    for sentence in sentences:
        visit = _VISIT_ON.search(sentence)
        if visit:
            days = _days(sentence[visit.end() :])
            if days[0]:
                return days
    return None, None


def _days(text: str) -> tuple[date | None, date | None]:
    ranges = find_ranges(text)
    if ranges:
        return ranges[0].first, ranges[0].last
    days = find_dates(text)
    return (days[0], days[0]) if days else (None, None)


def _published_line(block: TitleBlock) -> date | None:
    for fact in block.facts:
        if _PUBLISHED.search(fact) or not re.match(r"[A-Za-z]", fact):
            days = find_dates(fact)
            if days:
                return days[0]
    return None


def _published(lines: Sequence[TextLine], block: TitleBlock, reading: Reading, path: str) -> date | None:
    stated = _published_line(block)
    if stated:
        return stated
    if reading.published:
        return date.fromisoformat(reading.published[:10])
    named = find_dates(PurePosixPath(path).stem.replace("_", " "))
    if named:
        return named[-1]
    return None if block.facts else _byline_date(lines)


def _byline_date(lines: Sequence[TextLine]) -> date | None:
    """The date near the top that stands after "published", else the one that a short line gives."""
    top = [line.text for line in lines[:BYLINE_LINES]]
    said = [text[match.end() : match.end() + 40] for text in top if (match := _PUBLISHED.search(text))]
    short = [text[:60] for text in top if len(text) < 90 and not _ON_SITE.match(text)]
    return next((days[0] for text in (*said, *short) if (days := find_dates(text))), None)


def _inspectors(lines: Sequence[TextLine]) -> tuple[str, ...]:
    """Inspectors by name, the lead inspector (of a letter: who signed it) first."""
    text = " ".join(line.text for line in lines[:FRONT_LINES])
    whole = "\n".join(line.text for line in lines)
    names: list[str] = []
    signed = signing_off_index(lines)
    letter = _LETTER_TEAM.search(text)
    if letter:
        names += _split_names(letter[1])
        if signed is not None:
            signers = [line.text for line in lines[signed + 1 : signed + 4] if re.fullmatch(_NAME, line.text)]
            names = signers[:1] + [name for name in names if name not in signers[:1]]
    for pattern in (_LEAD, _AREA_LEAD):
        names += [_NOT_A_NAME.sub("", match[1]).strip() for match in pattern.finditer(whole)]
    for line in lines:
        team = _TEAM.match(line.text)
        if team:
            names += _split_names(team[1])
    return tuple(dict.fromkeys(name for name in names if " " in name))


def _split_names(text: str) -> list[str]:
    plain = _NOT_A_NAME.sub("", text)
    parts = re.split(r",| and |;", plain)
    return [part.strip() for part in parts if re.fullmatch(_NAME, part.strip())]
