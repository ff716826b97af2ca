"""Every report held against one question: which ones say something on it, which do not, which could not be read.

An answer quotes the best passages; "how many councils" needs each report judged by itself, also the ones that no
list of best passages would reach. Here every sentence in scope is weighed by itself (`saying.weigh`), and
a report counts by its best one. To say something on a theme may be praise or blame: that is for the reader of
the quotation, and no count here tells it.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from indexer.snapshot import DocumentCard, Snapshot
from indexer.structure.dates import find_dates
from retriever.answer import Understood
from retriever.errors import QuestionError
from retriever.interpretation import Interpretation
from retriever.judging import judge
from retriever.saying import Sentences, weigh
from retriever.survey import Bucket, ReportFinding, Survey, bears_name, newest_first


def survey(snapshot: Snapshot, asked: Interpretation, vector: npt.NDArray[np.float32]) -> Survey:
    """Judge every report in scope. `vector` is the question, encoded.

    Raises QuestionError where the question has no theme that a sentence could be held against.
    """
    if not asked.concepts:
        raise QuestionError("This question names no theme to look for. Name one, for example: return home interviews")
    documents = _in_scope(snapshot, asked)
    sentences = Sentences.of(snapshot, documents)
    weighed = weigh(snapshot, asked, vector, sentences)
    findings = [
        judge(snapshot, document, asked.understood.authorities, weighed, sentences)
        for document in sorted(documents, key=lambda index: newest_first(snapshot.documents[index]))
    ]
    return Survey(
        question=asked.asked,
        understood=asked.understood,
        build=snapshot.build,
        reports=_numbered([finding for finding, _ in findings]),
        skipped=tuple(one for one in snapshot.skipped if _may_be_asked_for(one.document, asked, snapshot)),
        missing=asked.understood.unknown_authorities,
        dropped=sum(dropped for _, dropped in findings),
    )


def _numbered(findings: Sequence[ReportFinding]) -> tuple[ReportFinding, ...]:
    """The findings with the citations of those that say something counted on from 1."""
    number = 0
    numbered = []
    for finding in findings:
        evidence = []
        for passage in finding.evidence:
            number += finding.bucket is Bucket.SAYS
            evidence.append(replace(passage, citation=number) if finding.bucket is Bucket.SAYS else passage)
        numbered.append(replace(finding, evidence=tuple(evidence)))
    return tuple(numbered)


def _in_scope(snapshot: Snapshot, asked: Interpretation) -> list[int]:
    """The reports that are of what was asked for, and no others.

    An answer falls back on other reports where there is none of the time or kind asked for; a count does not.
    """
    understood = asked.understood
    if understood.unknown_authorities and not understood.authorities:
        return []
    return [
        index
        for index in asked.scope.documents
        if (not understood.types or snapshot.documents[index].type in understood.types)
        and _in_time(snapshot.documents[index], understood)
    ]


def _in_time(card: DocumentCard, understood: Understood) -> bool:
    since, until = understood.since, understood.until
    if since is None and until is None:
        return True
    spans = [(card.inspected_from or card.inspected_to, card.inspected_to), (card.published, card.published)]
    return any(
        first is not None
        and last is not None
        and (until is None or first <= until)
        and (since is None or last >= since)
        for first, last in spans
    )


def _may_be_asked_for(path: str, asked: Interpretation, snapshot: Snapshot) -> bool:
    """Whether a file that could not be read may be of the authorities and the time asked for, by its name."""
    understood = asked.understood
    days = find_dates(path.rpartition("/")[2])
    if days and (
        (understood.since and days[-1] < understood.since) or (understood.until and days[-1] > understood.until)
    ):
        return False
    wanted = {*understood.authorities, *understood.unknown_authorities}
    named = {name for card in snapshot.documents for name in card.authorities if bears_name(path, name)}
    return not wanted or not named or bool(named & wanted)
