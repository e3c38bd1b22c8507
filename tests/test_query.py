"""kg query: saved questions and their expected rows, values bound safely, formats, views as of a day, ways."""

from __future__ import annotations

import csv
import io
import json
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib
from wcwidth import width

import kg
from kg.ask import BadGraph, BadQuery, Dataset, Question, as_of, load_questions, question, resolve, shortest_path
from kg.ask.answers import FORMATS, render, table
from kg.ask.names import guess, term
from kg.ask.questions import parse
from kg.ask.sparql import substitute
from kg.cli import main
from kg.errors import BadKnowledge

GOLDEN = Path(__file__).parent / "golden" / "queries"
QUESTIONS = load_questions()
# The demo documents need not contradict each other, nor speak of treaties that replace others.
MAY_BE_EMPTY = {"contradictions", "treaty-family"}

PREFIXES = """\
@prefix kg: <https://w3id.org/bangjiao/ontology#> .
@prefix ent: <https://w3id.org/bangjiao/entity/> .
@prefix stmt: <https://w3id.org/bangjiao/statement/> .
@prefix doc: <https://w3id.org/bangjiao/document/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
# State A is dissolved in 1940, state B founded in 1945-08; the treaty T of 1930 is in force from 1931 and ends by U, 1950.
SMALL = (
    PREFIXES
    + """
ent:甲国 a kg:State ; skos:prefLabel "甲国"@zh-Hans, "甲國"@zh-Hant, "State A"@en ; skos:altLabel "该国"@zh-Hans ;
    kg:dissolvedOn "1940-06-30"^^xsd:date .
ent:乙国 a kg:State ; skos:prefLabel "乙国"@zh-Hans, "乙國"@zh-Hant ; skos:altLabel "该国"@zh-Hans ;
    kg:foundedOn "1945-08"^^xsd:gYearMonth .
ent:张三 a kg:Leader ; skos:prefLabel "张三"@zh-Hans ; kg:represents ent:甲国 ; kg:met ent:李四 .
ent:李四 a kg:Person ; skos:prefLabel "李四"@zh-Hans .
ent:王五 a kg:Person ; skos:prefLabel "王五"@zh-Hans .
ent:北城 a kg:Territory ; skos:prefLabel "北城"@zh-Hans .
ent:旧约 a kg:Treaty ; skos:prefLabel "旧约"@zh-Hans ; kg:party ent:丙国 .
ent:新约 a kg:Treaty ; skos:prefLabel "新约"@zh-Hans ; kg:replaces ent:旧约 .
ent:丙国 a kg:State ; skos:prefLabel "丙国"@zh-Hans .
"""
)


def statement(name: str, subject: str, predicate: str, value: str, qualifiers: str = "") -> str:
    direct = f"ent:{subject} kg:{predicate} {value} .\n"
    return (
        direct
        + f"""stmt:{name} a kg:Statement ; rdf:subject ent:{subject} ; rdf:predicate kg:{predicate} ; rdf:object {value} ;
    kg:certainty "affirmed" ; kg:evidence doc:d_{name} {qualifiers} .
