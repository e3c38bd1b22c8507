"""The word classes of ``ontology/words/*.toml``: verbs of signing, endings of treaty names, office words …

Each table of a file is a class: ``why`` says what holds its words together, ``words`` lists them in simplified script.
"""

from __future__ import annotations

import re
import tomllib
from functools import cached_property
from pathlib import Path

from kg.errors import BadKnowledge
from kg.language.script import fold

__all__ = ["Words", "load_words", "read_toml"]


class Words:
    """Word classes by name, and the files that they were read from."""

    def __init__(self, classes: dict[str, tuple[str, ...]], paths: tuple[Path, ...] = ()) -> None:
        self.classes, self.paths = classes, paths

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self.classes[name]

    def __contains__(self, name: object) -> bool:
        return name in self.classes

    @cached_property
    def _alternations(self) -> dict[tuple[str, ...], str]:
        return {}

    def regex(self, *names: str) -> str:
        """A regular expression, without groups, for any word of the classes, the longest first."""
        made = self._alternations.get(names)
        if made is None:
            made = self._alternations[names] = _trie({w for n in names for w in self.classes[n]})
        return made


def _trie(words: set[str]) -> str:
    """Words as a regular expression that shares their beginnings: it compiles and fails faster than a plain list."""
    if not words - {""}:
        return ""
    rests: dict[str, set[str]] = {}
    for word in sorted(words - {""}):
        rests.setdefault(word[0], set()).add(word[1:])
    ends = "".join(re.escape(first) for first, rest in rests.items() if rest == {""})
    branches = [re.escape(first) + _trie(rest) for first, rest in rests.items() if rest != {""}]
    if ends:
        branches.append(f"[{ends}]" if len(rests) - len(branches) > 1 else ends)
    return f"(?:{'|'.join(branches)}){'?' if '' in words else ''}"


def read_toml(path: Path) -> dict[str, object]:
    """Parse a TOML file.

    Raises:
        BadKnowledge: it is no TOML.
    """
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise BadKnowledge(
            f"is no valid TOML: {error}", path=str(path), line=int(found[1]) if found else None
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadKnowledge(f"cannot be read: {error}", path=str(path)) from error


def load_words(folder: Path) -> Words:
    """Read every ``.toml`` of the folder.

    Raises:
        BadKnowledge: a class is malformed or defined twice, or lists a word twice.
    """
    classes: dict[str, tuple[str, ...]] = {}
    paths = tuple(sorted(folder.glob("*.toml")))
    for path in paths:
        for name, table in read_toml(path).items():
            if not isinstance(table, dict) or not isinstance(table.get("why"), str) or not table.get("words"):
                raise BadKnowledge(f"the class {name} needs why and words", path=str(path))
            words = tuple(fold(w) for w in table["words"])
            double = {w for w in words if words.count(w) > 1}
            if double:
                raise BadKnowledge(f"the class {name} lists {'、'.join(sorted(double))} twice", path=str(path))
            if name in classes:
                raise BadKnowledge(f"the class {name} is defined twice", path=str(path))
            classes[name] = words
    return Words(classes, paths)
