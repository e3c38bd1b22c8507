"""write: the RDF graph and its Turtle."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, RDFS, Literal, Namespace, URIRef
from rdflib.namespace import DC, DCTERMS, FOAF, PROV, SKOS

from kg import Graph
from kg.knowledge import load
from kg.read import read_bytes
from kg.records import Document, Entity, Evidence, Qualifiers, Statement
from kg.write.turtle import build_rdf, to_turtle

KG = Namespace("https://w3id.org/bangjiao/ontology#")
ENT = Namespace("https://w3id.org/bangjiao/entity/")
OA = Namespace("http://www.w3.org/ns/oa#")
TEXT = "甲国与乙国于1950年2月14日在莫斯科签署《甲乙条约》。甲国拒绝承认丙国。"
#: What Turtle writes without escapes, https://www.w3.org/TR/turtle/#grammar-production-IRIREF, and what RFC 3987 wants.
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\x7f-\x9f\ud800-\udfff]+")
HOSTILE = (
    "</script><script>alert(1)</script>",
    'a "quoted" word',
    '"""',
    '""""',
    'ends in "',
    "ends in \\",
    '\\"',
    "\\u4e2d \\n",
    "two\nlines",
    "two\r\nlines",
    'lines\nand """quotes"""',
    'line\nends in "',
    "line\nends in \\",
    "tab\t, bell \x07, nul \x00, delete \x7f",
    "\u202eright to left\u202c",
    "\ufeff\u2028\u2029\u0085",
    "𠮷野家 😀 e\u0301",
    "' OR 1=1 --",
    "@prefix ent: <http://evil/> .",
    "<http://evil/> .",
    "{{template}} ${substitute} %s {0}",
    " ",
)


def document(text: str = TEXT, path: str = "甲.md", title: str = "甲乙关系") -> Document:
    return read_bytes(f"# {title}\n\n{text}\n".encode(), path)


def passage(words: str, rule: str = "a-rule", of: Document | None = None) -> Evidence:
    source = of or document()
    start = source.text.index(words)
    return Evidence(source.path, start, start + len(words), words, (source.title,), rule)


def entity(key: str, kind: str = "State", **labels: str) -> Entity:
    tagged = {"zh_Hans": key, "zh_Hant": key, **labels}
    return Entity(key, kind, tuple(sorted((tag.replace("_", "-"), label) for tag, label in tagged.items())), ())


def statement(
    subject: str,
    property_: str,
    object_: str,
    *evidence: Evidence,
    certainty: str = "affirmed",
    **qualifiers: str,
) -> Statement:
    return Statement(subject, property_, object_, Qualifiers(**qualifiers), certainty, evidence or (passage("甲国"),))


def written(*records: Entity | Statement, documents: tuple[Document, ...] | None = None) -> rdflib.Graph:
    """The graph of the records after it was written and read again by another program."""
    entities = [r for r in records if isinstance(r, Entity)]
    statements = [r for r in records if isinstance(r, Statement)]
    turtle = to_turtle(build_rdf(entities, statements, documents or (document(),)))
    return again(turtle)


def again(turtle: str) -> rdflib.Graph:
    """Turtle read by pyoxigraph, as an rdflib graph."""
    found = rdflib.Graph()
    for triple in ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE):
        found.add((_term(triple.subject), _term(triple.predicate), _term(triple.object)))
    return found


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> URIRef | Literal:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    assert isinstance(term, ox.Literal), f"{term}: the graph has neither blank nodes nor quoted triples"
    kind = None if term.language or term.datatype.value == str(rdflib.XSD.string) else URIRef(term.datatype.value)
    value = term.value
    return Literal(value, lang=term.language, datatype=kind, normalize=False)


# The whole way


