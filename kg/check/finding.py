"""What a check finds, and what it has to look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from kg.check.sources import Sources
from kg.check.view import Fact, Passage, View
from kg.knowledge.names import Name, Names
from kg.knowledge.vocabulary import Vocabulary

__all__ = ["Context", "Finding", "Side"]


@dataclass(frozen=True, slots=True, order=True)
class Side:
    """One side of a finding: what is said (a date, a name, a fact in words), and the passages that say it."""

    says: str
    evidence: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A finding: its code, the IRI of the thing or statement it is about, and the message in Chinese and English.

    ``sides`` are shown side by side: one for each thing said.
    """

    code: str
    subject: str
    zh: str
    en: str
    sides: tuple[Side, ...] = ()


@dataclass(frozen=True)
class Context:
    """What the checks look at: the graph, the name lists, the vocabulary, the source files (None: not given)."""

    view: View
    names: Names
    vocabulary: Vocabulary
    sources: Sources | None
    today: str = field(default="9999")

    def name(self, iri: str) -> Name | None:
        """The entry of the name lists for an entity, where the class is the same."""
        return self.names.by_key.get(self.view.key(iri))

    @cached_property
    def by_property(self) -> dict[str, list[Fact]]:
        """The affirmed facts by property."""
        found: dict[str, list[Fact]] = {}
        for fact in self.view.affirmed:
            found.setdefault(fact.property, []).append(fact)
        return found

    @cached_property
    def dates(self) -> dict[tuple[str, str], list[Fact]]:
        """The affirmed dates of each thing: (subject, property) → facts whose object is a date."""
        found: dict[tuple[str, str], list[Fact]] = {}
        for fact in self.view.affirmed:
            if fact.datatype:
                found.setdefault((fact.subject, fact.property), []).append(fact)
        return found

    def property_label(self, name: str, tag: str = "zh-Hans") -> str:
        """What a property is called."""
        known = self.vocabulary.properties.get(name)
        return known.labels.get(tag, name) if known else name

    def words(self, fact: Fact) -> str:
        """A fact in words: 苏联 承认 中华人民共和国 (1949-10-02), and who says so where the document only reports it."""
        value = fact.object if fact.datatype else self.view.label(fact.object)
        when = fact.qualifiers.get("onDate") or "–".join(
            fact.qualifiers.get(d, "") for d in ("fromDate", "toDate")
        ).strip("–")
        claimant = fact.qualifiers.get("claimant")
        says = f"{self.view.label(claimant)}{'否认' if fact.certainty == 'denied' else '称'}：" if claimant else ""
        text = f"{says}{self.view.label(fact.subject)} {self.property_label(fact.property)} {value}"
        return f"{text} ({when})" if when else text

    def side(self, fact: Fact, says: str | None = None) -> Side:
        """A fact as one side of a finding."""
        return Side(says or self.words(fact), fact.evidence)
