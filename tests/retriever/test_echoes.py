"""When a sentence of a later report may decide what became of an item."""

import pytest

from retriever.echoes import Listener, Near
from retriever.improvements import read_register
from retriever.later_reports import later_reports
from retriever.matters import Matters


def near(*, meaning, about=0.0, share=0.1, closeness=0.7, back=0.0, worded=0.0, part=0.0, people_only=False):
    signs = {
        "people_only": people_only,
        "share": share,
        "closeness": closeness,
        "about": about,
        "back": back,
        "worded": worded,
        "part": part,
    }
    return Near(0, 0, 0, meaning=meaning, **signs)


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


@pytest.mark.parametrize(
    ("signs", "listed", "much"),
    [
        ({"meaning": 0.5, "about": 0.3}, False, True),
        ({"meaning": 0.5, "share": 0.2}, False, True),
        ({"meaning": 0.65, "closeness": 0.85}, False, True),
        ({"meaning": 0.5, "about": 0.2, "share": 0.1}, False, False),
        ({"meaning": 0.4, "about": 0.8}, False, False),
        ({"meaning": 0.5, "about": 0.4}, True, True),
        ({"meaning": 0.6, "share": 0.8}, True, False),
        ({"meaning": 0.6, "back": 0.7, "worded": 0.4}, True, True),
        ({"meaning": 0.6, "back": 0.7}, True, False),
    ],
)
def test_what_holds_enough_of_the_item_may_say_what_it_sounds_like(signs, listed, much):
    assert near(**signs).is_much_of_it(listed=listed) is much
    assert not near(**signs).is_the_very_thing(listed=listed)


@pytest.mark.parametrize(
    ("signs", "may_say"),
    [({}, False), ({"worded": 0.6}, True), ({"meaning": 0.85}, True)],
    ids=["the same people", "in the same words", "of nearly the same meaning"],
)
def test_the_same_people_alone_are_another_matter(signs, may_say):
    one = near(**{"meaning": 0.7, "share": 0.3, "closeness": 1.0, "about": 0.9, "people_only": True, **signs})
    assert one.is_the_very_thing(listed=True) is may_say
    assert one.is_part_of_it() is may_say
    assert one.is_much_of_it(listed=False) is may_say


def test_what_an_item_says_it_is_not_about_brings_no_sentence_nearer(searcher):
    snapshot = searcher.snapshot
    item = next(one for one in read_register(snapshot).items if later_reports(snapshot, one.document))
    listener = Listener(snapshot, item.document, Matters(snapshot, [item.document]))
    asked, but, both = (
        listener.nearest(item.evidence.text.rstrip(".") + end, item.sentences)
        for end in ("", ", other than adoption", ", with adoption")
    )
    assert asked == but
    assert asked != both
