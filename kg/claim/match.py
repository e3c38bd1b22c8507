"""Finding a rule's patterns in a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.claim.line import Line, Unit
from kg.knowledge import Rule
from kg.knowledge.pattern import symbols_of

if TYPE_CHECKING:
    from kg.claim.context import Context

__all__ = ["Match", "matches"]


@dataclass(slots=True)
class Match:
    """Where a pattern matched, as indexes into the line, and the units in each slot."""

    start: int
    end: int
    trigger: int
    slots: dict[str, list[Unit]] = field(default_factory=dict)
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)


_ACTORS = symbols_of("Actor")
_PREPOSITION = re.compile("[与同跟向对从被给](?:上述|前述|其他|其余|这|该)?$")


def _governed(line: Line, start: int) -> bool:
    """Whether a match would begin with an actor that a preposition before it takes for its own (与四国及南也门断交)."""
    return line.text[start] in _ACTORS and _PREPOSITION.search(line.text, max(0, start - 3), start) is not None


def matches(rule: Rule, line: Line, context: Context) -> Iterator[Match]:
    """The matches of a rule's patterns, each trigger once: an earlier pattern of the rule comes before a later."""
    taken: set[int] = set()
    for pattern in rule.patterns:
        if not line.has(pattern):
            continue
        for found in pattern.regex.finditer(line.text):
            trigger = found.start("trigger") if "trigger" in pattern.regex.groupindex else found.start()
            if trigger in taken or (rule.level == "sentence" and _governed(line, found.start())):
                continue
            match = Match(found.start(), found.end(), trigger)
            for name, symbols in pattern.slots.items():
                start, end = found.span(name)
                if start >= 0:
                    match.spans[name] = (start, end)
                    match.slots[name] = [u for u in line.units[start:end] if u.char in symbols]
                elif name in pattern.zero and found.start(f"{name}_zero") >= 0:
                    match.slots[name] = context.carried(line, found.start(f"{name}_zero"), symbols)
            if any(name in pattern.zero and not match.slots.get(name) for name in pattern.zero):
                continue
            taken.add(trigger)
            yield match
