"""Lines to blocks: headings, paragraphs, items of lists, cells of tables."""

from __future__ import annotations

import re

from kg.read.canvas import BLOCK, CELL, RawBlock, lines_of
from kg.read.tables import table

__all__ = ["markdown_blocks", "plain_blocks"]

Span = tuple[int, int]

_BLANK = re.compile(r"[\s\0\x02-\x04]*+$")
_HEADING = re.compile(r"[ \0]*+(#{1,6})(?:[ \t\0\u3000]++|$)")
_ATTRIBUTES = re.compile(r"\{[#.][^{}]*+\}")
_MARGIN = " \t\0\u3000"
_RULE = re.compile(r"[ \t]*+([-*_])(?:[ \t]*+\1){2,}+[ \t]*+$")
_UNDERLINE = re.compile(r"(=|-)\1++[ \t]*+$")
_QUOTE = re.compile(r"(?:[ \t]{0,3}>[ \t]?)++")
_ITEM = re.compile(r"[ \t\0]*+(?:([-+*•◦▪●])|\(?\d{1,9}[.)]|#\.|[a-z]\.(?=  ))(?:[ \t\u3000]++|$)")
_DEFINITION = re.compile(r"[ \t]{0,3}[:~][ \t]++")

# Where a line of a plain text that was broken at a fixed width does not end.
_PLAIN_END = re.compile(r"[。！？!?…：:；;.”」』）)》】]\s*$")
_SHORT_LINE = 20


def markdown_blocks(work: str, source: str) -> list[RawBlock]:
    """The blocks of a markdown text whose inline markup is off the canvas."""
    return _Markdown(work, source).read()


def plain_blocks(work: str) -> list[RawBlock]:
    """The blocks of a plain text: each line, or the lines up to one that ends a sentence where lines were broken."""
    blocks: list[RawBlock] = []
    kind, pieces = "paragraph", list[Span]()
    for start, end in [*lines_of(work), (len(work), len(work))]:
        blank = bool(_BLANK.match(work, start, end))
        item = None if blank else _ITEM.match(work, start, end)
        goes_on = bool(pieces) and not blank and not item and not work[start:end].startswith(("\u3000", "  ", "\t"))
        if goes_on:
            before = work[slice(*pieces[-1])]
            goes_on = len(before) >= _SHORT_LINE and not _PLAIN_END.search(before[-8:])
        if not goes_on:
            if pieces:
                blocks.append(RawBlock(kind, tuple(pieces)))
            kind, pieces = "paragraph", []
        if item:
            kind, start = _kind(item), item.end()
        if not blank:
            pieces.append((start, end))
    return blocks


def _kind(item: re.Match[str]) -> str:
    return "item" if item[1] else "ordered"


class _Markdown:
    """The block that is open, and those that are done."""

    def __init__(self, work: str, source: str) -> None:
        self.work, self.source = work, source
        self.lines = lines_of(work)
        self.tagged = BLOCK in work or CELL in work
        self.blocks: list[RawBlock] = []
        self.kind = "paragraph"
        self.pieces: list[Span] = []
        self.stacked = False  # under an empty bullet, where each line stands for itself

    def read(self) -> list[RawBlock]:
        at = 0
        while at < len(self.lines):
            at = self.step(at)
        self.close()
        return self.blocks

    def step(self, at: int) -> int:
        """Read line ``at``; return the number of the next line to read."""
        start, end = self.lines[at]
        if _BLANK.match(self.work, start, end):
            self.close()
            self.stacked = False
            return at + 1
        if not self.pieces and (found := table(self.work, self.source, self.lines, at)):
            self.blocks += [RawBlock("cell", pieces) for pieces in found[0]]
            return found[1]
        if len(self.pieces) == 1 and self.kind == "paragraph" and (rule := _UNDERLINE.match(self.work, start, end)):
            self.kind = "heading"
            self.close(level=1 if rule[1] == "=" else 2)
            return at + 1
        if _RULE.match(self.work, start, end):
            self.close()
            return at + 1
        self.line(start, end)
        return at + 1

    def line(self, start: int, end: int) -> None:
        """A line that is no table and no rule."""
        if quote := _QUOTE.match(self.work, start, end):
            start = quote.end()
            if _BLANK.match(self.work, start, end):
                self.close()
                return
        if heading := _HEADING.match(self.work, start, end):
            self.close()
            self.stacked = False
            self.kind, self.pieces = "heading", [(heading.end(), self.heading_end(heading.end(), end))]
            self.close(level=len(heading[1]))
            return
        is_item = False
        while item := _ITEM.match(self.work, start, end):
            self.close()
            self.kind, start, is_item = _kind(item), item.end(), True
        if definition := _DEFINITION.match(self.work, start, end):
            self.close()
            self.kind, start, is_item = "item", definition.end(), True
        if is_item:
            self.stacked = bool(_BLANK.match(self.work, start, end))
            if self.stacked:
                # An empty item is no text, but tells a list of references.
                self.blocks.append(RawBlock(self.kind, ((start, end),)))
                self.kind = "paragraph"
                return
        elif self.stacked or (self.kind == "paragraph" and self.work.startswith("\u3000", start)):
            self.close()
            self.kind = "item" if self.stacked else "paragraph"
        self.pieces.append((start, end))

    def heading_end(self, start: int, end: int) -> int:
        """Where a heading's words end, before closing hashes and attributes."""
        words = self.work[start:end].rstrip(_MARGIN)
        at = words.rfind("{")
        if at >= 0 and _ATTRIBUTES.fullmatch(words, at):
            words = words[:at].rstrip(_MARGIN)
        without = words.rstrip("#")
        if len(without) < len(words) and (not without or without[-1] in _MARGIN):
            words = without
        return start + len(words)

    def close(self, *, level: int = 0) -> None:
        """End the open block."""
        if self.pieces:
            if self.tagged:
                self.blocks += self.parted(level)
            else:
                self.blocks.append(RawBlock(self.kind, tuple(self.pieces), level))
        self.kind, self.pieces = "paragraph", []

    def parted(self, level: int) -> list[RawBlock]:
        """The open block, parted where HTML tags start blocks and cells."""
        parts: list[tuple[str, list[Span]]] = [(self.kind, [])]
        for start, end in self.pieces:
            at = start
            for match in re.finditer("[\x02\x03]", self.work[start:end]):
                place = start + match.start()
                parts[-1][1].append((at, place))
                parts.append(("cell" if match[0] == CELL else self.kind, []))
                at = place + 1
            parts[-1][1].append((at, end))
        return [
            RawBlock(kind, tuple(pieces), level)
            for kind, pieces in parts
            if kind == "heading" or not all(_BLANK.match(self.work, *piece) for piece in pieces)
        ]
