from datetime import date
from itertools import pairwise

import pytest

from retriever.aspects import plain_grade
from retriever.scope import document_date
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
    assert {passage.document for passage in quoted} == set(graded)
    days = [passage.inspected_to or passage.published or date.min for passage in quoted]
    assert days == sorted(days)


def test_a_recommendation_is_found_by_its_number(searcher: Searcher) -> None:
    document = next(
        document
        for document in map(searcher.snapshot.document, range(len(searcher.snapshot.documents)))
        if sum(document.paragraphs[place].number is not None for place in document.improvements) > 2
    )
    item = next(document.paragraphs[place] for place in document.improvements if document.paragraphs[place].number)
    year = (document.inspected_to or document.published).year
    answer = searcher.ask(f"What did recommendation {item.number} of the {year} {document.authorities[0]} report say?")
    assert document.text_of(item.spans) in answer.quotations[0].text


def test_all_areas_for_improvement_are_quoted_whole(searcher: Searcher) -> None:
    answer = searcher.ask("What did Ambleford have to improve in its latest full inspection?")
    assert answer.answerable
    quoted = "\n".join(quotation.text for quotation in answer.quotations)
    newest = max(
        (
            document
            for document in map(searcher.snapshot.document, range(len(searcher.snapshot.documents)))
            if document.type == "inspection" and "Ambleford" in document.authorities
        ),
        key=lambda document: document.inspected_to or date.min,
    )
    for place in newest.improvements:
        assert newest.text_of(newest.paragraphs[place].spans) in quoted


def test_who_inspected_and_when_is_quoted_from_the_opening_of_the_report(searcher: Searcher) -> None:
    newest = max(
        (
            document
            for document in map(searcher.snapshot.document, range(len(searcher.snapshot.documents)))
            if "Ambleford" in document.authorities and document.inspected_to
        ),
        key=lambda document: document.inspected_to or date.min,
    )
    answer = searcher.ask("When were inspectors last in Ambleford and who came?")
    quoted = " ".join(quotation.text for quotation in answer.quotations)
    assert newest.inspectors
    assert all(name in quoted for name in newest.inspectors)
    assert str((newest.inspected_to or date.min).year) in quoted
    assert {passage.document for passage in answer.passages if passage.highlights} == {newest.path}


def test_who_inspected_is_told_by_the_title_pages_alone(searcher: Searcher) -> None:
    answer = searcher.ask("Who inspected Ambleford in 2023?")
    assert answer.quotations
    assert {page for quotation in answer.quotations for page in quotation.place.pages} <= {1, 2}


def test_improvements_off_the_topic_are_not_given(searcher: Searcher) -> None:
    answer = searcher.ask("What does Ambleford need to improve about zebra crossings?")
    assert not answer.answerable


def test_a_quotation_is_cited_by_its_own_paragraph_and_page(searcher: Searcher) -> None:
    answer = searcher.ask("What did Ambleford have to improve in its latest full inspection?")
    documents = {
        document.path: document for document in map(searcher.snapshot.document, range(len(searcher.snapshot.documents)))
    }
    passages = {passage.citation: passage for passage in answer.passages}
    for quotation in answer.quotations:
        document = documents[passages[quotation.citation].document]
        text = " ".join(page.text for page in document.pages if page.number in quotation.place.pages)
        assert all(line in text for line in quotation.text.split("\n"))


def test_quotations_about_several_councils_stand_council_by_council(searcher: Searcher) -> None:
    answer = searcher.ask("How do Ambleford and Wexcombe compare on supervision?")
    groups = [quotation.group for quotation in answer.quotations]
    assert set(groups) == {"Ambleford", "Wexcombe"}
    assert groups == sorted(groups)


def test_quotations_on_a_change_stand_year_by_year(searcher: Searcher) -> None:
    answer = searcher.ask("Have caseloads in Ambleford got better or worse?")
    years = [quotation.group for quotation in answer.quotations]
    assert len(set(years)) > 1
    assert years == sorted(years)


