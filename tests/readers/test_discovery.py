import os
import socket
import time
from pathlib import Path

import pytest

from indexer.discovery import find_documents, read_document_bytes
from indexer.errors import UnreadableDocumentError
from indexer.readers import read_pages


def test_documents_are_found_in_the_order_of_their_paths(tmp_path: Path) -> None:
    names = [
        "b/z.pdf",
        "a.txt",
        "b.pdf",
        "b/README.md",
        "\u00e9t\u00e9.txt",
        "two  spaces, 'quotes' & more.pdf",
        "=cmd.txt",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text")
    assert [path.relative_to(tmp_path).as_posix() for path in find_documents(tmp_path)] == sorted(names)


def test_hidden_files_and_the_readme_at_the_root_are_left_out(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in [".git/config", ".hidden.txt", "README.md", "readme.TXT", "readmes.txt"]:
        (tmp_path / name).write_text("text")
    assert [path.name for path in find_documents(tmp_path)] == ["readmes.txt"]


def test_a_corpus_that_is_no_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        find_documents(tmp_path / "nowhere")


def test_links_are_listed_but_never_followed(tmp_path: Path) -> None:
    corpus, outside = tmp_path / "corpus", tmp_path / "outside"
    corpus.mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    (corpus / "file.txt").symlink_to(outside / "secret.txt")
    (corpus / "folder").symlink_to(outside)
    (corpus / "loop").symlink_to(corpus)
    (corpus / "dangling.pdf").symlink_to("nowhere")
    found = find_documents(corpus)
    assert [path.name for path in found] == ["dangling.pdf", "file.txt", "folder", "loop"]
    for path in found:
        with pytest.raises(UnreadableDocumentError, match="is a link"):
            read_pages(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this platform has no named pipes")
def test_pipes_and_sockets_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket.txt"))
        found = find_documents(tmp_path)
        assert [path.name for path in found] == ["pipe.pdf", "socket.txt"]
        started = time.monotonic()
        for path in found:
            with pytest.raises(UnreadableDocumentError, match="not a regular file"):
                read_document_bytes(path)
    assert time.monotonic() - started < 1


@pytest.mark.skipif(os.name == "nt", reason="Windows names are text")
def test_a_name_that_is_not_text_is_found_and_read(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))).write_text("The text is read.")
    [path] = find_documents(tmp_path)
    assert read_pages(path).pages[0].lines[0].text == "The text is read."


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(500_000_000)
    with pytest.raises(UnreadableDocumentError, match="too large: 500 MB"):
        read_pages(large)


def test_a_text_larger_than_any_report_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(b"All work and no play. " * 1_000_000)
    with pytest.raises(UnreadableDocumentError, match="too large: 22 MB"):
        read_pages(large)


def test_a_file_that_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocumentError, match="removed or renamed"):
        read_document_bytes(tmp_path / "gone.pdf")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to this user")
def test_a_file_or_folder_that_may_not_be_opened_is_listed(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "file.txt").write_text("text")
    (tmp_path / "closed").chmod(0)
    (tmp_path / "file.txt").chmod(0)
    try:
        found = find_documents(tmp_path)
        assert [path.name for path in found] == ["closed", "file.txt"]
        for path in found:
            with pytest.raises(UnreadableDocumentError, match="permission was denied"):
                read_document_bytes(path)
    finally:
        (tmp_path / "closed").chmod(0o700)


def test_a_corpus_nested_deeper_than_recursion_goes_is_listed(tmp_path: Path) -> None:
    folders = [tmp_path / "/".join("d" * depth) for depth in range(1, 1101)]
    for folder in folders:
        folder.mkdir()
    (folders[-1] / "deep.txt").write_text("text")
    try:
        assert [path.name for path in find_documents(tmp_path)] == ["deep.txt"]
    finally:
        (folders[-1] / "deep.txt").unlink()
        for folder in reversed(folders):
            folder.rmdir()


def test_a_file_without_any_text_is_not_a_document(tmp_path: Path) -> None:
    (tmp_path / "blank.txt").write_text(" \n\n\t\n")
    with pytest.raises(UnreadableDocumentError, match="holds no text"):
        read_pages(tmp_path / "blank.txt")


@pytest.mark.skipif(os.open not in os.supports_dir_fd, reason="this platform opens no file relative to a folder")
def test_a_folder_that_becomes_a_link_after_the_listing_leads_nowhere(tmp_path: Path) -> None:
    corpus, outside = tmp_path / "corpus", tmp_path / "outside"
    (corpus / "reports" / "2024").mkdir(parents=True)
    (corpus / "reports" / "2024" / "letter.txt").write_text("ours")
    (outside / "2024").mkdir(parents=True)
    (outside / "2024" / "letter.txt").write_text("secret")
    [found] = find_documents(corpus)
    assert read_document_bytes(found, inside=corpus) == b"ours"
    (corpus / "reports").rename(tmp_path / "moved")
    (corpus / "reports").symlink_to(outside)
    assert read_document_bytes(found) == b"secret"
    with pytest.raises(UnreadableDocumentError, match="is a link"):
        read_document_bytes(found, inside=corpus)
    with pytest.raises(UnreadableDocumentError, match="is a link"):
        read_pages(found, corpus)


def test_a_corpus_that_is_itself_reached_by_a_link_is_read(tmp_path: Path) -> None:
    (tmp_path / "elsewhere" / "a").mkdir(parents=True)
    (tmp_path / "elsewhere" / "a" / "letter.txt").write_text("ours")
    corpus = tmp_path / "corpus"
    corpus.symlink_to(tmp_path / "elsewhere")
    [found] = find_documents(corpus)
    assert read_document_bytes(found, inside=corpus) == b"ours"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this platform has no named pipes")
@pytest.mark.parametrize("place", ["file", "folder"])
def test_what_is_exchanged_between_listing_and_opening_is_judged_anew(tmp_path: Path, place: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "letter.txt").write_text("ours")
    [found] = find_documents(tmp_path)
    found.unlink()
    os.mkfifo(found) if place == "file" else found.mkdir()
    with pytest.raises(UnreadableDocumentError, match=r"not a regular file|could not be opened"):
        read_document_bytes(found, inside=tmp_path)


def test_a_file_that_becomes_a_link_just_before_it_is_opened_is_not_followed(tmp_path: Path, monkeypatch) -> None:
    """The look at the name is taken before; what counts is how it is opened."""
    (tmp_path / "elsewhere").write_text("not ours")
    (tmp_path / "letter.txt").symlink_to(tmp_path / "elsewhere")
    monkeypatch.setattr(Path, "is_symlink", lambda _path: False)
    for inside in (None, tmp_path):
        with pytest.raises(UnreadableDocumentError, match="link"):
            read_document_bytes(tmp_path / "letter.txt", inside=inside)


def test_a_file_that_is_written_while_it_is_read_is_not_taken_half(tmp_path: Path, monkeypatch) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("The first half, ")
    looks, fstat = [], os.fstat

    def look(descriptor: int) -> os.stat_result:
        looks.append(descriptor)
        if len(looks) == 2:
            letter.write_text("The first half, and the second.")
        return fstat(descriptor)

    monkeypatch.setattr(os, "fstat", look)
    with pytest.raises(UnreadableDocumentError, match="being changed while it was read"):
        read_document_bytes(letter)
