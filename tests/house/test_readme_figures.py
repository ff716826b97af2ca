import importlib.util

import pytest


@pytest.fixture(scope="module")
def readme_figures(project):
    spec = importlib.util.spec_from_file_location("readme_figures", project / "scripts" / "readme_figures.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_readme_has_a_place_for_figures(readme_figures, project):
    readme = (project / "README.md").read_text(encoding="utf-8")
    assert "two rows" in readme_figures.replaced(readme, "two rows")


def test_a_readme_without_the_place_is_left_alone_with_a_word_of_what_it_needs(readme_figures):
    with pytest.raises(readme_figures.MarksMissingError, match=r"README\.md needs the lines"):
        readme_figures.replaced("# Title\n", "two rows")


def test_figures_replace_the_older_ones_and_nothing_else(readme_figures):
    readme = f"before\n{readme_figures.BEGIN}\nold\n{readme_figures.END}\nafter\n"
    assert readme_figures.replaced(readme, "new") == readme.replace("old", "new")


def test_a_set_has_a_row_a_system_and_its_name_once(readme_figures):
    figure = {"value": 0.5, "low": 0.4, "high": 0.6}
    figures = dict.fromkeys(readme_figures.COLUMNS, figure) | {"hit@1": {"value": None, "low": None, "high": None}}
    system = {
        "kinds": {readme_figures.ALL_KINDS: {"questions": 8, "figures": figures}},
        "abstention": {"balanced_accuracy": figure},
    }
    systems = [{"system": "ours", **system}, {"system": "theirs", **system}]
    rows = readme_figures.table([{"sets": [{"name": "sample", "questions": 10, "systems": systems}]}]).splitlines()
    assert rows[2:] == [
        "| sample (10) | ours | – | 0.50 | 0.50 | 0.50 | 0.50 | 0.50 | 0.50 |",
        "|  | theirs | – | 0.50 | 0.50 | 0.50 | 0.50 | 0.50 | 0.50 |",
    ]
