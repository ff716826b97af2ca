"""How fast, how large, how exact, on this machine: `python -m evaluation.bench`, which writes docs/benchmarks.md."""
