"""Reading Turtle into subjects with their properties, errors with the line they stand in."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox

from kg.errors import BadKnowledge

__all__ = ["ENTITY", "ONTOLOGY", "RDF_TYPE", "SKOS", "Node", "local", "read_turtle"]

ONTOLOGY = "https://w3id.org/bangjiao/ontology#"
ENTITY = "https://w3id.org/bangjiao/entity/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def read_turtle(path: Path) -> dict[str, dict[str, list[Node]]]:
    """IRI or blank-node label → predicate IRI → objects, in the order of the file.

    Raises:
        BadKnowledge: the file is missing or is no Turtle.
    """
    found: dict[str, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
    try:
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if not isinstance(quad.subject, ox.Triple):
                found[quad.subject.value][quad.predicate.value].append(quad.object)
    except SyntaxError as error:
        raise BadKnowledge(f"is no valid Turtle: {error.msg}", path=str(path), line=error.lineno) from error
    except OSError as error:
        raise BadKnowledge(f"cannot be read: {error.strerror or error}", path=str(path)) from error
    return found


def local(node: Node | str, base: str) -> str | None:
    """The local name of an IRI under ``base``, or None."""
    iri = node if isinstance(node, str) else getattr(node, "value", "")
    return iri[len(base) :] if iri.startswith(base) else None
