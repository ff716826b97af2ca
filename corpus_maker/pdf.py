"""Sets a source as a PDF in the form of one of four kinds of report.

Set several times over: where footnotes and headings land is known only after a pass, and the next pass
leaves room for the footnotes and fills in the contents, until nothing moves.
"""

import io
from dataclasses import dataclass, field

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph

from corpus_maker.flowables import Landmark
from corpus_maker.inline import curl, inline
from corpus_maker.looks import LOOKS, Look
from corpus_maker.sources import Source
from corpus_maker.story import Story

_WIDTH, _HEIGHT = A4
_MAX_PAGES = 60
_MAX_PASSES = 6
_GREY = Color(0.35, 0.35, 0.35)
_NOTE_STYLE = ParagraphStyle("note", fontName="Helvetica", fontSize=8.5, leading=10.5, embeddedHyphenation=1)


@dataclass(slots=True)
class Landing:
    """Where things stood after a pass: label or heading to physical page."""

    footnotes: dict[str, int] = field(default_factory=dict)
    headings: dict[str, int] = field(default_factory=dict)


def make_pdf(source: Source) -> bytes:
    """Raises RuntimeError where the pages do not settle, which a footnote on a page's last line can cause."""
    landing = Landing()
    for _ in range(_MAX_PASSES):
        pass_over = _Pass(source, landing)
        content = pass_over.run()
        if pass_over.landing == landing:
            return content
        landing = pass_over.landing
    raise RuntimeError(f"{source.name}: the footnotes' pages do not settle; move a footnote to another sentence")


class _Pass:
    def __init__(self, source: Source, previous: Landing) -> None:
        self.source, self.previous, self.landing = source, previous, Landing()
        self.look: Look = LOOKS[source.fields["template"]]
        self.notes = {block.detail: block.text for block in source.blocks if block.kind == "footnote"}
        self.aside = next((block.text for block in source.blocks if block.kind == "aside"), "")

    def run(self) -> bytes:
        file = io.BytesIO()
        fields = self.source.fields
        template = _Template(
            file, self.landing, pagesize=A4, invariant=1, pageCompression=0, title=curl(fields["title"]),
            author="Invented sample", subject="Invented document, written to try out the program", lang="en-GB",
        )  # fmt: skip
        template.addPageTemplates([self._page(number) for number in range(1, _MAX_PAGES + 1)])
        template.build(Story(self.look, self.previous.headings).flowables(self.source))
        return file.getvalue()

    def _page(self, number: int) -> PageTemplate:
        look = self.look
        room = self._notes_height(number)
        top = look.first_top if number == 1 else look.top
        frame = Frame(
            look.left, look.bottom + room, _WIDTH - look.left - look.right, _HEIGHT - top - look.bottom - room,
            leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
        )  # fmt: skip
        return PageTemplate(id=str(number), frames=[frame], onPage=self._before_page, onPageEnd=self._after_page)

    def _notes_on(self, page: int, landing: Landing) -> list[Paragraph]:
        labels = sorted((label for label, where in landing.footnotes.items() if where == page), key=int)
        return [Paragraph(f"<super>{label}</super> {inline(self.notes[label])}", _NOTE_STYLE) for label in labels]

    def _notes_height(self, page: int) -> float:
        width = _WIDTH - self.look.left - self.look.right
        notes = self._notes_on(page, self.previous)
        heights = [float(note.wrap(width, _HEIGHT)[1]) + 4 for note in notes]
        return sum(heights, start=12.0) if heights else 0.0

    def _before_page(self, canvas: Canvas, template: BaseDocTemplate) -> None:
        canvas.setNamedCB("footnote_reached", self._note_reached)
        number = template.page
        canvas.saveState()
        if number > 1 or self.look.number_on_first:
            self._draw_footer(canvas, number)
        canvas.restoreState()

    def _note_reached(self, canvas: Canvas, _kind: str, label: str) -> None:
        self.landing.footnotes.setdefault(label, canvas.getPageNumber())

    def _draw_footer(self, canvas: Canvas, number: int) -> None:
        look, fields = self.look, self.source.fields
        base = look.bottom - 34
        if look.rule:
            canvas.setLineWidth(0.8)
            canvas.line(look.left - 4, base + 22, _WIDTH - look.right + 4, base + 22)
        footer = curl(fields.get("footer", ""))
        text = canvas.beginText()
        text.setFont("Helvetica-Bold", 7.5)
        for index, line in enumerate(footer.split(" // ") if footer else ()):
            text.setTextOrigin(look.left, base + 11 - 10 * index)
            text.textOut(line)
        at_left = look.number_outside and number % 2 == 0
        text.setFont("Helvetica", look.number_size)
        text.setTextOrigin(look.left if at_left else _WIDTH - look.right - 0.6 * look.number_size, base + 1)
        text.textOut(str(number))
        canvas.drawText(text)

    def _after_page(self, canvas: Canvas, template: BaseDocTemplate) -> None:
        number = template.page
        if number == 1 and self.aside:
            canvas.setFillColor(_GREY)
            canvas.setFont("Helvetica", 8)
            for index, line in enumerate(self.aside.splitlines()):
                canvas.drawString(self.look.left, _HEIGHT - 42 - 10 * index, line)
        notes = self._notes_on(number, self.landing)
        if notes:
            y = self.look.bottom + self._notes_height(number) - 8
            canvas.setLineWidth(0.5)
            canvas.line(self.look.left, y, self.look.left + 140, y)
            for note in notes:
                _, height = note.wrap(_WIDTH - self.look.left - self.look.right, _HEIGHT)
                y -= height + 4
                note.drawOn(canvas, self.look.left, y)


class _Template(BaseDocTemplate):  # type: ignore[misc]
    def __init__(self, file: io.BytesIO, landing: Landing, **options: object) -> None:
        super().__init__(file, **options)
        self.landing = landing

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - reportlab's name
        if isinstance(flowable, Landmark):
            self.landing.headings[flowable.landmark] = self.page

    def handle_pageBegin(self) -> None:  # noqa: N802 - reportlab's name
        self.pageTemplate = self.pageTemplates[self.page]
        super().handle_pageBegin()
