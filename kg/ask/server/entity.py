"""An entity, statement or document for its IRI: what the graph says of it, as triples and as a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from kg.ask.dataset import Dataset
from kg.knowledge import folder
from kg.knowledge.vocabulary import load_vocabulary

__all__ = ["Fact", "Page", "describe", "page"]

_ABOUT = """
SELECT DISTINCT ?fact ?s ?p ?o ?certainty ?on ?from ?to ?role ?amount ?currency {
  { ?fact rdf:subject $x } UNION { ?fact rdf:object $x }
  ?fact rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; kg:certainty ?certainty .
  OPTIONAL { ?fact kg:onDate ?on }
  OPTIONAL { ?fact kg:fromDate ?from }
  OPTIONAL { ?fact kg:toDate ?to }
  OPTIONAL { ?fact kg:role ?role }
  OPTIONAL { ?fact kg:amount ?amount }
  OPTIONAL { ?fact kg:currency ?currency }
}
"""
_QUOTES = """
SELECT DISTINCT ?fact ?title ?quote {
  { ?fact rdf:subject $x } UNION { ?fact rdf:object $x }
  ?fact kg:evidence ?passage .
  ?passage kg:quote ?quote .
  OPTIONAL { ?passage kg:document/rdfs:label ?title }
} ORDER BY ?title ?quote
"""
_Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of the page: terms as shown and as linked (empty for a literal), with the words that say it."""

    date: str
    subject: tuple[str, str]
    property: str
    object: tuple[str, str]
    qualifiers: str
    certainty: str
    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What the page of a thing shows."""

    iri: str
    title: str
    kinds: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    articles: tuple[str, ...]
    plain: tuple[tuple[str, str, str], ...]
    facts: tuple[Fact, ...]


def describe(dataset: Dataset, iri: str) -> list[ox.Triple]:
    """Its own triples, the statements about it with all their evidence, and the names of what they speak of.

    Empty if the graph has no triple of it.
    """
    store, rdf, kg = dataset.store, dataset.prefixes["rdf"], dataset.prefixes["kg"]
    thing = ox.NamedNode(iri)
    found = set(_triples(store.quads_for_pattern(thing, None, None)))
    if not found:
        return []
    todo: list[_Node] = [
        quad.subject
        for end in ("subject", "object")
        for quad in store.quads_for_pattern(None, ox.NamedNode(rdf + end), thing)
    ]
    ways = {kg + "evidence", dataset.prefixes["oa"] + "hasSelector", kg + "document"}
    seen: set[_Node] = set()
    while todo:
        node = todo.pop()
        if node in seen or not isinstance(node, ox.NamedNode | ox.BlankNode):
            continue
        seen.add(node)
        triples = list(_triples(store.quads_for_pattern(node, None, None)))
        found.update(triples)
        todo += [t.object for t in triples if t.predicate.value in ways or isinstance(t.object, ox.BlankNode)]
    label = ox.NamedNode(dataset.prefixes["skos"] + "prefLabel")
    for node in {n for t in found for n in (t.subject, t.object) if isinstance(n, ox.NamedNode)}:
        found.update(_triples(store.quads_for_pattern(node, label, None)))
    return list(found)


def _triples(quads: Iterable[ox.Quad]) -> Iterable[ox.Triple]:
    return (quad.triple for quad in quads)


def page(dataset: Dataset, iri: str) -> Page:
    """What the page of a thing shows; links lead to this server for things of the graph's own."""
    thing = ox.NamedNode(iri)
    own = [(q.predicate.value, q.object) for q in dataset.store.quads_for_pattern(thing, None, None)]
    skos, rdf, foaf = (dataset.prefixes[p] for p in ("skos", "rdf", "foaf"))
    names = sorted(
        {
            (str(o.language or ""), o.value)
            for p, o in own
            if p in (skos + "prefLabel", skos + "altLabel") and isinstance(o, ox.Literal)
        }
    )
    kinds = sorted(_label(dataset, o.value) for p, o in own if p == rdf + "type" and isinstance(o, ox.NamedNode))
    articles = sorted(o.value for p, o in own if p == foaf + "isPrimaryTopicOf" and isinstance(o, ox.NamedNode))
    facts = _facts(dataset, thing)
    shown = {skos + "prefLabel", skos + "altLabel", rdf + "type", foaf + "isPrimaryTopicOf"}
    is_entity = iri.startswith(dataset.prefixes["ent"])
    plain = [] if is_entity else [(_label(dataset, p), *_shown(dataset, o)) for p, o in own if p not in shown]
    title = _shown(dataset, thing)[0]
    return Page(iri, title, tuple(kinds), tuple(names), tuple(articles), tuple(sorted(plain)), facts)


def _facts(dataset: Dataset, thing: ox.NamedNode) -> tuple[Fact, ...]:
    quotes: dict[str, list[tuple[str, str]]] = {}
    for row in _rows(dataset, _QUOTES, thing):
        quotes.setdefault(_text(row["fact"]), []).append((_text(row["title"]), _text(row["quote"])))
    found = []
    for row in _rows(dataset, _ABOUT, thing):
        since = _text(row["from"]) or _text(row["on"])
        until = _text(row["to"])
        qualifiers = " ".join(filter(None, (_text(row[name]) for name in ("role", "amount", "currency"))))
        found.append(
            Fact(
                f"{since} – {until}" if until else since,
                _shown(dataset, row["s"]),
                _label(dataset, _text(row["p"])),
                _shown(dataset, row["o"]),
                qualifiers,
                _text(row["certainty"]),
                tuple(quotes.get(_text(row["fact"]), ())),
            )
        )
    return tuple(sorted(found, key=lambda f: (not f.date, f.date, f.property, f.subject, f.object)))


def _rows(dataset: Dataset, query: str, thing: ox.NamedNode) -> list[Mapping[str, _Node]]:
    answer = dataset.query(query.replace("$x", str(thing)))
    assert isinstance(answer, ox.QuerySolutions)
    return [{v.value: row[v] for v in answer.variables} for row in answer]


def _text(term: _Node) -> str:
    return "" if term is None or isinstance(term, ox.Triple) else term.value


def _shown(dataset: Dataset, term: _Node) -> tuple[str, str]:
    """A term as words and as a link: of this server for what the graph names, none for a literal."""
    if not isinstance(term, ox.NamedNode):
        return _text(term), ""
    short = dataset.short(term.value).removeprefix("ent:")
    if term.value.startswith(dataset.base):
        return short, "/" + term.value[len(dataset.base) :].replace("#", "%23").replace("?", "%3F")
    return short, term.value if term.value.startswith(("http://", "https://")) else ""


@cache
def _labels() -> dict[str, str]:
    vocabulary = load_vocabulary(folder() / "bangjiao.ttl")
    named = {**vocabulary.classes, **{name: p.labels for name, p in vocabulary.properties.items()}}
    return {
        name: f"{labels['zh-Hans']} {labels['en']}"
        for name, labels in named.items()
        if {"zh-Hans", "en"} <= set(labels)
    }


def _label(dataset: Dataset, iri: str) -> str:
    """A class or property of the ontology in two languages, another by its short name."""
    name = iri.removeprefix(dataset.prefixes["kg"])
    return _labels().get(name, dataset.short(iri))
