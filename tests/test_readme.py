"""The README says what is so: its generated parts are fresh, its links and commands exist."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from kg.cli import COMMANDS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_generated_parts_are_fresh():
    spec = importlib.util.spec_from_file_location("readme", ROOT / "docs" / "readme.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.fill(README) == README, "run `make golden`"


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_links_lead_somewhere(target):
    assert (ROOT / target).exists()


def test_commands_exist():
    used = set(re.findall(r"(?:`|bin/)kg ([a-z]+)", README))
    assert used <= set(COMMANDS)
    assert {"build", "query", "explain", "evaluate"} <= used


def test_the_tables_are_those_of_the_vocabulary_and_the_stores():
    import rdflib

    graph = rdflib.Graph().parse(ROOT / "ontology" / "bangjiao.ttl")
    inverse = set(graph.subjects(rdflib.OWL.inverseOf))
    for kind in (rdflib.OWL.Class, rdflib.OWL.ObjectProperty, rdflib.OWL.DatatypeProperty):
        for term in graph.subjects(rdflib.RDF.type, kind):
            if isinstance(term, rdflib.URIRef) and "bangjiao/ontology#" in term and term not in inverse:
                assert f"| `kg:{term.rpartition('#')[2]}` |" in README
    for store in ("Virtuoso", "Apache Jena", "Fuseki", "GraphDB", "Blazegraph", "QLever", "Neo4j, as RDF"):
        (line,) = (li for li in README.splitlines() if li.startswith(f"| {store} |"))
        assert line.endswith("| yes |" if store == "Virtuoso" else "| no |")
