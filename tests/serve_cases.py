"""A small graph that is served, for the tests of the server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from kg.ask.server import Settings, create_app

GRAPH = """\
@prefix kg: <https://w3id.org/bangjiao/ontology#> .
@prefix ent: <https://w3id.org/bangjiao/entity/> .
@prefix stmt: <https://w3id.org/bangjiao/statement/> .
@prefix doc: <https://w3id.org/bangjiao/document/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ent:苏联 a kg:State ; skos:prefLabel "苏联"@zh-Hans, "蘇聯"@zh-Hant ; foaf:isPrimaryTopicOf <javascript:alert(1)> .
ent:中华民国 a kg:State ; skos:prefLabel "中华民国"@zh-Hans .
ent:旧约 a kg:Treaty ; skos:prefLabel "旧约"@zh-Hans ; skos:altLabel "<script>alert(1)</script>"@zh-Hans ;
    kg:party ent:苏联, ent:中华民国 ; kg:signedOn "1924-05-31"^^xsd:date .
stmt:p1 a kg:Statement ; rdf:subject ent:旧约 ; rdf:predicate kg:party ; rdf:object ent:苏联 ; kg:certainty "affirmed" ;
    kg:evidence doc:d_1 .
stmt:s1 a kg:Statement ; rdf:subject ent:旧约 ; rdf:predicate kg:signedOn ; rdf:object "1924-05-31"^^xsd:date ;
    kg:certainty "affirmed" ; kg:evidence doc:d_1 .
doc:d_1 a kg:Passage ; kg:quote "1924年5月31日，<b>中苏</b>签订《旧约》" ; kg:start 0 ; kg:document doc:d .
doc:d a kg:Document ; rdfs:label "一篇"@zh ; kg:sha256 "0" .
"""


def served(folder: Path, text: str = GRAPH, name: str = "graph.ttl", **settings: Any) -> TestClient:
    path = folder / name
    path.write_text(text, "utf-8")
    return TestClient(create_app(Settings(str(path), **settings)), follow_redirects=False)
