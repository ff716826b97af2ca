"""Serve the app on this machine: python -m ui [--index DIR] [--corpus DIR] [--port N]."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from streamlit.web import cli

from ui.places import CORPUS_VARIABLE, INDEX_VARIABLE

APP = Path(__file__).resolve().parent.parent / "app.py"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m ui", description="Ask the indexed reports in a browser.")
    parser.add_argument("--index", type=Path, help="folder of the index (default: index)")
    parser.add_argument("--corpus", type=Path, help="folder of the reports (default: corpus)")
    parser.add_argument("--port", type=int, default=8501, help="port on 127.0.0.1 (default: %(default)s)")
    given = parser.parse_args(arguments)
    if given.index:
        os.environ[INDEX_VARIABLE] = str(given.index.resolve())
    if given.corpus:
        os.environ[CORPUS_VARIABLE] = str(given.corpus.resolve())
    cli.main(["run", str(APP), "--server.port", str(given.port)])


if __name__ == "__main__":
    main()
