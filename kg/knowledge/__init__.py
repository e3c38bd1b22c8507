"""What the program knows, read once from ``ontology/`` and validated: vocabulary, names, word classes, rules.

All of it is data that a historian can edit. A mistake in it raises :class:`kg.errors.BadKnowledge` with file and line.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.knowledge.names import Names
    from kg.knowledge.rules import Rule
    from kg.knowledge.vocabulary import Vocabulary
    from kg.knowledge.words import Words

__all__ = ["Knowledge", "Names", "Rule", "Vocabulary", "Words", "folder", "load"]


# Compared by identity: it is loaded once, and patterns made from it are cached by it.
@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """The vocabulary, the name lists, the word classes and the rules."""

    vocabulary: Vocabulary
    names: Names
    words: Words
    rules: tuple[Rule, ...]


def folder() -> Path:
    """The ``ontology`` folder: beside the package in a checkout, within it when installed."""
    package = Path(__file__).resolve().parent.parent
    for place in (package / "ontology", package.parent / "ontology"):
        if (place / "bangjiao.ttl").is_file():
            return place
    raise FileNotFoundError("the ontology folder is missing: install bangjiao anew")


@cache
def load(path: Path | None = None) -> Knowledge:
    """Everything in ``path`` (default: :func:`folder`).

    Raises:
        BadKnowledge: a file is malformed; the error names file and, where it can, line.
    """
    from kg.knowledge.names import load_names
    from kg.knowledge.rules import load_rules
    from kg.knowledge.vocabulary import load_vocabulary
    from kg.knowledge.words import load_words

    root = path or folder()
    vocabulary = load_vocabulary(root / "bangjiao.ttl")
    words = load_words(root / "words")
    names = load_names(root / "names", vocabulary)
    return Knowledge(vocabulary, names, words, load_rules(root / "rules", vocabulary, words))


_HOMES = {"Names": "names", "Rule": "rules", "Vocabulary": "vocabulary", "Words": "words"}


def __getattr__(name: str) -> object:
    # Loaded on first use: who asks a graph wants the folder alone, and none of the readers of names and rules.
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module 'kg.knowledge' has no attribute {name!r}")
    return getattr(import_module(f"kg.knowledge.{_HOMES[name]}"), name)
