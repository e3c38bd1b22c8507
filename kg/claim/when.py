"""When an act takes place: the date in its sentence, the days listed together, the month of the sentence before."""

from __future__ import annotations

import re

from kg.claim.line import Line, dates_in
from kg.claim.match import Match
from kg.knowledge.pattern import SYMBOLS, ZERO

__all__ = ["When", "first_day"]

_LEAPS = re.compile(
    "后来|此后|其后|之后|以后|日后|战后|不久|最终|终于|至今|目前|如今|现在|今日|曾|此前|之前|以前|早在|早已|早年|原先|一直|历来|长期|"
    "多年|年后|年前|历史上|始终|多次|屡次|[每历][年次]|当代|期间|年代|世纪|以来|直到|直至|迄今|[成建]立后|今|现[典藏存为属在]"
)
_AFTERWARDS = re.compile("以后|之后|以前|之前|后，|前，")


class When:
    """What is kept of dates within a block: paragraphs of history are told in order of time.

    ``before`` is the month or year, of the last sentence that has a date; empty where there is none.
    """

    def __init__(self) -> None:
        self.before = ""
        self._line: Line | None = None

    def read(self, line: Line) -> None:
        """Begin a sentence; the dates of the one before are now past."""
        past = self._line if self._line is not line else None
        if past is not None and (dates := dates_in(past, 0, len(past.units))):
            last = dates[-1].keys[0]
            self.before = "" if "/" in last else last[:7]
        self._line = line

    def date(self, line: Line, match: Match) -> str | None:
        """The date of an act: the last one before its verb in the sentence, else one within the match."""
        # 侵入阿富汗以后，谈判中断: the date of what follows is not that of what went before.
        start = line.clause(match.trigger)[0] if _AFTERWARDS.match(line.text, match.end) else 0
        before = dates_in(line, start, match.trigger)
        within = dates_in(line, match.trigger, match.end)
        found = before[-1:] or within[:1]
        return found[0].keys[0] if found else None

    def days(self, line: Line, date: str) -> list[str]:
        """A date and those that it is listed with: 6月1日、3日和5日."""
        found: list[str] = []
        for i, unit in enumerate(line.units):
            if unit.char != SYMBOLS["Date"] or unit.mention is None:
                continue
            found = [*found, unit.mention.keys[0]] if i > 1 and line.text[i - 1] in "、和及" and found else []
            found = found or [unit.mention.keys[0]]
            if date in found and line.text[i + 1 : i + 2] not in ("、", "和", "及"):
                return found
        return [date]

    def month(self, line: Line) -> str | None:
        """The month or year that the sentence before tells of, if a sentence has no date and does not leap in time."""
        if line.text[:1] != ZERO:
            return None  # a note in brackets, on the name before it
        if self.before and not _LEAPS.search(line.text) and not dates_in(line, 0, len(line.units)):
            return self.before
        return None


def first_day(date: str | None) -> str:
    """The first day of a date, as names are asked for theirs; empty where there is none."""
    return (date or "").split("/")[0].rstrip("~?").replace("X", "0")
