"""The source files of a graph, found by their hash, and where that fails by their title."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from kg.errors import BadDocument
from kg.read import documents, read_bytes
from kg.read.decode import decode

__all__ = ["Sources"]


@dataclass(frozen=True)
class Sources:
    """The documents of the folders and files given to ``--source``."""

    files: dict[str, Path]
    _texts: dict[str, str | None] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, paths: list[str]) -> Sources:
        """Hash every document under ``paths``.

        Raises:
            BadDocument: a path is missing, or a folder holds no document.
        """
        files: dict[str, Path] = {}
        for path in documents(paths):
            try:
                files.setdefault(sha256(path.read_bytes()).hexdigest(), path)
            except OSError as error:
                raise BadDocument(f"cannot be read ({error.strerror})", path=str(path)) from error
        return cls(files)

    def path(self, digest: str) -> Path | None:
        """The file whose bytes have this SHA-256."""
        return self.files.get(digest)

    def text(self, digest: str) -> str | None:
        """The text of that file as it was decoded, markup and line ends untouched; None where there is no such file."""
        if digest not in self._texts:
            path = self.files.get(digest)
            self._texts[digest] = decode(path.read_bytes(), str(path))[0] if path else None
        return self._texts[digest]

    def titled(self, title: str, known: set[str]) -> Path | None:
        """A file of that title, but for those whose hashes are ``known``: what a document has become."""
        return next((path for digest, path in self._titles.get(title, []) if digest not in known), None)

    @cached_property
    def _titles(self) -> dict[str, list[tuple[str, Path]]]:
        found: dict[str, list[tuple[str, Path]]] = {}
        for digest, path in self.files.items():
            try:
                title = read_bytes(path.read_bytes(), str(path)).title
            except BadDocument:
                continue
            found.setdefault(title, []).append((digest, path))
        return found
