"""What the program knows, read once from ``ontology/`` and validated: vocabulary, names, word classes, rules.

All of it is data that a historian can edit. A mistake in it raises :class:`kg.errors.BadKnowledge` with file and line.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.knowledge.names import Names, load_names
from kg.knowledge.rules import Rule, load_rules
from kg.knowledge.vocabulary import Vocabulary, load_vocabulary
from kg.knowledge.words import Words, load_words

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
    root = path or folder()
    vocabulary = load_vocabulary(root / "bangjiao.ttl")
    words = load_words(root / "words")
    names = load_names(root / "names", vocabulary)
    return Knowledge(vocabulary, names, words, load_rules(root / "rules", vocabulary, words))
