"""Behaviour of whole questions over the documents that ship."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evaluation.gold import read_gold
from indexer import verified
from indexer.build import rebuild
from indexer.document import DocumentType
from indexer.errors import IndexDamagedError, IndexMissingError
from indexer.settings import Settings
from indexer.snapshot import Snapshot, open_snapshot
from indexer.structure.authorities import Authority
from retriever import searcher as searching
from retriever.answer import Answer, Filters, Strength
from retriever.concepts import Thesaurus
from retriever.contract import answer_to_json
from retriever.cutting import is_verbatim
from retriever.errors import QuestionError
from retriever.interpretation import Interpreter
from retriever.searcher import LONGEST_QUESTION, Searcher

THEME = "What did inspectors say about return home interviews in Ambleford?"


def page_text(searcher: Searcher, path: str, page: int) -> str:
    index = next(i for i, card in enumerate(searcher.snapshot.documents) if card.path == path)
    return next(p.text for p in searcher.snapshot.document(index).pages if p.number == page)


def without_timings(answer: Answer) -> str:
    return json.dumps(answer_to_json(replace(answer, timings_ms={})), sort_keys=True)


def test_every_quotation_of_every_sample_question_stands_on_its_page(searcher: Searcher, project: Path) -> None:
    checked = 0
    for question in read_gold(project / "evaluation" / "gold" / "sample.jsonl").questions:
        answer = searcher.ask(question.question)
        cited = {passage.citation: passage for passage in answer.passages}
        assert answer.dropped == 0
        for quotation in answer.quotations:
            assert quotation.text in cited[quotation.citation].text
        for passage in answer.passages:
            slices = [page_text(searcher, passage.document, span.page)[span.start : span.end] for span in passage.spans]
            assert "".join("".join(slices).split()) == "".join(passage.text.split())
            checked += 1
    assert checked > 300


def test_a_named_authority_is_answered_from_its_own_documents(searcher: Searcher) -> None:
    answer = searcher.ask(THEME)
    assert answer.understood.authorities == ("Ambleford",)
    assert answer.passages
    assert all("Ambleford" in passage.authorities for passage in answer.passages)


def test_a_theme_brings_every_report_that_speaks_to_it_newest_first(searcher: Searcher) -> None:
    answer = searcher.ask(THEME)
    cited = {passage.citation: passage for passage in answer.passages}
    days = [
        cited[quotation.citation].inspected_to
        for quotation in answer.quotations
        if cited[quotation.citation].inspected_to is not None
    ]
    assert len(set(days)) >= 3
    assert days == sorted(days, reverse=True)


def test_change_is_told_oldest_first(searcher: Searcher) -> None:
    answer = searcher.ask("Have return home interviews in Ambleford got better since 2016?")
    cited = {passage.citation: passage for passage in answer.passages}
    days = [day for quotation in answer.quotations if (day := cited[quotation.citation].inspected_to)]
    assert days == sorted(days)


def test_an_authority_without_documents_is_told_and_nothing_is_quoted(searcher: Searcher) -> None:
    answer = searcher.ask("What did inspectors say about the front door in Norfolk?")
    assert not answer.answerable
    assert answer.quotations == ()
    assert answer.strength is Strength.NONE
    assert "This collection holds no report on Norfolk." in answer.verdict
    assert answer.understood.unknown_authorities == ("Norfolk",)
    assert answer.passages
    assert all(passage.aside for passage in answer.passages if passage.authorities)


def test_an_authority_of_the_past_is_answered_by_what_took_its_place_and_said_to_be_missing(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = Authority("Oldford", aliases=(), ambiguous=False, successors=("Ambleford", "Elsewhere"))
    monkeypatch.setattr("retriever.interpretation.load_authorities", lambda: (past,))
    interpreter = Interpreter(searcher.snapshot, Thesaurus.load())
    named = interpreter.find_names("return home interviews in Oldford", Filters())
    understood = interpreter.interpret(named, Filters()).understood
    assert (understood.authorities, understood.unknown_authorities) == (("Ambleford",), ("Oldford",))


def test_what_no_report_on_childrens_services_speaks_of_is_not_answered(searcher: Searcher, project: Path) -> None:
    questions = [question.question for question in read_gold(project / "evaluation" / "off_topic.jsonl").questions]
    assert len(questions) > 20
    assert [question for question in questions if searcher.ask(question).answerable] == []


def test_a_visit_that_did_not_happen_is_told(searcher: Searcher) -> None:
    answer = searcher.ask("What did the 2020 focused visit to Ambleford conclude?")
    assert not answer.answerable
    assert "no focused visit letter on Ambleford from 2020" in answer.verdict


def test_filters_narrow_and_a_reading_can_be_taken_back(searcher: Searcher) -> None:
    since = Filters(since=date(2022, 1, 1), types=(DocumentType.INSPECTION,))
    answer = searcher.ask(THEME, since)
    assert {passage.type for passage in answer.passages} == {DocumentType.INSPECTION}
    assert all((passage.inspected_to or passage.published) >= date(2022, 1, 1) for passage in answer.passages)
    wider = searcher.ask(THEME, Filters(disregard=("Ambleford",)))
    assert wider.understood.authorities == ()
    assert wider.searched.documents > searcher.ask(THEME).searched.documents


def test_a_filter_names_an_authority_in_any_spelling(searcher: Searcher) -> None:
    answer = searcher.ask("return home interviews", Filters(authorities=("wexcombe county council",)))
    assert answer.understood.authorities == ("Wexcombe",)


def test_a_worse_copy_is_named_beside_the_better_one_and_never_cited(searcher: Searcher) -> None:
    twins = [card for card in searcher.snapshot.documents if card.twin_of]
    assert twins
    for card in twins:
        answer = searcher.ask(THEME.replace("return home interviews", "strategy meetings"), top_k=50)
        assert card.path not in {passage.document for passage in answer.passages}
        assert any(card.path in passage.also_in for passage in answer.passages if passage.document == card.twin_of)


def test_an_exact_phrase_in_quotation_marks_stands_in_every_passage(searcher: Searcher) -> None:
    answer = searcher.ask('"return home interview" in Ambleford')
    assert answer.passages
    assert all("return home interview" in " ".join(passage.text.lower().split()) for passage in answer.passages)


def test_highlights_are_the_quotations(searcher: Searcher) -> None:
    answer = searcher.ask(THEME)
    for passage in answer.passages:
        marked = {passage.text[start:end] for start, end in passage.highlights}
        quoted = {quotation.text for quotation in answer.quotations if quotation.citation == passage.citation}
        assert quoted <= marked


def test_the_same_question_has_the_same_answer_to_the_byte(
    searcher: Searcher, sample_index: Path, fake_encoder
) -> None:
    first = without_timings(searcher.ask(THEME))
    again = Searcher.open(sample_index, encoder=fake_encoder)
    with ThreadPoolExecutor(4) as pool:
        others = list(pool.map(lambda _: without_timings(again.ask(THEME)), range(8)))
    again.snapshot.close()
    assert set(others) == {first}


def test_top_k_limits_the_passages(searcher: Searcher) -> None:
    assert len(searcher.ask(THEME, top_k=3).passages) == 3
    assert [passage.rank for passage in searcher.ask(THEME).passages] == list(range(1, 11))


@pytest.mark.parametrize(
    "question",
    ["Where can I park in Ambleford?", "How do I become a foster carer?", "What is the phone number of the hub?"],
)
def test_an_errand_is_nothing_that_reports_tell(searcher: Searcher, question: str) -> None:
    answer = searcher.ask(question)
    assert not answer.answerable
    assert answer.verdict.startswith("The reports do not say")
    assert answer.passages


@pytest.mark.parametrize(("question", "words"), [("  \n ", "empty"), ("x" * (LONGEST_QUESTION + 1), "characters")])
def test_what_is_no_question_is_refused_with_what_to_do(searcher: Searcher, question: str, words: str) -> None:
    with pytest.raises(QuestionError, match=words):
        searcher.ask(question)


@pytest.mark.parametrize(
    "question", ["?", "the and of", "\u200b", "a" * 999, "'; DROP TABLE passages; --", "$x$ **b** :red[c]"]
)
def test_odd_questions_get_an_honest_answer(searcher: Searcher, question: str) -> None:
    answer = searcher.ask(question)
    assert 0.0 <= answer.confidence <= 1.0
    assert answer.verdict


def test_verbatim_fails_for_a_quotation_of_another_page(searcher: Searcher) -> None:
    passage = next(p for p in searcher.ask(THEME).passages if len(p.spans) == 1)
    index = next(i for i, card in enumerate(searcher.snapshot.documents) if card.path == passage.document)
    document = searcher.snapshot.document(index)
    assert is_verbatim(document, passage.spans, passage.text)
    assert not is_verbatim(document, passage.spans, passage.text[:-1] + "?")


def test_an_index_that_is_not_there_is_named_with_the_command_that_makes_it(tmp_path: Path, fake_encoder) -> None:
    with pytest.raises(IndexMissingError, match="rebuild-index"):
        Searcher.open(tmp_path, encoder=fake_encoder)


def test_a_newer_build_is_taken_up_and_the_older_one_serves_who_holds_it(tmp_path: Path, fake_encoder) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "first.md").write_text("# Note on Ambleford\n\nReturn home interviews are prompt in Ambleford.\n")
    rebuild(corpus, index, Settings(), encoder=fake_encoder)
    opened = Searcher.open(index, encoder=fake_encoder)
    before = opened.snapshot
    assert not opened.refresh()
    (corpus / "second.md").write_text("# Note on Wexcombe\n\nReturn home interviews are late in Wexcombe.\n")
    rebuild(corpus, index, Settings(), encoder=fake_encoder)
    assert opened.refresh()
    assert not opened.refresh()
    assert (len(before.documents), len(opened.snapshot.documents)) == (1, 2)
    assert before.document(0).path == "first.md"
    assert opened.ask("return home interviews").searched.documents == 2


def test_who_comes_while_a_newer_build_is_opened_sees_it_too(
    tmp_path: Path, fake_encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "first.md").write_text("# Note on Ambleford\n\nReturn home interviews are prompt in Ambleford.\n")
    rebuild(corpus, index, Settings(), encoder=fake_encoder)
    opened = Searcher.open(index, encoder=fake_encoder)
    (corpus / "second.md").write_text("# Note on Wexcombe\n\nReturn home interviews are late in Wexcombe.\n")
    newer = rebuild(corpus, index, Settings(), encoder=fake_encoder).build
    begun, go_on = threading.Event(), threading.Event()

    def slowly(*args: Any, **named: Any) -> Snapshot:
        begun.set()
        assert go_on.wait(60)
        return open_snapshot(*args, **named)

    monkeypatch.setattr(searching, "open_snapshot", slowly)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(opened.refresh)
        assert begun.wait(60)
        second = threads.submit(lambda: (opened.refresh(), opened.snapshot.build))
        threading.Timer(0.2, go_on.set).start()
        assert second.result() == (False, newer)
        assert first.result()


@pytest.fixture
def a_large_collection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A corpus of one note, and where its index goes, whose builds count as large whatever their size."""
    monkeypatch.setattr(verified, "LARGE_BUILD_BYTES", 0)
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "first.md").write_text("# Note on Ambleford\n\nReturn home interviews are prompt in Ambleford.\n")
    return corpus, tmp_path / "index"


