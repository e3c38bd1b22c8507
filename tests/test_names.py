"""The name lists of ``ontology/names``: each concept whole, each name one thing at one time."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.knowledge import folder, load
from kg.knowledge.names import Name, normal
from kg.knowledge.turtle import ENTITY, ONTOLOGY, RDF_TYPE, SKOS, local

LISTS = sorted((folder() / "names").glob("*.ttl"))
DCT = "http://purl.org/dc/terms/"
XSD = "http://www.w3.org/2001/XMLSchema#"
DATES = {"foundedOn", "dissolvedOn", "bornOn", "diedOn", "startedOn", "endedOn", "signedOn", "effectiveOn"}

#: Two things of one class and one name whose lives do not tell them apart, each with the reason why it may be so.
EXCUSED = {
    ("休斯", "查尔斯·休斯", "比利·休斯"): "an American and an Australian, born in one year; only the context tells",
    ("墨西哥", "墨西哥", "墨西哥第一帝国"): "the state began as the empire, in 1821; the state is meant",
    ("海地", "海地", "海地帝国"): "the state became the empire in the year of its independence; the state is meant",
}

Triples = dict[str, list[tuple[str, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]]


@cache
def concepts(path: Path) -> Triples:
    """IRI → predicate and object, of the concepts of a list, in the order of the file."""
    found: Triples = defaultdict(list)
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        assert not isinstance(quad.subject, ox.Triple)
        found[quad.subject.value].append((quad.predicate.value, quad.object))
    concept = ox.NamedNode(SKOS + "Concept")
    return {iri: pairs for iri, pairs in found.items() if (RDF_TYPE, concept) in pairs}


def labels(path: Path, iri: str, *properties: str) -> list[ox.Literal]:
    wanted = {SKOS + p for p in properties}
    return [o for p, o in concepts(path)[iri] if p in wanted and isinstance(o, ox.Literal)]


def short(iri: str) -> str:
    return str(local(iri, ENTITY))


each_list = pytest.mark.parametrize("path", LISTS, ids=[p.stem for p in LISTS])


def test_there_are_lists() -> None:
    assert {"states", "governments", "organizations", "assets"} <= {p.stem for p in LISTS}


@each_list
def test_it_holds_concepts_only(path: Path) -> None:
    """What has names but is no concept is not loaded: it would be lost without a word."""
    named = {
        q.subject.value
        for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
        if q.predicate.value.startswith(SKOS) and str(q.subject.value).startswith(ENTITY)
    }
    assert named
    assert named == set(concepts(path))


@each_list
def test_it_is_sorted(path: Path) -> None:
    iris = list(concepts(path))
    late = [(short(a), short(b)) for a, b in pairwise(iris) if a > b]
    assert late == []


@each_list
def test_every_concept_has_one_name_in_each_language(path: Path) -> None:
    wanted = Counter({"zh-hans": 1, "zh-hant": 1, "en": 1})
    wrong = {}
    for iri in concepts(path):
        tags = Counter(label.language for label in labels(path, iri, "prefLabel"))
        if tags != wanted:
            wrong[short(iri)] = dict(tags)
    assert wrong == {}


@each_list
def test_every_concept_has_a_source(path: Path) -> None:
    assert [short(iri) for iri, pairs in concepts(path).items() if DCT + "source" not in dict(pairs)] == []


@each_list
def test_no_form_is_one_character(path: Path) -> None:
    forms = {(short(iri), f.value) for iri in concepts(path) for f in labels(path, iri, "prefLabel", "altLabel")}
    assert [(key, form) for key, form in sorted(forms) if len(normal(form)) < 2] == []


@each_list
def test_every_letter_is_one_character(path: Path) -> None:
    letters = {
        (short(iri), o.value) for iri, pairs in concepts(path).items() for p, o in pairs if p == ONTOLOGY + "letter"
    }
    assert [(key, letter) for key, letter in sorted(letters) if len(letter) != 1] == []


@each_list
def test_every_form_is_clean(path: Path) -> None:
    forms = {(short(iri), f.value) for iri in concepts(path) for f in labels(path, iri, "prefLabel", "altLabel")}
    assert [
        (key, form) for key, form in sorted(forms) if form != form.strip() or re.search(r"[\n\t《》]|  ", form)
    ] == []


@each_list
def test_every_date_has_the_type_of_its_precision_and_a_life_ends_after_it_began(path: Path) -> None:
    wrong = []
    types = {4: "gYear", 7: "gYearMonth", 10: "date"}
    for iri, pairs in concepts(path).items():
        for p, o in pairs:
            if local(p, ONTOLOGY) in DATES:
                assert isinstance(o, ox.Literal), iri
                ok = re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?", o.value)
                if not ok or o.datatype.value != XSD + types[len(o.value)]:
                    wrong.append((short(iri), str(o)))
    for name in (load().names.by_key[short(iri)] for iri in concepts(path)):
        if name.begin and name.end and not before(name.begin, name.end):
            wrong.append((name.key, f"{name.begin} – {name.end}"))
    assert wrong == []


def test_every_iri_is_in_one_list() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in LISTS:
        for iri in concepts(path):
            places[short(iri)].append(path.stem)
    assert {key: stems for key, stems in places.items() if len(stems) > 1} == {}


def test_all_of_them_load() -> None:
    assert load().names.by_key.keys() == {short(iri) for path in LISTS for iri in concepts(path)}


def hints(path: Path) -> Iterator[tuple[Name, str, str]]:
    """Each property of a list's concepts that points to an entity (represents, party, capitalOf, within …)."""
    for iri in concepts(path):
        name = load().names.by_key[short(iri)]
        for hint, keys in name.hints.items():
            yield from ((name, hint, key) for key in keys)


