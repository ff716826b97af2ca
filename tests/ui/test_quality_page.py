"""The page Quality: what `evaluate` wrote, in words; feedback, and its approval by a second person."""

import json
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from streamlit.testing.v1 import AppTest

from evaluation.abstention import CurvePoint, RiskCoverage
from evaluation.answers import RankedPassage
from evaluation.bootstrap import Figure
from evaluation.gold import Evidence, read_gold
from evaluation.measures import MEASURES
from evaluation.publish import publish
from evaluation.result import Evaluation, KindResult, Miss, QuestionResult, SetResult, SystemResult
from evaluation.scoring import ALL_KINDS
from indexer.encoder import EncoderSettings, open_encoder
from retriever.feedback.folder import FeedbackFolder
from retriever.feedback.record import EvidenceQuote, Feedback, Opinion
from retriever.searcher import Searcher
from tests.ui.conftest import read
from ui.places import Places
from ui.quality.measures import MAIN, OTHERS

QUESTION = "Which of ![these](http://evil.example) fails?"
FIGURE = Figure(0.8123, 0.7, 0.9)
OUTCOME = {"answerable": True, "answered": True, "confidence": 0.5, "milliseconds": 1.0}


@cache
def searcher_of(index) -> Searcher:
    return Searcher.open(index, encoder=open_encoder(EncoderSettings()))


def page(index, corpus, results, feedback):
    from tests.ui.test_quality_page import searcher_of
    from ui.account import note_account
    from ui.pages.quality import show
    from ui.places import Places

    note_account(None, {})
    show(searcher_of(index), Places(index, corpus, results=results, feedback=feedback))


@pytest.fixture
def places(app_index, app_corpus, tmp_path) -> Places:
    return Places(app_index, app_corpus, results=tmp_path / "results", feedback=tmp_path / "said")


@pytest.fixture
def opened(places):
    def run() -> AppTest:
        arguments = (places.index, places.corpus, places.results, places.feedback)
        test = AppTest.from_function(page, args=arguments, default_timeout=120).run()
        assert not test.exception
        return test

    return run


def system(name: str, value: float, misses: tuple[Miss, ...] = ()) -> SystemResult:
    figures = {measure.name: replace(FIGURE, value=value) for measure in MEASURES}
    abstention = {
        name: replace(FIGURE, value=value)
        for name in ("auroc", "balanced_accuracy", "unanswerable_refused", "answerable_refused", "risk_coverage_area")
    }
    questions = tuple(
        QuestionResult(f"q{n}", QUESTION, "fact", figures={"hit@10": 0.0, "answer_hit": 0.0}, miss=miss, **OUTCOME)
        for n, miss in enumerate(misses)
    )
    curve = RiskCoverage((CurvePoint(0.9, 0.5, 0.1), CurvePoint(0.1, 1.0, 0.25)), 0.2)
    kinds = (KindResult("fact", 3, figures), KindResult(ALL_KINDS, 3, figures))
    return SystemResult(name, kinds, abstention, curve, None, 0, questions)


MISS = Miss(
    expected=(Evidence("a report.pdf", 4, "Partners do *not* always attend."),),
    said=("Something else.",),
    passages=(RankedPassage("another.pdf", (1, 2), "A passage that does not help."),),
)
EVALUATION = Evaluation(
    made="2024-03-05T10:00:00+00:00",
    build="b7",
    versions={},
    settings={},
    sets=(SetResult("sample", "sample.jsonl", "aa", 4, (system("this search", 0.8123, (MISS,)),)),),
)


def text_of(test) -> str:
    elements = [*test.title, *test.header, *test.subheader, *test.markdown, *test.expander]
    return read("\n".join(str(getattr(element, "value", "") or element.label) for element in elements))


def cells(test) -> str:
    return read("\n".join(table.value.to_csv() for table in test.table))


def test_nothing_measured_yet_shows_the_command_and_no_figure(opened, places):
    test = opened()
    assert "Not measured yet" in text_of(test)
    assert str(places.results) in test.code[0].value
    assert "bin/evaluate" in test.code[0].value.split(" --gold ")[0]
    assert not test.table


def test_what_evaluate_writes_is_what_the_page_shows(opened, places):
    publish(EVALUATION, [], places.results)
    test = opened()
    shown = cells(test)
    for measure in (*MAIN, *OTHERS):
        assert measure.label in shown
        assert measure.meaning in shown
    assert "81% (70% to 90%)" in shown
    assert "It measured another index (build b7)" in text_of(test)


def test_every_figure_of_an_evaluation_has_plain_words():
    known = {measure.name for measure in (*MAIN, *OTHERS)}
    first = EVALUATION.sets[0].systems[0]
    assert known == {measure.name for measure in MEASURES} | first.abstention.keys()


