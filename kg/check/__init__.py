"""check: a graph → what is wrong with it.

Shapes (``ontology/shapes.ttl``, SHACL) say how a graph is made; the coded checks (:data:`kg.check.codes.CODES`) say what
cannot be true in it: evidence that is not in the source, acts of those who did not live, documents that contradict each
other. A contradiction is shown with both its sides and kept.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from kg.check.codes import CODES, Code
from kg.check.finding import Context, Finding, Side
from kg.check.shacl import check_shapes, installed
from kg.check.sources import Sources
from kg.check.view import View, read_quads, view
from kg.knowledge import folder
from kg.knowledge.names import Names, load_names
from kg.knowledge.vocabulary import load_vocabulary

__all__ = ["CODES", "Code", "Finding", "Report", "Side", "check", "choose"]


@dataclass(frozen=True)
class Report:
    """What was found in a graph, in the order of the codes; and the codes that could not be checked, with the reason.

    ``notes`` are findings of severity ``info`` that were not asked for: counted, and not shown.
    """

    path: Path
    view: View
    findings: tuple[Finding, ...]
    codes: tuple[str, ...]
    unchecked: tuple[tuple[str, str], ...]
    sources: Sources | None
    notes: tuple[Finding, ...] = ()

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The findings that say that something is wrong: all but those of severity ``info``."""
        return tuple(f for f in self.findings if CODES[f.code].severity != "info")


def choose(select: Collection[str], ignore: Collection[str]) -> tuple[str, ...]:
    """The codes that begin with one of ``select`` (all, where it is empty) and with none of ``ignore``."""
    chosen = (c for c in CODES if not select or c.startswith(tuple(select)))
    return tuple(c for c in chosen if not (ignore and c.startswith(tuple(ignore))))


def check(
    path: Path,
    *,
    sources: Sources | None = None,
    codes: Collection[str] = tuple(CODES),
    names: Names | None = None,
    today: str | None = None,
    notes: bool = True,
) -> Report:
    """Check the graph in the file ``path``.

    ``names`` are the name lists (default: those of the program), ``today`` the day after which no fact can lie.
    Without ``notes``, findings of severity ``info`` are set aside.

    Raises:
        BadDocument: the graph cannot be read.
        BadKnowledge: the vocabulary, a name list or the shapes are malformed.
    """
    quads = read_quads(path)
    seen = view(quads, str(path))
    vocabulary = load_vocabulary(folder() / "bangjiao.ttl")
    context = Context(
        seen,
        names if names is not None else load_names(folder() / "names", vocabulary),
        vocabulary,
        sources,
        today or datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
    )
    findings: list[Finding] = []
    for code in CODES.values():
        if code.id in codes and code.function:
            findings += code.function(context)
    unchecked = _unchecked(sources, codes)
    if installed() and any(c.startswith("S") for c in codes):
        known = {(f.code, f.subject) for f in findings}
        shapes = check_shapes(quads, seen, folder() / "shapes.ttl")
        findings += [f for f in shapes if f.code in codes and (f.code, f.subject) not in known]
    order = list(CODES)
    findings.sort(key=lambda f: (order.index(f.code), f.zh, f.subject))
    aside = [] if notes else [f for f in findings if CODES[f.code].severity == "info"]
    shown = tuple(f for f in findings if f not in aside)
    return Report(path, seen, shown, tuple(c for c in CODES if c in codes), unchecked, sources, tuple(aside))


def _unchecked(sources: Sources | None, codes: Collection[str]) -> tuple[tuple[str, str], ...]:
    found = []
    if sources is None and any(c.startswith("K1") for c in codes):
        found.append(("K1", "no source files given: add --source DIR"))
    if not installed() and any(c.startswith("S") for c in codes):
        found.append(("S", "SHACL needs pyshacl: pip install 'bangjiao[check]'"))
    return tuple(found)