def test_councils_are_found_by_the_grade_of_their_newest_report_alone(searcher: Searcher) -> None:
    answer = searcher.ask("Which councils are inadequate overall?")
    assert answer.answerable
    assert {name for passage in answer.passages if passage.highlights for name in passage.authorities} == {"Wexcombe"}
    quoted = [quotation.text.lower() for quotation in answer.quotations]
    assert quoted
    assert all("inadequate" in text for text in quoted)


def test_a_grade_that_an_older_report_gave_counts_where_its_year_is_asked_for(searcher: Searcher) -> None:
    answer = searcher.ask("Which councils were inadequate for care leavers in 2016?")
    passages = {passage.citation: passage for passage in answer.passages}
    assert {passages[quotation.citation].inspected_to.year for quotation in answer.quotations} == {2016}
    assert all("inadequate" in quotation.text.lower() for quotation in answer.quotations)
    newest = searcher.ask("Which councils are inadequate for care leavers?")
    assert not newest.answerable


def test_only_tables_and_graded_headings_say_which_councils_got_a_grade(searcher: Searcher) -> None:
    answer = searcher.ask("Which councils are good for leaders?")
    newest = max(
        (card for card in searcher.snapshot.documents if any("leaders" in row.name for row in card.judgements)),
        key=lambda card: card.inspected_to,
    )
    assert {passage.document for passage in answer.passages if passage.highlights} == {newest.path}
    assert all("leaders" in quotation.text and "ood" in quotation.text for quotation in answer.quotations)


def test_a_grade_that_no_council_got_is_said_of_none(searcher: Searcher) -> None:
    answer = searcher.ask("Which councils are outstanding overall?")
    assert not answer.answerable
    assert answer.confidence == 0.0


def test_how_a_council_has_come_on_is_answered_by_every_overall_grade_in_order(searcher: Searcher) -> None:
    answer = searcher.ask("Has Ambleford got any better?")
    graded = [
        card
        for card in searcher.snapshot.documents
        if "Ambleford" in card.authorities and any("verall" in row.name for row in card.judgements)
    ]
    cited = {passage.citation: passage for passage in answer.passages}
    quoted = [cited[quotation.citation].document for quotation in answer.quotations]
    assert list(dict.fromkeys(quoted)) == [card.path for card in sorted(graded, key=lambda card: card.inspected_to)]


def test_a_year_without_a_report_is_said_to_be_missing_where_no_theme_is_asked_about(searcher: Searcher) -> None:
    answer = searcher.ask("What did inspectors say about Wexcombe in 2017?")
    assert not answer.answerable
    assert answer.verdict.startswith("This collection holds no report or letter on Wexcombe from 2017.")


def test_councils_that_are_not_shown_are_counted(searcher: Searcher) -> None:
    question = "Which councils require improvement for children in care?"
    both = searcher.ask(question)
    assert {name for passage in both.passages if passage.highlights for name in passage.authorities} == {
        "Ambleford",
        "Wexcombe",
    }
    assert list(dict.fromkeys(quotation.group for quotation in both.quotations)) == ["Ambleford", "Wexcombe"]
    assert "not shown" not in both.verdict
    assert "and one more that is not shown" in searcher.ask(question, top_k=1).verdict


@pytest.mark.parametrize(
    "question", ["What priority actions was Ambleford given?", "Which councils were given areas for priority action?"]
)
@pytest.mark.parametrize("many_reports", [False, True])
def test_only_what_stands_under_a_heading_on_priority_is_a_priority_action(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch, question: str, *, many_reports: bool
) -> None:
    if many_reports:
        monkeypatch.setattr("retriever.given.MOST_DOCUMENTS", 3)
    answer = searcher.ask(question)
    passages = {passage.citation: passage for passage in answer.passages}
    quoted = [passages[one.citation] for one in answer.quotations]
    assert {passage.section for passage in quoted} == {"Areas for priority action"}
    assert {passage.document for passage in quoted} == {
        card.path
        for number, card in enumerate(searcher.snapshot.documents)
        if any(
            section.heading == "Areas for priority action" for section in searcher.snapshot.document(number).sections
        )
        and card.twin_of is None
    }