def test_plain_searches_stand_beside_it_under_names_that_people_know(opened, places):
    gold = EVALUATION.sets[0]
    systems = (*gold.systems, system("chunks by BM25", 0.5))
    publish(replace(EVALUATION, sets=(replace(gold, systems=systems),)), [], places.results)
    test = opened()
    assert "plain search by words" in cells(test)
    assert "chunk" not in text_of(test) + cells(test)


def test_earlier_runs_are_shown_newest_first(opened, places):
    for day, value in (("03", 0.25), ("04", 0.5), ("05", 0.75)):
        gold = replace(EVALUATION.sets[0], systems=(system("this search", value),))
        publish(replace(EVALUATION, made=f"2024-03-{day}T10:00:00+00:00", sets=(gold,)), [], places.results)
    test = opened()
    history = next(table.value for table in test.table if "Measured" in table.value.columns[0])
    assert [row.split("%")[0].rstrip("\\") for row in history.iloc[:, 1]] == ["75", "50", "25"]


def test_a_question_that_fails_shows_what_was_expected_and_what_was_found(opened, places):
    publish(EVALUATION, [], places.results)
    test = opened()
    assert "Not found among the passages" in cells(test)
    test.selectbox(key="quality-miss").set_value("q0").run()
    text = text_of(test)
    assert "“Partners do *not* always attend.”" in text
    assert "a report.pdf, page 4" in text
    assert "“Something else.”" in text
    assert "another.pdf, page 1, 2" in text
    assert "![these](" not in "\n".join(element.value for element in test.markdown)


@pytest.mark.parametrize("content", ["{", "[]", '{"format": 99}', '{"format": 1, "sets": 3}'])
def test_a_file_that_is_no_evaluation_is_named_and_left_out(opened, places, content):
    places.results.mkdir()
    (places.results / "evaluation.json").write_text(content)
    test = opened()
    assert "evaluation.json cannot be read" in text_of(test)
    assert "Not measured yet" in text_of(test)


@pytest.fixture
def said(places, app_index) -> Feedback:
    """Somebody's feedback, whose quotation stands in a report."""
    document = searcher_of(app_index).snapshot.document(0)
    quote = document.pages[0].text.split("\n")[0]
    one = Feedback(
        key="0123456789abcdef",
        question=QUESTION,
        opinion=Opinion.MISSED,
        silent=False,
        evidence=(EvidenceQuote(document.path, 1, quote),),
        words="So it is.",
        by="ab",
        on=date(2024, 3, 5),
        build="b7",
    )
    FeedbackFolder(places.feedback).keep(one)
    return one


def test_feedback_waits_for_a_second_person(opened, said):
    text = text_of(opened())
    assert "1 waiting, 0 approved" in text
    assert f"{QUESTION} · The answer missed a paragraph · waiting" in text
    assert f"“{said.evidence[0].quote}”" in text
    assert "no longer" not in text


def test_the_first_person_is_told_that_somebody_else_must_approve(opened, said, places):
    test = opened()
    test.text_input(key=f"review-initials-{said.key}").set_value("A.B.")
    test.button(key=f"approve-{said.key}").click().run()
    assert "somebody else has to approve it" in text_of(test)
    assert not FeedbackFolder(places.feedback).gold.exists()


def test_a_second_person_approves_it_into_a_gold_file_that_evaluate_reads(opened, said, places):
    test = opened()
    test.selectbox(key=f"kind-{said.key}").set_value("theme")
    test.text_input(key=f"review-initials-{said.key}").set_value("cd")
    test.button(key=f"approve-{said.key}").click().run()
    assert "0 waiting, 1 approved" in text_of(test)
    gold = FeedbackFolder(places.feedback).gold
    (question,) = read_gold(gold).questions
    assert (question.question, question.kind, question.answer) == (QUESTION, "theme", "So it is.")
    assert any(str(gold) in code.value for code in test.code)


def test_one_can_be_erased_and_so_can_all(opened, said, places):
    folder = FeedbackFolder(places.feedback)
    folder.keep(replace(said, key="f" * 16))
    test = opened()
    assert test.button(key=f"erase-{said.key}").disabled
    test.checkbox(key=f"sure-{said.key}").check().run()
    test.button(key=f"erase-{said.key}").click().run()
    assert [one.key for one in folder.read().feedback] == ["f" * 16]
    assert test.button(key="review-erase").disabled
    test.checkbox(key="review-sure").check().run()
    test.button(key="review-erase").click().run()
    assert folder.read().feedback == ()
    assert "Nothing yet" in text_of(test)


def test_evidence_that_has_left_the_reports_is_marked(opened, said, places):
    gone = replace(said.evidence[0], document="gone.pdf")
    FeedbackFolder(places.feedback).keep(replace(said, evidence=(gone,)))
    assert "It does not stand there any longer." in text_of(opened())
    assert json.loads((places.feedback / f"{said.key}.json").read_text())["evidence"][0]["doc"] == "gone.pdf"
