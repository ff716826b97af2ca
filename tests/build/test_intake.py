"""Files that people add: judged by content, saved whole under a safe name, never in another's place."""

import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.discovery import find_documents
from indexer.errors import IndexerError
from indexer.intake import ARRIVING, Refused, Taken, Upload, folders_of, safe_name, take_in
from indexer.removal import REMOVED, put_back, removed_files, set_aside
from indexer.sources import content_hash

LETTER = b"Letter to Elmshire\n\nFoster carers are visited every month, and they say so.\n"
ERROR_PAGE = b"<!DOCTYPE html><html><head><title>Report not found</title></head><body>Sorry</body></html>"


def names(folder):
    return [path.relative_to(folder).as_posix() for path in find_documents(folder)]


def test_several_files_are_taken_or_refused_each_with_its_reason(corpus):
    before = names(corpus)
    uploads = [Upload("new letter.txt", LETTER), Upload("report.pdf", ERROR_PAGE), Upload("empty.txt", b"")]
    first, second, third = take_in(corpus, uploads, folder="elmshire")
    assert isinstance(first, Taken)
    assert (first.path, first.document.authorities) == ("elmshire/new letter.txt", ())
    assert isinstance(second, Refused)
    assert "Report not found" in second.reason
    assert isinstance(third, Refused)
    assert "empty" in third.reason
    assert names(corpus) == sorted([*before, "elmshire/new letter.txt"])
    assert (corpus / "elmshire" / "new letter.txt").read_bytes() == LETTER
    assert not (corpus / ARRIVING).exists()


def test_no_file_is_ever_replaced(corpus):
    old = (corpus / "elmshire" / "letter.txt").read_bytes()
    (taken,) = take_in(corpus, [Upload("letter.txt", LETTER)], folder="elmshire")
    assert taken.path == "elmshire/letter (2).txt"
    assert (corpus / "elmshire" / "letter.txt").read_bytes() == old


def test_files_of_one_name_that_come_at_once_all_get_a_name(corpus):
    def take(number):
        list(take_in(corpus, [Upload("same.txt", LETTER + str(number).encode())]))

    threads = [threading.Thread(target=take, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = [name for name in names(corpus) if name.startswith("same")]
    assert len(found) == 4
    assert len({(corpus / name).read_bytes() for name in found}) == 4


def test_a_file_that_is_there_already_is_refused_under_any_name(corpus):
    known = {content_hash(corpus / "elmshire/letter.txt"): "elmshire/letter.txt"}
    again = (corpus / "elmshire/letter.txt").read_bytes()
    uploads = [Upload("other name.txt", again), Upload("a.txt", LETTER), Upload("b.txt", LETTER)]
    first, second, third = take_in(corpus, uploads, known=known)
    assert first == Refused("other name.txt", "This very file is there already, as elmshire/letter.txt.")
    assert isinstance(second, Taken)
    assert third == Refused("b.txt", "This very file is there already, as a.txt.")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../../etc/cron.d/job", "job"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/etc/passwd", "passwd"),
        (".hidden.pdf", "hidden.pdf"),
        ("re\u202efdp.exe", "re fdp.exe"),
        ("a\x00b\n\tc.pdf", "a b c.pdf"),
        ("zero\u200bwidth.pdf", "zero width.pdf"),
        ("what?.pdf. ", "what.pdf"),
        ("NUL.pdf", "_NUL.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("...", ""),
        ("", ""),
    ],
)
def test_a_name_leads_nowhere_and_hides_nothing(name, expected):
    assert safe_name(name) == expected


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_can_be_saved_in_place(name):
    made = safe_name(name)
    assert len(made.encode()) <= 205
    assert not made.startswith(".")
    assert not set(made) & set('/\\\0<>:"|?*')
    assert safe_name(made) == made or not made


@pytest.mark.parametrize("folder", ["..", "/", "nowhere", ".git", "elmshire/../..", "linked"])
def test_only_folders_of_the_corpus_take_files(corpus, tmp_path, folder):
    (tmp_path / "outside").mkdir()
    (corpus / "linked").symlink_to(tmp_path / "outside")
    (corpus / ".git").mkdir()
    with pytest.raises(IndexerError, match="not a folder of reports"):
        list(take_in(corpus, [Upload("a.txt", LETTER)], folder=folder))
    assert list((tmp_path / "outside").iterdir()) == []


def test_the_folders_offered_are_those_that_hold_reports(corpus):
    assert folders_of(corpus) == ["", "elmshire", "marlbrook"]


def test_a_name_that_is_already_a_link_is_not_followed(corpus, tmp_path):
    (corpus / "new.txt").symlink_to(tmp_path / "target.txt")
    (taken,) = take_in(corpus, [Upload("new.txt", LETTER)])
    assert taken.path == "new (2).txt"
    assert not (tmp_path / "target.txt").exists()


def test_a_readme_at_the_root_would_not_be_read_and_is_refused(corpus):
    (refused,) = take_in(corpus, [Upload("README.md", LETTER)])
    assert "Rename it" in refused.reason


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
def test_a_taken_file_may_be_read_by_whom_the_others_may(corpus):
    (taken,) = take_in(corpus, [Upload("new.txt", LETTER)])
    assert (corpus / taken.path).stat().st_mode == (corpus / "elmshire" / "letter.txt").stat().st_mode


def test_a_removed_report_is_out_of_the_next_build_and_can_be_put_back(build, corpus):
    first = build()
    assert set_aside(corpus, "elmshire/letter.txt") == "elmshire/letter.txt"
    assert build().removed == 1
    assert removed_files(corpus) == ["elmshire/letter.txt"]
    assert put_back(corpus, "elmshire/letter.txt") == "elmshire/letter.txt"
    assert build().build == first.build
    assert removed_files(corpus) == []


def test_removing_and_putting_back_replace_no_file(corpus):
    file = corpus / "elmshire" / "letter.txt"
    set_aside(corpus, "elmshire/letter.txt")
    file.write_bytes(LETTER)
    assert set_aside(corpus, "elmshire/letter.txt") == "elmshire/letter (2).txt"
    file.write_bytes(LETTER)
    assert put_back(corpus, "elmshire/letter.txt") == "elmshire/letter (2).txt"
    assert removed_files(corpus) == ["elmshire/letter (2).txt"]


@pytest.mark.parametrize("path", ["../index", "/etc/passwd", ".corrections.toml", "elmshire", "nowhere.txt"])
def test_nothing_but_a_report_of_the_corpus_is_removed(corpus, path):
    with pytest.raises(IndexerError, match="no longer in the folder"):
        set_aside(corpus, path)
    assert not (corpus / REMOVED).exists()
