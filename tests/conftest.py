"""What every part's tests share: where the real reports and the sample are, and when a test that needs them runs."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if (SHARED / "corpus").is_dir():
        return
    for item in items:
        if item.get_closest_marker("real"):
            item.add_marker(pytest.mark.skip(reason="the real reports (../shared/corpus) are not beside this folder"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the real reports; a test that asks for it is marked `real`."""
    return SHARED


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's root."""
    return ROOT
