"""How each kind of report looks: margins, running feet, bullets and type sizes."""

from dataclasses import dataclass

from corpus_maker.bullets import MEDIUM_SQUARE, PRIVATE_SQUARE, SMALL_SQUARE


@dataclass(frozen=True, slots=True)
class Look:
    """Measures are in points. `first_top` is the top margin of the first page, where a letter has its head."""

    left: float
    right: float
    top: float
    first_top: float
    bottom: float
    size: float
    bullet: str
    number_size: float
    number_on_first: bool = False
    number_outside: bool = False
    rule: bool = False
    title_size: float = 20


LOOKS = {
    "older": Look(
        76, 76, 84, 96, 92, 12, PRIVATE_SQUARE, 14, number_on_first=True, number_outside=True, rule=True
    ),
    "inspection": Look(78, 78, 84, 96, 88, 12, MEDIUM_SQUARE, 14, rule=True),
    "letter": Look(80, 80, 76, 128, 84, 11.5, MEDIUM_SQUARE, 9),
    "send": Look(72, 72, 76, 120, 84, 11.5, SMALL_SQUARE, 9, title_size=18),
}  # fmt: skip
