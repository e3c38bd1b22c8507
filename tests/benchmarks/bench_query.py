"""How long a saved question of the demo graph takes: the whole command, and its parts.

Run it with ``make bench``. The command is measured in processor time beyond the start of Python, the best of many runs,
the parts in a process that has everything loaded; each also as a multiple of the fixed computation of ``bench_build``,
done in the same run. Nothing is asserted: a slow machine is no bug.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

from bench_build import best, reference

from kg.ask.answers import render
from kg.ask.dataset import Dataset
from kg.ask.questions import parse
from kg.knowledge import folder

ROOT = Path(__file__).parents[2]
GRAPH = ROOT / "output" / "graph.ttl"
NAME = "treaties-between"
VALUES = {"a": "苏联", "b": "中华民国"}
RUNS = 25


def process(*arguments: str) -> float:
    """The least processor time of a process of Python."""

    def spent() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    times = []
    for _ in range(RUNS):
        before = spent()
        subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        times.append(spent() - before)
    return min(times)


def main() -> None:
    """Print the figures."""
    unit, _ = best(reference)
    start = process("-c", "pass")
    params = [part for name, value in VALUES.items() for part in ("--param", f"{name}={value}")]
    command = process("-m", "kg", "query", "--graph", str(GRAPH), "--saved", NAME, *params) - start

    load, dataset = best(lambda: Dataset.load(GRAPH))
    read, question = best(lambda: parse(folder() / "queries" / f"{NAME}.rq"))
    bind, text = best(lambda: question.bind(dataset, VALUES))
    answer, _ = best(lambda: render(dataset, dataset.query(text)))

    print(f"reference computation {unit * 1000:8.1f} ms\n")
    print(f"{'a saved question':<22}{'ms':>8}{'× reference':>14}")
    for name, spent in {
        "kg query beyond Python": command,
        "load the graph": load,
        "read the question": read,
        "set its values": bind,
        "answer": answer,
    }.items():
        print(f"{name:<22}{spent * 1000:8.1f}{spent / unit:14.2f}")


if __name__ == "__main__":
    main()
