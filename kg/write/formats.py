"""The formats that a graph can be written in, by name and by suffix."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from kg.write import formats_network, formats_rdf, formats_wikidata
from kg.write.formats_data import BASE, GraphData

__all__ = ["FORMATS", "Format", "by_suffix", "write_as"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, the suffix of its file, what it is for. ``files`` where it is a folder of several files."""

    name: str
    suffix: str
    title: str
    write: Callable[[GraphData], str] | None = None
    files: Callable[[GraphData], dict[str, str]] | None = None


#: The formats, in the order of the help.
FORMATS = {
    f.name: f
    for f in (
        Format("turtle", ".ttl", "Turtle", formats_rdf.turtle),
        Format("ntriples", ".nt", "N-Triples", formats_rdf.ntriples),
        Format("trig", ".trig", "TriG, one named graph a document", formats_rdf.trig),
        Format("nquads", ".nq", "N-Quads, one named graph a document", formats_rdf.nquads),
        Format("jsonld", ".jsonld", "JSON-LD 1.1 with its context", formats_rdf.jsonld),
        Format("rdf12", ".rdf12.ttl", "RDF 1.2 Turtle, statements as annotations", formats_rdf.rdf12),
        Format("graphml", ".graphml", "GraphML", formats_network.graphml),
        Format("gexf", ".gexf", "GEXF, for Gephi", formats_network.gexf),
        Format("neo4j", ".neo4j", "a folder of CSV for Neo4j's import", files=formats_network.neo4j),
        Format("quickstatements", ".qs", "QuickStatements for Wikidata", formats_wikidata.quickstatements),
    )
}


def by_suffix(name: str) -> Format | None:
    """The format of a file by the longest suffix that fits, or None."""
    fitting = [f for f in FORMATS.values() if name.lower().endswith(f.suffix)]
    return max(fitting, key=lambda f: len(f.suffix), default=None)


def write_as(format_: Format, triples: Iterable[ox.Triple | ox.Quad], *, base: str = BASE) -> dict[str, str]:
    """The graph in a format: file name → content; one nameless file, but for a format of several."""
    data = GraphData(triples, base)
    if format_.files:
        return format_.files(data)
    assert format_.write, f"{format_.name} writes one file or several"
    return {"": format_.write(data)}
