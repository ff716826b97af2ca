import pytest

from evaluation.errors import CorpusError
from evaluation.raw_text import read_raw_texts


def test_files_are_read_line_by_line_as_they_stand_in_the_order_asked_for(tmp_path):
    (tmp_path / "b.txt").write_text("Inspection of Ashmere\n\n1\nChildren are\nvisited.\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("Another letter.\n", encoding="utf-8")

    letter, other = read_raw_texts(["b.txt", "a.txt"], tmp_path)

    assert (letter.path, other.path) == ("b.txt", "a.txt")
    [page] = letter.pages
    assert page.number == 1
    assert page.text.split("\n")[0] == "Inspection of Ashmere"
    assert "Children are\nvisited." in page.text


def test_a_file_that_is_gone_or_has_become_unreadable_is_named(tmp_path):
    (tmp_path / "a.pdf").write_text("<html><title>Page not found</title></html>", encoding="utf-8")

    with pytest.raises(CorpusError, match=r"b\.pdf: is in the index and not in this corpus"):
        read_raw_texts(["a.pdf", "b.pdf"], tmp_path)
    with pytest.raises(CorpusError, match=r"a\.pdf: is in the index and cannot be read now"):
        read_raw_texts(["a.pdf"], tmp_path)
