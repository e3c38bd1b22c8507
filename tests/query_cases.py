"""A small graph to ask, in which every date is known, and the ways to ask it."""

from __future__ import annotations

import pyoxigraph as ox

from kg.ask import Dataset

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
