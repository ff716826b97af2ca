import os
import random
import socket
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))
from families import families
from hand_made import endless_file, harmful_files, reaching_files
from mutations import mutated

from indexer import patience
from indexer.build import rebuild
from indexer.cage import CageLimits, Failure, run_caged
from indexer.discovery import find_documents
from indexer.report import read_document
from indexer.settings import Settings
from indexer.snapshot import current_build, open_snapshot
from indexer.sources import Source
from tests.conftest import LONG, LONGEST

pytestmark = [pytest.mark.hostile, pytest.mark.slow]

SUFFIXES = (".pdf", ".docx", ".html", ".md", ".txt")
BUSY = 2
"""A file that has been given its time is stopped then; on a busy machine who waits learns of it somewhat later."""

TAKES_LONG = ("endless", "ten thousand", "drawing of", "million steps", "megabytes", "words", "one line", "numbers.txt")


@pytest.fixture(scope="session")
def good_files(project):
    """The sample's documents: name to content."""
    files = find_documents(project / "corpus")
    return {path.name: path.read_bytes() for path in files}


def sources_in(folder):
    return [Source(path, path.relative_to(folder).as_posix(), "") for path in find_documents(folder)]


def kind_of(outcome):
    """A short word for an outcome; a fault of the program is none of them."""
    if not isinstance(outcome, Failure):
        return "read in part" if outcome.problems else "read"
    assert "fault in this program" not in outcome.reason, outcome.detail
    assert outcome.reason.endswith(".")
    words = {"longer than": "too slow", "memory": "too much memory", "crash": "made the reader crash"}
    return next((word for part, word in words.items() if part in outcome.reason), "refused with a reason")


def read_all(folder, limits):
    """Outcomes counted, and the longest wait for one."""
    counts, longest = Counter(), 0.0
    started = time.monotonic()
    for source, outcome in run_caged(read_document, sources_in(folder), workers=2, limits=limits):
        longest = max(longest, time.monotonic() - started)
        started = time.monotonic()
        try:
            counts[kind_of(outcome)] += 1
        except AssertionError as error:
            raise AssertionError(f"{source.path}: {error}") from None
    return counts, longest


def outcomes(counts, longest):
    crashes = {"crashed": 0} | ({"past their limits": counts["too slow"]} if counts["too slow"] else {})
    return {"tried": counts.total()} | crashes | dict(sorted(counts.items())) | {LONGEST: round(longest, 1)}


@pytest.mark.parametrize("part", range(12 if LONG else 1))
def test_mutated_files_are_read_or_have_a_reason(good_files, tmp_path, times, figure, part):
    wanted = times(120, 500)
    chance = random.Random(11 + part)
    names = sorted(name for name in good_files if Path(name).suffix in SUFFIXES)
    for number in range(wanted):
        name = chance.choice(names)
        suffix = Path(name).suffix
        (tmp_path / f"{number:05}{suffix}").write_bytes(mutated(good_files[name], suffix, 500 * part + number))
    counts, longest = read_all(tmp_path, CageLimits(seconds=60))
    assert counts.total() == wanted
    assert longest < BUSY * 60
    assert counts["made the reader crash"] == 0
    assert counts["read"] + counts["read in part"] > wanted / 4
    figure("mutated files", outcomes(counts, longest))


def test_files_made_to_harm_end_within_their_limits(tmp_path, times, figure):
    for name, data in harmful_files().items():
        if times(0, 1) or not any(words in name for words in TAKES_LONG):
            (tmp_path / name).write_bytes(data)
    seconds = times(20, 60)
    counts, longest = read_all(tmp_path, CageLimits(seconds=seconds))
    assert counts.total() >= times(18, 27)
    assert longest < BUSY * seconds
    assert counts["made the reader crash"] == 0
    figure("files made to harm", outcomes(counts, longest))


def test_files_of_every_family_end_with_text_or_a_reason(tmp_path, times, figure):
    """In a quick run every fifth of them, for ten seconds at most."""
    for number, (name, make) in enumerate(families()):
        if number % times(5, 1) == 0:
            (tmp_path / name).write_bytes(make())
    seconds = times(10, 60)
    counts, longest = read_all(tmp_path, CageLimits(seconds=seconds))
    assert counts.total() > times(25, 120)
    assert longest < BUSY * seconds
    assert counts["made the reader crash"] == 0
    figure("files of other families", outcomes(counts, longest))


