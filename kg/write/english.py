"""English of what has no entry in the name lists: offices (驻华大使: ambassador to China) and titles of documents.

The words stand in ``ontology/english.toml``. An office is read from its end: a head, and before it places of posting,
bodies, fields of government and qualities. Where any of it is unknown there is no English, rather than half of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from kg.knowledge import folder, load
from kg.knowledge.words import read_toml
from kg.language.script import fold

__all__ = ["office_in_english", "title_in_english"]

_DEPUTY = "副"
_MINISTRY = re.compile("(.+)[部省]")
_POSTED = re.compile("(常?驻|出使)(.+)")
_THE = re.compile(r"(?:United|Soviet|Netherlands|Philippines|League)\b|.*\b(?:Republic|Union|Kingdom|Empire|Nations)\b")


class _Part(NamedTuple):
    """A piece of an office before its head: of which sort, and the English of it."""

    sort: str
    english: str
    adjective: str = ""


@cache
def _table() -> dict[str, Any]:
    return read_toml(folder() / "english.toml")


@cache
def office_in_english(office: str) -> str:
    """``office``, in simplified script, in English; empty where a part of it is not known."""
    joins = load().words.regex("office_join")
    said = [_single(part) for part in re.split(joins, office)]
    if len(said) > 1 and not all(said):
        said = [_single(office)]  # 及 and 暨 stand within names too
    return " and ".join(said) if all(said) else ""


@cache
def title_in_english(title: str) -> str:
    """The English of a document's title that is a name of the lists, or tells of the relations of two; else empty."""
    words = fold(title)
    names = load().names
    for key in names.lookup(title):
        if english := names.by_key[key].labels.get("en"):
            return english
    for size in range(1, len(words)):
        found = re.fullmatch(f"(.{{{size}}})[与和同—–-]?(.+?)(?:外交)?关系史?", words)
        if found and (first := _place(found[1])) and (second := _place(found[2])):
            return f"{first.removeprefix('the ')}–{second.removeprefix('the ')} relations"
    return ""


def _single(office: str) -> str:
    heads: dict[str, str] = _table()["heads"]
    for start in range(len(office)):
        head = office[start:]
        if head in heads:
            parts = next(_parts(office[:start]), None)
            if parts is not None:
                return _composed(head, parts)
    return ""


def _parts(text: str) -> Iterator[list[_Part]]:
    """Every way to read ``text`` as words of the table, those with the longest words first."""
    if not text:
        yield []
    for end in range(len(text), 0, -1):
        part = _part(text[:end])
        if part is not None:
            for rest in _parts(text[end:]):
                yield [part, *rest]


def _part(word: str) -> _Part | None:
    table = _table()
    if word == _DEPUTY:
        return _Part("deputy", "deputy")
    if word in table["bodies"]:
        return _Part("body", table["bodies"][word])
    if word in table["fields"]:
        noun, adjective = table["fields"][word]
        return _Part("field", noun, adjective)
    if word in table["qualities"]:
        return _Part("quality", table["qualities"][word])
    ministry = _MINISTRY.fullmatch(word)
    if ministry and ministry[1] in table["fields"]:
        return _Part("ministry", table["fields"][ministry[1]][0])
    posted = _POSTED.fullmatch(word)
    if posted and (place := _place(posted[2])):
        return _Part("post", place, "permanent" if posted[1] == "常驻" else "")
    if len(word) > 1 and (place := _listed(word)):
        return _Part("body", place)
    return None


def _place(name: str) -> str:
    table = _table()
    return str(table["letters"].get(name) or table["bodies"].get(name) or _listed(name))


def _listed(name: str) -> str:
    """The English of a state, a territory or an organization of the name lists."""
    names = load().names
    only = names.letters.get(name, ())
    for key in names.folded(name) or (only if len(only) == 1 else ()):
        known = names.by_key[key]
        if known.kind in ("State", "Territory", "Organization", "Government") and "en" in known.labels:
            english = known.labels["en"]
            return f"the {english}" if _THE.match(english) else english
    return ""


def _composed(head: str, parts: list[_Part]) -> str:
    table = _table()
    english, to = _head(table["heads"][head])
    minister = head in table["ministers"]["words"]
    before: list[str] = []
    fields: list[str] = []
    after = ""
    for i, part in enumerate(parts):
        rest = [p.sort for p in parts[i + 1 :]]
        if part.sort == "quality":
            before.append(part.english)
        elif part.sort == "deputy":
            before.append("vice-" if head in table["vice"]["words"] else "deputy")
        elif part.sort == "field" and (minister or "body" in rest):
            fields.append(part.english if "body" not in rest else part.adjective)
        elif part.sort == "field":
            before.append(part.adjective)
        elif part.sort == "ministry":
            after = f" {_of(to)} {part.english if minister else f'the Ministry of {_titled(part.english)}'}"
        elif part.sort == "post":
            before += [part.adjective] if part.adjective else []
            after += f" {'in' if 'body' in rest else to or 'in'} {part.english}"
        else:
            of_it = f"{part.english.removeprefix('the ')}" if fields else part.english
            after = f" {_of(to)} {'the ' if fields else ''}{' and '.join(fields)}{' ' if fields else ''}{of_it}{after}"
            fields = []
    if fields:
        after = f" {_of(to)} {' and '.join(fields)}{after}"
    return f"{' '.join((*before, english)).replace('- ', '-')}{after}"


def _head(entry: str) -> tuple[str, str]:
    """The head, and the word that joins it to a place: ``ambassador``, ``to``."""
    found = re.fullmatch(r"(.+) (to|in|for)", entry)
    return (found[1], found[2]) if found else (entry, "")


def _of(to: str) -> str:
    return "for" if to == "for" else "of"


def _titled(words: str) -> str:
    return " ".join(w if w in ("of", "and", "the") else w[:1].upper() + w[1:] for w in words.split())
