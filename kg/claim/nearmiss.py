"""Why a rule whose verb stands in a sentence did not match it: the element of its pattern that nothing fills."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg.claim.context import Context
from kg.claim.line import Line
from kg.claim.match import matches
from kg.knowledge import Rule, Words
from kg.knowledge.pattern import Pattern, compile_pattern

__all__ = ["Near", "near_misses"]

_QUANTIFIER = re.compile(r"(?:(?:[?*+]|\{\d*,\d*\})\??)?")
_SLOT = re.compile(r"\{\w+:([\w|]+)\+?~?\}")


_LOOKS = ("(?=", "(?!", "(?<")


@dataclass(frozen=True, slots=True, order=True)
class Near:
    """A rule that nearly matched.

    ``start`` and ``end`` bound its verb in the document's text. ``wanted`` is the element of the pattern that is not
    filled, ``side`` says whether it is sought ``before`` or ``after`` the verb, ``reached`` are the elements that are.
    ``found`` is where the text that stands in its place begins (before the verb: ends); ``left_out`` says that
    the subject may be left out there, and that none is carried over from before. ``filled`` counts the slots filled.
    """

    start: int
    end: int
    rule: str
    side: str
    wanted: str
    reached: str
    found: int
    filled: int
    left_out: bool = False

    @property
    def kinds(self) -> str:
        """The classes that would fill it, if it is a slot."""
        slot = _SLOT.match(self.wanted)
        return slot[1] if slot else ""


@dataclass(frozen=True, slots=True)
class _Parts:
    """A pattern as the elements before its verb, the verb, and those after it."""

    before: tuple[str, ...]
    trigger: Pattern
    after: tuple[str, ...]


def near_misses(rule: Rule, line: Line, context: Context) -> Iterator[Near]:
    """For each verb of the rule that it did not match at, the pattern that came nearest.

    None where nothing but the verb is there: a rule is near when at least one of its slots is filled.
    """
    done = {m.trigger for m in matches(rule, line, context)}
    best: dict[int, tuple[tuple[int, int], Near]] = {}
    for pattern in rule.patterns:
        parts = _parts(pattern.source, context.knowledge.words)
        if parts is None:
            continue
        for verb in parts.trigger.regex.finditer(line.text):
            if verb.start() in done or verb.end() == verb.start():
                continue
            found = _nearest(rule.id, parts, line, verb.span(), context)
            if found and (verb.start() not in best or found[0] < best[verb.start()][0]):
                best[verb.start()] = found
    yield from (near for _, near in best.values())


def _nearest(
    rule: str, parts: _Parts, line: Line, verb: tuple[int, int], context: Context
) -> tuple[tuple[int, int], Near] | None:
    """The first element that fails, and how far from a match this is (sides that fail, less slots filled)."""
    start, end = verb
    skip, left, carried = _before(parts.before, line, start, context)
    reach, right = _after(parts.after, line, end, context.knowledge.words)
    filled = sum(map(_is_slot, (*parts.before[skip:], *parts.after[:reach]))) - carried
    failing = bool(skip or carried) + (reach < len(parts.after))
    if not failing or not filled:
        return None
    units = line.units
    place = (units[start].start, units[end - 1].end, rule)
    reached = "".join((*parts.before[skip:], f"«{line.text[start:end]}»", *parts.after[:reach]))
    if carried:
        near = Near(*place, "before", next(filter(_is_slot, parts.before)), reached, units[left].start, filled, True)
    elif skip:
        near = Near(*place, "before", parts.before[skip - 1], reached, units[left].start, filled)
    else:
        at = units[right].start if right < len(units) else units[-1].end
        near = Near(*place, "after", parts.after[reach], reached, at, filled)
    return (failing, -filled), near


def _before(elements: tuple[str, ...], line: Line, end: int, context: Context) -> tuple[int, int, bool]:
    """How many elements fail from the left, where the rest begin, and whether a subject left out has none to carry."""
    for skip in range(len(elements) + 1):
        pattern = _compiled("".join(elements[skip:]) + r"\Z", context.knowledge.words)
        found = pattern.regex.search(line.text, 0, end)
        if found:
            left_out = [n for n in pattern.zero if found.start(f"{n}_zero") >= 0]
            carried = all(context.carried(line, found.start(f"{n}_zero"), pattern.slots[n]) for n in left_out)
            return skip, found.start(), not carried
    raise AssertionError("nothing matches nothing")


def _after(elements: tuple[str, ...], line: Line, start: int, words: Words) -> tuple[int, int]:
    """How many elements hold from the left, and where they end."""
    for reach in range(len(elements), 0, -1):
        if found := _compiled("".join(elements[:reach]), words).regex.match(line.text, start):
            return reach, found.end()
    return 0, start


def _is_slot(element: str) -> bool:
    """Whether it cannot be passed over without filling a slot."""
    return bool(_SLOT.search(element)) and not element.endswith(("?", "*")) and not element.startswith(_LOOKS)


@cache
def _compiled(source: str, words: Words) -> Pattern:
    return compile_pattern(source, words)


@cache
def _parts(source: str, words: Words) -> _Parts | None:
    """The parts of a pattern; None where it has no verb of its own."""
    elements = list(_elements(re.sub(r"\s+", "", source)))
    if "«" not in elements:
        return None
    first, last = elements.index("«"), elements.index("»")
    trigger = _compiled("".join(elements[first + 1 : last]), words)
    return _Parts(tuple(elements[:first]), trigger, tuple(elements[last + 1 :]))


def _elements(source: str) -> Iterator[str]:
    """The steps of a pattern: slots, classes of words, groups and stretches of plain text, each with its quantifier."""
    at, plain = 0, ""
    while at < len(source):
        end = _end(source, at)
        quantifier = _QUANTIFIER.match(source, end)
        assert quantifier is not None
        step = source[at : quantifier.end()]
        at = quantifier.end()
        if len(step) == 1 and step not in "«»^$.":
            plain += step
            continue
        if plain:
            yield plain
            plain = ""
        yield step
    if plain:
        yield plain


def _end(source: str, at: int) -> int:
    """Where the step that begins at ``at`` ends, without its quantifier."""
    char = source[at]
    if char == "{":
        return source.index("}", at) + 1
    if char == "[":
        return source.index("]", at + 2) + 1
    if char == "\\":
        return at + 2
    if char != "(":
        return at + 1
    inside = at + 1
    while source[inside] != ")":
        inside = _end(source, inside)
    return inside + 1
