"""The vocabulary of ``ontology/bangjiao.ttl``: classes and properties, what they join, what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import BadKnowledge
from kg.knowledge.turtle import ONTOLOGY, RDF_TYPE, Node, local, read_turtle

__all__ = ["Property", "Vocabulary", "load_vocabulary"]

_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}


@dataclass(frozen=True, slots=True)
class Property:
    """A property: the classes (subclasses included) that may stand before and after it; labels by language tag.

    ``range`` is empty for a literal. ``dated`` says that a statement with it has a date of its own.
    """

    name: str
    domain: frozenset[str]
    range: frozenset[str]
    symmetric: bool
    dated: bool
    labels: dict[str, str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Classes with their labels and all their superclasses; properties by name."""

    classes: dict[str, dict[str, str]]
    superclasses: dict[str, frozenset[str]]
    properties: dict[str, Property]

    def expand(self, kinds: frozenset[str]) -> frozenset[str]:
        """``kinds`` and every subclass of theirs."""
        return frozenset(c for c, above in self.superclasses.items() if c in kinds or above & kinds)


def load_vocabulary(path: Path) -> Vocabulary:
    """Read the OWL file.

    Raises:
        BadKnowledge: it is no Turtle, or a property of entities has no domain.
    """
    graph = read_turtle(path)

    def types(iri: str) -> set[str]:
        return {str(local(o, _OWL)) for o in graph[iri].get(RDF_TYPE, [])}

    def labels(iri: str) -> dict[str, str]:
        found = graph[iri].get(_RDFS + "label", [])
        return {_TAGS.get(o.language or "", "en"): o.value for o in found if isinstance(o, ox.Literal)}

    def members(node: Node) -> frozenset[str]:
        name = local(node, ONTOLOGY)
        if name:
            return frozenset({name})
        found: set[str] = set()
        if isinstance(node, ox.BlankNode):
            cells: list[Node] = graph[node.value].get(_OWL + "unionOf", [])
            while cells and isinstance(cells[0], ox.BlankNode):
                cell = graph[cells[0].value]
                found |= {str(local(o, ONTOLOGY)) for o in cell.get(_RDF + "first", [])}
                cells = cell.get(_RDF + "rest", [])
        return frozenset(found)

    own = [iri for iri in list(graph) if local(iri, ONTOLOGY)]
    above = {str(local(c, ONTOLOGY)): _parents(c, graph) for c in own if "Class" in types(c)}
    vocabulary = Vocabulary({c: labels(ONTOLOGY + c) for c in above}, above, {})
    for iri in own:
        # An inverse is for reasoners: a fact is written from one end, and no rule may claim it from the other.
        if not types(iri) & {"ObjectProperty", "DatatypeProperty"} or _OWL + "inverseOf" in graph[iri]:
            continue
        name = str(local(iri, ONTOLOGY))
        node = graph[iri]
        domain = frozenset().union(*map(members, node.get(_RDFS + "domain", [])))
        rng = frozenset().union(*map(members, node.get(_RDFS + "range", [])))
        if "ObjectProperty" in types(iri) and not (domain and rng):
            raise BadKnowledge(f"kg:{name} joins entities and needs rdfs:domain and rdfs:range", path=str(path))
        vocabulary.properties[name] = Property(
            name,
            vocabulary.expand(domain),
            vocabulary.expand(rng),
            "SymmetricProperty" in types(iri),
            ONTOLOGY + "takesDate" in node,
            labels(iri),
        )
    return vocabulary


def _parents(iri: str, graph: dict[str, dict[str, list[Node]]]) -> frozenset[str]:
    found: set[str] = set()
    todo = [iri]
    while todo:
        for parent in graph[todo.pop()].get(_RDFS + "subClassOf", []):
            name = local(parent, ONTOLOGY)
            if name and name not in found:
                found.add(name)
                todo.append(ONTOLOGY + name)
    return frozenset(found)
