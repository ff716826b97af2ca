import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ISOLATED = ["unshare", "--map-root-user", "--net"]  # a network of its own, with not even a loopback up
BIN = Path(sys.prefix) / "bin"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("unshare") is None
        or subprocess.run([*ISOLATED, "true"], capture_output=True, check=False).returncode,
        reason="this machine does not let a test make a network namespace (unshare)",
    ),
]


def run(*command):
    return subprocess.run([*ISOLATED, *command], capture_output=True, text=True, timeout=600, check=False)


def test_a_namespace_without_network_reaches_nothing():
    done = run(sys.executable, "-c", "import socket; socket.create_connection(('127.0.0.1', 9), timeout=5)")
    assert "Network is unreachable" in done.stderr


def test_indexing_and_asking_need_no_network(tmp_path, project):
    indexed = run(BIN / "rebuild-index", "--corpus", project / "corpus", "--index", tmp_path / "index", "--json")
    assert indexed.returncode == 0, indexed.stderr
    asked = run(
        BIN / "ask", "What did inspectors say about strategy meetings?", "--index", tmp_path / "index", "--json"
    )
    assert asked.returncode == 0, asked.stderr
    assert '"searched"' in asked.stdout