@each_list
def test_every_hint_points_to_a_listed_thing(path: Path) -> None:
    listed = load().names.by_key
    assert [(name.key, hint, key) for name, hint, key in hints(path) if key not in listed] == []


@each_list
def test_every_hint_joins_the_classes_of_the_vocabulary(path: Path) -> None:
    knowledge = load()
    wrong = set()
    for name, hint, key in hints(path):
        own, target = knowledge.vocabulary.properties.get(hint), knowledge.names.by_key.get(key)
        if own is None or name.kind not in own.domain or (target and target.kind not in own.range):
            wrong.add(f"{name.kind} {hint} {target.kind if target else '?'}, as in {name.key} {hint} {key}")
    assert sorted(wrong) == []


def before(a: str, b: str) -> bool:
    """Whether the date ``a`` is not after ``b``, at the coarser of the two precisions."""
    length = min(len(a), len(b))
    return a[:length] <= b[:length]


def told_apart(a: Name, b: Name) -> bool:
    """Whether a date tells which is meant: one ended before the other began, or is older (then the later is meant)."""
    for one, other in ((a, b), (b, a)):
        if one.end and other.begin and before(one.end, other.begin):
            return True
        if one.begin and (other.begin is None or not before(one.begin, other.begin)):
            return True
    return False


def one_name() -> set[tuple[str, str, str]]:
    """Form and two keys, where nothing tells the two things apart. A Leader is a Person."""
    names = load().names
    found = set()
    for form, keys in names.forms.items():
        for a, b in combinations(sorted(keys), 2):
            one, other = names.by_key[a], names.by_key[b]
            kinds = {"Person" if n.kind == "Leader" else n.kind for n in (one, other)}
            if len(kinds) == 1 and not told_apart(one, other):
                found.add((form, a, b))
    return found


def test_two_things_of_one_name_are_told_apart_by_their_lives() -> None:
    excused = {(form, *sorted(keys)) for form, *keys in EXCUSED}
    assert one_name() - excused == set()
    assert excused - one_name() == set(), "these need no excuse any more"


def test_lives_tell_apart() -> None:
    def name(begin: str | None, end: str | None) -> Name:
        return Name("x", "State", {}, (), (), begin, end, {})

    assert told_apart(name("1912", "1949-10-01"), name("1949-10-01", None))
    assert told_apart(name(None, "1912"), name("1912-01-01", None))
    assert told_apart(name("1900", None), name("1920", None))
    assert told_apart(name(None, None), name("1920", None))
    assert not told_apart(name(None, None), name(None, None))
    assert not told_apart(name("1821-09-27", None), name("1821", "1823"))
    assert not told_apart(name(None, "1950"), name(None, "1960"))
