"""Facts files: what a careful reader finds in a document, to measure a graph by.

The format is ``ontology/facts.schema.json``, which a file is also checked against; ``docs/facts.md`` explains it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from kg.errors import BadDocument
from kg.knowledge import Vocabulary, folder
from kg.knowledge.vocabulary import load_vocabulary

__all__ = ["Fact", "Facts", "Known", "load_facts", "merge", "properties", "schema", "vocabulary"]

_Pointer = tuple[str | int, ...]
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "null": (type(None),),
}
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_DURATION = re.compile(r"P(?=\d)(?:\d+Y)?(?:\d+M)?(?:\d+[WD])?")


@dataclass(frozen=True, slots=True)
class Known:
    """An entity of the facts: the classes it may have (one, unless files were merged) and its other names."""

    kinds: frozenset[str]
    aliases: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact to be found. ``subjects`` and ``objects`` are the names any of which will do, the best first."""

    subjects: tuple[str, ...]
    property: str
    objects: tuple[str, ...]
    when: str | None = None
    role: str | None = None
    amount: float | None = None
    currency: str | None = None
    quote: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.subjects[0]} {self.property} {self.objects[0]}"


@dataclass(frozen=True, slots=True)
class Facts:
    """A facts file, or several merged. ``document`` is where the file says its document lies, relative to a base."""

    title: str
    path: str
    document: str
    entities: dict[str, Known]
    facts: tuple[Fact, ...]
    also_true: tuple[Fact, ...]


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of a facts file."""
    loaded: dict[str, Any] = json.loads((folder() / "facts.schema.json").read_text("utf-8"))
    return loaded


@cache
def vocabulary() -> Vocabulary:
    """The classes and properties."""
    return load_vocabulary(folder() / "bangjiao.ttl")


@cache
def properties() -> tuple[frozenset[str], frozenset[str]]:
    """The properties that facts are noted with: those between entities, and those with a date or a duration."""
    names = schema()["$defs"]["fact"]["properties"]["p"]["enum"]
    relations = frozenset(n for n in names if vocabulary().properties[n].range)
    return relations, frozenset(names) - relations


def load_facts(path: Path) -> Facts:
    """Read and check a facts file.

    Raises:
        BadDocument: it cannot be read, is no JSON, or is not as the schema has it; names the line and what to do.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise BadDocument(f"cannot be read ({error.strerror}): give a facts file", path=str(path)) from error
    except UnicodeDecodeError as error:
        raise BadDocument("is no UTF-8: save it as UTF-8", path=str(path)) from error
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadDocument(
            f"is no JSON: {error.msg}, at column {error.colno}", path=str(path), line=error.lineno
        ) from error
    lines, doubled = _lines(text)
    for pointer in doubled:
        raise _bad(path, lines, pointer, f"{pointer[-1]!r} is given twice: join the two")
    for pointer, problem in chain(_problems(data, schema(), ()), _unnamed(data)):
        raise _bad(path, lines, pointer, problem)
    return _facts(data, path, lines)


def _bad(path: Path, lines: dict[_Pointer, int], pointer: _Pointer, problem: str) -> BadDocument:
    while pointer not in lines:
        pointer = pointer[:-1]
    place = "/".join(map(str, pointer))
    return BadDocument(f"{place}: {problem}" if place else problem, path=str(path), line=lines[pointer])


def _facts(data: dict[str, Any], path: Path, lines: dict[_Pointer, int]) -> Facts:
    def fact(of: str, index: int, f: dict[str, Any]) -> Fact:
        return Fact(
            (f["s"], *f.get("s_alt", [])),
            f["p"],
            (f["o"], *f.get("o_alt", [])),
            f.get("when"),
            f.get("role"),
            f.get("amount"),
            f.get("currency"),
            f.get("quote") or "",
            lines[of, index],
        )

    return Facts(
        data["doc"],
        str(path),
        data.get("file", path.stem + ".md"),
        {n: Known(frozenset({e["type"]}), frozenset(e.get("aliases", []))) for n, e in data["entities"].items()},
        tuple(fact("facts", i, f) for i, f in enumerate(data["facts"])),
        tuple(fact("also_true", i, f) for i, f in enumerate(data.get("also_true", []))),
    )


def merge(parts: Iterable[Facts]) -> Facts:
    """Several documents' facts as those of one graph: an entity by its canonical name, a fact in two of them once."""
    kept = list(parts)
    entities: dict[str, Known] = {}
    for part in kept:
        for name, known in part.entities.items():
            before = entities.get(name, known)
            entities[name] = Known(before.kinds | known.kinds, before.aliases | known.aliases)

    def once(facts: Iterable[Fact]) -> tuple[Fact, ...]:
        return tuple({replace(f, quote="", line=0): f for f in facts}.values())

    return Facts(
        " + ".join(p.title for p in kept),
        kept[0].path,
        "",
        entities,
        once(f for p in kept for f in p.facts),
        once(f for p in kept for f in p.also_true),
    )


