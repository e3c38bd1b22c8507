"""A document's title and the names of its subject, from what its lead sets in bold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

__all__ = ["LONGEST_TITLE", "is_title_line", "names_of", "stem_of", "title_of"]

LONGEST_TITLE = 40

_QUOTES = "《》〈〉“”‘’「」『』【】\"' \t\n\u3000、，,"
_NO_NAME = re.compile(r"[。！？；，,;]|^[\d\W]*$")
_NO_TITLE_LINE = re.compile(r"[。！？；，]|[：:]$")
_HASH = re.compile(r"(?:\d+[_-])*(?:[0-9a-f]{7,}|[0-9A-F]{7,}|[\d_.-]+|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4,12}){4})")
_CLAUSE = re.compile(r"[^\n。！？!?；;，,：:（(]+")


def names_of(bold: Iterable[str]) -> tuple[str, ...]:
    """The names among the bold words of the lead, without title marks, each once."""
    names = (" ".join(words.split()).strip(_QUOTES) for words in bold)
    return tuple(dict.fromkeys(n for n in names if n and len(n) <= LONGEST_TITLE and not _NO_NAME.search(n)))


def is_title_line(text: str) -> bool:
    """Whether a first line, short and no sentence, is the document's title."""
    return 0 < len(text) <= LONGEST_TITLE and not _NO_TITLE_LINE.search(text)


def stem_of(path: str) -> str | None:
    """The name of the file, if it says anything: None for a hash or a number."""
    stem = PurePath(path).stem.replace("_", " ").strip()
    return None if not stem or _HASH.fullmatch(PurePath(path).stem) else stem


def title_of(candidates: Iterable[str | None], text: str) -> str:
    """The first candidate there is, else the first clause of the text."""
    found = next((one for one in candidates if one), None)
    if found:
        return found.strip("《》〈〉") or found
    clause = _CLAUSE.search(text)
    return clause[0].strip()[:LONGEST_TITLE] if clause else text[:LONGEST_TITLE]
