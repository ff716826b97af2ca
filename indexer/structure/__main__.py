"""`python -m indexer.structure PATH...` prints what was found in a file: a check for the eye, and for maintainers."""

import sys
from pathlib import Path

from indexer.document import Document, ParagraphKind
from indexer.errors import UnreadableDocumentError
from indexer.readers import read_pages
from indexer.structure import structure


def main(arguments: list[str]) -> int:
    if not arguments:
        print("usage: python -m indexer.structure PATH...", file=sys.stderr)
        return 2
    for argument in arguments:
        path = Path(argument)
        try:
            document = structure(read_pages(path), path="/".join(path.parts[-2:]), sha256="")
        except UnreadableDocumentError as error:
            print(f"{path}: {error.reason}", file=sys.stderr)
            continue
        print(outline(document))
    return 0


def outline(document: Document) -> str:
    """A readable account of a document, a line a fact, heading or paragraph."""
    out = [
        document.path,
        f"  title       {document.title}",
        f"  type        {document.type}",
        f"  authorities {', '.join(document.authorities)}",
        f"  published   {document.published}",
        f"  inspected   {document.inspected_from} to {document.inspected_to}",
        f"  inspectors  {', '.join(document.inspectors)}",
        f"  pages       {' '.join(f'{page.number}[{page.label}]' for page in document.pages)}",
    ]
    out += [f"  judgement   {judgement.name}: {judgement.grade}" for judgement in document.judgements]
    out += [f"  problem     {problem}" for problem in document.problems]
    section = -1
    for index, paragraph in enumerate(document.paragraphs):
        while section < paragraph.section:
            section += 1
            path = document.heading_path(section)
            grade = document.sections[section].grade
            out.append(f"{'#' * max(len(path), 1)} {path[-1] if path else '-'}{f'  [{grade}]' if grade else ''}")
        out.append(_paragraph_line(document, index))
    return "\n".join(out)


def _paragraph_line(document: Document, index: int) -> str:
    paragraph = document.paragraphs[index]
    pages = "+".join(str(span.page) for span in paragraph.spans)
    kind = "" if paragraph.kind is ParagraphKind.TEXT else f" {paragraph.kind}"
    improvement = " !" if index in document.improvements else ""
    text = document.text_of(paragraph.spans)
    shown = text if len(text) <= 110 else f"{text[:70]} … {text[-37:]}"
    return f"    p{pages}{kind}{improvement} {paragraph.number or '·'} {shown}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
