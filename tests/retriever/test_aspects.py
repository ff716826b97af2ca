import pytest

from retriever.answer_types import AnswerType
from retriever.aspects import Aspect, aspects_of, is_for_grades_alone
from retriever.question import Wanted, question_form


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