def test_what_is_found_damaged_while_a_question_is_answered_leaves_the_build_before_answering(
    a_large_collection: tuple[Path, Path], fake_encoder
) -> None:
    corpus, index = a_large_collection
    before = rebuild(corpus, index, Settings(), encoder=fake_encoder).build
    (corpus / "second.md").write_text("# Note on Wexcombe\n\nReturn home interviews are late in Wexcombe.\n")
    now = rebuild(corpus, index, Settings(), encoder=fake_encoder).build
    (texts,) = (index / "builds" / now).rglob("texts.sqlite")
    texts.write_bytes(texts.read_bytes().replace(b"late in Wexcombe", b"good in Wexcombe"))
    opened = Searcher.open(index, encoder=fake_encoder)
    shared = opened.held()
    assert opened.snapshot.build == now
    answer = opened.ask("return home interviews")
    assert (answer.searched.build, answer.searched.documents) == (before, 1)
    assert opened.snapshot.warnings
    assert shared.refresh()
    assert shared.snapshot.build == before
    assert not shared.refresh()
    assert rebuild(corpus, index, Settings(), encoder=fake_encoder).build == now
    assert shared.refresh()
    assert (shared.snapshot.build, shared.snapshot.warnings) == (now, ())
    assert shared.ask("return home interviews").searched.documents == 2


