"""kg write: the command, and the formats that kg build writes."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from formats_cases import hostile, plain, text_of, triples

from kg import Graph
from kg.cli import main
from kg.commands.write import NAMES
from kg.write.formats import FORMATS, write_as
from kg.write.formats_data import BASE


@pytest.fixture
def file(own: Graph, tmp_path: Path) -> Path:
    path = tmp_path / "graph.ttl"
    path.write_text(own.turtle(), "utf-8")
    return path


@pytest.mark.parametrize("name", [n for n in NAMES if FORMATS[n].files is None])
def test_the_format_is_that_of_the_suffix(name: str, file: Path, own: Graph) -> None:
    target = file.parent / "deep" / f"x{FORMATS[name].suffix}"
    assert main(["write", str(file), "-o", str(target)]) == 0
    assert target.read_text("utf-8") == write_as(FORMATS[name], triples(own.turtle()))[""]
    assert [p.name for p in target.parent.iterdir()] == [target.name]


def test_standard_output(file: Path, own: Graph, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["write", str(file), "-f", "nquads"]) == 0
    assert capfdbinary.readouterr().out.decode() == write_as(FORMATS["nquads"], triples(own.turtle()))[""]


def test_graphs_are_merged(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.nt"
    other.write_text(text_of("ntriples", hostile()), "utf-8")
    target = tmp_path / "both.nt"
    assert main(["write", str(file), str(other), "-o", str(target)]) == 0
    both = plain(list(ox.parse(target.read_bytes(), format=ox.RdfFormat.N_TRIPLES)))
    assert both == plain(hostile()) | plain(triples(file.read_text("utf-8")))


def test_a_dataset_comes_back_as_the_same_graph(file: Path) -> None:
    """Turtle to N-Quads, a document dropped by its lines, and back: what only that document said is gone."""
    dataset = file.parent / "d.nq"
    assert main(["write", str(file), "-o", str(dataset)]) == 0
    lines = dataset.read_text("utf-8").splitlines()
    names = sorted({line.split(" ")[-2] for line in lines if line.split(" ")[-2].startswith(f"<{BASE}document/")})
    dataset.write_text("\n".join(line for line in lines if not line.endswith(f"{names[0]} .")) + "\n", "utf-8")
    back = file.parent / "back.nt"
    assert main(["write", str(dataset), "-o", str(back)]) == 0
    text = back.read_text("utf-8")
    assert names[0] not in text
    assert names[1] in text


def test_as_of_a_day(file: Path) -> None:
    target = file.parent / "then.nt"
    assert main(["write", str(file), "-o", str(target), "--as-of", "1930"]) == 0
    text = target.read_text("utf-8")
    assert "1950-02-14" not in text
    assert "1929" in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["{file}"], "no format"),
        (["{file}", "-o", "x.docx"], "no format"),
        (["{file}", "-f", "neo4j"], "several files"),
        (["{file}.missing.ttl", "-f", "trig"], "missing.ttl"),
        (["{file}", "-o", "{file}/x.nt"], "cannot be written to"),
    ],
)
def test_mistakes_are_told(arguments: list[str], words: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["write", *(a.replace("{file}", str(file)) for a in arguments)]) == 2
    assert words in capsys.readouterr().err


def test_build_writes_more_formats(articles: Path, own: Graph, tmp_path: Path) -> None:
    assert main(["build", str(articles), "-q", "-o", str(tmp_path), "-f", "nquads", "--format", "neo4j"]) == 0
    wanted = text_of("nquads", triples((tmp_path / "graph.ttl").read_text("utf-8")))
    assert (tmp_path / "graph.nq").read_text("utf-8") == wanted
    assert sorted(p.name for p in (tmp_path / "graph.neo4j").iterdir()) == ["nodes.csv", "relationships.csv"]
