"""The graph in the RDF formats: N-Triples, N-Quads, Turtle, TriG, RDF 1.2 Turtle and JSON-LD.

With named graphs, each document has one: all that it says, whole. A statement that two documents make stands in both
graphs; what no document says (a thing with a name and no fact) is in the default graph. So a source is replaced by
replacing its graph, and dropped by dropping it.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.knowledge import folder
from kg.write.formats_data import BASE, LOCAL_NAME, RDF, GraphData, Node, Subject, language_tag, prefixes

__all__ = ["context", "jsonld", "named_graphs", "nquads", "ntriples", "rdf12", "trig", "turtle"]

_XSD = "http://www.w3.org/2001/XMLSchema#"


def ntriples(data: GraphData) -> str:
    """N-Triples, sorted."""
    return _lines(data.triples)


def nquads(data: GraphData) -> str:
    """N-Quads, one named graph a document, sorted."""
    return "".join(_lines(triples, name) for name, triples in named_graphs(data).items())


def turtle(data: GraphData) -> str:
    """Turtle with prefixes, things first, then statements, passages, documents."""
    writer = _Turtle(data)
    return writer.finished(writer.block(s, data.out[s]) for s in sorted(data.out, key=data.order))


def trig(data: GraphData) -> str:
    """TriG, one named graph a document."""
    writer = _Turtle(data)
    parts: list[str] = []
    for name, triples in named_graphs(data).items():
        part = GraphData(triples, data.base)
        blocks = [writer.block(s, part.out[s]) for s in sorted(part.out, key=data.order)]
        if name is None:
            parts += blocks
        else:
            body = "\n\n".join("    " + block.replace("\n", "\n    ") for block in blocks)
            parts.append(f"{writer.term(name)} {{\n{body}\n}}")
    return writer.finished(parts)


def rdf12(data: GraphData) -> str:
    """RDF 1.2 Turtle: a fact with its statements as annotations, and no rdf:subject, rdf:predicate, rdf:object."""
    writer = _Turtle(data)
    annotations: dict[ox.Triple, list[Subject]] = defaultdict(list)
    asserted = set(data.triples)
    for statement, fact in data.affirmed():
        if fact in asserted:
            annotations[fact].append(statement)
    written = {s for found in annotations.values() for s in found}
    blocks = []
    for subject in sorted(data.out, key=data.order):
        if subject in written:
            continue
        node = data.out[subject]
        reified = data.fact(subject)
        if reified:
            node = {p: o for p, o in node.items() if p not in _REIFICATION} | {RDF + "reifies": [reified]}
        blocks.append(writer.block(subject, node, annotations, data.out))
    return writer.finished(blocks)


_REIFICATION = {RDF + "subject", RDF + "predicate", RDF + "object"}


def named_graphs(data: GraphData) -> dict[ox.NamedNode | None, list[ox.Triple]]:
    """Document → the triples of its graph, sorted; None → those that no document says."""
    graphs: dict[ox.NamedNode, set[ox.Triple]] = defaultdict(set)
    entities, asserted = set(data.entities), set(data.triples)
    for statement in data.statements:
        passages: dict[ox.NamedNode, list[Node]] = defaultdict(list)
        for passage in data.values(statement, "evidence"):
            for document in data.values(passage, "document"):
                if isinstance(document, ox.NamedNode):
                    passages[document].append(passage)
        for document, own in passages.items():
            graphs[document] |= _said(data, statement, own, asserted) | _whole(data, [*own, document], entities)
            for thing in entities.intersection(t.object for t in data.about[statement]):
                graphs[document] |= _described(data, thing, entities)
    rest = asserted.difference(*graphs.values())
    named: dict[ox.NamedNode | None, list[ox.Triple]] = {None: sorted(rest, key=str)}
    for document in sorted(graphs, key=str):
        named[document] = sorted(graphs[document], key=str)
    return named


def _said(data: GraphData, statement: Subject, passages: list[Node], asserted: set[ox.Triple]) -> set[ox.Triple]:
    """A statement with the passages given and no others, and its fact."""
    evidence = data.kg + "evidence"
    found = {t for t in data.about[statement] if t.predicate.value != evidence or t.object in passages}
    fact = data.fact(statement)
    if fact in asserted and data.one(statement, "certainty") == "affirmed":
        found.add(fact)
    return found


def _described(data: GraphData, thing: Subject, entities: set[Subject]) -> set[ox.Triple]:
    """What an entity is and is called: its facts stand in the graph of the document that says them."""
    return {t for t in data.about[thing] if not t.predicate.value.startswith(data.kg) and t.object not in entities}


def _whole(data: GraphData, nodes: list[Node], entities: set[Subject]) -> set[ox.Triple]:
    """Everything said of the nodes, and of the selectors and runs that they lead to."""
    found: set[ox.Triple] = set()
    todo, seen = list(nodes), set(nodes)
    while todo:
        for triple in data.about.get(todo.pop(), []):
            found.add(triple)
            if triple.object not in seen and triple.object not in entities:
                seen.add(triple.object)
                todo.append(triple.object)
    return found


def _lines(triples: Iterable[ox.Triple], graph: ox.NamedNode | None = None) -> str:
    end = f" {graph} .\n" if graph else " .\n"
    return "".join(f"{t.subject} {t.predicate} {_literal(t.object)}{end}" for t in triples)


def _literal(node: Node) -> str:
    """A term of N-Triples, its language tag in the case of BCP 47."""
    if isinstance(node, ox.Literal) and node.language:
        return f"{str(node).rpartition('@')[0]}@{language_tag(node.language)}"
    return str(node)


class _Turtle:
    """Terms and blocks of Turtle; remembers which prefixes were used."""

    def __init__(self, data: GraphData) -> None:
        self.spaces = {space: prefix for prefix, space in prefixes(data.base).items()}
        self.used: set[str] = set()

    def term(self, node: Node) -> str:
        if isinstance(node, ox.NamedNode):
            return self._name(node.value)
        if isinstance(node, ox.Triple):
            return f"<<( {self.term(node.subject)} {self.term(node.predicate)} {self.term(node.object)} )>>"
        if isinstance(node, ox.Literal) and not node.language and node.datatype.value != _XSD + "string":
            if node.datatype.value == _XSD + "integer" and re.fullmatch(r"\d+", node.value):
                return node.value
            return f"{ox.Literal(node.value)}^^{self._name(node.datatype.value)}"
        return _literal(node)

    def _name(self, iri: str) -> str:
        space, local = re.fullmatch(r"(.*[/#])?(.*)", iri, re.DOTALL).groups()  # type: ignore[union-attr]
        prefix = self.spaces.get(space)
        if prefix is None or not LOCAL_NAME.fullmatch(local):
            return f"<{iri}>"
        self.used.add(prefix)
        return f"{prefix}:{local}"

    def block(
        self,
        subject: Subject,
        node: Mapping[str, list[Node]],
        annotations: Mapping[ox.Triple, list[Subject]] | None = None,
        out: Mapping[Subject, Mapping[str, list[Node]]] | None = None,
    ) -> str:
        """A subject with its properties; with ``annotations``, the statements of each fact after its object."""
        lines = []
        for predicate in sorted(node, key=lambda p: (p != RDF + "type", p)):
            verb = "a" if predicate == RDF + "type" else self._name(predicate)
            objects = []
            for value in node[predicate]:
                known = (annotations or {}).get(ox.Triple(subject, ox.NamedNode(predicate), value), [])
                objects.append(self.term(value) + "".join(self._annotation(s, (out or {})[s]) for s in known))
            lines.append(f"{verb} " + ",\n        ".join(objects))
        return f"{self.term(subject)} " + " ;\n    ".join(lines) + " ."

    def _annotation(self, statement: Subject, node: Mapping[str, list[Node]]) -> str:
        pairs = (
            f"{'a' if p == RDF + 'type' else self._name(p)} {', '.join(map(self.term, node[p]))}"
            for p in sorted(node, key=lambda p: (p != RDF + "type", p))
            if p not in _REIFICATION
        )
        return f"\n        ~ {self.term(statement)} {{| {' ; '.join(pairs)} |}}"

    def finished(self, blocks: Iterable[str]) -> str:
        """The blocks after the prefixes that they use."""
        body = "\n\n".join(blocks)
        used = sorted((prefix, space) for space, prefix in self.spaces.items() if prefix in self.used)
        head = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in used)
        return f"{head}\n{body}\n" if body else ""


def context(base: str = BASE) -> dict[str, Any]:
    """The JSON-LD context as published (``ontology/context.jsonld``), for graphs with this base."""
    text = Path(folder() / "context.jsonld").read_text("utf-8")
    found: dict[str, Any] = json.loads(text.replace(BASE, base))["@context"]
    return found


def jsonld(data: GraphData) -> str:
    """JSON-LD 1.1 that carries its context along, so that no reader needs the network."""
    terms = context(data.base)
    nodes = _JsonLd(terms, data.base)
    graph = [nodes.node(s, data.out[s]) for s in sorted(data.out, key=data.order)]
    return json.dumps({"@context": terms, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


class _JsonLd:
    def __init__(self, terms: Mapping[str, Any], base: str) -> None:
        self.spaces = {space: prefix for prefix, space in prefixes(base).items()}
        self.terms = {self._whole(d["@id"] if isinstance(d, dict) else d, terms): t for t, d in terms.items() if d}
        self.definitions = terms

    @staticmethod
    def _whole(name: object, terms: Mapping[str, Any]) -> str:
        prefix, _, local = str(name).partition(":")
        return terms[prefix] + local if isinstance(terms.get(prefix), str) else str(name)

    def node(self, subject: Subject, node: Mapping[str, list[Node]]) -> dict[str, Any]:
        """A node object."""
        found: dict[str, Any] = {"id": self._name(subject)}
        for predicate in sorted(node, key=lambda p: (p != RDF + "type", p)):
            objects = node[predicate]
            if predicate == RDF + "type":
                names = [self.terms.get(str(getattr(o, "value", "")), self._name(o)) for o in objects]
                found["type"] = names[0] if len(names) == 1 else names
                continue
            term = self.terms.get(predicate) or self._name(ox.NamedNode(predicate))
            definition = self.definitions.get(term)
            kind = definition if isinstance(definition, dict) else {}
            found[term] = self._languages(objects) if "@container" in kind else self._values(objects, kind)
        return found

    @staticmethod
    def _languages(objects: list[Node]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for value in objects:
            if isinstance(value, ox.Literal):
                found[language_tag(value.language or "@none")].append(value.value)
        return dict(found)

    def _values(self, objects: list[Node], kind: Mapping[str, Any]) -> Any:
        values = [self._value(o, kind) for o in objects]
        return values[0] if len(values) == 1 else values

    def _value(self, value: Node, kind: Mapping[str, Any]) -> Any:
        if not isinstance(value, ox.Literal):
            return self._name(value) if kind.get("@type") == "@id" else {"id": self._name(value)}
        if value.language:
            return {"@value": value.value, "@language": language_tag(value.language)}
        datatype = value.datatype.value
        if datatype == _XSD + "string":
            return value.value
        if datatype == _XSD + "integer" and re.fullmatch(r"0|[1-9]\d{0,14}", value.value):
            return int(value.value)
        return {"@value": value.value, "@type": self._name(value.datatype)}

    def _name(self, node: Node) -> str:
        iri = str(getattr(node, "value", node))
        if isinstance(node, ox.BlankNode):
            return f"_:{iri}"
        space, local = re.fullmatch(r"(.*[/#])?(.*)", iri, re.DOTALL).groups()  # type: ignore[union-attr]
        return f"{self.spaces[space]}:{local}" if space in self.spaces and local else iri