def test_where_no_build_is_whole_nothing_of_the_damaged_one_is_answered(
    a_large_collection: tuple[Path, Path], fake_encoder
) -> None:
    corpus, index = a_large_collection
    rebuild(corpus, index, Settings(), encoder=fake_encoder)
    (texts,) = index.rglob("texts.sqlite")
    texts.write_bytes(texts.read_bytes().replace(b"prompt in Ambleford", b"poorly in Ambleford"))
    opened = Searcher.open(index, encoder=fake_encoder)
    for _ in range(2):
        with pytest.raises(IndexDamagedError, match=r"texts\.sqlite"):
            opened.ask("return home interviews")
    with pytest.raises(IndexDamagedError, match=r"texts\.sqlite"):
        opened.refresh()


def test_a_place_that_no_document_speaks_of_is_said_to_have_no_report(searcher: Searcher) -> None:
    answer = searcher.ask("How good is supervision in Glasgow?")
    assert not answer.answerable
    assert "no report on Glasgow" in answer.verdict


def test_a_name_that_the_documents_use_is_taken_for_no_place(searcher: Searcher) -> None:
    assert not searcher.ask("visits for Harbour").understood.unknown_authorities


def test_an_everyday_word_is_no_acronym(searcher: Searcher) -> None:
    assert "HOME" not in searcher.ask("return home interviews").understood.expansions


def test_more_reports_are_pointed_to_for_a_theme_alone(searcher: Searcher) -> None:
    assert searcher.ask("What do inspectors say about return home interviews in Ambleford?").on_theme
    for question in ("What was Ambleford judged overall in 2024?", "When did the inspection of Ambleford begin?"):
        assert not searcher.ask(question).on_theme
    assert not searcher.ask("What do reports say about zebra crossings?").on_theme


def test_an_abstention_has_no_strength_whatever_was_found(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retriever.answering._quoted", lambda *_: ([], 1))
    answer = searcher.ask(THEME)
    assert answer.confidence >= 0.5
    assert not answer.answerable
    assert answer.strength is Strength.NONE
