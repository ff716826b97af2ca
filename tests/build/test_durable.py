"""What is on the disk when a build begins to count: every byte and every name of it, pushed there before."""

import os
import stat
from pathlib import Path

import pytest

from indexer.build import rebuild
from indexer.settings import Settings
from indexer.storage_manifest import CURRENT

State = tuple[int, int]


class Disk:
    """Watches what is pushed to the disk, and when the pointer of an index is swapped."""

    def __init__(self) -> None:
        self.pushed: dict[State, tuple[object, ...]] = {}
        self.lost_at_the_swap: list[str] | None = None
        self.pushed_after_the_swap: set[State] = set()

    def push(self, descriptor: int) -> None:
        facts = os.fstat(descriptor)
        self.pushed[_place(facts)] = _content(facts, f"/proc/self/fd/{descriptor}")
        self.pushed_after_the_swap.add(_place(facts))

    def swap(self, index: Path, beside: Path) -> None:
        below = [path for path in (index / "builds").rglob("*") if path.is_dir() or path.stat().st_size]
        wanted = [*below, index / "builds", beside]
        self.lost_at_the_swap = [
            path.name for path in wanted if self.pushed.get(_place(path.stat())) != _content(path.stat(), str(path))
        ]
        self.pushed_after_the_swap.clear()


def _place(facts: os.stat_result) -> State:
    return facts.st_dev, facts.st_ino


def _content(facts: os.stat_result, path: str) -> tuple[object, ...]:
    """Of a file its size and when it was written, of a folder the names in it."""
    if stat.S_ISDIR(facts.st_mode):
        return tuple(sorted(os.listdir(path)))  # noqa: PTH208 - of a descriptor
    return facts.st_size, facts.st_mtime_ns


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the names in an open folder are read by its descriptor")
@pytest.mark.parametrize("again", [False, True])
def test_every_byte_and_name_of_a_build_is_on_the_disk_before_it_counts_and_the_pointer_too(
    tmp_path, fake_encoder, monkeypatch, again
) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "report.md").write_text("# Ambleford\n\nSocial workers visit children.\n", encoding="utf-8")
    disk, fsync, replace = Disk(), os.fsync, Path.replace

    def push(descriptor: int) -> None:
        fsync(descriptor)
        disk.push(descriptor)

    def swap(path: Path, target: Path) -> Path:
        if Path(target).name == CURRENT:
            disk.swap(index, path)
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", push)
    monkeypatch.setattr(Path, "replace", swap)
    if again:
        rebuild(corpus, index, Settings(workers=1), encoder=fake_encoder)
        (corpus / "another.md").write_text("# Ambleford\n\nPlans are written late.\n", encoding="utf-8")
    rebuild(corpus, index, Settings(workers=1), encoder=fake_encoder)
    assert disk.lost_at_the_swap == []
    assert _place(index.stat()) in disk.pushed_after_the_swap
