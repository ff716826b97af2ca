"""The report's own paragraph numbers, told from years, dates and ages that happen to open a line.

A number at a line's start counts only as a link of one long chain (14, 15, 16, ...) through the whole document.
The chain with the highest score wins: each link gains, more so where the line above had ended;
a number left out, or a fresh start at 1, costs.
"""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from indexer.structure.lines import FULL_STOP, SENTENCE_END, Mark, Marks, Role, TextLine, starts_afresh, text_width

_CANDIDATE = re.compile(r"^(\d{1,3})\.(?: (?=\S)|$)")
MOST_SKIPPED = 6
COST_OF_SKIPPED = 0.7
COST_OF_RESTART = 0.75
COST_OF_LATE_START = 2.0
WORTH_OF_LINK = 0.5
SHORT_LINE = 0.8
LEAST_LINKS = 3


class _Candidate(NamedTuple):
    line: int
    value: int
    marker: int
    worth: float


class _Link(NamedTuple):
    score: float
    before: int | None


def mark_numbers(lines: Sequence[TextLine], claimed: Collection[int], *, margin: float) -> Marks:
    """Marks of the lines that open a numbered paragraph. Lines already claimed by other recognisers are left.

    `margin` is the width of a full line: what follows a full line that had not ended is hardly a new paragraph.
    """
    candidates = _candidates(lines, claimed, margin)
    chain = _best_chain(candidates)
    return {
        candidate.line: Mark(Role.TEXT, marker=candidate.marker, number=str(candidate.value))
        for candidate in _without_lone_starts([candidates[i] for i in chain])
    }


def _candidates(lines: Sequence[TextLine], claimed: Collection[int], margin: float) -> list[_Candidate]:
    found = []
    for index, line in enumerate(lines):
        match = _CANDIDATE.match(line.text)
        if not match or index in claimed or not int(match[1]) > 0:
            continue
        worth = 1.0
        above = lines[index - 1] if index else None
        if above is None or index - 1 in claimed or FULL_STOP.search(above.text):
            worth += 0.75
        elif not (SENTENCE_END.search(above.text) or line.gap or text_width(above.text) < SHORT_LINE * margin):
            worth -= 1.5
        if line.gap:
            worth += 0.5
        worth += 0.25 if starts_afresh(line.text[match.end() :]) else -0.75
        found.append(_Candidate(index, int(match[1]), match.end(), worth))
    return found


def _best_chain(candidates: Sequence[_Candidate]) -> list[int]:
    """Indexes of the best chain. Linear: per value only the best chain that ends in it is kept."""
    links: list[_Link] = []
    best_by_value: dict[int, int] = {}
    best: int | None = None
    for index, candidate in enumerate(candidates):
        options = [_Link(-COST_OF_LATE_START if candidate.value > 1 else 0.0, None)]
        for skipped in range(MOST_SKIPPED):
            before = best_by_value.get(candidate.value - 1 - skipped)
            if before is not None:
                gain = WORTH_OF_LINK if skipped == 0 else -skipped * COST_OF_SKIPPED
                options.append(_Link(links[before].score + gain, before))
        if candidate.value == 1 and best is not None:
            options.append(_Link(links[best].score - COST_OF_RESTART, best))
        chosen = max(options, key=lambda link: link.score)
        links.append(_Link(chosen.score + candidate.worth, chosen.before))
        rival = best_by_value.get(candidate.value)
        if rival is None or links[index].score >= links[rival].score:
            best_by_value[candidate.value] = index
        if best is None or links[index].score > links[best].score:
            best = index
    chain: list[int] = []
    current = best
    while current is not None:
        chain.append(current)
        current = links[current].before
    chain.reverse()
    return chain if len(chain) >= LEAST_LINKS else []


def _without_lone_starts(chain: Sequence[_Candidate]) -> list[_Candidate]:
    """The chain without a "1." that no "2." follows: more likely a list's or a stray."""
    runs: list[list[_Candidate]] = []
    for candidate in chain:
        if runs and candidate.value > runs[-1][-1].value:
            runs[-1].append(candidate)
        else:
            runs.append([candidate])
    return [candidate for run in runs if len(run) > 1 or run[0].value > 1 for candidate in run]
