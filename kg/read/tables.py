"""Tables as pandoc writes them: pipe, grid, simple and multiline tables, taken apart into cells.

Cells come in the order of the source, so that offsets stay in order: where several cells of a row run over
several lines, each line of a cell is a cell of its own.
(https://pandoc.org/MANUAL.html#tables)
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["table"]

Span = tuple[int, int]
Cells = list[tuple[Span, ...]]

_PIPE_RULE = re.compile(r"[ \t]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+$")
_GRID_RULE = re.compile(r"[ \t]*+\+(?:[-=:]{2,}+\+)++[ \t]*+$")
_GRID_LINE = re.compile(r"[ \t]*+[+|]")
_COLUMNS = re.compile(r"[ \t]*+-{2,}+(?:[ \t]++-{2,}+)++[ \t]*+$")
_DASHES = re.compile(r"[ \t]*+-{5,}+[ \t]*+$")
_DASH_RUN = re.compile(r"-+")
_SPACE = re.compile(r"[\s\0]*$")
_HEAD_LINES = 6


def table(work: str, source: str, lines: list[Span], at: int) -> tuple[Cells, int] | None:
    """The cells of the table that begins with line ``at``, and the number of the line after it, if there is one."""
    first = lines[at]
    if _GRID_RULE.match(work, *first):
        return _grid(work, lines, at)
    if _COLUMNS.match(work, *first):
        return _columns(work, source, lines, (at, at, at + 1), multiline=False)
    if at + 1 < len(lines):
        if "|" in work[slice(*first)] and "|" in work[slice(*lines[at + 1])] and _PIPE_RULE.match(work, *lines[at + 1]):
            return _pipe(work, lines, at)
        if _COLUMNS.match(work, *lines[at + 1]):
            return _columns(work, source, lines, (at + 1, at, at + 1), multiline=False)
    if _DASHES.match(work, *first):
        for rule in range(at + 1, min(at + _HEAD_LINES, len(lines))):
            if _blank(work, lines[rule]):
                break
            if _COLUMNS.match(work, *lines[rule]):
                return _columns(work, source, lines, (rule, at + 1, rule), multiline=True)
    return None


def _blank(work: str, line: Span) -> bool:
    return bool(_SPACE.match(work, *line))


def _pipe(work: str, lines: list[Span], at: int) -> tuple[Cells, int]:
    cells = _split(work, lines[at])
    at += 2
    while at < len(lines) and not _blank(work, lines[at]) and "|" in work[slice(*lines[at])]:
        cells += _split(work, lines[at])
        at += 1
    return [(cell,) for cell in cells], at


def _split(work: str, line: Span) -> list[Span]:
    cells, start = [], line[0]
    for place in range(*line):
        if work[place] == "|":
            cells.append((start, place))
            start = place + 1
    return [*cells, (start, line[1])]


def _grid(work: str, lines: list[Span], at: int) -> tuple[Cells, int]:
    cells: Cells = []
    columns: list[int] = []
    while at < len(lines) and _GRID_LINE.match(work, *lines[at]):
        if _GRID_RULE.match(work, *lines[at]):
            columns = []
        else:
            row = [(n, cell) for n, cell in enumerate(_split(work, lines[at])) if not _blank(work, cell)]
            _add(work, cells, columns, row)
        at += 1
    return cells, at


def _add(work: str, cells: Cells, columns: list[int], row: list[tuple[int, Span]]) -> None:
    """One line of a row: a single cell that goes on is joined to its first line. ``columns`` is the line before."""
    here = [number for number, _ in row]
    found = [(start, start + len(work[start:end].rstrip(" \t"))) for _, (start, end) in row]  # without the padding
    if len(here) == 1 and columns and columns[-1] == here[0]:
        cells[-1] = (*cells[-1], found[0])
    else:
        cells += [(cell,) for cell in found]
    columns[:] = here or columns


def _columns(
    work: str, source: str, lines: list[Span], head: tuple[int, int, int], *, multiline: bool
) -> tuple[Cells, int]:
    """A table whose columns are told by a line of dashes; ``head`` is that line, and the lines of the table's head."""
    rule, head_start, head_end = head
    starts = [_width(source[lines[rule][0] : m.start()]) for m in _DASH_RUN.finditer(source, *lines[rule])]
    cells: Cells = []
    columns: list[int] = []
    for number in range(head_start, head_end):
        if number != rule:
            _add(work, cells, columns, _slices(work, source, lines[number], starts))
    columns = []
    at = rule + 1
    while at < len(lines):
        line = lines[at]
        if _DASHES.match(work, *line) or _COLUMNS.match(work, *line):
            return cells, at + 1
        if _blank(work, line):
            if not multiline:
                return cells, at
            columns = []
        else:
            _add(work, cells, columns if multiline else [], _slices(work, source, line, starts))
        at += 1
    return cells, at


def _width(text: str) -> int:
    return sum(_wide(c) for c in text)


def _wide(character: str) -> int:
    return 0 if unicodedata.combining(character) else 1 + (unicodedata.east_asian_width(character) in "WF")


def _slices(work: str, source: str, line: Span, starts: list[int]) -> list[tuple[int, Span]]:
    """The cells of a line, cut where the columns start, but never within a word that runs over."""
    cuts = [line[0]]
    column, wanted = 0, iter(starts[1:])
    start = next(wanted, None)
    for place in range(*line):
        if start is not None and column >= start and source[place - 1].isspace():
            cuts.append(place)
            start = next(wanted, None)
        column += _wide(source[place])
    ends = [*cuts[1:], line[1]]
    return [(n, cell) for n, cell in enumerate(zip(cuts, ends, strict=True)) if not _blank(work, cell)]
