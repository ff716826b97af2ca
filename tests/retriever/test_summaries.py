"""What is said of a council as a whole: overviews, strengths and weaknesses, from the structure of its reports."""

from indexer.document import Document, DocumentType
from retriever.answer import Answer
from retriever.cutting import Cutting
from retriever.searcher import Searcher
from retriever.tone import Tone, read_tone


def quoted_documents(answer: Answer) -> list[str]:
    cited = {passage.citation: passage.document for passage in answer.passages}
    return list(dict.fromkeys(cited[quotation.citation] for quotation in answer.quotations))


def newest_inspection(searcher: Searcher, name: str) -> Document:
    index, _ = max(
        (
            (index, card)
            for index, card in enumerate(searcher.snapshot.documents)
            if card.authorities == (name,) and card.type is DocumentType.INSPECTION
        ),
        key=lambda pair: pair[1].inspected_to,
    )
    return searcher.snapshot.document(index)


def items_of(document: Document) -> list[str]:
    return [Cutting.of(document, document.paragraphs[place].spans).text for place in document.improvements]


def test_an_overview_is_the_newest_grade_and_summary_in_the_order_of_the_report(searcher: Searcher) -> None:
    answer = searcher.ask("Tell me about Ambleford")
    report = newest_inspection(searcher, "Ambleford")
    assert quoted_documents(answer) == [report.path]
    grade, *summary = [quotation.text for quotation in answer.quotations]
    assert grade.startswith("Overall effectiveness")
    text = " ".join(" ".join(page.text for page in report.pages).split())
    places = [text.index(" ".join(sentences.split())) for sentences in summary]
    assert places == sorted(places)
    assert {quotation.group for quotation in answer.quotations} == {"Summary"}
    assert answer.verdict == "One document on Ambleford speaks to this, 2024."


def test_what_other_reports_say_in_the_same_words_is_no_overview(searcher: Searcher) -> None:
    answer = searcher.ask("Give me an overview of Wexcombe")
    assert answer.quotations
    assert not any("invented document" in quotation.text for quotation in answer.quotations)


def test_strengths_are_what_the_summary_praises(searcher: Searcher) -> None:
    answer = searcher.ask("What is working well in Ambleford?")
    assert quoted_documents(answer) == [newest_inspection(searcher, "Ambleford").path]
    assert {read_tone(quotation.text).tone for quotation in answer.quotations} == {Tone.PRAISE}


def test_weaknesses_are_what_the_newest_inspection_asks_to_be_improved(searcher: Searcher) -> None:
    answer = searcher.ask("What are the main weaknesses in Wexcombe?")
    report = newest_inspection(searcher, "Wexcombe")
    assert quoted_documents(answer) == [report.path]
    assert {quotation.group for quotation in answer.quotations} == {"What needs to improve?"}
    quoted = " ".join(" ".join(quotation.text.split()) for quotation in answer.quotations)
    assert all(" ".join(item.split()) in quoted for item in items_of(report))
    assert [q.text for q in searcher.ask("What does Wexcombe need to improve?").quotations] == [
        q.text for q in answer.quotations
    ]


def test_a_year_chooses_the_report_that_the_whole_is_asked_of(searcher: Searcher) -> None:
    answer = searcher.ask("What were Ambleford's strengths and weaknesses in 2016?")
    cited = {passage.citation: passage for passage in answer.passages}
    assert {cited[quotation.citation].inspected_to.year for quotation in answer.quotations} == {2016}
    missing = searcher.ask("What went wrong in Ambleford in 2015?")
    assert not missing.answerable
    assert "2015" in missing.verdict
