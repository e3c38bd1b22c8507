"""The result of a build: entities, statements and the documents they come from, and the ways to look at them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import BadOutput, BangjiaoError
from kg.records import Claim, Document, Entity, Mention, Statement

if TYPE_CHECKING:
    import networkx
    import rdflib

__all__ = ["Graph"]


@dataclass(frozen=True)
class Graph:
    """A knowledge graph.

    ``claims`` is everything that was read, also what is no fact; ``skipped`` are the documents that could not be read.
    ``base`` is the base of its IRIs; ``mentions`` are what was found in each document, by its path.
    """

    entities: tuple[Entity, ...] = field(repr=False)
    statements: tuple[Statement, ...] = field(repr=False)
    documents: tuple[Document, ...] = field(repr=False)
    claims: tuple[Claim, ...] = field(repr=False, default=())
    skipped: tuple[BangjiaoError, ...] = ()
    base: str = "https://w3id.org/bangjiao/"
    mentions: dict[str, tuple[Mention, ...]] = field(repr=False, default_factory=dict)

    @property
    def facts(self) -> tuple[Statement, ...]:
        """The statements that the documents affirm."""
        return tuple(s for s in self.statements if s.certainty == "affirmed")

    @cached_property
    def rdf(self) -> rdflib.Graph:
        """The graph as RDF, see ``ontology/bangjiao.ttl``."""
        from kg.write.turtle import build_rdf

        return build_rdf(self.entities, self.statements, self.documents, base=self.base)

    @cached_property
    def network(self) -> networkx.MultiDiGraph[str]:
        """The graph as a network of entities: a node for each, an edge for each fact between two."""
        from kg.write.network import network

        return network(self.entities, self.facts)

    def turtle(self) -> str:
        """The graph as Turtle."""
        from kg.write.turtle import to_turtle

        return to_turtle(self.rdf)

    def html(self, *, pages: Mapping[str, str] | None = None) -> str:
        """The graph as one HTML page that needs no network; in a site it leads to the ``pages`` of the entities."""
        from kg.write.html import write_html

        return write_html(
            self.entities,
            self.statements,
            self.documents,
            title=_title(self.documents),
            mentions=self.mentions,
            base=self.base,
            pages=pages,
        )

    def report(self) -> str:
        """What was read, found and left out, as Markdown."""
        from kg.write.report import report

        return report(self)

    def write(self, folder: str | os.PathLike[str]) -> tuple[Path, ...]:
        """Write ``graph.ttl``, ``graph.html`` and ``report.md`` into a folder, made where it is missing.

        All three are made and written aside before any takes its place: a failure leaves an earlier output whole.

        Raises:
            BadOutput: the folder cannot be made or written to.
        """
        target = Path(folder)
        contents = {"graph.ttl": self.turtle(), "graph.html": self.html(), "report.md": self.report()}
        try:
            target.mkdir(parents=True, exist_ok=True)
            for name in contents:
                if (target / name).is_dir():  # found out after the first file was replaced, it would be too late
                    raise BadOutput("is a folder, where a file is to be written: move it away", path=str(target / name))
            with tempfile.TemporaryDirectory(prefix=".kg-", dir=target) as aside:
                for name, content in contents.items():
                    (Path(aside) / name).write_text(content, "utf-8", newline="\n")
                return tuple(Path(aside, name).replace(target / name) for name in contents)
        except OSError as error:
            raise BadOutput(
                f"cannot be written to ({error.strerror or error}): give another folder with -o", path=str(target)
            ) from error


def _title(documents: Sequence[Document]) -> str:
    if len(documents) == 1:
        return documents[0].title
    return f"{documents[0].title} 等 {len(documents)} 篇" if documents else "邦交"
