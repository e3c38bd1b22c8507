"""The RDF graph of the entities and statements, and its Turtle."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from rdflib import RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import FOAF, SKOS
from rdflib.plugins.serializers.turtle import TurtleSerializer

from kg.records import Document, Entity, Evidence, Qualifiers, Statement

__all__ = ["BASE", "build_rdf", "to_turtle"]

BASE = "https://w3id.org/bangjiao/"
_LITERALS = {"signedOn", "effectiveOn", "endedOn", "startedOn", "foundedOn", "dissolvedOn", "term"}
_DATE_TYPES = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}


def build_rdf(
    entities: Sequence[Entity], statements: Sequence[Statement], documents: Sequence[Document], *, base: str = BASE
) -> Graph:
    """The graph as the vocabulary has it: affirmed facts as direct triples, and every statement with its evidence."""
    return _Builder(entities, statements, documents, base).graph


class _Builder:
    def __init__(
        self, entities: Sequence[Entity], statements: Sequence[Statement], documents: Sequence[Document], base: str
    ) -> None:
        self.kg, self.ent = Namespace(base + "ontology#"), Namespace(base + "entity/")
        self.stmt, self.doc = Namespace(base + "statement/"), Namespace(base + "document/")
        self.graph = Graph(bind_namespaces="none")
        for prefix, space in (("kg", self.kg), ("ent", self.ent), ("stmt", self.stmt), ("doc", self.doc)):
            self.graph.bind(prefix, space)
        for prefix, known in (("skos", SKOS), ("rdf", RDF), ("rdfs", RDFS), ("xsd", XSD), ("foaf", FOAF)):
            self.graph.bind(prefix, known)
        self.documents = {d.path: (d, self._document_iri(d)) for d in documents}
        for entity in entities:
            self._entity(entity)
        for statement in statements:
            self._statement(statement)
        for document, iri in self.documents.values():
            self.graph.add((iri, RDF.type, self.kg.Document))
            self.graph.add((iri, RDFS.label, Literal(document.title, lang="zh")))
            self.graph.add((iri, self.kg.sha256, Literal(document.sha256)))

    def _document_iri(self, document: Document) -> URIRef:
        return self.doc[f"{_plain(document.title)}-{document.sha256[:8]}"]

    def _entity(self, entity: Entity) -> None:
        iri = self.ent[entity.key]
        self.graph.add((iri, RDF.type, self.kg[entity.kind]))
        for tag, label in entity.labels:
            self.graph.add((iri, SKOS.prefLabel, Literal(label, lang=tag)))
        for tag, label in entity.alt_labels:
            self.graph.add((iri, SKOS.altLabel, Literal(label, lang=tag)))
        for article in entity.articles:
            self.graph.add((iri, FOAF.isPrimaryTopicOf, URIRef(article)))

    def _object(self, statement: Statement) -> URIRef | Literal:
        if statement.property == "term":
            return Literal(statement.object, datatype=XSD.duration)
        if statement.property in _LITERALS:
            return _date(statement.object)
        return self.ent[statement.object]

    def _statement(self, statement: Statement) -> None:
        subject, predicate, value = self.ent[statement.subject], self.kg[statement.property], self._object(statement)
        if statement.certainty == "affirmed":
            self.graph.add((subject, predicate, value))
        iri = self.stmt[_hash(statement)]
        add = self.graph.add
        add((iri, RDF.type, self.kg.Statement))
        add((iri, RDF.subject, subject))
        add((iri, RDF.predicate, predicate))
        add((iri, RDF.object, value))
        add((iri, self.kg.certainty, Literal(statement.certainty)))
        self._qualifiers(iri, statement.qualifiers)
        for evidence in statement.evidence:
            self._evidence(iri, evidence)

    def _qualifiers(self, iri: URIRef, qualifiers: Qualifiers) -> None:
        add = self.graph.add
        dates = (("onDate", qualifiers.on_date), ("fromDate", qualifiers.from_date), ("toDate", qualifiers.to_date))
        for name, date in dates:
            if date:
                plain = re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?", date)
                add((iri, self.kg[name], _date(date)) if plain else (iri, self.kg.edtf, Literal(date)))
        for name, key in (
            ("atPlace", qualifiers.at_place),
            ("underTreaty", qualifiers.under_treaty),
            ("claimant", qualifiers.claimant),
        ):
            if key:
                add((iri, self.kg[name], self.ent[key]))
        if qualifiers.role:
            add((iri, self.kg.role, Literal(qualifiers.role, lang="zh-Hans")))
        if qualifiers.amount:
            add((iri, self.kg.amount, Literal(qualifiers.amount, datatype=XSD.decimal)))
        if qualifiers.currency:
            add((iri, self.kg.currency, Literal(qualifiers.currency, lang="zh-Hans")))

    def _evidence(self, statement: URIRef, evidence: Evidence) -> None:
        document, document_iri = self.documents[evidence.document]
        span = document.in_source(evidence.start, evidence.end)
        iri = URIRef(f"{document_iri}_{span.start}-{span.end}_{evidence.rule}")
        add = self.graph.add
        add((statement, self.kg.evidence, iri))
        add((iri, RDF.type, self.kg.Passage))
        add((iri, self.kg.document, document_iri))
        add((iri, self.kg.quote, Literal(evidence.quote)))
        add((iri, self.kg.start, Literal(span.start)))
        add((iri, self.kg.end, Literal(span.end)))
        add((iri, self.kg.rule, Literal(evidence.rule)))
        if evidence.section:
            add((iri, self.kg.section, Literal(" / ".join(filter(None, evidence.section)))))


def _plain(name: str) -> str:
    return re.sub(r"[^\w·\-]+", "_", name).strip("_·-") or "document"


def _date(value: str) -> Literal:
    return Literal(value, datatype=_DATE_TYPES[len(value)], normalize=False)


def _hash(statement: Statement) -> str:
    """A stable name: the hash of what the statement says, whatever the passages that say it."""
    q = statement.qualifiers
    terms = (
        statement.subject,
        statement.property,
        statement.object,
        statement.certainty,
        *(getattr(q, f) for f in q.__slots__),
    )
    return hashlib.sha256("\x1f".join(terms).encode()).hexdigest()[:16]


class _Sorted(TurtleSerializer):
    """rdflib's serializer with entities first by class, then the statements, then the passages and documents."""

    def orderSubjects(self) -> list[Any]:  # noqa: N802
        kinds = "State Government Organization Leader Person Treaty Territory Asset Event Statement Passage Document".split()
        rank: dict[Any, tuple[int, str]] = {}
        for subject, kind in self.store.subject_objects(RDF.type):
            name = str(kind).rsplit("#", 1)[-1]
            rank[subject] = (kinds.index(name) if name in kinds else len(kinds), str(subject))
        return sorted(rank, key=lambda s: rank[s])


def to_turtle(graph: Graph) -> str:
    """The graph as Turtle: prefixes, Chinese as it is, always the same bytes for the same graph."""
    out = BytesIO()
    _Sorted(graph).serialize(out, encoding="utf-8")
    return out.getvalue().decode("utf-8")
