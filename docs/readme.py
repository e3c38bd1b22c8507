"""Write the parts of the README that are made from something else: ``python docs/readme.py``.

A part stands between ``<!-- name -->`` and ``<!-- /name -->``. ``tests/test_readme.py`` fails when one is stale.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
QUESTIONS = (
    ("What did 苏联 and 中华民国 sign?", ["--saved", "treaties-between", "-p", "a=苏联", "-p", "b=中华民国"]),
    ("When did 苏联 open, break off and resume relations?", ["--saved", "relations-between", "-p", "a=苏联"]),
    ("Who were its ambassadors?", ["--saved", "who-represented", "-p", "whom=蘇聯", "-p", "office=大使"]),
    ("Which of its treaties held on 1 May 1941?", ["--saved", "treaties-of", "-p", "a=苏联", "--as-of", "1941-05-01"]),
    ("How are 毛泽东 and 孙中山 linked?", ["--shortest-path", "毛泽东", "孙中山"]),
)


def parts() -> dict[str, str]:
    """Every part by name."""
    turtle = (ROOT / "output" / "graph.ttl").read_text("utf-8").split("\n\n")
    subject = "rdf:subject ent:中苏友好同盟互助条约 "
    fact = next(b for b in turtle if "rdf:predicate kg:signedOn" in b and subject in b and "1950-02-14" in b)
    found = re.search(r"kg:evidence (\S+)", fact)
    assert found
    passage = next(b for b in turtle if b.startswith(found[1].rstrip(",") + " "))
    relations = (ROOT / "ontology" / "rules" / "relations.toml").read_text("utf-8").split("\n\n")
    rule = next(b for b in relations if 'id = "establishes-relations"' in b)
    names = sum(p.read_text("utf-8").count("a skos:Concept") for p in (ROOT / "ontology" / "names").glob("*.ttl"))
    return {
        "statement": f"```turtle\n{fact}\n\n{passage}\n```",
        "rule": f"```toml\n{rule.strip()}\n```",
        "scores": _scores(),
        "names": f"The lists hold {names:,} entries.",
        "vocabulary": _vocabulary(),
        "stores": _stores(),
        "questions": "\n\n".join(_answer(*question) for question in QUESTIONS),
    }


def _tables(name: str) -> dict[str, list[list[str]]]:
    """The tables of a page in docs, by the heading that they stand under: rows of cells, the head first."""
    found: dict[str, list[list[str]]] = {}
    heading = ""
    for line in (ROOT / "docs" / name).read_text("utf-8").splitlines():
        if line.startswith("## "):
            heading = line[3:]
        elif line.startswith("|") and not line.startswith("|---"):
            found.setdefault(heading, []).append([cell.strip() for cell in line.strip("|").split(" | ")])
    return found


def _vocabulary() -> str:
    """What docs/generate.py made of ontology/bangjiao.ttl, without what only a reasoner asks for."""
    tables = _tables("vocabulary.md")
    rows = [(row[0], row[1], "", row[-1]) for row in tables["Classes"][1:]]
    for title in ("Properties between things", "Values"):
        rows += [(row[0], row[1], row[2], row[-1]) for row in tables[title][1:]]
    table = ["| | 名称 | from → to | says |", "|---|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    return _folded(f"{len(rows)} classes and properties", table)


def _stores() -> str:
    """The commands of docs/stores.md, and which were run."""
    tables = _tables("stores.md")
    rows = [(row[0], row[3], "yes") for row in tables["Run here"][1:]]
    rows += [(row[0], row[1], "no") for row in tables["Not run here"][1:]]
    table = ["| program | command | run here |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    return _folded(f"{len(rows)} ways to load it elsewhere", table)


def _folded(title: str, lines: list[str]) -> str:
    return "\n".join(["<details>", f"<summary>{title}</summary>", "", *lines, "", "</details>"])


def _scores() -> str:
    """How good the extraction is, for the demo documents, those that the rules were written with, and those held out."""
    scores = json.loads((ROOT / "tests" / "scores.json").read_text("utf-8"))
    folder = ROOT / "tests" / "facts"
    demo = {p.stem for p in (ROOT / "seeds").glob("*.md")}
    blind = {p.stem for p in (folder / "blind").glob("*.json")}
    groups = {
        "the two demo documents": demo,
        "articles that the rules were written with": scores.keys() - demo - blind,
        "articles held out": blind,
    }
    rows = ["| | articles | facts | precision | recall | F1 |", "|---|---:|---:|---:|---:|---:|"]
    for title, own in groups.items():
        gold = found = said = right = 0.0
        for one in (scores[name] for name in own):
            gold += one["gold"]
            found += one["recall"] * one["gold"]
            said += one["said"]
            right += one["precision"] * one["said"]
        precision, recall = right / said, found / gold
        f1 = 2 * precision * recall / (precision + recall)
        rows.append(f"| {title} | {len(own)} | {gold:,.0f} | {precision:.2f} | {recall:.2f} | {f1:.2f} |")
    return "\n".join(rows)


def _answer(title: str, words: list[str]) -> str:
    command = [sys.executable, "-m", "kg", "query", *words, "--graph", str(ROOT / "output" / "graph.ttl")]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", cwd=ROOT)
    lines = [line.rstrip() for line in done.stdout.strip("\n").splitlines()]
    return f"**{title}** `kg query {' '.join(words)}`\n\n```text\n" + "\n".join(lines) + "\n```"


def fill(text: str) -> str:
    """The text with its parts as they should be."""
    for name, part in parts().items():
        mark = re.compile(f"<!-- {name} -->.*?<!-- /{name} -->", re.DOTALL)
        assert mark.search(text), name
        text = mark.sub(lambda _, n=name, p=part: f"<!-- {n} -->\n\n{p}\n\n<!-- /{n} -->", text)
    return text


if __name__ == "__main__":
    readme = ROOT / "README.md"
    readme.write_text(fill(readme.read_text("utf-8")), "utf-8")
