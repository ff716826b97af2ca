import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever.improvements.phrases import Marks, phrases
from retriever.improvements.themes import MOST_LINKED, OTHER, find_themes
from retriever.improvements.vectors import unit

VISITS = ["Return home interviews are late.", "Offer return home interviews.", "Return home interviews for all."]
CARERS = ["Recruit foster carers.", "Train foster carers better.", "Visit foster carers each month."]
STRAY = ["Lamps."]


def themes_of(encoder, texts):
    return find_themes(texts, encoder.encode_passages(texts))


def test_items_that_say_alike_are_one_theme_named_by_their_words(fake_encoder):
    themes = themes_of(fake_encoder, VISITS + CARERS + STRAY)
    assert themes[:3] == ["Return home interviews"] * 3
    assert themes[3:6] == ["Foster carers"] * 3


def test_what_stands_in_brackets_names_no_theme(fake_encoder):
    texts = [f"{text[:-1]} (enabler 2, national framework)." for text in VISITS + VISITS] + CARERS
    themes = themes_of(fake_encoder, texts)
    assert set(themes) != {OTHER}
    assert not any("framework" in theme.lower() or "enabler" in theme.lower() for theme in themes)


def test_an_item_that_only_shares_a_word_of_a_theme_s_name_belongs_to_none(fake_encoder):
    themes = themes_of(fake_encoder, [*VISITS, *CARERS, "Use no home that lacks a registration."])
    assert themes[-1] == OTHER


def test_the_same_items_give_the_same_themes(fake_encoder):
    texts = (VISITS + CARERS + STRAY) * 4
    assert themes_of(fake_encoder, texts) == themes_of(fake_encoder, texts)


def test_a_few_items_have_no_themes(fake_encoder):
    assert themes_of(fake_encoder, VISITS) == [OTHER] * 3


def test_more_items_than_are_linked_find_their_theme_all_the_same(fake_encoder, monkeypatch):
    monkeypatch.setattr("retriever.improvements.themes.MOST_LINKED", 10)
    assert MOST_LINKED > 10
    texts = VISITS * 5 + CARERS * 5
    assert set(themes_of(fake_encoder, texts)) == {"Return home interviews", "Foster carers"}


def test_names_of_authorities_and_bodies_name_no_theme():
    texts = ["The Estuary Trust in Ayford should count lamps.", "Ask the Estuary Trust in Ayford about lamps."] * 2
    texts += ["Mend bridges.", "Paint bridges."]
    mark = Marks(texts, without=["Ayford"]).mark(range(4))
    assert mark is not None
    name = mark.name
    assert "lamps" in name
    assert not {"estuary", "trust", "ayford"} & set(name.lower().split())


def test_a_body_in_title_case_names_no_theme():
    texts = ["Estuary Integrated Care Board should light lamps.", "Ask Estuary Integrated Care Board for lamps."] * 2
    mark = Marks([*texts, "Mend bridges of care.", "Paint the board."]).mark(range(4))
    assert mark is not None
    assert mark.name == "lamps"


def test_idle_words_name_nothing():
    assert list(phrases("Ensure that all children are and should be")) == []


@given(st.lists(st.text(alphabet="ab -,’'.", max_size=40), max_size=4))
def test_a_phrase_stands_in_its_text(texts):
    for text in texts:
        assert all(phrase.words in text for phrase in phrases(text))


@pytest.mark.parametrize("rows", [1, 5])
def test_unit_rows_have_length_one_and_zero_rows_stay_zero(rows):
    vectors = np.vstack([np.full((rows, 3), 2, dtype=np.float32), np.zeros((1, 3), dtype=np.float32)])
    assert np.allclose(np.linalg.norm(unit(vectors), axis=1), [1.0] * rows + [0.0])
