"""One thing, one node; one fact, once, with all its evidence."""

from __future__ import annotations

from dataclasses import replace

from kg.knowledge import load
from kg.pipeline import build_documents
from kg.read import read_bytes
from kg.records import Claim, Evidence, Qualifiers
from kg.resolve import resolve


def graph_of(*texts: str):
    return build_documents([read_bytes(t.encode(), f"{i}.txt") for i, t in enumerate(texts)])


def test_two_scripts_are_one_node():
    graph = graph_of("1936年，蘇聯與日本談判。", "1936年，苏联与日本谈判。")
    keys = [e.key for e in graph.entities]
    assert keys.count("苏联") == 1
    assert "蘇聯" not in keys
    [fact] = [s for s in graph.facts if s.property == "negotiatedWith"]
    assert {e.document for e in fact.evidence} == {"0.txt", "1.txt"}


def test_alias_of_one_document_holds_in_another():
    graph = graph_of("1936年签订《东方渔业条约》（简称《东渔条约》）。", "1937年，法国废除《东渔条约》。")
    assert [e.key for e in graph.entities if e.kind == "Treaty"] == ["东方渔业条约"]
    [fact] = [s for s in graph.facts if s.property == "terminatedBy"]
    assert (fact.subject, fact.object) == ("东方渔业条约", "法国")


def test_the_finer_date_takes_in_the_coarser():
    graph = graph_of("1936年8月，法国和日本签订《东方渔业条约》。", "1936年8月7日，法国和日本签订《东方渔业条约》。")
    dates = [s for s in graph.facts if s.property == "signedOn"]
    assert [s.object for s in dates] == ["1936-08-07"]
    assert len(dates[0].evidence) == 2


def test_contradictory_dates_are_both_kept():
    graph = graph_of("1936年8月6日，法国和日本签订《东方渔业条约》。", "1936年8月7日，法国和日本签订《东方渔业条约》。")
    assert [s.object for s in graph.facts if s.property == "signedOn"] == ["1936-08-06", "1936-08-07"]


def test_symmetric_facts_are_said_once():
    graph = graph_of("1964年1月27日，法国与中国建交。中国与法国建交。")
    relations = [s for s in graph.facts if s.property == "establishedRelationsWith"]
    assert [(s.subject, s.object) for s in relations] == [("中华人民共和国", "法国")]


def test_denied_is_kept_apart_from_affirmed():
    graph = graph_of("1930年，法国拒绝承认苏联。")
    assert [s.certainty for s in graph.statements if s.property == "recognizes"] == ["denied"]
    assert not graph.facts


def test_who_holds_an_office_is_a_leader():
    graph = graph_of("1947年，蘇聯駐華大使烏里揚諾維奇發言。")
    [person] = [e for e in graph.entities if e.key == "乌里扬诺维奇"]
    assert person.kind == "Leader"
    assert ("zh-Hans", "乌里扬诺维奇") in person.labels
    assert ("zh-Hant", "烏里揚諾維奇") in person.labels


def test_a_state_may_be_spoken_of_without_being_named():
    """Whom Adenauer and de Gaulle act for is known, and is in the graph though the text names neither state."""
    graph = graph_of("1955年3月1日，阿登纳与戴高乐在巴黎会谈。")
    keys = {e.key for e in graph.entities}
    assert {"西德", "法国"} <= keys
    assert {k for s in graph.statements for k in (s.subject, s.object)} <= keys
    assert graph.html()
    assert "ent:西德" in graph.turtle()


def test_the_date_of_a_treaty_named_in_passing_is_not_that_of_what_follows():
    graph = graph_of(
        "1920年5月1日，英国与法国签订《甲城条约》，1905年的《乙城条约》随之失效。7月3日，英国与波兰签订《丙城条约》。"
    )
    assert [s.object for s in graph.facts if s.property == "signedOn" and s.subject == "丙城条约"] == ["1920-07-03"]


def qualified(**qualifiers: str) -> Claim:
    evidence = Evidence("0.txt", 0, 1, "某", (), "by-hand")
    return Claim("日本", "attacked", "苏联", Qualifiers(**qualifiers), "claimed", evidence)


def test_who_claims_it_is_one_thing_and_no_beginning_of_another():
    """A claim without a claimant is that of whoever claims it; 苏联 and 苏联共产党 are two who claim it."""
    claims = [replace(qualified(claimant=c), property="recognizes") for c in ("", "苏联", "苏联共产党")]
    _, statements = resolve((), claims, load())
    assert [s.qualifiers.claimant for s in statements] == ["苏联", "苏联共产党"]


def test_what_a_qualifier_names_is_a_thing_of_the_graph():
    claims = [qualified(claimant="法国", at_place="巴黎", under_treaty="凡尔赛条约")]
    entities, _ = resolve((), claims, load())
    assert {e.key for e in entities} >= {"日本", "苏联", "法国", "巴黎", "凡尔赛条约"}
