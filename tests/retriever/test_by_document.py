"""Every report of the sample held against one question."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from indexer.build import rebuild
from indexer.document import DocumentType
from indexer.settings import Settings
from indexer.snapshot import Skipped
from retriever.answer import Filters, Strength
from retriever.errors import QuestionError
from retriever.searcher import Searcher
from retriever.survey import Bucket, Survey, bears_name, best_first, in_words, newest_first, unread_files

THEME = "return home interviews"


@pytest.fixture(scope="module")
def found(searcher: Searcher) -> Survey:
    return searcher.survey(THEME)


def paths(survey: Survey, bucket: Bucket) -> set[str]:
    return {report.card.path for report in survey.bucket(bucket)}


def test_every_report_falls_into_one_bucket_and_copies_into_none(searcher: Searcher, found: Survey) -> None:
    sources = [card.path for card in searcher.snapshot.documents if card.twin_of is None]
    assert sorted(report.card.path for report in found.reports) == sorted(sources)
    assert sum(len(found.bucket(bucket)) for bucket in Bucket) == len(sources)


def test_reports_that_hold_the_words_say_something_and_reports_without_a_word_of_it_do_not(
    searcher: Searcher, found: Survey
) -> None:
    cards = searcher.snapshot.documents
    for report in found.reports:
        passages = searcher.snapshot.passages(range(report.card.first_row, report.card.last_row))
        holds = any("return home interview" in passage.text.lower() for passage in passages)
        assert (report.bucket is Bucket.SAYS) == holds, report.card.path
    assert len(cards) > len(found.reports)


def test_what_is_quoted_stands_on_its_page_and_is_numbered_in_the_order_of_the_list(
    searcher: Searcher, found: Survey
) -> None:
    numbers = []
    for report in found.bucket(Bucket.SAYS):
        assert report.evidence
        for passage in report.evidence:
            assert passage.highlights
            document = searcher.snapshot.document(report.document)
            pages = {page.number: page.text for page in document.pages}
            cut = "".join(pages[span.page][span.start : span.end] for span in passage.spans)
            assert "".join(cut.split()) == "".join(passage.text.split())
            numbers.append(passage.citation)
    assert numbers == list(range(1, len(numbers) + 1))
    assert found.dropped == 0


def test_the_newest_report_stands_first(found: Survey) -> None:
    assert list(found.reports) == sorted(found.reports, key=lambda report: newest_first(report.card))


def test_the_same_question_gives_the_same_findings(searcher: Searcher, found: Survey) -> None:
    assert searcher.survey(THEME) == found


def test_words_of_a_name_found_apart_do_not_count_for_the_name(searcher: Searcher) -> None:
    survey = searcher.survey("strategy meeting attendance")
    for report in survey.bucket(Bucket.SAYS):
        quoted = " ".join(passage.text[a:b] for passage in report.evidence for a, b in passage.highlights)
        assert "strateg" in quoted.lower()


def test_a_time_that_no_report_is_of_is_answered_by_none(searcher: Searcher) -> None:
    survey = searcher.survey(THEME, Filters(since=date(2030, 1, 1)))
    assert survey.reports == ()
    assert in_words(survey) == "This collection holds no report of what was asked for."


def test_filters_narrow_what_is_counted(searcher: Searcher) -> None:
    survey = searcher.survey(THEME, Filters(types=(DocumentType.INSPECTION,), since=date(2019, 1, 1)))
    assert {report.card.type for report in survey.reports} == {DocumentType.INSPECTION}
    assert all(report.card.published and report.card.published >= date(2019, 1, 1) for report in survey.reports)


def test_a_file_that_could_not_be_read_is_counted_where_it_may_be_of_what_was_asked(searcher: Searcher) -> None:
    (skipped,) = searcher.snapshot.skipped
    assert bears_name(skipped.document, "Wexcombe")
    assert searcher.survey(THEME, Filters(authorities=("Wexcombe",))).skipped == (skipped,)
    assert searcher.survey(THEME, Filters(authorities=("Ambleford",))).skipped == ()
    assert searcher.survey(THEME, Filters(since=date(2020, 1, 1))).skipped == ()


def test_an_authority_without_reports_is_named_as_missing(searcher: Searcher) -> None:
    survey = searcher.survey(THEME, Filters(authorities=("Norfolk",)))
    assert survey.missing == ("Norfolk",)
    assert survey.reports == ()
    assert "no report on Norfolk" in in_words(survey)


def test_what_an_article_says_of_another_council_does_not_count_for_this_one(searcher: Searcher) -> None:
    theme = "children each social worker carries on average"
    said = {}
    for name in ("Ambleford", "Wexcombe"):
        survey = searcher.survey(theme, Filters(authorities=(name,)))
        assert survey.authorities() == (name,)
        article = next(report for report in survey.reports if len(report.card.authorities) == 2)
        said[name] = " ".join(passage.text[a:b] for passage in article.evidence for a, b in passage.highlights)
    assert "carry 15 children each on average" in said["Ambleford"]
    assert "carry 15 children each on average" not in said["Wexcombe"]


def test_an_article_counts_for_the_council_that_its_sentence_is_about_and_for_no_other(searcher: Searcher) -> None:
    survey = searcher.survey("children each social worker carries on average")
    (article,) = [report for report in survey.bucket(Bucket.SAYS) if len(report.card.authorities) == 2]
    assert [side.authorities for side in article.sides] == [("Ambleford",)]
    assert article.about("Ambleford") == article
    assert article.about("Wexcombe").bucket is Bucket.SILENT
    assert article.about("Wexcombe").evidence == ()
    alone = replace(survey, reports=(article,))
    assert alone.authorities() == ("Ambleford", "Wexcombe")
    assert alone.authorities(Bucket.SAYS) == ("Ambleford",)


def test_files_that_could_not_be_read_are_told_by_their_day_the_oldest_first() -> None:
    files = [Skipped("2_corham/visit - 3 may 2019.pdf", ""), Skipped("3_ayford/inspection - 17 august 2012.pdf", "")]
    assert unread_files(files, ["Ayford", "Corham"]) == [
        "The report of 17 August 2012 on Ayford and the report of 3 May 2019 on Corham could not be read."
    ]
    assert unread_files([Skipped("odd/notes.txt", "")]) == ["The file “notes.txt” could not be read."]
    assert unread_files(files * 2) == ["4 files could not be read at all."]
    assert unread_files([]) == []


def test_counts_are_told_in_words(found: Survey) -> None:
    says, silent = len(found.bucket(Bucket.SAYS)), len(found.bucket(Bucket.SILENT))
    assert in_words(found).startswith(f"{says} of {says + silent} reports say something on this (2 of 2 authorities)")
    assert in_words(found).endswith("The report of 10 June 2018 on Wexcombe could not be read.")


def test_words_in_quotation_marks_are_wanted_to_the_letter(searcher: Searcher) -> None:
    survey = searcher.survey('"return home interviews are a strength"')
    assert [report.card.authorities for report in survey.bucket(Bucket.SAYS)] == [("Wexcombe",)]


@pytest.mark.parametrize("question", ["", "   ", "What needs to improve?"])
def test_a_question_without_a_theme_is_refused_with_an_example(searcher: Searcher, question: str) -> None:
    with pytest.raises(QuestionError, match="for example: return home interviews"):
        searcher.survey(question)


def test_a_theme_that_no_report_speaks_of_is_said_by_none(searcher: Searcher) -> None:
    survey = searcher.survey("zebra crossings near the harbour")
    assert survey.bucket(Bucket.SAYS) == ()
    assert all(report.strength is Strength.NONE for report in survey.reports)


def test_the_best_finding_is_the_newest_that_does_more_than_touch_on_it(found: Survey) -> None:
    newest, older, *_ = found.bucket(Bucket.SAYS)
    assert best_first([older, newest])[0] == newest
    assert best_first([older, replace(newest, strength=Strength.WEAK)])[0] == older


def test_a_report_read_in_part_that_says_nothing_counts_as_unread(
    tmp_path: Path, fake_encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "letter.txt").write_text("Letter to Ayford\n\nVisits to children are prompt and useful.\n")
    rebuild(tmp_path / "corpus", tmp_path / "index", Settings(), encoder=fake_encoder)
    with Searcher.open(tmp_path / "index", encoder=fake_encoder).snapshot as snapshot:
        searcher = Searcher.open(tmp_path / "index", encoder=fake_encoder)
        card = replace(snapshot.documents[0], problems=("Page 2: no text layer, probably a scanned image.",))
        monkeypatch.setattr(searcher.snapshot, "documents", (card,))
        unread = searcher.survey(THEME)
        assert [report.bucket for report in unread.reports] == [Bucket.UNREAD]
        assert unread.unread == 1
        assert "1 could be read only in part." in in_words(unread)
        assert [report.bucket for report in searcher.survey("visits to children").reports] == [Bucket.SAYS]


def test_the_heading_over_a_sentence_says_whom_it_is_about(tmp_path: Path, fake_encoder) -> None:
    report = "# Inspection of {} local authority children’s services\n\n## {}\n\n1. Dental checks are seldom late.\n"
    (tmp_path / "corpus").mkdir()
    for name, heading in (("Ayford", "The experiences of care leavers"), ("Corham", "The impact of leaders")):
        (tmp_path / "corpus" / f"{name}.md").write_text(report.format(name, heading), encoding="utf-8")
    rebuild(tmp_path / "corpus", tmp_path / "index", Settings(), encoder=fake_encoder)
    searcher = Searcher.open(tmp_path / "index", encoder=fake_encoder)
    says = searcher.survey("late dental checks of care leavers").bucket(Bucket.SAYS)
    assert [report.card.authorities for report in says] == [("Ayford",)]
    assert searcher.survey("care leavers who own boats").bucket(Bucket.SAYS) == ()
    searcher.snapshot.close()


def test_a_line_of_grades_is_not_quoted_where_a_report_says_more(tmp_path: Path, fake_encoder) -> None:
    graded = "The experiences and progress of care leavers: good"
    report = f"# Inspection of Ayford local authority children’s services\n\n## {graded}\n\n1. Care leavers are met.\n"
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "Ayford.md").write_text(report, encoding="utf-8")
    rebuild(tmp_path / "corpus", tmp_path / "index", Settings(), encoder=fake_encoder)
    searcher = Searcher.open(tmp_path / "index", encoder=fake_encoder)
    (finding,) = searcher.survey("care leavers").bucket(Bucket.SAYS)
    quoted = [passage.text[start:end] for passage in finding.evidence for start, end in passage.highlights]
    assert quoted == ["Care leavers are met."]
    searcher.snapshot.close()


def test_sufficiency_asked_for_alone_is_that_of_places(tmp_path: Path, fake_encoder) -> None:
    report = "# Inspection of {} local authority children’s services\n\n## Leaders\n\n1. {}\n"
    said = {
        "Ayford": "The sufficiency of local homes is a challenge.",
        "Corham": "Managers do not have sufficient information on drift.",
        "Danmere": "Children have a wide placement choice.",
    }
    (tmp_path / "corpus").mkdir()
    for name, sentence in said.items():
        (tmp_path / "corpus" / f"{name}.md").write_text(report.format(name, sentence), encoding="utf-8")
    rebuild(tmp_path / "corpus", tmp_path / "index", Settings(), encoder=fake_encoder)
    searcher = Searcher.open(tmp_path / "index", encoder=fake_encoder)

    def saying(question: str) -> set[str]:
        return {report.card.path for report in searcher.survey(question).bucket(Bucket.SAYS)}

    assert saying("Sufficiency") == {"Ayford.md", "Danmere.md"}
    assert "Corham.md" in saying("sufficient information")
    assert "Corham.md" in saying("sufficient")
    searcher.snapshot.close()
