"""When a sentence of a later report may decide what became of an item."""

import pytest

from retriever.echoes import Near


def near(*, meaning, about):
    return Near(sentence=0, row=0, place=0, meaning=meaning, share=0.1, closeness=0.7, about=about, back=0.0)


@pytest.mark.parametrize(
    ("meaning", "about", "in_a_list", "as_praise", "as_fault"),
    [
        (0.6, 0.9, True, True, True),
        (0.6, 0.5, True, False, True),
        (0.5, 0.5, False, False, False),
        (0.5, 0.65, True, False, False),
        (0.8, 0.4, False, False, False),
    ],
    ids=["nearly all", "half, and much the same meaning", "half", "most, in few of its words", "a side of it"],
)
def test_the_less_it_holds_of_the_item_the_less_it_may_say(meaning, about, in_a_list, as_praise, as_fault):
    one = near(meaning=meaning, about=about)
    assert one.is_the_very_thing(listed=True) is in_a_list
    assert one.is_the_very_thing(listed=False) is as_praise
    assert one.is_part_of_it() is as_fault
