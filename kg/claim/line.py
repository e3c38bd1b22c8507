"""A sentence as the rules see it: a string with one symbol a mention, and the way back to the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.knowledge.pattern import SYMBOLS, ZERO, Pattern
from kg.language.script import fold
from kg.records import Mention, Reading, Span

__all__ = ["Line", "Unit", "dates_in", "inner_line", "lines"]

_OPEN, _CLOSE = "（(", "）)"
_QUOTES = {"“": "”", "「": "」", "『": "』", "‘": "’"}
_QUOTE_MARKS = "”」』’》"
_BREAK = "，；：。！？,;:—"
# Offices that several may hold at once: 代表甲、乙 names two of them.
_DELEGATES = (
    *("代表", "委员", "议员", "特使", "公使", "大使", "使", "使臣", "使节", "参赞", "元老", "随员", "译员"),
    *("将领", "军官", "官员", "首席全权", "钦差大臣", "全权大臣", "大学士"),
)
# What one is by trade, and in no one's service: 俄国作家 is nobody's officer.
_CALLINGS = (
    *("先生", "夫人", "女士", "博士", "教授", "学者", "作家", "记者", "律师", "商人", "思想家", "革命家"),
    *("传教士", "教士", "神父", "牧师", "探险家", "冒险家", "海盗"),
)
# 日军, 英国远征军, 美国舰队: who is named by its forces.
_FORCES = ("军", "军队", "部队", "舰队", "骑兵", "步兵", "军团", "志愿队")
_WARS = ("战争", "内战", "大战", "冲突", "战事", "战斗", "一战", "二战", "登陆")
_BATTLES = ("战役", "会战", "海战", "之战", "之役", "保卫战", "攻防战")
_MEETINGS = ("会议", "大会", "和会", "会谈", "会晤", "峰会", "全会", "国会", "大", "谈判")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class Unit:
    """One character of a line: a character of the text, a mention, or the place of a subject left out (empty)."""

    char: str
    start: int
    end: int
    mention: Mention | None = None


class Line:
    """Units, and the string of their characters. ``quoted`` are stretches of text that stand in quotation marks."""

    def __init__(self, units: Sequence[Unit], quoted: Sequence[Span] = ()) -> None:
        self.units = list(units)
        self.quoted = tuple(quoted)
        self.text = "".join(u.char for u in self.units)
        self._verbs: dict[str, bool] = {}

    def has(self, pattern: Pattern) -> bool:
        """Whether the verb of a pattern stands anywhere in the line: without it, there is no need to look further."""
        found = self._verbs.get(pattern.verb)
        if found is None:
            found = self._verbs[pattern.verb] = not pattern.verb or pattern.trigger.search(self.text) is not None
        return found

    def replace(self, start: int, end: int, unit: Sequence[Unit]) -> Line:
        """The line with the units ``[start, end)`` replaced."""
        return Line([*self.units[:start], *unit, *self.units[end:]], self.quoted)

    def clause(self, at: int) -> tuple[int, int]:
        """The bounds, as indexes, of the clause that holds the index ``at``."""
        start = max((self.text.rfind(b, 0, at) for b in _BREAK), default=-1) + 1
        ends = [i for b in _BREAK if (i := self.text.find(b, at)) >= 0]
        return start, min(ends, default=len(self.text))


def lines(reading: Reading, span: Span, folded: str, outer: Sequence[Mention]) -> Iterator[Line]:
    """The line of a sentence, then one for each note in brackets: the mention before it, a comma, and the note.

    ``outer`` are the mentions of the sentence that stand within no other, in order.
    """
    units, quoted, notes = _units(span, folded, outer)
    yield Line(units, quoted)
    for note, host in notes:
        inner, quoted, _ = _units(note, folded, [m for m in outer if note.start <= m.start and m.end <= note.end])
        head = [host, Unit("，", note.start, note.start)] if host else []
        yield Line([*head, *inner], quoted)


def inner_line(title: Mention, folded: str, nested: Sequence[Mention]) -> Line:
    """What stands within the name of a treaty."""
    marks = title.text.startswith("《")
    units, _, _ = _units(Span(title.start + marks, title.end - marks), folded, nested)
    return Line([u for u in units if u.char != ZERO])


def _units(
    span: Span, folded: str, outer: Sequence[Mention]
) -> tuple[list[Unit], list[Span], list[tuple[Span, Unit | None]]]:
    units: list[Unit] = [Unit(ZERO, span.start, span.start)]
    quoted: list[Span] = []
    notes: list[tuple[Span, Unit | None]] = []
    starts = {m.start: m for m in outer}
    opened: list[tuple[int, int]] = []
    at = span.start
    while at < span.end:
        mention = starts.get(at)
        if mention is not None and mention.end <= span.end and (mention.keys or mention.kind == "Work"):
            units.append(Unit(SYMBOLS[_symbol(mention)], at, mention.end, mention))
            at = mention.end
            continue
        char = folded[at]
        if char in _OPEN and (close := _closing(folded, at, span.end)):
            if close - at > 1:
                host = next((u for u in reversed(units) if u.mention), None)
                notes.append((Span(at + 1, close), host if host and units[-1] is host else None))
            at = close + 1
            continue
        if char in _QUOTES:
            opened.append((len(units), at))
        elif opened and char == _QUOTES[folded[opened[-1][1]]]:
            index, start = opened.pop()
            if len(units) - index <= 2:
                # A name in quotation marks reads as the name.
                del units[index]
                at += 1
                continue
            if at - start > 10:
                quoted.append(Span(start, at))
        units.append(Unit(_PRIVATE.sub("\ufffd", char), at, at + 1))
        at += 1
        digits = char == "," and folded[at - 2 : at - 1].isdigit() and folded[at : at + 1].isdigit()
        if char in _BREAK and not digits:
            units.append(Unit(ZERO, at, at))
    return units, quoted, notes


def _symbol(mention: Mention) -> str:
    if mention.kind == "State" and mention.end - mention.start == 1 and mention.how != "reference":
        return "Letter"
    if mention.kind == "Office" and mention.keys[0].endswith(_DELEGATES):
        return "Delegate"
    if mention.kind == "Title" and mention.keys[0].endswith(_CALLINGS):
        return "Calling"
    sided = mention.kind in ("State", "Organization", "Government") or mention.how == "organ"
    if sided and mention.how != "reference" and fold(mention.text).endswith(_FORCES):
        return "Army"
    if mention.kind == "Event":
        names = (fold(mention.text).rstrip(_QUOTE_MARKS), re.sub(r"_[0-9]+$", "", mention.keys[0]))
        if any(n.endswith(_BATTLES) for n in names):
            return "Battle"
        if any(n.endswith(_WARS) for n in names):
            return "War"
        return "Meeting" if any(n.endswith(_MEETINGS) for n in names) else "Event"
    # A place acts through its army or government as a state does.
    acts = mention.how in ("organ", "polity") or (mention.how == "letter" and mention.end - mention.start > 1)
    if acts and mention.kind in ("State", "Territory"):
        return "Organ"
    return mention.kind


def _closing(text: str, at: int, end: int) -> int:
    depth = 0
    for i in range(at, end):
        depth += (text[i] in _OPEN) - (text[i] in _CLOSE)
        if depth == 0:
            return i
    return 0


def dates_in(line: Line, start: int, end: int) -> list[Mention]:
    """The dates in a stretch of the line, but for those that only tell which treaty is meant (1945年的《…》)."""
    treaty = "的" + SYMBOLS["Treaty"]
    return [
        u.mention
        for i, u in enumerate(line.units[start:end], start)
        if u.mention is not None and u.mention.kind == "Date" and line.text[i + 1 : i + 3] != treaty
    ]
