"""Which event a sentence tells of without naming it: that of its section or of the whole article."""

from __future__ import annotations

import re

from kg.knowledge import Knowledge
from kg.records import Claim, Reading, Section

__all__ = ["Events"]

# Sections of an article on an event that tell of what was before it, or came of it.
_ASIDE = re.compile(
    r"背景|前因|起因|缘起|緣起|原因|序幕|后续|後續|後来|后果|後果|结果|結果|影响|影響|评价|評價|反应|反應|余波|餘波|战后|戰後|善后|善後|纪念|紀念|争议|爭議|遗产|遺產"
)


class Events:
    """The events of one document, and when they were, as far as lists and text tell."""

    def __init__(self, reading: Reading, knowledge: Knowledge) -> None:
        self.reading = reading
        self._begin: dict[str, str] = {}
        self._end: dict[str, str] = {}
        self._mentions = [m for m in reading.mentions if m.kind == "Event" and m.keys]
        for key in {m.keys[0] for m in self._mentions}:
            name = knowledge.names.by_key.get(key)
            if name and name.begin:
                self._begin[key] = name.begin
            if name and name.end:
                self._end[key] = name.end
        self._dated_by_text: set[str] = set()
        named = any(m.keys[0] == reading.topic for m in self._mentions)
        shaped = bool(reading.topic) and str(reading.topic).endswith(knowledge.words["event_ending_plain"])
        self._topic = reading.topic if named or shaped else None
        heads = {b.start: b for b in reading.document.blocks if b.kind == "heading"}
        self._of_section: dict[int, str] = {}
        for mention in self._mentions:
            block = heads.get(mention.start)
            if block and mention.end >= block.end - 1:
                self._of_section[block.start] = mention.keys[0]

    def note(self, claim: Claim) -> None:
        """Remember when an event began or ended, as the text has it."""
        (self._begin if claim.property == "startedOn" else self._end)[claim.subject] = claim.object
        if claim.property == "startedOn":
            self._dated_by_text.add(claim.subject)

    def told_at(self, offset: int, date: str | None) -> list[tuple[str, str]]:
        """The event that a section or the article is about, where a place and a date lie within its course."""
        sections = [s for s in self.reading.document.sections if s.start <= offset < s.end]
        for section in sorted(sections, key=lambda s: -s.level):
            if _ASIDE.search(section.title) and section.level > 1:
                return []
            if (key := self._heading(section)) and self._within(key, date):
                return [(key, "Event")]
        return [(self._topic, "Event")] if self._topic and self._within(self._topic, date) else []

    def undated(self, events: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Those of which no sentence yet has told when they began."""
        return [e for e in events if e[0] not in self._dated_by_text]

    def _heading(self, section: Section) -> str | None:
        block = max((b.start for b in self.reading.document.blocks if b.start <= section.start), default=-1)
        return self._of_section.get(section.start) or self._of_section.get(block)

    def _within(self, key: str, date: str | None) -> bool:
        """Whether a date lies within the event, at the precision that both have; without a date, it is told of anyway."""
        if not date:
            return True
        day = date.split("/")[0].rstrip("~?")
        begin, end = self._begin.get(key), self._end.get(key)
        if begin and day[: min(len(day), len(begin))] < begin[: min(len(day), len(begin))]:
            return False
        if end is None and begin:
            return day[:4] <= str(int(begin[:4]) + 1)
        return end is None or day[: min(len(day), len(end))] <= end[: min(len(day), len(end))]
