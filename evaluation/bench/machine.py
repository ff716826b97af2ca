"""What figures were measured on: the machine, the versions, how fast it multiplies and how busy it was."""

import os
import platform
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

LIBRARIES = ("faiss-cpu", "numpy", "openvino", "pypdf", "pypdfium2", "rank-bm25", "tantivy", "torch", "txtai")


def machine() -> dict[str, str]:
    """Facts by name, in plain words."""
    return {
        "processor": f"{_processor()}, {len(os.sched_getaffinity(0))} available",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB",
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "versions": ", ".join(f"{name} {found}" for name in LIBRARIES if (found := _version(name))),
        "load": " ".join(f"{load:.1f}" for load in os.getloadavg()) + " (1, 5 and 15 minutes, as it began)",
    }


def multiplication_peak() -> float:
    """The most multiplications and additions of 32-bit numbers a second, in 10^9, over large matrices."""
    size = 2048
    left = np.random.default_rng(0).random((size, size), dtype=np.float32)
    best = float("inf")
    for _ in range(8):
        started = time.perf_counter()
        left @ left
        best = min(best, time.perf_counter() - started)
    return 2 * size**3 / best / 1e9


def resident_mb() -> float:
    """The memory of this process now, files that it maps included."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
