"""What reportlab has no flowable for: rows whose text comes out of a PDF reader as it does from real reports."""

from reportlab.lib.colors import black
from reportlab.lib.utils import simpleSplit
from reportlab.platypus import Flowable

from corpus_maker.inline import curl

_PAD = 5


class JudgementRow(Flowable):  # type: ignore[misc]
    """A boxed row of a judgement table.

    `order` is where the grade stands in the page's text: "last" on the last line of its wrapped name,
    "after" on a line of its own below the name, "inside" on the name's first line, in the middle of it.
    """

    def __init__(
        self, name: str, grade: str, *, order: str, bold: bool = False, indent: float = 0, size: float = 11
    ) -> None:
        super().__init__()
        self.name, self.grade, self.order, self.indent, self.size = curl(name), grade, order, indent, size
        self.font = "Helvetica-Bold" if bold else "Helvetica"

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        self.width = available_width
        self.split_at = available_width * 0.6 if self.grade else available_width
        self.lines = simpleSplit(self.name, self.font, self.size, self.split_at - self.indent - 2 * _PAD)
        self.leading = self.size * 1.25
        self.height = self.leading * len(self.lines) + 2 * _PAD
        return self.width, self.height

    def draw(self) -> None:
        canvas = self.canv
        canvas.setStrokeColor(black)
        canvas.setLineWidth(0.6)
        canvas.rect(self.indent, 0, self.width - self.indent, self.height)
        if self.grade:
            canvas.line(self.split_at, 0, self.split_at, self.height)
        text = canvas.beginText()
        text.setFont(self.font, self.size)
        for x, y, words in self._placed():
            if words == self.grade and self.order == "after":
                canvas.drawText(text)
                text = canvas.beginText()
                text.setFont(self.font, self.size)
            text.setTextOrigin(x, y)
            text.textOut(words)
        canvas.drawText(text)

    def _placed(self) -> list[tuple[float, float, str]]:
        tops = [self.height - _PAD - self.size - index * self.leading for index in range(len(self.lines))]
        placed = [(self.indent + _PAD, y, line) for line, y in zip(self.lines, tops, strict=True)]
        if not self.grade:
            return placed
        middle = (tops[0] + tops[-1]) / 2
        y, place = {"last": (tops[-1], len(tops)), "inside": (tops[0], 1)}.get(self.order, (middle, len(tops)))
        placed.insert(place, (self.split_at + _PAD, y, self.grade))
        return placed


class Landmark(Flowable):  # type: ignore[misc]
    """Nothing to see: tells the typesetter on which page a heading landed."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self.landmark = heading

    def wrap(self, *_available: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        return


class ContentsRow(Flowable):  # type: ignore[misc]
    """A heading and its page number at the right margin, on the heading's last line."""

    def __init__(self, heading: str, page: int, *, size: float = 11.5) -> None:
        super().__init__()
        self.heading, self.page, self.size = heading, page, size

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        self.width, self.leading = available_width, self.size * 1.3
        self.lines = simpleSplit(curl(self.heading), "Helvetica", self.size, available_width - 60)
        return available_width, self.leading * len(self.lines) + 0.5 * self.size

    def draw(self) -> None:
        text = self.canv.beginText()
        text.setFont("Helvetica", self.size)
        for index, line in enumerate(self.lines):
            text.setTextOrigin(0, (len(self.lines) - 1 - index) * self.leading)
            text.textOut(line)
        text.setTextOrigin(self.width - 6.5 * len(str(self.page)), 0)
        text.textOut(str(self.page))
        self.canv.drawText(text)
