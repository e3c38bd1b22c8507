"""Which files to read: those named, and those in the folders named."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.errors import BadDocument

__all__ = ["SUFFIXES", "documents"]

SUFFIXES = frozenset({".md", ".markdown", ".txt", ".text"})


def documents(paths: Iterable[str | Path]) -> Iterator[Path]:
    """The documents that ``paths`` name, each once: a file as it is, a folder by the texts anywhere in it, sorted.

    Files and folders whose name begins with a dot are left out of a folder, and so is its README. Raises :class:`BadDocument`
    for what is missing, and for a folder that holds no document or cannot be listed.
    """
    seen: set[Path] = set()
    for path in map(Path, paths):
        for found in _expand(path):
            real = found.resolve()
            if real not in seen:
                seen.add(real)
                yield found


def _expand(path: Path) -> list[Path]:
    try:
        if path.is_dir():
            return _in_folder(path)
        if not path.exists():
            raise BadDocument("there is no such file or folder; check the path", path=str(path))
    except OSError as error:
        raise BadDocument(f"cannot be looked at ({error.strerror}); check its permissions", path=str(path)) from error
    return [path]


def _in_folder(folder: Path) -> list[Path]:
    found: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [
            Path(place, name)
            for name in names
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES and Path(name).stem != "README"
        ]
    if not found:
        kinds = ", ".join(sorted(SUFFIXES))
        raise BadDocument(f"the folder holds no document ({kinds}); name the files themselves", path=str(folder))
    return sorted(found)


def _refuse(error: OSError) -> None:
    raise error
