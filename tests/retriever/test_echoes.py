"""When a sentence of a later report may decide what became of an item."""

import pytest

from retriever.echoes import Near


def near(*, meaning, about=0.0, share=0.1, closeness=0.7, worded=0.0, part=0.0):
    signs = {"share": share, "closeness": closeness, "about": about, "worded": worded, "part": part}
    return Near(0, 0, 0, meaning=meaning, back=0.0, **signs)


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


def test_a_listed_item_in_the_same_common_words_asks_for_the_same_again():
    assert near(meaning=0.7, worded=0.6).is_the_very_thing(listed=True)
    assert not near(meaning=0.7, worded=0.4).is_the_very_thing(listed=True)
    assert not near(meaning=0.6, worded=0.6).is_the_very_thing(listed=True)


def test_a_listed_item_that_asks_for_one_part_of_it_again_raises_it_again():
    assert near(meaning=0.6, part=0.7).is_the_very_thing(listed=True)
    assert not near(meaning=0.5, part=0.7).is_the_very_thing(listed=True)
    assert not near(meaning=0.6, part=0.7).is_the_very_thing(listed=False)


@pytest.mark.parametrize(
    "signs",
    [{"meaning": 0.62, "share": 0.2, "closeness": 0.9}, {"meaning": 0.5, "about": 0.95}],
    ids=["near in meaning and in telling words", "nearly all that it is about"],
)
def test_a_fault_may_say_what_praise_may_not(signs):
    assert near(**signs).is_part_of_it()
    assert not near(**signs).is_the_very_thing(listed=False)
