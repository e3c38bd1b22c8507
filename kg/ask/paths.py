"""The shortest way from one thing to another, fact by fact.

SPARQL 1.1 can say that two things are joined (``(kg:met|^kg:met)+``), not by which way: this is a search in a network
made with networkx.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import networkx as nx
import pyoxigraph as ox

from kg.ask.dataset import Answer, Dataset
from kg.ask.names import resolve
from kg.ask.sparql import BadQuery

__all__ = ["Step", "path_answer", "shortest_path"]

_FACTS = """
SELECT ?s ?p ?o ?date {
  ?statement a kg:Statement ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; kg:certainty "affirmed" .
  FILTER(ISIRI(?o) && ?s != ?o)
  OPTIONAL { ?statement kg:onDate ?on }
  OPTIONAL { ?statement kg:fromDate ?from }
  OPTIONAL { ?s kg:signedOn ?signed }
  BIND(COALESCE(?on, ?from, ?signed) AS ?date)
}
"""
_PLACES = "SELECT ?place { ?place a kg:Territory }"
_COLUMNS = "?step ?subject ?property ?object ?date"


class Step(NamedTuple):
    """A fact on the way: IRIs of its three terms as the graph has them, its date where known. ``number`` counts hops."""

    number: int
    subject: str
    property: str
    object: str
    date: str


def shortest_path(dataset: Dataset, one: str, other: str) -> tuple[Step, ...]:
    """All facts on the shortest way between two things given by name, hop by hop; none if there is no way.

    Every affirmed fact between two entities joins them, in either direction. A place does not join those who were
    there at some time: a way ends at one, and does not lead through it. Of several ways the same one is always taken.

    Raises:
        BadQuery: a name is unknown or ambiguous, or both are of one thing.
    """
    source, target = resolve(dataset, one).value, resolve(dataset, other).value
    if source == target:
        raise BadQuery(f"{one} and {other} are the same thing, {dataset.short(source)}")
    places = {place for (place,) in _rows(dataset, _PLACES)} - {source, target}
    facts: dict[frozenset[str], set[tuple[str, str, str, str]]] = defaultdict(set)
    for s, p, o, date in _rows(dataset, _FACTS):
        if s not in places and o not in places:
            facts[frozenset((s, o))].add((s, p, o, date))
    network: nx.Graph[str] = nx.Graph()
    network.add_edges_from(sorted((min(pair), max(pair)) for pair in facts))
    try:
        nodes = nx.shortest_path(network, source, target)
    except (nx.NetworkXNoPath, nx.NodeNotFound):
        return ()
    hops = enumerate(pairwise(nodes), 1)
    return tuple(Step(n, *fact) for n, (a, b) in hops for fact in sorted(facts[frozenset((a, b))]))


def _rows(dataset: Dataset, query: str) -> Iterator[tuple[str, ...]]:
    answer = dataset.query(query)
    assert isinstance(answer, ox.QuerySolutions)
    for row in answer:
        yield tuple("" if t is None or isinstance(t, ox.Triple) else t.value for t in row)


def path_answer(dataset: Dataset, one: str, other: str) -> Answer:
    """The same as an answer with the columns ``step``, ``subject``, ``property``, ``object`` and ``date``."""
    rows = " ".join(_row(step) for step in shortest_path(dataset, one, other))
    return ox.Store().query(f"SELECT {_COLUMNS} {{ VALUES ({_COLUMNS}) {{ {rows} }} }}")


def _row(step: Step) -> str:
    date = str(ox.Literal(step.date)) if step.date else "UNDEF"
    iris = " ".join(str(ox.NamedNode(iri)) for iri in (step.subject, step.property, step.object))
    return f"({step.number} {iris} {date})"
