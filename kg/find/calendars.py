"""Calendars other than the Gregorian: the era table of ``ontology/names/eras.toml``, lunar and Julian days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from kg.errors import BadKnowledge
from kg.language.script import fold

__all__ = ["Era", "eras", "julian_day", "load_eras", "lunar_day", "lunar_month_year"]

# The calendar of an era → the first year in which its months and days are Gregorian.
_GREGORIAN_FROM = {"chinese": 1912, "japanese": 1873, "korean": 1896, "gregorian": 0}
# Histories say dates before the Gregorian reform in the Julian calendar: of those only the year is taken.
_REFORM = 1583


@dataclass(frozen=True, slots=True)
class Era:
    """An era: its name, the Gregorian year of its 元年, its last year (None: still counted), and its calendar."""

    name: str
    first: int
    last: int | None
    calendar: str

    def year(self, number: int) -> int | None:
        """The Gregorian year of the era's ``number``-th year; None where the era had no such year."""
        year = self.first + number - 1
        return year if number >= 1 and year <= (self.last or 2100) else None

    def is_lunar(self, year: int) -> bool:
        """Whether a month of that Gregorian year, counted in this era, is one of the Chinese lunar calendar."""
        return self.calendar != "japanese" and year < _GREGORIAN_FROM[self.calendar]

    def is_unreckoned(self, year: int) -> bool:
        """Whether its days can't be reckoned: the old Japanese calendar was at times a day off the Chinese one."""
        return self.calendar == "japanese" and year < _GREGORIAN_FROM["japanese"]


@cache
def eras() -> dict[str, Era]:
    """The eras of the project's own table by each of their forms, in simplified script."""
    from kg.knowledge import folder

    return load_eras(folder() / "names" / "eras.toml")


def load_eras(path: Path) -> dict[str, Era]:
    """Read an era table.

    Raises:
        BadKnowledge: an era lacks a key, has a calendar that is not known, ends before it begins, or is listed twice.
    """
    from kg.knowledge.words import read_toml

    found: dict[str, Era] = {}
    entries = read_toml(path).get("era")
    if not isinstance(entries, list) or not entries:
        raise BadKnowledge("needs [[era]] tables", path=str(path))
    for entry in entries:
        era = _era(entry, path)
        for form in (era.name, *map(fold, entry.get("forms", ()))):
            if form in found:
                raise BadKnowledge(f"the era {form} is listed twice", path=str(path))
            found[form] = era
    return found


def _era(entry: object, path: Path) -> Era:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        raise BadKnowledge("an era needs a name", path=str(path))
    name, first, last = fold(entry["name"]), entry.get("first"), entry.get("last")
    if not isinstance(first, int) or not all(isinstance(entry.get(key), str) for key in ("source", "polity")):
        raise BadKnowledge(f"the era {name} needs polity, first and source", path=str(path))
    if entry.get("calendar") not in _GREGORIAN_FROM:
        raise BadKnowledge(f"the era {name} needs a calendar: {', '.join(_GREGORIAN_FROM)}", path=str(path))
    if last is not None and (not isinstance(last, int) or last < first):
        raise BadKnowledge(f"the era {name} ends before it begins", path=str(path))
    return Era(name, first, last, entry["calendar"])


def lunar_day(year: int, month: int, leap: bool, day: int) -> date | None:
    """The Gregorian day of a day of the Chinese calendar (``year`` named for the Gregorian year that it begins in).

    None where the calendar has no such day, and for the years before 1583. Computed with lunar-python.
    """
    if year < _REFORM:
        return None
    from lunar_python import LunarMonth, Solar

    lunar_month = LunarMonth.fromYm(year, -month if leap else month)
    if lunar_month is None or not 1 <= day <= lunar_month.getDayCount():
        return None
    first = Solar.fromJulianDay(lunar_month.getFirstJulianDay())
    return date(first.getYear(), first.getMonth(), first.getDay()) + timedelta(days=day - 1)


def lunar_month_year(year: int, month: int, leap: bool) -> int | None:
    """The Gregorian year that the middle of a lunar month falls in: a lunar month is no Gregorian month."""
    middle = lunar_day(year, month, leap, 15)
    return middle.year if middle else None


def julian_day(day: date) -> date:
    """The Gregorian day on which Russia, say, wrote the Julian date ``day``."""
    year = day.year - (day.month <= 2)
    return day + timedelta(days=year // 100 - year // 400 - 2)
