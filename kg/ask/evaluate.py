"""A graph against the facts of its document: precision, recall and F1, what was missed and what is wrong.

An entity of the graph is the entity of the facts with which it shares a name, whatever the script. A fact of the graph
is right when the facts have it under any of the names they accept, a symmetric one in either direction. What the facts
list as also true counts neither as found nor as wrong: it adds to the precision and not to the recall.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib import RDF, RDFS, SKOS, Literal, URIRef
from rdflib.term import Node

from kg.ask.facts import Fact, Facts, properties, schema, vocabulary
from kg.errors import BadDocument
from kg.knowledge.turtle import ONTOLOGY
from kg.language.script import simplified

__all__ = ["NONE", "TURNED", "Ratio", "Score", "Tally", "Wrong", "evaluate", "read_graph", "total"]

#: In a confusion: the facts have nothing there, or the graph.
NONE = "–"
#: In a confusion: the facts have the same property from the object to the subject.
TURNED = "turned round"

_MARKS = re.compile(r"[\s《》〈〉“”\"'「」『』·・．.—_（）()-]")
_PEOPLE = frozenset({"Person", "Leader"})
_Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Tally:
    """``found`` of ``gold`` were found; of what the graph says ``right`` is right and ``wrong`` is wrong.

    Two facts of the graph may find one of the facts file, and one of it two: ``right`` and ``found`` need not be equal.
    """

    gold: int = 0
    found: int = 0
    right: int = 0
    wrong: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.gold + other.gold, self.found + other.found, self.right + other.right, self.wrong + other.wrong
        )

    @property
    def precision(self) -> float:
        """How much of what the graph says is right; 0 where it says nothing."""
        said = self.right + self.wrong
        return self.right / said if said else 0.0

    @property
    def recall(self) -> float:
        """How much of what is to be found was found; 0 where there is nothing."""
        return self.found / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Ratio:
    """``right`` of ``of``."""

    right: int = 0
    of: int = 0

    def __add__(self, other: Ratio) -> Ratio:
        return Ratio(self.right + other.right, self.of + other.of)


@dataclass(frozen=True, slots=True, order=True)
class Wrong:
    """A fact of the graph that the facts do not have: its terms, the rule and words that it comes from.

    ``instead`` is the property under which the facts have the two, if they do; :data:`TURNED` for the same, reversed.
    """

    subject: str
    property: str
    object: str
    rule: str = ""
    quote: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """What a graph is worth.

    ``properties`` and ``classes`` hold a tally each, and ``rules`` one of the facts that each rule made (how many are
    right and how many wrong); ``doubled`` are the entities with several nodes.
    ``confused_classes`` counts (class in the facts, class in the graph), ``confused_properties`` (property in the
    graph, property in the facts).
    """

    title: str
    properties: dict[str, Tally]
    classes: dict[str, Tally]
    entities: Ratio
    typed: int
    dates: Ratio
    roles: Ratio
    amounts: Ratio
    doubled: dict[str, tuple[str, ...]] = field(default_factory=dict)
    missed: tuple[Fact, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    confused_classes: Counter[tuple[str, str]] = field(default_factory=Counter)
    confused_properties: Counter[tuple[str, str]] = field(default_factory=Counter)
    rules: dict[str, Tally] = field(default_factory=dict)

    @property
    def facts(self) -> Tally:
        """All properties together."""
        return sum(self.properties.values(), Tally())


def read_graph(path: Path) -> rdflib.Graph:
    """A graph from a Turtle file.

    Raises:
        BadDocument: it cannot be read or is no Turtle.
    """
    try:
        for _ in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            pass  # rdflib's parser is content with less, and says less of what is wrong
    except OSError as error:
        raise BadDocument(f"cannot be read ({error.strerror or error}): give a graph.ttl", path=str(path)) from error
    except SyntaxError as error:
        raise BadDocument(f"is no Turtle: {error.msg}", path=str(path), line=error.lineno) from error
    return rdflib.Graph().parse(path, format="turtle")


def normal(name: object) -> str:
    """The form of a name that counts: simplified, without marks, dots and spaces, in small letters."""
    return _MARKS.sub("", simplified(str(name))).lower()


class _Said:
    """What a graph says: the names and classes of its entities, its facts, and their qualifiers; IRIs as strings."""

    def __init__(self, graph: rdflib.Graph) -> None:
        self.graph = graph
        self.kinds: dict[str, set[str]] = defaultdict(set)
        classes = schema()["$defs"]["entity"]["properties"]["type"]["enum"]
        for node, kind in graph.subject_objects(RDF.type):
            if (name := _local(kind)) in classes:
                self.kinds[str(node)].add(str(name))
        self.shown: dict[str, str] = {}
        self.preferred: dict[str, set[str]] = {}
        self.names: dict[str, set[str]] = {}
        for node in {s for s in graph.subjects(RDF.type) if str(s) in self.kinds}:
            self._name(node)
        self.facts = set(self._facts())
        self.dates: dict[_Triple, set[str]] = defaultdict(set)
        self.roles: dict[_Triple, set[str]] = defaultdict(set)
        self.amounts: dict[_Triple, set[float | str]] = defaultdict(set)
        self.sources: dict[_Triple, tuple[str, str]] = {}
        self.rules: dict[_Triple, set[str]] = defaultdict(set)
        for statement, subject in graph.subject_objects(RDF.subject):
            name, value = _local(graph.value(statement, RDF.predicate)), graph.value(statement, RDF.object)
            if name:
                self._qualify((str(subject), name, str(value)), statement)

    def _name(self, node: Node) -> None:
        labels = list(self.graph.objects(node, SKOS.prefLabel)) or list(self.graph.objects(node, RDFS.label))
        own = str(node).rsplit("/", 1)[-1]
        chinese = [o for o in labels if getattr(o, "language", "") != "en"]
        others = self.graph.objects(node, SKOS.altLabel)
        self.preferred[str(node)] = {normal(o) for o in chinese} | {normal(own)}
        self.names[str(node)] = self.preferred[str(node)] | {normal(o) for o in others}
        plain = sorted(str(o) for o in chinese if getattr(o, "language", "") == "zh-Hans" or len(chinese) == 1)
        self.shown[str(node)] = plain[0] if plain else own

    def _facts(self) -> Iterator[_Triple]:
        relations, literals = properties()
        for s, p, o in self.graph:
            name = _local(p) or ""
            joins = name in relations and str(o) in self.kinds
            if str(s) in self.kinds and (joins or (name in literals and isinstance(o, Literal))):
                yield str(s), name, str(o)

    def _qualify(self, fact: _Triple, statement: Node) -> None:
        for which in ("onDate", "fromDate", "toDate"):
            self.dates[fact].update(self._given(statement, which))
        self.roles[fact].update(map(normal, self._given(statement, "role")))
        self.amounts[fact].update(map(_number, self._given(statement, "amount")))
        for passage in sorted(self.graph.objects(statement, URIRef(ONTOLOGY + "evidence")), key=str):
            rule, quote = (next(self._given(passage, which), "") for which in ("rule", "quote"))
            self.sources.setdefault(fact, (rule, quote))
            if "affirmed" in self._given(statement, "certainty"):
                self.rules[fact].add(rule)

    def _given(self, node: Node, which: str) -> Iterator[str]:
        return (str(o) for o in self.graph.objects(node, URIRef(ONTOLOGY + which)))


def _local(node: Node | None) -> str | None:
    return str(node)[len(ONTOLOGY) :] if str(node).startswith(ONTOLOGY) else None


def _number(value: object) -> float | str:
    try:
        return float(str(value).replace(",", ""))
    except ValueError:
        return str(value)


def _align(said: _Said, facts: Facts) -> dict[str, set[str]]:
    """Each entity of the graph with the entities of the facts that it may be, by the surest name they share.

    Surest is the canonical name as a preferred one; then a preferred name among the others, or the reverse; then any.
    A name that two entities of the facts have tells nothing, but as the canonical one.
    """
    aliases = {name: {normal(name)} | set(map(normal, known.aliases)) for name, known in facts.entities.items()}
    owners = Counter(alias for own in aliases.values() for alias in own)
    shared = {alias for alias, count in owners.items() if count > 1}
    found: dict[str, set[str]] = {}
    for node, names in said.names.items():
        preferred = said.preferred[node]
        ranked: dict[int, set[str]] = defaultdict(set)
        for name, own in aliases.items():
            if normal(name) in preferred:
                ranked[3].add(name)
            elif preferred & own - shared or normal(name) in names - shared:
                ranked[2].add(name)
            elif names & own - shared:
                ranked[1].add(name)
        if ranked:
            found[node] = ranked[max(ranked)]
    return found


def _readings(fact: Fact) -> set[_Triple]:
    """The triples any of which is the fact."""
    found = {(s, fact.property, o) for s in fact.subjects for o in fact.objects}
    if vocabulary().properties[fact.property].symmetric:
        found |= {(o, p, s) for s, p, o in found}
    return found


def evaluate(graph: rdflib.Graph, facts: Facts) -> Score:
    """Score a graph that was built from one document against the document's facts."""
    return _Evaluation(graph, facts).score()


