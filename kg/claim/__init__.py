"""claim: a Reading → its Claims, by the rules of ``ontology/rules``."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from kg.claim.assertion import Judgement, judge
from kg.claim.context import Context
from kg.claim.line import Line, Unit, inner_line, lines
from kg.claim.match import Match, matches
from kg.claim.ordinary import aside, only_names_origin
from kg.knowledge import Knowledge, Rule
from kg.knowledge.pattern import SYMBOLS, ZERO
from kg.knowledge.rules import LEVELS, Template, Term
from kg.knowledge.vocabulary import Property
from kg.language.script import fold
from kg.records import Claim, Evidence, Mention, Qualifiers, Reading, Span, outermost

__all__ = ["Claimer", "claim"]

# The name of an event that tells a journey: 尼克松访问中国.
_JOURNEY = re.compile("(?:访问|出访|到访).{1,6}$")
# A longer sentence is no prose: a table read as text, or an attack on the rules' patience.
_LONGEST = 1200
# 《T》规定：A；B, 签订《T》，规定A: up to the end of the sentence the clauses of the treaty are told.
_PROVIDES = re.compile(
    f"{SYMBOLS['Treaty']}[^。；]{{0,16}}?(?P<says>规定|约定|订明|载明)[^。；：，\ue000-\ue0ff]{{0,8}}?[：，]"
    f"|{SYMBOLS['Treaty']}[^。；：]{{0,20}}?，{ZERO}[^，。；\ue000-\ue0ff]{{0,4}}?(?P<says2>规定|约定|订明|载明)"
)
_GIVEN_BY_TREATY = {"cededTo", "leasedTo", "returnedTo", "term", "effectiveOn", "endedOn", "signedOn", "concerns"}
_CONTRADICTING = ("否认", "反对", "声明否认")
_PURPOSE = ("为了", "以便", "以期", "旨在")
_DATES = {"signedOn", "effectiveOn", "endedOn", "startedOn", "foundedOn", "dissolvedOn"}


def claim(reading: Reading, knowledge: Knowledge) -> tuple[Claim, ...]:
    """What every sentence claims, in order of place.

    Claims that are denied, planned or merely reported are among them, with that certainty.
    """
    return tuple(sorted(set(Claimer(reading, knowledge).run()), key=lambda c: (c.evidence.start, c)))


class Claimer:
    """The work on one document: its rules by level, and what has been read so far."""

    def __init__(self, reading: Reading, knowledge: Knowledge) -> None:
        self.reading, self.knowledge = reading, knowledge
        self.folded = fold(reading.document.text)
        self.context = Context(reading, knowledge)
        self.rules = {level: [r for r in knowledge.rules if r.level == level] for level in LEVELS}

    def run(self) -> Iterator[Claim]:
        """Read the document from its titles to its last sentence."""
        mentions = self.reading.mentions
        yield from self._titles()
        at = 0  # the first mention not yet behind us
        for block in self.reading.document.blocks:
            self.context.enter(block)
            if block.kind == "heading":
                continue
            for sentence in block.sentences:
                while at < len(mentions) and mentions[at].start < sentence.start:
                    at += 1
                end = bisect_left(mentions, sentence.end, lo=at, key=lambda m: m.start)
                if aside(self.folded[sentence.start : sentence.end], self.knowledge.words):
                    continue
                here = [m for m in mentions[at:end] if m.how != "body" and not self._is_clause(m)]
                here = [m for m in here if not only_names_origin(m, self.folded, self.knowledge.words)]
                yield from self._sentence(sentence, outermost(here))

    def _is_clause(self, mention: Mention) -> bool:
        """Whether an event's name is a sentence in itself (苏联解体), to be read as such."""
        name = self.folded[mention.start : mention.end]
        ends = name.endswith(self.knowledge.words["event_clause"]) or _JOURNEY.search(name)
        return mention.kind == "Event" and bool(ends)

    def _within(self, start: int, end: int) -> list[Mention]:
        """The mentions that stand in a stretch of the text."""
        mentions = self.reading.mentions
        first = bisect_left(mentions, start, key=lambda m: m.start)
        last = bisect_left(mentions, end, lo=first, key=lambda m: m.start)
        return [m for m in mentions[first:last] if m.end <= end]

    def _titles(self) -> Iterator[Claim]:
        """What the names of treaties tell of them, each name once."""
        done: set[tuple[str, str]] = set()
        treaties = [
            m
            for m in self.reading.mentions
            if m.kind in ("Treaty", "Event", "Asset") and m.how != "reference" and m.keys
        ]
        last: Mention | None = None
        for mention in treaties:
            name = self.folded[mention.start : mention.end]
            # A listed title within 《》 is found twice, with the marks and without.
            again = last is not None and mention.end <= last.end and mention.keys == last.keys
            if again or (mention.keys[0], name) in done:
                continue
            last = mention
            done.add((mention.keys[0], name))
            nested = [m for m in self._within(mention.start, mention.end) if m.keys != mention.keys]
            line = inner_line(mention, self.folded, outermost(nested))
            self_unit = Unit("", mention.start, mention.end, mention)
            for rule in self.rules["title"]:
                for match in matches(rule, line, self.context):
                    match.slots["self"] = [self_unit]
                    yield from self._claims(rule, line, match, "affirmed")

    def _sentence(self, sentence: Span, outer: Sequence[Mention]) -> Iterator[Claim]:
        for line in lines(self.reading, sentence, self.folded, outer):
            if len(line.units) > _LONGEST:
                continue
            self.context.affairs.read(line)
            for rule in self.rules["whole"]:
                yield from self._read(rule, line)
            for rule in self.rules["phrase"]:
                while found := next(iter(matches(rule, line, self.context)), None):
                    # What a phrase says of its head is taken for granted, whatever becomes of the sentence.
                    yield from self._claims(rule, line, found, "planned" if self.context.in_provisions else "affirmed")
                    assert rule.head is not None
                    start, end = found.spans[rule.head]
                    line = line.replace(found.start, found.end, line.units[start:end])
            self.context.read(line)
            if self.context.in_provisions:
                for rule in self.rules["provision"]:
                    for match in matches(rule, line, self.context):
                        yield from self._claims(rule, line, match, "affirmed")
            for rule in self.rules["sentence"]:
                yield from self._read(rule, line)

    def _read(self, rule: Rule, line: Line) -> Iterator[Claim]:
        for match in matches(rule, line, self.context):
            judgement = self._judge(rule, line, match)
            yield from self._claims(rule, line, match, judgement.status, self._claimants(line, judgement))

    def _judge(self, rule: Rule, line: Line, match: Match) -> Judgement:
        # What a treaty gives away is given with it; the rest of what it provides may or may not be done.
        if not any(t.property in _GIVEN_BY_TREATY for t in rule.templates):
            if self.context.in_provisions:
                return Judgement("planned", self.context.section(line.units[0].start)[-1])
            if provides := _PROVIDES.search(line.text, 0, match.trigger):
                return Judgement("planned", provides[provides.lastgroup or 0])
        if rule.presupposed:
            alone = Line(line.units[match.start : match.end], line.quoted)
            judgement = judge(alone, 0, match.trigger - match.start, self.knowledge.words)
            if (
                judgement.status != "claimed"
                and judgement.cue not in _PURPOSE
                and all(t.property == "concerns" for t in rule.templates)
            ):
                return Judgement("affirmed")  # what a treaty wills, plans and denies is what it is about
            return judgement._replace(at=match.start + judgement.at) if judgement.at >= 0 else judgement
        return judge(line, match.start, match.trigger, self.knowledge.words)

    def _claimants(self, line: Line, judgement: Judgement) -> tuple[str, ...]:
        """Who says, denies, demands or plans what is no plain fact; one empty name where nobody is known to."""
        # 拒绝, 未能: what is left undone needs nobody to say so.
        if judgement.at < 0 or (judgement.status == "denied" and judgement.cue not in _CONTRADICTING):
            return ("",)
        agents = self.knowledge.vocabulary.properties["claimant"].range
        keys = [
            key
            for unit in self.context.speakers(line, judgement.at)
            if unit.mention
            for k in unit.mention.keys
            for key, kind in [self.context.as_actor(k, self.context.kind(k, unit.mention.kind), agents, None)]
            if kind in agents or kind == "Pair"
        ]
        return tuple(dict.fromkeys(keys)) or ("",)

    def _claims(
        self, rule: Rule, line: Line, match: Match, status: str, claimants: Sequence[str] = ("",)
    ) -> Iterator[Claim]:
        when = self.context.when.date(line, match)
        for template in rule.templates:
            # A treaty is about what it names, whether it gives or denies it; there is no denying that.
            if template.property == "concerns" and status != "affirmed":
                continue
            date = (
                match.slots["on"][0].mention.keys[0] if "on" in match.slots and match.slots["on"][0].mention else when
            )
            qualifiers = self._qualifiers(template, match, date or self.context.when.month(line))
            # 6月1日、3日均有交战: the act was done on each of the days.
            days = self.context.when.days(line, date) if date and qualifiers.on_date == date else []
            dated = [replace(qualifiers, on_date=d) for d in days if "/" not in d] or [qualifiers]
            subjects = self._terms(template.subject, match, date)
            objects = self._literals(template, match, date) or self._terms(template.object, match, date)
            if not subjects or not objects:
                continue
            evidence = self._evidence(rule, line, match)
            prop = self.knowledge.vocabulary.properties[template.property]
            pairs = (
                zip(subjects, objects, strict=False) if template.object.view == "each" else product(subjects, objects)
            )
            if template.object.view == "each" and len(subjects) != len(objects):
                continue
            for (s, s_kind), (o, o_kind) in pairs:
                s, s_kind = self.context.as_actor(s, s_kind, prop.domain, date)
                if prop.range:
                    o, o_kind = self.context.as_actor(o, o_kind, prop.range, date)
                if not self._fits(prop, (s, s_kind), (o, o_kind)):
                    continue
                if template.property == "concerns" and self.context.is_party(s, o):
                    continue
                if prop.name == "party" and len(subjects) > 1 and self.context.titled_without(s, o):
                    continue
                if prop.symmetric and template.subject == template.object and s > o:
                    continue
                # 广西龙州、云南: what else the list names lies in the greater place only if it is known to.
                if template.property == "partOf" and template.subject.view == "rest" and not self.context.within(s, o):
                    continue
                for claimant, given in product(claimants, dated):
                    # What one plans to do oneself needs nobody to ask for it.
                    own = claimant in (s, o) and status == "planned"
                    said = given if own else replace(given, claimant=claimant)
                    found = Claim(s, template.property, o, said, status, evidence)
                    if status == "affirmed":
                        self.context.note(found, s_kind, o_kind)
                    yield found

    def _fits(self, prop: Property, subject: tuple[str, str], obj: tuple[str, str]) -> bool:
        """Whether a property may join two different things, each given as (key, class)."""
        fits_range = obj[1] in prop.range if prop.range else obj[1] == "literal"
        return subject[0] != obj[0] and subject[1] in prop.domain and fits_range

    def _terms(self, term: Term, match: Match, date: str | None) -> list[tuple[str, str]]:
        """The entities in a slot, as (key, class), in the view asked for."""
        found: list[tuple[str, str]] = []
        if term.slot == "@before":
            return self.context.parties_before() or self.context.topic_parties()
        if term.slot == "@topic":
            if term.view == "parties":
                return self.context.topic_parties()
            return [(self.reading.topic, "Treaty")] if self.reading.topic else []
        if term.slot == "@clauses":
            return [(self.context.clauses_of, "Treaty")] if self.context.clauses_of else []
        if term.slot == "@other":
            return self.context.other_party(match.slots.get("a", []))
        if term.slot == "@signed":
            return self.context.affairs.signed(match)
        if term.slot == "@conference":
            return self.context.affairs.conference(match)
        if term.slot == "@fought":
            return self.context.affairs.fought(match)
        if term.slot == "@attended":
            return self.context.affairs.attended(match)
        if term.slot == "@war":
            war = self.context.affairs.war()
            name = self.knowledge.names.by_key.get(war[0][0]) if war and date else None
            # What happened before or after it is no part of it.
            lived = name is None or date is None or name.lived(date.split("/")[0].rstrip("~?").replace("X", "0"))
            return war if lived else []
        if term.slot in ("@side", "@foe"):
            return self.context.side(term.slot)
        if term.slot in ("@giver", "@receiver"):
            return self.context.aid(term.slot)
        if term.slot == "@scene":
            return self.context.scene(match)
        if term.slot == "@him":
            return [(k, "Person") for k in self.context.persons_before(match)]
        if term.slot in ("@event", "@undated"):
            offset = next(u.start for slot in match.slots.values() for u in slot)
            told = self.context.events.told_at(offset, date)
            return told if term.slot == "@event" else self.context.events.undated(told)
        if term.slot == "@last":
            return self.context.last_agent(match.slots["p"][0], date)
        for unit in match.slots.get(term.slot, []):
            mention = unit.mention
            if mention is None or mention.kind in ("Date", "Duration", "Money", "Office", "Title"):
                continue
            kind = {"Pair": "State", "Part": "Territory"}.get(mention.kind, mention.kind)
            if term.view in ("person", "guest") and kind != "Person":
                continue
            if term.view == "guest":
                place = match.slots["r"][0].mention if match.slots.get("r") else None
                found.extend(
                    (k, kind) for k in mention.keys if place and self.context.is_guest(k, place, unit.start, date)
                )
                continue
            if term.view == "agent" and kind == "Person":
                role = match.slots["role"][0].mention if match.slots.get("role") else None
                for k in mention.keys:
                    agents = self.context.agents_of(k, unit.start, date)
                    found.extend(agents or (self.context.agent_of_office(role.keys[0], date) if role else []))
                continue
            if term.view == "side" and kind == "Person":
                # In war a commander's side is his state's; who has none is a side of his own.
                for key in mention.keys:
                    found.extend(self.context.agents_of(key, unit.start, date) or [(key, self.context.kind(key, kind))])
                continue
            if term.view in ("agent", "side") and kind == "Organization":
                for key in mention.keys:
                    states = self.context.states_of(key, date)
                    # 志愿军 fights for itself; 苏军 is the army of that state, 英法联军 of each of these.
                    own = term.view == "side" and len(states) < 2 and not self.context.names_state(mention)
                    found.extend([(key, "Organization")] if own else states)
                continue
            if term.view == "owner":
                found.extend(self.context.owners_of(mention.keys[0]))
                continue
            if kind == "Territory" and mention.how == "organ":
                found.append(self.context.as_actor(mention.keys[0], kind, frozenset(), date))
                continue
            found.extend((k, self.context.kind(k, kind)) for k in mention.keys)
        found = list(dict.fromkeys(found))
        return found[:1] if term.view == "first" else found[1:] if term.view == "rest" else found

    def _literals(self, template: Template, match: Match, date: str | None) -> list[tuple[str, str]]:
        if template.object.slot == "@when":
            value = date
        elif template.object.slot == "@until":
            value = date.partition("/")[2] if date else None
        elif (units := match.slots.get(template.object.slot)) and units[0].mention is not None:
            mention = units[0].mention
            if mention.kind not in ("Date", "Duration"):
                return []
            value = mention.keys[0]
        else:
            return []
        if value is None:
            return []
        if template.property in _DATES:
            first, _, last = value.partition("/")
            value = last if template.property in ("endedOn", "dissolvedOn") and last else first
            # 1894年春: of a season, the year is plain.
            if len(value) == 7 and value[5:].isdigit() and int(value[5:7]) > 12:
                value = value[:4]
            if not _plain_date(value):
                return []
        return [(value, "literal")]

    def _qualifiers(self, template: Template, match: Match, date: str | None) -> Qualifiers:
        given: dict[str, str] = {}
        for name, slot in template.qualifiers:
            units = match.slots.get(slot)
            if not units or units[0].mention is None:
                continue
            value = units[0].mention.keys[0]
            if name == "amount":
                given["amount"], _, given["currency"] = value.partition(" ")
            elif name == "role":
                given["role"] = value
            elif name == "at":
                given["at_place"] = value
            elif name == "under":
                given["under_treaty"] = value
            elif name == "on":
                date = value
        prop = self.knowledge.vocabulary.properties[template.property]
        if date and prop.dated and not template.undated:
            first, _, last = date.partition("/")
            if last:
                given["from_date"], given["to_date"] = first, last
            else:
                given["on_date"] = first
        return Qualifiers(**given)

    def _evidence(self, rule: Rule, line: Line, match: Match) -> Evidence:
        units = [u for slot in match.slots.values() for u in slot if u.end > u.start]
        units += [u for u in line.units[match.start : match.end] if u.end > u.start]
        start, end = min(u.start for u in units), max(u.end for u in units)
        document = self.reading.document
        return Evidence(document.path, start, end, document.text[start:end], self.context.section(start), rule.id)


def _plain_date(value: str) -> bool:
    return (
        len(value) in (4, 7, 10)
        and all(part.isdigit() for part in value.split("-"))
        and (len(value) < 7 or int(value[5:7]) <= 12)
    )
