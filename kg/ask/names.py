"""From what people call a thing to the thing: names in either script, IRIs, dates and words as terms of a query."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from kg.ask.dataset import PREFIXES, Dataset
from kg.ask.sparql import BadQuery
from kg.errors import BadKnowledge
from kg.knowledge import folder
from kg.knowledge.turtle import ONTOLOGY, local

__all__ = ["KINDS", "guess", "kinds", "resolve", "term"]

#: The types of a parameter that is no entity.
KINDS = ("date", "text", "number")

_RDF_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_LABELS = (
    (0, ox.NamedNode(PREFIXES["skos"] + "prefLabel")),
    (0, ox.NamedNode(PREFIXES["rdfs"] + "label")),
    (1, ox.NamedNode(PREFIXES["skos"] + "altLabel")),
)
_MANY = 6  # what an error lists
_TAGS = ("zh-hans", "zh-hant", "en", "zh")
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}


@dataclass
class _Index:
    """The names of a graph: name → how well it names (0 best) and what. ``kinds`` are the classes of each thing."""

    names: dict[str, set[tuple[int, str]]] = field(default_factory=lambda: defaultdict(set))
    kinds: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


_INDEXES: WeakKeyDictionary[Dataset, _Index] = WeakKeyDictionary()


def resolve(dataset: Dataset, name: str, kind: str = "Entity") -> ox.NamedNode:
    """The thing of a graph that a name means: its label in either script, its IRI, or the end of its IRI.

    A preferred name goes before another name. ``kind`` is a class of the ontology (``Document`` and ``Statement`` too).

    Raises:
        BadQuery: nothing has the name (with near ones), or several have it (with all of them).
    """
    classes = _classes(kind)
    exact = _exact(dataset, name, classes)
    if exact:
        return exact
    index = _index(dataset)
    found = index.names.get(_key(name), set())
    fitting = {(rank, iri) for rank, iri in found if index.kinds[iri] & classes}
    best = sorted({iri for rank, iri in fitting if rank == min(fitting)[0]})
    if len(best) == 1:
        return ox.NamedNode(best[0])
    if best:
        raise BadQuery(f"{name} is a name of several: {_list(dataset, best)}; choose one")
    if found:
        of = _list(dataset, sorted({iri for _, iri in found}))
        raise BadQuery(f"{name} is no {kind} in this graph, but {of}")
    near = _near(dataset, index, name, classes)
    raise BadQuery(f"no {kind} is called {name} in this graph" + (f"; near: {near}" if near else ""))


def _exact(dataset: Dataset, name: str, classes: frozenset[str]) -> ox.NamedNode | None:
    """The thing with this IRI, or the only one of these classes with this very name as its preferred one."""
    iri = _as_iri(dataset, name)
    if iri and not re.search(r"[\x00-\x20<>\"{}|\\^`]", iri):
        node = ox.NamedNode(iri)
        if next(dataset.store.quads_for_pattern(node, _RDF_TYPE, None), None):
            return node
    space = dataset.prefixes["kg"]
    found = set()
    for (rank, predicate), tag in product(_LABELS, _TAGS):
        if rank == 0:
            for quad in dataset.store.quads_for_pattern(None, predicate, ox.Literal(name, language=tag)):
                kinds = dataset.store.quads_for_pattern(quad.subject, _RDF_TYPE, None)
                if any(local(getattr(k.object, "value", ""), space) in classes for k in kinds):
                    found.add(quad.subject)
    only = found.pop() if len(found) == 1 else None
    return only if isinstance(only, ox.NamedNode) else None


def term(dataset: Dataset, kind: str, value: str) -> ox.NamedNode | ox.Literal:
    """A value given to a parameter as a term: an entity by name, a date, a number, or words.

    Raises:
        BadQuery: it is none.
    """
    if kind == "date":
        if not _DATE.fullmatch(value):
            raise BadQuery(f"{value} is no date: write 1950, 1950-02 or 1950-02-14")
        return ox.Literal(value, datatype=ox.NamedNode(PREFIXES["xsd"] + _DATE_TYPES[len(value)]))
    if kind == "number":
        if not re.fullmatch(r"-?\d{1,15}", value):
            raise BadQuery(f"{value} is no whole number")
        return ox.Literal(int(value))
    return ox.Literal(value) if kind == "text" else resolve(dataset, value, kind)


def guess(dataset: Dataset, value: str) -> ox.NamedNode | ox.Literal:
    """The same for a parameter of no declared type: a date if it looks like one, words if quoted, else an entity."""
    if _DATE.fullmatch(value):
        return term(dataset, "date", value)
    if len(value) > 1 and value[0] == value[-1] == '"':
        return ox.Literal(value[1:-1])
    return resolve(dataset, value)


def kinds() -> frozenset[str]:
    """The names in the ontology that a parameter may have as its type."""
    return frozenset(_superclasses())


def _key(name: str) -> str:
    from kg.knowledge.names import normal  # the tables of the scripts are only loaded for a name in another script

    return normal(name).casefold()


def _as_iri(dataset: Dataset, name: str) -> str:
    prefix, colon, rest = name.partition(":")
    if colon and prefix in dataset.prefixes and not rest.startswith("//"):
        return dataset.prefixes[prefix] + rest
    return name.strip("<>") if colon else ""


@cache
def _superclasses() -> dict[str, set[str]]:
    """Class → the classes above it, itself included."""
    path, sub_class = folder() / "bangjiao.ttl", ox.NamedNode(PREFIXES["rdfs"] + "subClassOf")
    classes = {ox.NamedNode(PREFIXES[prefix] + "Class") for prefix in ("rdfs", "owl")}
    parents: dict[str, set[str]] = {}
    try:
        # Not read_turtle: each question asks this, and a dictionary of the whole ontology takes longer than the question.
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            name, above = local(getattr(quad.subject, "value", ""), ONTOLOGY), local(quad.object, ONTOLOGY)
            if name and (quad.object in classes or (quad.predicate == sub_class and above)):
                parents.setdefault(name, set()).update({above} if above else ())
    except (SyntaxError, OSError) as error:
        raise BadKnowledge(f"cannot be read: {error}", path=str(path), line=getattr(error, "lineno", None)) from error

    def climb(name: str) -> set[str]:
        return {name}.union(*(climb(parent) for parent in parents.get(name, ())))

    return {name: climb(name) for name in parents}


@cache
def _classes(kind: str) -> frozenset[str]:
    """A class and those below it."""
    return frozenset({kind} | {name for name, above in _superclasses().items() if kind in above})


def _index(dataset: Dataset) -> _Index:
    if dataset not in _INDEXES:
        _INDEXES[dataset] = _read(dataset)
    return _INDEXES[dataset]


def _read(dataset: Dataset) -> _Index:
    index = _Index()
    space = dataset.prefixes["kg"]
    for quad in dataset.store.quads_for_pattern(None, _RDF_TYPE, None):
        kind = local(getattr(quad.object, "value", ""), space)
        if kind and isinstance(quad.subject, ox.NamedNode):
            index.kinds[quad.subject.value].add(kind)
    for rank, predicate in _LABELS:
        for quad in dataset.store.quads_for_pattern(None, predicate, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                index.names[_key(quad.object.value)].add((rank, quad.subject.value))
    for iri in index.kinds:
        if iri.startswith(dataset.prefixes["ent"]):
            index.names[_key(iri[len(dataset.prefixes["ent"]) :])].add((0, iri))
    return index


def _list(dataset: Dataset, iris: Iterable[str]) -> str:
    index = _index(dataset)
    all_ = [f"{dataset.short(iri)} ({' '.join(sorted(index.kinds[iri]))})" for iri in iris]
    return ", ".join(all_[:_MANY]) + (f" and {len(all_) - _MANY} more" if len(all_) > _MANY else "")


def _near(dataset: Dataset, index: _Index, name: str, classes: frozenset[str]) -> str:
    """Some things with a name like this one: letters in common, or one within the other."""
    known = {n: {i for _, i in things if index.kinds[i] & classes} for n, things in index.names.items()}
    candidates = sorted(n for n, things in known.items() if things)
    import difflib  # for a name that is not there

    key = _key(name)
    close = difflib.get_close_matches(key, candidates, n=8, cutoff=0.5)
    within = [n for n in candidates if len(key) > 1 and len(n) > 1 and (key in n or n in key)]
    iris = dict.fromkeys(iri for n in [*close, *within] for iri in sorted(known[n]))
    return _list(dataset, list(iris)[:_MANY])