class _Evaluation:
    def __init__(self, graph: rdflib.Graph, facts: Facts) -> None:
        self.said, self.facts = _Said(graph), facts
        self.same = _align(self.said, facts)
        literals = properties()[1]
        self.meant: dict[_Triple, set[_Triple]] = {}
        self.by_triple: dict[_Triple, list[_Triple]] = defaultdict(list)
        for key in sorted(self.said.facts):
            s, p, o = key
            objects = {o} if p in literals else self.same.get(o, set())
            self.meant[key] = {(a, p, b) for a in self.same.get(s, ()) for b in objects}
            for triple in self.meant[key]:
                self.by_triple[triple].append(key)

    def score(self) -> Score:
        tallies: dict[str, Tally] = defaultdict(Tally)
        dates, roles, amounts = Ratio(), Ratio(), Ratio()
        missed: list[Fact] = []
        hit: set[_Triple] = set()
        for fact in self.facts.facts:
            keys = sorted({key for triple in _readings(fact) for key in self.by_triple.get(triple, ())})
            tallies[fact.property] += Tally(gold=1, found=bool(keys))
            if not keys:
                missed.append(fact)
                continue
            hit.update(keys)
            said = self._both_ways(keys)
            dates += self._date(fact, said)
            roles += self._role(fact, said)
            amounts += self._amount(fact, said)
        neutral = {key for fact in self.facts.also_true for t in _readings(fact) for key in self.by_triple.get(t, ())}
        wrong = [key for key in self.meant if key not in hit | neutral]
        for key in hit | neutral:
            tallies[key[1]] += Tally(right=1)
        for key in wrong:
            tallies[key[1]] += Tally(wrong=1)
        wrong_facts = tuple(sorted(map(self._wrong, wrong)))
        classes, confused, found, typed, doubled = self._entities()
        return Score(
            self.facts.title,
            dict(sorted(tallies.items())),
            classes,
            found,
            typed,
            dates,
            roles,
            amounts,
            doubled,
            tuple(missed),
            wrong_facts,
            confused,
            Counter((w.property, w.instead) for w in wrong_facts if w.instead),
            self._rules(set(wrong)),
        )

    def _rules(self, wrong: set[_Triple]) -> dict[str, Tally]:
        found: dict[str, Tally] = defaultdict(Tally)
        for key in self.meant:
            for rule in self.said.rules.get(key, ()):
                found[rule] += Tally(wrong=1) if key in wrong else Tally(right=1)
        return dict(sorted(found.items()))

    def _both_ways(self, keys: list[_Triple]) -> list[_Triple]:
        return [*keys, *((o, p, s) for s, p, o in keys if vocabulary().properties[p].symmetric)]

    def _date(self, fact: Fact, keys: list[_Triple]) -> Ratio:
        if not fact.when:
            return Ratio()
        return Ratio(any(fact.when in self.said.dates.get(k, ()) for k in keys), 1)

    def _role(self, fact: Fact, keys: list[_Triple]) -> Ratio:
        if not fact.role:
            return Ratio()
        role = normal(fact.role)
        said = [r for k in keys for r in self.said.roles.get(k, ())]
        return Ratio(any(role in r or (r and r in role) for r in said), 1)

    def _amount(self, fact: Fact, keys: list[_Triple]) -> Ratio:
        if not fact.amount:
            return Ratio()
        return Ratio(any(_number(fact.amount) in self.said.amounts.get(k, ()) for k in keys), 1)

    def _wrong(self, key: _Triple) -> Wrong:
        s, p, o = key
        shown = self.said.shown.get(o, o)
        rule, quote = self.said.sources.get(key, ("", ""))
        return Wrong(self.said.shown[s], p, shown, rule, quote, self._instead(key))

    def _instead(self, key: _Triple) -> str:
        """What the facts say of the two things of a wrong fact."""
        for s, p, o in sorted(self.meant[key]):
            if names := self._pairs.get((s, o)):
                return min(names)
            if names := self._pairs.get((o, s)):
                return TURNED if p in names else min(names)
        return ""

    @cached_property
    def _pairs(self) -> dict[tuple[str, str], set[str]]:
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for fact in self.facts.facts:
            for s, p, o in _readings(fact):
                found[s, o].add(p)
        return found

    def _entities(
        self,
    ) -> tuple[dict[str, Tally], Counter[tuple[str, str]], Ratio, int, dict[str, tuple[str, ...]]]:
        nodes: dict[str, list[str]] = defaultdict(list)
        tallies: dict[str, Tally] = defaultdict(Tally)
        confused: Counter[tuple[str, str]] = Counter()
        for node, kinds in self.said.kinds.items():
            meant = self.same.get(node, set())
            if len(meant) == 1:
                nodes[min(meant)].append(node)
            accepted = {k for name in meant for k in self.facts.entities[name].kinds}
            right = any(_compatible(k, accepted) for k in kinds)
            tallies[min(kinds)] += Tally(right=right, wrong=not right)
            if not meant:
                confused[NONE, min(kinds)] += 1
        typed = 0
        for name, known in self.facts.entities.items():
            kinds = {k for node in nodes.get(name, ()) for k in self.said.kinds[node]}
            right = any(_compatible(k, known.kinds) for k in kinds)
            typed += right
            tallies[min(known.kinds)] += Tally(gold=1, found=right)
            confused[min(known.kinds), NONE if not kinds else min(known.kinds) if right else min(kinds)] += 1
        doubled = {
            name: tuple(sorted(self.said.shown[node] for node in own))
            for name, own in sorted(nodes.items())
            if len(own) > 1
        }
        return dict(sorted(tallies.items())), confused, Ratio(len(nodes), len(self.facts.entities)), typed, doubled


