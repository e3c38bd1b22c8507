"""write: every format, read again by a program that did not write it, and compared as a graph."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from formats_cases import Triples, hostile, plain, text_of, triples

from kg import Graph, build
from kg.ask.dataset import BASE as ASK_BASE
from kg.cli import main
from kg.commands.write import NAMES
from kg.knowledge import folder
from kg.records import Entity, Qualifiers, Statement
from kg.write import formats_data
from kg.write.formats import FORMATS, by_suffix, write_as
from kg.write.formats_data import BASE, GraphData, language_tag
from kg.write.turtle import build_rdf, to_turtle

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

KG = BASE + "ontology#"
RDF = formats_data.RDF


@pytest.fixture(scope="module", params=["documents", "hostile"])
def source(request: pytest.FixtureRequest) -> list[ox.Triple]:
    if request.param == "hostile":
        return hostile()
    graph: Graph = request.getfixturevalue("own")
    return triples(graph.turtle())


def by_rdflib(text: str, format_: str) -> Triples:
    """The triples of all graphs, as rdflib reads them."""
    found: Triples = set()
    for s, p, o, _ in rdflib.Dataset(default_union=True).parse(data=text, format=format_).quads():
        term: ox.NamedNode | ox.Literal
        if isinstance(o, rdflib.Literal):
            kind = None if o.language or not o.datatype else ox.NamedNode(str(o.datatype))
            term = ox.Literal(str(o), language=o.language, datatype=kind)
        else:
            term = ox.NamedNode(str(o))
        found.add((f"<{s}>", f"<{p}>", str(term).lower()))
    return found


# Every format


def test_the_command_knows_the_formats() -> None:
    assert tuple(FORMATS) == NAMES
    assert ASK_BASE == BASE


@pytest.mark.parametrize("name", NAMES)
def test_the_same_graph_gives_the_same_bytes(name: str, source: list[ox.Triple]) -> None:
    assert write_as(FORMATS[name], source) == write_as(FORMATS[name], reversed(source))


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_graph(name: str) -> None:
    for content in write_as(FORMATS[name], []).values():
        assert "ent:" not in content.replace('"ent": ', "")


def test_suffixes() -> None:
    assert [by_suffix(f"x{f.suffix}") for f in FORMATS.values()] == list(FORMATS.values())
    assert by_suffix("X.TTL") is FORMATS["turtle"]
    assert by_suffix("x.docx") is None


@pytest.mark.parametrize("tag", ["zh-Hans", "zh-Hant", "en", "zh-Hans-CN"])
def test_language_tags_get_their_case_back(tag: str) -> None:
    assert language_tag(tag.lower()) == tag


# RDF


@pytest.mark.parametrize(("name", "format_"), [("turtle", "turtle"), ("ntriples", "nt"), ("jsonld", "json-ld")])
def test_rdflib_reads_the_same_graph(name: str, format_: str, source: list[ox.Triple]) -> None:
    assert by_rdflib(text_of(name, source), format_) == plain(source)


@pytest.mark.parametrize(("name", "format_"), [("trig", "trig"), ("nquads", "nquads")])
def test_rdflib_reads_the_same_graph_from_named_ones(name: str, format_: str, source: list[ox.Triple]) -> None:
    assert by_rdflib(text_of(name, source), format_) == plain(source)


OX = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
}


@pytest.mark.parametrize("name", OX)
def test_pyoxigraph_reads_the_same_graph(name: str, source: list[ox.Triple]) -> None:
    assert plain(list(ox.parse(text_of(name, source).encode(), format=OX[name]))) == plain(source)


@pytest.mark.parametrize("name", ["turtle", "ntriples", "trig", "nquads"])
def test_raptor_reads_the_same_graph(name: str, source: list[ox.Triple], tmp_path: Path) -> None:
    rapper = shutil.which("rapper")
    if not rapper:
        pytest.skip("rapper (raptor2-utils) is not installed")
    path = tmp_path / "graph"
    path.write_text(text_of(name, source), "utf-8", newline="\n")
    done = subprocess.run([rapper, "-q", "-i", name, "-o", "ntriples", str(path)], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert plain(list(ox.parse(done.stdout, format=ox.RdfFormat.N_TRIPLES))) == plain(source)


def test_tags_are_written_as_registered(own: Graph) -> None:
    for name in ("turtle", "ntriples", "trig", "nquads", "jsonld", "rdf12"):
        text = text_of(name, triples(own.turtle()))
        assert "zh-Hant" in text, name
        assert "zh-hant" not in text, name


def test_annotations_say_the_same(source: list[ox.Triple]) -> None:
    text = text_of("rdf12", source)
    back: list[ox.Triple] = []
    for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE):
        if isinstance(quad.object, ox.Triple):
            assert quad.predicate.value == RDF + "reifies"
            for part in ("subject", "predicate", "object"):
                back.append(ox.Triple(quad.subject, ox.NamedNode(RDF + part), getattr(quad.object, part)))
        else:
            back.append(quad.triple)
    assert plain(back) == plain(source)
    assert plain(GraphData(back).triples) == plain(GraphData(triples(text)).triples)
    assert "rdf:subject" not in text


def test_a_fact_carries_its_statements_as_annotations(own: Graph) -> None:
    text = text_of("rdf12", triples(own.turtle()))
    assert text.count("{|") == len(own.facts)
    assert text.count("rdf:reifies <<(") == len(own.statements) - len(own.facts) > 0


# Named graphs


@pytest.fixture(scope="module")
def twice(articles: Path, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The graph of three documents, two of which say the same."""
    path = tmp_path_factory.mktemp("twice") / "断交.md"
    path.write_text(
        "1929年7月17日，苏联同中华民国断绝外交关系。1941年4月13日，苏联与日本签署《苏日中立条约》。\n", "utf-8"
    )
    return build([articles, path])