def test_good_files_beside_those_of_every_family_are_all_indexed(good_files, tmp_path, fake_encoder, times, figure):
    """By a rebuild, as they come: in a quick run every tenth of the families."""
    folder, index = tmp_path / "corpus", tmp_path / "index"
    folder.mkdir()
    for name, data in good_files.items():
        (folder / name).write_bytes(data)
    of_families = 0
    for number, (name, make) in enumerate(families()):
        if number % times(10, 1) == 0:
            (folder / f"bad {name}").write_bytes(make())
            of_families += 1
    settings = Settings(workers=2, limits=CageLimits(seconds=times(10, 60)))
    summary = rebuild(folder, index, settings, encoder=fake_encoder)
    assert of_families > times(12, 120)
    assert summary.documents + len(summary.skipped) == len(good_files) + of_families
    assert all(skip.reason for skip in summary.skipped)
    alone = rebuild_alone(good_files, tmp_path / "alone", fake_encoder)
    with open_snapshot(index) as snapshot:
        indexed = {card.path for card in snapshot.documents}
    assert indexed >= good_files.keys() - {skip.document for skip in alone.skipped}
    figure(
        "families beside good files",
        {"good": len(good_files), "of families": of_families, "with text": summary.documents - alone.documents},
    )


def rebuild_alone(good_files, place, fake_encoder):
    corpus = place / "corpus"
    corpus.mkdir(parents=True)
    for name, data in good_files.items():
        (corpus / name).write_bytes(data)
    return rebuild(corpus, place / "index", Settings(workers=2), encoder=fake_encoder)


def test_nothing_outside_the_file_is_read_or_asked(tmp_path):
    canary = tmp_path / "canary.txt"
    canary.write_text("the canary sings", encoding="utf-8")
    folder = tmp_path / "corpus"
    folder.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        for name, data in reaching_files(str(canary), f"http://127.0.0.1:{listener.getsockname()[1]}").items():
            (folder / name).write_bytes(data)
        for _, outcome in run_caged(read_document, sources_in(folder), workers=1):
            text = outcome.reason if isinstance(outcome, Failure) else " ".join(page.text for page in outcome.pages)
            assert "sings" not in text
        with pytest.raises(TimeoutError):
            listener.accept()


def test_good_files_among_hostile_ones_are_all_indexed_as_they_are_alone(
    good_files, tmp_path, fake_encoder, times, figure
):
    wanted = times(60, 300)
    for place in ("alone", "among"):
        (tmp_path / place).mkdir()
        for name, data in good_files.items():
            (tmp_path / place / name).write_bytes(data)
    names = sorted(name for name in good_files if Path(name).suffix in SUFFIXES)
    for number in range(wanted):
        name = names[number % len(names)]
        suffix = Path(name).suffix
        data = mutated(good_files[name], suffix, 90_000 + number)
        (tmp_path / "among" / f"bad {number:03}{suffix}").write_bytes(data)
    seconds, texts = {}, {}
    for place in ("alone", "among"):
        index = tmp_path / f"index {place}"
        started = time.monotonic()
        summary = rebuild(tmp_path / place, index, Settings(workers=2), encoder=fake_encoder)
        seconds[place] = time.monotonic() - started
        started = time.monotonic()
        assert rebuild(tmp_path / place, index, Settings(workers=2), encoder=fake_encoder).build == summary.build
        seconds[f"{place} again"] = time.monotonic() - started
        with open_snapshot(index) as snapshot:
            cards = {card.path: card for card in snapshot.documents}
            texts[place] = {
                path: [passage.text for passage in snapshot.passages(range(card.first_row, card.last_row))]
                for path, card in cards.items()
                if path in good_files
            }
    assert summary.documents + len(summary.skipped) == len(good_files) + wanted
    assert all(skip.reason for skip in summary.skipped)
    assert texts["among"] == texts["alone"]
    a_file = {
        "alone": seconds["alone"] / len(good_files),
        "among": (seconds["among"] - seconds["alone"]) / wanted,
    }
    assert a_file["among"] < 2 * a_file["alone"] + 0.1
    figure(
        "good files among hostile ones",
        {
            "good": len(good_files),
            "hostile": wanted,
            "hostile ones with text": summary.documents - len(texts["among"]),
            "seconds of a first rebuild": round(seconds["among"], 1),
            "without the hostile": round(seconds["alone"], 1),
            "seconds a hostile file": round(a_file["among"], 2),
            "a good one": round(a_file["alone"], 2),
            "seconds of the rebuild after that": round(seconds["among again"], 1),
            "after that without the hostile": round(seconds["alone again"], 1),
        },
    )


FIRST_LOSSES, AN_ENDLESS = 8.0, 0.1
"""Seconds of the processor: for the first few files that never end, until they are known for a plague, and for each.
A good report of the sample takes 0.2 of them."""


def processor_s():
    """Of this process and of the children that have ended."""
    return sum(os.times()[:4])


