"""An authority of the sample over the years."""

from dataclasses import replace

import pytest

from indexer.document import Judgement
from indexer.snapshot import Skipped
from retriever.over_time import JOINT, LEAVERS_APART, Step, Timeline, in_words, judgement_table, over_time
from retriever.scope import document_date
from retriever.searcher import Searcher
from retriever.survey import Bucket


@pytest.fixture(scope="module")
def timeline(searcher: Searcher) -> Timeline:
    return over_time(searcher, "Ambleford", "return home interviews")


def graded(timeline: Timeline) -> list[Step]:
    return [step for step in timeline.services if step.card.judgements]


def test_reports_stand_in_order_inspections_apart_from_send_and_from_papers(timeline: Timeline) -> None:
    days = [document_date(step.card) for step in timeline.services]
    assert days == sorted(days)
    assert [step.card.type.value for step in timeline.services] == [
        "inspection",
        "focused visit",
        "inspection",
        "focused visit",
        "inspection",
    ]
    assert [step.card.type.value for step in timeline.send] == ["SEND"]
    assert {step.card.type.value for step in timeline.beside} == {"news", "other"}


def test_each_report_says_something_on_the_theme_or_that_it_does_not(timeline: Timeline) -> None:
    for step in (*timeline.services, *timeline.send, *timeline.beside):
        assert step.finding is not None
        assert bool(step.finding.evidence and step.finding.evidence[0].highlights) or (
            step.finding.bucket is not Bucket.SAYS
        )


def test_citations_count_in_the_order_in_which_the_reports_stand(timeline: Timeline) -> None:
    assert timeline.survey is not None
    steps = (*timeline.services, *timeline.send, *timeline.beside)
    findings = [step.finding for step in steps if step.finding and step.finding.bucket is Bucket.SAYS]
    numbers = [passage.citation for finding in findings for passage in finding.evidence]
    assert len(numbers) > 3
    assert numbers == list(range(1, len(numbers) + 1))
    assert {finding.document for finding in findings} == {
        report.document for report in timeline.survey.bucket(Bucket.SAYS)
    }


def test_grades_stand_inspection_by_inspection_and_blanks_are_not_guessed(timeline: Timeline) -> None:
    rows = {row.name: row.grades for row in timeline.judgements.rows}
    assert rows["Overall effectiveness"] == (
        "requires improvement to be good",
        "requires improvement to be good",
        "good",
    )
    assert rows["Care leavers"] == ("inadequate", JOINT, "outstanding")
    assert rows["Adoption"] == ("good", None, None)
    assert timeline.send_judgements.rows[0].grades == ("widespread and/or systemic failings",)


def test_a_change_of_framework_and_of_what_is_judged_is_marked(timeline: Timeline) -> None:
    first, second, third = (one.changed for one in timeline.judgements.inspections)
    assert first is None
    assert second is not None
    assert "ILACS" in second
    assert third == LEAVERS_APART


def test_a_report_without_an_overall_grade_leaves_that_cell_blank(timeline: Timeline) -> None:
    *before, last = graded(timeline)
    without = tuple(one for one in last.card.judgements if "verall" not in one.name)
    table = judgement_table([*before, replace(last, card=replace(last.card, judgements=without))])
    assert {row.name: row.grades[-1] for row in table.rows}["Overall effectiveness"] is None


def test_a_judgement_of_no_known_kind_stands_under_its_own_name(timeline: Timeline) -> None:
    *_, last = graded(timeline)
    card = replace(last.card, judgements=(Judgement("Capacity to improve", "good", ()),))
    (row,) = judgement_table([replace(last, card=card)]).rows
    assert (row.name, row.grades) == ("Capacity to improve", ("good",))


def test_without_a_theme_the_reports_stand_in_the_same_order(searcher: Searcher, timeline: Timeline) -> None:
    bare = over_time(searcher, "Ambleford")
    assert bare.survey is None
    assert [step.document for step in bare.services] == [step.document for step in timeline.services]
    assert all(step.finding is None for step in bare.services)
    assert bare.judgements == timeline.judgements


def test_an_authority_without_documents_has_nothing_and_says_so(searcher: Searcher) -> None:
    empty = over_time(searcher, "Norfolk", "return home interviews")
    assert not empty.known
    assert empty.services == empty.send == empty.beside == ()
    assert empty.judgements.inspections == ()


def test_files_that_could_not_be_read_stand_beside_their_authority(searcher: Searcher) -> None:
    assert len(over_time(searcher, "Wexcombe").skipped) == 1
    assert over_time(searcher, "Ambleford").skipped == ()


@pytest.mark.parametrize("theme", ["", "return home interviews"])
def test_a_report_that_cannot_be_read_stands_at_its_place_and_is_told(searcher: Searcher, theme: str) -> None:
    wexcombe = over_time(searcher, "Wexcombe", theme)
    (heading, steps), *_ = wexcombe.reports
    assert heading == "Inspections and visits"
    assert [type(step) for step in steps][:2] == [Skipped, Step]
    assert len(steps) == len(wexcombe.services) + 1
    assert "The report of 10 June 2018 could not be read." in in_words(wexcombe)


def test_a_file_without_a_day_or_a_name_is_no_gap(timeline: Timeline) -> None:
    files = tuple(Skipped(path, "") for path in ("ambleford/notes.txt", "visit - 3 may 2018.pdf"))
    assert replace(timeline, skipped=files).gaps == ()


def test_a_send_report_that_cannot_be_read_stands_among_those_of_its_field(timeline: Timeline) -> None:
    file = Skipped("send/90001_ambleford/area send - 7 may 2019.pdf", "")
    lists = dict(replace(timeline, skipped=(file,)).reports)
    assert lists["Area SEND"] == (file, *timeline.send)
    assert file not in lists["Inspections and visits"]
