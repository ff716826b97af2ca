"""Golden cases: invented text in the shapes of real reports, and what must come out of it.

A case has a label, pages of lines ("<heading 2> Words" where the format gives a style), and what is expected: `blocks`
(kind, number and text of headings and paragraphs in reading order), `facts`, `judgements`, `improvements`,
`page_labels`. What a case leaves out it does not check.
"""

import json
from pathlib import Path

import pytest

CASES = [
    pytest.param(case, id=f"{file.stem}: {case['label']}")
    for file in sorted(Path(__file__).parent.joinpath("cases").glob("*.json"))
    for case in json.loads(file.read_text(encoding="utf-8"))
]


def blocks_of(document):
    """Headings and paragraphs as "kind number text", in the order in which they stand."""
    found = [
        (section.spans[0].page, section.spans[0].start, f"heading {document.text_of(section.spans)}")
        for section in document.sections[1:]
    ]
    for paragraph in document.paragraphs:
        label = " ".join(filter(None, [paragraph.kind.value, paragraph.number]))
        first = paragraph.spans[0]
        found.append((first.page, first.start, f"{label} {document.text_of(paragraph.spans)}"))
    return [text for _, _, text in sorted(found)]


@pytest.mark.parametrize("case", CASES)
def test_a_document_of_this_shape_comes_out_as_expected(case, make):
    document = make(*case["pages"], kind=case.get("kind", "pdf"), path=case.get("path", "report.pdf"))
    expected = case["expected"]
    if "blocks" in expected:
        assert blocks_of(document) == expected["blocks"]
    if "judgements" in expected:
        assert {judgement.name: judgement.grade for judgement in document.judgements} == expected["judgements"]
    if "improvements" in expected:
        found = [document.text_of(document.paragraphs[i].spans) for i in document.improvements]
        assert found == expected["improvements"]
    if "page_labels" in expected:
        assert [page.label for page in document.pages] == expected["page_labels"]
    if "paths" in expected:
        assert [list(document.heading_path(i)) for i in range(1, len(document.sections))] == expected["paths"]
    for name, value in expected.get("facts", {}).items():
        found = getattr(document, name)
        assert (list(found) if isinstance(found, tuple) else str(found)) == value
