"""The register of improvements and what became of them, over a few reports of an invented council and the sample."""

import csv
import io
import json
import os
import subprocess
import sys
from datetime import date

import pytest

from indexer.build import rebuild
from indexer.document import DocumentType
from indexer.settings import Settings
from indexer.snapshot import open_snapshot
from indexer.tokens import tokenize
from retriever.cutting import is_verbatim
from retriever.follow_through import Outcome, follow_item, follow_report, follow_through, standing
from retriever.frameworks import Framework
from retriever.improvements import Kind, Order, Wanted, by_theme_and_year, read_register, select
from retriever.improvements.__main__ import main
from retriever.tone import Tone
from tests.retriever.small_reports import write_reports


@pytest.fixture(scope="module")
def index(fake_encoder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("register")
    rebuild(write_reports(folder / "corpus"), folder / "index", Settings(), encoder=fake_encoder)
    return folder / "index"


@pytest.fixture(scope="module")
def snapshot(index):
    with open_snapshot(index) as opened:
        yield opened


@pytest.fixture(scope="module")
def register(snapshot):
    return read_register(snapshot)


def item_on(register, words):
    return next(item for item in register.items if words in item.evidence.text)


def test_every_item_of_the_sample_stands_word_for_word_on_its_page(searcher):
    snapshot = searcher.snapshot
    register = read_register(snapshot)
    assert len(register.items) > 40
    assert register.dropped == 0
    for item in register.items:
        document = snapshot.document(item.document)
        assert item.paragraph in document.improvements
        assert is_verbatim(document, item.evidence.spans, item.evidence.text)
        assert item.evidence.pages


def test_a_copy_of_a_report_adds_no_items(searcher):
    snapshot = searcher.snapshot
    copies = {index for index, card in enumerate(snapshot.documents) if card.twin_of}
    assert copies
    assert not copies & {item.document for item in read_register(snapshot).items}


def test_the_sentences_of_an_item_are_its_own(searcher):
    snapshot = searcher.snapshot
    for item in read_register(snapshot).items:
        assert item.sentences
        held = {snapshot.terms.vocabulary[term] for s in item.sentences for term in snapshot.terms.terms_of(s)}
        assert held == set(tokenize(f"{item.asked_of} {item.evidence.text}"))


def test_a_table_s_responsible_body_is_told_apart_from_what_it_is_asked(searcher):
    send = [item for item in read_register(searcher.snapshot).items if item.evidence.type is DocumentType.SEND]
    assert [(item.asked_of, item.evidence.text.split(" should")[0].split(" must")[0]) for item in send] == [
        ("NHS Estuary Integrated Care Board and Ambleford Borough Council", "Leaders"),
        ("Ambleford Borough Council and NHS Estuary Integrated Care Board", "Leaders"),
        ("Ambleford Borough Council", "The council"),
        ("Ambleford Borough Council and its secondary schools", "Leaders"),
        ("NHS Estuary Integrated Care Board", "Health leaders"),
        ("The local area partnership", "Leaders"),
    ]


def test_the_register_of_a_build_is_read_once_and_is_always_the_same(index, snapshot, register):
    assert read_register(snapshot) is register
    with open_snapshot(index) as again:
        assert read_register(again) == register


def test_the_newest_report_comes_first_and_its_items_in_its_order(register):
    assert [item.day.year for item in register.items] == [2024, 2021, 2021, 2021, 2019, 2019, 2019, 2019]
    assert register.items[4].evidence.text.startswith("The timeliness of return home")


def test_an_item_says_how_strongly_and_under_which_framework_it_is_asked(register):
    assert item_on(register, "pathway plans").kind is Kind.RECOMMENDATION
    assert item_on(register, "ladder").kind is Kind.IMPROVEMENT
    assert {item.framework for item in register.items} == {Framework.ILACS}


def test_a_bullet_comes_with_the_line_that_leads_in_to_it(register):
    assert item_on(register, "their rights").lead_in == "Improve what is done for care leavers by ensuring that:"
    assert item_on(register, "ladder").lead_in == ""


def test_a_report_without_a_list_is_named_with_the_reason(snapshot, register):
    assert [snapshot.documents[one.document].type for one in register.lacking] == [DocumentType.FOCUSED_VISIT]
    assert "no list" in register.lacking[0].reason


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Wanted(), 8),
        (Wanted(authorities=("Bexmoor",)), 3),
        (Wanted(types=(DocumentType.FOCUSED_VISIT,)), 0),
        (Wanted(since=date(2021, 1, 1), until=date(2021, 12, 31)), 3),
        (Wanted(words="interview"), 2),
        (Wanted(words="leavers rights"), 1),
        (Wanted(themes=("no such theme",)), 0),
    ],
)
def test_the_register_is_narrowed(register, wanted, count):
    assert len(select(register.items, wanted)) == count


