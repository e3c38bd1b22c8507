"""Write the expected rows of every saved question: python tests/golden/queries/update.py, then look at the difference.

They are the answers of the demo graph, output/graph.ttl (built from seeds/ where it is missing), to the examples of the
parameters: rows as TSV in the order of the query, graphs as sorted N-Triples.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from kg import build
from kg.ask import Dataset, Question, load_questions
from kg.ask.answers import render

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]
DOCS = ROOT / "docs" / "queries.md"


def demo(aside: Path) -> Dataset:
    """The demo graph."""
    path = ROOT / "output" / "graph.ttl"
    if not path.is_file():
        path = aside / "graph.ttl"
        path.write_text(build([ROOT / "seeds"]).turtle(), "utf-8")
    return Dataset.load(path)


def expected(dataset: Dataset, one: Question) -> tuple[Path, bytes]:
    """Where the answer of a question is kept, and the answer."""
    text = one.bind(dataset, one.examples)
    form = "nt" if "\nCONSTRUCT" in text else "tsv"
    return FOLDER / f"{one.name}.{form}", render(dataset, dataset.query(text), form)


def listing() -> str:
    """The table of the questions in the documentation."""
    rows = ["| name | question | parameters |", "|---|---|---|"]
    for one in load_questions().values():
        parameters = "<br>".join(f"`{p.name}={p.example}`{' (optional)' if p.optional else ''}" for p in one.parameters)
        rows.append(f"| `{one.name}` | {one.zh}<br>{one.en} | {parameters} |")
    return "\n".join(rows) + "\n"


def main() -> None:
    """Write them all and the list in the documentation, and remove the rows of questions that are no more."""
    for old in [*FOLDER.glob("*.tsv"), *FOLDER.glob("*.nt")]:
        old.unlink()
    with tempfile.TemporaryDirectory() as aside:
        dataset = demo(Path(aside))
        for one in load_questions().values():
            path, data = expected(dataset, one)
            path.write_bytes(data)
    start, end = "update.py -->\n", "<!-- end -->"
    before, _, rest = DOCS.read_text("utf-8").partition(start)
    DOCS.write_text(before + start + listing() + end + rest.partition(end)[2], "utf-8")


if __name__ == "__main__":
    main()
