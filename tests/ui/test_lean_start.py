"""What is loaded before the first answer: no more than it takes, since whoever starts the app waits for it."""

import subprocess
import sys

import pytest

SERVING = "import ui.__main__, app, streamlit.web.cli"
FIRST_PAGE = "import ui.opening, ui.pages.ask, ui.rebuild_panel, ui.account, ui.troubles, ui.reading_ahead"
HEAVY = (
    "pandas pyarrow altair matplotlib scipy torch sentence_transformers docx lxml PIL pypdf pypdfium2 "
    "indexer.build indexer.report indexer.readers"
).split()


@pytest.mark.parametrize(
    ("imports", "heavy"), [(SERVING, ["numpy", "faiss", *HEAVY]), (FIRST_PAGE, HEAVY)], ids=["serving", "first page"]
)
def test_nothing_is_loaded_that_the_first_answer_does_not_need(imports, heavy, project):
    code = f"{imports}\nimport sys\nprint(*sorted(set({heavy}) & sys.modules.keys()))"
    loaded = subprocess.check_output([sys.executable, "-c", code], cwd=project, text=True, timeout=120)
    assert loaded.split() == []


def test_what_is_installed_is_not_searched_for_components_of_other_packages(project):
    code = """
import importlib.metadata
from ui.__main__ import set_up_streamlit
from streamlit.components.v2.component_manager import BidiComponentManager
set_up_streamlit()
looked = []
importlib.metadata.distributions = lambda: looked.append("through everything") or []
BidiComponentManager().discover_and_register_components()
print(*looked)
"""
    said = subprocess.check_output([sys.executable, "-c", code], cwd=project, text=True, timeout=120)
    assert said.strip() == ""
