"""What a passage is about without naming it again: the treaty that is signed, the conference, the war."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.claim.line import Line, Unit
from kg.claim.match import Match
from kg.knowledge import Words
from kg.knowledge.pattern import SYMBOLS, symbols_of
from kg.records import Block, Mention, Reading

__all__ = ["Affairs"]

_CONFERENCE = re.compile(r"(?:会议|大会|和会|峰会|会谈|谈判|会晤|论坛)(?:_\d+)?$")
_WAR = re.compile(r"(?:战争|之战|大战|内战|战役|会战|海战|之役|冲突|事件|事变|武装冲突|入侵|干涉)(?:_\d+)?$")
# A section that tells of the signing; the lead of an article does so too.
_SIGNING = re.compile("签|簽|缔结|締結|订立|訂立|订约|訂約")
# Of those who have this office, one says that they sign.
_SIGNERS = re.compile("全权|签|画押|议约")
_DELEGATES = re.compile("代表|全权|签|画押|议约|钦差")
# A block that ends so leads into a list of delegates.
_ATTENDING = re.compile(r"(?:出席|与会|與會|代表|成员|成員|参加|參加|到会|到會)[^。；]{0,16}[：:]\s*$")
_AFFAIRS = symbols_of("Treaty|Event")


class Affairs:
    """The treaty or event spoken of, from sentence to sentence."""

    def __init__(self, reading: Reading, words: Words) -> None:
        sign = words.regex("sign")
        treaty = SYMBOLS["Treaty"]
        self._signs = re.compile(
            f"(?:{sign}|[签订])[^，。；：]{{0,6}}?(?P<after>{treaty})|(?P<before>{treaty})[^，。；：{treaty}]{{0,20}}?{sign}(?![后前的])"
        )
        named = [m for m in reading.mentions if m.kind in ("Treaty", "Event") and m.keys]
        topic = next((m for m in named if reading.topic in m.keys), None)
        self._topic = (topic.keys[0], topic.kind) if topic else None
        self._headings = dict(_headings(reading, named))
        self._before: tuple[str, str] | None = None
        self._concluded: tuple[str, str] | None = None
        self._fought: tuple[str, str] | None = None
        self._heading: tuple[str, str] | None = None
        self._signing = False
        self._line: Line | None = None
        self._document, self._text, self._attending = reading.document.text, "", False
        self._topic_of_list: tuple[str, str] | None = None

    @property
    def treaty(self) -> str | None:
        """The treaty that the heading names."""
        return self._heading[0] if self._heading and self._heading[1] == "Treaty" else None

    def attended(self, match: Match) -> list[tuple[str, str]]:
        """The conference of which the block lists those who sit in it."""
        found = self._heading or self._topic_of_list if self._attending else None
        return [found] if found and found[1] == "Event" else []

    def enter(self, block: Block, section: tuple[str, ...]) -> None:
        """Begin a block: what was spoken of in the one before is no longer, unless a heading names it."""
        if block.kind not in ("item", "ordered"):
            self._topic_of_list = None
        elif self._topic_of_list is None:
            before = (_last(self._line.units) if self._line else None) or self._before
            self._topic_of_list = before or self._topic
        self._line = self._before = self._concluded = self._fought = None
        self._heading = next((self._headings[t] for t in reversed(section[1:]) if t in self._headings), None)
        self._signing = len(section) < 2 or _SIGNING.search(section[-1]) is not None or self.treaty is not None
        listed = block.kind in ("item", "ordered")
        self._attending = listed and (self._attending or _ATTENDING.search(self._text) is not None)
        self._text = self._document[block.start : block.end]

    def read(self, line: Line) -> None:
        """Go on to the next line."""
        if self._line is not None:
            self._before = _last(self._line.units) or self._before
            self._fought = _last_war(self._line.units) or self._fought
            self._concluded = self._signed_in(self._line, len(self._line.units)) or self._concluded
        self._line = line

    def again(self, line: Line) -> None:
        """See the same line with its phrases replaced."""
        self._line = line

    def _spoken_of(self, match: Match) -> tuple[str, str] | None:
        here = _last(self._line.units[: match.start]) if self._line else None
        return here or self._before or self._heading or self._topic

    def signed(self, match: Match) -> list[tuple[str, str]]:
        """The treaty spoken of, where it is its signing that is told."""
        if not _of(match, _DELEGATES):
            return []
        here = _last(self._line.units[: match.start]) if self._line else None
        if here and here[1] == "Treaty":
            return [here]
        concluded = (self._signed_in(self._line, match.start) if self._line else None) or self._concluded
        found = concluded or self._spoken_of(match)
        if found is None or found[1] != "Treaty":
            return []
        return [found] if self._signing or concluded or _of(match, _SIGNERS) else []

    def _signed_in(self, line: Line, end: int) -> tuple[str, str] | None:
        """The treaty of which a line, up to an index, tells the signing."""
        found = list(self._signs.finditer(line.text, 0, end))
        mention = line.units[found[-1].start(found[-1].lastgroup or 0)].mention if found else None
        return (mention.keys[0], "Treaty") if mention else None

    def conference(self, match: Match) -> list[tuple[str, str]]:
        """The conference spoken of, of which those who hold an office in the match are delegates."""
        found = self._spoken_of(match)
        meant = found is not None and found[1] == "Event" and _CONFERENCE.search(found[0])
        return [found] if found and meant and _of(match, _DELEGATES) else []

    def fought(self, match: Match) -> list[tuple[str, str]]:
        """The war named last in the block."""
        here = _last_war(self._line.units[: match.start]) if self._line else None
        found = here or self._fought
        return [found] if found else []

    def war(self) -> list[tuple[str, str]]:
        """The war that the section, or else the document, is about."""
        found = self._heading or self._topic
        return [found] if found and found[1] == "Event" and _WAR.search(found[0]) else []


def _of(match: Match, offices: re.Pattern[str]) -> bool:
    """Whether the office in the slot ``role``, if there is one, is of a kind."""
    units = match.slots.get("role")
    return True if not units or units[0].mention is None else bool(offices.search(units[0].mention.keys[0]))


def _last(units: list[Unit]) -> tuple[str, str] | None:
    """The treaty or conference named last; a war that is ended by a treaty is not what is spoken of after it."""
    for unit in reversed(units):
        mention = unit.mention
        if unit.char in _AFFAIRS and mention and (mention.kind == "Treaty" or _CONFERENCE.search(mention.keys[0])):
            return mention.keys[0], mention.kind
    return None


def _last_war(units: list[Unit]) -> tuple[str, str] | None:
    wars = [
        u.mention.keys[0]
        for u in units
        if u.char in symbols_of("Event") and u.mention and _WAR.search(u.mention.keys[0])
    ]
    return (wars[-1], "Event") if wars else None


def _headings(reading: Reading, named: list[Mention]) -> Iterator[tuple[str, tuple[str, str]]]:
    for block in reading.document.blocks:
        if block.kind == "heading":
            here = [m for m in named if block.start <= m.start and m.end <= block.end]
            text = reading.document.text
            # 废除《甲城条约》 is no section on that treaty.
            if here and not text[block.start : here[-1].start].strip("《 #"):
                yield text[block.start : block.end].strip(), (here[-1].keys[0], here[-1].kind)
