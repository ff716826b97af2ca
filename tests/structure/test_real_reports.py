"""Figures on the real reports beside the project: what was checked by eye once is held here, as figures, not text."""

import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from time import process_time
from timeit import repeat

import pytest

from indexer.cleaning import clean_line
from indexer.document import Document, DocumentType, ParagraphKind
from indexer.structure import structure
from indexer.structure.authorities import canonical_name
from indexer.structure.dates import find_dates
from indexer.structure.furniture import drop_furniture
from indexer.structure.lines import clean_pages

pytestmark = [pytest.mark.real, pytest.mark.slow]

JUDGEMENTS = json.loads(Path(__file__).with_name("judgements.json").read_text(encoding="utf-8"))
TYPES = {"ilacs": "inspection", "focused-visit": "focused visit", "send": "SEND"}


def of_ofsted(reports: dict[str, Document]) -> dict[str, Document]:
    return {path: document for path, document in reports.items() if path.split("/")[0] in TYPES}


def words(text: str) -> list[str]:
    plain = re.sub(r"-\s+", "", text.lower().replace("’", "").replace("'", ""))
    return re.findall(r"[a-z0-9]+", plain)


def covered(quotation: str, text: str) -> float:
    """The share of the quotation's word trigrams that the text holds, as the gold sets are scored."""
    wanted, given = words(quotation), words(text)
    trigrams = set(zip(wanted, wanted[1:], wanted[2:], strict=False)) or {tuple(wanted)}
    return len(trigrams & set(zip(given, given[1:], given[2:], strict=False))) / len(trigrams)


def units(document: Document) -> list[str]:
    """Paragraphs and headings in reading order."""
    found = [(p.spans[0], document.text_of(p.spans)) for p in document.paragraphs]
    found += [(s.spans[0], document.text_of(s.spans)) for s in document.sections[1:]]
    return [text for _, text in sorted(found)]


def test_every_report_names_the_authority_of_its_folder(reports):
    wrong = {
        path: document.authorities
        for path, document in of_ofsted(reports).items()
        if document.authorities != (canonical_name(path.split("/")[1].split("_", 1)[1]),)
    }
    assert wrong == {}


def test_every_report_has_its_type(reports):
    assert [path for path, d in of_ofsted(reports).items() if d.type != TYPES[path.split("/")[0]]] == []


def test_publication_dates_are_those_of_the_file_names_but_for_four_that_the_title_page_corrects(reports):
    days = {
        path: (find_dates(path.rsplit("/", 1)[1])[-1] - document.published).days
        for path, document in of_ofsted(reports).items()
        if document.published
    }
    assert len(days) == len(of_ofsted(reports))
    assert sorted(Counter(days.values()).items()) == [(0, len(days) - 4), (1, 2), (2, 2)]


def test_inspection_dates_come_before_publication_in_every_report(reports):
    for path, document in of_ofsted(reports).items():
        assert document.inspected_from is not None, path
        assert document.inspected_from <= document.inspected_to < document.published, path
        assert (document.published - document.inspected_from).days < 300, path


def test_nearly_every_report_names_its_inspectors(reports):
    named = [path for path, document in of_ofsted(reports).items() if document.inspectors]
    assert len(named) / len(of_ofsted(reports)) > 0.98


@pytest.mark.parametrize("path", sorted(JUDGEMENTS))
def test_judgements_are_those_seen_on_the_page(path, reports):
    found = {judgement.name: judgement.grade for judgement in reports[path].judgements}
    assert found == JUDGEMENTS[path]


def test_letters_have_no_judgements_and_all_others_do(reports):
    for path, document in of_ofsted(reports).items():
        assert bool(document.judgements) is not path.startswith("focused-visit/"), path


def test_paragraph_numbers_are_found_wherever_lines_begin_with_them(readings, reports):
    missing = 0
    for path, document in of_ofsted(reports).items():
        lines = [clean_line(line.text) for page in readings[path].pages for line in page.lines]
        printed = Counter(match[1] for line in lines if (match := re.match(r"(\d{1,3})\. ", line)))
        rows = [document.text_of(p.spans) for p in document.paragraphs if p.kind is ParagraphKind.TABLE]
        printed -= Counter(match[1] for row in rows if (match := re.match(r"(\d{1,3})\. ", row)))
        found = Counter(p.number for p in document.paragraphs if p.number and p.kind is not ParagraphKind.FOOTNOTE)
        missing += (printed - found).total()
    assert missing <= 14


def test_no_letter_of_a_page_is_lost_but_running_lines_and_footnote_marks(readings, reports):
    for path, reading in readings.items():
        kept, _ = drop_furniture(clean_pages(reading))
        for lines, page in zip(kept, reports[path].pages, strict=True):
            before = Counter(re.sub("[^a-z]", "", "".join(line.text for line in lines).lower()))
            after = Counter(re.sub("[^a-z]", "", page.text.lower()))
            assert before == after, (path, page.number)


def test_spans_are_slices_that_do_not_overlap(reports):
    for path, document in reports.items():
        spans = sorted(s for p in document.paragraphs for s in p.spans)
        assert all(a.page != b.page or a.end < b.start for a, b in pairwise(spans)), path


def test_gold_quotations_stand_in_one_paragraph_or_two_neighbours(reports, shared):
    alone, near, total = 0, 0, 0
    texts = {path: units(document) for path, document in reports.items()}
    for name in ("dev", "redbridge"):
        for line in (shared / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            for evidence in json.loads(line)["evidence"]:
                path = next(p for p in texts if f"/{p}".endswith(f"/{evidence['doc']}"))
                total += 1
                best = max(covered(evidence["quote"], text) for text in texts[path])
                pairs = (covered(evidence["quote"], f"{a} {b}") for a, b in pairwise(texts[path]))
                alone += best >= 0.5
                near += max(best, *pairs) >= 0.5
    assert near == total
    assert alone / total > 0.985


def test_the_longest_report_takes_well_under_a_second(readings):
    reading = max(readings.values(), key=lambda reading: len(reading.pages))
    assert len(reading.pages) > 50
    seconds = repeat(lambda: structure(reading, path="report.pdf", sha256=""), number=1, timer=process_time)
    assert min(seconds) < 1


def test_all_reports_but_three_letters_give_what_they_ask_to_be_improved(reports):
    asking = [one for one in reports.values() if one.type in (DocumentType.INSPECTION, DocumentType.FOCUSED_VISIT)]
    silent = [one.path for one in asking if not one.improvements]
    assert len(silent) == 3
    assert all("focused visit" in path for path in silent)
    texts = [one.text_of(one.paragraphs[i].spans) for one in reports.values() for i in one.improvements]
    assert len(texts) > 1900
    assert not [text for text in texts if text.startswith("There are no ") or len(text.split()) < 3]
