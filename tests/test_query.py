"""kg query: what the engine refuses, formats, the command."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib
from query_cases import SMALL, rows
from wcwidth import width

from kg.ask import BadGraph, BadQuery, Dataset, answers, load_questions
from kg.ask.answers import FORMATS, render, table
from kg.cli import main


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.ttl"
    path.write_text(SMALL, "utf-8")
    return path


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
        ("SELECT *\n{ ?a ?b }", "query:2:10: is malformed after }: expected"),
        ("SELEC", "query:1:6: is malformed after SELEC"),
        ("SELECT ?x WHERE ?x", 'query:1:17: is malformed at ?x: expected "{"'),
        ("ASK {\n", "query:2:1: is malformed at the end: expected"),
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


def test_the_width_of_a_character_is_what_wcwidth_says() -> None:
    characters = [chr(n) for n in range(0x20, 0x1F000) if not 0xD800 <= n < 0xE000]
    assert [c for c in characters if answers.width(c) != width(c)] == []
    assert answers.width("한e\u0301") == width("한e\u0301")


def test_a_table_is_wrapped_to_the_screen_and_nothing_is_lost() -> None:
    quote = "一九五〇年二月十四日，中苏两国在莫斯科签订《中苏友好同盟互助条约》。"
    for columns in (30, 40, 60, 200):
        made = table(["日期", "quote"], [["1950-02-14", quote], ["", "ＡＢ"]], [False, False], columns)
        assert max(map(width, made.splitlines())) <= columns
        assert "".join(line[10:].replace(" ", "") for line in made.splitlines()[2:-1]) == quote


def test_no_rows(small: Dataset) -> None:
    assert render(small, small.query("SELECT ?甲甲 { ?甲甲 <a:b> 1 }")).decode() == "甲甲\n────\n0 rows\n"


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
    for one in load_questions().values():
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


def test_a_question_loads_nothing_that_it_does_not_need(file: Path) -> None:
    """Each of these takes longer to load than the question to be answered."""
    code = (
        "import sys; from kg.cli import main; "
        f"main(['query', '--graph', {str(file)!r}, '--saved', 'meetings-of', '-p', 'person=张三']); "
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert "李四" in done.stdout
    slow = {
        "wcwidth",
        "rdflib",
        "networkx",
        "difflib",
        "tomllib",
        "kg.commands.build",
        "kg.knowledge.names",
        "kg.language",
    }
    assert slow & set(done.stderr.split()) == set()