doc:d_{name} a kg:Passage ; kg:quote "{name}" ; kg:start 0 ; kg:document doc:d .
"""
    )


SMALL += "doc:d a kg:Document ; rdfs:label '一篇'@zh .\n" + "".join(
    (
        statement("a1", "甲国", "dissolvedOn", '"1940-06-30"^^xsd:date'),
        statement("b1", "乙国", "foundedOn", '"1945-08"^^xsd:gYearMonth'),
        statement(
            "office",
            "张三",
            "represents",
            "ent:甲国",
            '; kg:fromDate "1930"^^xsd:gYear ; kg:toDate "1935-05"^^xsd:gYearMonth',
        ),
        statement("met", "张三", "met", "ent:李四", '; kg:onDate "1933-03-03"^^xsd:date'),
        statement("summer", "王五", "visited", "ent:北城", '; kg:edtf "1949-22"'),
        statement("went", "李四", "visited", "ent:北城"),
        statement("t1", "旧约", "signedOn", '"1930"^^xsd:gYear'),
        statement("t2", "旧约", "effectiveOn", '"1931-02"^^xsd:gYearMonth'),
        statement("t3", "旧约", "party", "ent:丙国"),
        statement("u1", "新约", "signedOn", '"1950-01-01"^^xsd:date'),
        statement("u2", "新约", "replaces", "ent:旧约"),
        statement("u3", "新约", "party", "ent:乙国"),
    )
)


def dataset(turtle: str) -> Dataset:
    parser = ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)
    quads = list(parser)
    return Dataset.of_triples(quads, parser.prefixes)


def rows(graph: Dataset, query: str) -> list[list[str]]:
    answer = graph.query(query)
    assert isinstance(answer, ox.QuerySolutions)
    return [["" if t is None else t.value for t in row] for row in answer]


@pytest.fixture(scope="session")
def update() -> dict[str, Any]:
    return runpy.run_path(str(GOLDEN / "update.py"))


@pytest.fixture(scope="session")
def demo(update: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return update["demo"](tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def in_rdflib(demo: Dataset) -> rdflib.Graph:
    return rdflib.Graph().parse(str(demo.path))


@pytest.fixture(scope="session")
def small() -> Dataset:
    return dataset(SMALL)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.ttl"
    path.write_text(SMALL, "utf-8")
    return path


# The saved questions


def test_there_are_thirty() -> None:
    assert len(QUESTIONS) >= 30


@pytest.mark.parametrize("one", QUESTIONS.values(), ids=QUESTIONS)
def test_the_expected_rows(one: Question, demo: Dataset, update: dict[str, Any]) -> None:
    path, data = update["expected"](demo, one)
    assert path.is_file(), "no expected rows: run tests/golden/queries/update.py"
    assert data.decode() == path.read_text("utf-8"), "run tests/golden/queries/update.py and look at the difference"
    assert data.count(b"\n") > 1 or one.name in MAY_BE_EMPTY, "give an example that has an answer"


def test_every_file_of_expected_rows_belongs_to_a_question() -> None:
    assert {p.stem for p in GOLDEN.iterdir() if p.suffix in (".tsv", ".nt")} == set(QUESTIONS)


def test_the_list_in_the_documentation(update: dict[str, Any]) -> None:
    assert update["listing"]() in update["DOCS"].read_text("utf-8"), "run tests/golden/queries/update.py"


@pytest.mark.parametrize("one", QUESTIONS.values(), ids=QUESTIONS)
def test_rdflib_gives_the_same_rows(one: Question, demo: Dataset, in_rdflib: rdflib.Graph) -> None:
    """The questions are plain SPARQL 1.1, and mean the same to another engine."""
    text = one.bind(demo, one.examples)
    answer = demo.query(text)
    theirs = in_rdflib.query(text)
    if isinstance(answer, ox.QueryTriples):
        assert len(set(answer)) == len(list(theirs))
        return
    assert isinstance(answer, ox.QuerySolutions)
    expected = sorted([_plain(t.value if t else "") for t in row] for row in answer)
    assert sorted([_plain("" if t is None else str(t)) for t in row] for row in theirs) == expected


def _plain(value: str) -> str:
    return value.removesuffix(".0")  # rdflib writes a whole decimal so


@pytest.mark.parametrize(
    "one", [q for q in QUESTIONS.values() if any(p.optional for p in q.parameters)], ids=lambda q: q.name
)
def test_what_is_optional_may_be_left_out(one: Question, demo: Dataset) -> None:
    needed = {p.name: p.example for p in one.parameters if not p.optional}
    wider = rows(demo, one.bind(demo, needed))
    assert len(wider) >= len(rows(demo, one.bind(demo, one.examples))) > 0


def test_a_graph_of_another_base(tmp_path: Path) -> None:
    for suffix, form in ((".ttl", ox.RdfFormat.TURTLE), (".nt", ox.RdfFormat.N_TRIPLES)):
        path = tmp_path / f"other{suffix}"
        moved = SMALL.replace("https://w3id.org/bangjiao/", "https://example.org/").encode()
        path.write_bytes(ox.serialize(ox.parse(moved, format=ox.RdfFormat.TURTLE), format=form) or b"")
        other = Dataset.load(path)
        assert other.base == "https://example.org/"
        found = rows(other, question("meetings-of").bind(other, {"person": "张三"}))
        assert found == [["1933-03-03", "https://example.org/entity/李四", "1"]]


GOOD = "# zh: 某人\n# en: A person\n# param who: Person, e.g. 张三 — the person\nSELECT ?x { $who ?p ?x }\n"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (GOOD.replace("# zh: 某人\n", ""), 1, "no title in zh"),
        (GOOD.replace("# en: A person\n", ""), 1, "no title in en"),
        (GOOD.replace("A person", "一个人"), 1, "no title in en"),
        (GOOD.replace("# en", "# English"), 2, "is none of"),
        (GOOD.replace("e.g. 张三 ", ""), 3, "to be '# param"),
        (GOOD.replace(": Person", ": Human"), 3, "Human is no class"),
        (GOOD.replace("$who", "?who"), 1, "not used as $who"),
        (GOOD.replace("?x }", "?x . ?who ?p 1 }"), 1, "?who has the name of a parameter"),
        (GOOD.replace("?x }", "?x . $whom ?p 1 }"), 4, "$whom is no declared parameter"),
        (GOOD.replace("?x }", "?x . ?x ?y"), 5, "malformed"),
        (GOOD.replace("SELECT ?x", "SELECT $who"), 4, "malformed"),
        (GOOD.replace("?p ?x", "kg:p ?x"), 4, "kg: is no known prefix"),
        (GOOD.replace("SELECT ?x {", "DELETE WHERE {"), 4, "update"),
        (GOOD.replace("?p ?x", "?p ?x . SERVICE <a:b> {}"), 4, "SERVICE"),
    ],
)
def test_a_malformed_question(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = tmp_path / "a-question.rq"
    path.write_text(GOOD, "utf-8")
    assert parse(path).examples == {"who": "张三"}
    path.write_text(text, "utf-8")
    with pytest.raises(BadKnowledge) as caught:
        parse(path)
    assert words in caught.value.message
    assert (caught.value.path, caught.value.line) == (str(path), line)


def test_two_questions_of_one_title(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.rq").write_text(GOOD, "utf-8")
    with pytest.raises(BadKnowledge, match="the title of one"):
        load_questions(tmp_path)


def test_the_name_of_a_question(tmp_path: Path) -> None:
    path = tmp_path / "Some_Question.rq"
    path.write_text(GOOD, "utf-8")
    with pytest.raises(BadKnowledge, match="small-letters"):
        parse(path)
    with pytest.raises(BadQuery, match="near: treaties-between"):
        question("treaty-between")


# Values


@pytest.mark.parametrize(
    ("name", "kind", "key"),
    [
        ("甲国", "State", "甲国"),
        ("甲國", "Agent", "甲国"),
        ("《旧约》", "Treaty", "旧约"),
        ("state a", "Entity", "甲国"),
        ("ent:张三", "Person", "张三"),
        ("https://w3id.org/bangjiao/entity/张三", "Entity", "张三"),
    ],
)
def test_a_thing_by_its_name(small: Dataset, name: str, kind: str, key: str) -> None:
    assert resolve(small, name, kind).value == small.prefixes["ent"] + key


def test_a_document_by_its_title(small: Dataset) -> None:
    assert resolve(small, "一篇", "Document").value == small.prefixes["doc"] + "d"


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("该国", "State", "该国 is a name of several: ent:乙国 (State), ent:甲国 (State); choose one"),
        ("张三", "Treaty", "张三 is no Treaty in this graph, but ent:张三 (Leader)"),
        ("甲国人", "Entity", "no Entity is called 甲国人 in this graph; near: ent:甲国 (State)"),
        ("不存在", "Entity", "no Entity is called 不存在 in this graph"),
    ],
)
def test_a_name_of_nothing_or_of_several(small: Dataset, name: str, kind: str, words: str) -> None:
    with pytest.raises(BadQuery) as caught:
        resolve(small, name, kind)
    assert str(caught.value).startswith(words)


def test_a_preferred_name_goes_first() -> None:
    graph = dataset(SMALL + 'ent:丁国 a kg:State ; skos:prefLabel "该国"@zh-Hans .\n')
    assert resolve(graph, "该国").value == graph.prefixes["ent"] + "丁国"


def test_dates_and_numbers(small: Dataset) -> None:
    kinds = [str(term(small, "date", v)).rpartition("#")[2] for v in ("1950", "1950-02", "1950-02-14")]
    assert kinds == ["gYear>", "gYearMonth>", "date>"]
    assert guess(small, "1950-02") == term(small, "date", "1950-02")
    assert guess(small, '"1950"') == ox.Literal("1950")
    assert term(small, "number", "12") == ox.Literal(12)
    for kind, value in (("date", "1950-13"), ("date", "1950-2-14"), ("date", "14.2.1950"), ("number", "1 } DROP")):
        with pytest.raises(BadQuery, match="is no"):
            term(small, kind, value)


NASTY = [
    '" } ; DROP ALL #',
    "a\\",
    'x"@en . ?s ?p "',
    "line\nbreak",
    "\u2028\r\t\0",
    "'''\"\"\"",
    "$letters ?thing <a>",
    "\\u0022",
]


@pytest.mark.parametrize("value", NASTY)
def test_words_are_bound_as_words(value: str) -> None:
    kept = ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:b"), ox.Literal(value))
    graph = Dataset.of_triples([kept])
    text = substitute("SELECT ?s { ?s ?p $letters }", {"letters": str(term(graph, "text", value))})
    assert rows(graph, text) == [["a:a"]]
    assert rows(graph, text.replace("?s ?p", "?s <a:other>")) == []


def test_only_variables_are_replaced() -> None:
    text = "SELECT ?a { ?a ?b $a . # $a\n ?a <x:$a> '$a', \"$a\", '''\n$a''', \"\\\"$a\" . $ab ?p $a }"
    assert substitute(text, {"a": "<T>"}) == text.replace("?b $a", "?b <T>").replace("?p $a", "?p <T>")


def test_values_are_checked(demo: Dataset) -> None:
    one = question("treaties-between")
    with pytest.raises(BadQuery, match=r"needs b, the other: such as b=中华民国"):
        one.bind(demo, {"a": "苏联"})
    with pytest.raises(BadQuery, match="has no parameter c: it has a, b"):
        one.bind(demo, {"c": "苏联"})


# The engine


UPDATES = [
    "INSERT DATA { <a:a> <a:b> 1 }",
    "delete where { ?s ?p ?o }",
    "LOAD <a:a>",
    "CLEAR ALL",
    "DROP ALL",
    "CREATE GRAPH <a:a>",
    "COPY <a:a> TO <a:b>",
    "MOVE <a:a> TO <a:b>",
    "ADD <a:a> TO <a:b>",
    "PREFIX x: <a:> WITH <a:a> DELETE { ?s ?p ?o } WHERE {}",
]


@pytest.mark.parametrize("update", UPDATES)
def test_updates_are_refused(small: Dataset, update: str) -> None:
    before = len(small.store)
    with pytest.raises(BadQuery, match="is an update"):
        small.query(update)
    assert len(small.store) == before


@pytest.mark.parametrize(
    "query",
    [
        "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "ASK { service silent ?s { ?s ?p ?o } }",
        "ASK { FILTER(?a<?b&&?b>?c) SERVICE<http://127.0.0.1:9/>{} }",
        "ASK { ?s ?p '''a'b''c\\'''' SERVICE <a:b> {} }",
        "ASK { #\n SERVICE <a:b> {} }",
        "ASK { { SELECT * { ?s ?p 'x' . SERVICE <a:b> {} } } }",
        "ASK { ?s rdfs:label 1 . SERVICE <a:b> {} }",
    ],
)
def test_no_other_server_is_asked(small: Dataset, query: str) -> None:
    with pytest.raises(BadQuery, match="never goes to the network"):
        small.query(query)


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?s rdfs:label 'SERVICE', \"SERVICE\", '''SERVICE''' }",
        "ASK { ?SERVICE ?insert ?x } # SERVICE",
        "PREFIX x: <a:> ASK { x:SERVICE <a:SERVICE> x:a.SERVICE }",
        "SELECT ?with { ?with ?add ?load }",
    ],
)
def test_the_same_letters_elsewhere_are_no_keywords(small: Dataset, query: str) -> None:
    small.query(query)


def test_an_escaped_keyword_is_none_for_the_engine_either(small: Dataset) -> None:
    with pytest.raises(BadQuery, match="malformed"):
        small.query("ASK { \\u0053ERVICE <http://127.0.0.1:9/> {} }")


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("SELECT *\n{ ?a ?b }", "query:2:10: is malformed"),
        ("SELECT *\n{ ?a 甲:乙 ?c }", "query:2:6: 甲: is no known prefix"),
        ("", "query:1:1: is malformed"),
    ],
)
def test_where_a_query_is_wrong(small: Dataset, query: str, place: str) -> None:
    with pytest.raises(BadQuery) as caught:
        small.query(query)
    assert str(caught.value).startswith(place)


def test_named_graphs_are_seen_as_one(tmp_path: Path) -> None:
    path = tmp_path / "two.trig"
    path.write_text("<a:g> { <a:a> <a:b> 1 } <a:h> { <a:a> <a:b> 2 }", "utf-8")
    graph = Dataset.load(path)
    assert len(rows(graph, "SELECT ?o { ?s ?p ?o }")) == 2
    assert len(rows(graph, "SELECT ?o { GRAPH <a:g> { ?s ?p ?o } }")) == 1
    assert len(rows(graph, "SELECT ?o FROM <a:h> { ?s ?p ?o }")) == 1
    only = graph.query("SELECT ?o { ?s ?p ?o }", default_graphs=["a:g"])
    assert isinstance(only, ox.QuerySolutions)
    assert [row["o"].value for row in only] == ["1"]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("missing.ttl", None, "cannot be read"),
        ("bad.ttl", "<a:a> <a:b> 1 .\n<a:a> nonsense", "bad.ttl:2: is malformed"),
        ("graph.txt", "", "is no graph"),
    ],
)
def test_a_graph_that_cannot_be_read(tmp_path: Path, name: str, text: str | None, words: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(BadGraph) as caught:
        Dataset.load(tmp_path / name)
    assert words in str(caught.value)


# Formats

PEOPLE = "SELECT ?who ?label (STRLEN(?label) AS ?n) { ?who a kg:State ; skos:prefLabel ?label } ORDER BY ?who ?label"
READERS = {
    "csv": lambda data: list(csv.reader(io.StringIO(data.decode(), newline="")))[1:],
    "tsv": lambda data: data.decode().splitlines()[1:],
    "json": lambda data: json.loads(data)["results"]["bindings"],
    "xml": lambda data: ElementTree.fromstring(data).findall(".//{*}result"),
    "table": lambda data: data.decode().splitlines()[2:-1],
}


@pytest.mark.parametrize("form", READERS)
def test_rows_in_every_format(small: Dataset, form: str) -> None:
    assert len(READERS[form](render(small, small.query(PEOPLE), form))) == len(rows(small, PEOPLE)) == 6


@pytest.mark.parametrize(("form", "parser"), [("table", "turtle"), ("turtle", "turtle"), ("nt", "nt"), ("json", "json-ld"),
                                              ("jsonld", "json-ld"), ("xml", "xml")])  # fmt: skip
def test_a_graph_in_every_format(small: Dataset, form: str, parser: str) -> None:
    query = "CONSTRUCT { ?s skos:related ?o } WHERE { ?s kg:met|kg:visited ?o }"
    data = render(small, small.query(query), form)
    assert len(rdflib.Graph().parse(data=data, format=parser)) == 3
    assert data == render(small, small.query(query), form)


def test_formats_that_do_not_fit(small: Dataset) -> None:
    with pytest.raises(BadQuery, match="csv cannot hold"):
        render(small, small.query("CONSTRUCT WHERE { ?s ?p ?o }"), "csv")
    with pytest.raises(BadQuery, match="no graph, as turtle needs"):
        render(small, small.query(PEOPLE), "turtle")
    assert [render(small, small.query(q)) for q in ("ASK {}", "ASK { FILTER(false) }")] == [b"true\n", b"false\n"]


def test_the_columns_of_a_table_are_aligned(small: Dataset) -> None:
    head, rule, *lines, count = render(small, small.query(PEOPLE)).decode().splitlines()
    starts = [width(head[: head.index(name)]) for name in ("who", "label")]
    assert (len(lines), count) == (6, "6 rows")
    for line in lines:
        who, label, number = line.split()[0], " ".join(line.split()[1:-1]), line.split()[-1]
        assert [width(line[: line.index(who)]), width(line[: line.index(label, len(who))])] == starts
        assert (width(line), number) == (width(rule), str(len(label)))


def test_a_table_is_wrapped_to_the_screen_and_nothing_is_lost() -> None:
    quote = "一九五〇年二月十四日，中苏两国在莫斯科签订《中苏友好同盟互助条约》。"
    for columns in (30, 40, 60, 200):
        made = table(["日期", "quote"], [["1950-02-14", quote], ["", "ＡＢ"]], [False, False], columns)
        assert max(map(width, made.splitlines())) <= columns
        assert "".join(line[10:].replace(" ", "") for line in made.splitlines()[2:-1]) == quote


def test_no_rows(small: Dataset) -> None:
    assert render(small, small.query("SELECT ?甲甲 { ?甲甲 <a:b> 1 }")).decode() == "甲甲\n────\n0 rows\n"


# As of a day


@pytest.mark.parametrize(
    ("day", "there", "gone"),
    [
        ("1929", ["甲国", "丙国"], ["旧约", "新约", "乙国"]),
        ("1930-12-31", ["甲国"], ["旧约"]),  # signed, and not yet in force
        ("1931-02-01", ["旧约"], ["新约"]),  # in force from some day of that month
        ("1940-06-30", ["甲国"], ["乙国"]),
        ("1940-07-01", ["旧约"], ["甲国", "乙国"]),
        ("1945-08-15", ["乙国", "旧约"], ["甲国"]),
        ("1950-01-01", ["新约", "旧约"], ["甲国"]),  # the day that the one replaces the other
        ("1950-01-02", ["新约", "乙国"], ["旧约"]),
    ],
)
def test_what_is_there_on_a_day(small: Dataset, day: str, there: list[str], gone: list[str]) -> None:
    found = {row[0].rpartition("/")[2] for row in rows(as_of(small, day), "SELECT ?s { ?s a ?class }")}
    assert [name for name in there if name not in found] == []
    assert [name for name in gone if name in found] == []


@pytest.mark.parametrize(
    ("fact", "days"),
    [
        ("ent:张三 kg:represents ent:甲国", {"1929-12-31": 0, "1930-01-01": 1, "1935-05-31": 1, "1935-06-01": 0}),
        ("ent:张三 kg:met ent:李四", {"1933-03-02": 0, "1933-03-03": 1, "1950": 1}),
        ("ent:王五 kg:visited ent:北城", {"1948": 0, "1949": 1}),  # in the summer of 1949
        ("ent:李四 kg:visited ent:北城", {"1800": 1, "1990": 1}),  # undated
        ("ent:甲国 kg:dissolvedOn ?day", {"1940-06-29": 0, "1940-06-30": 1}),
        ("ent:旧约 kg:party ent:丙国", {"1930": 0, "1931": 1, "1951": 0}),
    ],
)
def test_which_facts_hold_on_a_day(small: Dataset, fact: str, days: dict[str, int]) -> None:
    for day, held in days.items():
        view = as_of(small, day)
        answer = view.query(f"ASK {{ {fact} }}")
        assert bool(answer) == bool(held), day
        subject, predicate, value = fact.split()
        said = f"ASK {{ ?x rdf:subject {subject} ; rdf:predicate {predicate} ; rdf:object {value} ; kg:evidence/kg:quote ?q }}"
        assert bool(view.query(said)) == bool(held), day


def test_nothing_hangs_loose_in_a_view(demo: Dataset) -> None:
    view = as_of(demo, "1941-05-01")
    assert 0 < len(view.store) < len(demo.store)
    loose = "SELECT ?passage { ?passage a kg:Passage FILTER NOT EXISTS { ?fact kg:evidence ?passage } }"
    assert rows(view, loose) == []
    dangling = "SELECT ?o { ?s ?p ?o FILTER(STRSTARTS(STR(?o), STR(ent:))) FILTER NOT EXISTS { ?o a ?class } }"
    assert rows(view, dangling) == []


@pytest.mark.parametrize("day", ["1915", "1941-05-01", "1950-02", "1980"])
def test_a_view_of_records_of_rdflib_and_of_a_store_agree(own: kg.Graph, day: str) -> None:
    turtle = own.turtle()
    view = as_of(own.rdf, day)
    store = as_of(dataset(turtle), day)
    assert own.turtle() == turtle
    assert len(view) == len(store.store)
    assert {str(s) for s in view.subjects()} == {getattr(q.subject, "value", "") for q in store.store}
    space = store.prefixes["ent"]
    entities = {iri for (iri,) in rows(store, "SELECT ?s { ?s skos:prefLabel ?l }")}
    assert {space + e.key for e in as_of(own, day).entities} == entities
    count = "SELECT (COUNT(?s) AS ?n) { ?s a kg:Statement }"
    assert rows(store, count) == [[str(len(as_of(own, day).statements))]]


def test_a_treaty_that_two_dates_end_ends_with_the_later(small: Dataset) -> None:
    ends = "".join(statement(f"e{n}", "旧约", "endedOn", f'"{year}"^^xsd:gYear') for n, year in enumerate((1940, 1944)))
    graph = dataset(SMALL + ends)
    held = [bool(as_of(graph, day).query("ASK { ent:旧约 kg:party ?p }")) for day in ("1941", "1944-06", "1945")]
    assert held == [True, True, False]


@pytest.mark.parametrize("day", ["", "yesterday", "1941-5-1", "1941-13", "19410501"])
def test_no_day(small: Dataset, day: str) -> None:
    with pytest.raises(BadQuery, match="is no day"):
        as_of(small, day)


# Ways


def test_the_shortest_way(small: Dataset) -> None:
    steps = shortest_path(small, "李四", "甲國")
    assert [(s.number, *(small.short(i) for i in s[1:4]), s.date) for s in steps] == [
        (1, "ent:张三", "kg:met", "ent:李四", "1933-03-03"),
        (2, "ent:张三", "kg:represents", "ent:甲国", "1930"),
    ]


def test_a_place_joins_nobody(small: Dataset) -> None:
    assert shortest_path(small, "李四", "王五") == ()
    assert [s.number for s in shortest_path(small, "王五", "北城")] == [1]


def test_a_way_from_a_thing_to_itself(small: Dataset) -> None:
    with pytest.raises(BadQuery, match="the same thing, ent:甲国"):
        shortest_path(small, "甲国", "State A")


# The command


def run(capfdbinary: pytest.CaptureFixture[bytes], *arguments: object) -> tuple[int, str, str]:
    status = main(["query", *map(str, arguments)])
    out, err = capfdbinary.readouterr()
    return status, out.decode(), err.decode()


def test_the_command_answers(capfdbinary: pytest.CaptureFixture[bytes], file: Path, tmp_path: Path) -> None:
    query = tmp_path / "asked.rq"
    query.write_text("\ufeffSELECT ?d { $a kg:dissolvedOn ?d }", "utf-8")
    expected = (0, "d\r\n1940-06-30\r\n", "")
    for asked in ("SELECT ?d { $a kg:dissolvedOn ?d }", query):
        assert run(capfdbinary, asked, "--param", "a=甲國", "--graph", file, "--format", "csv") == expected


def test_a_saved_question(capfdbinary: pytest.CaptureFixture[bytes], file: Path) -> None:
    status, out, err = run(capfdbinary, "--saved", "meetings-of", "-p", "person=李四", "--graph", file)
    assert (status, err) == (0, "")
    assert out.splitlines()[2:] == ["1933-03-03  张三         1", "1 row"]
    status, out, _ = run(capfdbinary, "--saved", "meetings-of", "-p", "person=李四", "--graph", file, "--as-of", "1932")
    assert out.splitlines()[-1] == "0 rows"


def test_the_list_has_every_question_once(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    status, out, _ = run(capfdbinary, "--list")
    lines = out.splitlines()
    assert status == 0
    for one in QUESTIONS.values():
        (line,) = (li for li in lines if li.split()[0] == one.name)
        assert one.zh in line
        assert one.en in line
        assert all(p.example in line for p in one.parameters)


def test_a_question_is_shown_for_other_stores(capfdbinary: pytest.CaptureFixture[bytes], file: Path) -> None:
    _, out, _ = run(capfdbinary, "--saved", "meetings-of", "-p", "person=李四", "--graph", file, "--show")
    assert "$" not in out
    theirs = rdflib.Graph().parse(file).query(out)
    assert [[str(t) for t in row] for row in theirs] == [["1933-03-03", "https://w3id.org/bangjiao/entity/张三", "1"]]


def test_a_way_on_the_command_line(capfdbinary: pytest.CaptureFixture[bytes], file: Path) -> None:
    _, out, _ = run(capfdbinary, "--shortest-path", "李四", "甲国", "--graph", file, "--format", "tsv")
    assert [line.split("\t")[0] for line in out.splitlines()] == ["?step", "1", "2"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "give one of: a query, --saved NAME"),
        (["ASK {}", "--list"], "give one of"),
        (["SELECT"], "query:1:7: is malformed"),
        (["missing.rq"], "missing.rq: cannot be read"),
        (["--saved", "meetings"], "no saved question meetings; near: meetings-of"),
        (["--saved", "meetings-of", "-p", "person=李五"], "no Person is called 李五 in this graph"),
        (["--saved", "meetings-of", "-p", "person=李四", "-p", "person=张三"], "gives one name twice"),
        (["ASK { ?a ?b ?c }", "-p", "a=甲国"], "no $a stands in the query"),
        (["ASK {}", "--as-of", "May"], "May is no day"),
        (["ASK {}", "--format", "turtle"], "no graph, as turtle needs"),
        (["DROP ALL"], "query:1:1: is an update"),
    ],
)
def test_what_cannot_be_asked(
    capfdbinary: pytest.CaptureFixture[bytes], file: Path, arguments: list[str], words: str
) -> None:
    status, out, err = run(capfdbinary, *arguments, "--graph", file)
    assert (status, out) == (2, "")
    assert words in err


def test_a_mistake_in_a_file_is_told_with_its_place(
    capfdbinary: pytest.CaptureFixture[bytes], file: Path, tmp_path: Path
) -> None:
    query = tmp_path / "wrong.rq"
    query.write_text("SELECT *\n{ ?a\n  ?b }", "utf-8")
    status, _, err = run(capfdbinary, query, "--graph", file)
    assert status == 2
    assert err.startswith(f"kg: {query}:3:6: is malformed")


def test_a_query_from_standard_input(file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kg", "query", "-", "--graph", str(file)],
        input=b"ASK { ?s kg:met ?o }",
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"true\n", b"")


def test_the_formats_of_the_command_are_those_there_are() -> None:
    from kg.commands.query import _FORMATS

    assert _FORMATS == FORMATS
