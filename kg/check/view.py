"""A graph as the checks look at it: things, facts with their evidence, passages and documents, read from RDF."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from kg.errors import BadDocument

__all__ = ["Fact", "Passage", "Source", "Triple", "View", "read_quads", "view"]

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_PREF_LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
_TEXT = "http://www.w3.org/2001/XMLSchema#string"
_NO_THINGS = {"Statement", "Passage", "Document"}
_QUALIFIERS = ("onDate", "fromDate", "toDate", "atPlace", "underTreaty", "claimant", "role", "amount", "currency")


class Triple(NamedTuple):
    """A direct triple of the vocabulary: subject IRI, property name, object (IRI or text), datatype ("" for an IRI)."""

    subject: str
    property: str
    object: str
    datatype: str


@dataclass(frozen=True, slots=True)
class Source:
    """A document as the graph names it."""

    iri: str
    title: str
    sha256: str


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """A quoted passage; ``start`` and ``end`` are -1 where the graph gives none."""

    iri: str
    document: str
    quote: str
    start: int
    end: int
    section: str
    rule: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement. ``qualifiers`` holds the text or the IRI of each that it has; ``datatype`` is "" where the object is an IRI."""

    iri: str
    subject: str
    property: str
    object: str
    datatype: str
    certainty: str
    qualifiers: dict[str, str]
    evidence: tuple[Passage, ...]


@dataclass(frozen=True)
class View:
    """The whole graph. IRIs are keys everywhere; ``triples`` are the direct ones between or about things."""

    base: str
    kinds: dict[str, frozenset[str]]
    labels: dict[str, dict[str, str]] = field(repr=False)
    triples: tuple[Triple, ...] = field(repr=False)
    facts: tuple[Fact, ...] = field(repr=False)
    passages: dict[str, Passage] = field(repr=False)
    documents: dict[str, Source]
    literals: tuple[Triple, ...] = field(repr=False)

    def label(self, iri: str) -> str:
        """What a thing or a document is called: in simplified script, or by the end of its IRI."""
        if iri in self.documents:
            return self.documents[iri].title
        labels = self.labels.get(iri, {})
        return labels.get("zh-hans") or next(iter(labels.values()), iri.rsplit("/", 1)[-1])

    def key(self, iri: str) -> str:
        """The key of an entity in the name lists: the end of its IRI."""
        return iri.removeprefix(self.base + "entity/")

    @property
    def affirmed(self) -> list[Fact]:
        """The facts that the documents affirm."""
        return [f for f in self.facts if f.certainty == "affirmed"]


def read_quads(path: Path) -> list[ox.Quad]:
    """The quads of a graph in any format that its suffix names (.ttl, .nt, .nq, .trig, .jsonld, .rdf).

    Raises:
        BadDocument: it cannot be read, or is not in that format.
    """
    form = ox.RdfFormat.from_extension(path.suffix.lstrip(".").lower())
    if form is None:
        raise BadDocument("is no RDF by its suffix: give a .ttl, .nt, .nq, .trig, .jsonld or .rdf", path=str(path))
    try:
        return list(ox.parse(path=str(path), format=form))
    except SyntaxError as error:
        raise BadDocument(f"is no {form.name}: {error.msg}", path=str(path), line=error.lineno) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadDocument(f"cannot be read ({reason}): give a graph that kg build wrote", path=str(path)) from error


def view(quads: list[ox.Quad], path: str) -> View:
    """The view of a graph; ``path`` is what an error calls it.

    Raises:
        BadDocument: nothing in the graph is of the vocabulary.
    """
    nodes: dict[str, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if not isinstance(quad.subject, ox.Triple) and not isinstance(quad.object, ox.Triple):
            found = nodes[quad.subject.value][quad.predicate.value]
            if quad.object not in found:
                found.append(quad.object)
    return _Reader(nodes, path).view()


class _Reader:
    def __init__(self, nodes: dict[str, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]], path: str) -> None:
        self.nodes = nodes
        self.base = self._base(path)
        self.kg = self.base + "ontology#"

    def _base(self, path: str) -> str:
        for node in self.nodes.values():
            for kind in node.get(_RDF + "type", []):
                base, found, _ = kind.value.partition("ontology#")
                if found:
                    return base
        raise BadDocument("holds nothing of the vocabulary: give a graph that kg build wrote", path=path)

    def view(self) -> View:
        kinds = {iri: self._kinds(iri) for iri in sorted(self.nodes)}
        things = {iri: own - _NO_THINGS for iri, own in kinds.items() if not own & _NO_THINGS}
        things = {iri: own for iri, own in things.items() if own or iri.startswith(self.base + "entity/")}
        passages = {iri: self._passage(iri) for iri, own in kinds.items() if "Passage" in own}
        documents = {
            iri: Source(iri, self._text(iri, _RDFS_LABEL), self._text(iri, self.kg + "sha256"))
            for iri, own in kinds.items()
            if "Document" in own
        }
        return View(
            self.base,
            things,
            {iri: self._labels(iri) for iri in things},
            tuple(t for iri in things for t in self._triples(iri)),
            tuple(self._fact(iri, passages) for iri, own in kinds.items() if "Statement" in own),
            passages,
            documents,
            tuple(t for iri in kinds for t in self._triples(iri) if t.datatype not in {"", _TEXT}),
        )

    def _kinds(self, iri: str) -> frozenset[str]:
        types = self.nodes[iri].get(_RDF + "type", [])
        return frozenset(t.value.removeprefix(self.kg) for t in types if t.value.startswith(self.kg))

    def _labels(self, iri: str) -> dict[str, str]:
        found = [o for o in self.nodes[iri].get(_PREF_LABEL, []) if isinstance(o, ox.Literal)]
        return {(o.language or "").lower(): o.value for o in sorted(found, key=str)}

    def _text(self, iri: str, predicate: str) -> str:
        return min((o.value for o in self.nodes[iri].get(predicate, [])), default="")

    def _triples(self, iri: str) -> list[Triple]:
        found = []
        for predicate, objects in self.nodes[iri].items():
            name = predicate.removeprefix(self.kg) if predicate.startswith(self.kg) else None
            if predicate == _RDF + "object":
                name = "object"
            if name:
                found += [Triple(iri, name, o.value, _datatype(o)) for o in objects]
        return sorted(found)

    def _passage(self, iri: str) -> Passage:
        def number(name: str) -> int:
            text = self._text(iri, self.kg + name)
            return int(text) if text.isdecimal() else -1

        text = {name: self._text(iri, self.kg + name) for name in ("document", "quote", "section", "rule")}
        return Passage(
            iri, text["document"], text["quote"], number("start"), number("end"), text["section"], text["rule"]
        )

    def _fact(self, iri: str, passages: dict[str, Passage]) -> Fact:
        node = self.nodes[iri]
        objects = node.get(_RDF + "object", [])
        evidence = [passages[o.value] for o in node.get(self.kg + "evidence", []) if o.value in passages]
        return Fact(
            iri,
            self._text(iri, _RDF + "subject"),
            self._text(iri, _RDF + "predicate").removeprefix(self.kg),
            self._text(iri, _RDF + "object"),
            _datatype(objects[0]) if objects else "",
            self._text(iri, self.kg + "certainty"),
            {name: value for name in _QUALIFIERS if (value := self._text(iri, self.kg + name))},
            tuple(sorted(evidence)),
        )


def _datatype(node: ox.NamedNode | ox.BlankNode | ox.Literal) -> str:
    return node.datatype.value if isinstance(node, ox.Literal) else ""
