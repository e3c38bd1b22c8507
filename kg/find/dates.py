"""Dates: every expression that names a day, a month, a year or a vaguer time, resolved against what was said before.

A date that leaves out its year (6月22日) or names it by another (同年, 翌年) takes it from the latest date in reading
order: in the paragraph, then the section, then the heading's years, then the first year of the document. Historians
go back and forth within a year: a month earlier than the last one stays in its year unless 翌年 or 次年 says otherwise.
What stands in brackets, quotes or title marks has no say in what follows them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from kg.find.calendars import eras, julian_day, lunar_day, lunar_month_year
from kg.find.dategrammar import (
    ABOUT,
    BROKEN,
    CONNECTOR,
    DAY_OR_PART,
    PART,
    TAIL,
    explicit_years,
    number_of,
    scan,
    year_ranges,
    year_text,
)
from kg.find.inforce import Sections, brackets, dates_another, dates_in_force
from kg.language.numerals import plain
from kg.records import Document, Mention, Section

__all__ = ["dates_in_force", "find_dates", "year_ranges"]

_SEASONS: Final = {"春": 21, "夏": 22, "秋": 23, "冬": 24}
_JULIAN: Final = ("俄历", "儒略历")
_LUNAR: Final = ("农历", "阴历", "夏历", "旧历")
_APPROXIMATELY: Final = re.compile(r"(?:大约在?|大概|(?<![条公和合盟密草契商订缔签违履废毁换续守立])约[在于]?)$")
_SHIFT: Final = {
    f"{which}_{unit}": shift
    for which, shift in (("same", 0), ("next", 1), ("last", -1))
    for unit in ("year", "month", "day")
}
_EXPLICIT: Final = ("year", "ad", "bc")
_YEAR_KINDS: Final = (*_EXPLICIT, "era", "same_year", "next_year", "last_year")
# These mean the writer's own time unless a date stands in the same paragraph.
_LOOSE: Final = ("今年", "去年", "明年", "来年", "当年", "本年")
_ASCII: Final = re.compile("[0-9]")


class _When(NamedTuple):
    """What later dates are resolved against. ``lunar``: the lunar year and month, where the text counts in them."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    lunar: tuple[int, int | None] | None = None
    block: int = -1


@dataclass(frozen=True, slots=True)
class _Point:
    start: int
    end: int
    edtf: str
    how: str
    when: _When


def find_dates(document: Document) -> tuple[Mention, ...]:
    """Every date in the document's text, sorted by place, none overlapping another.

    ``keys`` holds one EDTF string of level 0 or 1: a year, month or day, ``196X``, ``18XX``, ``1958-22`` (a season),
    ``1950~``, or a range ``start/end``. ``how`` is ``date:absolute``, ``date:relative``, ``date:era``, ``date:lunar``
    (reckoned from the Chinese calendar), ``date:julian`` (from the Russian one), ``date:range``, or ``date:vague``
    for what no calendar date can say in full (1950年初, 夏天).
    """
    return tuple(
        Mention(p.start, p.end, "Date", (p.edtf,), document.text[p.start : p.end], p.how)
        for p in _Resolver(document).points()
    )


# --- resolving -------------------------------------------------------------------------------------------------------


