"""What is kept between starts: the name lists as read, the readings of names. Making them is most of a small build's time.

A copy is JSON in the user's cache folder, named by the hash or version of all that it was made from, so that it can be
stale in no way; where it cannot be read or written it is made anew, and nothing else changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

__all__ = ["cached", "digest", "keep"]

# To be raised when what is kept, or how forms are folded, changes.
_FORMAT = 1
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


def cached(family: str, version: str) -> Any | None:
    """What was kept, or None."""
    try:
        return json.loads((_folder() / f"{family}-{version}.json").read_bytes())
    except (OSError, ValueError):
        return None


def keep(family: str, version: str, value: Any) -> None:
    """Keep a value that JSON can hold, and a few older versions of it (of another checkout); without a place for it, do not."""
    folder = _folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=folder, encoding="utf-8", suffix=".tmp", delete=False) as aside:
            json.dump(value, aside, ensure_ascii=False, separators=(",", ":"))
        Path(aside.name).replace(folder / f"{family}-{version}.json")
        newest = sorted(folder.glob(f"{family}-*.json"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in newest[_VERSIONS:]:
            old.unlink(missing_ok=True)
    except OSError:
        return
