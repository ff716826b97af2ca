import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.boilerplate import Wordings, joined_wordings, recurrences, wordings_of
from indexer.recurring import Counted, counted_on
from indexer.shingles import RUN_WORDS, Shingler, words_of

STANDARD = "This visit to {} was carried out in line with the framework for inspecting services on {} and {} June."


def count_recurrences(texts: list[str], groups: list[str]) -> np.ndarray:
    shingler = Shingler()
    wordings = [wordings_of([text], group, shingler) for text, group in zip(texts, groups, strict=True)]
    return recurrences(joined_wordings(wordings), groups)


def by_hand(texts: list[str], groups: list[str]) -> list[int]:
    """The same count from sets of runs, one passage and one group at a time; for texts that name no group."""

    def runs(text: str) -> list[tuple[str, ...]]:
        words = words_of(text)
        padded = [*words, *[""] * (RUN_WORDS - len(words))] if words else []
        return [tuple(padded[start : start + RUN_WORDS]) for start in range(len(padded) - RUN_WORDS + 1)]

    held: dict[str, set[tuple[str, ...]]] = {group: set() for group in groups}
    for text, group in zip(texts, groups, strict=True):
        held[group].update(runs(text))
    return [
        sum(sum(run in held[other] for run in own) * 100 >= 70 * len(own) for other in held if other != group and own)
        for text, group in zip(texts, groups, strict=True)
        for own in [runs(text)]
    ]


def test_a_standard_sentence_recurs_whatever_the_name_and_the_date() -> None:
    names = ["Ambleford", "Bath and North East Somerset", "Telford and Wrekin"]
    shown = ["Ambleford Borough Council", "Bath & North East Somerset Council", "Telford and Wrekin Council"]
    texts = [STANDARD.format(name, day, day + 1) for day, name in enumerate(shown, start=10)]
    assert count_recurrences(texts, names).tolist() == [2, 2, 2]


def test_what_recurs_within_one_authority_is_its_own() -> None:
    assert count_recurrences([STANDARD] * 5, ["Ambleford"] * 5).tolist() == [0] * 5


def test_a_finding_of_one_authority_does_not_recur() -> None:
    finding = "Strategy meetings are attended by police and health, but schools are seldom asked to come to them."
    assert count_recurrences([finding, STANDARD, STANDARD], ["A town", "A town", "Other"]).tolist() == [0, 1, 1]


def test_one_changed_word_in_a_long_passage_still_recurs() -> None:
    text = (
        STANDARD
        + " Inspectors looked at decisions about children who need help and protection, and met staff and parents."
    )
    assert count_recurrences([text, text.replace("staff", "carers")], ["A", "B"]).tolist() == [1, 1]


def test_a_short_passage_recurs_only_whole() -> None:
    assert count_recurrences(["Good", "good.", "Good work"], ["A", "B", "C"]).tolist() == [1, 1, 0]


def test_passages_without_words_do_not_recur() -> None:
    assert count_recurrences(["", "12.5%", ""], ["A", "B", "C"]).tolist() == [0, 0, 0]


def test_no_passages_give_no_counts() -> None:
    counts = count_recurrences([], [])
    assert counts.dtype == np.int32
    assert len(counts) == 0


@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from("alpha beta gamma delta eta".split()), max_size=9), st.sampled_from("XYZ")),
        max_size=25,
    )
)
def test_the_fast_count_is_the_plain_count(passages: list[tuple[list[str], str]]) -> None:
    texts, groups = [" ".join(words) for words, _ in passages], [f"Group{letter}" for _, letter in passages]
    assert count_recurrences(texts, groups).tolist() == by_hand(texts, groups)


def test_tables_are_cut_without_changing_the_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [STANDARD.format("x", day, day) for day in range(30)] + [
        f"Finding {'abcdefghij'[n % 10] * n}" for n in range(30)
    ]
    groups = [f"Group{number % 7}" for number in range(60)]
    whole = count_recurrences(texts, groups).tolist()
    monkeypatch.setattr("indexer.boilerplate._MAX_CELLS", 20)
    assert count_recurrences(texts, groups).tolist() == whole


PASSAGES = st.lists(
    st.tuples(
        st.lists(st.sampled_from("alpha beta gamma delta eta".split()), max_size=9),
        st.sampled_from("XYZ"),
        st.sampled_from(["stays", "stays", "comes", "goes"]),
    ),
    max_size=25,
)


@given(PASSAGES)
def test_what_is_counted_on_is_what_is_counted_anew(passages: list[tuple[list[str], str, str]]) -> None:
    shingler = Shingler()
    wordings = [wordings_of([" ".join(words)], f"Group{letter}", shingler) for words, letter, _ in passages]
    letters, fates = [letter for _, letter, _ in passages], np.array([fate for _, _, fate in passages], dtype=object)

    def those(chosen: np.ndarray) -> tuple[Wordings, list[str]]:
        numbers = np.flatnonzero(chosen)
        return joined_wordings([wordings[n] for n in numbers]), [letters[n] for n in numbers]

    (before, groups), (added, added_groups) = those(fates != "comes"), those(fates == "comes")
    starts = np.concatenate([[0], np.cumsum(before.sizes)])
    half = len(groups) // 2
    parts = [(starts[: half + 1], before.runs[: starts[half]])]
    parts.append((starts[half:] - starts[half], before.runs[starts[half] :]))
    counted = Counted(parts, np.array(["XYZ".index(g) for g in groups], np.int64), recurrences(before, groups))
    kept = fates[fates != "comes"] == "stays"
    counts, new = counted_on(counted, kept, added, np.array(["XYZ".index(g) for g in added_groups], np.int64))
    anew = recurrences(*those(fates != "goes"))
    is_new = fates[fates != "goes"] == "comes"
    assert counts[kept].tolist() == anew[~is_new].tolist()
    assert new.tolist() == anew[is_new].tolist()
