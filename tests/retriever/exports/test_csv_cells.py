import csv
import io
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retriever.exports.checking import writable
from retriever.exports.comma_separated import inert
from retriever.exports.markdown import escaped
from tests.retriever.exports.conftest import deactivated, plain

FORMULA = tuple("=+-@＝＋－＠")
HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    " =1",
    '"=1',
    "'=1",
    "a;=cmd|' /C calc'!A0",
    "a,-1",
    "a\n@b",
    'a"; =1',
    "＝1",
    "a\u2028=1",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cell_that_would_be_run_is_made_inert(text):
    assert "'" in inert(text)
    assert deactivated(inert(text)) == text


@given(st.text(alphabet=st.sampled_from("=+-@,;|\t\n\"' ab＝\u2028"), max_size=30))
@example("a,\"'=1")
def test_no_piece_of_a_cell_is_a_formula_whatever_it_is_split_at(text):
    for piece in re.split("[\t\n\x85\u2028\u2029,;|]", inert(text)):
        bare = piece.lstrip("\"' \t")
        assert not bare.startswith(FORMULA) or piece.startswith("'")


@given(st.text(max_size=60))
def test_a_cell_is_read_back_as_it_was_written(text):
    output = io.StringIO()
    csv.writer(output, quoting=csv.QUOTE_ALL).writerow([inert(text)])
    (row,) = csv.reader(io.StringIO(output.getvalue(), newline=""))
    assert row == [inert(text)]


@pytest.mark.parametrize("text", ["a well-made plan", "2019-2020, and later", "It said: 'no'; then yes", "50% – or so"])
def test_plain_words_stay_as_they_are(text):
    assert inert(text) == text


@given(st.text(alphabet=st.sampled_from("ab1.#-+=>!*_[]()<>&~$|{}^\\ \n:/@w"), max_size=40))
def test_escaped_markdown_reads_as_the_text_it_was_made_from(text):
    assert plain(escaped(text)) == re.sub(r" +(?=\n|$)", "", writable(text))
