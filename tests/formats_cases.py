"""Graphs to write, with names that break a careless writer, and what is written, to be compared."""

from __future__ import annotations

import pyoxigraph as ox

from kg.records import Entity, Qualifiers, Statement
from kg.write.formats import FORMATS, write_as
from kg.write.turtle import build_rdf, to_turtle

Triples = set[tuple[str, str, str]]

HOSTILE = (
    'a "quoted" word',
    '"""\\ends in \\',
    "two\r\nlines\tand a tab",
    "</edge><node id='x'/>",
    "a;b,c|d\te",
    "<http://evil/> . @prefix ent: <http://evil/> .",
    '"@zh-hans .',
    '"@zh-hans <http://evil/> .',
    "{| |} ~ <<( )>>",
    "bell \x07",
    "𠮷野家 😀 e\u0301 \u202e",
)


def triples(turtle: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)]


def hostile() -> list[ox.Triple]:
    """Things with hostile names, in every direction."""
    names = [Entity(f"甲{n}", "State", (("zh-Hans", w), ("en", w)), (("zh-Hant", w),)) for n, w in enumerate(HOSTILE)]
    facts = [Statement(f"甲{n}", "aided", "甲0", Qualifiers(role=w), "affirmed", ()) for n, w in enumerate(HOSTILE)]
    return triples(to_turtle(build_rdf(names, facts, ())))


def text_of(name: str, source: list[ox.Triple]) -> str:
    return write_as(FORMATS[name], source)[""]


def plain(source: list[ox.Triple] | list[ox.Quad]) -> Triples:
    """Triples in N-Triples, to be compared whoever read them."""
    return {(str(t.subject), str(t.predicate), str(t.object).lower()) for t in source}
