"""Corrections by hand: honoured by every build, at the cost of the one document."""

from datetime import date

import pytest

from indexer.corrections import (
    CORRECTIONS_NAME,
    Correction,
    Fact,
    corrected_facts,
    from_setting,
)
from indexer.corrections_file import corrections_to_build, read_corrections, remove_correction, write_correction
from indexer.document import DocumentType
from indexer.snapshot import open_snapshot
from indexer.sources import content_hash
from indexer.storage_manifest import CURRENT, read_manifest, read_pointer

LETTER = "elmshire/letter.txt"
FACTS = (
    Fact("title", "Letter of \"the\" inspectors \\ 'final'"),
    Fact("type", DocumentType.FOCUSED_VISIT),
    Fact("authorities", ("Elmshire", "Marlbrook")),
    Fact("published", date(2020, 2, 29)),
    Fact("inspected_from", None),
)


@pytest.fixture
def correct(corpus):
    """Correct the letter, as it is now, by these facts."""

    def made(*facts, document=LETTER):
        entry = Correction(document, content_hash(corpus / document), facts or FACTS)
        write_correction(corpus, entry)
        return entry

    return made


@pytest.fixture
def write(corpus):
    """Write the file as a person would; {sha256} is the letter's."""

    def written(text):
        text = text.replace("{sha256}", content_hash(corpus / LETTER))
        (corpus / CORRECTIONS_NAME).write_text(text, encoding="utf-8")
        return read_corrections(corpus)

    return written


def card_of(index, path=LETTER):
    with open_snapshot(index) as snapshot:
        card = next(card for card in snapshot.documents if card.path == path)
        return card, snapshot.contexts(range(card.first_row, card.last_row))


def test_a_correction_is_read_as_it_was_written(correct, corpus):
    entry = correct()
    (read,) = read_corrections(corpus).entries
    assert (read.document, read.sha256, read.facts) == (entry.document, entry.sha256, entry.facts)
    assert read_corrections(corpus).faults == ()


def test_a_build_honours_a_correction_and_does_nothing_else_again(build, correct, index, encoder):
    build()
    before, encoded = card_of(index)[0], encoder.encoded
    correct()
    steps = []
    summary = build(progress=steps.append)
    assert (summary.added, summary.changed, summary.removed, summary.unchanged) == (0, 1, 0, 2)
    assert [step.document for step in steps if step.stage == "read"] == [LETTER]
    card, contexts = card_of(index)
    assert card.title == "Letter of \"the\" inspectors \\ 'final'"
    assert (card.type, card.authorities) == (DocumentType.FOCUSED_VISIT, ("Elmshire", "Marlbrook"))
    assert (card.published, card.inspected_from) == (date(2020, 2, 29), None)
    assert all(context.startswith("Elmshire and Marlbrook. focused visit") for context in contexts)
    assert 0 < encoder.encoded - encoded <= card.last_row - card.first_row, "the passages alone: sentences are the same"
    assert before.sha256 == card.sha256
    assert build().unchanged == 3


def test_undone_everything_is_as_before(build, correct, corpus, index):
    first = build()
    before = card_of(index)
    correct()
    assert build().build != first.build
    remove_correction(corpus, LETTER)
    undone = build()
    assert (undone.build, undone.changed) == (first.build, 1)
    assert card_of(index) == before
    assert read_corrections(corpus).entries == ()


def test_the_file_is_no_document_and_no_skip(build, correct):
    correct()
    summary = build()
    assert summary.documents == 3
    assert summary.skipped == ()


def test_when_the_file_changes_its_correction_rests_until_it_is_confirmed(build, correct, corpus, index):
    correct(Fact("title", "Corrected"))
    build()
    assert card_of(index)[0].title == "Corrected"
    (corpus / LETTER).write_text("Another letter\n\nAbout something else.\n", encoding="utf-8")
    summary = build()
    assert card_of(index)[0].title != "Corrected"
    (note,) = summary.notes
    assert f"{LETTER} has changed since, so this correction rests" in note
    correct(Fact("title", "Corrected"))
    assert build().notes == ()
    assert card_of(index)[0].title == "Corrected"


def test_a_build_says_which_of_its_documents_were_corrected(build, correct, index):
    entry = correct()
    build()
    manifest = read_manifest(index, read_pointer(index, CURRENT))
    assert from_setting(manifest.settings) == {LETTER: entry.key()}


def test_what_waits_for_the_next_build_is_known_without_one(build, correct, corpus, index):
    def waiting():
        with open_snapshot(index) as snapshot:
            hashes = [(card.path, card.sha256) for card in snapshot.documents]
            return corrections_to_build(corpus, index, snapshot.build, hashes)

    build()
    assert waiting() == ()
    correct()
    assert waiting() == (LETTER,)
    build()
    assert waiting() == ()
    remove_correction(corpus, LETTER)
    assert waiting() == (LETTER,)
    build()
    assert waiting() == ()


