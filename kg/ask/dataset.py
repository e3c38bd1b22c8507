"""A graph in memory that can be asked: pyoxigraph's store, its prefixes and its base."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from kg.ask.sparql import BadGraph, BadQuery, check, has_keyword

__all__ = ["BASE", "PREFIXES", "Answer", "Dataset", "Node", "read_query"]

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

BASE = "https://w3id.org/bangjiao/"
#: Known without PREFIX lines, besides those of the graph file and kg:, ent:, stmt: and doc:.
PREFIXES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_OURS = {"kg": "ontology#", "ent": "entity/", "stmt": "statement/", "doc": "document/"}
_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
}
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


@dataclass(frozen=True, eq=False)
class Dataset:
    """A graph to ask. ``base`` is the base of its IRIs, ``path`` the file it was read from."""

    store: ox.Store = field(repr=False)
    prefixes: dict[str, str] = field(repr=False)
    base: str = BASE
    path: str | None = None

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Dataset:
        """Read a graph: Turtle, N-Triples, TriG, N-Quads, JSON-LD or RDF/XML, by its suffix.

        Raises:
            BadGraph: it is missing, of another suffix, or malformed (with the line).
        """
        name = os.fspath(path)
        suffix = Path(name).suffix.lower()
        if suffix not in _FORMATS:
            raise BadGraph(f"is no graph: its name ends in none of {', '.join(_FORMATS)}", path=name)
        store = ox.Store()
        try:
            parser = ox.parse(path=name, format=_FORMATS[suffix])
            store.bulk_extend(parser)
        except SyntaxError as error:
            raise BadGraph(f"is malformed: {error.msg}", path=name, line=error.lineno) from error
        except OSError as error:
            raise BadGraph(
                f"cannot be read ({error.strerror or error}): make it with kg build, or name another with --graph",
                path=name,
            ) from error
        return cls.of(store, parser.prefixes, path=name)

    @classmethod
    def of(cls, store: ox.Store, prefixes: dict[str, str] | None = None, path: str | None = None) -> Dataset:
        """A store as a dataset. What ``prefixes`` leaves open is told from the classes used in it."""
        given = prefixes or {}
        base = given["kg"].removesuffix("ontology#") if "kg" in given else _base(store)
        ours = {prefix: base + local for prefix, local in _OURS.items()}
        return cls(store, {**PREFIXES, **ours, **given}, base, path)

    @classmethod
    def of_triples(cls, quads: Iterable[ox.Quad], prefixes: dict[str, str] | None = None) -> Dataset:
        """The quads as a dataset."""
        store = ox.Store()
        store.bulk_extend(quads)
        return cls.of(store, prefixes)

    def query(
        self,
        text: str,
        *,
        path: str | None = None,
        base_iri: str | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Answer:
        """Ask in SPARQL 1.1. The known prefixes need no PREFIX lines.

        Without a dataset of its own (FROM, or the graphs given), a query sees all graphs of the file as one.
        ``path`` is where the query stands, for errors.

        Raises:
            BadQuery: it is malformed, an update, or asks another server.
        """
        check(text, self.prefixes, path)
        chosen = bool(default_graphs or named_graphs)
        try:
            return self.store.query(
                text,
                base_iri=base_iri,
                prefixes=self.prefixes,
                use_default_graph_as_union=not chosen and not has_keyword(text, "FROM"),
                default_graph=[ox.NamedNode(g) for g in default_graphs] if chosen else None,
                named_graphs=[ox.NamedNode(g) for g in named_graphs] if chosen else None,
            )
        except SyntaxError as error:
            raise _malformed(str(error), text, path) from error
        except ValueError as error:
            raise BadQuery(f"is no IRI of a graph: {error}", path=path) from error

    def short(self, iri: str) -> str:
        """An IRI with the prefix of its namespace, or as it is."""
        for prefix, space in self._spaces:
            local = iri[len(space) :]
            if iri.startswith(space) and local and not re.search(r"[/#<>\s]", local):
                return f"{prefix}:{local}"
        return iri

    @cached_property
    def _spaces(self) -> list[tuple[str, str]]:
        return sorted(self.prefixes.items(), key=lambda item: (-len(item[1]), item[0]))


def _base(store: ox.Store) -> str:
    """The base of a graph without prefixes, from the class of its statements."""
    rdf_type = ox.NamedNode(PREFIXES["rdf"] + "type")
    for quad in store.quads_for_pattern(None, rdf_type, None):
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.endswith("/ontology#Statement"):
            return quad.object.value.removesuffix("ontology#Statement")
    return BASE


def _malformed(message: str, text: str, path: str | None) -> BadQuery:
    """The engine's message, with the words at the place, and without what it would have taken of any letter."""
    found = _PLACE.search(message)
    if not found:
        return BadQuery(f"is malformed: {message}", path=path)
    line, column = int(found[1]), int(found[2])
    words = "\n".join([*text.split("\n"), ""][line - 1 : line])
    before, after = words[: column - 1].split(), words[column - 1 :].split()
    where = f"at {after[0][:30]}" if after else f"after {before[-1][-30:]}" if before else "at the end"
    wanted = re.sub(r"\s+", " ", found[3].replace(", [_]", "").replace("[_], ", "").replace("[_]", ""))
    if len(wanted) > 120:
        wanted = wanted[:120].rsplit(",", 1)[0] + " …"
    reason = f"{where}: {wanted}" if wanted.strip() != "expected" else where
    return BadQuery(f"is malformed {reason}", path=path, line=line, column=column)


def read_query(path: str | os.PathLike[str]) -> str:
    """The text of a query file.

    Raises:
        BadQuery: it cannot be read or is no UTF-8.
    """
    try:
        return Path(path).read_text("utf-8-sig")
    except OSError as error:
        raise BadQuery(f"cannot be read ({error.strerror or error})", path=os.fspath(path)) from error
    except UnicodeDecodeError as error:
        raise BadQuery("is no UTF-8", path=os.fspath(path)) from error
