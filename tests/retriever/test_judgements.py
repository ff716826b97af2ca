from datetime import date

from retriever.searcher import Searcher


def test_a_grade_is_quoted_from_the_judgement_table(searcher: Searcher) -> None:
    answer = searcher.ask("How was Ambleford graded for leaders?")
    rows = {
        row.grade
        for card in searcher.snapshot.documents
        if "Ambleford" in card.authorities
        for row in card.judgements
        if "eaders" in row.name
    }
    assert answer.answerable
    assert all(any(grade in quotation.text.lower() for grade in rows) for quotation in answer.quotations[:2])


def test_a_change_of_the_overall_grade_gives_every_inspection_in_order(searcher: Searcher) -> None:
    answer = searcher.ask("Has Ambleford's overall grade gone up or down?")
    passages = {passage.citation: passage for passage in answer.passages}
    graded = [
        card.path
        for card in searcher.snapshot.documents
        if "Ambleford" in card.authorities and card.twin_of is None
        if any("verall" in row.name for row in card.judgements)
    ]
    quoted = [passages[quotation.citation] for quotation in answer.quotations]
    assert {passage.document for passage in quoted} >= set(graded)
    days = [passage.inspected_to or passage.published or date.min for passage in quoted]
    assert days == sorted(days)
