"""The page Documents: what is indexed and what is not and why, corrected, added, taken out, indexed anew."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from functools import cache

import pytest
from streamlit.testing.v1 import AppTest

from indexer.corrections_file import read_corrections
from indexer.encoder import EncoderSettings, open_encoder
from indexer.lock import single_writer
from indexer.progress import READ, WAITING, Progress
from indexer.removal import removed_files
from indexer.runs import RUN_NAME, RunRecorder
from retriever.health import Finding
from tests.ui.conftest import HOSTILE_NAME, opened_at, read, text_of
from ui.opening import look_again
from ui.safe import safe

LETTER = "wexcombe monitoring visit june 2024.md"


@cache
def shared_encoder():
    """The default encoder, loaded once for all tests here."""
    return open_encoder(EncoderSettings())


def page(index, corpus):
    from pathlib import Path

    from retriever.searcher import Searcher
    from tests.ui.test_documents_page import shared_encoder
    from ui.account import note_account
    from ui.pages.documents import show
    from ui.places import Places

    note_account(None, {})
    show(Searcher.open(Path(index), encoder=shared_encoder()), Places(Path(index), Path(corpus)))


@pytest.fixture
def opened():
    """Open the page on an index and a corpus, at an address."""

    def run(index, corpus, **parameters):
        look_again()
        test = AppTest.from_function(page, args=(str(index), str(corpus)), default_timeout=180)
        return opened_at(test, parameters)

    return run


@pytest.fixture
def test(opened, app_index, app_corpus):
    return opened(app_index, app_corpus)


@pytest.fixture
def copied(app_index, app_corpus, tmp_path):
    """An index and a corpus that the test may change."""
    shutil.copytree(app_corpus, tmp_path / "corpus")
    shutil.copytree(app_index, tmp_path / "index")
    return tmp_path / "index", tmp_path / "corpus"


def cells(table) -> str:
    return read(table.value.to_string())


def press(test, key):
    test.button(key=key).click().run()
    assert not test.exception


def reports(test):
    return next(table.value for table in test.table if "Passages" in table.value.columns)


def test_files_that_could_not_be_read_stand_first_with_the_reason_and_what_to_do(test):
    assert [heading.value for heading in test.header] == ["Not indexed", "Indexed"]
    failures = next(table.value for table in test.table if "Why, and what to do" in table.value.columns)
    assert any("web page" in reason for reason in failures["Why, and what to do"])
    assert all(reason.count(".") >= 2 for reason in failures["Why, and what to do"])


def test_each_document_has_its_type_authority_and_both_dates(test):
    table = reports(test)
    assert {"Report", "Type", "Authority", "Inspected", "Published", "Overall", "Pages", "Passages"} <= set(
        table.columns
    )
    assert "30 September to 11 October 2019" in set(table["Inspected"])
    assert "22 November 2019" in set(table["Published"])


def test_another_copy_of_a_report_is_named(test):
    assert "which is cited instead" in reports(test).to_string().replace("\\", "")


def test_names_are_shown_as_they_are(test):
    assert any(str(safe(HOSTILE_NAME)) in cell for cell in reports(test)["Report"])


def test_the_list_can_be_searched_filtered_and_sorted(test):
    test.text_input(key="contains").input("wexcombe 2023").run()
    assert len(reports(test)) == 1
    test.text_input(key="contains").input("").run()
    test.selectbox(key="order").set_value("Oldest first").run()
    assert "2016" in reports(test)["Inspected"].iloc[0]
    test.selectbox(key="kind").set_value("SEND").run()
    assert set(reports(test)["Type"]) == {"SEND inspection"}


def test_an_address_opens_the_same_list(opened, app_index, app_corpus):
    test = opened(app_index, app_corpus, contains="wexcombe", order="Oldest first", gap="No paragraph numbers")
    assert test.text_input(key="contains").value == "wexcombe"
    assert {"Wexcombe"} == set(reports(test)["Authority"])


@pytest.mark.parametrize("name", ["part", "contains", "council", "kind", "gap", "order", "sheet", "document"])
def test_an_address_that_makes_no_sense_is_no_trouble(opened, app_index, app_corpus, name):
    test = opened(app_index, app_corpus, **{name: "![x](http://evil.example) 99"})
    assert [title.value for title in test.title] == ["Documents"]


def test_a_filter_that_leaves_nothing_says_so(test):
    test.text_input(key="contains").input("no such title").run()
    assert "No document fits" in text_of(test)


def test_one_document_shows_its_judgements_and_stands_in_the_address(opened, app_index, app_corpus):
    path = "ilacs/90001_ambleford/children's services inspection - 22 november 2019.pdf"
    test = opened(app_index, app_corpus, document=path)
    judged = next(table.value for table in test.table if "Grade" in table.value.columns)
    assert len(judged) >= 3


def test_health_counts_what_documents_lack_and_says_what_to_do(opened, app_index, app_corpus):
    test = opened(app_index, app_corpus, part="Health")
    gaps = next(table.value for table in test.table if "What was found" in table.value.columns)
    assert "Another copy of a report" in set(gaps["What was found"])
    assert all(cell.endswith((".", "\\.")) for cell in gaps["What it means, and what to do"])


def test_from_a_gap_one_comes_to_the_documents_that_have_it(opened, app_index, app_corpus):
    test = opened(app_index, app_corpus, part="Health")
    gap = next(button for button in test.button if button.label == "No paragraph numbers")
    gap.click().run()
    assert test.selectbox(key="gap").value is Finding.NO_PARAGRAPH_NUMBERS
    assert "No document fits" not in text_of(test)


def test_any_file_can_be_taken_out_where_the_page_says_so(opened, copied):
    index, corpus = copied
    test = opened(index, corpus, part="Add or take out")
    test.selectbox(key="any-one").set_value(LETTER).run()
    test.checkbox(key="removal-sure-any").check().run()
    press(test, "removal-any")
    assert not (corpus / LETTER).exists()
    assert LETTER not in test.selectbox(key="any-one").options


def test_a_correction_is_saved_said_to_wait_and_undone(opened, copied):
    index, corpus = copied
    test = opened(index, corpus, document=LETTER)
    next(box for box in test.text_input if box.label == "Title").input("A better title")
    next(box for box in test.date_input if box.label == "Published").set_value(date(2024, 7, 20))
    next(button for button in test.button if button.label == "Save the correction").click().run()
    (entry,) = read_corrections(corpus).entries
    assert dict(entry.facts) == {"title": "A better title", "published": date(2024, 7, 20)}
    assert dict(entry.was)["published"] == date(2024, 7, 16)
    assert "1 document corrected by hand" in text_of(test)
    corrected = next(table for table in test.table if "As read in the file" in table.value.columns)
    assert "16 July 2024" in cells(corrected)
    press(test, "correction-undo")
    assert read_corrections(corpus).entries == ()
    assert "The index is up to date" in text_of(test)


def test_a_correction_that_cannot_be_right_is_refused(opened, copied):
    test = opened(*copied, document=LETTER)
    next(box for box in test.date_input if box.label == "Inspected from").set_value(date(2025, 1, 1))
    next(button for button in test.button if button.label == "Save the correction").click().run()
    assert "The inspection ends before it begins." in text_of(test)
    assert read_corrections(copied[1]).entries == ()


def test_a_correction_of_an_earlier_content_rests_until_it_is_confirmed(opened, copied):
    index, corpus = copied
    wrong = f'[[correction]]\ndocument = "{LETTER}"\nsha256 = "{"0" * 64}"\ntitle = "Of before"\n'
    (corpus / ".corrections.toml").write_text(wrong, encoding="utf-8")
    test = opened(index, corpus, document=LETTER)
    assert "A correction rests" in text_of(test)
    press(test, "correction-confirm")
    assert "1 document corrected by hand" in text_of(test)


def test_what_is_wrong_in_the_file_of_corrections_is_shown_with_its_line(opened, copied):
    index, corpus = copied
    (corpus / ".corrections.toml").write_text('[[correction]]\ndocument = "x"\npublished = "soon"\n', encoding="utf-8")
    assert ".corrections.toml, line 3" in text_of(opened(index, corpus, part="Health"))


def test_a_report_is_taken_out_only_when_one_is_sure_and_put_back(opened, copied):
    index, corpus = copied
    test = opened(index, corpus, document=LETTER)
    assert test.button(key="removal-indexed").disabled
    test.checkbox(key="removal-sure-indexed").check().run()
    press(test, "removal-indexed")
    assert not (corpus / LETTER).exists()
    assert "1 file no longer there" in text_of(test)
    assert "This file is no longer there." in text_of(test)
    assert not [button for button in test.button if button.key == "removal-indexed"], "it is out already"
    test = opened(index, corpus, part="Add or take out")
    test.selectbox(key="removed-file").set_value(LETTER).run()
    press(test, "removed-back")
    assert (corpus / LETTER).exists()
    assert removed_files(corpus) == []
    assert "The index is up to date" in text_of(test)


def record_of(index, *, state="running", process=None, **fields):
    recorder = RunRecorder(index, "app")
    recorder.listen(Progress(WAITING, 0, 2, "first.pdf"))
    recorder.listen(Progress(READ, 1, 2, "second.pdf", "This file is empty. Download it again."))
    written = json.loads((index / RUN_NAME).read_text())
    (index / RUN_NAME).write_text(json.dumps({**written, "state": state, "process": process or os.getpid(), **fields}))


def test_a_rebuild_at_work_is_shown_with_its_files_and_by_whom(opened, copied):
    index, corpus = copied
    record_of(index, started_by="")
    with single_writer(index):
        test = opened(index, corpus)
        test.session_state["rebuild-files"] = True
        test.run()
    text = text_of(test)
    assert "The index is being rebuilt." in text
    assert f"process {os.getpid()} on {socket.gethostname()}" in text
    assert "the old one answers" in text
    files = next(table.value for table in test.table if "State" in table.value.columns)
    assert list(files["State"]) == ["Could not be read", "Waiting"]
    assert not [button for button in test.button if button.key == "rebuild-stop"], "a shell's is stopped there"


def test_the_files_of_the_last_rebuild_are_listed_when_they_are_asked_for(opened, copied):
    record_of(copied[0], state="stopped")
    test = opened(*copied)
    assert not [table for table in test.table if "State" in table.value.columns]
    test.session_state["rebuild-more"] = True
    test.run()
    files = next(table.value for table in test.table if "State" in table.value.columns)
    assert list(files["State"]) == ["Could not be read", "Waiting"]


def test_a_program_that_says_nothing_of_its_progress_is_named(opened, copied):
    with single_writer(copied[0]):
        text = text_of(opened(*copied))
    assert f"Another program on this computer does it (process {os.getpid()}" in text


@pytest.mark.parametrize(
    ("state", "message", "said"),
    [
        ("failed", "The disk is full.", "The last rebuild failed"),
        ("stopped", "", "goes on from what was done"),
        ("running", "", "The last rebuild broke off"),
    ],
)
def test_how_the_last_rebuild_ended_is_said(opened, copied, state, message, said):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    record_of(copied[0], state=state, process=gone.pid, message=message)
    text = text_of(opened(*copied))
    assert said in text
    assert message in text


@pytest.mark.slow
def test_a_rebuild_started_here_ends_in_a_new_build(opened, copied):
    index, corpus = copied
    (corpus / "new.md").write_text("# A new report\n\nInspectors visited Ambleford in March 2025.\n", encoding="utf-8")
    test = opened(index, corpus)
    assert "1 file added" in text_of(test)
    began = datetime.now(UTC)
    press(test, "rebuild-start")
    until = time.monotonic() + 300
    while "The index is up to date" not in text_of(test):
        assert time.monotonic() < until
        time.sleep(1)
        test.run()
        assert not test.exception
    assert "1 added" in text_of(test)
    assert (datetime.now(UTC) - began).total_seconds() < 300
