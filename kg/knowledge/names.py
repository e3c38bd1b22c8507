"""The name lists of ``ontology/names/*.ttl``: SKOS concepts with every form of a name, dates and a source."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

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
    """Names by key, each made from its row when it is first asked for: a document needs a few hundred of many thousand.

    A row is JSON, to be parsed then.
    """

    def __init__(self, columns: dict[str, list[str]]) -> None:
        self._rows = dict(_pairs(columns, "rows"))
        self._kinds = {kind: keys.split() for kind, keys in _pairs(columns, "kinds")}
        self._made: dict[str, Name] = {}

    def __getitem__(self, key: str) -> Name:
        made = self._made.get(key)
        if made is None:
            kind, labels, forms, letters, begin, end, hints = json.loads(self._rows[key])
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
        return [self[key] for key in self._kinds.get(kind, ())]


class Names:
    """All lists, and every form of a name in them. Forms are compared by :func:`normal`.

    ``letters`` are the one-letter names of states, folded, with the states that each may mean.
    """

    def __init__(self, columns: dict[str, list[str]]) -> None:
        """``columns`` are what :func:`_columns` makes. What they hold is taken apart when it is asked for."""
        self.by_key = _Lazy(columns)
        self.letters = {letter: tuple(keys.split()) for letter, keys in _pairs(columns, "letters")}
        self._forms = dict(_pairs(columns, "forms"))
        # The lengths of forms by their first two characters, the longest first. An Aho-Corasick automaton scans five
        # times as fast, and takes longer to build than a hundred articles take to scan.
        self._lengths = dict(_pairs(columns, "starts"))

    @property
    def forms(self) -> dict[str, tuple[str, ...]]:
        """Every folded form with the keys that it may mean."""
        return {form: tuple(keys.split()) for form, keys in self._forms.items()}

    @classmethod
    def of(cls, names: Iterable[Name]) -> Names:
        """The lists that hold these names."""
        return cls(_columns(list(names)))

    def hits(self, folded: str) -> list[tuple[int, int, tuple[str, ...]]]:
        """Every longest form in a folded text, from the left: start, end, candidate keys."""
        found = []
        at = 0
        while at < len(folded) - 1:
            for length in self._lengths.get(folded[at : at + 2], "").split():
                size = int(length)
                if at + size <= len(folded) and (keys := self._forms.get(folded[at : at + size])):
                    found.append((at, at + size, tuple(keys.split())))
                    at += size - 1
                    break
            at += 1
        return found

    def lookup(self, form: str) -> tuple[str, ...]:
        """The keys that a form may mean (none where it is not listed)."""
        return self.folded(normal(form))

    def folded(self, form: str) -> tuple[str, ...]:
        """The keys that a form, already folded, may mean."""
        return tuple(self._forms.get(form, "").split())


def _columns(names: list[Name]) -> dict[str, list[str]]:
    """All that is looked up, as parallel lists of texts, so that it can be kept and read back fast (:mod:`kg.kept`).

    ``rows``: key → the name as JSON; ``kinds``: class → keys; ``forms``: folded form → keys; ``letters``: folded letter
    → keys; ``starts``: the first two characters of forms → their lengths. Each has its keys in a list of its own.
    """
    forms: dict[str, set[str]] = defaultdict(set)
    letters: dict[str, set[str]] = defaultdict(set)
    kinds: dict[str, list[str]] = defaultdict(list)
    given = [(label, name.key) for name in names for tag, label in (*name.labels.items(), *name.forms) if tag != "en"]
    # Folded in one go: a call for each of tens of thousands of forms would take most of the start.
    folded = fold("\n".join(label.replace("\n", " ") for label, _ in given)).split("\n")
    for form, (_, key) in zip(folded, given, strict=True):
        forms[form.translate(_MARKS)].add(key)
    for name in names:
        kinds[name.kind].append(name.key)
        for letter in name.letters:
            letters[fold(letter)].add(name.key)
    starts: dict[str, set[int]] = defaultdict(set)
    for form in forms:
        if len(form) > 1:
            starts[form[:2]].add(len(form))
    tables = {
        "rows": {n.key: _row(n) for n in names},
        "kinds": {kind: " ".join(keys) for kind, keys in kinds.items()},
        "forms": {form: " ".join(sorted(keys)) for form, keys in sorted(forms.items())},
        "letters": {letter: " ".join(sorted(keys)) for letter, keys in sorted(letters.items())},
        "starts": {start: " ".join(map(str, sorted(sizes, reverse=True))) for start, sizes in sorted(starts.items())},
    }
    return {name + end: list(side) for name, t in tables.items() for end, side in (("_keys", t), ("", t.values()))}


def _pairs(columns: dict[str, list[str]], table: str) -> Iterator[tuple[str, str]]:
    return zip(columns[table + "_keys"], columns[table], strict=True)


def _row(name: Name) -> str:
    row = [name.kind, name.labels, name.forms, name.letters, name.begin, name.end, name.hints]
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def load_names(folder: Path, vocabulary: Vocabulary) -> Names:
    """Read every ``.ttl`` of the folder, or what was kept of reading just these files (see :mod:`kg.kept`).

    Raises:
        BadKnowledge: a list is no Turtle, a concept has no class or label, an IRI or a form is not as it must be.
    """
    paths = sorted(folder.glob("*.ttl"))
    version = digest(paths)
    if kept := cached("names", version):
        try:
            return Names(kept)
        except (KeyError, ValueError):
            pass  # a copy that is not as it should be is made anew
    columns = _columns(read_names(paths, vocabulary))
    keep("names", version, columns)
    return Names(columns)


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
