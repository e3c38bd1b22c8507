"""The vocabulary: complete, consistent, and free of the pitfalls that can be found by machine.

P04 … P41 are numbers of the OOPS! catalogue, https://oops.linkeddata.es/catalogue.jsp
"""

from __future__ import annotations

import importlib.util
import json
import re
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, BNode, Literal, Namespace, URIRef
from rdflib.collection import Collection

from kg import Graph, __version__
from kg.knowledge import folder

ROOT = Path(__file__).parents[1]
KG = Namespace("https://w3id.org/bangjiao/ontology#")
VANN = Namespace("http://purl.org/vocab/vann/")
ONTOLOGY = URIRef("https://w3id.org/bangjiao/ontology")
LANGUAGES = ["en", "zh-hans", "zh-hant"]
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")  # what owlrl writes for an inconsistency
#: Only in the name lists, or a part of a statement: nobody asks from the other end.
WITHOUT_INVERSE = {"atPlace", "underTreaty", "claimant", "capitalOf", "within", "organOf", "landOf"}


@pytest.fixture(scope="module")
def vocabulary() -> rdflib.Graph:
    return rdflib.Graph().parse(folder() / "bangjiao.ttl")


def terms(vocabulary: rdflib.Graph, *kinds: URIRef) -> list[URIRef]:
    found = {t for kind in kinds for t in vocabulary.subjects(RDF.type, kind)}
    return sorted(t for t in found if isinstance(t, URIRef) and t.startswith(KG))


def name(term: object) -> str:
    return str(term).removeprefix(str(KG))


def members(vocabulary: rdflib.Graph, node: object) -> set[str]:
    union = vocabulary.value(node, OWL.unionOf) if isinstance(node, BNode) else None  # type: ignore[arg-type]
    return {name(m) for m in Collection(vocabulary, union)} if union else {name(node)}


PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty)
TERMS = (OWL.Class, *PROPERTIES, OWL.AnnotationProperty, RDFS.Datatype)


# What a vocabulary says of itself


def test_it_says_whose_it_is(vocabulary: rdflib.Graph) -> None:
    """P38 no ontology declared, P41 no licence, P39 ambiguous namespace."""
    assert list(vocabulary.subjects(RDF.type, OWL.Ontology)) == [ONTOLOGY]
    for what in (DCTERMS.license, DCTERMS.creator, DCTERMS.issued, OWL.versionIRI, OWL.versionInfo):
        assert len(list(vocabulary.objects(ONTOLOGY, what))) == 1, what
    for what in (DCTERMS.title, DCTERMS.description, SKOS.editorialNote):
        assert sorted(str(o.language).lower() for o in vocabulary.objects(ONTOLOGY, what)) == LANGUAGES, what
    assert vocabulary.value(ONTOLOGY, VANN.preferredNamespaceUri) == Literal(str(KG))
    assert vocabulary.value(ONTOLOGY, VANN.preferredNamespacePrefix) == Literal("kg")


