"""What is kept between starts: the name lists as read, the readings of names. Making them is most of a small build's time.

A copy is a text file in the user's cache folder, a line an item, which is read several times as fast as JSON. It is named
by the hash or version of all that it was made from, so that it can be stale in no way; where it cannot be read or written
it is made anew, and nothing else changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

__all__ = ["cached", "digest", "keep"]

# To be raised when what is kept, or how forms are folded, changes.
_FORMAT = 3
# Two checkouts, or an installed program beside one, would else throw out each other's copy at every start.
_VERSIONS = 10


def _folder() -> Path:
    if given := os.environ.get("BANGJIAO_CACHE"):
        return Path(given)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "bangjiao"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bangjiao"


def digest(files: Iterable[Path]) -> str:
    """The hash of the files' contents and of the format."""
    found = hashlib.sha256(f"bangjiao names {_FORMAT}".encode())
    for path in files:
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def cached(family: str, version: str) -> dict[str, list[str]] | None:
    """What was kept, or None: lists of texts by name."""
    try:
        head, *lines = (_folder() / f"{family}-{version}.txt").read_bytes().decode().split("\n")
        counts = json.loads(head)
        if sum(counts.values()) != len(lines):
            return None
        columns, at = {}, 0
        for name, count in counts.items():
            columns[name] = lines[at : at + count]
            at += count
    except (OSError, ValueError, AttributeError, TypeError):
        return None
    return columns


def keep(family: str, version: str, columns: dict[str, list[str]]) -> None:
    """Keep lists of texts without line ends, beside a few older versions; where there is no place for it, do not."""
    folder = _folder()
    head = json.dumps({name: len(lines) for name, lines in columns.items()})
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".tmp", delete=False) as aside:
            aside.write("\n".join([head, *(line for lines in columns.values() for line in lines)]).encode())
        Path(aside.name).replace(folder / f"{family}-{version}.txt")
        newest = sorted(folder.glob(f"{family}-*"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in newest[_VERSIONS:]:
            old.unlink(missing_ok=True)
    except OSError:
        return
