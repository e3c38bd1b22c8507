"""Dates of unequal precision, compared as far as both go: 1950 is neither before nor after 1950-02-14."""

from __future__ import annotations

import re
from datetime import date

__all__ = ["TYPES", "agree", "before", "plain", "valid"]

_XSD = "http://www.w3.org/2001/XMLSchema#"
#: The datatype of a date, and the length that its text has.
TYPES = {_XSD + "gYear": 4, _XSD + "gYearMonth": 7, _XSD + "date": 10}
_PLAIN = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def plain(text: str | None) -> bool:
    """Whether it is a year, a month or a day that :func:`before` can compare."""
    return text is not None and _PLAIN.fullmatch(text) is not None


def before(one: str, other: str) -> bool:
    """Whether ``one`` lies wholly before ``other``. What is no plain date is before nothing."""
    if not (plain(one) and plain(other)):
        return False
    shorter = min(len(one), len(other))
    return one[:shorter] < other[:shorter]


def agree(one: str, other: str) -> bool:
    """Whether both may be the same day: one is the other, or a coarser form of it."""
    return not before(one, other) and not before(other, one)


def valid(text: str, datatype: str) -> bool:
    """Whether a date exists, and is written as its datatype has it: no time zone, no missing zero, no 30 February."""
    if not plain(text) or len(text) != TYPES[datatype]:
        return False
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return True
