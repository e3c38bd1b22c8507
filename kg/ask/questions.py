"""The saved questions of ``ontology/queries/*.rq``: titles in two languages, typed parameters, and their binding.

A question is a plain SPARQL query that any store takes, with a head of comments::

    # zh: 两国之间签订的条约
    # en: What two states signed with each other, when and where
    # param a: Agent, e.g. 苏联 — one of the two
    # param b?: Agent, e.g. 中华民国 — the other; left out, anyone

``$a`` in the query is the parameter ``a``, and nothing else is written with ``$``. A parameter left out (``b?``) stays
a variable. A type is a class of the ontology, ``date``, ``number`` or ``text``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg.ask.dataset import BASE, Dataset
from kg.ask.names import KINDS, guess, kinds, term
from kg.ask.sparql import BadQuery, check, substitute, tokens
from kg.errors import BadKnowledge
from kg.knowledge import folder

__all__ = ["Parameter", "Question", "bind_loose", "load_questions", "parse", "question"]

_LINE = re.compile(r"# (?P<key>\w+)(?: (?P<name>\w+)(?P<optional>\?)?)?: (?P<value>.*\S)")
_VALUE = re.compile(r"(?P<kind>\w+), e\.g\. (?P<example>\S.*?) — (?P<help>\S.*)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question is to be told: a class of the ontology, ``date``, ``number`` or ``text``, and an example."""

    name: str
    kind: str
    example: str
    help: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A saved question. ``zh`` and ``en`` are its titles, ``notes`` what to know about its answer."""

    name: str
    zh: str
    en: str
    parameters: tuple[Parameter, ...]
    notes: tuple[str, ...]
    text: str = field(repr=False)
    path: str = field(repr=False)

    @property
    def examples(self) -> dict[str, str]:
        """A value for each parameter, under which the question has an answer in the demo graph."""
        return {p.name: p.example for p in self.parameters}

    def bind(self, dataset: Dataset, values: Mapping[str, str]) -> str:
        """The query with its parameters set, as plain SPARQL that any store takes.

        Raises:
            BadQuery: a value is missing, unknown, or not of its type.
        """
        known = {p.name: p for p in self.parameters}
        for name in values:
            if name not in known:
                raise BadQuery(f"{self.name} has no parameter {name}: it has {', '.join(known) or 'none'}")
        for parameter in self.parameters:
            if parameter.name not in values and not parameter.optional:
                example = f"{parameter.name}={parameter.example}"
                raise BadQuery(f"{self.name} needs {parameter.name}, {parameter.help}: such as {example}")
        terms = {name: str(term(dataset, known[name].kind, value)) for name, value in values.items()}
        return substitute(self.text.replace(f"<{BASE}", f"<{dataset.base}"), terms)


def bind_loose(dataset: Dataset, text: str, values: Mapping[str, str]) -> str:
    """A query of the user's own with its ``$name`` set; the type of each value is told from its look.

    Raises:
        BadQuery: a value is unknown, or no such parameter stands in the query.
    """
    there = {t.text[1:] for t in tokens(text) if t.kind == "variable" and t.text[0] == "$"}
    for name in values:
        if name not in there:
            raise BadQuery(f"no ${name} stands in the query: write a parameter with $")
    return substitute(text, {name: str(guess(dataset, value)) for name, value in values.items()})


@cache
def load_questions(path: Path | None = None) -> dict[str, Question]:
    """The questions of a folder (default: ``ontology/queries``) by name, sorted.

    Raises:
        BadKnowledge: one is malformed, with file and line; or two have one title.
    """
    found = {p.stem: parse(p) for p in sorted((path or folder() / "queries").glob("*.rq"))}
    titles: dict[str, str] = {}
    for one in found.values():
        for title in (one.zh, one.en):
            if title in titles:
                raise BadKnowledge(f"has the title of {titles[title]}", path=one.path, line=1)
            titles[title] = one.name
    return found


@cache
def question(name: str, path: Path | None = None) -> Question:
    """One question by name, the others unread.

    Raises:
        BadQuery: there is none (with near names).
        BadKnowledge: it is malformed.
    """
    queries = path or folder() / "queries"
    names = sorted(p.stem for p in queries.glob("*.rq"))
    if name in names:
        return parse(queries / f"{name}.rq")
    from difflib import get_close_matches  # for a name that is not there

    near = get_close_matches(name, names, n=3, cutoff=0.4)
    raise BadQuery(f"no saved question {name}; " + (f"near: {', '.join(near)}" if near else "see kg query --list"))


def parse(path: Path) -> Question:
    """Read and validate a question.

    Raises:
        BadKnowledge: with file and line.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadKnowledge(f"cannot be read: {error}", path=str(path)) from error
    if not re.fullmatch(r"[a-z]+(-[a-z]+)*", path.stem):
        raise BadKnowledge("its name is to be words-in-small-letters", path=str(path))
    titles: dict[str, str] = {}
    parameters: list[Parameter] = []
    notes: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            break
        found = _LINE.fullmatch(line)
        if not found or found["key"] not in ("zh", "en", "note", "param"):
            raise BadKnowledge("is none of '# zh: …', '# en: …', '# note: …', '# param …'", path=str(path), line=number)
        if found["key"] == "param":
            parameters.append(_parameter(found, path, number))
        elif found["key"] == "note":
            notes.append(found["value"])
        else:
            titles[found["key"]] = found["value"]
    for key, fits in (("zh", _chinese), ("en", lambda t: not _chinese(t))):
        if not fits(titles.get(key, "")) or key not in titles:
            raise BadKnowledge(f"has no title in {key}: '# {key}: …'", path=str(path), line=1)
    made = Question(path.stem, titles["zh"], titles["en"], tuple(parameters), tuple(notes), text, str(path))
    _validate(made)
    return made


