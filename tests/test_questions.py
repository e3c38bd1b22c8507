"""kg query --saved: the saved questions and their expected rows, and values bound safely."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from query_cases import SMALL, dataset, rows, statement

from kg.ask import BadQuery, Dataset, Question, load_questions, question, resolve
from kg.ask.names import guess, term
from kg.ask.questions import parse
from kg.ask.sparql import substitute
from kg.errors import BadKnowledge

GOLDEN = Path(__file__).parent / "golden" / "queries"
QUESTIONS = load_questions()
# The demo documents need not contradict each other, speak of treaties that replace others, or tell who claims what.
MAY_BE_EMPTY = {"contradictions", "treaty-family", "claims-of"}


@pytest.fixture(scope="module")
def update() -> dict[str, Any]:
    return runpy.run_path(str(GOLDEN / "update.py"))


@pytest.fixture(scope="module")
def demo(update: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return update["demo"](tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def in_rdflib(demo: Dataset) -> rdflib.Graph:
    return rdflib.Graph().parse(str(demo.path))


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
    expected = sorted([t.value if t else "" for t in row] for row in answer)
    assert sorted(["" if t is None else str(t) for t in row] for row in theirs) == expected


@pytest.mark.parametrize(
    "one", [q for q in QUESTIONS.values() if any(p.optional for p in q.parameters)], ids=lambda q: q.name
)
def test_what_is_optional_may_be_left_out(one: Question, demo: Dataset) -> None:
    needed = {p.name: p.example for p in one.parameters if not p.optional}
    wider = rows(demo, one.bind(demo, needed))
    assert len(wider) >= len(rows(demo, one.bind(demo, one.examples))) > (-1 if one.name in MAY_BE_EMPTY else 0)


def test_who_claims_and_denies_what() -> None:
    said = [
        ("c", "affirmed", ""),
        ("d", "denied", "; kg:claimant ent:丙国"),
        ("e", "claimed", "; kg:claimant ent:甲国"),
    ]
    facts = [
        statement(name, "乙国", "attacked", "ent:丙国", more).replace('"affirmed"', f'"{certainty}"')
        for name, certainty, more in said
    ]
    graph = dataset(SMALL + "".join(facts))
    one = question("claims-of")
    assert [row[1::6] for row in rows(graph, one.bind(graph, {}))] == [["denied", "d"], ["claimed", "e"]]
    assert [row[7] for row in rows(graph, one.bind(graph, {"who": "甲国"}))] == ["e"]
    assert len(list(rdflib.Graph().parse(data=SMALL + "".join(facts)).query(one.bind(graph, {"who": "甲国"})))) == 1


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


def test_values_are_checked(small: Dataset) -> None:
    one = question("treaties-between")
    with pytest.raises(BadQuery, match=r"needs b, the other: such as b=中华民国"):
        one.bind(small, {"a": "苏联"})
    with pytest.raises(BadQuery, match="has no parameter c: it has a, b"):
        one.bind(small, {"c": "苏联"})
