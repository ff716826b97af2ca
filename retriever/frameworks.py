"""Under which rules a report was made: what one framework judges or asks for the next one may not."""

import re
from datetime import date
from enum import StrEnum

from indexer.document import DocumentType
from retriever.scope import Dated, document_date


class Framework(StrEnum):
    """The inspectorates' frameworks, in the words shown to users."""

    EARLIER = "before the single inspection framework"
    SIF = "single inspection framework (SIF)"
    ILACS = "ILACS inspection"
    FOCUSED_VISIT = "ILACS focused visit"
    MONITORING_VISIT = "monitoring visit"
    SEND_2016 = "local area SEND (2016)"
    SEND_2023 = "area SEND (2023)"
    JOINT_TARGETED = "joint targeted area inspection"
    NONE = "no inspection framework"


SIF_FROM = date(2013, 11, 1)
ILACS_FROM = date(2018, 1, 1)
AREA_SEND_FROM = date(2023, 1, 1)

_SIF_TITLE = re.compile(r"services for children in need of help and protection", re.IGNORECASE)
_JOINT_TITLE = re.compile(r"joint targeted area", re.IGNORECASE)
_GRADES = re.compile(
    r"(?:the )?(?:overall effectiveness|experiences and progress of|impact of leaders|effectiveness of leaders"
    r"|children looked after and achieving permanence)"
    r".{0,120}(?:outstanding|good|improve(?:ment)?|inadequate)\W*$",
    re.IGNORECASE | re.DOTALL,
)


def is_line_of_grades(text: str) -> bool:
    """Whether it is a line of the table of grades, or a heading that repeats one: it says nothing on a matter.

    >>> is_line_of_grades("The experiences and progress of children in care and care leavers: good")
    True
    >>> is_line_of_grades("Care leavers receive a good service.")
    False
    """
    return _GRADES.match(text) is not None


def framework_of(document: Dated) -> Framework:
    """The framework of a report by its type, its title and its date; by type alone where it has no date.

    The single inspection framework ended in reports printed well into the next one's time, so its title
    counts for more than the date.
    """
    day = document_date(document) or date.max
    if _JOINT_TITLE.search(document.title):
        return Framework.JOINT_TARGETED
    match document.type:
        case DocumentType.INSPECTION:
            if _SIF_TITLE.search(document.title):
                return Framework.SIF
            return Framework.EARLIER if day < SIF_FROM else Framework.SIF if day < ILACS_FROM else Framework.ILACS
        case DocumentType.SEND:
            return Framework.SEND_2016 if day < AREA_SEND_FROM else Framework.SEND_2023
        case DocumentType.FOCUSED_VISIT:
            return Framework.FOCUSED_VISIT
        case DocumentType.MONITORING_VISIT:
            return Framework.MONITORING_VISIT
        case _:
            return Framework.NONE
