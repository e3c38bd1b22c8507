"""kg check: the three reports, what is shown of the notes, the exit status, what is refused."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kg.check import CODES, Report, check, choose
from kg.check.report import to_json, to_sarif, to_text
from kg.check.sources import Sources
from kg.cli import main
from kg.errors import BadDocument
from kg.knowledge import folder
from kg.knowledge.names import Names, load_names
from kg.knowledge.vocabulary import load_vocabulary

pytest.importorskip("pyshacl")

HERE = Path(__file__).parent / "checks"


@pytest.fixture(scope="module")
def names() -> Names:
    return load_names(HERE / "names", load_vocabulary(folder() / "bangjiao.ttl"))


def checked(path: Path, names: Names) -> Report:
    return check(path, sources=Sources.of([str(HERE / "sources")]), names=names, today="2026-11-21")


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


def test_what_the_text_leaves_unsaid_is_counted_and_shown_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(HERE / "K401.ttl")
    assert main(["check", path]) == 0
    out = capsys.readouterr().out
    assert "缔约方" not in out
    assert "1 note (--notes shows them)" in out
    for shown in (["--notes"], ["--select", "K401"]):
        assert main(["check", path, *shown]) == 0
        out = capsys.readouterr().out
        assert "K401  缔约方不足两个" in out
        assert out.endswith("1 note\n")
    assert main(["check", path, "--notes", "--format", "json"]) == 0
    assert [f["severity"] for f in json.loads(capsys.readouterr().out)["findings"]] == ["info"]
    assert main(["check", path, "--notes", "--format", "sarif"]) == 0
    run = json.loads(capsys.readouterr().out)["runs"][0]
    assert [r["level"] for r in run["results"]] == ["note"]
    assert main(["check", path, "--format", "sarif"]) == 0
    assert json.loads(capsys.readouterr().out)["runs"][0]["results"] == []


def test_who_denies_it_is_told(names: Names) -> None:
    report = checked(HERE / "K307.ttl", names)
    assert "否定 denied: 苏联否认：" in to_text(report)
    assert report.faults == ()
    assert {f.code for f in checked(HERE / "K302.ttl", names).faults} == {"K302"}


def test_select_and_ignore_take_codes_and_families(capsys: pytest.CaptureFixture[str]) -> None:
    assert choose(["K3"], ["K302", "K304"]) == ("K301", "K303", "K305", "K306", "K307")
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