def test_the_version_is_that_of_the_program(vocabulary: rdflib.Graph) -> None:
    assert vocabulary.value(ONTOLOGY, OWL.versionInfo) == Literal(__version__)
    assert vocabulary.value(ONTOLOGY, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{__version__}")


# Pitfalls


@pytest.mark.parametrize("what", [RDFS.label, RDFS.comment])
def test_every_term_is_labelled_and_explained(vocabulary: rdflib.Graph, what: URIRef) -> None:
    """P08 missing annotations; P20 misusing them: a comment is a sentence, a label is none."""
    for term in terms(vocabulary, *TERMS):
        texts = [o for o in vocabulary.objects(term, what) if isinstance(o, Literal)]
        assert sorted(str(t.language).lower() for t in texts) == LANGUAGES, term
        for text in texts:
            assert str(text) == str(text).strip()
            assert (str(text)[-1] in ".。") == (what == RDFS.comment), text


def test_every_term_is_defined_here(vocabulary: rdflib.Graph) -> None:
    for term in terms(vocabulary, *TERMS):
        assert vocabulary.value(term, RDFS.isDefinedBy) == ONTOLOGY, term


def test_no_two_terms_have_one_label_and_one_kind(vocabulary: rdflib.Graph) -> None:
    """P32 several classes with the same label."""
    for kind in (OWL.Class, *PROPERTIES):
        for language in LANGUAGES:
            labels = Counter(
                str(o)
                for term in terms(vocabulary, kind)
                for o in vocabulary.objects(term, RDFS.label)
                if isinstance(o, Literal) and str(o.language).lower() == language
            )
            assert [label for label, n in labels.items() if n > 1] == [], (kind, language)


def test_names_follow_one_convention(vocabulary: rdflib.Graph) -> None:
    """P22 different naming conventions; P21 a class called miscellaneous; P07 two concepts in one class."""
    for term in terms(vocabulary, OWL.Class, RDFS.Datatype):
        assert re.fullmatch(r"[A-Z][a-z]+(?:[A-Z][a-z]+)*", name(term)), term
    for term in terms(vocabulary, *PROPERTIES, OWL.AnnotationProperty):
        assert re.fullmatch(r"[a-z]+[a-zA-Z0-9]*", name(term)), term
    for term in terms(vocabulary, OWL.Class):
        assert not re.search(r"Misc|Other|And|Or(?=[A-Z])", name(term)), term


def test_every_property_has_a_domain_and_a_range(vocabulary: rdflib.Graph) -> None:
    """P11 missing, P19 several of them (which would be their intersection)."""
    classes, datatypes = ({name(t) for t in terms(vocabulary, kind)} for kind in (OWL.Class, RDFS.Datatype))
    for term in terms(vocabulary, *PROPERTIES):
        (domain,), (range_,) = (list(vocabulary.objects(term, side)) for side in (RDFS.domain, RDFS.range))
        assert members(vocabulary, domain) <= classes, term
        if (term, RDF.type, OWL.ObjectProperty) in vocabulary:
            assert members(vocabulary, range_) <= classes, term
        else:
            assert name(range_) in datatypes or str(range_).startswith((str(XSD), str(RDF))), term


def test_every_relation_has_an_inverse_or_is_its_own(vocabulary: rdflib.Graph) -> None:
    """P13 missing; P05 wrong: domain and range change places; P25 its own inverse; P26 the inverse of a symmetric one."""
    inverse = {o: s for s, o in vocabulary.subject_objects(OWL.inverseOf)}
    symmetric = set(terms(vocabulary, OWL.SymmetricProperty))
    for term in terms(vocabulary, OWL.ObjectProperty):
        known = inverse.get(term) or vocabulary.value(term, OWL.inverseOf)
        assert (known is not None) + (term in symmetric) + (name(term) in WITHOUT_INVERSE) == 1, term
    for term, other in inverse.items():
        assert term != other
        for side, far in ((RDFS.domain, RDFS.range), (RDFS.range, RDFS.domain)):
            near, there = vocabulary.value(term, side), vocabulary.value(other, far)
            assert members(vocabulary, near) == members(vocabulary, there), term


def test_a_property_contradicts_itself_in_nothing(vocabulary: rdflib.Graph) -> None:
    """P28, P29: symmetric or transitive between unlike ends; and what OWL 2 DL forbids of transitive properties."""
    for term in terms(vocabulary, OWL.SymmetricProperty):
        assert members(vocabulary, vocabulary.value(term, RDFS.domain)) == members(
            vocabulary, vocabulary.value(term, RDFS.range)
        )
        assert (term, RDF.type, OWL.AsymmetricProperty) not in vocabulary
    for term in terms(vocabulary, OWL.TransitiveProperty):
        ends = (members(vocabulary, vocabulary.value(term, side)) for side in (RDFS.domain, RDFS.range))
        assert set.intersection(*ends), term
        for kind in (OWL.AsymmetricProperty, OWL.IrreflexiveProperty, OWL.FunctionalProperty):
            assert (term, RDF.type, kind) not in vocabulary, term


def test_every_class_is_connected(vocabulary: rdflib.Graph) -> None:
    """P04 unconnected elements; P06 cycles; P24 recursive definitions."""
    used = {
        member
        for term in terms(vocabulary, *PROPERTIES)
        for side in (RDFS.domain, RDFS.range)
        for member in members(vocabulary, vocabulary.value(term, side))
    }
    for term in terms(vocabulary, OWL.Class):
        above = {o for o in vocabulary.transitive_objects(term, RDFS.subClassOf) if o != term}
        assert term not in {o for a in above for o in vocabulary.objects(a, RDFS.subClassOf)}
        below = set(vocabulary.subjects(RDFS.subClassOf, term))
        assert name(term) in used or below or above, term


def test_kinds_are_disjoint(vocabulary: rdflib.Graph) -> None:
    """P10 missing disjointness."""
    apart: set[frozenset[str]] = set()
    for node in vocabulary.subjects(RDF.type, OWL.AllDisjointClasses):
        named = [name(m) for m in Collection(vocabulary, vocabulary.value(node, OWL.members))]
        apart |= {frozenset((a, b)) for a in named for b in named if a != b}
    above = {
        name(c): {name(a) for a in vocabulary.transitive_objects(c, RDFS.subClassOf)}
        for c in terms(vocabulary, OWL.Class)
    }
    kinds = sorted(above.keys() - {"Entity", "Agent", "Leader"})
    together = {
        (a, b)
        for a in kinds
        for b in kinds
        if a < b and not any(frozenset((x, y)) in apart for x in above[a] for y in above[b])
    }
    # A place may be a state, the land of a government or of a body, or a thing that instruments are about.
    assert together == {
        ("Asset", "Territory"),
        ("Government", "Territory"),
        ("Organization", "Territory"),
        ("State", "Territory"),
    }


def test_terms_of_others_are_typed(vocabulary: rdflib.Graph) -> None:
    """P34 untyped class, P35 untyped property."""
    standard = tuple(str(space) for space in (OWL, RDF, RDFS, XSD))
    for side, kinds in ((RDFS.subClassOf, {OWL.Class}), (RDFS.subPropertyOf, set(PROPERTIES))):
        for term in vocabulary.objects(None, side):
            assert kinds & set(vocabulary.objects(term, RDF.type)), term
    for predicate in set(vocabulary.predicates()):
        if not str(predicate).startswith(standard):
            assert (predicate, RDF.type, OWL.AnnotationProperty) in vocabulary, predicate


def test_a_property_above_ours_is_of_the_same_kind(vocabulary: rdflib.Graph) -> None:
    for term, above in vocabulary.subject_objects(RDFS.subPropertyOf):
        for kind in PROPERTIES:
            assert ((term, RDF.type, kind) in vocabulary) == ((above, RDF.type, kind) in vocabulary), term


def test_the_field_finds_its_own_terms(vocabulary: rdflib.Graph) -> None:
    others = {
        str(o)
        for what in (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch)
        for o in vocabulary.objects(None, what)
        if not str(o).startswith(str(KG))
    }
    for space in (
        "https://schema.org/",
        "http://www.w3.org/ns/prov#",
        "http://www.w3.org/ns/oa#",
        "http://www.w3.org/2006/time#",
        "http://www.cidoc-crm.org/cidoc-crm/",
        "http://semanticweb.cs.vu.nl/2009/11/sem/",
        "http://www.opengis.net/ont/geosparql#",
        "http://www.wikidata.org/entity/P",
    ):
        assert any(o.startswith(space) for o in others), space


# Data


def test_what_is_functional_has_one_value(graph: Graph, vocabulary: rdflib.Graph) -> None:
    functional = terms(vocabulary, OWL.FunctionalProperty)
    assert {"certainty", "quote", "start", "document", "sha256"} <= {name(t) for t in functional}
    for term in functional:
        several = [s for s, n in Counter(graph.rdf.subjects(term)).items() if n > 1]
        assert several == [], term


def test_every_literal_is_of_its_range(graph: Graph, vocabulary: rdflib.Graph) -> None:
    for s, p, o in graph.rdf:
        if not str(p).startswith(str(KG)) or not isinstance(o, Literal):
            continue
        range_ = vocabulary.value(p, RDFS.range)
        equal = vocabulary.value(range_, OWL.equivalentClass)
        if equal is None:
            wanted = {range_}
        elif union := vocabulary.value(equal, OWL.unionOf):
            wanted = set(Collection(vocabulary, union))
        else:
            assert o in Collection(vocabulary, vocabulary.value(equal, OWL.oneOf)), (s, p, o)
            continue
        kind = RDF.langString if o.language else o.datatype or XSD.string
        kind = XSD.nonNegativeInteger if kind == XSD.integer and int(o) >= 0 else kind
        assert kind in wanted, (s, p, o)


def reasoned(*graphs: rdflib.Graph) -> list[str]:
    """What an OWL 2 RL reasoner finds inconsistent."""
    owlrl = pytest.importorskip("owlrl")
    all_ = rdflib.Graph()
    for one in graphs:
        all_ += one
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(all_)
    return sorted(str(o) for o in all_.objects(None, ERROR))


def bare(graph: rdflib.Graph) -> rdflib.Graph:
    """The facts, without words and evidence: what a reasoner has to look at."""
    found = rdflib.Graph()
    for s, p, o in graph:
        if str(s).startswith("https://w3id.org/bangjiao/entity/") and (p == RDF.type or str(p).startswith(str(KG))):
            found.add((s, p, o))
    return found


def test_it_is_consistent_with_a_whole_graph(own: Graph, vocabulary: rdflib.Graph) -> None:
    assert reasoned(vocabulary, own.rdf) == []


def test_it_is_consistent_with_the_facts(graph: Graph, vocabulary: rdflib.Graph) -> None:
    facts = bare(graph.rdf)
    assert len(facts) > len(graph.entities)
    assert reasoned(vocabulary, facts) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "ent:a a kg:State, kg:Person .",
        "ent:a kg:party ent:b . ent:a a kg:State .",
        "ent:a kg:met ent:a .",
        "ent:a kg:replaces ent:b . ent:b kg:replaces ent:a .",
        "ent:a kg:visitedBy ent:b . ent:b a kg:Treaty .",
    ],
)
def test_the_reasoner_sees_what_is_wrong(wrong: str, vocabulary: rdflib.Graph) -> None:
    text = f"@prefix kg: <{KG}> . @prefix ent: <https://w3id.org/bangjiao/entity/> . {wrong}"
    assert reasoned(vocabulary, rdflib.Graph().parse(data=text, format="turtle"))


# What is generated


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs/generate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_is_fresh(generate: ModuleType) -> None:
    wanted = generate.table(generate.load())
    assert (ROOT / "docs/vocabulary.md").read_text("utf-8") == wanted, "run docs/generate.py"


def test_the_context_is_fresh(generate: ModuleType) -> None:
    wanted = generate.context(generate.load())
    assert json.loads((folder() / "context.jsonld").read_text("utf-8")) == wanted, "run docs/generate.py"


def test_the_page_documents_every_term_without_the_network(vocabulary: rdflib.Graph) -> None:
    text = (ROOT / "docs/ontology.html").read_text("utf-8")
    assert len(text.encode()) < 300_000
    for term in terms(vocabulary, OWL.Class, *PROPERTIES):
        assert f"<code>{term}</code>" in text, f"run docs/generate.py: {term} is missing"
        comment = next(o for o in vocabulary.objects(term, RDFS.comment) if getattr(o, "language", "") == "en")
        assert str(comment) in text, f"run docs/generate.py: {term} has changed"
    assert re.findall(r'(?:src|<link[^>]*href)="(?!data:)[^"]*"', text) == []
