"""kg serve: the W3C's cases of the SPARQL 1.1 Protocol."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.collection import Collection

pytest.importorskip("httpx2", reason="the extra dev is not installed")
pytest.importorskip("starlette", reason="the extra serve is not installed")

from serve_cases import served
from starlette.testclient import TestClient

from kg.ask.server.media import GRAPHS, RESULTS

W3C = Path(__file__).parents[2] / "shared" / "w3c" / "sparql11-protocol"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")


def _w3c() -> dict[str, rdflib.term.Node]:
    if not W3C.is_dir():
        return {}
    manifest = rdflib.Graph().parse(W3C / "manifest.ttl")
    (entries,) = manifest.objects(None, MF.entries)
    return {str(test).rpartition("#")[2]: test for test in Collection(manifest, entries)}


CASES = _w3c()


@pytest.fixture(scope="session")
def w3c(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, rdflib.Graph]]:
    data = rdflib.Dataset()
    for number in (1, 2, 3):
        name = rdflib.URIRef(f"http://kasei.us/2009/09/sparql/data/data{number}.rdf")
        data.graph(name).parse(W3C / f"data{number}.nt")
    with served(tmp_path_factory.mktemp("w3c"), data.serialize(format="nquads"), "graph.nq") as client:
        yield client, rdflib.Graph().parse(W3C / "manifest.ttl")


def _send(client: TestClient, manifest: rdflib.Graph, request: Any) -> Any:
    body = manifest.value(request, HT.body)
    fields = manifest.value(request, HT.headers)
    headers = {
        str(manifest.value(f, HT.fieldName)): str(manifest.value(f, HT.fieldValue))
        for f in (Collection(manifest, fields) if fields else ())
    }
    content = None
    if body is not None:
        content = str(manifest.value(body, CNT.chars)).encode(str(manifest.value(body, CNT.characterEncoding)))
    path = str(manifest.value(request, HT.absolutePath)).replace("/sparql/", "/sparql", 1)
    return client.request(str(manifest.value(request, HT.methodName)), path, content=content, headers=headers)


def _is(response: Any, kind: str) -> bool:
    media = response.headers["content-type"].partition(";")[0]
    if kind == "RDF":
        return media in GRAPHS
    return media in RESULTS and ("boolean" in response.json()) == (kind == "boolean")


@pytest.mark.skipif(not CASES, reason="the shared folder is not here")
@pytest.mark.parametrize("name", CASES or ["none"])
def test_w3c(w3c: tuple[TestClient, rdflib.Graph], name: str) -> None:
    """The query cases as they are. Of the update cases the updates, which are to be refused; what follows them is moot."""
    client, manifest = w3c
    requests = Collection(manifest, manifest.value(manifest.value(CASES[name], MF.action), HT.requests))
    responses = 0
    for request in requests:
        wanted = manifest.value(request, HT.resp)
        statuses = {str(s)[-3] for s in manifest.objects(wanted, MF.expectedStatus)}
        response = _send(client, manifest, request)
        responses += 1
        if name.startswith("update_"):
            assert response.status_code == 403
            break
        assert str(response.status_code)[0] in statuses
        kind = manifest.value(wanted, MF.expectedFormat)
        assert kind is None or _is(response, str(kind))
        truth = manifest.value(wanted, MF.expectedBoolean)
        assert truth is None or response.json()["boolean"] == truth.toPython()
    assert responses
