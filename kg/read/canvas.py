"""The sheet that the readers work on: what each character of the source stands for.

A document is cleaned without moving anything. Beside the source lie two strings of the same length:
``work`` says what part each character plays (text, markup that is gone, a break), ``view`` what it
reads as (an HTML entity's character stands at its first place). Cleaning only overwrites ``work``;
so a character's place in the source never has to be carried along.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["BLOCK", "CELL", "GONE", "HARD", "LITERAL", "Canvas", "RawBlock", "RawLink", "erase", "lines_of", "prepare"]

# Parts played in ``work``. Control characters of the source itself are GONE from the start.
GONE = "\0"
LITERAL = "\x01"  # an escaped character or an entity: text, whatever it looks like
BLOCK = "\x02"  # an HTML tag that starts or ends a block
CELL = "\x03"  # an HTML tag that starts a table cell
HARD = "\x04"  # a line break that is meant

# Zero-width characters go too: they hide names from every comparison.
_INVISIBLE = dict.fromkeys(
    [n for n in (*range(0x20), *range(0x7F, 0xA0)) if chr(n) not in "\t\n\r\x85"]
    + [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF],
    GONE,
)


class RawLink(NamedTuple):
    """A link's anchor in the source; ``whole`` if its surroundings show that it swallowed nothing."""

    start: int
    end: int
    target: str
    iri: str | None
    whole: bool


class RawBlock(NamedTuple):
    """A block's stretches of source, in order; ``level`` is that of a heading, else 0."""

    kind: str
    pieces: tuple[tuple[int, int], ...]
    level: int = 0

    @property
    def start(self) -> int:
        """Where the block's first stretch begins in the source."""
        return self.pieces[0][0]


@dataclass(slots=True)
class Canvas:
    """A source with its parts, and what was found on the way."""

    source: str
    view: str
    work: str
    note: str | None = None  # the title that the converter's note gives
    page: str | None = None  # and the address of the page that it was converted from
    links: list[RawLink] = field(default_factory=list)
    bold: list[tuple[int, int]] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    last_category: int | None = None  # where the last category link ends
    marks: int = 0  # the highest reference mark


def prepare(source: str) -> Canvas:
    """A canvas on which line ends are one ``\\n`` and nothing else is read yet."""
    # A carriage return becomes a tab: white space, yet not the two spaces of a hard line break.
    work = source.translate(_INVISIBLE).replace("\r\n", "\t\n").replace("\r", "\n")
    return Canvas(source, source, work)


def erase(work: str, spans: Iterable[tuple[int, int]]) -> str:
    """``work`` with the spans, which may overlap, GONE."""
    parts, at = [], 0
    for start, end in sorted(spans):
        if end <= at:
            continue
        start = max(start, at)
        parts += [work[at:start], GONE * (end - start)]
        at = end
    return "".join([*parts, work[at:]])


def lines_of(work: str) -> list[tuple[int, int]]:
    """The lines of ``work`` as spans without their line ends."""
    return [match.span() for match in re.finditer(r"(?m)^.*$", work)]
