import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.build import rebuild
from indexer.settings import Settings

WORKER = Path(__file__).parent / "worker.py"
HashingEncoder = runpy.run_path(str(WORKER))["HashingEncoder"]

TEXTS = {
    "marlbrook/inspection - 4 june 2021.md": "# Inspection of Marlbrook children's services\n\n"
    "1. Strategy meetings are timely. Police attend most of them.\n\n2. Caseloads are too high in two teams.\n",
    "marlbrook/focused visit - 9 may 2023.txt": "Focused visit to Marlbrook\n\n"
    "Social workers see children often. The multi-agency safeguarding hub (MASH) answers quickly.\n",
    "elmshire/letter.txt": "Letter to Elmshire\n\nReturn home interviews are offered, and too few take place.\n",
}


@pytest.fixture
def texts():
    return dict(TEXTS)


@pytest.fixture
def write_corpus():
    def write(folder, texts):
        for name, text in texts.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")

    return write


@pytest.fixture
def corpus(tmp_path, texts, write_corpus):
    write_corpus(tmp_path / "corpus", texts)
    return tmp_path / "corpus"


@pytest.fixture
def index(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def encoder():
    return HashingEncoder()


@pytest.fixture
def build(corpus, index, encoder):
    """Rebuild the index in this process."""

    def run(**options):
        return rebuild(corpus, index, Settings(workers=1), **{"encoder": encoder, **options})

    return run


@pytest.fixture
def start_worker(corpus, index, project):
    """Start a rebuild in a process of its own."""

    def start(*arguments):
        command = [sys.executable, str(WORKER), str(corpus), str(index), *map(str, arguments)]
        environment = {**os.environ, "PYTHONPATH": str(project)}
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)

    return start
