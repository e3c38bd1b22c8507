"""kg serve: the SPARQL 1.1 Protocol, limits, entities, pages."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import rdflib

from kg.cli import main
from kg.errors import BangjiaoError

pytest.importorskip("httpx2", reason="the extra dev is not installed")
pytest.importorskip("starlette", reason="the extra serve is not installed")

from serve_cases import GRAPH, served
from starlette.testclient import TestClient

from kg.ask.server.media import BY_NAME, best
from kg.ask.server.worker import Limits

ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(9)) + " }"
JSON = "application/sparql-results+json"


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    limits = Limits(seconds=2, answer_bytes=2000, request_bytes=100_000, workers=1)
    with served(tmp_path_factory.mktemp("served"), limits=limits, cors=("https://example.org",)) as client:
        yield client


def ask(client: TestClient, query: str, accept: str = "*/*", **fields: str) -> Any:
    return client.get("/sparql", params={"query": query, **fields}, headers={"Accept": accept})


# The protocol

SELECT = "SELECT ?date { ent:旧约 kg:signedOn ?date }"
CONSTRUCT = "CONSTRUCT WHERE { ?s kg:party ?o }"


@pytest.mark.parametrize(
    "send",
    [
        lambda c: c.get("/sparql", params={"query": SELECT}),
        lambda c: c.post("/sparql", data={"query": SELECT}),
        lambda c: c.post("/sparql", content=SELECT.encode(), headers={"Content-Type": "application/sparql-query"}),
        lambda c: c.post(
            "/sparql", content=SELECT.encode(), headers={"Content-Type": 'Application/SPARQL-Query; charset="UTF-8"'}
        ),
    ],
    ids=["get", "form", "direct", "direct with charset"],
)
def test_the_three_ways_to_ask(client: TestClient, send: Callable[[TestClient], Any]) -> None:
    response = send(client)
    assert (response.status_code, response.headers["content-type"]) == (200, JSON)
    assert [row["date"]["value"] for row in response.json()["results"]["bindings"]] == ["1924-05-31"]


@pytest.mark.parametrize(
    ("query", "accept", "media"),
    [
        (SELECT, "*/*", JSON),
        (SELECT, "text/csv", "text/csv; charset=utf-8"),
        (SELECT, "text/tab-separated-values, application/json;q=0.5", "text/tab-separated-values; charset=utf-8"),
        (SELECT, "application/sparql-results+xml;q=0.9, text/turtle", "application/sparql-results+xml"),
        (SELECT, "application/json", "application/json"),
        ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        (CONSTRUCT, "*/*", "text/turtle; charset=utf-8"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/rdf+xml, */*;q=0.1", "application/rdf+xml"),
        ("DESCRIBE ent:旧约", "application/ld+json", "application/ld+json"),
        (SELECT, "text/html, application/xhtml+xml, */*;q=0.8", "text/html; charset=utf-8"),
    ],
)
def test_the_format_that_is_asked_for(client: TestClient, query: str, accept: str, media: str) -> None:
    response = ask(client, query, accept)
    assert (response.status_code, response.headers["content-type"]) == (200, media)
    assert "Accept" in response.headers["vary"]


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "a/x"),
        ("*/*", "a/x"),
        ("b/*", "b/y"),
        ("a/x;q=0.2, b/y;q=0.3", "b/y"),
        ("a/x;q=0, */*", "b/y"),
        ("A/X", "a/x"),
        ("b/y;level=1;q=0.1, a/*;q=0.05", "b/y"),
        ("c/z", None),
        ("a/x;q=0", None),
        ("nonsense", None),
    ],
)
def test_the_choice_of_a_format(accept: str | None, chosen: str | None) -> None:
    assert best(accept, ["a/x", "b/y"]) == chosen


@pytest.mark.parametrize("form", BY_NAME)
def test_the_format_in_the_address(client: TestClient, form: str) -> None:
    statuses = [ask(client, query, "image/png", format=form).status_code for query in (SELECT, CONSTRUCT)]
    assert statuses == [200 if media else 406 for media in BY_NAME[form]]


@pytest.mark.parametrize(
    ("status", "words", "send"),
    [
        (400, "query:2:3: is malformed", lambda c: ask(c, "ASK\n{ ")),
        (400, "SERVICE asks another server", lambda c: ask(c, "ASK { SERVICE <http://127.0.0.1:9/> {} }")),
        (400, "no query was sent", lambda c: c.post("/sparql", data={"format": "csv"})),
        (400, "query is given 2 times", lambda c: c.get("/sparql?query=ASK%7B%7D&query=ASK%7B%7D")),
        (400, "cannot be read", lambda c: c.get("/sparql?query=%FF")),
        (400, "is no UTF-8", lambda c: c.post("/sparql", content=b"\xff", headers={"Content-Type": "application/sparql-query"})),
        (400, "no format pdf", lambda c: ask(c, "ASK {}", format="pdf")),
        (400, "is no day", lambda c: ask(c, "ASK {}", **{"as-of": "May"})),
        (400, "is no IRI", lambda c: ask(c, "ASK {}", **{"default-graph-uri": "no iri"})),
        (400, "is an update", lambda c: ask(c, "DROP ALL")),
        (403, "read-only", lambda c: c.post("/sparql", data={"update": "DROP ALL"})),
        (403, "read-only", lambda c: c.get("/sparql", params={"update": "DROP ALL"})),
        (403, "read-only", lambda c: c.post("/sparql", content=b"DROP ALL", headers={"Content-Type": "application/sparql-update"})),
        (404, "", lambda c: c.get("/nothing")),
        (405, "", lambda c: c.put("/sparql", content=b"")),
        (405, "", lambda c: c.delete("/sparql")),
        (406, "text/csv", lambda c: ask(c, "ASK {}", "image/png")),
        (406, "text/turtle", lambda c: ask(c, CONSTRUCT, "text/csv")),
        (413, "longer than 100,000 bytes", lambda c: c.post("/sparql", data={"query": "#" * 100_001})),
        (415, "application/sparql-query", lambda c: c.post("/sparql", content=b"ASK {}")),
        (415, "application/sparql-query", lambda c: c.post("/sparql", json={"query": "ASK {}"})),
        (415, "UTF-8", lambda c: c.post("/sparql", content="ASK {}".encode("utf-16"),
                                        headers={"Content-Type": "application/sparql-query; charset=utf-16"})),
        (500, "larger than 2,000 bytes", lambda c: ask(c, "SELECT * { ?a ?b ?c . ?d ?e ?f }")),
        (500, "larger than 2,000 bytes", lambda c: ask(c, "CONSTRUCT WHERE { ?a ?b ?c }", "application/n-triples")),
    ],
)  # fmt: skip
def test_errors(client: TestClient, status: int, words: str, send: Callable[[TestClient], Any]) -> None:
    response = send(client)
    assert response.status_code == status
    assert words in response.text
    assert response.headers["content-type"].startswith("text/plain")


def test_what_may_be_done_is_said(client: TestClient) -> None:
    assert set(client.put("/sparql", content=b"").headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


@pytest.mark.parametrize("query", [ENDLESS, "ASK {" * 10_000], ids=["endless", "deep"])
def test_a_query_without_end_is_ended_and_the_next_is_answered(client: TestClient, query: str) -> None:
    response = client.post("/sparql", data={"query": query})
    assert response.status_code in (400, 500, 503)
    assert response.text.strip()
    assert (response.headers.get("retry-after") is not None) == (response.status_code == 503)
    assert ask(client, SELECT).status_code == 200


def test_the_endless_query_is_told_so(client: TestClient) -> None:
    response = ask(client, ENDLESS)
    assert (response.status_code, response.text) == (503, "the query takes more than 2 s: ask for less\n")


def test_a_query_that_needs_too_much_memory(tmp_path: Path) -> None:
    doubled = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
    with served(tmp_path, limits=Limits(seconds=30, memory=600, workers=1)) as client:
        response = ask(client, f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('x' AS ?x0) {doubled} }}")
        assert response.status_code in (500, 503)
        assert ask(client, "ASK {}").json()["boolean"] is True


def test_relative_iris_are_those_of_the_endpoint(client: TestClient) -> None:
    response = ask(client, "CONSTRUCT { <s> <#p> 1 } WHERE {}", "application/n-triples")
    assert response.text.startswith("<http://testserver/s> <http://testserver/sparql#p> ")


def test_head(client: TestClient) -> None:
    response = client.head("/sparql", params={"query": SELECT})
    assert (response.status_code, response.text, response.headers["content-type"]) == (200, "", JSON)


def test_as_of(client: TestClient) -> None:
    query = "ASK { ent:旧约 kg:party ?x }"
    held = [ask(client, query, **{"as-of": day}).json()["boolean"] for day in ("1924-05-30", "1924-05-31")]
    assert held == [False, True]


def test_the_description_of_the_service(client: TestClient) -> None:
    for form, parser in (("text/turtle", "turtle"), ("application/rdf+xml", "xml")):
        response = client.get("/sparql", headers={"Accept": form})
        graph = rdflib.Graph().parse(data=response.text, format=parser)
        sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
        (service,) = graph.subjects(rdflib.RDF.type, sd.Service)
        assert graph.value(service, sd.endpoint) == rdflib.URIRef("http://testserver/sparql")
    assert client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406


def test_other_pages_may_ask_where_it_is_allowed(client: TestClient, tmp_path: Path) -> None:
    def origin(client: TestClient, name: str) -> str | None:
        headers = {"Origin": name}
        return client.get("/sparql", params={"query": "ASK {}"}, headers=headers).headers.get(
            "access-control-allow-origin"
        )

    assert origin(client, "https://example.org") == "https://example.org"
    assert origin(client, "https://example.com") is None
    headers = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    assert client.options("/sparql", headers=headers).status_code == 200
    with served(tmp_path) as other:
        assert origin(other, "https://example.org") is None


# Questions


def test_the_saved_questions(client: TestClient) -> None:
    listed = {one["name"]: one for one in client.get("/questions").json()}
    assert listed["treaties-between"]["parameters"][0]["example"] == "苏联"
    params = {"a": "蘇聯", "b": "中华民国"}
    response = client.get("/questions/treaties-between", params=params, headers={"Accept": "text/csv"})
    assert response.text.splitlines()[1] == "1924-05-31,https://w3id.org/bangjiao/entity/旧约,,"
    for sparql in (
        client.get("/questions/treaties-between", params={**params, "format": "sparql"}),
        client.get("/questions/treaties-between", params=params, headers={"Accept": "application/sparql-query"}),
    ):
        assert sparql.headers["content-type"].startswith("application/sparql-query")
        assert ask(client, sparql.text, "text/csv").text == response.text


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("nothing", 404, "no such saved question"),
        ("treaties-between?a=苏联", 400, "needs b"),
        ("treaties-between?a=苏联&b=苏連", 400, "near: ent:苏联"),
        ("treaties-between?a=苏联&a=苏联&b=苏联", 400, "given 2 times"),
        ("treaties-between?a=苏联&b=苏联&c=1", 400, "no parameter c"),
    ],
)
def test_a_question_that_cannot_be_asked(client: TestClient, address: str, status: int, words: str) -> None:
    response = client.get(f"/questions/{address}")
    assert response.status_code == status
    assert words in response.text


# Things and pages


@pytest.mark.parametrize(("accept", "parser"), [("text/turtle", "turtle"), ("application/ld+json", "json-ld"),
                                                ("application/n-triples", "nt"), ("application/rdf+xml", "xml")])  # fmt: skip
def test_an_entity_answers_with_its_evidence(client: TestClient, accept: str, parser: str) -> None:
    response = client.get("/entity/旧约", headers={"Accept": accept})
    assert response.headers["content-type"].startswith(accept)
    graph = rdflib.Graph().parse(data=response.content, format=parser)
    kg = rdflib.Namespace("https://w3id.org/bangjiao/ontology#")
    treaty = rdflib.URIRef("https://w3id.org/bangjiao/entity/旧约")
    assert (treaty, kg.signedOn, rdflib.Literal("1924-05-31", datatype=rdflib.XSD.date)) in graph
    assert {str(q) for q in graph.objects(None, kg.quote)} == {"1924年5月31日，<b>中苏</b>签订《旧约》"}
    assert len(set(graph.objects(None, rdflib.SKOS.prefLabel))) == 4  # the parties are named too


@pytest.mark.parametrize("path", ["/entity/旧约", "/statement/p1", "/document/d", "/document/d_1"])
def test_every_iri_has_a_page(client: TestClient, path: str) -> None:
    response = client.get(path, headers={"Accept": "text/html"})
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert client.get(path, params={"format": "turtle"}).headers["content-type"].startswith("text/turtle")
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("path", ["/entity/没有", "/entity/", "/entity/a b<>", "/document/没有"])
def test_a_thing_that_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(quote(path)).status_code == 404


def test_the_page_of_an_entity(client: TestClient) -> None:
    text = client.get("/entity/旧约", headers={"Accept": "text/html"}).text
    for words in ("条约 Treaty", 'href="/entity/苏联"', "缔约方 party", "1924-05-31", "一篇"):
        assert words in text
    assert "<script>alert" not in text
    assert "<b>" not in text
    assert "&lt;b&gt;中苏" in text
    assert "javascript:alert(1)</li>" in client.get("/entity/苏联", headers={"Accept": "text/html"}).text


def test_the_ontology(client: TestClient) -> None:
    graph = rdflib.Graph().parse(data=client.get("/ontology").text, format="turtle")
    assert (rdflib.URIRef("https://w3id.org/bangjiao/ontology#Treaty"), rdflib.RDF.type, rdflib.OWL.Class) in graph


OWN = re.compile(r"(?:/(?!/)|\?|#)")


@pytest.mark.parametrize("path", ["/sparql?format=html", "/entity/旧约?format=html"])
def test_pages_need_no_other_server_and_run_no_foreign_script(client: TestClient, path: str) -> None:
    response = client.get(path)
    policy = dict(part.strip().partition(" ")[::2] for part in response.headers["content-security-policy"].split(";"))
    assert (policy["default-src"], policy["script-src"], policy["connect-src"]) == ("'none'", "'self'", "'self'")
    for address in re.findall(r"(?:src|href|action)=\"([^\"]*)\"", response.text):
        assert OWN.match(address)
        if address.startswith("/page/"):
            assert client.get(address).status_code == 200
    assert "style=" not in response.text
    assert client.get("/page/app.py").status_code == 404


def test_the_query_page_shows_the_query_that_was_sent(client: TestClient) -> None:
    response = ask(client, "</textarea><script>alert(1)</script>", "text/html")
    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)" in response.text
    assert "<script>alert" not in response.text


def test_the_graph_is_at_the_root(tmp_path: Path) -> None:
    with served(tmp_path) as client:
        assert "查询 Query" in client.get("/").text
        (tmp_path / "graph.html").write_text("<!doctype html><title>图</title>", "utf-8")
        assert client.get("/").text == "<!doctype html><title>图</title>"


# The command


@pytest.fixture
def running(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "graph.ttl").write_text(GRAPH, "utf-8")
    command = [sys.executable, "-m", "kg", "serve", str(tmp_path / "graph.ttl"), "--port", "0", "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = re.match(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
        assert address
        yield address[0]
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
        assert (process.returncode, err) == (0, "")


def test_the_command_serves_until_it_is_interrupted(running: str) -> None:
    with urllib.request.urlopen(f"{running}sparql?{urlencode({'query': SELECT})}") as response:
        assert json.load(response)["results"]["bindings"][0]["date"]["value"] == "1924-05-31"


def test_a_question_asked_on_the_page(running: str) -> None:
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.skip("no chromium found")
    with driver.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        requests: list[str] = []
        errors: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{running}sparql?format=html")
        page.select_option("#saved", "treaties-between")
        form = page.locator("form[data-question=treaties-between]")
        form.get_by_role("button").click()
        link = page.locator("#answer a", has_text="旧约")
        link.wait_for()
        assert page.locator("#status").inner_text() == "1 行 row"
        assert "SELECT" in page.input_value("#text")
        form.locator("input").first.fill("苏連")
        form.get_by_role("button").click()
        page.locator("#status.error", has_text="near: ent:苏联").wait_for()
        link.click()
        page.locator("h1", has_text="旧约").wait_for()
        browser.close()
    assert [url for url in requests if not url.startswith(running)] == []
    assert errors == []


def test_a_port_that_is_taken(capsys: pytest.CaptureFixture[str], running: str, tmp_path: Path) -> None:
    port = running.rstrip("/").rpartition(":")[2]
    assert main(["serve", str(tmp_path / "graph.ttl"), "--port", port]) == 2
    assert f"cannot listen at 127.0.0.1:{port}" in capsys.readouterr().err


def test_a_graph_that_is_missing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["serve", str(tmp_path / "missing.ttl")]) == 2
    assert "missing.ttl: cannot be read" in capsys.readouterr().err


def test_without_the_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert main(["serve"]) == 2
    assert "kg serve needs uvicorn: pip install 'bangjiao[serve]'" in capsys.readouterr().err


def test_an_application_of_a_bad_graph(tmp_path: Path) -> None:
    with pytest.raises(BangjiaoError, match="malformed"):
        served(tmp_path, "nonsense")