def test_reports_without_a_priority_action_do_not_say(searcher: Searcher) -> None:
    answer = searcher.ask("Were there any priority actions for Wexcombe?")
    assert (answer.answerable, answer.confidence) == (False, 0.0)


def test_the_grade_of_a_year_is_quoted_from_that_year_alone(searcher: Searcher) -> None:
    answer = searcher.ask("What was Ambleford's grade in 2016?")
    passages = {passage.citation: passage for passage in answer.passages}
    quoted = [passages[one.citation] for one in answer.quotations]
    assert quoted
    assert {(passage.inspected_to or passage.published or date.min).year for passage in quoted} == {2016}


def test_the_latest_grade_is_quoted_and_nothing_else_that_is_called_good(searcher: Searcher) -> None:
    answer = searcher.ask("What is Ambleford's latest grade?")
    assert [quotation.text for quotation in answer.quotations] == ["Overall effectiveness Good"]


def test_how_inspectors_rate_a_council_asks_for_its_grade_and_a_theme_for_evidence(searcher: Searcher) -> None:
    rated, theme = (searcher.ask(f"How did inspectors rate {what}Ambleford?") for what in ("", "supervision in "))
    assert rated.quotations[0].text.lower().startswith("overall effectiveness")
    assert "supervision" in theme.quotations[0].text.lower()


def test_a_word_or_two_from_a_table_are_no_quotation(searcher: Searcher) -> None:
    for question in ("Ambleford", "outstanding authorities near Ambleford", "care leavers Wexcombe"):
        answer = searcher.ask(question)
        assert all(len(one.text.split()) > 2 for one in answer.quotations)


def test_the_worst_councils_are_those_with_the_lowest_grade_and_not_those_with_the_word(searcher: Searcher) -> None:
    worst, best = (searcher.ask(f"Which councils have the {one} children's services?") for one in ("worst", "best"))
    assert worst.quotations
    assert all("inadequate" in one.text.lower() for one in worst.quotations)
    assert all("outstanding" in one.text.lower() for one in best.quotations)


def test_why_a_council_has_a_grade_is_answered_by_the_newest_report_that_gave_it(searcher: Searcher) -> None:
    answer = searcher.ask("Why was Ambleford graded requires improvement?")
    passages = {passage.citation: passage for passage in answer.passages}
    quoted = {passages[one.citation].document for one in answer.quotations}
    graded = [
        card
        for card in searcher.snapshot.documents
        if "Ambleford" in card.authorities
        for row in card.judgements
        if row.name == "Overall effectiveness" and row.grade.lower().startswith("requires improvement")
    ]
    newest = max(graded, key=lambda card: card.inspected_to or date.min)
    assert quoted == {newest.path}


LED_IN = """# Area SEND inspection of Ambleford Local Area Partnership

Inspection dates: 3 to 7 June 2024

## Areas for improvement

The lantern partnership should light the town again. This is so that:

- boats find the harbour
- children see the ferry
"""


def test_improvements_that_go_on_from_a_line_are_given_with_it(searcher_of):
    answer = searcher_of({"ambleford.md": LED_IN}).ask("What must Ambleford improve?")
    lines = [line for one in answer.quotations for line in one.text.split("\n")]
    assert lines[0].endswith("This is so that:")
    assert lines[1:] == ["boats find the harbour", "children see the ferry"]


