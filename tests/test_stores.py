"""Other people's programs: each reads our Turtle, counts the same triples and answers the same.

A test is skipped where its program is missing. Those of npm are looked for in the folder that BANGJIAO_STORES names, or
in tests/stores, after ``npm install`` there. docs/stores.md has the command for each.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import socket
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg import Graph
from kg.ask.dataset import Dataset
from kg.ask.questions import question

HERE = Path(__file__).parent / "stores"
MODULES = Path(os.environ.get("BANGJIAO_STORES", HERE))
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
#: Saved questions with what they are asked of. All stores answer the first; the others need all of SPARQL 1.1.
QUESTIONS = {"signing-places": {}, "meetings-of": {"person": "斯大林"}, "treaties-between": {"a": "苏联", "b": "中国"}}
SIMPLE = "signing-places"

Rows = list[tuple[str, ...]]
Ask = Callable[[str], Rows]


@pytest.fixture(scope="module")
def file(own: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stores") / "graph.ttl"
    path.write_text(own.turtle(), "utf-8", newline="\n")
    return path


@pytest.fixture(scope="module")
def wanted(file: Path) -> set[str]:
    """The triples, by pyoxigraph."""
    return {str(t.triple).lower() for t in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE)}


def program(name: str) -> str:
    return shutil.which(name) or pytest.skip(f"{name} is not installed")


def module(name: str) -> Path:
    program("node")
    path = MODULES / "node_modules" / name
    return path if path.is_dir() else pytest.skip(f"npm's {name} is not installed in {MODULES}")


def output(*command: object) -> str:
    done = subprocess.run(
        [*map(str, command)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(text: str) -> Rows:
    """The rows of CSV without their head, sorted; IRIs without brackets, numbers without the marks of their type."""
    table = list(csv.reader(io.StringIO(text)))
    return sorted(tuple(cell.removeprefix("<").removesuffix(">") for cell in row) for row in table[1:] if row)


# Parsers


def rapper(file: Path) -> str:
    return output(program("rapper"), "-q", "-i", "turtle", "-o", "ntriples", file)


def serdi(file: Path) -> str:
    return output(program("serdi"), "-q", "-i", "turtle", "-o", "ntriples", file)


def n3(file: Path) -> str:
    module("n3")
    return output("node", HERE / "ask.mjs", MODULES, "n3", file)


@pytest.mark.parametrize("parser", [rapper, serdi, n3])
def test_a_parser_reads_the_same_triples(parser: Callable[[Path], str], file: Path, wanted: set[str]) -> None:
    found = ox.parse(parser(file).encode(), format=ox.RdfFormat.N_TRIPLES)
    assert {str(t.triple).lower() for t in found} == wanted


# Stores


def by_rdflib(file: Path) -> Ask:
    graph = rdflib.Graph().parse(file)

    def ask(query: str) -> Rows:
        serialized = graph.query(query).serialize(format="csv")
        return rows((serialized or b"").decode("utf-8"))

    return ask


def by_pyoxigraph(file: Path) -> Ask:
    store = ox.Store()
    store.bulk_load(path=str(file), format=ox.RdfFormat.TURTLE)

    def ask(query: str) -> Rows:
        answer = store.query(query)
        assert isinstance(answer, ox.QuerySolutions)
        return rows(answer.serialize(format=ox.QueryResultsFormat.CSV).decode())

    return ask


def by_files(command: Callable[[Path], list[object]]) -> Callable[[Path], Ask]:
    """A program that is given a file with the query."""

    def start(file: Path) -> Ask:
        path = file.with_name("query.rq")

        def ask(query: str) -> Rows:
            path.write_text(query, "utf-8")
            return rows(output(*command(file), path))

        return ask

    return start


def _comunica(file: Path) -> list[object]:
    return ["node", module("@comunica/query-sparql-file") / "bin/query.js", file, "-t", "text/csv", "-f"]


def _oxigraph(file: Path) -> list[object]:
    module("oxigraph")
    return ["node", HERE / "ask.mjs", MODULES, "oxigraph", file]


STORES = {
    "rdflib": by_rdflib,
    "pyoxigraph": by_pyoxigraph,
    "oxigraph-npm": by_files(_oxigraph),
    "comunica": by_files(_comunica),
}


@pytest.fixture(scope="module", params=STORES)
def store(request: pytest.FixtureRequest, file: Path) -> Ask:
    return STORES[request.param](file)


@pytest.fixture(scope="module")
def answers(file: Path) -> dict[str, tuple[str, Rows]]:
    """Each saved question as any store can be asked it, and what ``kg query`` answers."""
    dataset = Dataset.load(file)
    found = {}
    for name, values in QUESTIONS.items():
        text = question(name).bind(dataset, values)
        answer = dataset.query(text)
        assert isinstance(answer, ox.QuerySolutions)
        found[name] = (text, rows(answer.serialize(format=ox.QueryResultsFormat.CSV).decode()))
        assert found[name][1], f"{name} has an answer to compare"
    return found


def test_a_store_counts_the_same(store: Ask, wanted: set[str]) -> None:
    assert store(COUNT) == [(str(len(wanted)),)]


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_store_answers_the_same(name: str, store: Ask, answers: dict[str, tuple[str, Rows]]) -> None:
    query, expected = answers[name]
    assert store(query) == expected


def test_rasqal_answers_the_same(file: Path, answers: dict[str, tuple[str, Rows]], wanted: set[str]) -> None:
    """Rasqal knows no property paths and forgets DISTINCT within COUNT: it is asked what it can."""
    roqet = program("roqet")
    # Without -W 0 it warns of every aggregate, and its exit status is 2.
    ask = by_files(lambda path: [roqet, "-q", "-W", "0", "-D", path, "-r", "csv"])(file)
    query, expected = answers[SIMPLE]
    assert ask(query) == expected
    assert ask(COUNT) == [(str(len(wanted)),)]


# Virtuoso, a server

_CONFIG = """\
[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
[TempDatabase]
DatabaseFile = {folder}/t.db
TransactionFile = {folder}/t.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {folder}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
[SPARQL]
ResultSetMaxRows = 100000
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def virtuoso(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    server, isql = program("virtuoso-t"), program("isql-vt")
    folder = tmp_path_factory.mktemp("virtuoso")
    shutil.copy(file, folder / "graph.ttl")
    ports = {"sql": free_port(), "http": free_port()}
    (folder / "v.ini").write_text(_CONFIG.format(folder=folder, **ports), "utf-8")
    with subprocess.Popen(
        [server, "+configfile", "v.ini", "+foreground"],
        cwd=folder,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    ) as running:
        try:
            load = f"DB.DBA.TTLP_MT(file_to_string_output('{folder}/graph.ttl'),'','urn:g',0);"
            _until_loaded(running, [isql, str(ports["sql"]), "dba", "dba", f"exec={load}"])
            yield lambda query: _asked(ports["http"], query)
        finally:
            running.terminate()


def _until_loaded(running: subprocess.Popen[bytes], command: list[str]) -> None:
    last = "it never answered"
    for _ in range(240):
        assert running.poll() is None, "Virtuoso ended at its start"
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        last = done.stdout + done.stderr
        if done.returncode == 0 and "Error" not in last:
            return
        time.sleep(0.25)
    pytest.fail(f"Virtuoso did not load the graph: {last}")


def _asked(port: int, query: str) -> Rows:
    values = urllib.parse.urlencode({"default-graph-uri": "urn:g", "query": query})
    request = urllib.request.Request(f"http://127.0.0.1:{port}/sparql?{values}", headers={"Accept": "text/csv"})
    with urllib.request.urlopen(request, timeout=60) as response:
        return rows(response.read().decode("utf-8"))


def test_virtuoso_counts_the_same(virtuoso: Ask, wanted: set[str]) -> None:
    assert virtuoso(COUNT) == [(str(len(wanted)),)]


@pytest.mark.parametrize("name", QUESTIONS)
def test_virtuoso_answers_the_same(name: str, virtuoso: Ask, answers: dict[str, tuple[str, Rows]]) -> None:
    """Virtuoso reads a Chinese character in a separator as a question mark: it is given another."""
    query, expected = answers[name]
    plain = sorted(tuple(cell.replace("、", " / ") for cell in row) for row in expected)
    assert virtuoso(query.replace('SEPARATOR="、"', 'SEPARATOR=" / "')) == plain
