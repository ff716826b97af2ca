"""A table once, for the terminal and for Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.bootstrap import Figure


@dataclass(frozen=True, slots=True)
class Table:
    """Words and figures ready to be shown: the first column names the row, every row is as long as the header."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def as_text(self) -> str:
        """Columns in line, the first to the left, figures to the right."""
        lines = [self.header, *self.rows]
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.header))]
        body = ["  ".join(_padded(line, widths)).rstrip() for line in lines]
        rule = "  ".join("-" * width for width in widths)
        return "\n".join([self.title, "", body[0], rule, *body[1:]])

    def as_markdown(self) -> str:
        """A Markdown table under a heading of the third level."""
        lines = [self.header, ("---", *["---:"] * (len(self.header) - 1)), *self.rows]
        body = ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]
        return "\n".join([f"### {self.title}", "", *body])


def show_figure(figure: Figure, *, digits: int = 2) -> str:
    """A figure with its interval, as "0.85 [0.77, 0.92]"; a dash where there is nothing to count.

    >>> show_figure(Figure(0.85, 0.774, 0.92)), show_figure(Figure(None, None, None))
    ('0.85 [0.77, 0.92]', '–')
    """
    if figure.value is None or figure.low is None or figure.high is None:
        return "–"
    return f"{figure.value:.{digits}f} [{figure.low:.{digits}f}, {figure.high:.{digits}f}]"


def _padded(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))]