@pytest.mark.parametrize("order", list(Order))
def test_an_order_loses_nothing(register, order):
    assert {item.key for item in select(register.items, Wanted(), order)} == {item.key for item in register.items}


def test_the_oldest_come_first_where_they_are_asked_for(register):
    days = [item.day for item in select(register.items, Wanted(), Order.OLDEST)]
    assert days == sorted(days)


def test_themes_and_years_add_up_to_the_items(register):
    counts = by_theme_and_year(register.items)
    assert sum(sum(years.values()) for years in counts.values()) == len(register.items)
    assert {theme: sum(years.values()) for theme, years in counts.items()} == dict(register.themes)


def outcomes(snapshot):
    return {
        followed.item.evidence.text: followed for one in follow_through(snapshot, "Ambleford") for followed in one.items
    }


def test_an_item_in_the_next_list_is_raised_again(snapshot):
    followed = outcomes(snapshot)["The timeliness of return home interviews for missing children."]
    assert followed.outcome is Outcome.RAISED_AGAIN
    visit, inspection = followed.later
    assert visit.outcome is Outcome.MENTIONED
    assert inspection.echoes[0].listed


def test_an_item_that_the_next_report_commends_is_now_praised(snapshot):
    followed = outcomes(snapshot)["Supervision of newly qualified social workers."]
    assert followed.outcome is Outcome.PRAISED
    (echo,) = followed.later[-1].echoes
    assert "effective" in echo.reasons[0]
    start, end = echo.evidence.highlights[0]
    assert echo.evidence.text[start:end] == "Supervision of newly qualified social workers is effective."


def test_praise_with_a_but_is_a_mention(snapshot):
    assert outcomes(snapshot)["Life-story work for adopted children."].outcome is Outcome.MENTIONED


def test_what_no_later_report_speaks_of_is_not_found(snapshot):
    followed = outcomes(snapshot)["The oversight of private fostering by senior managers."]
    assert followed.outcome is Outcome.NOTHING
    assert all(not later.echoes for later in followed.later)


def test_where_nothing_is_found_the_nearest_passage_may_be_read_and_decides_nothing(searcher):
    snapshot = searcher.snapshot
    paths = {card.path: index for index, card in enumerate(snapshot.documents)}
    items = [one for report in follow_through(snapshot, "Ambleford") for one in report.items]
    near = [one for one in items if one.nearest is not None]
    assert near
    for one in near:
        assert one.outcome is Outcome.NOTHING
        assert is_verbatim(snapshot.document(paths[one.nearest.document]), one.nearest.spans, one.nearest.text)
        assert one.nearest.highlights
        assert paths[one.nearest.document] in {later.document for later in one.later}


def test_the_sentences_before_say_what_a_praised_one_speaks_of(searcher):
    (plans,) = (
        followed
        for one in follow_through(searcher.snapshot, "Ambleford")
        for followed in one.items
        if "young people in custody" in followed.item.evidence.text
    )
    assert plans.outcome is Outcome.PRAISED


def test_praise_of_much_of_an_item_is_said_as_what_may_be_so_unless_another_passage_differs(tmp_path, fake_encoder):
    asked = "Life-story work for adopted children and their brothers in foster homes."
    praise = "Life-story work for adopted children is thorough and prompt."
    doubt = "Life-story work for adopted children and their brothers is thorough but late."
    for name, said in (("alone", [praise]), ("beside", [praise, doubt])):
        corpus = tmp_path / name
        corpus.mkdir()
        (corpus / "first.md").write_text(inspection("3 to 7 June 2019", asked, []), encoding="utf-8")
        (corpus / "second.md").write_text(inspection("10 to 14 June 2024", "Lamps.", said), encoding="utf-8")
        rebuild(corpus, tmp_path / f"{name}-index", Settings(), encoder=fake_encoder)
        with open_snapshot(tmp_path / f"{name}-index") as opened:
            (followed,) = (one.items[0] for one in follow_through(opened, "Ambleford") if one.later)
            is_alone = said == [praise]
            assert followed.outcome is (Outcome.PERHAPS_PRAISED if is_alone else Outcome.MENTIONED)


def inspection(dates, asked, findings):
    """An inspection of Ambleford that asks for one thing, with these findings among others on other matters."""
    parts = ("lamp ferry orchard bridge kettle ladder garden marsh".split(), "man yard house side".split())
    others = [
        f"Inspectors saw {first}{second} in the town, and they were many." for first in parts[0] for second in parts[1]
    ]
    numbered = "\n".join(f"{number}. {text}" for number, text in enumerate([*findings, *others], 1))
    return (
        f"# Inspection of Ambleford local authority children’s services\n\nInspection dates: {dates}\n\n"
        f"## What needs to improve\n\n- {asked}\n\n"
        f"## The experiences and progress of children at home: good\n\n{numbered}\n"
    )