def _chinese(text: str) -> bool:
    # No regular expression: with the range of Chinese characters in it, one takes longer to compile than a question to ask.
    return any("\u3400" <= character <= "\u9fff" for character in text)


def _parameter(found: re.Match[str], path: Path, number: int) -> Parameter:
    value = _VALUE.fullmatch(found["value"])
    if not found["name"] or not value:
        raise BadKnowledge("is to be '# param NAME: TYPE, e.g. EXAMPLE — what it is'", path=str(path), line=number)
    if value["kind"] not in (*KINDS, *kinds()):
        raise BadKnowledge(
            f"{value['kind']} is no class of the ontology, date, number or text", path=str(path), line=number
        )
    return Parameter(found["name"], value["kind"], value["example"], value["help"], found["optional"] is not None)


def _validate(one: Question) -> None:
    """The query is SPARQL by itself, and uses its parameters, no others, and each as ``$name`` only."""
    used: dict[str, int] = {}
    variables = set()
    for token in tokens(one.text):
        if token.kind == "variable":
            name = token.text[1:]
            if token.text[0] == "$":
                used.setdefault(name, one.text.count("\n", 0, token.start) + 1)
            else:
                variables.add(name)
    declared = {p.name for p in one.parameters}
    if len(declared) < len(one.parameters):
        raise BadKnowledge("declares a parameter twice", path=one.path, line=1)
    for name, line in used.items():
        if name not in declared:
            raise BadKnowledge(
                f"${name} is no declared parameter: write ?{name} for a variable", path=one.path, line=line
            )
    for name in sorted(declared - set(used)):
        raise BadKnowledge(f"the parameter {name} is not used as ${name}", path=one.path, line=1)
    for name in sorted(declared & variables):
        raise BadKnowledge(f"?{name} has the name of a parameter: write ${name}", path=one.path, line=1)
    try:
        check(one.text, ())
        ox.Store().query(one.text)
        # An IRI stands for an entity, a string for the rest: where a variable may stand, a term may not always.
        dummies = {p.name: '"1"' if p.kind in KINDS else "<urn:x>" for p in one.parameters}
        ox.Store().query(substitute(one.text, dummies))
    except BadQuery as error:
        raise BadKnowledge(error.message, path=one.path, line=error.line) from error
    except SyntaxError as error:
        at = re.search(r"error at (\d+):", str(error))
        raise BadKnowledge(f"is malformed: {error}", path=one.path, line=int(at[1]) if at else None) from error
