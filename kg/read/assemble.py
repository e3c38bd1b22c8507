"""From a canvas and its blocks to the clean text, with everything placed in it."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.read.anchors import anchor_length
from kg.read.apparatus import is_left_out
from kg.read.canvas import GONE, HARD, Canvas, RawBlock
from kg.read.sentences import sentences
from kg.records import Block, Link, Section, Span

__all__ = ["Placed", "Text", "assemble", "blocks_and_sections", "place_bold", "place_links", "words_of"]

_RUN = re.compile(r"([\s\0\x04]+)|[^\s\0\x04]+")
_HARD_BREAK = re.compile(r"  \t?\n")
# Characters that Chinese text sets without spaces between them, over a line's end too.
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff“”‘’…—·]")


class Placed(NamedTuple):
    """A block's place in the clean text. An empty heading starts where the next block does, and ends before that."""

    start: int
    end: int
    kind: str
    level: int


@dataclass(slots=True)
class Text:
    """The clean text, the source places of its characters, and its blocks."""

    text: str = ""
    offsets: array[int] = field(default_factory=lambda: array("q"))
    placed: list[Placed] = field(default_factory=list)

    def span(self, start: int, end: int) -> Span:
        """The clean text of ``source[start:end]``."""
        return Span(bisect_left(self.offsets, start), bisect_left(self.offsets, end))


def words_of(canvas: Canvas, block: RawBlock) -> str:
    """The clean text of one block."""
    return "".join(_render(canvas, block)[0])


def assemble(canvas: Canvas, blocks: list[RawBlock]) -> Text:
    """The clean text of ``blocks``, without the sections that are no running text."""
    result = Text()
    parts: list[str] = []
    length = 0
    left_out: int | None = None  # the level of the heading under which everything is left out
    for block in blocks:
        if left_out is not None and not 0 < block.level <= left_out:
            continue
        left_out = None
        pieces, offsets = _render(canvas, block)
        words = "".join(pieces)
        if block.level and is_left_out(words):
            left_out = block.level
            continue
        if words:
            if parts:
                parts.append("\n")
                result.offsets.append(result.offsets[-1] + 1)
                length += 1
            parts.append(words)
            result.offsets.extend(offsets)
        if words or block.level:
            start = length if words or not parts else length + 1
            length += len(words)
            result.placed.append(Placed(start, length, block.kind, block.level))
    result.text = "".join(parts)
    return result


def _render(canvas: Canvas, block: RawBlock) -> tuple[list[str], array[int]]:
    parts: list[str] = []
    offsets = array("q")
    gap, gap_at = "", -1
    for number, (start, end) in enumerate(block.pieces):
        if number:
            gap, gap_at = gap + "\n", gap_at if gap else block.pieces[number - 1][1]
        for run in _RUN.finditer(canvas.work, start, end):
            if run[1]:
                space = run[1].replace(GONE, "")
                if space and not gap:
                    gap_at = run.start() + len(run[1]) - len(run[1].lstrip(GONE))
                gap += space
                continue
            words = canvas.view[run.start() : run.end()]
            if gap and parts and (space := _space(gap, parts[-1][-1], words[0])):
                parts.append(space)
                offsets.append(gap_at)
            gap = ""
            parts.append(words)
            offsets.extend(range(run.start(), run.end()))
    return parts, offsets


def _space(gap: str, before: str, after: str) -> str:
    """What white space is kept of ``gap``: none at a soft line break between Chinese characters."""
    if "\n" in gap:
        soft = HARD not in gap and not _HARD_BREAK.search(gap)
        return "" if soft and _WIDE.match(before) and _WIDE.match(after) else " "
    return "\u3000" if gap[0] == "\u3000" else " "


def place_links(canvas: Canvas, result: Text) -> tuple[Link, ...]:
    """The links whose words are in the text, cut to the words that they name."""
    found = []
    for link in canvas.links:
        start, end = result.span(link.start, link.end)
        while start < end and result.text[start].isspace():
            start += 1
        anchor = result.text[start:end].rstrip()
        if anchor and "\n" not in anchor:
            length = anchor_length(anchor, link.target, whole=link.whole)
            found.append(Link(start, start + length, link.target, link.iri))
    return tuple(found)


def place_bold(canvas: Canvas, result: Text) -> tuple[Span, ...]:
    """The bold stretches, none over the end of a block."""
    spans = (result.span(start, end) for start, end in sorted(canvas.bold))
    return tuple(span for span in spans if span.start < span.end and "\n" not in result.text[span.start : span.end])


def blocks_and_sections(result: Text, title: str) -> tuple[tuple[Block, ...], tuple[Section, ...]]:
    """The blocks with their sentences, and the sections that the headings make."""
    blocks = tuple(
        Block(one.start, one.end, one.kind, sentences(result.text, one.start, one.end))
        for one in result.placed
        if one.start < one.end
    )
    return blocks, tuple(_sections(result, title))


def _sections(result: Text, title: str) -> list[Section]:
    placed, length = result.placed, len(result.text)
    heads = [n for n, one in enumerate(placed) if one.level]
    sections: list[Section] = []
    lead = heads[0] if heads else len(placed)
    if lead:
        sections.append(Section(0, placed[lead - 1].end, title, 1, (title,)))
    outer: list[tuple[int, str]] = []
    ends = _ends(placed, heads)
    for n in heads:
        start, end, _, level = placed[n]
        while outer and outer[-1][0] >= level:
            outer.pop()
        outer.append((level, result.text[start:end]))
        path = tuple(name for _, name in outer)
        start = min(start, length)
        sections.append(Section(start, max(start, ends[n]), path[-1], level, path))
    return sections


def _ends(placed: list[Placed], heads: list[int]) -> dict[int, int]:
    """For each heading, the end of the last block before the next heading of its own or a higher level."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for n in heads:
        while opened and placed[opened[-1]].level >= placed[n].level:
            ends[opened.pop()] = placed[n - 1].end
        opened.append(n)
    return ends | dict.fromkeys(opened, placed[-1].end if placed else 0)
