"""Words that a Word document holds and nobody sees on its pages: told of, and never read as the report's."""

import pytest
from docx.document import Document as WordDocument
from test_docx import Save, W, add, with_part

from indexer.errors import UnreadableDocumentError
from indexer.readers.docx import read_docx

SEEN = "Social workers visit children each week."
SECRET = "Secret orders stand here."


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph(runs: str, properties: str = "") -> str:
    return f"<w:p {W}><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def table(cells: str, properties: str = "", row: str = "") -> str:
    return f"<w:tbl {W}><w:tblPr>{properties}</w:tblPr><w:tr><w:trPr>{row}</w:trPr>{cells}</w:tr></w:tbl>"


def cell(text: str, colour: str = "", shade: str = "") -> str:
    return f"<w:tc><w:tcPr>{shade}</w:tcPr><w:p>{run(text, colour)}</w:p></w:tc>"


def shade(fill: str, kind: str = "clear") -> str:
    return f'<w:shd w:val="{kind}" w:color="auto" w:fill="{fill}"/>'


WHITE = '<w:color w:val="FFFFFF"/>'
NAVY = '<w:color w:val="000080"/>'
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'

HIDDEN = {
    "marked as hidden": paragraph(run(SECRET, "<w:vanish/>")),
    "white": paragraph(run(SECRET, WHITE)),
    "nearly white": paragraph(run(SECRET, '<w:color w:val="FDFDFA"/>')),
    "a point and a half high": paragraph(run(SECRET, '<w:sz w:val="3"/>')),
    "without a filling": paragraph(run(SECRET, f"<w14:textFill {W14}><w14:noFill/></w14:textFill>")),
    "in the colour of its own ground": paragraph(run(SECRET, NAVY + shade("000080"))),
    "in the colour of its paragraph's ground": paragraph(run(SECRET, NAVY), shade("000080")),
    "white on a white mark": paragraph(run(SECRET, WHITE + '<w:highlight w:val="white"/>')),
    "in the colour of its cell": table(cell("a") + cell(SECRET, NAVY, shade("000080"))),
    "white in a table": table(cell("a") + cell(SECRET, WHITE)),
    "in a hidden row": table(cell(SECRET) + cell(SECRET), row="<w:hidden/>"),
    "in a link": paragraph(f"<w:hyperlink>{run(SECRET, WHITE)}</w:hyperlink>"),
    "inserted": paragraph(f"<w:ins>{run(SECRET, '<w:vanish/>')}</w:ins>"),
    "by its character style": paragraph(run(SECRET, '<w:rStyle w:val="Unseen"/>')),
    "by the style that one is based on": paragraph(run(SECRET, '<w:rStyle w:val="Beneath"/>')),
    "by its paragraph's style": paragraph(run(SECRET), '<w:pStyle w:val="Pale"/>'),
    "struck out": paragraph(f"<w:del><w:r><w:delText>{SECRET}</w:delText></w:r></w:del>"),
    "a row that was struck out": table(cell(SECRET) + cell(SECRET), row="<w:del/>"),
    "a prompt": paragraph(
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        + run(SECRET, '<w:rStyle w:val="PlaceholderText"/>')
        + "</w:sdtContent></w:sdt>"
    ),
}
STYLES = (
    "<w:style w:type='character' w:styleId='Unseen'><w:name w:val='Unseen'/><w:rPr><w:vanish/></w:rPr></w:style>"
    "<w:style w:type='character' w:styleId='Beneath'><w:name w:val='Beneath'/><w:basedOn w:val='Unseen'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='Pale'><w:name w:val='Pale'/><w:rPr><w:color w:val='FFFFFF'/></w:rPr>"
    "</w:style>"
    "<w:style w:type='table' w:styleId='Painted'><w:name w:val='Painted'/><w:tblStylePr w:type='firstRow'>"
    "<w:tcPr><w:shd w:val='clear' w:fill='1F3864'/></w:tcPr></w:tblStylePr></w:style>"
    "<w:style w:type='table' w:styleId='Plain'><w:name w:val='Plain'/></w:style>"
)
HOLDING_STYLES = f"<w:styles {W}>{STYLES}</w:styles>"


@pytest.mark.parametrize("how", HIDDEN)
def test_words_that_nobody_sees_are_left_out_and_told_of(word: WordDocument, saved: Save, texts_of, how: str) -> None:
    for xml in (paragraph(run(SEEN)), HIDDEN[how], paragraph(run(SEEN))):
        add(word, xml)
    reading = read_docx(with_part(saved(word), "word/styles.xml", HOLDING_STYLES))
    assert "Secret" not in " ".join(texts_of(reading))
    assert texts_of(reading)[0] == texts_of(reading)[-1] == SEEN
    (problem,) = reading.problems
    assert problem.startswith("Holds words that cannot be seen (")


def test_a_comment_is_told_of_and_not_read(word: WordDocument, saved: Save, texts_of) -> None:
    word.add_paragraph(SEEN)
    comments = f'<w:comments {W}><w:comment w:id="1"><w:p>{run(SECRET)}</w:p></w:comment></w:comments>'
    reading = read_docx(with_part(saved(word), "word/comments.xml", comments))
    assert texts_of(reading) == [SEEN]
    assert "comments" in reading.problems[0]


