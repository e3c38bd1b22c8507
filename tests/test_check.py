"""kg check: a fixture for each code, the shapes against the vocabulary, the three reports, and the exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kg.check import CODES, Report, check, choose
from kg.check.dates import TYPES, agree, before, valid
from kg.check.evidence import stands
from kg.check.report import to_json, to_sarif, to_text
from kg.check.shacl import check_shapes
from kg.check.sources import Sources
from kg.check.view import read_quads, view
from kg.cli import main
from kg.errors import BadDocument
from kg.graph import Graph
from kg.knowledge import folder
from kg.knowledge.names import Names, load_names
from kg.knowledge.vocabulary import Vocabulary, load_vocabulary

pytest.importorskip("pyshacl")

HERE = Path(__file__).parent / "checks"
PAGES = Path(__file__).parents[1] / "docs" / "checks"
SHAPES = folder() / "shapes.ttl"
XSD = "http://www.w3.org/2001/XMLSchema#"
KG = "https://w3id.org/bangjiao/ontology#"


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


@pytest.mark.parametrize("code", ["K401", "K402", "K404", "K405", "K505"])
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
        assert (graph.value(shape, SH.severity) == SH.Warning) == (code.severity == "warning")
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


def test_a_graph_that_was_built_has_no_error(graph: Graph, tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text(graph.turtle(), "utf-8")
    errors = [c.id for c in CODES.values() if c.severity == "error"]
    report = check(path, sources=Sources.of([d.path for d in graph.documents]), codes=errors)
    assert [(f.code, f.subject, f.en) for f in report.findings] == []
    assert len(report.view.passages) > 5


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


# Reports.


def test_a_contradiction_is_shown_side_by_side_with_its_documents(names: Names) -> None:
    report = checked(HERE / "K301.ttl", names)
    text = to_text(report)
    first, second = text.index("▸ 1937-08-20"), text.index("▸ 1937-08-21")
    assert first < text.index("「中苏互不侵犯条约由中华民国和苏联于1937年8月20日签订」") < second
    assert second < text.index("「1937年8月21日，两国代表签订了这一条约」")
    assert text.count("《甲》") == 2


def test_json_holds_the_sides_and_their_evidence(names: Names) -> None:
    found = json.loads(to_json(checked(HERE / "K301.ttl", names)))["findings"]
    assert [side["says"] for side in found[0]["sides"]] == ["1937-08-20", "1937-08-21"]
    source = (HERE / "sources" / "甲.md").read_text("utf-8")
    for side in found[0]["sides"]:
        for passage in side["evidence"]:
            assert source[passage["start"] : passage["end"]] == passage["quote"]


@pytest.mark.parametrize("code", ["K101", "K301", "S114", "clean"])
def test_sarif_has_what_its_schema_requires(code: str, names: Names) -> None:
    path = HERE / f"{code}.ttl"
    log = json.loads(to_sarif(checked(path, names)))
    assert log["version"] == "2.1.0"
    run = log["runs"][0]
    driver = run["tool"]["driver"]
    assert driver["name"] == "bangjiao"
    assert len({r["id"] for r in driver["rules"]}) == len(driver["rules"]) == len(CODES)
    assert {r["ruleId"] for r in run["results"]} == ({code} - {"clean"})
    lines = path.read_text("utf-8").splitlines()
    for result in run["results"]:
        check_result(result, driver["rules"], lines)


def check_result(result: dict[str, Any], rules: list[dict[str, Any]], lines: list[str]) -> None:
    assert result["message"]["text"]
    assert result["level"] in {"none", "note", "warning", "error"}
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    place = result["locations"][0]
    subject = place["logicalLocations"][0]["fullyQualifiedName"]
    line = lines[place["physicalLocation"]["region"]["startLine"] - 1]
    assert line.split(" ")[0].split(":")[1] == subject.rsplit("/", 1)[-1]
    for related in result["relatedLocations"]:
        region = related["physicalLocation"]["region"]
        assert region["charOffset"] >= 0
        assert region["charLength"] > 0


# The command.


def test_exit_status_says_clean_findings_or_not_run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["check", str(HERE / "clean.ttl"), "--source", str(HERE / "sources")]) == 0
    assert "nothing found" in capsys.readouterr().out
    assert main(["check", str(HERE / "K404.ttl"), "--select", "K404"]) == 1
    assert "K404" in capsys.readouterr().out
    assert main(["check", str(tmp_path / "none.ttl")]) == 2
    assert "none.ttl" in capsys.readouterr().err


def test_select_and_ignore_take_codes_and_families(capsys: pytest.CaptureFixture[str]) -> None:
    assert choose(["K3"], ["K302", "K304"]) == ("K301", "K303", "K305", "K306")
    assert main(["check", str(HERE / "K404.ttl"), "--ignore", "K4"]) == 0
    assert main(["check", str(HERE / "K404.ttl"), "--select", "k404,S"]) == 1
    with pytest.raises(SystemExit) as refused:
        main(["check", str(HERE / "K404.ttl"), "--select", "K999"])
    assert refused.value.code == 2
    assert main(["check", str(HERE / "K404.ttl"), "--select", "K1", "--ignore", "K"]) == 2
    assert "no check to run" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_machine_formats_are_json_alone_on_standard_output(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(HERE / "K404.ttl"), "--format", form]) == 1
    captured = capsys.readouterr()
    assert json.loads(captured.out)
    assert "--source" in captured.err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("broken.ttl", "ent:苏联 a"),
        ("empty.ttl", ""),
        ("other.ttl", "<urn:a> <urn:b> <urn:c> ."),
        ("graph.xyz", "<urn:a> <urn:b> <urn:c> ."),
    ],
)
def test_what_is_no_graph_of_ours_is_refused(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(BadDocument, match=name):
        check(path)


def test_without_pyshacl_the_coded_checks_run_and_the_report_says_so(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.check.installed", lambda: False)
    report = checked(HERE / "K404.ttl", names)
    assert {f.code for f in report.findings} == {"K404"}
    assert "pip install 'bangjiao[check]'" in to_text(report)
    assert checked(HERE / "S114.ttl", names).findings == ()


def test_a_changed_file_is_told_from_a_missing_one(tmp_path: Path, names: Names) -> None:
    source = tmp_path / "甲.md"
    source.write_text((HERE / "sources" / "甲.md").read_text("utf-8") + "又一句。\n", "utf-8")
    report = check(HERE / "clean.ttl", sources=Sources.of([str(tmp_path)]), names=names, codes=["K101", "K102", "K103"])
    assert {f.code for f in report.findings} == {"K102"}
    source.write_text("# 另一篇\n\n另一篇文章。\n", "utf-8")
    report = check(HERE / "clean.ttl", sources=Sources.of([str(tmp_path)]), names=names, codes=["K101", "K102", "K103"])
    assert {f.code for f in report.findings} == {"K103"}


def test_help_starts_without_the_checks() -> None:
    code = "import sys, kg.cli; sys.exit(any(m in sys.modules for m in ('pyshacl', 'rdflib', 'kg.check')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_two_documents_of_one_title_are_told_apart(tmp_path: Path, names: Names) -> None:
    text = (HERE / "K301.ttl").read_text("utf-8")
    other = '\ndoc:甲二 a kg:Document ;\n    rdfs:label "甲"@zh ;\n    kg:sha256 "' + "0" * 64 + '" .\n'
    path = tmp_path / "graph.ttl"
    path.write_text(text + other, "utf-8")
    digest = next(line for line in text.splitlines() if "kg:sha256" in line).split('"')[1]
    assert f"《甲 {digest[:8]}》" in to_text(check(path, names=names, codes=["K301"]))