@pytest.mark.parametrize("before", ["inadequate", "requires improvement", "good", "outstanding"])
@pytest.mark.parametrize("after", ["inadequate", "requires improvement", "good", "outstanding"])
def test_councils_that_went_from_one_grade_to_another_are_told_by_two_reports_in_a_row(
    searcher: Searcher, before: str, after: str
) -> None:
    by_council: dict[str, list[str]] = {}
    cards = searcher.snapshot.documents
    for card in sorted(cards, key=lambda card: document_date(card) or date.min):
        overall = [plain_grade(row.grade) for row in card.judgements if row.name == "Overall effectiveness"]
        for council in card.authorities if overall else ():
            by_council.setdefault(council, []).append(overall[0])
    moved = {council for council, grades in by_council.items() if (before, after) in pairwise(grades)}
    answer = searcher.ask(f"Which councils went from {before} to {after}?")
    quoted = {one.citation for one in answer.quotations}
    assert {name for one in answer.passages if one.citation in quoted for name in one.authorities} == moved
    assert answer.answerable is bool(moved)


def test_a_move_between_grades_since_a_year_is_told_by_the_report_before_that_year_too(searcher: Searcher) -> None:
    answer = searcher.ask("Which councils have moved from requires improvement to good since 2022?")
    assert [(one.text.lower(), one.group) for one in answer.quotations] == [("overall effectiveness good", "Ambleford")]
    assert not searcher.ask("Which councils had moved from requires improvement to good before 2022?").answerable


SEVERAL = """# Inspection of {} children’s services

Inspection dates: 4 to 8 June {}

| Judgement | Grade |
| --- | --- |
| Leadership, management and governance | {} |
| Overall effectiveness | Good |

1. Social workers know their families and see children alone at home and at school.
"""


def test_of_several_councils_each_is_compared_by_its_newest_grade(searcher_of) -> None:
    grades = {("Ambleford", 2015): "Inadequate", ("Ambleford", 2024): "Outstanding"}
    grades |= {("Bexmoor", 2016): "Good", ("Bexmoor", 2022): "Good", ("Holmford", 2014): "Good"}
    grades[("Holmford", 2023)] = "Inadequate"
    found = searcher_of(
        {f"{name}-{year}.md": SEVERAL.format(name, year, grade) for (name, year), grade in grades.items()}
    )
    answer = found.ask("How do Ambleford, Bexmoor and Holmford compare on leadership grade?")
    assert [quotation.group for quotation in answer.quotations] == ["Ambleford", "Bexmoor", "Holmford"]
    for quotation, grade in zip(answer.quotations, ("Outstanding", "Good", "Inadequate"), strict=True):
        assert grade in quotation.text


def test_the_day_of_an_inspection_is_not_the_day_its_report_came_out(searcher_of) -> None:
    found = searcher_of(
        {
            "ambleford.md": SEVERAL.format("Ambleford", 2024, "Good"),
            "bexmoor.md": SEVERAL.format("Bexmoor", 2024, "Good").replace(
                "\n| Judge", "\nReport published: 9 August 2024\n\n| Judge"
            ),
        }
    )
    assert not found.ask("When was the Ambleford report published?").answerable
    assert "9 August 2024" in found.ask("When was the Bexmoor report published?").quotations[0].text
    assert "4 to 8 June" in found.ask("When was Ambleford inspected?").quotations[0].text


def test_councils_that_were_told_to_improve_a_theme_are_told_by_what_each_is_asked_to_improve(searcher_of) -> None:
    reports = {}
    for number in range(70):
        name = f"Ayford{chr(97 + number // 26)}{chr(97 + number % 26)}"
        wanted = "Life-story work for children in care." if number == 3 else "Oversight of visits by managers."
        reports[f"{name}.md"] = (
            f"# Inspection of {name} children’s services\n\nInspection dates: 4 to 8 June 2024\n\n"
            f"## What needs to improve\n\n- {wanted}\n\n## Findings\n\n1. Life-story work is excellent here.\n"
        )
    answer = searcher_of(reports).ask("Which councils were told to improve life-story work?")
    assert [quotation.text for quotation in answer.quotations] == ["Life-story work for children in care."]
