"""The report of a check: for people, as JSON, and as SARIF 2.1.0 (OASIS standard)."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kg import __version__
from kg.check import CODES, Finding, Report, Side
from kg.check.view import Passage

__all__ = ["to_json", "to_sarif", "to_text"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_LONGEST_QUOTE = 160


def to_text(report: Report) -> str:
    """The findings by code, each with what is said and the passages that say it, and a summary."""
    lines: list[str] = []
    for code_id, group in groupby(report.findings, key=lambda f: f.code):
        findings, code = list(group), CODES[code_id]
        lines += [f"{code.id}  {code.zh} · {code.en}  [{code.severity}, {len(findings)}]", ""]
        for finding in findings:
            lines += [f"  {finding.zh}", f"  {finding.en}"]
            for side in finding.sides:
                lines += _side(side, report)
            lines.append("")
    counts = [
        _count(number, noun)
        for severity, noun in (("error", "error"), ("warning", "warning"), ("info", "note"))
        if (number := sum(CODES[f.code].severity == severity for f in (*report.findings, *report.notes)))
    ]
    hidden = " (--notes shows them)" if report.notes else ""
    lines += [f"not checked: {codes}… ({why})" for codes, why in report.unchecked]
    lines.append(
        f"{report.path}: {_count(len(report.view.facts), 'statement')}, {_count(len(report.view.passages), 'passage')}: "
        + (", ".join(counts) + hidden if counts else "nothing found")
    )
    return "\n".join(lines) + "\n"


def _side(side: Side, report: Report) -> list[str]:
    lines = [f"    ▸ {side.says}"]
    for passage in side.evidence:
        quote = " ".join(passage.quote.split())
        quote = quote if len(quote) <= _LONGEST_QUOTE else quote[:_LONGEST_QUOTE] + "…"
        lines += [f"        「{quote}」", f"        —— {_whence(passage, report)}"]
    return lines


def _whence(passage: Passage, report: Report) -> str:
    section = f" · {passage.section}" if passage.section else ""
    title = report.view.label(passage.document)
    document = report.view.documents.get(passage.document)
    if document and sum(d.title == title for d in report.view.documents.values()) > 1:
        title += f" {document.sha256[:8]}"  # two documents of one title are told apart by their hashes
    return f"《{title}》{section} [{passage.start}:{passage.end}] · {passage.rule}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def to_json(report: Report) -> str:
    """The findings as JSON: an object with ``graph``, ``findings`` and ``unchecked``."""
    result = {
        "graph": str(report.path),
        "version": __version__,
        "findings": [_finding(f, report) for f in report.findings],
        "unchecked": [{"codes": codes, "reason": why} for codes, why in report.unchecked],
    }
    return json.dumps(result, ensure_ascii=False, indent=2) + "\n"


def _finding(finding: Finding, report: Report) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": CODES[finding.code].severity,
        "subject": finding.subject,
        "message": {"zh-Hans": finding.zh, "en": finding.en},
        "sides": [{"says": s.says, "evidence": [_passage(p, report) for p in s.evidence]} for s in finding.sides],
    }


def _passage(passage: Passage, report: Report) -> dict[str, Any]:
    return {
        "iri": passage.iri,
        "document": report.view.label(passage.document),
        "quote": passage.quote,
        "start": passage.start,
        "end": passage.end,
        "section": passage.section,
        "rule": passage.rule,
    }


def to_sarif(report: Report) -> str:
    """The findings as SARIF: a rule for each code; the graph's line as location, passages as related locations."""
    rules = [
        {
            "id": code.id,
            "name": "".join(w.capitalize() for w in code.en.split()),
            "shortDescription": {"text": f"{code.zh} · {code.en}"},
            "help": {"text": f"docs/checks/{code.id}.md"},
            "defaultConfiguration": {"level": _LEVELS[code.severity]},
        }
        for code in (CODES[c] for c in report.codes)
    ]
    index = {code: number for number, code in enumerate(report.codes)}
    lines = _lines(report)
    results = [_result(f, index[f.code], lines, report) for f in report.findings]
    driver = {
        "name": "bangjiao",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": rules,
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _result(finding: Finding, index: int, lines: dict[str, int], report: Report) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(report.path)}}
    if finding.subject in lines:
        place["region"] = {"startLine": lines[finding.subject]}
    passages = [p for side in finding.sides for p in side.evidence]
    return {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[CODES[finding.code].severity],
        "message": {"text": f"{finding.zh}\n{finding.en}"},
        "locations": [
            {
                "physicalLocation": place,
                "logicalLocations": [{"fullyQualifiedName": finding.subject, "kind": "resource"}],
            }
        ],
        "relatedLocations": [_related(number, p, report) for number, p in enumerate(passages, 1)],
        "partialFingerprints": {"subject/v1": f"{finding.code}:{finding.subject}"},
    }


def _related(number: int, passage: Passage, report: Report) -> dict[str, Any]:
    document = report.view.documents.get(passage.document)
    path = report.sources.path(document.sha256) if report.sources and document else None
    related: dict[str, Any] = {
        "id": number,
        "message": {"text": f"「{passage.quote}」 {_whence(passage, report)}"},
        "logicalLocations": [{"fullyQualifiedName": passage.iri}],
    }
    if path and 0 <= passage.start < passage.end:
        region = {"charOffset": passage.start, "charLength": passage.end - passage.start}
        related["physicalLocation"] = {"artifactLocation": {"uri": _uri(path)}, "region": region}
    return related


def _uri(path: Path) -> str:
    return quote(path.as_posix())


def _lines(report: Report) -> dict[str, int]:
    """The line of a Turtle file in which each thing and statement begins, as kg build writes it; none for other formats."""
    if report.path.suffix != ".ttl":
        return {}
    spaces: dict[str, str] = {}
    found: dict[str, int] = {}
    for number, line in enumerate(report.path.read_text("utf-8").splitlines(), 1):
        first, _, rest = line.partition(" ")
        if first == "@prefix":
            prefix, _, iri = rest.partition(" ")
            spaces[prefix] = iri.strip(" .<>")
        elif first.startswith("<"):
            found.setdefault(first.strip("<>"), number)
        elif first and not first.startswith(("#", "@")):
            prefix, colon, name = first.partition(":")
            found.setdefault(spaces.get(prefix + colon, "") + name.replace("\\", ""), number)
    return found
