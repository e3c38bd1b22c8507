"""Sentences of a block: after 。！？…, but not within brackets, titles or quotations."""

from __future__ import annotations

import re

from kg.records import Span

__all__ = ["sentences"]

_PAIRS = dict(zip("）)》〉”’」』】]", "（(《〈“‘「『【[", strict=True))
_OPENERS = frozenset(_PAIRS.values())
_MARKS = re.compile(r"[（）()《》〈〉“”‘’「」『』【】\[\]]")
_END = re.compile(r"[。！？!?…]+[”’」』）)》〉】\"']*")
_QUOTES = frozenset("“‘「『")
# 「……，」: an ellipsis before these goes on.
_GOES_ON = frozenset("，、；：,;:》〉")


def sentences(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The sentences of ``text[start:end]``, without the white space around them."""
    found, at = [], start
    pairs = iter(_closed(text, start, end))
    pair = next(pairs, None)
    for match in _END.finditer(text, start, end):
        stop = match.end()
        while pair and pair[1] <= match.start():
            pair = next(pairs, None)
        if pair and pair[0] < match.start() and not (pair[2] in _QUOTES and stop >= pair[1]):
            continue  # a quotation that closes with its own full stop ends the sentence around it, a bracket does not
        if stop < end and text[stop] in _GOES_ON:
            continue
        found.append((at, stop))
        at = stop
    found.append((at, end))
    return tuple(span for one in found if (span := _trimmed(text, *one)))


def _closed(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """The outermost brackets that are closed, in order: place of the opener, end, opener."""
    stack: list[tuple[int, str]] = []
    waiting = dict.fromkeys(_OPENERS, 0)
    pairs: list[tuple[int, int, str]] = []
    for match in _MARKS.finditer(text, start, end):
        mark = match[0]
        if mark in _OPENERS:
            stack.append((match.start(), mark))
            waiting[mark] += 1
        elif waiting[_PAIRS[mark]]:
            while True:
                at, opener = stack.pop()
                waiting[opener] -= 1
                if opener == _PAIRS[mark]:
                    break
            while pairs and pairs[-1][0] > at:
                pairs.pop()
            pairs.append((at, match.end(), opener))
    return pairs


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None
