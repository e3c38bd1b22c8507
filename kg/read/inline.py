"""Inline markup, undone on the canvas: one pass for each kind, in the order in which they hide one another.

Every pass is linear in the text: possessive patterns, and bounded stacks where brackets nest.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Callable
from operator import ne

from kg.language.script import simplified, traditional
from kg.read.canvas import BLOCK, CELL, GONE, HARD, LITERAL, Canvas, erase

__all__ = ["clean_plain", "read_emphasis", "read_literals", "read_tags", "read_templates", "read_variants"]

Span = tuple[int, int]

_FENCE = re.compile(r"(?m)^[ \t]*+(?:`{3,}[^\n`]*+|~{3,}[^\n~]*+|:{3,}[^\n]*+)$")
_COMMENT = "<!--", "-->"
_REFERENCE = re.compile(
    r"\\\[[ ]?(?:(?:注|註|note|nb)?[ ]?(\d{1,4})|[a-z]"
    r"|[来來]源[请請]求|需要引文|[谁誰][？?]|何[时時][？?]|永久失效[链連][结接結]|失效[链連][结接結])[ ]?\\\]"
)
_PLAIN_REFERENCE = re.compile(r"(?<!\])\[\d{1,3}\](?!\()")
_ESCAPE = re.compile(
    r"(\\-(?=\\?\{)|(?<=-)\\\{|\\\}(?=\\?-)|(?<=\})\\-)"  # the marks of a variant stay marks
    r"|\\[!-/:-@\[-`{-~]|\\(?=\t?\n)"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_AUTOLINK = re.compile(r"(?<!\()<((?:https?|ftp|mailto):[^<>\s]*+)>")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*+)(?=[\s/>])([^<>]*+)>")
_SWALLOWING = frozenset({"ref", "style", "script", "math", "gallery", "timeline", "syntaxhighlight"})
_BLOCKS = re.compile(
    r"p|div|[lt][ir]|[uod]l|d[dt]|table|t(?:head|body)|caption|center|blockquote|h[1-6r]|section", re.IGNORECASE
)
_BOLD_TAGS = frozenset({"b", "strong"})
_TEMPLATE = re.compile(r"\{\{|\}\}")
_VARIANT = re.compile(r"-\0?\{([^{}\n]*+)\}\0?-")
_CHOICE = re.compile(r"(?:^|;)[\s\0]*+(?:[^;=]*+=>)?[\s\0]*+(zh(?:-[a-z]+)*+)[\s\0]*+:([^;]*+)", re.IGNORECASE)
_HIDING_FLAGS = frozenset("TH-")
_HANS = ("zh-hans", "zh-cn", "zh-sg", "zh-my", "zh")
_HANT = ("zh-hant", "zh-tw", "zh-hk", "zh-mo", "zh")
_STARS = re.compile(r"\*++|\n[ \t\0\u3000]*+(?=\n)")
_UNDERSCORES = re.compile(r"(?<![\w\x01])(__?)(?=[^\s_])([^_\n]*+)\1(?![\w\x01])|__([^\s_][^_\n]*+)__")
_SMALL_MARKS = re.compile(r"~~|`++|\^([^\s^]*+)\^|~([^\s~]{1,40}+)~")
_EMPTY = re.compile(r"[（(][^\S\n]*+(?:[\0,，、;；:：/／][^\S\n]*+)*+[）)]")


def clean_plain(canvas: Canvas) -> None:
    """What even a plain text may hold: reference marks, and brackets that nothing is left in."""
    canvas.work = _PLAIN_REFERENCE.sub(_gone, canvas.work)
    _drop_empty_brackets(canvas)


def read_literals(canvas: Canvas) -> None:
    """Comments, fences, reference marks, escapes and entities."""
    work = _FENCE.sub(_gone, erase(canvas.work, _comments(canvas.work)))
    canvas.marks = max((int(match[1]) for match in _REFERENCE.finditer(work) if match[1]), default=0)
    work = _REFERENCE.sub(_gone, work)
    canvas.work = _ESCAPE.sub(_unescaped, work)
    _decode_entities(canvas)


def read_tags(canvas: Canvas) -> None:
    """HTML tags; a note in ``<ref>`` goes with its content."""
    work = _AUTOLINK.sub(lambda match: GONE + match[1] + GONE, canvas.work)
    work = erase(work, _swallowed(work))
    canvas.work = _TAG.sub(_tag, work)


def read_variants(canvas: Canvas) -> None:
    """``-{杰}-`` and ``-{zh-hans:…; zh-hant:…}-``: the variant in the script of most of the document is kept."""
    if "{" not in canvas.work:
        return
    order = _HANS + _HANT if _mostly_simplified(canvas.source) else _HANT + _HANS
    for _ in range(2):  # one may stand within another
        canvas.work = _VARIANT.sub(lambda match: _variant(match, order), canvas.work)


def read_templates(canvas: Canvas) -> None:
    """``{{…}}``, nested ones with the outermost."""
    opened: list[int] = []
    spans: list[Span] = []
    for match in _TEMPLATE.finditer(canvas.work):
        if match[0] == "{{":
            opened.append(match.start())
        elif opened:
            start = opened.pop()
            while spans and spans[-1][0] > start:
                spans.pop()
            spans.append((start, match.end()))
    canvas.work = erase(canvas.work, spans)


def read_emphasis(canvas: Canvas) -> None:
    """Bold and italics, code and small marks, and the brackets that all this leaves empty."""
    spans: list[Span] = []
    opened: int | None = None
    work = canvas.work
    for match in _STARS.finditer(work):
        start, end = match.span()
        if work[start] == "\n":
            opened = None
            continue
        if work[start - 1 : start].strip() == "" and work[end : end + 1].strip() == "":
            continue  # a bullet, a rule, or a multiplication sign
        spans.append((start, end))
        for _ in range((end - start) // 2):
            if opened is None:
                opened = end
            else:
                canvas.bold.append((opened, start))
                opened = None
    for match in _UNDERSCORES.finditer(work):
        spans += [(match.start(), match.start(2) if match[1] else match.start(3))]
        spans += [(match.end(2) if match[1] else match.end(3), match.end())]
        if match[1] != "_":
            canvas.bold.append(match.span(2) if match[1] else match.span(3))
    canvas.work = _SMALL_MARKS.sub(_small_mark, erase(work, spans))
    _drop_empty_brackets(canvas)


def _gone(match: re.Match[str]) -> str:
    return GONE * len(match[0])


def _comments(work: str) -> list[Span]:
    spans, at = [], 0
    while (start := work.find(_COMMENT[0], at)) >= 0 and (end := work.find(_COMMENT[1], start)) >= 0:
        at = end + len(_COMMENT[1])
        spans.append((start, at))
    return spans


def _unescaped(match: re.Match[str]) -> str:
    if match[0] == "\\":
        return HARD
    return GONE + (match[1][1] if match[1] else LITERAL)


def _decode_entities(canvas: Canvas) -> None:
    views: list[str] = []
    works: list[str] = []
    at = 0
    for match in _ENTITY.finditer(canvas.work):
        decoded = html.unescape(match[0])
        if decoded == match[0]:
            continue
        length = len(match[0])
        visible = "".join(c for c in decoded if c.isprintable() or c.isspace())
        part = (visible if visible.isspace() else LITERAL * len(visible)).replace("\n", " ")
        views += [canvas.view[at : match.start()], visible.ljust(length)]
        works += [canvas.work[at : match.start()], part.ljust(length, GONE)]
        at = match.end()
    canvas.view = "".join([*views, canvas.view[at:]])
    canvas.work = "".join([*works, canvas.work[at:]])


def _swallowed(work: str) -> list[Span]:
    """Elements whose content is no text. A ``<ref>`` that is not closed in its paragraph loses its tag only."""
    spans: list[Span] = []
    opened: tuple[str, int] | None = None
    paragraph = _paragraph_ends(work)
    for match in _TAG.finditer(work):
        name = match[2].lower()
        if name not in _SWALLOWING or match[3].endswith("/"):
            continue
        if match[1]:
            if opened and opened[0] == name and (name != "ref" or paragraph(opened[1]) >= match.start()):
                spans.append((opened[1], match.end()))
                opened = None
        elif opened is None or (opened[0] == "ref" and paragraph(opened[1]) < match.start()):
            opened = (name, match.start())
    return spans


def _paragraph_ends(work: str) -> Callable[[int], int]:
    blank = [match.start() for match in re.finditer(r"\n[ \t\0]*+(?=\n)", work)]

    def after(place: int) -> int:
        at = bisect_left(blank, place)
        return blank[at] if at < len(blank) else len(work)

    return after


def _tag(match: re.Match[str]) -> str:
    name, length = match[2].lower(), len(match[0])
    if name == "br":
        part = HARD
    elif name in {"td", "th"}:
        part = CELL
    elif _BLOCKS.fullmatch(name):
        part = BLOCK
    elif name in _BOLD_TAGS:
        part = "**"
    else:
        part = ""
    return part.ljust(length, GONE)


def _mostly_simplified(source: str) -> bool:
    sample = source[:20_000]
    return _changes(sample, traditional(sample)) >= _changes(sample, simplified(sample))


def _changes(text: str, converted: str) -> int:
    """How many characters differ; lines whose length changed with the script are left out."""
    pairs = zip(text.split("\n"), converted.split("\n"), strict=True)
    return sum(sum(map(ne, one, other)) for one, other in pairs if len(one) == len(other))


def _variant(match: re.Match[str], order: tuple[str, ...]) -> str:
    start, end = match.span(1)
    content = match[1]
    flags, bar, body = content.rpartition("|")
    if bar:
        if _HIDING_FLAGS & set(flags.upper()):
            return _gone(match)
        start = end - len(body)
    choices = {one[1].lower(): one.span(2) for one in _CHOICE.finditer(content[start - match.start(1) :])}
    if choices:
        name = next((name for name in order if name in choices), next(iter(choices)))
        base, (first, last) = start, choices[name]
        start, end = base + first, base + last
        while start < end and match.string[start] in " \t\0":
            start += 1
    kept = match.string[start:end].rstrip(" ") if choices else match.string[start:end]
    return GONE * (start - match.start()) + kept + GONE * (match.end() - start - len(kept))


def _small_mark(match: re.Match[str]) -> str:
    inner = match[1] or match[2]
    return GONE + inner + GONE if inner else _gone(match)


def _drop_empty_brackets(canvas: Canvas) -> None:
    """Brackets left without words when a template was dropped, with the spaces before them."""
    for _ in range(2):
        spans, last = [], 0
        for match in _EMPTY.finditer(canvas.work):
            start = match.start()
            while start > last and canvas.work[start - 1] in " \u3000\0":
                start -= 1
            last = match.end()
            spans.append((start, last))
        canvas.work = erase(canvas.work, spans)
