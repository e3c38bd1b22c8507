"""SPARQL as text: its tokens, and what is refused before a query runs.

The tokens are those of SPARQL 1.1, section 19.8 (https://www.w3.org/TR/sparql11-query/#sparqlGrammar), as far as they
are needed to tell a keyword from the same letters in a string, an IRI, a comment or a name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from kg.errors import BangjiaoError

__all__ = ["BadGraph", "BadQuery", "Token", "check", "has_keyword", "place", "substitute", "tokens"]

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n\r]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>\"\"\"(?:\"{0,2}(?:[^\"\\]|\\.))*\"\"\" | '''(?:'{0,2}(?:[^'\\]|\\.))*'''
              | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
  | (?P<variable>[?$]\w[\w·]*)
  | (?P<blank>_:\w[\w.·-]*)
  | (?P<name>(?:[^\W\d_](?:[\w.·-]*[\w·-])?)?:(?:[\w:.·-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<space>\s+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_UPDATES = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"])
_FORMS = frozenset(["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])


class BadGraph(BangjiaoError):
    """A graph file that cannot be read."""


class BadQuery(BangjiaoError):
    """A query, or a value given to it, that cannot be used. ``column`` counts from 1, where known."""

    def __init__(
        self, message: str, *, path: str | None = None, line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(message, path=path, line=line)
        self.column = column

    def __str__(self) -> str:
        if self.line is None or self.column is None:
            return super().__str__()
        return f"{self.path or 'query'}:{self.line}:{self.column}: {self.message}"


class Token(NamedTuple):
    """A token: its kind (``word``, ``name``, ``variable``, ``iri``, ``string`` …), its words, where it starts."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query, without white space and comments."""
    for found in _TOKEN.finditer(text):
        if found.lastgroup not in ("space", "comment"):
            yield Token(str(found.lastgroup), found[0], found.start())


def place(text: str, at: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def has_keyword(text: str, keyword: str) -> bool:
    """Whether a keyword stands in a query, other than in a string, an IRI, a name or a comment."""
    return any(t.kind == "word" and t.text.upper() == keyword for t in tokens(text))


def check(text: str, prefixes: Collection[str], path: str | None = None) -> None:
    """Refuse what the engine would do, or would explain badly: updates, calls to other services, unknown prefixes.

    Raises:
        BadQuery: with line and column.
    """
    known = set(prefixes)
    form = ""
    previous = ""
    for token in tokens(text):
        word = token.text.upper() if token.kind == "word" else ""
        if not form and word in _UPDATES:
            raise _bad(
                "is an update, and graphs are only read here: ask with SELECT, ASK, CONSTRUCT …", text, token, path
            )
        if word in _FORMS:
            form = form or word
        if word == "SERVICE":
            raise _bad("SERVICE asks another server, and kg never goes to the network: leave it out", text, token, path)
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if previous == "PREFIX":
                known.add(prefix)
            elif prefix not in known:
                names = ", ".join(sorted(p + ":" for p in known))
                raise _bad(f"{prefix}: is no known prefix ({names} are): write PREFIX {prefix}: <…>", text, token, path)
        previous = word


def _bad(message: str, text: str, token: Token, path: str | None) -> BadQuery:
    line, column = place(text, token.start)
    return BadQuery(message, path=path, line=line, column=column)


def substitute(text: str, values: Mapping[str, str]) -> str:
    """A query with each ``$name`` of ``values`` replaced, where it stands as a variable.

    The values must be terms as SPARQL writes them, made by the engine (``str(term)``), never what a user typed.
    """
    parts = []
    done = 0
    for token in tokens(text):
        if token.kind == "variable" and token.text[0] == "$" and token.text[1:] in values:
            parts += [text[done : token.start], values[token.text[1:]]]
            done = token.start + len(token.text)
    return "".join([*parts, text[done:]])
