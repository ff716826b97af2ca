import pytest

from retriever.answer_types import AnswerType
from retriever.aspects import Aspect, aspects_of, grades_asked, is_for_grades_alone
from retriever.question import QuestionForm, Wanted, question_form


@pytest.mark.parametrize(
    ("name", "aspect"),
    [
        ("The impact of leaders on social work practice with children and families", Aspect.LEADERS),
        ("Leadership, management and governance", Aspect.LEADERS),
        ("Children who need help and protection", Aspect.PROTECTION),
        ("Children looked after and achieving permanence", Aspect.CARE),
        ("Experiences and progress of care leavers", Aspect.CARE_LEAVERS),
        ("Overall effectiveness", Aspect.OVERALL),
        ("Inspection outcome", Aspect.SEND),
    ],
)
def test_a_judgement_of_any_framework_is_told_by_its_name(name: str, aspect: Aspect) -> None:
    assert aspects_of(name) == {aspect}


@pytest.mark.parametrize("question", ["Is it still outstanding?", "which came out better in its area SEND inspection?"])
def test_a_question_that_asks_for_nothing_but_a_grade_is_a_question_of_judgement(question: str) -> None:
    assert question_form(question).wanted is Wanted.JUDGEMENT


@pytest.mark.parametrize("question", ["Is supervision good?", "How did supervision come out?"])
def test_a_question_about_anything_else_is_none(question: str) -> None:
    assert question_form(question).answer_type is not AnswerType.GRADE


def test_a_service_that_no_table_grades_is_no_aspect() -> None:
    assert not is_for_grades_alone("How was the youth justice service rated")


def test_what_councils_are_now_is_asking_for_their_grades() -> None:
    assert is_for_grades_alone("currently inadequate")


def of_bexmoor(question: str) -> QuestionForm:
    start = question.index("Bexmoor")
    return question_form(question, [(start, start + len("Bexmoor"))], of_authorities=True)


@pytest.mark.parametrize(
    "question",
    [
        "When did Bexmoor become inadequate?",
        "Since when has Bexmoor been good?",
        "How long was Bexmoor inadequate?",
        "What was Bexmoor's previous rating?",
        "Did Bexmoor go from requires improvement to good?",
        "How many times has Bexmoor been judged inadequate?",
    ],
)
def test_when_a_council_got_a_grade_is_told_by_its_grades_in_order(question: str) -> None:
    form = of_bexmoor(question)
    assert form.wanted is Wanted.JUDGEMENT
    assert form.change


@pytest.mark.parametrize(
    "question", ["When did supervision in Bexmoor become good?", "How long have children in Bexmoor been missing?"]
)
def test_when_a_theme_came_to_be_so_is_told_by_no_grade(question: str) -> None:
    assert of_bexmoor(question).wanted is not Wanted.JUDGEMENT


@pytest.mark.parametrize(
    "question", ["What did leadership get in Bexmoor?", "Who is better for care leavers, Bexmoor or Ambleford?"]
)
def test_what_was_got_for_what_is_graded_is_a_grade(question: str) -> None:
    start = question.index("Bexmoor")
    names = [(start, start + 7), (question.find("Ambleford"), question.find("Ambleford") + 9)][
        : 1 + ("or A" in question)
    ]
    assert question_form(question, names, of_authorities=True).wanted is Wanted.JUDGEMENT


def test_which_judgement_is_the_worst_is_told_by_all_of_them() -> None:
    asked = grades_asked("which judgement was worst", "which was worst", send=False, across=False)
    assert asked is not None
    assert asked.aspects == set(Aspect) - {Aspect.OVERALL}
    assert not asked.grades


@pytest.mark.parametrize(
    ("question", "grades"),
    [
        ("are not good overall", {"outstanding", "requires improvement", "adequate", "inadequate"}),
        ("haven't been rated inadequate", {"outstanding", "good", "requires improvement", "adequate"}),
        ("are good overall", {"good"}),
    ],
)
def test_councils_without_a_grade_are_those_with_another(question: str, grades: set[str]) -> None:
    asked = grades_asked(question, question, send=False, across=True)
    assert asked is not None
    assert asked.grades == grades


@pytest.mark.parametrize(
    ("question", "before", "after"),
    [
        ("moved from inadequate to good", "inadequate", {"good"}),
        ("were good but are now inadequate", "good", {"inadequate"}),
        ("improved from inadequate", "inadequate", {"requires improvement", "adequate", "good", "outstanding"}),
        ("dropped from good", "good", {"inadequate", "requires improvement", "adequate"}),
    ],
)
def test_councils_that_moved_are_told_by_the_grade_before_and_those_after(
    question: str, before: str, after: set[str]
) -> None:
    asked = grades_asked(question, question, send=False, across=True)
    assert asked is not None
    assert asked.moved == (before, after)