def test_a_corrected_index_made_at_once_equals_one_made_step_by_step(build, correct):
    build()
    correct()
    step_by_step = build()
    assert build(full=True).build == step_by_step.build


def test_one_faulty_correction_is_named_by_its_line_and_the_others_hold(build, write, index):
    found = write(
        f'# our own\n\n[[correction]]\ndocument = "{LETTER}"\nsha256 = "{{sha256}}"\ntitle = "Good"\n\n'
        '[[correction]]\ndocument = "marlbrook/focused visit - 9 may 2023.txt"\npublished = "soon"\n\n'
        '[[correction]]\ndocument = "x.txt"\ntitle = no quotes\n\n'
        '[[correction]]\ntitle = "Nobody\'s"\n'
    )
    assert [fault.line for fault in found.faults] == [10, 14, 16]
    assert "published = 2024-03-18" in found.faults[0].what
    assert "not TOML" in found.faults[1].what
    assert "no file is named" in found.faults[2].what
    summary = build()
    assert [note.split(":")[0] for note in summary.notes] == [f"{CORRECTIONS_NAME}, line {n}" for n in (10, 14, 16)]
    assert card_of(index)[0].title == "Good"


@pytest.mark.parametrize(
    ("lines", "line", "what"),
    [
        ('document = "a"\ntype = "letter"', 3, '"focused visit"'),
        ('document = "a"\nauthorities = "Elmshire"', 3, "are a list"),
        ('document = "a"\ntitel = "x"', 3, "cannot be corrected"),
        ('document = "a"\ntitle = ""', 3, "quotation marks"),
        ('document = "a"\npublished = 2024-03-18T10:00:00', 3, "2024-03-18"),
        ('document = "a"', 1, "nothing is corrected"),
        ('document = "a"\nsha256 = "abc"\ntitle = "x"', 3, "64"),
        ('document = "a"\ninspected_from = 2024-03-18\ninspected_to = 2024-03-01', 1, "ends before it begins"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(write, lines, line, what):
    found = write(f"[[correction]]\n{lines}\n")
    assert found.entries == ()
    assert found.faults[0].line == line
    assert what in found.faults[0].what


def test_a_correction_that_names_no_content_rests_and_says_what_to_add(build, write, corpus, index):
    write(f'[[correction]]\ndocument = "{LETTER}"\ntitle = "Guessed"\n')
    (note,) = build().notes
    assert f'Add: sha256 = "{content_hash(corpus / LETTER)}"' in note
    assert card_of(index)[0].title != "Guessed"


def test_of_two_corrections_of_one_file_the_first_counts(write):
    one = f'[[correction]]\ndocument = "{LETTER}"\nsha256 = "{{sha256}}"\ntitle = "First"\n'
    found = write(one + one.replace("First", "Second"))
    assert [entry.facts for entry in found.entries] == [(Fact("title", "First"),)]
    assert "a second correction" in found.faults[0].what


def test_what_people_wrote_in_the_file_stays_when_the_app_writes(write, correct, corpus):
    write('# kept\n\n[[correction]]\ndocument = "x.txt"\ntitle = broken  # mine\n')
    correct(Fact("title", "New"))
    text = (corpus / CORRECTIONS_NAME).read_text(encoding="utf-8")
    assert "# kept" in text
    assert "title = broken  # mine" in text
    assert [entry.document for entry in read_corrections(corpus).entries] == [LETTER]


@pytest.mark.parametrize("data", [b"\xff\xfe[[", b"[[correction]]\ntitle = '\xe9'\n"])
def test_a_file_that_is_not_utf_8_is_a_fault_and_the_build_goes_on(build, corpus, data):
    (corpus / CORRECTIONS_NAME).write_bytes(data)
    (note,) = build().notes
    assert "UTF-8" in note


def test_a_link_in_the_place_of_the_file_is_not_followed(build, corpus, tmp_path):
    (tmp_path / "elsewhere.toml").write_text("[[correction]]\n", encoding="utf-8")
    (corpus / CORRECTIONS_NAME).symlink_to(tmp_path / "elsewhere.toml")
    (note,) = build().notes
    assert "link" in note


def test_only_what_differs_is_a_correction(build, index):
    build()
    card, _ = card_of(index)
    facts, was = corrected_facts(card, {"title": "New", "authorities": card.authorities, "published": card.published})
    assert facts == (Fact("title", "New"),)
    assert was == (Fact("title", card.title),)
