"""``report.md``: what was read, what was found, what was left out and why."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kg.knowledge import load

if TYPE_CHECKING:
    from kg.graph import Graph

__all__ = ["report"]

_WHY = {
    "denied": "the text denies it",
    "planned": "the text only plans, demands, permits or supposes it, or it is a clause of a treaty",
    "claimed": "the text only reports that somebody says so",
}


def report(graph: Graph) -> str:
    """The report as Markdown. Counts are of nodes and of facts, each fact once."""
    vocabulary = load().vocabulary
    names = {e.key: dict(e.labels)["zh-Hans"] for e in graph.entities}
    passages = sum(len(s.evidence) for s in graph.facts)
    out = [
        "# What was read and found",
        "",
        "## Read",
        "",
        "| document | format | encoding | characters | facts |",
        "|---|---|---|---:|---:|",
    ]
    per_document = Counter(p for s in graph.facts for p in {e.document for e in s.evidence})
    for document in graph.documents:
        out.append(
            f"| {_cell(document.title)} (`{_cell(document.path)}`) | {document.format} | {document.encoding} "
            f"| {len(document.text):,} | {per_document[document.path]} |"
        )
    out += ["", f"{len(graph.entities)} entities, {len(graph.facts)} facts, {passages} passages that say them.", ""]
    out += ["## Entities", "", "| class | | entities |", "|---|---|---:|"]
    kinds = Counter(e.kind for e in graph.entities)
    for kind in sorted(kinds, key=lambda k: (-kinds[k], k)):
        out.append(f"| {vocabulary.classes[kind].get('zh-Hans', kind)} | `kg:{kind}` | {kinds[kind]} |")
    out += ["", "## Facts", "", "| property | | facts |", "|---|---|---:|"]
    properties = Counter(s.property for s in graph.facts)
    for name in sorted(properties, key=lambda p: (-properties[p], p)):
        out.append(f"| {vocabulary.properties[name].labels.get('zh-Hans', name)} | `kg:{name}` | {properties[name]} |")
    left = [s for s in graph.statements if s.certainty != "affirmed"]
    out += ["", "## Left out", ""]
    for error in graph.skipped:
        out.append(f"- not read: {_cell(str(error))}")
    out.append(
        f"- {len(left)} statements are in the graph without a direct triple, since they are no facts:"
        if left
        else "- Nothing that was read is denied, planned or merely claimed."
    )
    for certainty, why in _WHY.items():
        some = [s for s in left if s.certainty == certainty]
        if some:
            out += ["", f"### {certainty}: {why}", ""]
        for statement in some:
            evidence = statement.evidence[0]
            label = vocabulary.properties[statement.property].labels.get("zh-Hans", statement.property)
            fact = f"{names.get(statement.subject, statement.subject)} {label} {names.get(statement.object, statement.object)}"
            out.append(f"- {_cell(fact)}: 「{_cell(evidence.quote)}」")
    alone = [e for e in graph.entities if not any(e.key in (s.subject, s.object) for s in graph.facts)]
    if alone:
        out += ["", f"### {len(alone)} entities are named, and no fact about them was read", ""]
        out.append("、".join(_cell(names[e.key]) for e in alone))
    return "\n".join(out) + "\n"


def _cell(text: str) -> str:
    """Text as it may stand in a Markdown table: no markup of the document's is taken for ours."""
    plain = " ".join(text.split())
    return "".join("\\" + c if c in "\\`*_[]<>|#" else c for c in plain)
