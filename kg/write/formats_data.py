"""A graph as its triples, looked up by the vocabulary: what the writers of all formats start from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

import pyoxigraph as ox

__all__ = [
    "BASE",
    "CLASS_ORDER",
    "LOCAL_NAME",
    "RDF",
    "SKOS",
    "GraphData",
    "Node",
    "Subject",
    "language_tag",
    "prefixes",
]

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Subject = ox.NamedNode | ox.BlankNode

BASE = "https://w3id.org/bangjiao/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
_SAME = ("http://www.w3.org/2002/07/owl#sameAs", SKOS + "exactMatch")

#: The classes in the order in which Turtle shows them; passages share selectors and runs, which come last.
CLASS_ORDER = (
    *("State", "Government", "Organization", "Leader", "Person", "Treaty", "Territory", "Asset", "Event", "Statement"),
    *("Passage", "TextPositionSelector", "Document", "Activity", "SoftwareAgent"),
)

_LETTER = (
    "A-Z_a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u2070-\\u218f"
    "\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\U00010000-\\U000effff"
)
_INNER = rf"0-9\-\u00b7\u0300-\u036f\u203f\u2040{_LETTER}"
#: A local name that needs no escapes, https://www.w3.org/TR/turtle/#grammar-production-PN_LOCAL
LOCAL_NAME = re.compile(rf"[0-9{_LETTER}](?:[.{_INNER}]*[{_INNER}])?")


def prefixes(base: str = BASE) -> dict[str, str]:
    """Prefix → namespace of everything a graph uses."""
    own = {"kg": "ontology#", "ent": "entity/", "stmt": "statement/", "doc": "document/"}
    own |= {"sel": "selector/", "run": "run/"}
    return {prefix: base + local for prefix, local in own.items()} | {
        "dc": "http://purl.org/dc/elements/1.1/",
        "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "oa": "http://www.w3.org/ns/oa#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": RDF,
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "skos": SKOS,
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }


def language_tag(tag: str) -> str:
    """A language tag in the case of BCP 47 (zh-hans → zh-Hans), which pyoxigraph lowers as it reads."""
    first, *rest = tag.split("-")
    return "-".join([first, *(p.title() if len(p) == 4 else p.upper() if len(p) == 2 else p for p in rest)])


class GraphData:
    """The triples of a graph, sorted, and the questions that writers have about them.

    ``base`` is the base of the graph's IRIs. Facts in RDF 1.2 (``rdf:reifies``) are taken as ``rdf:subject``,
    ``rdf:predicate`` and ``rdf:object``.
    """

    def __init__(self, triples: Iterable[ox.Triple | ox.Quad], base: str = BASE) -> None:
        self.base, self.kg = base, base + "ontology#"
        self.triples = sorted({plain for triple in triples for plain in _plain(triple)}, key=str)
        self.out: dict[Subject, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
        self.about: dict[Node, list[ox.Triple]] = defaultdict(list)
        for triple in self.triples:
            if not isinstance(triple.subject, ox.Triple):
                self.out[triple.subject][triple.predicate.value].append(triple.object)
                self.about[triple.subject].append(triple)

    def values(self, node: Node, *names: str) -> list[Node]:
        """The objects of the properties, each a whole IRI or a name of the vocabulary."""
        known = {} if isinstance(node, ox.Literal | ox.Triple) else self.out.get(node, {})
        return [value for name in names for value in known.get(name if ":" in name else self.kg + name, [])]

    def one(self, node: Node, *names: str) -> str:
        """The first such object's IRI or words, or ``""``."""
        found = self.values(node, *names)
        return str(getattr(found[0], "value", "")) if found else ""

    def kinds(self, node: Node) -> list[str]:
        """The local names of the node's classes."""
        return [re.split(r"[#/]", str(getattr(o, "value", "")))[-1] for o in self.values(node, RDF + "type")]

    def key(self, node: Node | str) -> str:
        """The key of an entity, the local name of a statement or a document; of any other IRI, the IRI."""
        iri = node if isinstance(node, str) else str(getattr(node, "value", ""))
        for space in ("entity/", "statement/", "document/", "ontology#"):
            if iri.startswith(self.base + space):
                return iri[len(self.base + space) :]
        return iri

    def labels(self, node: Node, name: str = "prefLabel") -> dict[str, list[str]]:
        """The names of an entity by language tag."""
        found: dict[str, list[str]] = defaultdict(list)
        for label in self.values(node, SKOS + name):
            if isinstance(label, ox.Literal):
                found[language_tag(label.language or "")].append(label.value)
        return found

    @cached_property
    def entities(self) -> list[Subject]:
        """Everything with an IRI of an entity and a class, in the order of the IRIs."""
        start = self.base + "entity/"
        return [n for n in self.out if isinstance(n, ox.NamedNode) and n.value.startswith(start) and self.kinds(n)]

    @cached_property
    def statements(self) -> list[Subject]:
        """All statements, in the order of their IRIs."""
        return [node for node in self.out if "Statement" in self.kinds(node)]

    def affirmed(self) -> Iterator[tuple[Subject, ox.Triple]]:
        """Each statement of a fact, and the fact."""
        for node in self.statements:
            fact = self.fact(node)
            if fact and self.one(node, "certainty") == "affirmed":
                yield node, fact

    def between(self) -> Iterator[tuple[Subject, ox.Triple]]:
        """Each statement of a fact between two entities, and the fact."""
        known = set(self.entities)
        for node, fact in self.affirmed():
            if fact.subject in known and fact.object in known:
                yield node, fact

    def fact(self, statement: Node) -> ox.Triple | None:
        """What a statement is about, or None where a part is missing."""
        parts = [self.values(statement, RDF + part)[:1] for part in ("subject", "predicate", "object")]
        if not all(parts):
            return None
        (s,), (p,), (o,) = parts
        return ox.Triple(s, p, o) if isinstance(s, ox.NamedNode) and isinstance(p, ox.NamedNode) else None

    def items(self) -> Mapping[Node, str]:
        """Entity → the Wikidata item that the graph says it is."""
        found: dict[Node, str] = {}
        for node in self.entities:
            for other in self.values(node, *_SAME):
                match = re.fullmatch(r"https?://www\.wikidata\.org/entity/(Q\d+)", str(getattr(other, "value", "")))
                if match:
                    found[node] = match[1]
        return found

    def order(self, node: Node) -> tuple[int, str]:
        """Where a subject stands in Turtle: by class, then by IRI."""
        ranks = (CLASS_ORDER.index(kind) for kind in self.kinds(node) if kind in CLASS_ORDER)
        return min(ranks, default=len(CLASS_ORDER)), str(node)


def _plain(triple: ox.Triple | ox.Quad) -> Iterator[ox.Triple]:
    if triple.predicate.value == RDF + "reifies" and isinstance(triple.object, ox.Triple):
        for part in ("subject", "predicate", "object"):
            yield ox.Triple(triple.subject, ox.NamedNode(RDF + part), getattr(triple.object, part))
    else:
        yield ox.Triple(triple.subject, triple.predicate, triple.object)
