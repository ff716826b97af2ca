"""`python -m corpus_maker [FOLDER]`: makes the sample corpus again, byte for byte, in corpus/ or another folder."""

import argparse
from pathlib import Path

from corpus_maker.pdf import make_pdf
from corpus_maker.plain import make_text_copy
from corpus_maker.sources import SOURCES, read_sources
from corpus_maker.word import make_docx

_AS_THEY_ARE = {
    "two-councils.html": "news/two councils two verdicts.html",
    "wexcombe-monitoring.md": "wexcombe monitoring visit june 2024.md",
    "not-a-report.html": "ilacs/90002_wexcombe/children's services inspection - 10 june 2018.pdf",
}


def make_corpus() -> dict[str, bytes]:
    """Every document of the sample by its path in the corpus. A README at the root is none of them."""
    documents = {path: (SOURCES / name).read_bytes() for name, path in _AS_THEY_ARE.items()}
    for source in read_sources():
        make = make_docx if source.fields["template"] == "word" else make_pdf
        documents[source.fields["output"]] = make(source)
        if copy := source.fields.get("copy"):
            documents[copy] = make_text_copy(source)
    return documents


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m corpus_maker", description=__doc__)
    default = Path(__file__).resolve().parent.parent / "corpus"
    parser.add_argument("folder", nargs="?", type=Path, default=default, help="where to write (default: corpus/)")
    folder: Path = parser.parse_args().folder
    for path, content in sorted(make_corpus().items()):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        print(f"{len(content):>8,} bytes  {path}")


if __name__ == "__main__":
    main()