def quads(name: str, own: Graph) -> dict[str, set[ox.Triple]]:
    found: dict[str, set[ox.Triple]] = {}
    for quad in ox.parse(text_of(name, triples(own.turtle())).encode(), format=OX[name]):
        graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        found.setdefault(graph, set()).add(quad.triple)
    return found


def test_trig_and_nquads_are_the_same_dataset(twice: Graph) -> None:
    assert quads("trig", twice) == quads("nquads", twice)


def test_a_graph_a_document(twice: Graph) -> None:
    graphs = quads("nquads", twice)
    assert len(graphs.keys() - {""}) == len(twice.documents) == 3
    for name, graph in graphs.items():
        of = {t.object.value for t in graph if t.predicate.value == KG + "document"}
        assert of == ({name} if name else set())


def test_a_statement_is_in_the_graph_of_each_document_that_says_it(twice: Graph) -> None:
    sources = {d.path: d.sha256[:8] for d in twice.documents}
    wanted = Counter(len({e.document for e in s.evidence}) for s in twice.statements)
    assert set(wanted) == {1, 2}, "one document says what the other does not, and both say something"
    graphs = {name.rpartition("-")[2]: graph for name, graph in quads("nquads", twice).items() if name}
    by_document: Counter[str] = Counter()
    for statement in twice.statements:
        for path in {e.document for e in statement.evidence}:
            by_document[sources[path]] += 1
    for sha, graph in graphs.items():
        of = {t.subject for t in graph if str(t.object) == f"<{KG}Statement>"}
        assert len(of) == by_document[sha]
        facts = {p: {t.subject: t.object for t in graph if t.predicate.value == RDF + p} for p in ("subject", "object")}
        assert of == facts["subject"].keys() == facts["object"].keys()
        assert of == {t.subject for t in graph if t.predicate.value == KG + "evidence"}


def test_a_graph_names_all_that_it_speaks_of(twice: Graph) -> None:
    """Dropping one document takes nothing from another: what a graph speaks of is described in it."""
    for name, graph in quads("nquads", twice).items():
        if name:
            described = {t.subject for t in graph if t.predicate.value == RDF + "type"}
            spoken = {t.object for t in graph if str(t.object).startswith(f"<{BASE}") and KG not in str(t.object)}
            assert spoken <= described


# Networks


def edges_of(source: list[ox.Triple]) -> Counter[tuple[str, str, str]]:
    data = GraphData(source)
    return Counter((data.key(f.subject), data.key(f.predicate), data.key(f.object)) for _, f in data.between())


def test_igraph_reads_the_network(own: Graph, tmp_path: Path) -> None:
    igraph = pytest.importorskip("igraph")
    source = triples(own.turtle())
    path = tmp_path / "g.graphml"
    path.write_text(text_of("graphml", source), "utf-8")
    network = igraph.Graph.Read_GraphML(str(path))
    assert network.is_directed()
    assert sorted(network.vs["id"]) == sorted(e.key for e in own.entities)
    labels = {e.key: dict(e.labels)["zh-Hans"] for e in own.entities}
    assert {v["id"]: v["label"] for v in network.vs} == labels
    ids = network.vs["id"]
    found = Counter((ids[e.source], e["label"], ids[e.target]) for e in network.es)
    assert found == edges_of(source)
    assert any(e["onDate"] == "1949-10-02" for e in network.es)


def test_gexf_is_the_network(source: list[ox.Triple]) -> None:
    text = text_of("gexf", source)
    assert "lastmodified" not in text
    root = ET.fromstring(text)
    space = {"g": root.tag[1:].partition("}")[0]}
    data = GraphData(source)
    assert [n.get("id") for n in root.iterfind(".//g:node", space)] == [data.key(e) for e in data.entities]
    found = Counter(
        (e.get("source"), e.get("label"), e.get("target")) for e in root.iterfind(".//g:edges/g:edge", space)
    )
    assert found == edges_of(source)
    ids = [e.get("id") for e in root.iterfind(".//g:edges/g:edge", space)]
    assert len(set(ids)) == len(ids)


