"""An answer on the screen, from the record alone."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from retriever.answer import Answer, Quotation, Searched, Strength, Understood
from tests.ui.conftest import PASSAGE, text_of

ANSWER = Answer(
    question="Do partners attend?",
    understood=Understood(),
    answerable=True,
    confidence=0.87654,
    strength=Strength.PARTIAL,
    verdict="Two reports speak to this, 2016 to 2022.",
    quotations=(Quotation("Partners do not always attend.", 1),),
    passages=(
        PASSAGE,
        replace(PASSAGE, rank=2, citation=2, document="old.pdf", inspected_to=PASSAGE.inspected_to.replace(year=2016)),
    ),
    searched=Searched("b7", 38, 1200, 2),
    dropped=0,
    timings_ms={"total": 12.0},
)


def page(answer, one_list):
    from ui.answer_view import show_answer, show_passages
    from ui.state import AskState

    state = AskState(answer.question, one_list=one_list)
    show_answer(answer, state)
    show_passages(answer, state)


def shown(answer: Answer, *, one_list: bool = False) -> AppTest:
    test = AppTest.from_function(page, args=(answer, one_list), default_timeout=30).run()
    assert not test.exception
    return test


def test_the_verdict_stands_first():
    test = shown(ANSWER)
    assert test.main[0].value.replace("\\", "") == ANSWER.verdict


def test_strength_is_said_in_words_and_no_score_is_shown():
    text = text_of(shown(ANSWER))
    assert "Partial evidence" in text
    assert "0.87" not in text
    assert "0.5" not in text


def test_each_quotation_carries_its_citation():
    test = shown(ANSWER)
    assert "“Partners do not always attend.”" in text_of(test)
    assert test.button[0].label.replace("\\", "") == ":blue-badge[**1**] Ayford, June 2022, paragraph 14, page 3"
    assert "“Partners do not always attend.”\n(Ayford, inspection" in test.code[0].value


def test_the_newer_report_stands_first_and_each_says_what_it_is():
    assert [heading.value.replace("\\", "") for heading in shown(ANSWER).subheader] == [
        "Ayford · Inspection · 13 to 17 June 2022",
        "Ayford · Inspection · 13 June 2022 to 17 June 2016",
    ]


def test_one_list_stands_in_the_order_of_rank():
    swapped = replace(ANSWER, passages=(replace(PASSAGE, rank=2), replace(ANSWER.passages[1], rank=1)))
    labels = [button.label for button in shown(swapped, one_list=True).button if button.key.startswith("open-passage")]
    assert [label[:16] for label in labels] == [":blue-badge[**2*", ":blue-badge[**1*"]
    assert "One list, best first" in [toggle.label for toggle in shown(swapped, one_list=True).toggle]


def test_the_quotation_can_be_copied_with_its_reference():
    assert any("“Partners do not always attend.”\n(Ayford, inspection" in code.value for code in shown(ANSWER).code)


def test_the_receipt_says_what_was_searched():
    text = text_of(shown(ANSWER))
    assert (
        "Searched 38 documents with 1,200 passages. 2 files could not be read (see Documents). Index build b7." in text
    )


def test_quotations_that_failed_their_check_are_counted():
    assert "1 quotation left out" in text_of(shown(replace(ANSWER, dropped=1)))
    assert "left out" not in text_of(shown(ANSWER))


def test_an_abstention_is_plain_and_its_passages_are_called_close_only():
    test = shown(replace(ANSWER, answerable=False, strength=Strength.NONE, quotations=(), verdict="None answers this."))
    text = text_of(test)
    assert "Closest passages" in text
    assert "do not answer" in text
    assert not test.error
    assert not test.warning


def test_passages_of_other_authorities_stand_apart_and_say_so():
    other = replace(ANSWER.passages[1], authorities=("Beechwick",), aside=True)
    text = text_of(shown(replace(ANSWER, passages=(PASSAGE, other))))
    assert "About other authorities" in text
    assert "not about the authority it asks for" in text


def test_other_copies_of_the_same_source_are_named_beside_it():
    copied = replace(PASSAGE, also_in=("copies/report.docx",))
    assert "also in copies/report.docx" in text_of(shown(replace(ANSWER, passages=(copied,))))


@pytest.mark.parametrize("hostile", ["![x](http://evil.example/x.png)", "<script>x()</script>", "$a$ :red[b] :smile:"])
def test_hostile_text_is_escaped_wherever_it_stands(hostile):
    passage = replace(
        PASSAGE,
        title=hostile,
        document=hostile,
        section=hostile,
        text=hostile,
        highlights=((0, len(hostile)),),
        paragraph=hostile,
        authorities=(hostile,),
        page_labels=(hostile,),
        also_in=(hostile,),
    )
    answer = replace(
        ANSWER,
        verdict=hostile,
        passages=(passage,),
        quotations=(Quotation(hostile, 1),),
        understood=Understood(authorities=(hostile,), unknown_authorities=(hostile,), expansions={hostile: hostile}),
        searched=Searched(hostile, 1, 1, 0),
    )
    for one_list in (False, True):
        test = shown(answer, one_list=one_list)
        elements = [*test.header, *test.subheader, *test.markdown]
        for text in [*(element.value for element in elements), *(button.label for button in test.button)]:
            assert hostile not in text
            assert "](http://evil" not in text
