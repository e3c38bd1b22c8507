"""The graph as of a day: what held then, and what had happened by then.

The one rule: *nothing is left out unless a date says that it was not there*. In order:

1. **Entities.** A state, government or organization is there from its founding to its dissolution, by the graph, or
   where the graph is silent, by the name lists. A treaty is there while in force: from ``effectiveOn``, or else
   ``signedOn``, to ``endedOn``, or else to the day that an instrument which ``replaces`` it comes into force. ``term``
   is no end: treaties are prolonged, or broken. An event is there from ``startedOn`` on. People and places are always there.
2. **Statements.** One is there if its subject and object are, if ``fromDate`` or ``onDate`` is not after the day, and
   if ``toDate`` is not before it. An act (met, attacked, recognizes, protestedTo …) stays once it has happened.
   An office (``represents``) ends with the life of its holder, where the lists know it.
   A date (``signedOn``, ``dissolvedOn`` …) that lies after the day is not yet there.
3. **Direct triples** are there if a statement that affirms them is; names, classes and documents always.

Dates are compared at the coarser of the two precisions: 1924 is begun on 1924-05-01, and 1945-08 not over on 1945-08-15.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, overload

import pyoxigraph as ox

from kg.ask.dataset import PREFIXES, Dataset
from kg.ask.sparql import BadQuery
from kg.graph import Graph
from kg.knowledge import folder
from kg.knowledge.turtle import ENTITY, ONTOLOGY, Node, local, read_turtle

if TYPE_CHECKING:
    import rdflib

__all__ = ["as_of"]

_RDF = PREFIXES["rdf"]
_LIVING = frozenset({"State", "Government", "Organization"})
_DATES = ("signedOn", "effectiveOn", "endedOn", "startedOn", "foundedOn", "dissolvedOn")
_BEGIN = {"Treaty": ("effectiveOn", "signedOn"), "Event": ("startedOn",)} | dict.fromkeys(_LIVING, ("foundedOn",))
_END = {"Treaty": ("endedOn",)} | dict.fromkeys(_LIVING, ("dissolvedOn",))
_DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


class _Fact(NamedTuple):
    """A statement: entities by key, dates as written, empty where there is none."""

    subject: str
    property: str
    object: str
    certainty: str
    since: str
    until: str


class _Life(NamedTuple):
    begin: str
    end: str


@overload
def as_of(graph: Dataset, day: str) -> Dataset: ...
@overload
def as_of(graph: Graph, day: str) -> Graph: ...
@overload
def as_of(graph: rdflib.Graph, day: str) -> rdflib.Graph: ...
def as_of(graph: Dataset | Graph | rdflib.Graph, day: str) -> Dataset | Graph | rdflib.Graph:
    """A view of a graph as of a day (``1941-05-01``, ``1941-05`` or ``1941``), see the module.

    Takes and returns a :class:`kg.ask.Dataset`, a :class:`kg.Graph` or an rdflib graph; the one given stays as it is.

    Raises:
        BadQuery: the day is none.
    """
    if not _DAY.fullmatch(day):
        raise BadQuery(f"{day} is no day: write 1941-05-01, 1941-05 or 1941")
    if isinstance(graph, Graph):
        return _view_records(graph, day)
    if isinstance(graph, Dataset):
        return _view_dataset(graph, day)
    return _view_rdflib(graph, day)


class _Then:
    """What of a graph is there on a day: ``gone`` are the keys of the entities that are not."""

    def __init__(self, kinds: Mapping[str, str], facts: Iterable[_Fact], day: str) -> None:
        self.day = day
        affirmed = [f for f in facts if f.certainty == "affirmed"]
        dates: dict[tuple[str, str], str] = {}
        for fact in affirmed:
            if fact.property in _DATES:
                known = (fact.subject, fact.property)
                # Two dates of one thing contradict each other: the longer life leaves nothing out wrongly.
                pick = max if fact.property in ("endedOn", "dissolvedOn") else min
                dates[known] = pick(dates.get(known, fact.object), fact.object)
        self.lives = {key: self._life(key, kind, dates) for key, kind in kinds.items()}
        for fact in affirmed:
            if fact.property == "replaces" and not self.lives.get(fact.object, _Life("", "x")).end:
                begin = self.lives[fact.subject].begin if fact.subject in self.lives else ""
                self.lives[fact.object] = self.lives[fact.object]._replace(end=begin)
        self.gone = {key for key, life in self.lives.items() if not self._there(life.begin, life.end)}

    @staticmethod
    def _life(key: str, kind: str, dates: Mapping[tuple[str, str], str]) -> _Life:
        listed = _listed().get(key, _Life("", "")) if kind in _LIVING else _Life("", "")
        begin = next((dates[key, p] for p in _BEGIN.get(kind, ()) if (key, p) in dates), listed.begin)
        end = next((dates[key, p] for p in _END.get(kind, ()) if (key, p) in dates), listed.end)
        return _Life(begin, end)

    def _there(self, begin: str, end: str) -> bool:
        return _upto(begin, self.day) and _upto(self.day, end)

    def holds(self, fact: _Fact) -> bool:
        """Whether a statement is there."""
        if fact.subject in self.gone or fact.object in self.gone or not self._there(fact.since, fact.until):
            return False
        if fact.property in _DATES:
            return _upto(fact.object, self.day)
        if fact.property == "represents":
            return _upto(self.day, _listed().get(fact.subject, _Life("", "")).end)
        return True


def _upto(first: str, second: str) -> bool:
    """Whether a date is not after another, at the coarser precision; an unknown one never is."""
    n = min(len(first), len(second))
    return first[:n] <= second[:n]


def _plain(edtf: str) -> str:
    """What of an EDTF date can be compared: 1949-22 (summer of 1949) is 1949."""
    found = _DAY.match(edtf)
    return found[0] if found and not edtf[found.end() :].startswith("X") else ""


@cache
def _listed() -> dict[str, _Life]:
    """The lives of states, governments, organizations and people that the name lists know."""
    lives = {}
    for path in sorted((folder() / "names").glob("*.ttl")):
        if path.stem.startswith(("states", "governments", "organizations", "people")):
            for iri, node in read_turtle(path).items():
                key = local(iri, ENTITY)
                if key:
                    begin = _first(node, "foundedOn", "bornOn")
                    lives[key] = _Life(begin, _first(node, "dissolvedOn", "diedOn"))
    return lives


def _first(node: Mapping[str, list[Node]], *properties: str) -> str:
    return next((_value(o) for p in properties for o in node.get(ONTOLOGY + p, [])), "")


def _value(term: Node) -> str:
    return _plain(term.value) if isinstance(term, ox.Literal) else ""


def _view_records(graph: Graph, day: str) -> Graph:
    facts = {
        s: _Fact(
            s.subject,
            s.property,
            s.object,
            s.certainty,
            _plain(s.qualifiers.from_date or s.qualifiers.on_date),
            _plain(s.qualifiers.to_date),
        )
        for s in graph.statements
    }
    then = _Then({e.key: e.kind for e in graph.entities}, facts.values(), day)
    return replace(
        graph,
        entities=tuple(e for e in graph.entities if e.key not in then.gone),
        statements=tuple(s for s in graph.statements if then.holds(facts[s])),
    )


def _view_dataset(dataset: Dataset, day: str) -> Dataset:
    quads = [quad for quad in dataset.store if isinstance(quad.subject, ox.NamedNode | ox.BlankNode)]
    store = ox.Store()
    store.bulk_extend(_View(quads, dataset.prefixes, day).quads())
    return replace(dataset, store=store)


def _view_rdflib(graph: rdflib.Graph, day: str) -> rdflib.Graph:
    import rdflib

    nodes = {node: ox.BlankNode() for triple in graph for node in triple if isinstance(node, rdflib.BNode)}

    def to(node: object) -> Node:
        if isinstance(node, rdflib.Literal):
            datatype = ox.NamedNode(str(node.datatype)) if node.datatype and not node.language else None
            return ox.Literal(str(node), datatype=datatype, language=node.language)
        return nodes[node] if isinstance(node, rdflib.BNode) else ox.NamedNode(str(node))

    triples = {ox.Quad(*(to(n) for n in triple)): triple for triple in graph}  # type: ignore[arg-type]
    spaces = {prefix: str(space) for prefix, space in graph.namespaces()}
    prefixes = Dataset.of_triples(triples, {"kg": spaces["kg"]} if "kg" in spaces else None).prefixes
    view = rdflib.Graph(bind_namespaces="none")
    for prefix, space in graph.namespaces():
        view.bind(prefix, space)
    for quad in _View(list(triples), prefixes, day).quads():
        view.add(triples[quad])
    return view


class _View:
    """The quads of a graph that are there on a day."""

    def __init__(self, quads: list[ox.Quad], prefixes: Mapping[str, str], day: str) -> None:
        self.all, self.kg, self.ent = quads, prefixes["kg"], prefixes["ent"]
        self.out: dict[Node, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            self.out[quad.subject][quad.predicate.value].append(quad.object)
        kinds = {s: self._kinds(s) for s in self.out}
        self.statements = {s: self._fact(s) for s, k in kinds.items() if "Statement" in k}
        self.entities = {s for s in self.out if self._key(s) and s not in self.statements}
        self.documents = {s for s, k in kinds.items() if "Document" in k}
        keyed = {self._key(s): next(iter(sorted(kinds[s])), "") for s in self.entities}
        self.then = _Then(keyed, self.statements.values(), day)

    def quads(self) -> list[ox.Quad]:
        held = {s for s, fact in self.statements.items() if self.then.holds(fact)}
        dead = {s for s in self.entities if self._key(s) in self.then.gone}
        dropped = set(self.statements) - held
        lost = self._reached(dropped) - self._reached(held) - self.entities - self.documents - held
        direct: dict[tuple[Node | None, ...], bool] = defaultdict(bool)
        for statement, fact in self.statements.items():
            if fact.certainty == "affirmed":
                direct[self._triple(statement)] |= statement in held
        without = dead | dropped | lost
        return [q for q in self.all if self._stays(q, without, direct)]

    @staticmethod
    def _stays(quad: ox.Quad, without: set[Node], direct: Mapping[tuple[Node | None, ...], bool]) -> bool:
        if quad.subject in without or quad.object in without:
            return False
        triple = (quad.subject, quad.predicate, quad.object)
        return triple not in direct or direct[triple]

    def _reached(self, roots: set[Node]) -> set[Node]:
        """The nodes that statements lead to on the way of their evidence: passages and what hangs on them."""
        evidence = self.kg + "evidence"
        todo = [o for root in roots for o in self.out[root].get(evidence, [])]
        seen: set[Node] = set()
        while todo:
            node = todo.pop()
            if node not in seen and node in self.out and node not in self.entities and node not in self.documents:
                seen.add(node)
                todo += [o for objects in self.out[node].values() for o in objects]
        return seen

    def _kinds(self, node: Node) -> set[str]:
        found = (local(getattr(o, "value", ""), self.kg) for o in self.out[node].get(_RDF + "type", []))
        return {k for k in found if k}

    def _key(self, node: Node | None) -> str:
        return (local(node.value, self.ent) or "") if isinstance(node, ox.NamedNode) else ""

    def _one(self, node: Node, *predicates: str) -> Node | None:
        return next((o for p in predicates for o in self.out[node].get(p, [])), None)

    def _triple(self, statement: Node) -> tuple[Node | None, ...]:
        return tuple(self._one(statement, _RDF + p) for p in ("subject", "predicate", "object"))

    def _fact(self, statement: Node) -> _Fact:
        subject, predicate, value = self._triple(statement)
        certainty, since, until = (
            self._one(statement, *(self.kg + n for n in names))
            for names in (("certainty",), ("fromDate", "onDate", "edtf"), ("toDate",))
        )
        return _Fact(
            self._key(subject),
            local(getattr(predicate, "value", ""), self.kg) or "",
            self._key(value) or str(getattr(value, "value", "")),
            str(getattr(certainty, "value", "affirmed")),
            _value(since) if since is not None else "",
            _value(until) if until is not None else "",
        )
