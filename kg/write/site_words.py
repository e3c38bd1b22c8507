"""Dates, spans and sums of the graph in a reader's language, as the page's script says them (page/words.js)."""

from __future__ import annotations

import re

from kg.language.script import traditional
from kg.records import Qualifiers

__all__ = ["LANGUAGES", "date_in_words", "literal_in_words", "when"]

#: The languages of the page and the site, by their number in a text given in three.
LANGUAGES = ("zh-Hans", "zh-Hant", "en")

_ENGLISH = 2
_SEASONS = {"21": ("春", "Spring"), "22": ("夏", "Summer"), "23": ("秋", "Autumn"), "24": ("冬", "Winter")}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_SPAN = re.compile(r"P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
_UNITS = (("年", "year"), ("个月", "month"), ("周", "week"), ("天", "day"))


def date_in_words(edtf: str, language: int) -> str:
    """``1950-02-14`` as 1950年2月14日 or 14 February 1950; an interval with a dash; what is no plain date stays as it is."""
    if "/" in edtf:
        return "–".join(date_in_words(end, language) for end in edtf.split("/"))
    found = _DATE.fullmatch(edtf)
    if not found:
        return edtf
    year, month, day = found.groups()
    if month in _SEASONS and day is None:
        season = _SEASONS[month]
        return f"{season[1]} {int(year)}" if language == _ENGLISH else f"{int(year)}年{season[0]}"
    if month is not None and not 1 <= int(month) <= 12:
        return edtf
    if language == _ENGLISH:
        return " ".join(
            [*([str(int(day))] if day else []), *([_MONTHS[int(month) - 1]] if month else []), str(int(year))]
        )
    return f"{int(year)}年{f'{int(month)}月' if month else ''}{f'{int(day)}日' if day else ''}"


def literal_in_words(value: str, language: int) -> str:
    """A date, or a span: ``P30Y`` as 30年 or 30 years."""
    found = _SPAN.fullmatch(value)
    if not found:
        return date_in_words(value, language)
    counts = [(int(n), unit) for n, unit in zip(found.groups(), _UNITS, strict=True) if n]
    if language == _ENGLISH:
        return " ".join(f"{n} {unit}{'' if n == 1 else 's'}" for n, (_, unit) in counts)
    words = "".join(f"{n}{unit}" for n, (unit, _) in counts)
    return traditional(words) if language else words


def when(qualifiers: Qualifiers, language: int, since: str, until: str) -> str:
    """When a fact held; ``since`` and ``until`` are phrases with ``{d}`` for the date. Empty where nothing is said."""
    if qualifiers.on_date:
        return date_in_words(qualifiers.on_date, language)
    first, last = (date_in_words(date or "", language) for date in (qualifiers.from_date, qualifiers.to_date))
    if first and last:
        return f"{first}–{last}"
    return since.replace("{d}", first) if first else until.replace("{d}", last) if last else ""