def test_three_programs_count_the_same_triples(graph: Graph, tmp_path: Path) -> None:
    turtle = graph.turtle()
    wanted = len(graph.rdf)
    assert wanted > 100
    assert len(rdflib.Graph().parse(data=turtle, format="turtle")) == wanted
    assert sum(1 for _ in ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)) == wanted
    rapper = shutil.which("rapper")
    if not rapper:
        pytest.skip("rapper (raptor2-utils) is not installed")
    path = tmp_path / "graph.ttl"
    path.write_text(turtle, encoding="utf-8", newline="\n")
    done = subprocess.run(
        [rapper, "--input", "turtle", "--count", str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert f"returned {wanted} triples" in done.stderr
    assert "rror" not in done.stderr
    assert "arning" not in done.stderr


def test_what_is_read_again_is_what_was_written(graph: Graph) -> None:
    assert set(again(graph.turtle())) == set(graph.rdf)


def test_every_affirmed_statement_is_a_triple_and_no_other(graph: Graph) -> None:
    rdf = graph.rdf
    said: dict[str, set[tuple[object, ...]]] = {"affirmed": set(), "other": set()}
    for node in rdf.subjects(RDF.type, KG.Statement):
        terms = tuple(rdf.value(node, part) for part in (RDF.subject, RDF.predicate, RDF.object))
        said["affirmed" if rdf.value(node, KG.certainty) == Literal("affirmed") else "other"].add(terms)
    direct = {
        (s, p, o)
        for s, p, o in rdf
        if str(s).startswith(str(ENT)) and str(p).startswith(str(KG)) and (s, RDF.type, KG.Statement) not in rdf
    }
    assert direct == said["affirmed"]
    assert said["other"], "the documents deny or plan something"
    assert not {t for t in said["other"] - said["affirmed"] if t in rdf}


def test_every_statement_is_whole(graph: Graph) -> None:
    rdf = graph.rdf
    nodes = list(rdf.subjects(RDF.type, KG.Statement))
    assert len(nodes) == len(graph.statements)
    for node in nodes:
        for part in (RDF.subject, RDF.predicate, RDF.object, KG.certainty):
            assert len(list(rdf.objects(node, part))) == 1, (node, part)
        assert str(rdf.value(node, KG.certainty)) in {"affirmed", "denied", "planned", "claimed"}
        evidence = list(rdf.objects(node, KG.evidence))
        assert evidence, node
        for one in evidence:
            assert (one, RDF.type, KG.Passage) in rdf
            for part in (KG.document, KG.quote, KG.start, KG.end, KG.rule, KG.section):
                assert len(list(rdf.objects(one, part))) == 1, (one, part)
            assert (rdf.value(one, KG.document), RDF.type, KG.Document) in rdf


def test_every_passage_stands_in_its_source(graph: Graph) -> None:
    rdf = graph.rdf
    sources = {d.sha256: d.source for d in graph.documents}
    passages = list(rdf.subjects(RDF.type, KG.Passage))
    assert passages
    for node in passages:
        source = sources[str(rdf.value(rdf.value(node, KG.document), KG.sha256))]
        start, end = int(str(rdf.value(node, KG.start))), int(str(rdf.value(node, KG.end)))
        words = "".join(str(rdf.value(node, KG.quote)).split())
        rest = iter(source[start:end])
        assert words
        assert all(character in rest for character in words), (words, source[start:end])
        assert (source[start], source[end - 1]) == (words[0], words[-1])


#: What evidence and documents say in the vocabularies of others.
PROVENANCE = {
    *(OA[name] for name in ("hasSource", "hasSelector", "TextQuoteSelector", "TextPositionSelector")),
    *(OA[name] for name in ("exact", "prefix", "suffix", "start", "end")),
    *(PROV.Activity, PROV.SoftwareAgent, PROV.wasGeneratedBy, PROV.wasAssociatedWith),
    *(DC["format"], DC["source"], DCTERMS["title"], DCTERMS["license"], URIRef("https://schema.org/softwareVersion")),
}


def test_every_term_is_of_the_vocabulary(graph: Graph) -> None:
    vocabulary = load().vocabulary
    for s, p, o in graph.rdf:
        if p == RDF.type:
            assert str(o).removeprefix(str(KG)) in vocabulary.classes or o in PROVENANCE, o
        elif str(p).startswith(str(KG)):
            assert str(p).removeprefix(str(KG)) in vocabulary.properties, p
        else:
            assert p in {
                RDF.subject,
                RDF.predicate,
                RDF.object,
                RDFS.label,
                SKOS.prefLabel,
                SKOS.altLabel,
                FOAF.isPrimaryTopicOf,
                *PROVENANCE,
            }
        assert str(s).startswith("https://w3id.org/bangjiao/")


def test_every_thing_has_a_class_and_its_names(graph: Graph) -> None:
    rdf = graph.rdf
    things = {t for triple in rdf for t in triple if str(t).startswith(str(ENT))}
    assert len(things) == len(graph.entities)
    for thing in things:
        assert len(list(rdf.objects(thing, RDF.type))) == 1, thing
        tags = Counter(label.language for label in rdf.objects(thing, SKOS.prefLabel))
        assert tags.keys() <= {"zh-Hans", "zh-Hant", "en"}
        assert {"zh-Hans", "zh-Hant"} <= tags.keys(), thing
        assert set(tags.values()) == {1}, thing


def test_every_iri_is_valid(graph: Graph) -> None:
    nodes = {t for triple in graph.rdf for t in triple if isinstance(t, URIRef)}
    assert [str(n) for n in nodes if not IRI.fullmatch(str(n))] == []


def test_prefixes_are_used(graph: Graph) -> None:
    head, _, body = graph.turtle().partition("\n\n")
    assert "@prefix ent: <https://w3id.org/bangjiao/entity/> ." in head
    assert "<https://w3id.org/bangjiao/" not in body
    assert "<http://www.w3.org/" not in body


def test_a_person_can_read_it(graph: Graph) -> None:
    turtle = graph.turtle()
    assert "苏联" in turtle
    assert "%E" not in turtle
    assert "\\u" not in turtle
    assert "\r" not in turtle
    assert turtle.endswith("\n")


def test_dates_have_the_type_of_their_precision(graph: Graph) -> None:
    literals = [
        o for o in graph.rdf.objects() if isinstance(o, Literal) and o.datatype not in (None, rdflib.XSD.integer)
    ]
    dates = [o for o in literals if re.fullmatch(r"\d{4}(-\d\d){0,2}", str(o))]
    assert dates
    for date in dates:
        assert date.datatype == {4: rdflib.XSD.gYear, 7: rdflib.XSD.gYearMonth, 10: rdflib.XSD.date}[len(str(date))], (
            date
        )


# Record by record


@pytest.mark.parametrize(
    ("value", "datatype"),
    [("1924", rdflib.XSD.gYear), ("1945-08", rdflib.XSD.gYearMonth), ("1950-02-14", rdflib.XSD.date)],
)
def test_a_date_is_as_precise_as_the_text(value: str, datatype: URIRef) -> None:
    rdf = written(entity("甲乙条约", "Treaty"), statement("甲乙条约", "signedOn", value, on_date=value))
    date = Literal(value, datatype=datatype, normalize=False)
    assert (ENT["甲乙条约"], KG.signedOn, date) in rdf
    assert set(rdf.objects(None, KG.onDate)) == {date}


def test_a_span_is_a_duration() -> None:
    rdf = written(entity("甲乙条约", "Treaty"), statement("甲乙条约", "term", "P30Y"))
    assert set(rdf.objects(ENT["甲乙条约"], KG["term"])) == {Literal("P30Y", datatype=rdflib.XSD.duration)}


def test_qualifiers() -> None:
    rdf = written(
        entity("甲国"),
        entity("乙国"),
        entity("丙国"),
        entity("莫斯科", "Territory"),
        entity("甲乙条约", "Treaty"),
        statement(
            "甲国",
            "aided",
            "乙国",
            from_date="1950",
            to_date="1953-06",
            at_place="莫斯科",
            under_treaty="甲乙条约",
            claimant="丙国",
            role="债主",
            amount="300000000",
            currency="美元",
        ),
    )
    node = rdf.value(None, RDF.type, KG.Statement)
    found = {str(p).removeprefix(str(KG)): o for p, o in rdf.predicate_objects(node) if str(p).startswith(str(KG))}
    del found["evidence"]
    assert found == {
        "fromDate": Literal("1950", datatype=rdflib.XSD.gYear, normalize=False),
        "toDate": Literal("1953-06", datatype=rdflib.XSD.gYearMonth, normalize=False),
        "atPlace": ENT["莫斯科"],
        "underTreaty": ENT["甲乙条约"],
        "claimant": ENT["丙国"],
        "role": Literal("债主", lang="zh-Hans"),
        "amount": Literal("300000000", datatype=rdflib.XSD.decimal, normalize=False),
        "currency": Literal("美元", lang="zh-Hans"),
        "certainty": Literal("affirmed"),
    }


@pytest.mark.parametrize("date", ["196X", "1950-21", "1950/1953", "1947-06~"])
def test_what_only_edtf_can_say_is_no_date(date: str) -> None:
    rdf = written(entity("甲国"), entity("乙国"), statement("甲国", "aided", "乙国", on_date=date))
    assert set(rdf.objects(None, KG.edtf)) == {Literal(date)}
    assert not set(rdf.objects(None, KG.onDate))


@pytest.mark.parametrize("certainty", ["denied", "planned", "claimed"])
def test_what_is_not_affirmed_is_no_triple(certainty: str) -> None:
    rdf = written(entity("甲国"), entity("丙国"), statement("甲国", "recognizes", "丙国", certainty=certainty))
    assert set(rdf.objects(None, KG.certainty)) == {Literal(certainty)}
    assert (ENT["甲国"], KG.recognizes, ENT["丙国"]) not in rdf


def test_one_fact_denied_and_affirmed_is_two_statements() -> None:
    same = ("甲国", "recognizes", "丙国")
    rdf = written(entity("甲国"), entity("丙国"), statement(*same), statement(*same, certainty="denied"))
    assert len(set(rdf.subjects(RDF.type, KG.Statement))) == 2
    assert (ENT["甲国"], KG.recognizes, ENT["丙国"]) in rdf


def test_a_statement_keeps_its_iri_when_more_passages_say_it() -> None:
    facts = entity("甲国"), entity("乙国")
    one = written(*facts, statement("甲国", "aided", "乙国", passage("甲国")))
    two = written(*facts, statement("甲国", "aided", "乙国", passage("甲国"), passage("乙国")))
    other = written(*facts, statement("甲国", "aided", "乙国", passage("甲国"), on_date="1950"))
    first, second, third = (g.value(None, RDF.type, KG.Statement) for g in (one, two, other))
    assert first == second != third
    assert len(set(two.objects(second, KG.evidence))) == 2


def test_two_rules_may_read_one_passage() -> None:
    fact = statement("甲国", "aided", "乙国", passage("甲国", "one"), passage("甲国", "two"))
    rdf = written(entity("甲国"), entity("乙国"), fact)
    rules = {str(rdf.value(e, KG.rule)) for e in rdf.objects(None, KG.evidence)}
    assert rules == {"one", "two"}


def test_offsets_point_into_the_file_and_not_into_the_clean_text() -> None:
    source = document("\\[1\\][甲国](https://zh.wikipedia.org/wiki/甲国)与-{乙}-国签约。")
    words = "甲国与乙国"
    fact = statement("甲国", "aided", "乙国", passage(words, of=source))
    rdf = written(entity("甲国"), entity("乙国"), fact, documents=(source,))
    start, end = (int(str(next(rdf.objects(None, part)))) for part in (KG.start, KG.end))
    assert source.source[start:end] == "甲国](https://zh.wikipedia.org/wiki/甲国)与-{乙}-国"


def test_an_empty_graph() -> None:
    turtle = to_turtle(build_rdf((), (), ()))
    assert len(again(turtle)) == len(rdflib.Graph().parse(data=turtle, format="turtle")) == 0
    empty = Graph((), (), ())
    assert empty.turtle() == turtle
    assert len(empty.rdf) == 0


def test_two_documents_of_one_title_are_two() -> None:
    documents = (document("甲国。", "a.md"), document("乙国。", "b.md"))
    assert len(set(written(documents=documents).subjects(RDF.type, KG.Document))) == 2


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_survive(words: str) -> None:
    label = Entity("甲国", "State", (("zh-Hans", words),), (("zh-Hant", words),))
    evidence = Evidence("甲.md", 0, 1, words, (words, "甲"), "a-rule")
    fact = statement("甲国", "aided", "乙国", evidence, role=words, currency=words)
    rdf = written(label, entity("乙国"), fact)
    assert set(rdf.objects(ENT["甲国"], SKOS.prefLabel)) == {Literal(words, lang="zh-Hans")}
    assert set(rdf.objects(ENT["甲国"], SKOS.altLabel)) == {Literal(words, lang="zh-Hant")}
    assert set(rdf.objects(None, KG.quote)) == {Literal(words)}
    assert set(rdf.objects(None, KG.role)) == {Literal(words, lang="zh-Hans")}
    assert len(rdf) == len(build_rdf((label, entity("乙国")), (fact,), (document(),)))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_words_survive(words: str) -> None:
    turtle = to_turtle(build_rdf([Entity("甲国", "State", (("zh-Hans", words),), ())], (), ()))
    assert set(again(turtle).objects(None, SKOS.prefLabel)) == {Literal(words, lang="zh-Hans")}
    assert set(rdflib.Graph().parse(data=turtle, format="turtle").objects(None, SKOS.prefLabel)) == {
        Literal(words, lang="zh-Hans")
    }


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip))
def test_any_title_makes_a_valid_iri(title: str) -> None:
    source = document(title="甲")
    named = Document(**{name: getattr(source, name) for name in source.__slots__} | {"title": title})
    rdf = written(documents=(named,))
    (node,) = rdf.subjects(RDF.type, KG.Document)
    assert IRI.fullmatch(str(node))
    assert set(rdf.objects(node, RDFS.label)) == {Literal(title, lang="zh")}


