"""kg query --as-of and --shortest-path: what held on a day, and by which facts two things are joined."""

from __future__ import annotations

import pytest
from query_cases import SMALL, dataset, rows, statement

import kg
from kg.ask import BadQuery, Dataset, as_of, shortest_path


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


def test_nothing_hangs_loose_in_a_view(own: kg.Graph) -> None:
    demo = dataset(own.turtle())
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
