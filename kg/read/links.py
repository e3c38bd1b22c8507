"""Links and pictures: their markup off the canvas, their targets on record."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque

from kg.read.canvas import Canvas, RawLink, erase
from kg.read.targets import ARTICLE, CATEGORY, IMAGE, target_of

__all__ = ["read_links", "read_note"]

Span = tuple[int, int]

_NOTE = re.compile(r"^[> \t]*+本文[内內]容由\[([^\]\n]*+)\]\(([^\n]*?)\)[转轉][换換]而[来來]。?[ \t]*$", re.MULTILINE)
_BRACKETS = re.compile(r"[\[\]]|\n[ \t\0\u3000]*+(?=\n)")
_ADDRESS = re.compile(
    r"""\([ \t]*+
        (<[^<>\n]*+> | (?:[^()\s"<]++ | \([^()\s"]*+\) | [ \t]++(?=[^\s")]))*+)
        [ \t\0]*+\n?[ \t\0]*+ (?:"([^"\n]*+)"[ \t]*+)? \)""",
    re.VERBOSE,
)
_ATTRIBUTES = re.compile(r"\{[.#][^{}\n]*+\}")
_NUMBER = re.compile(r"\[\^?\s?\d{0,4}\s?\]|\[\^[^\]\s]{1,20}\]")
_DEFINITION = re.compile(r"(?m)^[ ]{0,3}\[[^\]\n]{1,100}+\]:[ \t]*+\S[^\n]*+$")
_CAPTION_END = re.compile(r"\\\]\\\]|\n")

# Brackets nest this deep at most; a text of nothing but brackets must not fill the memory.
_DEPTH = 64


def read_note(canvas: Canvas) -> None:
    """Take the converter's note away, and the title from its link."""
    match = _NOTE.search(canvas.work)
    if match:
        named = target_of(match[2].partition(" ")[0], match[1])
        canvas.note = named.title if named.kind == ARTICLE else match[1]
        canvas.page = named.iri
        canvas.work = erase(canvas.work, [match.span()])


def read_links(canvas: Canvas) -> None:
    """Replace links by their words; pictures go with their captions, categories altogether."""
    canvas.work = _DEFINITION.sub(lambda match: "\0" * len(match[0]), canvas.work)
    work = canvas.work
    spans: list[Span] = []
    pictures: list[Span] = []
    opened: deque[int] = deque(maxlen=_DEPTH)
    for match in _BRACKETS.finditer(work):
        if match[0] == "[":
            opened.append(match.start())
        elif match[0] != "]":
            opened.clear()
        elif opened:
            start, stop = opened.pop(), match.start()
            if address := _ADDRESS.match(work, stop + 1):
                _link(canvas, (start, stop), address, spans, pictures)
            elif attributes := _ATTRIBUTES.match(work, stop + 1):
                spans += [(start, start + 1), (stop, attributes.end())]
            elif _NUMBER.fullmatch(work, start, stop + 1):
                spans.append((start, stop + 1))
    spans += pictures
    spans += _captions(canvas.source, sorted(pictures))
    canvas.links.sort()
    canvas.work = erase(work, spans)


def _link(canvas: Canvas, words: Span, address: re.Match[str], spans: list[Span], pictures: list[Span]) -> None:
    start, stop = words
    anchor = canvas.source[start + 1 : min(stop, start + 300)]
    named = target_of(canvas.source[slice(*address.span(1))], anchor, address[2] or "")
    bang = start > 0 and canvas.work[start - 1] == "!"
    if bang or named.kind == IMAGE:
        pictures.append((start - bang, address.end()))
    elif named.kind == CATEGORY:
        canvas.categories.append(named.title)
        canvas.last_category = address.end()
        spans.append((start, address.end()))
    elif named.kind != ARTICLE and anchor.strip("\\[] ").isdecimal():
        spans.append((start, address.end()))  # a note of the source: [1](http…)
    else:
        spans += [(start, start + 1), (stop, address.end())]
        holds_another = bool(canvas.links) and canvas.links[-1].start > start
        if named.kind == ARTICLE and not holds_another:
            whole = _is_whole(canvas.work[max(start - 1, 0) : start], canvas.work[address.end() : address.end() + 1])
            canvas.links.append(RawLink(start + 1, stop, named.title, named.iri, whole))


def _is_whole(before: str, after: str) -> bool:
    """Whether an anchor between these two characters swallowed nothing: it would have taken letters that follow it,
    and what fills a pair of title or quotation marks is one name."""
    return after.isalpha() or (before + after) in {"《》", "〈〉", "“”", "「」", "『』"}


def _captions(source: str, pictures: list[Span]) -> list[Span]:
    r"""What is left of captions behind pictures: all up to ``\]\]`` on the same line."""
    ends = [(match.start(), match.end(), match[0] != "\n") for match in _CAPTION_END.finditer(source)]
    spans = []
    for number, (_, end) in enumerate(pictures):
        at = bisect_left(ends, (end,))
        if at == len(ends) or not ends[at][2]:
            continue
        start, stop, _ = ends[at]
        if number + 1 < len(pictures) and pictures[number + 1][0] < start:
            continue
        # After a space the running text goes on, unless it is one phrase.
        if source[end].isspace() and "。" in source[end:start]:
            continue
        spans.append((end, stop))
    return spans
