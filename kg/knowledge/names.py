"""The name lists of ``ontology/names/*.ttl``: SKOS concepts with every form of a name, dates and a source."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import ahocorasick_rs
import pyoxigraph as ox

from kg.errors import BadKnowledge
from kg.knowledge.turtle import ENTITY, ONTOLOGY, RDF_TYPE, SKOS, Node, local, read_turtle
from kg.knowledge.vocabulary import Vocabulary
from kg.language.script import fold

__all__ = ["Name", "Names", "load_names", "normal"]

_BEGIN = ("foundedOn", "bornOn", "startedOn", "signedOn")
_END = ("dissolvedOn", "diedOn", "endedOn")
_TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
# Quotation marks, brackets and white space are no part of a name; the dot in a foreign name is written in many ways.
_MARKS = {ord(c): None for c in "《》〈〉“”\"'「」『』（）() \t\n\r\u3000\u00a0"} | {ord(c): "·" for c in "・‧•．"}
_LOCAL = re.compile(r"[\w·\-]+")


def normal(form: str) -> str:
    """A form of a name as it is looked up: folded, without quotation marks, brackets and white space; one kind of dot."""
    return fold(form).translate(_MARKS)


@dataclass(frozen=True, slots=True)
class Name:
    """An entity of the lists.

    ``labels`` are the preferred names by language tag, ``forms`` the others, ``letters`` the one-letter
    names used in compounds. ``begin`` and ``end`` bound its life (EDTF, None where not known).
    ``hints`` are the list's own properties (represents, party, within …): background to choose by, no facts.
    """

    key: str
    kind: str
    labels: dict[str, str]
    forms: tuple[tuple[str, str], ...]
    letters: tuple[str, ...]
    begin: str | None
    end: str | None
    hints: dict[str, tuple[str, ...]]

    def lived(self, date: str) -> bool:
        """Whether it existed on ``date`` (EDTF; compared at the coarser of the two precisions)."""

        def upto(a: str, b: str) -> bool:
            n = min(len(a), len(b))
            return a[:n] <= b[:n]

        return (self.begin is None or upto(self.begin, date)) and (self.end is None or upto(date, self.end))


class Names:
    """All lists, with an automaton over every form. Forms are compared by :func:`normal`."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.by_key: dict[str, Name] = {n.key: n for n in names}
        forms: dict[str, set[str]] = defaultdict(set)
        letters: dict[str, set[str]] = defaultdict(set)
        given = [
            (label, name.key)
            for name in self.by_key.values()
            for tag, label in (*name.labels.items(), *name.forms)
            if tag != "en"
        ]
        # Folded in one go: a call for each of tens of thousands of forms would take most of the start.
        folded = fold("\n".join(label.replace("\n", " ") for label, _ in given)).split("\n")
        for form, (_, key) in zip(folded, given, strict=True):
            forms[form.translate(_MARKS)].add(key)
        for name in self.by_key.values():
            for letter in name.letters:
                letters[fold(letter)].add(name.key)
        self.forms: dict[str, tuple[str, ...]] = {f: tuple(sorted(k)) for f, k in forms.items()}
        self.letters: dict[str, tuple[str, ...]] = {f: tuple(sorted(k)) for f, k in letters.items()}
        self._words = [f for f in self.forms if len(f) > 1]
        self._automaton = ahocorasick_rs.AhoCorasick(
            self._words, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, store_patterns=False
        )

    def hits(self, folded: str) -> list[tuple[int, int, tuple[str, ...]]]:
        """Every longest form in a folded text, from the left: start, end, candidate keys."""
        return [(s, e, self.forms[self._words[i]]) for i, s, e in self._automaton.find_matches_as_indexes(folded)]

    def lookup(self, form: str) -> tuple[str, ...]:
        """The keys that a form may mean (none where it is not listed)."""
        return self.forms.get(normal(form), ())


def load_names(folder: Path, vocabulary: Vocabulary) -> Names:
    """Read every ``.ttl`` of the folder.

    Raises:
        BadKnowledge: a list is no Turtle, a concept has no class or label, an IRI or a form is not as it must be.
    """
    names: dict[str, Name] = {}
    for path in sorted(folder.glob("*.ttl")):
        for iri, node in read_turtle(path).items():
            if ox.NamedNode(SKOS + "Concept") not in node.get(RDF_TYPE, []):
                continue
            name = _name(iri, node, vocabulary, path)
            if name.key in names:
                raise BadKnowledge(f"ent:{name.key} is listed twice", path=str(path), line=_line(path, name.key))
            names[name.key] = name
    return Names(names.values())


def _name(iri: str, node: dict[str, list[Node]], vocabulary: Vocabulary, path: Path) -> Name:
    key = local(iri, ENTITY)
    if not key or not _LOCAL.fullmatch(key):
        raise BadKnowledge(f"<{iri}> must be {ENTITY} and a name of letters, digits, · - _", path=str(path))
    kinds = [k for o in node[RDF_TYPE] if (k := local(o, ONTOLOGY))]
    if len(kinds) != 1 or kinds[0] not in vocabulary.classes:
        raise BadKnowledge(
            f"ent:{key} needs exactly one class of the vocabulary", path=str(path), line=_line(path, key)
        )
    labels = dict(_texts(node.get(SKOS + "prefLabel", [])))
    if "zh-Hans" not in labels:
        raise BadKnowledge(f"ent:{key} needs a skos:prefLabel in zh-Hans", path=str(path), line=_line(path, key))
    forms = tuple(_texts(node.get(SKOS + "altLabel", [])))
    for _, form in forms:
        if len(form) < 2:
            raise BadKnowledge(
                f"ent:{key}: a form of one character is given as kg:letter", path=str(path), line=_line(path, key)
            )

    def first(properties: tuple[str, ...]) -> str | None:
        found = [o.value for p in properties for o in node.get(ONTOLOGY + p, []) if isinstance(o, ox.Literal)]
        return found[0] if found else None

    hints = {
        iri[len(ONTOLOGY) :]: tuple(k for o in objects if (k := local(o, ENTITY)))
        for iri, objects in node.items()
        if iri.startswith(ONTOLOGY) and isinstance(objects[0], ox.NamedNode)
    }
    letters = tuple(o.value for o in node.get(ONTOLOGY + "letter", []) if isinstance(o, ox.Literal))
    return Name(
        key, kinds[0], labels, forms, letters, first(_BEGIN), first(_END), {p: k for p, k in hints.items() if k}
    )


def _texts(nodes: list[Node]) -> list[tuple[str, str]]:
    return [(_TAGS.get(o.language or "", "zh-Hans"), o.value) for o in nodes if isinstance(o, ox.Literal)]


def _line(path: Path, key: str) -> int | None:
    start = f"ent:{key} "
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.startswith(start):
            return number
    return None