def test_graphml_is_xml_whatever_the_names(source: list[ox.Triple]) -> None:
    root = ET.fromstring(text_of("graphml", source))
    space = {"g": root.tag[1:].partition("}")[0]}
    assert len(root.findall(".//g:edge", space)) == sum(edges_of(source).values())


def test_neo4j_reads_nodes_and_relationships(source: list[ox.Triple]) -> None:
    data = GraphData(source)
    files = write_as(FORMATS["neo4j"], source)
    nodes, edges = (list(csv.DictReader(io.StringIO(files[f"{n}.csv"]))) for n in ("nodes", "relationships"))
    assert [n["key:ID"] for n in nodes] == [data.key(e) for e in data.entities]
    for node in nodes:
        assert node[":LABEL"].split(";")[-1] == "Entity"
    assert Counter((e[":START_ID"], e[":TYPE"], e[":END_ID"]) for e in edges) == edges_of(source)
    assert all(None not in row and None not in row.values() for row in nodes + edges), "every row has every column"


def test_neo4j_labels_and_lists(own: Graph) -> None:
    files = write_as(FORMATS["neo4j"], triples(own.turtle()))
    nodes = {n["key:ID"]: n for n in csv.DictReader(io.StringIO(files["nodes.csv"]))}
    assert nodes["苏联"][":LABEL"] == "State;Agent;Entity"
    assert nodes["中苏友好同盟互助条约"]["signedOn"] == "1950-02-14"
    edges = list(csv.DictReader(io.StringIO(files["relationships.csv"])))
    assert all(edge["quotes:string[]"] and edge["documents:string[]"] for edge in edges)


# Wikidata


def test_no_item_is_guessed(own: Graph, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "g.ttl"
    path.write_text(own.turtle(), "utf-8")
    assert main(["write", str(path), "-o", str(tmp_path / "g.qs")]) == 0
    assert (tmp_path / "g.qs").read_text() == ""
    assert "nothing to write" in capsys.readouterr().err


def test_facts_between_known_items() -> None:
    item = "http://www.wikidata.org/entity/"
    things = [
        Entity("甲国", "State", (("zh-Hans", "甲国"),), (), (), (item + "Q1",)),
        Entity("乙会", "Organization", (("zh-Hans", "乙会"),), (), (), (item + "Q2",)),
        Entity("条约", "Treaty", (("zh-Hans", "条约"),), (), (), (item + "Q3",)),
        Entity("丙国", "State", (("zh-Hans", "丙国"),), ()),
    ]
    facts = [
        Statement("甲国", "memberOf", "乙会", Qualifiers(on_date="1950-02"), "affirmed", ()),
        Statement("甲国", "memberOf", "乙会", Qualifiers(), "planned", ()),
        Statement("丙国", "memberOf", "乙会", Qualifiers(), "affirmed", ()),
        Statement("条约", "signedOn", "1950-02-14", Qualifiers(on_date="1950-02-14"), "affirmed", ()),
        Statement("条约", "party", "甲国", Qualifiers(), "affirmed", ()),
        Statement("甲国", "foundedOn", "1949", Qualifiers(), "affirmed", ()),
        Statement("甲国", "aided", "甲国", Qualifiers(), "affirmed", ()),
    ]
    text = text_of("quickstatements", triples(to_turtle(build_rdf(things, facts, ()))))
    assert text.splitlines() == [
        "Q1\tP463\tQ2\tP585\t+1950-02-00T00:00:00Z/10",
        "Q1\tP571\t+1949-00-00T00:00:00Z/9",
        "Q3\tP1891\tQ1",
        "Q3\tP585\t+1950-02-14T00:00:00Z/11",
    ]


# JSON-LD


def test_the_context_is_published_and_of_the_vocabulary() -> None:
    context = (folder() / "context.jsonld").read_text("utf-8")
    vocabulary = (folder() / "bangjiao.ttl").read_text("utf-8")
    for term in re.findall(r"^kg:(\w+) a owl:(?:Class|ObjectProperty|DatatypeProperty)", vocabulary, re.MULTILINE):
        assert f'"{term}": ' in context, f"run docs/generate.py: {term} is missing"


def test_jsonld_is_for_people_too(own: Graph) -> None:
    text = text_of("jsonld", triples(own.turtle()))
    assert '"id": "ent:苏联"' in text
    assert '"type": "State"' in text
    assert re.search(r'"party": \[\s*"ent:', text)


def test_another_base(own: Graph) -> None:
    base = "https://example.org/graph/"
    source = triples(to_turtle(build_rdf(own.entities, own.statements, own.documents, base=base)))
    for name, format_ in OX.items():
        text = write_as(FORMATS[name], source, base=base)[""]
        assert plain(list(ox.parse(text.encode(), format=format_))) == plain(source)
        assert BASE not in text
