"""The RDF graph of the entities and statements, and its Turtle."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DC, DCTERMS, FOAF, PROV, SKOS
from rdflib.plugins.serializers.turtle import TurtleSerializer

import kg
from kg.read.about import is_iri
from kg.records import Document, Entity, Evidence, Qualifiers, Span, Statement
from kg.write.formats_data import BASE, CLASS_ORDER, LOCAL_NAME, prefixes

__all__ = ["BASE", "build_rdf", "statement_name", "to_turtle"]

OA = Namespace("http://www.w3.org/ns/oa#")  # https://www.w3.org/TR/annotation-vocab/
_SCHEMA = Namespace("https://schema.org/")
_FORMATS = {"markdown": "text/markdown", "plain": "text/plain"}
_AROUND = 16  # enough to tell two places of the same words apart, and little to carry
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
        self.sel, self.run = Namespace(base + "selector/"), Namespace(base + "run/")
        self.graph = Graph(bind_namespaces="none")
        for prefix, space in prefixes(base).items():
            self.graph.bind(prefix, space)
        self.documents = {d.path: (d, self._document_iri(d)) for d in documents}
        for entity in entities:
            self._entity(entity)
        for statement in statements:
            self._statement(statement)
        for document, iri in self.documents.values():
            self._document(document, iri)

    def _document(self, document: Document, iri: URIRef) -> None:
        add = self.graph.add
        add((iri, RDF.type, self.kg.Document))
        for name in (RDFS.label, DCTERMS.title):
            add((iri, name, Literal(document.title, lang="zh")))
        add((iri, DC.format, Literal(_FORMATS[document.format])))
        add((iri, self.kg.encoding, Literal(document.encoding)))
        add((iri, self.kg.sha256, Literal(document.sha256)))
        about = document.about
        # Dublin Core's terms want a thing where its older elements take words.
        for value, name, element in (
            (about.source, DCTERMS.source, DC.source),
            (about.licence, DCTERMS.license, DC.rights),
            (about.page, DCTERMS.isVersionOf, DC.relation),
        ):
            if value:
                add((iri, name, URIRef(_address(value))) if is_iri(value) else (iri, element, Literal(value)))

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
            self.graph.add((iri, FOAF.isPrimaryTopicOf, URIRef(_address(article))))
        for other in entity.same_as:
            self.graph.add((iri, OWL.sameAs, URIRef(_address(other))))

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
        iri = self.stmt[statement_name(statement)]
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
            add((iri, self.kg.amount, _decimal(qualifiers.amount)))
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
        add((iri, OA.hasSource, document_iri))
        add((iri, OA.hasSelector, self._selector(document, document_iri, evidence, span)))
        add((iri, PROV.wasGeneratedBy, self._run(evidence.rule)))

    def _selector(self, document: Document, document_iri: URIRef, evidence: Evidence, span: Span) -> URIRef:
        """The place as the Web Annotation model says it, by words and by offsets; passages read there share it."""
        iri = self.sel[f"{str(document_iri).removeprefix(self.doc)}_{span.start}-{span.end}"]
        add = self.graph.add
        add((iri, RDF.type, OA.TextQuoteSelector))
        add((iri, RDF.type, OA.TextPositionSelector))
        add((iri, OA.exact, Literal(evidence.quote)))
        add((iri, OA.prefix, Literal(document.text[max(0, evidence.start - _AROUND) : evidence.start])))
        add((iri, OA.suffix, Literal(document.text[evidence.end : evidence.end + _AROUND])))
        add((iri, OA.start, Literal(span.start)))
        add((iri, OA.end, Literal(span.end)))
        return iri

    def _run(self, rule: str) -> URIRef:
        """The activity of one rule in this version of the program, shared by all that it read."""
        iri, program = self.run[f"{_plain(rule)}-{kg.__version__}"], self.run[f"bangjiao-{kg.__version__}"]
        add = self.graph.add
        add((iri, RDF.type, PROV.Activity))
        add((iri, RDFS.label, Literal(rule)))
        add((iri, PROV.wasAssociatedWith, program))
        add((program, RDF.type, PROV.SoftwareAgent))
        add((program, RDFS.label, Literal("bangjiao")))
        add((program, _SCHEMA.softwareVersion, Literal(kg.__version__)))
        return iri


def _plain(name: str) -> str:
    return re.sub(r"[^\w·\-]+", "_", name).strip("_·-") or "document"


def _address(text: str) -> str:
    """An IRI of an address as a document gives it: what an IRI cannot hold escaped, https where it names no scheme."""
    escaped = re.sub(
        r"[\x00-\x20<>\"{}|\\^`\x7f-\x9f\ud800-\udfff]",
        lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode("utf-8", "surrogatepass")),
        text,
    )
    return f"https:{escaped}" if escaped.startswith("//") else escaped


def _date(value: str) -> Literal:
    return Literal(value, datatype=_DATE_TYPES[len(value)], normalize=False)


def _decimal(value: str) -> Literal:
    """In the canonical form of XSD 1.1, 300000000 and 1.5: stores that keep numbers, and no text, give that one back."""
    return Literal(f"{Decimal(value).normalize():f}", datatype=XSD.decimal, normalize=False)


def statement_name(statement: Statement) -> str:
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

    def __init__(self, store: Graph) -> None:
        super().__init__(store)
        self._prefixes = {str(space): prefix for prefix, space in store.namespaces()}

    def orderSubjects(self) -> list[Any]:  # noqa: N802
        rank: dict[Any, tuple[int, str]] = {}
        for subject, kind in self.store.subject_objects(RDF.type):
            name = str(kind).rsplit("#", 1)[-1]
            place = CLASS_ORDER.index(name) if name in CLASS_ORDER else len(CLASS_ORDER)
            rank[subject] = min(rank.get(subject, (place, str(subject))), (place, str(subject)))
        return sorted(rank, key=lambda s: rank[s])

    def get_pname(self, uri: Any, gen_prefix: bool = True) -> str | None:
        """With a prefix where one fits: rdflib's own does it for names in XML only, which 156项工程 is not."""
        space, name = re.fullmatch(r"(.*[/#])?(.*)", str(uri), re.DOTALL).groups()  # type: ignore[union-attr]
        prefix = self._prefixes.get(space)
        if prefix is None or not LOCAL_NAME.fullmatch(name):
            return None
        self.addNamespace(prefix, URIRef(space))
        return f"{prefix}:{name}"

    def label(self, node: Any, position: int) -> str:
        """A term. rdflib would write a whole decimal as 300000000.0, which is another term for who compares the text."""
        if isinstance(node, Literal) and node.datatype == XSD.decimal and "." not in node:
            return f'"{node}"^^{self.get_pname(XSD.decimal)}'
        return str(super().label(node, position))

    getQName = get_pname  # its name before rdflib 7.5  # noqa: N815


def to_turtle(graph: Graph) -> str:
    """The graph as Turtle: prefixes, Chinese as it is, always the same bytes for the same graph."""
    out = BytesIO()
    _Sorted(graph).serialize(out, encoding="utf-8")
    return out.getvalue().decode("utf-8")
