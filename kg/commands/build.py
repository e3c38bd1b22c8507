"""``kg build``: documents in, graph.ttl, graph.html and report.md out."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from kg.commands.write import NAMES, store

if TYPE_CHECKING:
    from kg.graph import Graph

__all__ = ["add", "run"]

_GROUPS = (
    ("states and governments", ("State", "Government")),
    ("people", ("Person", "Leader")),
    ("treaties", ("Treaty",)),
    ("territories", ("Territory",)),
    ("organizations", ("Organization",)),
    ("events", ("Event",)),
    ("assets", ("Asset",)),
)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    build = commands.add_parser(
        "build",
        help="build a graph from documents",
        description="Read documents, find who signed, recognized, aided or fought whom and when, and write graph.ttl, "
        "graph.html and report.md. Exit status: 0 done, 1 some documents were skipped, 2 nothing was written.",
    )
    build.add_argument(
        "documents", nargs="+", metavar="DOC", help="a document (markdown or plain text), or a folder of them"
    )
    build.add_argument("-o", "--output", default="output", metavar="DIR", help="where to write (default: %(default)s)")
    build.add_argument(
        "--base-iri",
        type=_iri,
        default="https://w3id.org/bangjiao/",
        metavar="IRI",
        help="the base of the graph's IRIs (default: %(default)s)",
    )
    build.add_argument(
        "-f",
        "--format",
        action="append",
        default=[],
        choices=NAMES,
        help="write graph.* in this format too (once for each)",
    )
    build.add_argument("--site", metavar="DIR", help="write a static site too: the page, the data, a page an entity")
    build.add_argument(
        "--site-url",
        type=_iri,
        default="https://w3id.org/bangjiao/",
        metavar="URL",
        help="where the site will stand, for its sitemap (default: %(default)s)",
    )
    build.add_argument("-q", "--quiet", action="store_true", help="print nothing but errors")
    build.set_defaults(run=run)


def _iri(text: str) -> str:
    """An absolute IRI that names can be added to (RFC 3987, and what Turtle cannot write)."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f-\x9f<>\"{}|\\^`\ud800-\udfff]+", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no absolute IRI, such as https://example.org/graph/")
    return text if text.endswith(("/", "#")) else text + "/"


def run(arguments: argparse.Namespace) -> int:
    """Build, and say what was found. Returns the exit status."""
    started = time.perf_counter()
    from kg.pipeline import build

    say = (lambda *_: None) if arguments.quiet else _say
    graph = build(
        arguments.documents,
        base_iri=arguments.base_iri,
        on_skip=lambda error: print(f"kg: skipped {error}", file=sys.stderr),
    )
    say(
        "reading",
        f"{_count(len(graph.documents), 'document')}, {sum(len(d.source) for d in graph.documents):,} characters",
    )
    say("entities", _entities(graph))
    passages = sum(len(s.evidence) for s in graph.facts)
    say("facts", f"{len(graph.facts):,}, each with its evidence ({_count(passages, 'passage')})")
    doubtful = Counter(s.certainty for s in graph.statements if s.certainty != "affirmed")
    if doubtful:
        say("no facts", " · ".join(f"{n} {c}" for c, n in sorted(doubtful.items())) + " (kept as statements)")
    paths = [*graph.write(arguments.output), *_also(graph, arguments.format, arguments.output)]
    say("wrote", f"{'  '.join(p.name for p in paths)}  in {arguments.output}, {time.perf_counter() - started:.1f} s")
    if arguments.site:
        from kg.write.site import site

        files = store(site(graph, arguments.site_url), Path(arguments.site))
        say("site", f"{_count(len(files), 'file')} in {arguments.site}, {time.perf_counter() - started:.1f} s")
    return 1 if graph.skipped else 0


def _also(graph: Graph, names: list[str], folder: str) -> list[Path]:
    """Write the graph in more formats. Returns the paths."""
    if not names:
        return []
    import pyoxigraph as ox

    from kg.write.formats import FORMATS, write_as

    triples = list(ox.parse(graph.turtle().encode(), format=ox.RdfFormat.TURTLE))
    paths = []
    for format_ in [FORMATS[name] for name in dict.fromkeys(names) if name != "turtle"]:
        paths += store(write_as(format_, triples, base=graph.base), Path(folder) / f"graph{format_.suffix}")
    return paths


def _say(what: str, text: str) -> None:
    print(f"{what:<12} {text}")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _entities(graph: Graph) -> str:
    kinds = Counter(e.kind for e in graph.entities)
    counts = ((sum(kinds[k] for k in members), label) for label, members in _GROUPS)
    return " · ".join(f"{n:,} {label}" for n, label in counts if n)
