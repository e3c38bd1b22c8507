"""Measure every facts file of ``tests/facts`` and write ``tests/scores.json``, what no change may lose.

python tests/update_scores.py            measure and write
python tests/update_scores.py --print    measure and print the figures
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NamedTuple

from kg.ask.evaluate import Score, evaluate
from kg.ask.facts import load_facts
from kg.pipeline import build

TESTS = Path(__file__).parent
SCORES = TESTS / "scores.json"
#: Those in ``blind`` were not looked at while the rules were written.
FACTS = sorted((TESTS / "facts").glob("*.json")) + sorted((TESTS / "facts" / "blind").glob("*.json"))
#: How much a figure may drop below the committed one.
LEEWAY = 0.005
FIGURES = ("precision", "recall", "f1")


class Committed(NamedTuple):
    """A document's figures, how many facts it has and its graph says, those that were found and the wrong ones."""

    precision: float
    recall: float
    f1: float
    gold: int
    said: int
    found: list[str]
    wrong: list[str]


def measure(path: Path) -> Committed:
    """Build the document of a facts file and score it."""
    facts = load_facts(path)
    score: Score = evaluate(build([path.parent / facts.document]).rdf, facts)
    # A fact may be noted twice with two dates, and is then found twice.
    missed = {str(f) for f in score.missed}
    found = sorted({str(f) for f in facts.facts} - missed)
    wrong = sorted({f"{w.subject} {w.property} {w.object}" for w in score.wrong})
    precision, recall, f1 = (round(getattr(score.facts, figure), 6) for figure in FIGURES)
    own = score.facts
    return Committed(precision, recall, f1, own.gold, own.right + own.wrong, found, wrong)


def committed() -> dict[str, Committed]:
    """The committed scores by the name of the facts file."""
    return {name: Committed(**own) for name, own in json.loads(SCORES.read_text("utf-8")).items()}


def complaint(name: str, before: Committed, now: Committed) -> str:
    """What got worse, in words; empty if nothing did."""
    worse = [
        f"{figure} {getattr(before, figure):.3f} → {getattr(now, figure):.3f}"
        for figure in FIGURES
        if getattr(now, figure) < getattr(before, figure) - LEEWAY
    ]
    if not worse:
        return ""
    lines = [f"{name}: {', '.join(worse)}"]
    lines += [f"  lost   {fact}" for fact in before.found if fact not in set(now.found)]
    lines += [f"  wrong  {fact}" for fact in now.wrong if fact not in set(before.wrong)]
    lines += ["if it is worth it: python tests/update_scores.py, and say why in the commit"]
    return "\n".join(lines)


def main() -> None:
    """Measure all, and write or print."""
    scores = {path.stem: measure(path) for path in FACTS}
    for name, own in scores.items():
        print(f"{name}: precision {own.precision:.3f} recall {own.recall:.3f} F1 {own.f1:.3f}")
    if "--print" not in sys.argv[1:]:
        data = {name: own._asdict() for name, own in scores.items()}
        SCORES.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
