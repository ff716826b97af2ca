"""How the Word documents look: styles with their reasons, British English, page numbers.

Dark text on white, a plain face that every machine has, sizes that can be read in print. The quotations
stand in and have a line beside them; nothing is told by colour alone.
"""

from typing import Final

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENTATION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

QUOTATION: Final = "Quote"
SUMMARY: Final = "Subtitle"
SMALL: Final = "Facts"
TABLE_TEXT: Final = "Table Text"
FOOTNOTE_TEXT: Final = "footnote text"
FOOTNOTE_MARK: Final = "footnote reference"

MOST_UPRIGHT: Final = 5
"""Columns of a table; one with more needs the page on its side."""

_SHORT, _LONG, _SIDE, _TOP = Cm(21), Cm(29.7), Cm(2.3), Cm(2.2)

_FACE: Final = "Arial"
_LANGUAGE: Final = "en-GB"
_DARK: Final = RGBColor(0x1D, 0x23, 0x29)
_BLUE: Final = RGBColor(0x12, 0x4A, 0x70)


def dress(document: WordDocument, *, wide: bool) -> None:
    """Set up page, language and styles of a document made from python-docx's own template; `wide`: on its side."""
    _speak_english(document)
    section = document.sections[0]
    section.orientation = WD_ORIENTATION.LANDSCAPE if wide else WD_ORIENTATION.PORTRAIT
    section.page_width, section.page_height = (_LONG, _SHORT) if wide else (_SHORT, _LONG)
    section.left_margin = section.right_margin = _SIDE
    section.top_margin = section.bottom_margin = _TOP
    for name, size, color, before, after in (
        ("Normal", 11, _DARK, 0, 8),
        ("Title", 20, _BLUE, 0, 8),
        (SUMMARY, 13, _DARK, 0, 10),
        ("Heading 1", 15, _BLUE, 18, 6),
        ("Heading 2", 12, _DARK, 12, 4),
        ("Heading 3", 11, _DARK, 10, 4),
        (QUOTATION, 11, _DARK, 2, 8),
        ("Caption", 10, _DARK, 8, 4),
        ("Footer", 9, _DARK, 0, 0),
        ("List Bullet", 10, _DARK, 0, 3),
    ):
        _style(document.styles[name], size=size, color=color, before=before, after=after)
    _add_styles(document)
    _mark_quotations(document.styles[QUOTATION])


def text_width(document: WordDocument) -> int:
    """Between the margins, in twentieths of a point."""
    width: int = Emu((document.sections[0].page_width or _SHORT) - 2 * _SIDE).twips
    return width


def style_id(name: str) -> str:
    """A style's name as the document's parts refer to it.

    >>> style_id("footnote text")
    'FootnoteText'
    """
    return "".join(word[:1].upper() + word[1:] for word in name.split())


def page_numbers(document: WordDocument) -> None:
    """The page and how many there are, at the foot of every one."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for words, field in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        paragraph.add_run(words)
        _field(paragraph, field)


def draw_lines(properties: BaseOxmlElement) -> None:
    """Thin grey lines between the rows of a table, and room around its words."""
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="A9B4BD"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 50), ("left", 100), ("bottom", 50), ("right", 100))
    )
    following = properties.find(qn("w:tblLook"))
    for name, content in (("tblBorders", lines), ("tblLayout", ""), ("tblCellMar", margins)):
        type_ = ' w:type="fixed"' if name == "tblLayout" else ""
        for old in properties.findall(qn(f"w:{name}")):
            properties.remove(old)
        following.addprevious(parse_xml(f"<w:{name} {nsdecls('w')}{type_}>{content}</w:{name}>"))


def _speak_english(document: WordDocument) -> None:
    for languages in document.styles.element.iter(qn("w:lang")):
        languages.set(qn("w:val"), _LANGUAGE)
    settings = document.settings.element
    for languages in settings.iter(qn("w:themeFontLang")):
        languages.set(qn("w:val"), _LANGUAGE)
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[key]


def _style(style: ParagraphStyle, *, size: float, color: RGBColor, before: float, after: float) -> None:
    properties = style.element.get_or_add_rPr()
    for name in ("w:rFonts", "w:spacing", "w:kern"):
        for property_ in properties.findall(qn(name)):
            properties.remove(property_)
    style.font.name = _FACE
    style.font.size = Pt(size)
    style.font.color.rgb = color
    style.font.italic = False
    style.font.bold = style.name.startswith("Heading") or style.name in {"Title", "Caption"}
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)
    style.paragraph_format.line_spacing = 1.15


def _add_styles(document: WordDocument) -> None:
    for name, size, after in ((SMALL, 10, 2), (TABLE_TEXT, 9.5, 0), (FOOTNOTE_TEXT, 9, 2)):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.element.set(qn("w:styleId"), style_id(name))
        style.base_style = document.styles["Normal"]
        style.font.size = Pt(size)
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.line_spacing = 1.0
    mark = document.styles.add_style(FOOTNOTE_MARK, WD_STYLE_TYPE.CHARACTER)
    mark.element.set(qn("w:styleId"), style_id(FOOTNOTE_MARK))
    mark.font.superscript = True


def _mark_quotations(style: ParagraphStyle) -> None:
    style.paragraph_format.left_indent = Cm(0.6)
    line = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="18" w:space="10" w:color="8AA4B8"/></w:pBdr>'
    )
    style.element.get_or_add_pPr().insert_element_before(line, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _field(paragraph: Paragraph, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = OxmlElement("w:r")
    words = OxmlElement("w:t")
    words.text = "1"
    run.append(words)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001
