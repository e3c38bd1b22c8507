"""kg check: a fixture for each code, the shapes against the vocabulary, the three reports, and the exit status."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.check import CODES, Report, check
from kg.check.dates import TYPES, agree, before, valid
from kg.check.evidence import stands
from kg.check.shacl import check_shapes
from kg.check.sources import Sources
from kg.check.view import read_quads, view
from kg.graph import Graph
from kg.knowledge import folder
from kg.knowledge.names import Names, load_names
from kg.knowledge.vocabulary import Vocabulary, load_vocabulary
from kg.pipeline import build

pytest.importorskip("pyshacl")

HERE = Path(__file__).parent / "checks"
PAGES = Path(__file__).parents[1] / "docs" / "checks"
SHAPES = folder() / "shapes.ttl"
XSD = "http://www.w3.org/2001/XMLSchema#"
KG = "https://w3id.org/bangjiao/ontology#"
SHARED = Path(__file__).parents[2] / "shared"
DOCUMENTS = [p for p in sorted([*SHARED.glob("seeds/*.txt"), *SHARED.glob("corpus/*.md")]) if p.name != "README.md"]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary(folder() / "bangjiao.ttl")


@pytest.fixture(scope="module")
def names(vocabulary: Vocabulary) -> Names:
    return load_names(HERE / "names", vocabulary)


def checked(path: Path, names: Names, sources: bool = True) -> Report:
    given = Sources.of([str(HERE / "sources")]) if sources else None
    return check(path, sources=given, names=names, today="2026-11-21")


# Each code has its fixture, its page, and finds what it is for.


def test_every_code_has_a_fixture_and_a_page_and_no_other() -> None:
    assert {p.stem for p in HERE.glob("*.ttl")} == {*CODES, "clean"}
    assert {p.stem for p in PAGES.glob("*.md")} == {*CODES, "README"}


@pytest.mark.parametrize("code", CODES)
def test_the_fixture_has_exactly_this_fault(code: str, names: Names) -> None:
    report = checked(HERE / f"{code}.ttl", names, sources=code.startswith("K1"))
    assert {f.code for f in report.findings} == {code}
    for finding in report.findings:
        assert finding.zh != finding.en
        assert finding.subject


@pytest.mark.parametrize("code", [c for c in CODES if c.startswith("K")])
def test_a_coded_check_is_called_as_its_code(code: str) -> None:
    function = CODES[code].function
    assert function is not None
    assert function.__name__ == code.lower()
    assert function.__doc__


def test_a_clean_graph_has_no_fault(names: Names) -> None:
    report = checked(HERE / "clean.ttl", names)
    assert report.findings == ()
    assert report.unchecked == ()


def test_no_shape_finds_fault_with_a_clean_graph() -> None:
    assert shapes_find(HERE / "clean.ttl") == set()


def shapes_find(path: Path) -> set[tuple[str, str]]:
    quads = read_quads(path)
    return {(f.code, f.subject) for f in check_shapes(quads, view(quads, str(path)), SHAPES, queries=True)}


@pytest.mark.parametrize("code", ["K401", "K402", "K404", "K405", "K407", "K505"])
def test_the_shape_finds_what_the_coded_check_finds(code: str, names: Names) -> None:
    coded = check(HERE / f"{code}.ttl", names=names, codes=[code]).findings
    assert shapes_find(HERE / f"{code}.ttl") == {(code, f.subject) for f in coded}


@pytest.mark.parametrize("code", CODES)
def test_a_page_says_what_it_means_and_shows_its_fixture(code: str) -> None:
    page = (PAGES / f"{code}.md").read_text("utf-8")
    assert page.startswith(f"# {code} {CODES[code].zh} · {CODES[code].en}\n")
    for heading in ("## 含义 · Meaning", "## 例 · Example", "## 处理 · How to mend it"):
        assert heading in page
    example = page.split("```turtle\n")[1].split("```")[0].splitlines()
    fixture = (HERE / f"{code}.ttl").read_text("utf-8").splitlines()
    assert example
    assert [line for line in example if line not in fixture] == []
    assert f"[{code}]({code}.md)" in (PAGES / "README.md").read_text("utf-8")


# The shapes are as the vocabulary is.


def shape_classes(path: Path) -> dict[str, frozenset[str]]:
    """S201-party → the classes that the shape lets stand there."""
    import rdflib
    from rdflib.collection import Collection

    graph = rdflib.Graph().parse(path)
    found = {}
    for shape, node in graph.subject_objects(rdflib.SH.node):
        options = Collection(graph, graph.value(node, rdflib.SH["or"]))  # type: ignore[arg-type]
        classes = [str(graph.value(option, rdflib.SH["class"])) for option in options]
        found[str(shape).rsplit("#", 1)[-1]] = frozenset(c.removeprefix(KG) for c in classes)
    return found


def not_in_graphs() -> set[str]:
    """The properties that no built graph has: those of the name lists, and the inverses that a reasoner may add."""
    import rdflib

    graph = rdflib.Graph().parse(folder() / "bangjiao.ttl")
    found = {p for p, c in graph.subject_objects(rdflib.RDFS.comment) if "(name lists only)" in str(c)}
    return {str(p).removeprefix(KG) for p in found | set(graph.subjects(rdflib.OWL.inverseOf))}


def test_domains_and_ranges_are_those_of_the_vocabulary(vocabulary: Vocabulary) -> None:
    shapes, unused = shape_classes(SHAPES), not_in_graphs()
    concrete = vocabulary.expand(frozenset({"Entity"})) - {"Entity", "Agent"}
    for name, known in vocabulary.properties.items():
        if name in unused:
            continue
        if known.domain & concrete:
            assert shapes.pop(f"S201-{name}") == known.domain & concrete, name
        if known.range & concrete:
            assert shapes.pop(f"S202-{name}") == known.range & concrete, name
    assert shapes == {}


def test_every_shape_that_can_find_has_a_code_and_two_messages() -> None:
    import rdflib
    from rdflib import DCTERMS, SH

    graph = rdflib.Graph().parse(SHAPES)
    coded = set(graph.subjects(DCTERMS.identifier))
    assert {str(graph.value(s, DCTERMS.identifier)) for s in coded} <= set(CODES)
    for shape in coded:
        assert {m.language for m in graph.objects(shape, SH.message)} == {"zh-Hans", "en"}  # type: ignore[attr-defined]
        code = CODES[str(graph.value(shape, DCTERMS.identifier))]
        severities = {SH.Warning: "warning", SH.Info: "info"}
        assert severities.get(graph.value(shape, SH.severity), "error") == code.severity  # type: ignore[arg-type]
    targeted = set(graph.subjects(SH.targetClass)) | set(graph.subjects(SH.targetSubjectsOf))
    for shape in targeted - coded:
        assert set(graph.objects(shape, SH.property)) <= coded


# Dates.


@pytest.mark.parametrize(
    ("one", "other", "is_before"),
    [
        ("1949", "1950", True),
        ("1949-12-31", "1950", True),
        ("1950", "1950-02-14", False),
        ("1950-02-14", "1950", False),
        ("1950-02", "1950-02-14", False),
        ("1950-01", "1950-02-14", True),
        ("1950-02-14", "1950-02-14", False),
        ("1950-02-15", "1950-02-14", False),
        ("", "1950", False),
        ("196X", "1970", False),
    ],
)
def test_dates_of_unequal_precision_are_compared_as_far_as_both_go(one: str, other: str, is_before: bool) -> None:
    assert before(one, other) is is_before
    if is_before:
        assert not agree(one, other)


@pytest.mark.parametrize(
    ("text", "kind", "is_valid"),
    [
        ("1950-02-14", "date", True),
        ("1950-02", "gYearMonth", True),
        ("1950", "gYear", True),
        ("1950-02-30", "date", False),
        ("1950-2-14", "date", False),
        ("1950-13", "gYearMonth", False),
        ("1950-02", "date", False),
        ("1950-02-14", "gYear", False),
        ("1950Z", "gYear", False),
        ("1950-02-14+08:00", "date", False),
    ],
)
def test_a_date_is_written_as_its_datatype_has_it(text: str, kind: str, is_valid: bool) -> None:
    assert XSD + kind in TYPES
    assert valid(text, XSD + kind) is is_valid


@pytest.mark.parametrize("first", ["1950-02-14", "1950-02", "1950"])
@pytest.mark.parametrize(
    ("second", "fault"), [("1950-04-11", False), ("1950", False), ("1949-12", True), ("1949", True)]
)
def test_the_order_of_dates_is_found_by_code_and_by_shape(
    first: str, second: str, fault: bool, tmp_path: Path, names: Names
) -> None:
    kinds = {4: "gYear", 7: "gYearMonth", 10: "date"}
    text = (HERE / "K505.ttl").read_text("utf-8")
    text = text.replace('"1950-02-14"^^xsd:date', f'"{first}"^^xsd:{kinds[len(first)]}')
    text = text.replace('"1950-01"^^xsd:gYearMonth', f'"{second}"^^xsd:{kinds[len(second)]}')
    path = tmp_path / "graph.ttl"
    path.write_text(text, "utf-8")
    expected = {"K505"} if fault else set()
    assert {f.code for f in check(path, names=names, codes=["K505"]).findings} == expected
    assert {code for code, _ in shapes_find(path)} == expected


# Evidence.


@pytest.mark.parametrize(
    ("quote", "stretch", "found"),
    [
        ("苏联承认", "苏联承认", True),
        ("苏联承认", "苏联](../Page/苏联.md)**承认", True),
        ("苏联 承认", "苏联\n承认", True),
        ("A&B签约", "A&amp;B签约", True),
        ("苏联承认", "苏联拒认", False),
        ("苏联承认", "，苏联承认", False),
        ("苏联承认", "苏联承认。", False),
        ("苏联承认", "承认苏联", False),
        ("苏联承认", "", False),
        ("", "苏联", False),
    ],
)
def test_a_quote_stands_in_its_stretch_with_markup_in_between(quote: str, stretch: str, found: bool) -> None:
    assert stands(quote, stretch) is found


def test_a_graph_that_was_built_has_no_fault(graph: Graph, tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text(graph.turtle(), "utf-8")
    report = check(path, sources=Sources.of([d.path for d in graph.documents]))
    assert [(f.code, f.subject, f.en) for f in report.faults] == []
    assert report.unchecked == ()
    assert len(report.view.passages) > 5


@pytest.mark.parametrize("document", DOCUMENTS or [None], ids=lambda p: p.stem if p else "none")
def test_what_is_found_in_real_documents_is_their_own_contradiction(document: Path | None, tmp_path: Path) -> None:
    """Two dates of one thing, a date that the lists do not have, a state named before its time; shown with the words."""
    if document is None:
        pytest.skip("the shared folder is not here")
    path = tmp_path / "graph.ttl"
    path.write_text(build([document]).turtle(), "utf-8")
    report = check(path, sources=Sources.of([str(document)]))
    assert {f.code for f in report.faults} <= {"K201", "K301", "K304"}
    assert all(f.sides and f.sides[0].evidence for f in report.faults)


def test_another_base_is_checked_as_well(tmp_path: Path, names: Names) -> None:
    for code in ("K404", "K401", "S114", "S201"):
        text = (HERE / f"{code}.ttl").read_text("utf-8").replace("https://w3id.org/bangjiao/", "https://example.org/g/")
        path = tmp_path / f"{code}.ttl"
        path.write_text(text, "utf-8")
        assert {f.code for f in check(path, names=names).findings} == {code}


def test_named_graphs_are_read_as_one(tmp_path: Path, names: Names) -> None:
    import pyoxigraph as ox

    quads = read_quads(HERE / "K301.ttl")
    path = tmp_path / "graph.nq"
    graph = ox.NamedNode("urn:g")
    ox.serialize([ox.Quad(q.subject, q.predicate, q.object, graph) for q in quads], str(path), ox.RdfFormat.N_QUADS)
    assert {f.code for f in check(path, names=names).findings} == {"K301"}


# What is meant.


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("中苏友好同盟互助条约", True),
        ("加拉罕对华宣言", False),
        ("对德最后通牒", False),
        ("抗议照会", False),
        ("拒绝照会书", False),
        ("解决悬案大纲", False),
        ("解决悬案大纲协定", True),  # an agreement, whatever it is about
        ("中日联合声明", True),  # two sides make it
        ("联合国宪章", True),
        ("关于蒙古问题的换文照会", True),
    ],
)
def test_what_one_side_alone_may_issue(name: str, fault: bool, tmp_path: Path, names: Names) -> None:
    path = tmp_path / "graph.ttl"
    label = 'skos:prefLabel "中苏友好同盟互助条约"@zh-Hans'
    text = (HERE / "K401.ttl").read_text("utf-8")
    assert label in text
    path.write_text(text.replace(label, f'skos:prefLabel "{name}"@zh-Hans'), "utf-8")
    expected = {"K401"} if fault else set()
    assert {f.code for f in check(path, names=names, codes=["K401"]).findings} == expected
    assert {code for code, _ in shapes_find(path)} == expected


def of_person(prop: str, who: str, what: str, quote: str, more: str = "") -> str:
    """A fact of somebody about a state that was dissolved in 1917."""
    head = (HERE / "K404.ttl").read_text("utf-8").partition("ent:毛泽东 a")[0]
    return (
        head
        + f"""