KEYS = ("苏联", "156项工程", "1950年中苏条约", "安德烈·维辛斯基", "A-B", "x_1", "𠮷野家", "ABCD包围网", "〇号", "々木")


@pytest.mark.parametrize("key", KEYS)
def test_the_name_of_a_thing_is_written_with_its_prefix(key: str) -> None:
    turtle = to_turtle(build_rdf([entity(key)], (), ()))
    assert f"\nent:{key} a kg:State" in turtle
    assert ENT[key] in set(again(turtle).subjects())
    assert ENT[key] in set(rdflib.Graph().parse(data=turtle, format="turtle").subjects())


@given(st.from_regex(r"[\w·\-]{1,8}", fullmatch=True))
def test_any_name_of_a_thing_can_be_read_again(key: str) -> None:
    turtle = to_turtle(build_rdf([entity(key)], (), ()))
    assert set(again(turtle).subjects()) == {ENT[key]}
    assert set(rdflib.Graph().parse(data=turtle, format="turtle").subjects()) == {ENT[key]}


ADDRESSES = (
    "https://zh.wikipedia.org/wiki/马林_(共产国际)",
    "https://zh.wikipedia.org/wiki/%E8%8B%8F%E8%81%94",
    "https://zh.wikipedia.org/wiki/甲 乙",
    'https://zh.wikipedia.org/wiki/"甲"',
    "https://zh.wikipedia.org/wiki/<甲>",
    "https://zh.wikipedia.org/wiki/{甲}|^`\\",
    "https://zh.wikipedia.org/wiki/甲\n乙",
    "//zh.wikipedia.org/wiki/甲",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_address_of_an_article_is_a_valid_iri(address: str) -> None:
    thing = Entity("甲国", "State", (("zh-Hans", "甲国"),), (), (address,))
    (found,) = written(thing).objects(ENT["甲国"], FOAF.isPrimaryTopicOf)
    assert IRI.fullmatch(str(found))


def test_the_order_of_the_records_does_not_matter() -> None:
    things = [entity(key) for key in KEYS]
    facts = [statement("苏联", "aided", key) for key in KEYS[1:]]
    one = to_turtle(build_rdf(things, facts, (document(),)))
    assert one == to_turtle(build_rdf(things[::-1], facts[::-1], (document(),)))


def test_things_come_first_and_each_class_in_order() -> None:
    things = [entity("丁", "Treaty"), entity("丙", "State"), entity("乙", "State")]
    turtle = to_turtle(build_rdf(things, (statement("乙", "aided", "丙"),), (document(),)))
    subjects = [line.split()[0] for line in turtle.splitlines() if re.match(r"(ent|stmt|doc):\S+ a ", line)]
    assert subjects[:3] == ["ent:丙", "ent:乙", "ent:丁"]
    assert [s.split(":")[0] for s in subjects[3:]] == ["stmt", "doc", "doc"]
