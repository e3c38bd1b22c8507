"""write: the evidence of every statement, as the Web Annotation model and PROV-O have it."""

from __future__ import annotations

import rdflib

from kg import Graph, __version__
from kg.read import read_bytes
from kg.records import Evidence, Qualifiers, Statement
from kg.write.formats_data import BASE
from kg.write.turtle import build_rdf

OA = rdflib.Namespace("http://www.w3.org/ns/oa#")
PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")
OURS = rdflib.Namespace(BASE + "ontology#")


def test_every_passage_is_a_web_annotation(graph: Graph) -> None:
    rdf = graph.rdf
    documents = {d.sha256: d for d in graph.documents}
    passages = list(rdf.subjects(rdflib.RDF.type, OURS.Passage))
    assert passages
    for passage in passages:
        source, selector = rdf.value(passage, OA.hasSource), rdf.value(passage, OA.hasSelector)
        assert source == rdf.value(passage, OURS.document)
        assert set(rdf.objects(selector, rdflib.RDF.type)) == {OA.TextQuoteSelector, OA.TextPositionSelector}
        document = documents[str(rdf.value(source, OURS.sha256))]
        before, exact, after = (str(rdf.value(selector, OA[part])) for part in ("prefix", "exact", "suffix"))
        assert before + exact + after in document.text
        assert exact == str(rdf.value(passage, OURS.quote))
        start, end = (int(str(rdf.value(selector, OA[part]))) for part in ("start", "end"))
        words = document.source[start:end]
        assert (words[0], words[-1]) == (exact[0], exact[-1])
        assert (before, after) != ("", ""), "a passage is part of a longer text"


def test_every_passage_names_its_rule_and_the_program(graph: Graph) -> None:
    rdf = graph.rdf
    for passage in rdf.subjects(rdflib.RDF.type, OURS.Passage):
        run = rdf.value(passage, PROV.wasGeneratedBy)
        assert (run, rdflib.RDF.type, PROV.Activity) in rdf
        assert rdf.value(run, rdflib.RDFS.label) == rdf.value(passage, OURS.rule)
        program = rdf.value(run, PROV.wasAssociatedWith)
        assert (program, rdflib.RDF.type, PROV.SoftwareAgent) in rdf
        assert str(rdf.value(program, rdflib.URIRef("https://schema.org/softwareVersion"))) == __version__


def test_a_document_says_what_it_is(graph: Graph) -> None:
    rdf = graph.rdf
    for document in graph.documents:
        (node,) = rdf.subjects(OURS.sha256, rdflib.Literal(document.sha256))
        assert str(rdf.value(node, rdflib.DCTERMS.title)) == document.title
        assert str(rdf.value(node, rdflib.URIRef("http://purl.org/dc/elements/1.1/format"))).startswith("text/")
        assert str(rdf.value(node, OURS.encoding)) == document.encoding


def test_the_graph_stays_lean(graph: Graph) -> None:
    """What the standards add to a passage is shared by passages at one place and of one rule."""
    rdf = graph.rdf
    passages = len(set(rdf.subjects(rdflib.RDF.type, OURS.Passage)))
    added = sum(
        1 for _, p, o in rdf if str(p).startswith((str(OA), str(PROV))) or str(o).startswith((str(OA), str(PROV)))
    )
    assert added <= 12 * passages
    assert len(graph.turtle().encode()) < 1_500_000


def test_no_blank_nodes(graph: Graph) -> None:
    assert not any(isinstance(node, rdflib.BNode) for triple in graph.rdf for node in triple)


def test_two_rules_at_one_place_share_a_selector() -> None:
    document = read_bytes("# 题\n\n甲国援助乙国。\n".encode(), "a.md")
    start = document.text.index("甲国援助")
    at = [Evidence("a.md", start, start + 4, "甲国援助", ("题",), rule) for rule in ("one", "two")]
    rdf = build_rdf((), [Statement("甲", "aided", "乙", Qualifiers(), "affirmed", tuple(at))], (document,))
    assert len(set(rdf.objects(None, OA.hasSelector))) == 1
    assert len(set(rdf.objects(None, PROV.wasGeneratedBy))) == 2
    assert len(set(rdf.subjects(rdflib.RDF.type, PROV.SoftwareAgent))) == 1
