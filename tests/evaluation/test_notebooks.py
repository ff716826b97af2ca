"""The notebooks run from the first cell to the last, on what the project's own commands made."""

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from evaluation.__main__ import main

NOTEBOOKS = ("reading-an-evaluation.ipynb",)


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


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # what zmq and the kernel warn of is not ours
def test_an_evaluation_can_be_read_in_its_notebook(project, gold_file, answers_file, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(project))
    results = tmp_path / "evaluation" / "results"
    main(["--gold", str(gold_file), "--answers", str(answers_file), "--output", str(results)])
    notebook = tmp_path / "notebooks" / NOTEBOOKS[0]
    notebook.parent.mkdir()
    shutil.copy(project / "notebooks" / NOTEBOOKS[0], notebook)

    shown = run_notebook(notebook)

    assert "gold set ashmere: 4 questions" in shown
    assert "nDCG@10    0.498" in shown
    assert "| hit@10 | 1.00 [1.00, 1.00] |" in shown
    assert "nothing found: 1\n  q3" in shown
