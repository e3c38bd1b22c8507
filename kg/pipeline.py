"""The table of contents: the stages, in the order in which a document goes through them.

    file ──read──▶ Document ──find──▶ Reading ──claim──▶ Claims ──resolve──▶ Entities, Statements ──write──▶ graph.ttl …

Read, find and claim see one document and know of no other. Resolve alone sees all of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kg.claim import claim
from kg.errors import BadDocument, BangjiaoError
from kg.find import find
from kg.graph import Graph
from kg.knowledge import Knowledge, load
from kg.read import Sources, documents, read
from kg.records import Claim, Document, Reading
from kg.resolve import resolve

__all__ = ["STAGES", "build", "build_documents"]

#: The stages, each with what it makes of what.
STAGES = (
    (read, "file → Document"),
    (find, "Document → Reading"),
    (claim, "Reading → Claims"),
    (resolve, "Readings, Claims → Entities, Statements"),
    (Graph.write, "Graph → graph.ttl, graph.html, report.md"),
)


def build(
    paths: Iterable[str | os.PathLike[str]] | str | os.PathLike[str],
    *,
    base_iri: str = "https://w3id.org/bangjiao/",
    on_skip: Callable[[BangjiaoError], None] | None = None,
) -> Graph:
    """Build a graph from documents and from folders of documents; one path may stand alone.

    A path that is missing or a document that cannot be read is skipped, is among ``Graph.skipped``, and is handed to
    ``on_skip`` at once.

    Raises:
        BadDocument: no document could be read; says why, where there is one reason and no ``on_skip`` to tell it.
        BadKnowledge: a name list or a rule is malformed.
        BadSources: a ``sources.toml`` in a folder given is malformed.
    """
    knowledge = load()
    if isinstance(paths, str | os.PathLike):
        paths = [paths]
    read_documents: list[Document] = []
    skipped: list[BangjiaoError] = []
    for found in _read_all(paths):
        if isinstance(found, Document):
            read_documents.append(found)
            continue
        skipped.append(found)
        if on_skip:
            on_skip(found)
    if not read_documents:
        raise skipped[0] if len(skipped) == 1 and not on_skip else BadDocument("none of the documents could be read")
    return build_documents(read_documents, knowledge, base_iri=base_iri, skipped=tuple(skipped))


def _read_all(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Document | BadDocument]:
    """Each document once, though it be named twice; the error for each that cannot be read."""
    seen: set[Path] = set()
    for path in paths:
        if not os.fspath(path):
            yield BadDocument("an empty name is no path; name a file or a folder")
            continue
        try:
            sources = Sources(Path(path))
            for file in documents([Path(path)]):
                if (real := file.resolve()) not in seen:
                    seen.add(real)
                    yield _read_one(file, sources)
        except BadDocument as error:
            yield error


def _read_one(file: Path, sources: Sources) -> Document | BadDocument:
    try:
        return read(file, sources=sources)
    except BadDocument as error:
        return error


def build_documents(
    read_documents: Iterable[Document],
    knowledge: Knowledge | None = None,
    *,
    base_iri: str = "https://w3id.org/bangjiao/",
    skipped: tuple[BangjiaoError, ...] = (),
) -> Graph:
    """Build a graph from documents already read."""
    known = knowledge or load()
    # In whatever order the documents are given: of the names met for a thing the first counts.
    kept = tuple(sorted(read_documents, key=lambda d: (d.title, d.sha256)))
    readings: list[Reading] = []
    claims: list[Claim] = []
    for document in kept:
        reading = find(document, known)
        readings.append(reading)
        claims.extend(claim(reading, known))
    entities, statements = resolve(readings, claims, known)
    mentions = {reading.document.path: reading.mentions for reading in readings}
    return Graph(entities, statements, kept, tuple(claims), skipped, base_iri, mentions)