def test_endless_files_beside_good_ones_do_not_keep_a_build_of_the_good_ones_waiting(
    good_files, tmp_path, fake_encoder, times, figure, monkeypatch
):
    """As they come: endless files in a folder of good ones, then another good one, then nothing new."""
    endless = times(24, 300)
    if not LONG:
        monkeypatch.setattr(patience, "_AFTERWARDS", ((2.0, float("inf")),))
        monkeypatch.setattr(patience, "_ONCE_MORE", ((1.0, float("inf")),))
    folder, index = tmp_path / "corpus", tmp_path / "index"
    folder.mkdir()
    limits = CageLimits(seconds=times(4, 60))
    settings = Settings(workers=2, limits=limits)
    last = max(good_files)
    for name, data in good_files.items():
        if name != last:
            (folder / name).write_bytes(data)

    def rebuilt(place):
        """The summary, the seconds until the good files could be asked, the processor's too, those until the end."""
        started, used, stood = time.monotonic(), processor_s(), []
        before = current_build(place)

        def listen(_step):
            if not stood and current_build(place) != before:
                stood.extend((time.monotonic() - started, processor_s() - used))

        summary = rebuild(folder, place, settings, encoder=fake_encoder, progress=listen)
        seconds = time.monotonic() - started
        return summary, *(stood or [seconds, processor_s() - used]), seconds

    def good_ones_skipped(summary):
        return {skip.document for skip in summary.skipped} & good_files.keys()

    alone, without, without_used, _ = rebuilt(tmp_path / "alone")
    for number in range(endless):
        (folder / f"bad {number:03}.pdf").write_bytes(endless_file(number))
    first, first_stood, first_used, first_ended = rebuilt(index)
    left = sum(skip.reason == patience.NO_TIME_LEFT for skip in first.skipped)
    assert good_ones_skipped(first) == good_ones_skipped(alone)
    assert first.documents + len(first.skipped) == len(good_files) - 1 + endless
    assert left > 0
    assert first_stood < first_ended
    an_endless = (first_used - without_used - FIRST_LOSSES) / endless
    assert an_endless < AN_ENDLESS
    (folder / last).write_bytes(good_files[last])
    second, second_stood, _, second_ended = rebuilt(index)
    assert good_ones_skipped(second) == good_ones_skipped(alone)
    assert second.documents + len(second.skipped) == len(good_files) + endless
    assert second_stood < without + times(5, 30)
    assert second_ended < times(20, 180)
    third, _, _, unchanged = rebuilt(index)
    assert (third.build, unchanged < 10) == (second.build, True)
    figure(
        "endless files beside good ones",
        {
            "good": len(good_files),
            "endless": endless,
            "seconds without the endless": round(without, 1),
            "until the good ones answer": round(first_stood, 1),
            "of the processor": round(first_used, 1),
            "without the endless": round(without_used, 1),
            "until all of a first rebuild is done": round(first_ended, 1),
            "read in part": first.documents - alone.documents,
            "no time left for": left,
            "one good file more: until it answers": round(second_stood, 1),
            "until all is done": round(second_ended, 1),
            "seconds with nothing new": round(unchanged, 1),
        },
    )


@pytest.mark.real
def test_the_files_that_others_collected_end_with_text_or_a_reason(shared, figure):
    counts, longest = read_all(shared / "badfiles", CageLimits(seconds=60))
    assert counts.total() == 108
    assert longest < BUSY * 60
    assert counts["made the reader crash"] == 0
    figure("damaged PDFs that others collected", outcomes(counts, longest))


@pytest.mark.real
def test_a_real_report_that_was_cut_off_gives_right_pages_or_none(shared, times, figure):
    files = [path for path in find_documents(shared / "corpus") if path.suffix == ".pdf"]
    counts = Counter()
    for path in random.Random(9).sample(files, times(2, 30)):
        data = path.read_bytes()
        whole = letters_of_pages(data)
        for share in (0.3, 0.6, 0.8, 0.95, 0.999):
            for number, text in letters_of_pages(data[: int(len(data) * share)]).items():
                counts["right" if text == whole.get(number) else "wrong" if text else "not read"] += 1
    assert counts["wrong"] == 0
    assert counts["right"] > 0
    figure("pages of real reports cut off at five places", counts)


def letters_of_pages(data):
    """The letters of each page by its number; hyphens at line ends are a reader's own."""
    from indexer.errors import UnreadableDocumentError
    from indexer.readers.pdf import read_pdf

    try:
        pages = read_pdf(data).pages
    except UnreadableDocumentError:
        return {}
    return {page.number: "".join(filter(str.isalnum, "".join(line.text for line in page.lines))) for page in pages}