@pytest.mark.parametrize(
    ("decided", "since", "stands"),
    [
        (Outcome.RAISED_AGAIN, {Tone.PLAIN, Tone.FAULT}, Outcome.RAISED_AGAIN),
        (Outcome.RAISED_AGAIN, {Tone.PRAISE}, Outcome.MENTIONED),
        (Outcome.PRAISED, {Tone.PRAISE}, Outcome.PRAISED),
        (Outcome.PRAISED, {Tone.MIXED}, Outcome.MENTIONED),
    ],
)
def test_a_newer_mention_undoes_what_was_decided_only_where_it_sounds_otherwise(decided, since, stands):
    assert standing([(decided, frozenset({Tone.FAULT})), (Outcome.MENTIONED, frozenset(since))]) is stands


def test_what_the_newest_mention_sounds_like_is_said_where_nothing_decides():
    raised, sounds_good = (Outcome.RAISED_AGAIN, frozenset({Tone.FAULT})), (Outcome.PERHAPS_PRAISED, {Tone.PRAISE})
    assert standing([raised, (sounds_good[0], frozenset(sounds_good[1]))]) is Outcome.PERHAPS_PRAISED
    assert standing([(Outcome.PERHAPS_RAISED, frozenset({Tone.FAULT}))]) is Outcome.PERHAPS_RAISED


def test_the_newest_report_that_decides_is_the_one_that_counts():
    praised, raised = (Outcome.PRAISED, frozenset({Tone.PRAISE})), (Outcome.RAISED_AGAIN, frozenset({Tone.FAULT}))
    assert standing([praised, raised]) is Outcome.RAISED_AGAIN
    assert standing([raised, praised]) is Outcome.PRAISED
    assert standing([(Outcome.NOTHING, frozenset())]) is Outcome.NOTHING


def test_every_echo_stands_word_for_word_on_its_page(searcher):
    snapshot = searcher.snapshot
    paths = {card.path: index for index, card in enumerate(snapshot.documents)}
    seen = 0
    for followed in (one for report in follow_through(snapshot, "Ambleford") for one in report.items):
        for later in followed.later:
            for echo in later.echoes:
                document = snapshot.document(paths[echo.evidence.document])
                assert is_verbatim(document, echo.evidence.spans, echo.evidence.text)
                assert echo.evidence.highlights
                assert echo.reasons
                seen += 1
    assert seen


def test_an_item_followed_alone_is_followed_alike(snapshot, register):
    item = item_on(register, "Supervision")
    (followed,) = [one for one in follow_report(snapshot, item.document).items if one.item == item]
    assert follow_item(snapshot, item) == followed


def test_the_newest_report_has_nothing_after_it(snapshot):
    assert follow_through(snapshot, "Ambleford")[-1].later == ()


def test_the_command_prints_the_items_and_their_number(index, capsys):
    assert main(["--index", str(index), "--authority", "Bexmoor"]) == 0
    printed = capsys.readouterr().out
    assert "by ensuring that: care leavers know their rights" in printed
    assert "3 items from 1 reports" in printed


def test_the_command_gives_json(index, capsys):
    assert main(["--index", str(index), "--since", "2024", "--json"]) == 0
    (item,) = json.loads(capsys.readouterr().out)["items"]
    assert item["authorities"] == ["Ambleford"]
    assert item["inspected_to"] == "2024-06-14"


def test_a_cell_of_the_table_that_starts_like_a_formula_is_made_inert(index, capfdbinary):
    assert main(["--index", str(index), "--words", "ladder", "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capfdbinary.readouterr().out.decode("utf-8-sig"))))
    assert rows[0]["Quotation"] == "'=The use of the caretaker’s ladder."


@pytest.mark.parametrize("arguments", [["--authority", "Nowhere"], ["--theme", "No such theme"]])
def test_a_name_that_the_index_does_not_hold_is_wrong_usage(index, capsys, arguments):
    assert main(["--index", str(index), *arguments]) == 2
    assert "improvements:" in capsys.readouterr().err


def test_an_index_that_is_not_there_is_said(tmp_path, capsys):
    assert main(["--index", str(tmp_path)]) == 1
    assert "no index" in capsys.readouterr().err


def test_the_table_holds_the_line_that_leads_in_where_there_is_one(index, capfdbinary):
    assert main(["--index", str(index), "--words", "rights", "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capfdbinary.readouterr().out.decode("utf-8-sig"))))
    assert rows[0]["Led in by"] == "Improve what is done for care leavers by ensuring that:"
    assert rows[0]["Quotation"] == "care leavers know their rights"


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")
@pytest.mark.parametrize("reader", ["true", "head -1"])
def test_a_list_that_nobody_reads_to_its_end_is_no_fault(index, project, reader):
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = f"{sys.executable} -m retriever.improvements --index '{index}' || echo fault >&2"
    done = subprocess.run(
        f"({command}) | {reader}", shell=True, cwd=project, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
