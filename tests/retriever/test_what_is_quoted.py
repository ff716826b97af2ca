import pytest

from retriever import quotations
from retriever.leaning import led_in
from retriever.survey import Bucket

REPORT = """# Inspection of Ambleford local authority children’s services

Inspection dates: 3 to 7 June 2019

## Information about this local authority area

1. Three children live in a private fostering arrangement.

## {heading}

2. {finding}
"""
LETTER = """# Focused visit to Ambleford children’s services

This letter summarises the findings on neglect in Ambleford.
His Majesty’s Inspectors on neglect were two invented people.

## Main findings

1. The response to neglect is slow.
"""


TOTALS = """# Inspection of Ambleford local authority children’s services

Inspection dates: 3 to 7 June 2019

## Information about this local authority area

### Children looked after in this area

- At 31 March 2019, 345 children were being looked after by the local authority (a rate of 38 per 10,000 children).

## The experiences and progress of children looked after

1. There are currently six children looked after in alternative provision.
"""


CARERS = """# Inspection of Ambleford local authority children’s services

Inspection dates: 3 to 7 June 2019

## The experiences and progress of children in care

1. {}
2. Early help reaches families in every village, and neighbours speak warmly of the people who bring it.
"""


def quoted(searcher, question):
    return [" ".join(one.text.split()) for one in searcher.ask(question).quotations]


def test_numbers_of_an_area_answer_a_question_for_a_number_and_are_no_finding_on_a_theme(searcher_of):
    searcher = searcher_of(
        {"ambleford.md": REPORT.format(heading="Leaders", finding="Leaders know their social workers well.")}
    )
    number = "Three children live in a private fostering arrangement."
    asked = searcher.ask("How many children live in private fostering arrangements in Ambleford?")
    assert asked.answerable
    assert number in [one.text for one in asked.quotations]
    theme = "Is private fostering in Ambleford good enough?"
    assert not searcher.ask(theme).answerable


def test_how_many_there_are_is_told_by_the_total_before_the_number_of_a_few(searcher_of):
    searcher = searcher_of({"ambleford.md": TOTALS})
    assert quoted(searcher, "How many children are looked after in Ambleford?")[0].startswith("At 31 March 2019, 345")


@pytest.mark.parametrize(
    ("finding", "is_counted"),
    [
        ("The programme trained 15 newly qualified social workers.", False),
        ("The team employs 15 agency social workers.", True),
        ("The team had 15 agency visits and calls to social workers.", False),
    ],
)
def test_a_number_of_workers_is_none_of_agency_workers(searcher_of, finding, is_counted):
    searcher = searcher_of({"ambleford.md": REPORT.format(heading="The workforce", finding=finding)})
    signs = searcher.look("How many agency social workers does Ambleford have?").ranking.sentence_signs
    assert bool(signs.typed.max() == 1.0) is is_counted


def test_how_a_letter_begins_is_no_finding(searcher_of):
    found = quoted(searcher_of({"ambleford.md": LETTER}), "What do reports say about neglect in Ambleford?")
    assert found == ["The response to neglect is slow."]


def test_councils_asked_for_by_what_is_said_of_them_are_named_for_what_is_nearly_as_likely_as_the_best(
    searcher_of, monkeypatch
):
    held = "Family group conferences are used well."
    near = "Families are used to conferences in a group."
    reports = {
        "ambleford.md": REPORT.format(heading="Families", finding=held),
        "wexcombe.md": REPORT.replace("Ambleford", "Wexcombe").format(heading="Families", finding=near),
    }
    searcher = searcher_of(reports)
    asked = "Which councils use family group conferences?"
    assert set(quoted(searcher, asked)) == {held, near}
    monkeypatch.setattr(quotations, "ACROSS", 0.9)
    assert quoted(searcher, asked) == [held]
    assert set(quoted(searcher, "family group conferences")) == {held, near}


VISIT = """# Focused visit to Ambleford children’s services

This letter tells Ambleford what inspectors found on 9 and 10 March 2021.

Inspectors looked at savings in Ambleford, and above all at:

- The oversight of savings accounts.
- The advice that comes with them.

## Main findings

1. {finding}
"""


def test_what_inspectors_looked_at_is_no_finding_and_is_told_where_it_is_asked_for(searcher_of):
    searcher = searcher_of({"visit.md": VISIT.format(finding="The oversight of savings accounts is thorough.")})
    found = quoted(searcher, "oversight of savings accounts in Ambleford")
    assert found == ["The oversight of savings accounts is thorough."]
    asked_for = quoted(searcher, "What did inspectors look at in Ambleford?")
    assert asked_for[0].startswith("Inspectors looked at savings in Ambleford")


def test_what_was_found_when_inspectors_looked_is_a_finding(searcher_of):
    finding = "Inspectors looked at the oversight of savings accounts and found it thorough."
    searcher = searcher_of({"visit.md": VISIT.replace("1. {finding}", finding)})
    assert quoted(searcher, "oversight of savings accounts in Ambleford") == [finding]


def test_a_report_that_only_looked_at_something_says_nothing_on_it(searcher_of):
    searcher = searcher_of({"visit.md": VISIT.format(finding="Leaders know their services well.")})
    survey = searcher.survey("oversight of savings accounts in Ambleford")
    assert [finding.bucket for finding in survey.reports] == [Bucket.SILENT]
    assert not searcher.ask("oversight of savings accounts in Ambleford").answerable


def test_a_line_of_a_list_is_quoted_with_the_line_that_leads_it_in():
    """A grade of an earlier inspection is told from today's by it."""
    text = "The judgements in 2014 were:\nAdoption: good\nLeadership: inadequate\nLeaders have changed.\nPlans are thin"
    assert text[led_in(text, text.index("Leadership")) :].startswith("The judgements")
    assert led_in(text, text.index("Plans")) == text.index("Plans")
    assert led_in(text, text.index("judgements")) == text.index("judgements")


def test_the_same_words_about_two_councils_are_evidence_about_each(searcher_of):
    finding = (
        "Leaders do not know which of the lanterns by the harbour are lit at night, and so the boats that bring the "
        "children home from the island school are often late in winter."
    )
    reports = {
        f"{name}.md": REPORT.format(heading="Leaders", finding=finding).replace("Ambleford", name)
        for name in ("Ambleford", "Corham")
    }
    answer = searcher_of(reports).ask("Which councils do not know which lanterns are lit?")
    assert {passage.authorities for passage in answer.passages if "lanterns" in passage.text} == {
        ("Ambleford",),
        ("Corham",),
    }


@pytest.mark.parametrize(
    ("finding", "answers"),
    [
        ("Support for young carers is strong and reaches them early.", True),
        ("Support for young people and their carers is strong and reaches them early.", False),
    ],
)
def test_young_people_and_their_carers_are_no_young_carers(searcher_of, finding, answers):
    asked = searcher_of({"ambleford.md": CARERS.format(finding)}).ask(
        "How well are young carers supported in Ambleford?"
    )
    assert asked.answerable == answers


def test_how_a_service_was_doing_is_not_answered_with_the_grades_of_the_council(searcher):
    asked = searcher.ask("How was the youth offending service in Ambleford doing at the 2024 inspection?")
    assert not any("Overall effectiveness" in one.text for one in asked.quotations)


def test_how_a_council_was_doing_is_answered_with_its_grades(searcher) -> None:
    assert "Overall effectiveness" in quoted(searcher, "How was Ambleford doing at the 2024 inspection?")[0]
