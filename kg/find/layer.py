"""The growing layer of mentions over a document, and what the finders ask of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from kg.knowledge import Knowledge
from kg.knowledge.names import normal
from kg.records import Document, Mention

__all__ = ["LITERALS", "Layer", "key_of"]

#: Kinds of mention that are values, and hold no names.
LITERALS = frozenset({"Date", "Duration", "Money"})
_LONGEST = 80


def key_of(form: str) -> str:
    """The key of an unlisted entity: its name, folded, with nothing that an IRI's local name cannot hold."""
    return re.sub(r"[^\w·\-]+", "_", normal(form)).strip("_·-")


class Layer:
    """Mentions accepted so far. None overlaps another in part; what is offered later gives way."""

    def __init__(self, document: Document, folded: str, knowledge: Knowledge) -> None:
        self.document, self.folded, self.knowledge = document, folded, knowledge
        self._starts: dict[int, list[Mention]] = defaultdict(list)
        self._ends: dict[int, list[Mention]] = defaultdict(list)
        self.literal = bytearray(len(folded))
        self.title = bytearray(len(folded))

    def __iter__(self) -> Iterator[Mention]:
        """All mentions in order of place, the outer before the inner."""
        for start in sorted(self._starts):
            yield from sorted(self._starts[start], key=lambda m: -m.end)

    def fits(self, start: int, end: int) -> bool:
        """Whether ``[start, end)`` may be accepted: new, in no literal, overlapping nothing in part."""
        if start >= end or self.literal[start] or self.literal[end - 1]:
            return False
        for at in range(max(0, start - _LONGEST), end):
            for other in self._starts.get(at, ()):
                if (other.start, other.end) == (start, end) or (
                    other.start < start < other.end < end or start < other.start < end < other.end
                ):
                    return False
        return True

    def add(self, mentions: Iterable[Mention]) -> None:
        """Accept each mention that fits, in the order given."""
        for mention in mentions:
            if self.fits(mention.start, mention.end):
                self._starts[mention.start].append(mention)
                self._ends[mention.end].append(mention)
                if mention.kind in LITERALS:
                    self.literal[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
                if mention.how == "title marks":
                    self.title[mention.start : mention.end] = b"\1" * (mention.end - mention.start)

    def within(self, start: int, end: int) -> bool:
        """Whether ``[start, end)`` is part of a longer mention."""
        nearby = range(max(0, start - _LONGEST), start + 1)
        return any(m.end >= end and m.end - m.start > end - start for at in nearby for m in self._starts.get(at, ()))

    def mention(self, start: int, end: int, kind: str, keys: tuple[str, ...], how: str) -> Mention:
        """A mention of this document."""
        return Mention(start, end, kind, keys, self.document.text[start:end], how)

    def starting(self, at: int) -> list[Mention]:
        """The mentions that start at ``at``."""
        return self._starts.get(at, [])

    def ending(self, at: int, *kinds: str) -> Mention | None:
        """The longest mention of these kinds that ends at ``at``."""
        found = [m for m in self._ends.get(at, ()) if not kinds or m.kind in kinds]
        return min(found, key=lambda m: m.start, default=None)

    def kind(self, keys: tuple[str, ...]) -> str | None:
        """The kind of the first listed candidate; a leader is a Person."""
        name = self.knowledge.names.by_key.get(keys[0]) if keys else None
        return None if name is None else ("Person" if name.kind == "Leader" else name.kind)
