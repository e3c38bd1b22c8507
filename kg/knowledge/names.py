"""The name lists of ``ontology/names/*.ttl``: SKOS concepts with every form of a name, dates and a source."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import BadKnowledge
from kg.kept import cached, digest, keep
from kg.knowledge.turtle import ENTITY, ONTOLOGY, RDF_TYPE, SKOS, Node, local, read_turtle
from kg.knowledge.vocabulary import Vocabulary
from kg.language.script import fold

__all__ = ["Name", "Names", "load_names", "normal", "read_names"]

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


class _Lazy(Mapping[str, Name]):
    """Names by key, each made from its row when it is first asked for: a document needs a few hundred of many thousand."""

    def __init__(self, rows: dict[str, list[Any]]) -> None:
        self._rows = rows
        self._made: dict[str, Name] = {}

    def __getitem__(self, key: str) -> Name:
        made = self._made.get(key)
        if made is None:
            kind, labels, forms, letters, begin, end, hints = self._rows[key]
            pairs = tuple((tag, form) for tag, form in forms)
            made = Name(key, kind, labels, pairs, tuple(letters), begin, end, {p: tuple(k) for p, k in hints.items()})
            self._made[key] = made
        return made

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def of_kind(self, kind: str) -> list[Name]:
        """All names of a class."""
        return [self[key] for key, row in self._rows.items() if row[0] == kind]


class Names:
    """All lists, and every form of a name in them. Forms are compared by :func:`normal`.

    ``letters`` are the one-letter names of states, folded, with the states that each may mean.
    """

    def __init__(self, rows: dict[str, list[Any]], forms: dict[str, list[str]], letters: dict[str, list[str]]) -> None:
        self.by_key = _Lazy(rows)
        self.forms = forms
        self.letters = {letter: tuple(keys) for letter, keys in letters.items()}
        # Forms by their first two characters, the longest first. An Aho-Corasick automaton scans five times as fast,
        # and takes longer to build than a hundred articles take to scan.
        lengths: dict[str, set[int]] = defaultdict(set)
        for form in forms:
            if len(form) > 1:
                lengths[form[:2]].add(len(form))
        self._lengths = {start: sorted(sizes, reverse=True) for start, sizes in lengths.items()}

    @classmethod
    def of(cls, names: Iterable[Name]) -> Names:
        """The lists that hold these names."""
        kept = list(names)
        return cls(_rows(kept), *_index(kept))

    def hits(self, folded: str) -> list[tuple[int, int, tuple[str, ...]]]:
        """Every longest form in a folded text, from the left: start, end, candidate keys."""
        found = []
        at = 0
        while at < len(folded) - 1:
            for size in self._lengths.get(folded[at : at + 2], ()):
                if at + size <= len(folded) and (keys := self.forms.get(folded[at : at + size])):
                    found.append((at, at + size, tuple(keys)))
                    at += size - 1
                    break
            at += 1
        return found

    def lookup(self, form: str) -> tuple[str, ...]:
        """The keys that a form may mean (none where it is not listed)."""
        return self.folded(normal(form))

    def folded(self, form: str) -> tuple[str, ...]:
        """The keys that a form, already folded, may mean."""
        return tuple(self.forms.get(form, ()))


def _rows(names: list[Name]) -> dict[str, list[Any]]:
    return {n.key: [n.kind, n.labels, n.forms, n.letters, n.begin, n.end, n.hints] for n in names}


def _index(names: list[Name]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Folded form → keys, and folded letter → keys."""
    forms: dict[str, set[str]] = defaultdict(set)
    letters: dict[str, set[str]] = defaultdict(set)
    given = [(label, name.key) for name in names for tag, label in (*name.labels.items(), *name.forms) if tag != "en"]
    # Folded in one go: a call for each of tens of thousands of forms would take most of the start.
    folded = fold("\n".join(label.replace("\n", " ") for label, _ in given)).split("\n")
    for form, (_, key) in zip(folded, given, strict=True):
        forms[form.translate(_MARKS)].add(key)
    for name in names:
        for letter in name.letters:
            letters[fold(letter)].add(name.key)
    return {f: sorted(k) for f, k in sorted(forms.items())}, {f: sorted(k) for f, k in sorted(letters.items())}


def load_names(folder: Path, vocabulary: Vocabulary) -> Names:
    """Read every ``.ttl`` of the folder, or what was kept of reading just these files (see :mod:`kg.kept`).

    Raises:
        BadKnowledge: a list is no Turtle, a concept has no class or label, an IRI or a form is not as it must be.
    """
    paths = sorted(folder.glob("*.ttl"))
    version = digest(paths)
    match cached("names", version):
        case [dict() as rows, dict() as forms, dict() as letters]:
            return Names(rows, forms, letters)
    names = read_names(paths, vocabulary)
    rows = _rows(names)
    forms, letters = _index(names)
    keep("names", version, [rows, forms, letters])
    return Names(rows, forms, letters)


def read_names(paths: Iterable[Path], vocabulary: Vocabulary) -> list[Name]:
    """Every name of the lists, in the order of the files. Raises BadKnowledge as :func:`load_names` does."""
    names: dict[str, Name] = {}
    for path in paths:
        for iri, node in read_turtle(path).items():
            if ox.NamedNode(SKOS + "Concept") not in node.get(RDF_TYPE, []):
                continue
            name = _name(iri, node, vocabulary, path)
            if name.key in names:
                raise BadKnowledge(f"ent:{name.key} is listed twice", path=str(path), line=_line(path, name.key))
            names[name.key] = name
    return list(names.values())


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
