"""``kg query``: a graph asked in SPARQL, or by a saved question."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.ask.dataset import Dataset

__all__ = ["add", "run"]

_FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle", "nt", "jsonld")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    query = commands.add_parser(
        "query",
        help="ask a graph in SPARQL, or by a saved question",
        description="Ask a graph in SPARQL 1.1, or by a saved question (--list shows them). "
        "Exit status: 0 answered, 2 the graph, the query or a value cannot be used.",
    )
    query.add_argument("query", nargs="?", metavar="QUERY", help="SPARQL, a file of it (.rq), or - for standard input")
    query.add_argument("--saved", metavar="NAME", help="a saved question")
    query.add_argument(
        "-p",
        "--param",
        action="append",
        default=[],
        type=_pair,
        metavar="NAME=VALUE",
        help="what $NAME stands for: a name in either script, a date; once for each",
    )
    query.add_argument("--shortest-path", nargs=2, metavar="NAME", help="how two things are joined, fact by fact")
    query.add_argument("--list", action="store_true", help="the saved questions, with their parameters")
    query.add_argument("--show", action="store_true", help="print the query instead, ready for any other store")
    query.add_argument("--as-of", metavar="DAY", help="see only what held on a day (1941-05-01, 1941-05, 1941)")
    query.add_argument(
        "--graph",
        default="output/graph.ttl",
        metavar="FILE",
        help="the graph: .ttl, .nt, .trig, .nq, .jsonld, .rdf (default: %(default)s)",
    )
    query.add_argument("--format", choices=_FORMATS, default="table", help="how to write it (default: %(default)s)")
    query.set_defaults(run=run)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier() or not value:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE, such as a=苏联")
    return name, value


def run(arguments: argparse.Namespace) -> int:
    """Ask, and print the answer. Returns the exit status."""
    from kg.ask.sparql import BadQuery

    asked = [arguments.query, arguments.saved, arguments.shortest_path, arguments.list or None]
    if sum(one is not None for one in asked) != 1:
        raise BadQuery("give one of: a query, --saved NAME, --shortest-path A B, --list")
    # The engine runs in one call that Python's own handler of Ctrl-C would wait for.
    handler = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        _write(_listing() if arguments.list else _ask(arguments))
    finally:
        signal.signal(signal.SIGINT, handler)
    return 0


def _ask(arguments: argparse.Namespace) -> bytes:
    from kg.ask.dataset import Dataset

    dataset = Dataset.load(arguments.graph)
    if arguments.as_of:
        from kg.ask.asof import as_of

        dataset = as_of(dataset, arguments.as_of)
    return _answer(dataset, arguments)


def _answer(dataset: Dataset, arguments: argparse.Namespace) -> bytes:
    from kg.ask.answers import render

    columns = _columns()
    if arguments.shortest_path:
        from kg.ask.paths import path_answer

        return render(dataset, path_answer(dataset, *arguments.shortest_path), arguments.format, columns)
    text, path = _text(dataset, arguments)
    if arguments.show:
        return text.encode()
    return render(dataset, dataset.query(text, path=path), arguments.format, columns)


def _text(dataset: Dataset, arguments: argparse.Namespace) -> tuple[str, str | None]:
    """The query with its parameters set, and the file it stands in."""
    from kg.ask.dataset import read_query
    from kg.ask.questions import bind_loose, question
    from kg.ask.sparql import BadQuery

    values = dict(arguments.param)
    if len(values) < len(arguments.param):
        raise BadQuery("--param gives one name twice")
    if arguments.saved:
        one = question(arguments.saved)
        return one.bind(dataset, values), one.path
    path = None
    if arguments.query == "-":
        text = sys.stdin.read()
    elif arguments.query.endswith((".rq", ".sparql")) or _is_file(arguments.query):
        path = arguments.query
        text = read_query(path)
    else:
        text = arguments.query
    return bind_loose(dataset, text, values), path


def _columns() -> int | None:
    """The width of the terminal; None where the output goes elsewhere, and is not to be wrapped."""
    return os.get_terminal_size(sys.stdout.fileno()).columns if sys.stdout.isatty() else None


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):  # a query is often too long for the name of a file
        return False


def _listing() -> bytes:
    from kg.ask.answers import table
    from kg.ask.questions import load_questions

    columns = _columns()
    rows = [
        [one.name, one.zh, one.en, " ".join(f"{p.name}{'?' * p.optional}={p.example}" for p in one.parameters)]
        for one in load_questions().values()
    ]
    head = ["name", "问题", "question", "parameters, with an example"]
    return table(head, rows, [False] * len(head), columns).encode()


def _write(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.flush()
