"""Who may only read a shared collection changes nothing in it: not by a button, and not past the buttons."""

import ast
import shutil
from datetime import date
from functools import cache

import pytest
from streamlit.testing.v1 import AppTest

from indexer.corrections import Correction
from indexer.corrections_file import read_corrections, write_correction
from indexer.encoder import EncoderSettings, open_encoder
from indexer.removal import removed_files, set_aside
from retriever.feedback.folder import FeedbackFolder
from retriever.feedback.record import Feedback, Opinion
from retriever.searcher import Searcher
from tests.ui.conftest import opened_at, text_of
from ui.collection import changing
from ui.collection.changing import NotAllowedError
from ui.opening import look_again
from ui.places import Places

CHANGES = {"take_in", "set_aside", "put_back", "write_correction", "remove_correction"}
MODULES = {"indexer.intake", "indexer.removal", "indexer.corrections_file"}
LETTER = "wexcombe monitoring visit june 2024.md"
OFFICER = {"email": "officer@council.example", "email_verified": True}


@cache
def searcher_of(index):
    return Searcher.open(index, encoder=open_encoder(EncoderSettings()))


def page(index, corpus, name, claims, editors):
    """A page as a session of a shared app sees it; claims None: nobody noted whose session it is."""
    from tests.ui.test_rights import searcher_of
    from ui.account import note_account
    from ui.pages import documents, quality
    from ui.places import Places
    from ui.sharing import Sharing

    if claims is not None:
        allowed = frozenset({"officer@council.example"})
        note_account(Sharing("https://a.example", "", "", "", allowed, frozenset(), frozenset(editors)), claims)
    places = Places(index, corpus, results=corpus.parent / "results", feedback=corpus.parent / "said")
    {"documents": documents, "quality": quality}[name].show(searcher_of(index), places)


@pytest.fixture
def places(app_index, app_corpus, tmp_path):
    """A collection with everything that could be changed: a correction, a file taken out, somebody's feedback."""
    shutil.copytree(app_corpus, tmp_path / "corpus")
    card = next(card for card in searcher_of(app_index).snapshot.documents if card.path == LETTER)
    write_correction(tmp_path / "corpus", Correction(LETTER, card.sha256, (("title", "Another"),), ()))
    write_correction(tmp_path / "corpus", Correction("other.md", "0" * 64, (("title", "Another"),), ()))
    (tmp_path / "corpus" / "gone.txt").write_text("Gone")
    set_aside(tmp_path / "corpus", "gone.txt")
    said = Feedback(
        "0" * 16, "Who?", Opinion.RIGHT, silent=False, evidence=(), words="", by="ab", on=date(2024, 3, 5), build="b"
    )
    FeedbackFolder(tmp_path / "said").keep(said)
    return Places(app_index, tmp_path / "corpus")


@pytest.fixture
def opened(places):
    def run(name, claims, editors=(), **parameters):
        look_again()
        test = AppTest.from_function(
            page, args=(places.index, places.corpus, name, claims, editors), default_timeout=180
        )
        return opened_at(test, parameters)

    return run


def keys_of(test):
    """What can be pressed, chosen or filled in and would change something."""
    found = [*test.button, *test.checkbox, *test.get("file_uploader"), *test.selectbox, *test.text_input]
    keys = {str(getattr(one, "key", None) or "file uploader") for one in found}
    changing = (
        "rebuild",
        "correct",
        "adding",
        "removal",
        "removed",
        "skipped",
        "erase",
        "review-erase",
        "file uploader",
    )
    return {key for key in keys if key.startswith(changing)}


VIEWS = [
    ("documents", {"part": "Reports", "document": LETTER}),
    ("documents", {"part": "Health"}),
    ("documents", {"part": "Add or take out"}),
    ("quality", {}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "parameters"), VIEWS)
@pytest.mark.parametrize(
    ("claims", "editors"),
    [
        (OFFICER, ()),
        (OFFICER, ("another@council.example",)),
        ({"email": "officer@council.example"}, ("officer@council.example",)),
        ({}, ("officer@council.example",)),
        (None, ()),
    ],
    ids=["no editors", "another editor", "not verified", "nobody", "not noted"],
)
def test_who_is_no_editor_is_offered_no_change(opened, name, parameters, claims, editors):
    test = opened(name, claims, editors, **parameters)
    assert keys_of(test) == set()
    assert not test.code or name == "quality"


def test_an_editor_is_offered_every_change(opened):
    offered = set()
    for name, parameters in VIEWS:
        offered |= keys_of(opened(name, OFFICER, ("officer@council.example",), **parameters))
    expected = {
        "rebuild-start",
        "correction-undo",
        "removal-indexed",
        "removed-file",
        "review-erase",
        "erase-" + "0" * 16,
    }
    assert expected <= offered
    assert any(key.startswith("adding-files") or key == "file uploader" for key in offered)


def test_a_reader_is_told_who_brings_the_index_up_to_date(opened):
    assert "Whoever keeps the collection brings it up to date." in text_of(opened("documents", OFFICER))


ACTIONS = {
    "start_rebuild": changing.start_rebuild,
    "stop_rebuild": changing.stop_rebuild,
    "add_reports": lambda places: list(changing.add_reports(places, [], folder="", known={})),
    "take_out": lambda places: changing.take_out(places, LETTER),
    "put_back": lambda places: changing.put_back(places, "gone.txt"),
    "save_correction": lambda places: changing.save_correction(places, Correction(LETTER, "0" * 64, (), ())),
    "undo_correction": lambda places: changing.undo_correction(places, LETTER),
}


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_past_the_buttons_nothing_is_changed_either(action, places, monkeypatch):
    before = (read_corrections(places.corpus), removed_files(places.corpus), sorted(places.corpus.iterdir()))
    monkeypatch.setattr(changing, "may_change_collection", lambda: False)
    with pytest.raises(NotAllowedError):
        ACTIONS[action](places)
    assert (read_corrections(places.corpus), removed_files(places.corpus), sorted(places.corpus.iterdir())) == before


def test_every_action_of_the_door_is_tried_here_and_asks_first(project):
    tree = ast.parse((project / "ui" / "collection" / "changing.py").read_text(encoding="utf-8"))
    actions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    assert {node.name for node in actions} == set(ACTIONS)
    for node in actions:
        statements = [
            one for one in node.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        ]
        assert ast.unparse(statements[0]) == "_only_editors()", node.name


def test_no_page_changes_the_collection_but_through_the_door(project):
    found = set()
    for path in sorted((project / "ui").rglob("*.py")):
        if path.name == "changing.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module in MODULES | {"indexer"}:
                found |= {
                    (path.name, alias.name) for alias in node.names if alias.name in CHANGES | {"intake", "removal"}
                }
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_call and node.func.attr in {"start", "cancel"} and "control" in ast.unparse(node.func.value):
                found.add((path.name, ast.unparse(node)))
    assert found == set()
