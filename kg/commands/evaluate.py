"""``kg evaluate``: how much of what a document states the graph has, and how much of the graph the document states."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import BadDocument

if TYPE_CHECKING:
    from kg.ask.evaluate import Ratio, Score, Tally
    from kg.ask.facts import Facts

__all__ = ["add", "as_data", "run"]

_WIDTH = 26


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    evaluate = commands.add_parser(
        "evaluate",
        help="measure a graph against the facts of its documents",
        description="Precision, recall and F1 per property and per class, with the misses and the wrong facts. Each "
        "document is built apart, unless a graph is given. docs/facts.md tells how to write a facts file. "
        "Exit status: 0 done, 1 F1 is under --fail-under, 2 nothing could be measured.",
    )
    evaluate.add_argument(
        "paths",
        nargs="+",
        metavar="FACTS… [GRAPH]",
        help="facts files (.json), or folders of them; and a graph (.ttl) to measure instead of building one",
    )
    evaluate.add_argument("--base", metavar="DIR", help="where the documents lie (default: each facts file's folder)")
    evaluate.add_argument("--confusion", action="store_true", help="show what was taken for what")
    evaluate.add_argument("--rules", action="store_true", help="show how many facts each rule made, right and wrong")
    evaluate.add_argument("--brief", action="store_true", help="leave out the misses and the wrong facts")
    evaluate.add_argument("--json", action="store_true", help="print JSON")
    evaluate.add_argument(
        "--fail-under", type=_share, metavar="F1", help="exit with 1 when F1 over all facts is lower, such as 0.85"
    )
    evaluate.set_defaults(run=run)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no share between 0 and 1, such as 0.85")
    return share


def run(arguments: argparse.Namespace) -> int:
    """Measure and print. Returns the exit status."""
    from kg.ask.evaluate import total

    given = [Path(p) for p in arguments.paths]
    graphs = [p for p in given if p.suffix == ".ttl"]
    if len(graphs) > 1:
        raise BadDocument("a second graph: give one", path=str(graphs[1]))
    paths = list(_files(p for p in given if p.suffix != ".ttl"))
    if not paths:
        raise BadDocument("no facts file is given: see docs/facts.md", path=str(given[0]))
    scores = list(_scores(paths, graphs, Path(arguments.base) if arguments.base else None))
    overall = total(scores)
    if arguments.json:
        data = {"documents": [as_data(s) for s in scores], "all": as_data(overall, facts=False)}
        print(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        lines = [line for s in scores for line in _report(s, arguments.confusion, arguments.brief)]
        if len(scores) > 1:
            lines += [*_report(overall, arguments.confusion, brief=True)]
        if arguments.rules:
            lines += [f"  {'rule':{_WIDTH + 14}}  right  wrong"]
            lines += [f"  {rule:{_WIDTH + 14}} {t.right:6} {t.wrong:6}" for rule, t in overall.rules.items()]
        print("\n".join(lines).rstrip())
    if arguments.fail_under is None or overall.facts.f1 >= arguments.fail_under:
        return 0
    print(f"kg: F1 {overall.facts.f1:.3f} is under {arguments.fail_under:g}", file=sys.stderr)
    return 1


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.glob("*.json"))
        else:
            yield path


def _scores(paths: Sequence[Path], graphs: Sequence[Path], base: Path | None) -> Iterator[Score]:
    from kg.ask.evaluate import evaluate, read_graph
    from kg.ask.facts import load_facts, merge
    from kg.pipeline import build

    loaded = [load_facts(path) for path in paths]
    if graphs:
        yield evaluate(read_graph(graphs[0]), loaded[0] if len(loaded) == 1 else merge(loaded))
        return
    for facts in loaded:
        yield evaluate(build([_document(facts, base)]).rdf, facts)


def _document(facts: Facts, base: Path | None) -> Path:
    path = (base or Path(facts.path).parent) / facts.document
    if not path.is_file():
        raise BadDocument(
            f"its document {path} is not there: mend 'file', or give its folder with --base", path=facts.path
        )
    return path


def _report(score: Score, confusion: bool, brief: bool) -> Iterator[str]:
    facts = score.facts
    yield f"{score.title}"
    yield f"  {'':{_WIDTH}} precision  recall      F1   found    wrong"
    yield _row("facts", facts)
    yield from (_row(f"  {name}", tally) for name, tally in score.properties.items())
    yield from (_row(name, tally) for name, tally in score.classes.items())
    yield (
        f"  entities {_of(score.entities)} found, {score.typed} typed right, {len(score.doubled)} doubled · "
        f"dates {_of(score.dates)} · roles {_of(score.roles)} · amounts {_of(score.amounts)}"
    )
    if confusion:
        yield from _table("property in the graph", "in the facts", score.confused_properties)
        wrong = {pair: n for pair, n in score.confused_classes.items() if pair[0] != pair[1]}
        yield from _table("class in the facts", "in the graph", wrong)
    if not brief:
        yield from (f"  missed   {f}{_quoted(f.quote)}" for f in score.missed)
        for w in score.wrong:
            instead = f", but {w.instead}" if w.instead else ""
            rule = f"  [{w.rule}]" if w.rule else ""
            yield f"  wrong    {w.subject} {w.property} {w.object}{instead}{_quoted(w.quote)}{rule}"
        yield from (f"  doubled  {name}: {'、'.join(nodes)}" for name, nodes in score.doubled.items())
    yield ""


def _row(name: str, tally: Tally) -> str:
    found = f"{tally.found}/{tally.gold}"
    # Of nothing said, or nothing to be found, there is no share.
    precision = f"{tally.precision:9.3f}" if tally.right + tally.wrong else f"{'–':>9}"
    recall = f"{tally.recall:7.3f}" if tally.gold else f"{'–':>7}"
    return f"  {name:{_WIDTH}} {precision} {recall} {tally.f1:7.3f} {found:>7} {tally.wrong:8}"


def _table(left: str, right: str, counted: Mapping[tuple[str, str], int]) -> Iterator[str]:
    yield f"  {left:{_WIDTH}} {right:{_WIDTH}} times"
    for (a, b), times in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
        yield f"    {a:{_WIDTH - 2}} {b:{_WIDTH}} {times:5}"


def _of(ratio: Ratio) -> str:
    return f"{ratio.right}/{ratio.of}"


def _quoted(quote: str) -> str:
    return f"  «{' '.join(quote.split())}»" if quote else ""


def as_data(score: Score, *, facts: bool = True) -> dict[str, object]:
    """The score as JSON data; with ``facts``, also each fact that is missed or wrong."""

    def ratio(r: Ratio) -> dict[str, int]:
        return {"right": r.right, "of": r.of}

    data: dict[str, object] = {
        "doc": score.title,
        "facts": _tally(score.facts),
        "properties": {name: _tally(t) for name, t in score.properties.items()},
        "classes": {name: _tally(t) for name, t in score.classes.items()},
        "entities": {"found": score.entities.right, "gold": score.entities.of, "typed": score.typed},
        "dates": ratio(score.dates),
        "roles": ratio(score.roles),
        "amounts": ratio(score.amounts),
        "rules": {rule: {"right": t.right, "wrong": t.wrong} for rule, t in score.rules.items()},
        "confusion": {
            "properties": [
                {"graph": a, "facts": b, "times": n} for (a, b), n in sorted(score.confused_properties.items())
            ],
            "classes": [{"facts": a, "graph": b, "times": n} for (a, b), n in sorted(score.confused_classes.items())],
        },
    }
    if facts:
        data["doubled"] = {name: list(nodes) for name, nodes in score.doubled.items()}
        data["missed"] = [
            {"s": f.subjects[0], "p": f.property, "o": f.objects[0], "quote": f.quote, "line": f.line}
            for f in score.missed
        ]
        data["wrong"] = [
            {"s": w.subject, "p": w.property, "o": w.object, "rule": w.rule, "quote": w.quote, "instead": w.instead}
            for w in score.wrong
        ]
    return data


def _tally(tally: Tally) -> dict[str, float]:
    return {
        "precision": round(tally.precision, 4),
        "recall": round(tally.recall, 4),
        "f1": round(tally.f1, 4),
        "gold": tally.gold,
        "found": tally.found,
        "right": tally.right,
        "wrong": tally.wrong,
    }
