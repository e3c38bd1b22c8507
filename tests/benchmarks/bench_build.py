"""How long a build takes, stage by stage, and how long the program takes to start.

Run it with ``make bench``. It measures processor time, not the clock on the wall, takes the best of several runs, and
sets each stage against a fixed computation of the same run, so that figures of different machines can be compared.
Nothing is asserted: a slow machine is no bug.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kg.claim import claim
from kg.find import find
from kg.graph import Graph
from kg.knowledge import folder, load
from kg.read import documents, read
from kg.resolve import resolve

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
RUNS = 5

T = TypeVar("T")


def reference() -> int:
    """A fixed computation of the kind that the stages are made of: strings, dictionaries, tuples, sorting."""
    counts: dict[str, int] = {}
    for number in range(200_000):
        word = f"甲{number * 7919 % 10_007}"
        counts[word] = counts.get(word, 0) + len(word)
    return len(sorted((count, word) for word, count in counts.items()))


def best(work: Callable[[], T], runs: int = RUNS) -> tuple[float, T]:
    """The least processor time of several runs, and what the last one returned. The first run warms up."""
    result, times = work(), []
    for _ in range(runs):
        started = time.process_time()
        result = work()
        times.append(time.process_time() - started)
    return min(times), result


def process(*arguments: str, runs: int = RUNS) -> float:
    """The least processor time of a process of ``kg``, its start included."""

    def spent() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    times = []
    for _ in range(runs):
        before = spent()
        subprocess.run([sys.executable, "-m", "kg", *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        times.append(spent() - before)
    return min(times)


def stages() -> dict[str, float]:
    """Each stage's time for all the seeds. The graph is made anew for each writer: it keeps what it has worked out."""
    load_time, known = best(lambda: load.__wrapped__(folder()), runs=2)
    paths = list(documents([SEEDS]))
    read_time, texts = best(lambda: [read(path) for path in paths])
    find_time, readings = best(lambda: [find(text, known) for text in texts])
    claim_time, claims = best(lambda: [one for reading in readings for one in claim(reading, known)])
    resolve_time, (entities, statements) = best(lambda: resolve(readings, claims, known))

    def graph() -> Graph:
        return Graph(entities, statements, tuple(texts), tuple(claims))

    return {
        "load": load_time,
        "read": read_time,
        "find": find_time,
        "claim": claim_time,
        "resolve": resolve_time,
        "turtle": best(lambda: graph().turtle())[0],
        "html": best(lambda: graph().html())[0],
        "report": best(lambda: graph().report())[0],
    }


def main() -> None:
    """Print the figures."""
    unit, _ = best(reference)
    print(f"reference computation {unit * 1000:8.1f} ms\n")
    print(f"{'stage':<22}{'ms':>8}{'× reference':>14}")
    times = stages()
    for name, spent in times.items():
        print(f"{name:<22}{spent * 1000:8.1f}{spent / unit:14.2f}")
    middle = sum(times[name] for name in ("read", "find", "claim", "resolve"))
    print(f"{'read to resolve':<22}{middle * 1000:8.1f}{middle / unit:14.2f}\n")
    with tempfile.TemporaryDirectory() as output:
        commands = {"kg --help": ("--help",), "kg build seeds": ("build", "seeds", "--output", output, "--quiet")}
        for name, arguments in commands.items():
            spent = process(*arguments)
            print(f"{name:<22}{spent * 1000:8.1f}{spent / unit:14.2f}")


if __name__ == "__main__":
    main()
