"""Which date is in force at a place in the text, and the places that this hangs on: brackets and sections."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Final

from kg.find.dategrammar import year_ranges, year_text
from kg.language.numerals import plain
from kg.records import Document, Mention, Section

__all__ = ["Sections", "brackets", "dates_another", "dates_in_force"]

_CLOSE: Final = {"(": ")", "《": "》", "〈": "〉", "「": "」", "『": "』", "“": "”", "‘": "’"}
_OF_A_TITLE: Final = re.compile(
    r"(?:签订|签署|缔结|订立|簽訂|簽署|締結|訂立)?的(?:《|[^，。；《]{0,2}(?:条约|條約|协定|協定|协议|協議|宣言|公约|公約))"
)
_BRACKET: Final = re.compile(r"[()《》〈〉「」『』“”‘’\n]")


def dates_in_force(document: Document, dates: tuple[Mention, ...]) -> Callable[[int], tuple[str, str] | None]:
    """A function from an offset of the text to the date in force there and how far it was carried.

    ``sentence``: the last date that ends before the offset in its sentence; one in brackets that are closed by then
    counts only if there is no other, and a range in closed brackets (a person's years) not at all. Thus the era and
    Julian dates of 「1858年5月28日（咸丰八年四月十六日，儒略历1858年5月16日）」 are never in force after the brackets.
    ``carried``: else the year of the last date before the sentence in its block, then in its section.
    ``heading``: else the first year of the nearest heading that has one. None where there is nothing.
    """
    return _InForce(document, dates)


def brackets(text: str) -> list[tuple[int, int]]:
    """Where brackets, quotes and title marks open and close, by their opening. None reaches over a line's end."""
    pairs: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for match in _BRACKET.finditer(text):
        sign = match[0]
        if sign == "\n":
            opened.clear()
        elif sign in _CLOSE:
            opened.append((_CLOSE[sign], match.start()))
        elif any(sign == close for close, _ in opened):
            while opened:
                close, start = opened.pop()
                if close == sign:
                    pairs.append((start, match.start()))
                    break
    return sorted(pairs)


def _closings(pairs: list[tuple[int, int]], dates: tuple[Mention, ...]) -> list[int | None]:
    """For each date the place where the innermost bracket around it closes, or None."""
    found: list[int | None] = []
    opened: list[int] = []
    following = 0
    for mention in dates:
        while following < len(pairs) and pairs[following][0] < mention.start:
            while opened and opened[-1] < pairs[following][0]:
                opened.pop()
            opened.append(pairs[following][1])
            following += 1
        while opened and opened[-1] < mention.start:
            opened.pop()
        found.append(opened[-1] if opened else None)
    return found


class Sections:
    """The sections of a document by offset."""

    def __init__(self, document: Document) -> None:
        self.sections = sorted(document.sections)
        self.starts = [s.start for s in self.sections]
        self.first = self.sections[0] if self.sections else None

    def around(self, offset: int) -> Iterator[Section]:
        """The sections that ``offset`` lies in, from the innermost outwards."""
        level = 100
        for index in range(bisect_right(self.starts, offset) - 1, -1, -1):
            section = self.sections[index]
            if section.level < level and section.end > offset:
                level = section.level
                yield section

    def at(self, offset: int) -> Section | None:
        """The innermost section that ``offset`` lies in."""
        return next(self.around(offset), None)


def dates_another(text: str, end: int) -> bool:
    """Whether a date that ends at ``end`` only tells which treaty is meant (1945年的《中苏友好同盟条约》)."""
    return _OF_A_TITLE.match(text, end) is not None


class _InForce:
    def __init__(self, document: Document, dates: tuple[Mention, ...]) -> None:
        self.blocks = document.blocks
        self.block_starts = [b.start for b in document.blocks]
        self.sections = Sections(document)
        self.dates = dates
        self.ends = [d.end for d in dates]
        self.others = [dates_another(document.text, d.end) for d in dates]
        self.closes = _closings(brackets(plain(document.text)), dates)
        self.years: dict[str, tuple[int, int] | None] = {}

    def __call__(self, offset: int) -> tuple[str, str] | None:
        index = bisect_right(self.block_starts, offset) - 1
        if index < 0:
            return None
        block = self.blocks[index]
        sentence = max((s.start for s in block.sentences if s.start <= offset), default=block.start)
        last = bisect_right(self.ends, offset) - 1
        bracketed = None
        while last >= 0 and self.dates[last].start >= sentence:
            close = self.closes[last]
            if close is None or close >= offset:
                return self.dates[last].keys[0], "sentence"
            if bracketed is None and "/" not in self.dates[last].keys[0]:
                bracketed = self.dates[last].keys[0]
            last -= 1
        if bracketed:
            return bracketed, "sentence"
        return self._carried(offset, last) or self._heading(offset)

    def _carried(self, offset: int, last: int) -> tuple[str, str] | None:
        section = self.sections.at(offset)
        floor = section.start if section else 0
        while last >= 0 and self.dates[last].start >= floor:
            if self.closes[last] is None and not self.others[last] and self._kind(self.dates[last].start) != "heading":
                return _year_of(self.dates[last].keys[0]), "carried"
            last -= 1
        return None

    def _kind(self, offset: int) -> str:
        index = bisect_right(self.block_starts, offset) - 1
        return self.blocks[index].kind if index >= 0 else ""

    def _heading(self, offset: int) -> tuple[str, str] | None:
        for section in self.sections.around(offset):
            if section.title not in self.years:
                self.years[section.title] = year_ranges(section.title)
            years = self.years[section.title]
            if years:
                return year_text(years[0]), "heading"
        return None


def _year_of(edtf: str) -> str:
    found = re.match(r"-?[0-9]{1,4}X{0,2}", edtf)
    return found[0] if found else edtf
