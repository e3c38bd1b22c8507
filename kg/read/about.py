"""What is told of a document besides its text: title, source, page and licence.

Two places tell it. A front matter is the head of the file itself, between two lines ``---``::

    ---
    title: 中苏关系
    source: https://example.org/dumps/2026-11.tar.gz
    page: https://zh.wikipedia.org/wiki/中苏关系
    licence: CC BY-SA 4.0
    ---

A ``sources.toml`` tells it of the documents of its folder and of the folders in it: first for all of them, then for each
by its path from there. What it says of one document goes before the front matter, and that before what it says of all::

    licence = "CC BY-SA 4.0"

    ["中苏关系.md"]
    page = "https://zh.wikipedia.org/wiki/中苏关系"
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, replace
from pathlib import Path

from kg.errors import BadDocument, BadSources
from kg.records import About

__all__ = ["NAME", "Sources", "front_matter", "is_iri", "licence"]

#: The file that tells of the documents beside it.
NAME = "sources.toml"

_KEYS = tuple(f.name for f in fields(About))
_FOR_ALL = ("source", "licence")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f-\x9f<>\"{}|\\^`\ud800-\udfff]+")
_WEB = re.compile(r"(?:https?|ftp|urn|doi|info|ark):", re.IGNORECASE)
_COMMONS = re.compile(r"CC[ -]?(0|BY(?:-NC)?(?:-SA|-ND)?)(?:[ -](\d\.\d))?", re.IGNORECASE)

_LONGEST_FRONT = 200  # lines; a text that begins with a rule is no front matter
_FRONT_LINE = re.compile(r"(?:\s*|#.*|[ \t]+\S.*|-(?:\s.*)?|([A-Za-z_][\w .-]*?)\s*:(?:\s+(.*?))?\s*)")
_BARE_KEY = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)'|([\w-]+))\s*=")
_TABLE = re.compile(r"\s*\[\s*(?:\"([^\"]*)\"|'([^']*)'|([\w-]+))\s*\]\s*(?:#.*)?")


def is_iri(text: str) -> bool:
    """Whether it is an absolute IRI of a kind that leads somewhere, and no words with a colon in them."""
    return _IRI.fullmatch(text) is not None and _WEB.match(text) is not None


def licence(text: str) -> str:
    """The IRI of a Creative Commons licence given by its short name (``CC BY-SA 4.0``); anything else as it is."""
    found = _COMMONS.fullmatch(text.strip().replace(" BY ", " BY-"))
    if not found:
        return text.strip()
    kind, version = found[1].lower(), found[2]
    if kind == "0":
        return f"https://creativecommons.org/publicdomain/zero/{version or '1.0'}/"
    return f"https://creativecommons.org/licenses/{kind}/{version}/" if version else text.strip()


def front_matter(source: str, path: str) -> tuple[int, About]:
    """How many characters of a document its front matter takes (none: 0), and what it tells.

    Raises:
        BadDocument: the page is no IRI (with the line).
    """
    lines = source.splitlines(keepends=True)
    if not lines or lines[0].removeprefix("\ufeff").rstrip() != "---":
        return 0, About()
    found: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(lines[1:_LONGEST_FRONT], 2):
        text = line.rstrip()
        if text in ("---", "..."):
            if not found:
                return 0, About()
            return sum(map(len, lines[: number - 1])) + len(text), _told(found, path)
        match = _FRONT_LINE.fullmatch(text)
        if not match:
            return 0, About()
        if match[1]:
            found[match[1].lower()] = (match[2] or "", number)
    return 0, About()


def _told(found: dict[str, tuple[str, int]], path: str) -> About:
    values = {}
    for key in (*_KEYS, "license"):
        text, number = found.get(key, ("", 0))
        value = (
            text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text.split(" #")[0].strip()
        )
        if value and value[0] not in "[{|>&*":  # lists and blocks of YAML are none of the four
            values["licence" if key == "license" else key] = value
            if key == "page" and not is_iri(value):
                raise BadDocument(f"page: {value} is no IRI, such as https://example.org/page", path=path, line=number)
    return _about(values)


def _about(values: dict[str, str]) -> About:
    told = About(**values)
    return replace(told, licence=licence(told.licence))


class Sources:
    """What the ``sources.toml`` of a folder, and of the folders in it, tell of their documents.

    Raises:
        BadSources: one is malformed, in whichever method reads it; with the line.
    """

    def __init__(self, root: Path) -> None:
        try:
            self.root = root if root.is_dir() else root.parent
        except OSError:  # a name that cannot be is told of when its document is read
            self.root = root.parent
        self._read: dict[Path, tuple[About, dict[Path, About]]] = {}

    def of(self, file: Path) -> tuple[About, About]:
        """What is told of one document, and what of all, the nearest folder first."""
        one = every = About()
        for folder in file.parents:
            for_all, for_one = self._folder(folder)
            one, every = one.or_else(for_one.get(file, About())), every.or_else(for_all)
            if folder == self.root:
                break
        return one, every

    def _folder(self, folder: Path) -> tuple[About, dict[Path, About]]:
        if folder not in self._read:
            path = folder / NAME
            self._read[folder] = _sources(path) if path.is_file() else (About(), {})
        return self._read[folder]


def _sources(path: Path) -> tuple[About, dict[Path, About]]:
    try:
        text = path.read_text("utf-8-sig")
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        raise BadSources(f"is no valid TOML: {error}", path=str(path), line=line) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadSources(f"cannot be read: {error}", path=str(path)) from error
    lines = _Lines(text, path)
    tables = {name: table for name, table in data.items() if isinstance(table, dict)}
    for_all = _values({k: v for k, v in data.items() if k not in tables}, _FOR_ALL, "", lines)
    for_one = {}
    for name, table in tables.items():
        file = path.parent / name
        if not file.is_file():
            raise lines.error(f"there is no file {name} beside it", name)
        for_one[file] = _values(table, _KEYS, name, lines)
    return for_all, for_one


class _Lines:
    """Where the tables and keys of a TOML file stand, for errors."""

    def __init__(self, text: str, path: Path) -> None:
        self.path = path
        self.found: dict[tuple[str, str], int] = {}
        table = ""
        for number, line in enumerate(text.splitlines(), 1):
            if head := _TABLE.fullmatch(line):
                table = next(filter(None, head.groups()), "")
                self.found.setdefault((table, ""), number)
            elif key := _BARE_KEY.match(line):
                self.found.setdefault((table, next(filter(None, key.groups()), "")), number)

    def error(self, message: str, table: str, key: str = "") -> BadSources:
        line = self.found.get((table, key)) or self.found.get((table, ""))
        return BadSources(message, path=str(self.path), line=line)


def _values(table: dict[str, object], allowed: tuple[str, ...], name: str, lines: _Lines) -> About:
    values: dict[str, str] = {}
    for key, value in table.items():
        if key == "license":
            raise lines.error("write licence for license", name, key)
        if key not in allowed:
            known = ", ".join(allowed)
            hint = "" if name or key not in _KEYS else f': it is of one document, under ["{"FILE"}"]'
            raise lines.error(f"{key} is none of {known}{hint}", name, key)
        if not isinstance(value, str) or not value.strip():
            raise lines.error(f"{key} is to be words in quotation marks", name, key)
        if key == "page" and not is_iri(value):
            raise lines.error(f"page: {value} is no IRI, such as https://example.org/page", name, key)
        values[key] = value.strip()
    return _about(values)
