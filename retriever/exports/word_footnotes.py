"""Footnotes of a Word document, which python-docx 1.2 cannot make: their part, their marks, their separators.

A footnote's number is counted by Word, in the order in which the marks stand. What is cited a second time
refers to the first mark (a NOTEREF field), so that it shows the same number.
"""

from collections.abc import Sequence

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

from retriever.exports.checking import writable
from retriever.exports.record import Excerpt, LeftOut, Part
from retriever.exports.word_looks import FOOTNOTE_MARK, FOOTNOTE_TEXT, style_id
from retriever.exports.words import footnotes

_SEPARATORS = (("separator", "-1"), ("continuationSeparator", "0"))
_AFTER_FOOTNOTES = ("w:endnotePr", "w:compat", "w:docVars", "w:rsids")


class Footnotes:
    """The footnotes of one document: `refer` sets marks while it is written, `finish` adds the notes themselves."""

    def __init__(self, document: WordDocument, parts: Sequence[Part]) -> None:
        self._document = document
        self._notes = footnotes(parts)
        self._referred: set[int] = set()

    def refer(self, paragraph: Paragraph, item: Excerpt | LeftOut) -> None:
        """Set the mark of this citation at the paragraph's end."""
        if item.citation in self._referred:
            self._repeat(paragraph, item.citation)
            return
        self._referred.add(item.citation)
        mark = OxmlElement("w:footnoteReference")
        mark.set(qn("w:id"), str(item.citation))
        paragraph._p.append(_bookmark("bookmarkStart", item.citation))  # noqa: SLF001
        _raised(paragraph).append(mark)
        paragraph._p.append(_bookmark("bookmarkEnd", item.citation))  # noqa: SLF001

    def finish(self) -> None:
        """Add the part with the notes, and tell the settings of its separators."""
        root = parse_xml(f"<w:footnotes {nsdecls('w')}/>")
        for kind, number in _SEPARATORS:
            root.append(_separator(kind, number))
        for citation, text in self._notes.items():
            root.append(_note(citation, writable(text)))
        package = self._document.part.package
        part = XmlPart(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, root, package)
        self._document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        self._name_separators()

    def _repeat(self, paragraph: Paragraph, citation: int) -> None:
        for kind in ("begin", "instruction", "separate", "number", "end"):
            run = _raised(paragraph)
            if kind == "instruction":
                instruction = OxmlElement("w:instrText")
                instruction.set(qn("xml:space"), "preserve")
                instruction.text = f" NOTEREF {_name(citation)} \\f \\h "
                run.append(instruction)
            elif kind == "number":
                number = OxmlElement("w:t")
                number.text = str(citation)
                run.append(number)
            else:
                character = OxmlElement("w:fldChar")
                character.set(qn("w:fldCharType"), kind)
                run.append(character)

    def _name_separators(self) -> None:
        settings = self._document.settings.element
        named = OxmlElement("w:footnotePr")
        for _, number in _SEPARATORS:
            footnote = OxmlElement("w:footnote")
            footnote.set(qn("w:id"), number)
            named.append(footnote)
        following = (settings.find(qn(name)) for name in _AFTER_FOOTNOTES)
        next(element for element in following if element is not None).addprevious(named)


def _name(citation: int) -> str:
    return f"_Note{citation}"


def _raised(paragraph: Paragraph) -> BaseOxmlElement:
    run = paragraph.add_run()._r  # noqa: SLF001
    style = OxmlElement("w:rStyle")
    style.set(qn("w:val"), style_id(FOOTNOTE_MARK))  # by its id: to look it up by its name takes long
    run.get_or_add_rPr().append(style)
    return run


def _bookmark(kind: str, citation: int) -> BaseOxmlElement:
    mark = OxmlElement(f"w:{kind}")
    mark.set(qn("w:id"), str(citation))
    if kind == "bookmarkStart":
        mark.set(qn("w:name"), _name(citation))
    return mark


def _separator(kind: str, number: str) -> BaseOxmlElement:
    return parse_xml(
        f'<w:footnote {nsdecls("w")} w:type="{kind}" w:id="{number}"><w:p><w:pPr>'
        '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
        f"<w:r><w:{kind}/></w:r></w:p></w:footnote>"
    )


def _note(citation: int, text: str) -> BaseOxmlElement:
    note = parse_xml(
        f'<w:footnote {nsdecls("w")} w:id="{citation}"><w:p>'
        f'<w:pPr><w:pStyle w:val="{style_id(FOOTNOTE_TEXT)}"/></w:pPr>'
        f'<w:r><w:rPr><w:rStyle w:val="{style_id(FOOTNOTE_MARK)}"/></w:rPr><w:footnoteRef/></w:r>'
        '<w:r><w:t xml:space="preserve"> </w:t></w:r></w:p></w:footnote>'
    )
    words = note.findall(f".//{qn('w:t')}")[-1]
    words.text = f" {text}"
    return note