class _Resolver:
    """Walks the date expressions of a document in reading order."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = plain(document.text)
        self.block_starts = [b.start for b in document.blocks]
        self.sections = Sections(document)
        self.when = _When()
        self.section: Section | None = None
        self.fallback: int | None = None
        self.body_years: dict[Section, int] = {}
        self.lead_day: _When | None = None
        self.century: int | None = None
        self.matches = list(scan().finditer(self.text))
        self.first_year = next((y[0] for m in self.matches if (y := explicit_years(m))), None)

    def points(self) -> list[_Point]:
        found: list[_Point] = []
        pairs = brackets(self.text)
        opened: list[tuple[int, _When]] = []
        next_bracket = end = 0
        for match in self.matches:
            start = match.start()
            if start < end:
                continue
            while opened and opened[-1][0] <= start:
                saved = opened.pop()[1]
                self.when = saved if saved.year is not None else self.when
            self._enter(start)
            while next_bracket < len(pairs) and pairs[next_bracket][0] < start:
                if pairs[next_bracket][1] > start:
                    opened.append((pairs[next_bracket][1], self.when))
                next_bracket += 1
            previous = found[-1] if found else None
            point, end = self._point(match, previous)
            if point is None:
                continue
            joined = self._join(previous, point) if previous else None
            if joined:
                found[-1] = joined
            else:
                found.append(point)
            if self.when.year is not None and dates_another(self.text, found[-1].end):
                continue
            if "/" not in found[-1].edtf or self.document.blocks[self._block(match.start())].kind != "heading":
                self.when = found[-1].when
            if match.lastgroup not in ("decade", "century"):
                self.century = None
            if self.lead_day is None and self.when.day and self.section == self.sections.first:
                self.lead_day = self.when
        return found

    def _enter(self, offset: int) -> None:
        """Forget the years of the section that was left, and find those that the new one starts from."""
        section = self.sections.at(offset)
        if section == self.section:
            return
        if self.section is not None and self.when.year is not None:
            self.body_years[self.section] = self.when.year
        self.section, self.when, self.century = section, _When(), None
        self.fallback = self._fallback(offset)

    def _fallback(self, offset: int) -> int | None:
        limits: tuple[int, int] | None = None
        for section in self.sections.around(offset):
            body = self.body_years.get(section) if section != self.section else None
            if body is not None and (limits is None or limits[0] <= body <= limits[1]):
                return body
            years = year_ranges(section.title)
            if years and years[1] - years[0] <= 1:
                return years[0]
            limits = limits or years
        first = self.first_year
        return first if first is not None and (limits is None or limits[0] <= first <= limits[1]) else None

    def _block(self, offset: int) -> int:
        return bisect_right(self.block_starts, offset) - 1

    def _point(self, match: re.Match[str], previous: _Point | None) -> tuple[_Point | None, int]:
        """The date that begins with ``match``, if it can be resolved, and where its words end."""
        kind = match.lastgroup or ""
        if kind in ("span", "lone", "century", "decade"):
            return self._stretch(match, kind)
        if kind == "more_days" and (previous is None or previous.end != match.start() - 1):
            return None, match.end()
        end, tail = match.end(), None
        if kind in _YEAR_KINDS or kind in ("numeric", "month"):
            tail = TAIL.match(self.text, end)
        elif kind.endswith("_month"):
            tail = DAY_OR_PART.match(self.text, end)
        end = tail.end() if tail else end
        anchor = self._anchor(match, kind, self.text[match.start() : end])
        if anchor is None or end == match.start():
            return None, end
        return self._finish(match, kind, _filled(anchor, match, kind, tail), tail, end)

    def _anchor(self, match: re.Match[str], kind: str, words: str) -> _When | None:
        """The year, month or day that the first words of a date name, or that what was said before gives it."""
        if kind == "numeric":
            return _When(int(match["ny"]), int(match["nm"]), int(match["nd"]))
        if kind in ("year", "ad", "bc", "era"):
            years = explicit_years(match)
            if years is None:
                return None
            lunar = kind == "era" and eras()[match["en"]].is_lunar(years[0])
            return _When(years[0], lunar=(years[0], None) if lunar else None)
        now = self.when
        lunar_month = None if _ASCII.search(words) or now.lunar is None else now.lunar[1]
        if kind in ("day", "more_days", "lunar_day", "month_part", "same_month"):
            if lunar_month and now.lunar:
                return _When(now.lunar[0], lunar_month, lunar=now.lunar)
            return now._replace(day=None) if now.month and now.year is not None and kind != "lunar_day" else None
        if kind.endswith("_day") or kind == "days_on":
            return self._other_day(match, kind)
        if kind in ("next_month", "last_month", "months_on"):
            months = _SHIFT[kind] if kind in _SHIFT else number_of(match["mo"])
            return _moved_months(now, months) if now.year and now.month and not now.lunar else None
        return self._other_year(match, kind)

    def _other_year(self, match: re.Match[str], kind: str) -> _When | None:
        now, block = self.when, self._block(match.start())
        year = now.year if now.year is not None else self.fallback
        if match[0] in _LOOSE and (now.year is None or now.block != block):
            return None
        if year is None or (kind == "years_on" and now.year is None):
            return None
        years = number_of(match["yo"]) if kind == "years_on" else _SHIFT.get(kind, 0)
        return _When(year + years, lunar=(now.lunar[0] + years, None) if now.lunar else None)

    def _other_day(self, match: re.Match[str], kind: str) -> _When | None:
        now, block = self.when, self._block(match.start())
        if kind == "same_day" and now.day is None and now.block != block and self.section == self.sections.first:
            # A lead opens with the day of its subject; 同日 at the head of a later paragraph means that day.
            return self.lead_day
        if now.day is None or now.block < block - 1:
            return None
        days = _SHIFT[kind] if kind in _SHIFT else number_of(match["do"] or match["do2"] or match["do3"])
        return _moved_days(now, days)

    def _finish(
        self, match: re.Match[str], kind: str, when: _When, tail: re.Match[str] | None, end: int
    ) -> tuple[_Point | None, int]:
        """The date with its vague parts, in the Gregorian calendar; None where no calendar has it."""
        start = match.start()
        before = self.text[max(0, start - 3) : start]
        vague = kind in ("year_part", "month_part") or bool(tail and (tail["part"] or tail["edge"]))
        part = PART.match(self.text, end) if not tail and kind in _YEAR_KINDS else ABOUT.match(self.text, end)
        end = part.end() if part else end
        about = "~" if part and (part[0] in ("前后", "左右")) else ""
        if _is_broken(self.text, end, has_month=bool(tail and tail["m"]) or kind == "numeric"):
            return None, end
        if kind in ("year", "ad", "numeric") and (prefix := _APPROXIMATELY.search(before)):
            start, about = start - len(prefix[0]), "~"
        if kind == "era" and eras()[match["en"]].is_unreckoned(when.year or 0):
            when = _When(when.year)
        words = self.text[match.start() : end]
        lunar = _is_lunar(when, kind, words, before, tail)
        resolved = _from_lunar(when, bool(tail and tail["leap"])) if lunar else _checked(when)
        if resolved is None:
            return None, end
        how = "date:era" if kind == "era" else "date:absolute" if kind in ("numeric", *_EXPLICIT) else "date:relative"
        how = "date:lunar" if lunar and resolved.day else how
        if before.endswith(_JULIAN) and resolved.day and resolved.month and resolved.year and resolved.year > 0:
            day = julian_day(date(resolved.year, resolved.month, resolved.day))
            resolved, how = resolved._replace(year=day.year, month=day.month, day=day.day), "date:julian"
        season = (tail["season"] if tail else "") or (match[0][0] if kind == "season_alone" else "")
        edtf = f"{year_text(resolved.year or 0)}-{_SEASONS[season]}" if season else _edtf(resolved)
        how = "date:vague" if vague or part or about or season else how
        return _Point(start, end, edtf + about, how, resolved._replace(block=self._block(start))), end

    def _stretch(self, match: re.Match[str], kind: str) -> tuple[_Point | None, int]:
        """Years in brackets or a heading, centuries, decades: times longer than a year."""
        end, block = match.end(), self._block(match.start())
        if kind == "span" and not match[0].endswith("年"):
            around = self.text[match.start() - 1 : match.start()] + self.text[end : end + 1]
            if around != "()" and self.document.blocks[block].kind != "heading":
                return None, end
        year = self.when.year if self.when.year is not None else self.fallback
        bounds = explicit_years(match, self.century if self.century is not None or year is None else year // 100)
        if bounds is None or bounds[0] > bounds[1]:
            return None, end
        how, edtf = "date:range", f"{year_text(bounds[0])}/{year_text(bounds[1])}"
        when = _When(bounds[0], block=block)
        if kind == "lone":
            edtf, how = year_text(bounds[0]), "date:absolute"
        elif kind != "span":
            self.century = bounds[0] // 100
            if bounds[1] - bounds[0] in (9, 99):
                edtf, how = year_text(bounds[0])[: -len(str(bounds[1] - bounds[0]))].ljust(4, "X"), "date:vague"
            when = self.when._replace(block=block)
            part = PART.match(self.text, end)
            end = part.end() if part else end
        return _Point(match.start(), end, edtf, how, when), end

    def _join(self, first: _Point, second: _Point) -> _Point | None:
        """The range of two dates with a dash or 至 between them; None without one, or if it would run backwards."""
        if not CONNECTOR.fullmatch(self.text, first.end, second.start) or "/" in first.edtf + second.edtf:
            return None
        low, high = _bound(first.edtf, "0"), _bound(second.edtf, "9")
        size = min(len(low), len(high))
        if low[:size] > high[:size] or low == high:
            return None
        one, other = first.when, second.when
        month = other.month if one.year == other.year else one.month
        when = one._replace(month=month, day=None)
        return _Point(first.start, second.end, f"{low}/{high}", "date:range", when)


def _filled(when: _When, match: re.Match[str], kind: str, tail: re.Match[str] | None) -> _When:
    """``when`` with the month and the day that its words add."""
    if tail and tail["m"]:
        return when._replace(month=number_of(tail["m"]), day=number_of(tail["d"]) if tail["d"] else None)
    if tail and tail["d"]:
        return when._replace(day=number_of(tail["d"]))
    if kind in ("day", "more_days", "lunar_day"):
        return when._replace(day=number_of(match["bd"] or match["md"] or match[0]))
    return when


def _is_lunar(when: _When, kind: str, words: str, before: str, tail: re.Match[str] | None) -> bool:
    """Whether a month and day are those of the Chinese calendar: so called, so written, or under a year that is."""
    if when.month is None:
        return False
    if before.endswith(_LUNAR) or kind == "lunar_day":
        return True
    if tail and tail["m"] and (tail["leap"] or tail["m"] in "正冬腊" or (tail["d"] or "").startswith("初")):
        return True
    return when.lunar is not None and (kind == "era" or not _ASCII.search(words))


def _is_broken(text: str, end: int, *, has_month: bool) -> bool:
    """Whether a month over 12 or a day over 31 follows: then the date is a misprint, not a year or a month."""
    match = BROKEN.match(text, end)
    if not match:
        return False
    number = number_of(match["n"])
    return number > 31 if match["unit"] == "日" and has_month else number > 12 and match["unit"] == "月"


def _checked(when: _When) -> _When | None:
    if when.year is None or (when.month is not None and not 1 <= when.month <= 12):
        return None
    if when.day is not None:
        days = monthrange(when.year, when.month)[1] if when.month and when.year > 0 else 31
        if when.month is None or not 1 <= when.day <= days:
            return None
    return when._replace(lunar=when.lunar if when.month is None else None)


def _from_lunar(when: _When, leap: bool) -> _When | None:
    """The Gregorian day, or the year that the month falls in; the year alone where the calendar can't be reckoned."""
    year = when.lunar[0] if when.lunar else when.year
    if year is None or when.month is None:
        return None
    month, lunar = when.month, (year, when.month)
    if when.day is None:
        middle = lunar_month_year(year, month, leap)
        return _When(middle or year, lunar=lunar)
    day = lunar_day(year, month, leap, when.day)
    if day is None:
        return _When(year, lunar=lunar) if year < 1583 and when.day <= 30 else None
    return _When(day.year, day.month, day.day, lunar=lunar)


def _moved_months(when: _When, months: int) -> _When:
    total = (when.year or 0) * 12 + (when.month or 1) - 1 + months
    return _When(total // 12, total % 12 + 1)


def _moved_days(when: _When, days: int) -> _When | None:
    if when.year is None or when.year < 1:
        return None
    moved = date(when.year, when.month or 1, when.day or 1) + timedelta(days=days)
    return _When(moved.year, moved.month, moved.day)


def _edtf(when: _When) -> str:
    parts = [year_text(when.year or 0)]
    if when.month:
        parts.append(f"{when.month:02d}")
        if when.day:
            parts.append(f"{when.day:02d}")
    return "-".join(parts)


def _bound(edtf: str, digit: str) -> str:
    """One end of a range from a date that may be vague: its first or its last year for 196X, the year of a season."""
    edtf = edtf.rstrip("~").replace("X", digit)
    return edtf[:4] if re.fullmatch(r"[0-9]{4}-2[1-4]", edtf) else edtf
