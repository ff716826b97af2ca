"""`python -m indexer.encoder prepare` makes the fast form ready; `measure` compares the forms on this machine."""

import argparse
import logging
import platform
import sys
from pathlib import Path

from indexer.encoder.encoder import EncoderSettings, available_processors
from indexer.encoder.measure import Measured, measure
from indexer.encoder.opening import open_encoder
from indexer.errors import IndexerError


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    logging.basicConfig(format="%(message)s")
    settings = EncoderSettings(model=options.model, threads=options.threads, cache=options.cache)
    try:
        if options.command == "prepare":
            print(open_encoder(settings).identity)
        else:
            _print_table(list(measure(settings, passages=options.passages)), options.threads)
    except IndexerError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m indexer.encoder", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, purpose in (
        ("prepare", "prepare the fast form and print which encoder this machine gets"),
        ("measure", "print speed, agreement and independence of each form, side by side"),
    ):
        command = commands.add_parser(name, help=purpose, description=purpose)
        command.add_argument("--model", type=Path, help="folder of a sentence-transformers model")
        command.add_argument("--cache", type=Path, help="where the fast form is kept (default: the user's cache)")
        command.add_argument("--threads", type=int, default=available_processors(), help="default: every processor")
        if name == "measure":
            command.add_argument("--passages", type=int, default=192, help="how many are encoded (default: 192)")
    return parser


def _print_table(rows: list[Measured], threads: int) -> None:
    plain = rows[0]
    print(f"{platform.processor() or platform.machine()}, {threads} threads, Python {platform.python_version()}\n")
    print("| form | passages/s | ratio | per CPU s | ratio | question p50/p95 ms | cold start s | peak MiB | ", end="")
    print("least cosine | top-10 overlap | batch dependence |")
    print("| --- |" + " ---: |" * 10)
    for row in rows:
        cold = "–" if row.cold_start_s is None else f"{row.cold_start_s:.2f}"
        memory = "–" if row.peak_memory_mib is None else f"{row.peak_memory_mib:.0f}"
        print(
            f"| {row.name} | {row.passages_per_second:.1f} | {row.passages_per_second / plain.passages_per_second:.2f} "
            f"| {row.passages_per_cpu_second:.1f} "
            f"| {row.passages_per_cpu_second / plain.passages_per_cpu_second:.2f} "
            f"| {row.question_p50_ms:.1f} / {row.question_p95_ms:.1f} | {cold} | {memory} "
            f"| {row.cosine:.5f} | {row.overlap:.3f} | {row.dependence:.1e} |"
        )


if __name__ == "__main__":
    sys.exit(main())
