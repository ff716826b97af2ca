"""How fast each form of the encoder is, and how far it departs from plain sentence-transformers.

Everything is taken side by side in one run, in rounds that alternate, so that ratios hold on a
machine that does other work too. Passages are made up: words of a few topics in random order.
"""

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from indexer.encoder.encoder import Encoder, EncoderForm, EncoderSettings, Precision, Vectors
from indexer.encoder.model_files import find_model_files
from indexer.encoder.opening import open_encoder
from indexer.encoder.openvino import chosen_precision
from indexer.encoder.sentence_transformer import ReferenceEncoder, load_model

PLAIN = "sentence-transformers, plain, batches of 32"
QUESTION = "what did inspectors say about strategy meeting attendance?"
_ROUNDS = 3
_TOPICS = 24

_COLD_START = """
import sys, time
started = time.perf_counter()
from pathlib import Path
from indexer.encoder import EncoderForm, EncoderSettings, open_encoder
from indexer.encoder.encoder import Precision
form, precision, threads, cache = sys.argv[1:]
settings = EncoderSettings(form=EncoderForm(form), precision=Precision(precision), threads=int(threads),
                           cache=Path(cache) if cache else None)
open_encoder(settings).encode_questions(["what did inspectors say?"])
seconds = time.perf_counter() - started
status = Path("/proc/self/status")
lines = status.read_text().splitlines() if status.exists() else ["VmHWM: nan kB"]
print(seconds, float(next(line.split()[1] for line in lines if line.startswith("VmHWM:"))) / 1024)
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One form. Rates are medians over rounds; memory is that of the cold process, NaN where no system tells it.

    `cosine` is the least, `overlap` the mean share of the plain form's ten nearest passages that are
    among its own ten; `dependence` is the greatest difference of any number of a vector between a text
    encoded among others and alone.
    """

    name: str
    passages_per_second: float
    passages_per_cpu_second: float
    question_p50_ms: float
    question_p95_ms: float
    cold_start_s: float | None
    peak_memory_mib: float | None
    cosine: float
    overlap: float
    dependence: float


@dataclass(frozen=True, slots=True)
class _Contender:
    name: str
    encode: Callable[[Sequence[str]], Vectors]
    settings: EncoderSettings | None


def measure(settings: EncoderSettings, *, passages: int) -> Iterator[Measured]:
    """Plain sentence-transformers first, then each form that this machine has."""
    contenders = list(_contenders(settings))
    counting = open_encoder(replace(settings, form=EncoderForm.AUTO))
    texts = made_up_passages(passages, count_tokens=counting.count_tokens)
    for contender in contenders:
        contender.encode(texts[:8])
    rates: dict[str, list[tuple[float, float]]] = {contender.name: [] for contender in contenders}
    vectors: dict[str, Vectors] = {}
    for _ in range(_ROUNDS):
        for contender in contenders:
            wall, processor = time.perf_counter(), time.process_time()
            vectors[contender.name] = contender.encode(texts)
            wall, processor = time.perf_counter() - wall, time.process_time() - processor
            rates[contender.name].append((len(texts) / wall, len(texts) / processor))
    for contender in contenders:
        yield _measured(contender, texts, rates[contender.name], vectors[contender.name], vectors[PLAIN])


def made_up_passages(count: int, *, count_tokens: Callable[[str], int]) -> list[str]:
    """Passages of 150 to 250 word pieces, the same in every run: each of one topic's words and common ones."""
    chooser = random.Random(2)
    syllables = (
        "ca re chi ld plan ser vi ce so cial wor ker he al th schoo l po lice mee ting vi sit ri sk ho me".split()
    )
    words = ["".join(chooser.choices(syllables, k=chooser.choice((1, 2)))) for _ in range(_TOPICS * 40)]
    common = "the of and to in for children are is that with by not their have when which most some well".split()
    made = []
    for number in range(count):
        topic = number % _TOPICS * 40
        wanted, text = chooser.randrange(150, 250), ""
        while count_tokens(text) < wanted:
            text += " ".join([*chooser.choices(words[topic : topic + 40], k=3), *chooser.choices(common, k=4), ""])
        made.append(text)
    return made


def _contenders(settings: EncoderSettings) -> Iterator[_Contender]:
    reference = replace(settings, form=EncoderForm.SENTENCE_TRANSFORMERS)
    model = load_model(find_model_files(settings), threads=settings.threads)

    def plain(texts: Sequence[str]) -> Vectors:
        return np.asarray(model.encode(list(texts), batch_size=32, show_progress_bar=False), dtype=np.float32)

    yield _Contender(PLAIN, plain, None)
    yield _contender("the reference (each text alone)", reference)
    for precision in sorted({Precision.F32, chosen_precision(Precision.AUTO)}, reverse=True):
        fast = replace(settings, form=EncoderForm.OPENVINO, precision=precision)
        yield _contender(f"OpenVINO {precision}", fast)


def _contender(name: str, settings: EncoderSettings) -> _Contender:
    encoder: Encoder | ReferenceEncoder = open_encoder(settings)
    return _Contender(name, encoder.encode_passages, settings)


def _measured(
    contender: _Contender, texts: Sequence[str], rates: Sequence[tuple[float, float]], vectors: Vectors, plain: Vectors
) -> Measured:
    times = _question_times(contender)
    cold = _cold_start(contender.settings) if contender.settings else (None, None)
    sample = range(0, len(texts), max(1, len(texts) // 16))
    alone = np.concatenate([contender.encode([texts[position]]) for position in sample])
    return Measured(
        name=contender.name,
        passages_per_second=statistics.median(rate for rate, _ in rates),
        passages_per_cpu_second=statistics.median(rate for _, rate in rates),
        question_p50_ms=float(np.quantile(times, 0.5)),
        question_p95_ms=float(np.quantile(times, 0.95)),
        cold_start_s=cold[0],
        peak_memory_mib=cold[1],
        cosine=float(np.sum(vectors * plain, axis=1).min()),
        overlap=_overlap(vectors, plain),
        dependence=float(np.abs(vectors[list(sample)] - alone).max()),
    )


def _question_times(contender: _Contender) -> list[float]:
    times = []
    for _ in range(60):
        started = time.perf_counter()
        contender.encode([QUESTION])
        times.append((time.perf_counter() - started) * 1000)
    return times


def _cold_start(settings: EncoderSettings) -> tuple[float, float]:
    """Seconds from an empty process to a question's vector, and that process's peak memory in MiB."""
    arguments = [settings.form, settings.precision, str(settings.threads), str(settings.cache or "")]
    command = [sys.executable, "-c", _COLD_START, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 -- this very program
    seconds, memory = map(float, done.stdout.split())
    return seconds, memory


def _overlap(vectors: Vectors, plain: Vectors) -> float:
    nearest = min(10, len(plain) - 1)

    def neighbours(of: Vectors) -> list[set[int]]:
        products = of @ of.T
        np.fill_diagonal(products, -2)
        return [set(np.argsort(-row, kind="stable")[:nearest].tolist()) for row in products]

    pairs = zip(neighbours(vectors), neighbours(plain), strict=True)
    return statistics.mean(len(own & other) / nearest for own, other in pairs)