def _unnamed(data: dict[str, Any]) -> Iterator[tuple[_Pointer, str]]:
    """Facts about things that the file has no entity for, and values that are no date."""
    entities, literals = data["entities"], properties()[1]
    for of in ("facts", "also_true"):
        for index, fact in enumerate(data.get(of, [])):
            literal = fact["p"] in literals
            for key in ("s", "s_alt") if literal else ("s", "s_alt", "o", "o_alt"):
                for name in _listed(fact.get(key, [])):
                    if name not in entities:
                        problem = f"{name!r} is not among the entities: add it{_meant(name, entities)}"
                        yield (of, index, key), problem
            if literal:
                for value in _listed(fact["o"]) + _listed(fact.get("o_alt", [])):
                    yield from _bad_literal((of, index, "o"), fact["p"], value)


def _bad_literal(pointer: _Pointer, name: str, value: str) -> Iterator[tuple[_Pointer, str]]:
    if name == "term":
        if not _DURATION.fullmatch(value):
            yield pointer, f"{value!r} is no duration: write P30Y for thirty years, P6M for six months"
    elif not _DATE.fullmatch(value):
        yield pointer, f"{value!r} is no date: write 1950, 1950-02 or 1950-02-14"


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _problems(value: Any, rule: dict[str, Any], at: _Pointer) -> Iterator[tuple[_Pointer, str]]:
    """Where a value breaks the schema; knows the keywords that the schema of facts uses."""
    if "$ref" in rule:
        rule = {**schema()["$defs"][rule["$ref"].rpartition("/")[2]], **rule}
    wanted = rule.get("type", [])
    types = [wanted] if isinstance(wanted, str) else wanted
    if types and (isinstance(value, bool) or not isinstance(value, tuple(t for n in types for t in _TYPES[n]))):
        what = _what(rule) if at else ': a facts file is one, with "doc", "entities" and "facts" (docs/facts.md)'
        yield at, f"{_shown(value)} is not {' or '.join(types)}{what}"
    elif "enum" in rule and value not in rule["enum"]:
        meant = _meant(value, [e for e in rule["enum"] if e]) if isinstance(value, str) else ""
        yield at, f"{_shown(value)} is none of {', '.join(str(e) for e in rule['enum'] if e)}{meant}"
    elif isinstance(value, str):
        if len(value) < rule.get("minLength", 0):
            yield at, f"is empty{_what(rule)}"
        elif not re.search(rule.get("pattern", ""), value):
            yield at, f"{_shown(value)} is not as it is written here{_what(rule)}"
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _problems(item, rule.get("items", {}), (*at, index))
    elif isinstance(value, dict):
        yield from _members(value, rule, at)


def _members(value: dict[str, Any], rule: dict[str, Any], at: _Pointer) -> Iterator[tuple[_Pointer, str]]:
    known, others = rule.get("properties", {}), rule.get("additionalProperties", {})
    for key in rule.get("required", []):
        if key not in value:
            yield at, f"{key!r} is missing: add {known[key].get('description', 'it')}"
    for key, item in value.items():
        if key in known:
            yield from _problems(item, known[key], (*at, key))
        elif others is False:
            yield (*at, key), f"{key!r} is unknown here: known are {', '.join(known)}{_meant(key, known)}"
        else:
            yield from _problems(item, others, (*at, key))


def _what(rule: dict[str, Any]) -> str:
    return f": give {rule['description']}" if "description" in rule else ""


def _meant(word: str, words: Iterable[str]) -> str:
    close = get_close_matches(word, list(words), 1, 0.6)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else text[:39] + "…"


def _lines(text: str) -> tuple[dict[_Pointer, int], list[_Pointer]]:
    """The line of every value of a JSON text that parses, by its path, and the members that an object has twice."""
    found: dict[_Pointer, int] = {}
    doubled: list[_Pointer] = []
    path: list[str | int | None] = []  # of each container around: the index in an array, the key (or None) in an object
    line, seen = 1, 0
    for token in _TOKEN.finditer(text):
        line += text.count("\n", seen, token.start())
        seen = token.start()
        word = token[0]
        if word in "]}":
            path.pop()
        elif word == ",":
            path[-1] = path[-1] + 1 if isinstance(path[-1], int) else None
        elif word != ":":
            if path and path[-1] is None:
                path[-1] = json.loads(word)
                continue
            pointer = tuple(p for p in path if p is not None)
            if pointer in found:
                doubled.append(pointer)
            found[pointer] = line
            if word in "[{":
                path.append(0 if word == "[" else None)
    return found, doubled