@pytest.mark.parametrize("part", ["header", "footnote"])
def test_hidden_words_beside_the_body_are_left_out_and_told_of(
    word: WordDocument, saved: Save, texts_of, part: str
) -> None:
    word.add_paragraph(SEEN)
    hidden = paragraph(run(SECRET, WHITE))
    if part == "header":
        word.sections[0].header._element.append(word.sections[0].header.paragraphs[0]._p)
        data = with_part(saved(word), "word/header9.xml", f"<w:hdr {W}>{hidden}</w:hdr>")
    else:
        notes = f'<w:footnotes {W}><w:footnote w:id="1">{hidden}</w:footnote></w:footnotes>'
        data = with_part(saved(word), "word/footnotes.xml", notes)
    reading = read_docx(data)
    assert texts_of(reading) == [SEEN]
    assert reading.problems != ()


SEEN_WORDS = "Seen words stand here."
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
WPS = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'


def box(fill: str) -> str:
    """White words in a text box."""
    return paragraph(
        f"<w:r><w:drawing><wps:wsp {WPS} {A}><wps:spPr>{fill}</wps:spPr><w:txbxContent>"
        f"<w:p>{run(SEEN_WORDS, WHITE)}</w:p></w:txbxContent></wps:wsp></w:drawing></w:r>"
    )


VISIBLE = {
    "white on a dark ground": paragraph(run(SEEN_WORDS, WHITE + shade("1F3864"))),
    "white on a dark paragraph": paragraph(run(SEEN_WORDS, WHITE), shade("1F3864")),
    "white on a dark cell": table(cell("a") + cell(SEEN_WORDS, WHITE, shade("1F3864"))),
    "white on a pattern": table(cell("a") + cell(SEEN_WORDS, WHITE, shade("FFFFFF", "solid"))),
    "white on a mark": paragraph(run(SEEN_WORDS, WHITE + '<w:highlight w:val="darkBlue"/>')),
    "white in a table whose style paints": table(cell("a") + cell(SEEN_WORDS, WHITE), '<w:tblStyle w:val="Painted"/>'),
    "white in a box that is filled": box('<a:solidFill><a:srgbClr val="1F3864"/></a:solidFill>'),
    "white in a box filled by a theme": box('<a:solidFill><a:schemeClr val="accent1"/></a:solidFill>'),
    "white before a picture": paragraph(
        f'<w:r><w:drawing><wp:anchor {WP} behindDoc="1"/></w:drawing></w:r>{run(SEEN_WORDS, WHITE)}'
    ),
    "automatic": paragraph(run(SEEN_WORDS, '<w:color w:val="auto"/>')),
    "light grey": paragraph(run(SEEN_WORDS, '<w:color w:val="D9D9D9"/>')),
    "small print": paragraph(run(SEEN_WORDS, '<w:sz w:val="8"/>')),
    "not hidden after all": paragraph(run(SEEN_WORDS, '<w:rStyle w:val="Unseen"/><w:vanish w:val="0"/>')),
    "black in a pale paragraph": paragraph(run(SEEN_WORDS, '<w:color w:val="000000"/>'), '<w:pStyle w:val="Pale"/>'),
    "after a hidden mark": paragraph(run(SEEN_WORDS), "<w:rPr><w:vanish/></w:rPr>"),
    "filled in": paragraph(
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run(SEEN_WORDS)}</w:sdtContent></w:sdt>"
    ),
}


@pytest.mark.parametrize("how", VISIBLE)
def test_words_that_can_be_seen_raise_no_alarm(word: WordDocument, saved: Save, texts_of, how: str) -> None:
    add(word, VISIBLE[how])
    reading = read_docx(with_part(saved(word), "word/styles.xml", HOLDING_STYLES))
    assert SEEN_WORDS in " ".join(texts_of(reading))
    assert reading.problems == ()


def test_white_words_in_a_box_without_a_ground_are_left_out(word: WordDocument, saved: Save, texts_of) -> None:
    add(word, paragraph(run(SEEN)))
    add(word, box("<a:noFill/>"))
    assert texts_of(read_docx(saved(word))) == [SEEN]


def test_a_box_that_hangs_on_a_white_run_is_read(word: WordDocument, saved: Save, texts_of) -> None:
    content = f"<w:drawing><w:txbxContent><w:p>{run(SEEN_WORDS)}</w:p></w:txbxContent></w:drawing>"
    add(word, paragraph(f"<w:r><w:rPr>{WHITE}</w:rPr>{content}</w:r>"))
    assert texts_of(read_docx(saved(word))) == [SEEN_WORDS]


def test_spaces_and_single_letters_raise_no_alarm(word: WordDocument, saved: Save) -> None:
    add(word, paragraph(run(SEEN) + run("  .  a", WHITE)))
    assert read_docx(saved(word)).problems == ()


def test_a_document_of_nothing_but_hidden_words_is_not_indexed(word: WordDocument, saved: Save) -> None:
    add(word, paragraph(run(SECRET, WHITE)))
    with pytest.raises(UnreadableDocumentError, match="no words that can be seen"):
        read_docx(saved(word))
