"""The notebooks run from the first cell to the last, on what the project's own commands made."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from evaluation.__main__ import main

FLOW, READING = NOTEBOOKS = ("a-question-through-the-flow.ipynb", "reading-an-evaluation.ipynb")


def run_notebook(file: Path) -> str:
    """Everything the notebook printed or showed as text."""
    notebook = nbformat.read(file, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(file.parent)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    texts = [output.get("text", "") or output.get("data", {}).get("text/markdown", "") for output in outputs]
    return "\n".join(texts)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_stored_without_outputs(project, name):
    notebook = nbformat.read(project / "notebooks" / name, as_version=4)

    code = [cell for cell in notebook.cells if cell.cell_type == "code"]

    assert code
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)


@pytest.fixture
def copied(project, tmp_path, monkeypatch):
    """Copies a notebook beside what it reads, in a folder laid out as the project is."""
    monkeypatch.setenv("PYTHONPATH", str(project))

    def copy(name: str) -> Path:
        notebook = tmp_path / "notebooks" / name
        notebook.parent.mkdir()
        return Path(shutil.copy(project / "notebooks" / name, notebook))

    return copy


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # what zmq and the kernel warn of is not ours
def test_a_question_can_be_followed_through_the_flow_in_its_notebook(copied, measured_index, tmp_path):
    (tmp_path / "index").symlink_to(measured_index)

    shown = run_notebook(copied(FLOW))

    assert "authorities: ('Ambleford',)" in shown
    assert "dropped because they failed the check: 0" in shown
    assert ": answers." in shown
    assert ": abstains." in shown


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # as above
def test_an_evaluation_can_be_read_in_its_notebook(copied, gold_file, answers_file, tmp_path):
    results = tmp_path / "evaluation" / "results"
    main(["--gold", str(gold_file), "--answers", str(answers_file), "--output", str(results)])

    shown = run_notebook(copied(READING))

    assert "gold set ashmere: 4 questions" in shown
    assert "nDCG@10    0.498" in shown
    assert "| hit@10 | 1.00 [1.00, 1.00] |" in shown
    assert "nothing found: 1\n  q3" in shown