ent:{who} a kg:Leader ; skos:prefLabel "{who}"@zh-Hans ; kg:{prop} ent:{what} .
ent:{what} a kg:State ; skos:prefLabel "{what}"@zh-Hans ; kg:dissolvedOn "1917"^^xsd:gYear .
stmt:0 a kg:Statement ; rdf:subject ent:{what} ; rdf:predicate kg:dissolvedOn ; rdf:object "1917"^^xsd:gYear ;
    kg:certainty "affirmed" ; kg:evidence doc:甲_1 .
stmt:1 a kg:Statement ; rdf:subject ent:{who} ; rdf:predicate kg:{prop} ; rdf:object ent:{what} ;
    kg:certainty "affirmed" ; kg:evidence doc:甲_1 {more} .
doc:甲_1 a kg:Passage ; kg:document doc:甲 ; kg:quote "{quote}" ; kg:start 0 ; kg:end {len(quote)} .
doc:甲 a kg:Document ; rdfs:label "甲"@zh ; kg:sha256 "0" .
"""
    )


@pytest.mark.parametrize(
    ("prop", "quote", "when", "fault"),
    [
        ("represents", "旧俄公使某某", 'kg:onDate "1920-09-23"^^xsd:date', False),
        ("represents", "前俄国驻华公使某某", 'kg:onDate "1920"^^xsd:gYear', False),
        ("represents", "俄国公使某某", 'kg:onDate "1920-09-23"^^xsd:date', True),
        ("represents", "在此之前俄使某某", 'kg:onDate "1917"^^xsd:gYear', False),
        ("visited", "某某访问旧俄", 'kg:onDate "1920-09-23"^^xsd:date', True),
    ],
)
def test_an_office_of_what_the_text_calls_former_may_outlive_it(
    prop: str, quote: str, when: str, fault: bool, tmp_path: Path, names: Names
) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text(of_person(prop, "某某", "俄罗斯帝国", quote, "; " + when), "utf-8")
    assert {f.code for f in check(path, names=names, codes=["K201"]).findings} == ({"K201"} if fault else set())