def _compatible(kind: str, kinds: Iterable[str]) -> bool:
    return any(kind == k or {kind, k} <= _PEOPLE for k in kinds)


def total(scores: Iterable[Score]) -> Score:
    """Several scores as one, every fact counting the same."""
    kept = list(scores)
    tallies: dict[str, dict[str, Tally]] = {w: defaultdict(Tally) for w in ("properties", "classes", "rules")}
    for score in kept:
        for which, sums in tallies.items():
            own: dict[str, Tally] = getattr(score, which)
            for name, tally in own.items():
                sums[name] += tally

    def ratio(which: str) -> Ratio:
        return sum((getattr(s, which) for s in kept), Ratio())

    def counted(which: str) -> Counter[Any]:
        return sum((getattr(s, which) for s in kept), Counter())

    return Score(
        "all",
        dict(sorted(tallies["properties"].items())),
        dict(sorted(tallies["classes"].items())),
        ratio("entities"),
        sum(s.typed for s in kept),
        ratio("dates"),
        ratio("roles"),
        ratio("amounts"),
        {f"{s.title}: {name}": own for s in kept for name, own in s.doubled.items()},
        tuple(f for s in kept for f in s.missed),
        tuple(w for s in kept for w in s.wrong),
        counted("confused_classes"),
        counted("confused_properties"),
        dict(sorted(tallies["rules"].items())),
    )
