"""What a reader keeps in mind from sentence to sentence: who the subject is, whom a person acts for, what date it is."""

from __future__ import annotations

import re
from collections import defaultdict

from kg.claim.affair import Affairs
from kg.claim.events import Events
from kg.claim.line import Line, Unit
from kg.claim.match import Match
from kg.claim.when import When, first_day
from kg.knowledge import Knowledge
from kg.knowledge.names import Name
from kg.knowledge.pattern import SYMBOLS, ZERO, symbols_of
from kg.language.script import fold
from kg.records import Block, Claim, Mention, Reading

__all__ = ["Context"]

_ACTORS = symbols_of("Actor") + SYMBOLS["Treaty"] + SYMBOLS["Territory"] + symbols_of("Event")
# Before a name, these make it no subject; after it, those make it an attribute of the next noun.
_NOT_SUBJECT = "获蒙承应奉偕对向由被给于在从自据经与和同以将把就按遭受至到跟及令使让派遣因为"
_ATTRIBUTE = re.compile(r"[的之](?!间)|境内|方面军")
# A name after one of these in its clause is an object.
_VERBS = (
    "sign",
    "issue",
    "meet",
    "recognize",
    "attack",
    "occupy",
    "aid",
    "support",
    "protest",
    "withdraw",
    "cede",
    "return",
    "send",
    "provide",
    "terminate",
    "succession",
    "denied",
)
# A clause that begins so has a subject, and who that is cannot be told here.
_PRONOUN = re.compile(f"{ZERO}(?:他们|她们|[她他](?P<he>)(?![的国人日乡方])|[他她它彼]|其(?![后中间时余他实次先初]))")
# A clause that begins so has a subject of its own, which is no name.
_OWN_SUBJECT = re.compile(
    f"{ZERO}[^，。；\ue000-\ue006]{{0,4}}?(?:与会)?(?:各国|列强|各方|诸国|三方|多国|外国|民众|居民|舆论|国际社会|当地人|人们|群众|议会|国会|叛军|起义军|游击队)"
)
# For so many paragraphs a war goes on without its sides being named.
_NEAR = 4
_WITH_ANOTHER = re.compile(
    f"{ZERO}(?:[于在]?{SYMBOLS['Date']})?(?:[又再复还并也亦]|随后|此后|同时|旋即|其后|后来){{0,2}}(?:[于在]?{SYMBOLS['Date']})?[与同和跟]"
)
_JOINED = re.compile("[、和与及同跟暨]")
# 据塔斯社报道: the source of what follows.
_SOURCE = re.compile(f"据([{symbols_of('Actor')}])[^，。；：]{{0,8}}?(?:报道|披露|透露|称|说|所言|回忆|的说法)")
_PROVISIONS = re.compile(r"内容|內容|條款|条款|條文|条文|正文|全文|約文|约文|要点|要點")
_ENUMERATED = re.compile(
    r"\s*(?:第[一二三四五六七八九十百零〇\d]{1,5}[条條款]|[（(]?[一二三四五六七八九十]{1,3}[）)、．.]|[（(]?\d{1,2}[）)、．.](?!\d))"
)
# A paragraph that ends so leads into a list of what a treaty holds.
_LEADS_IN = re.compile(r"(?:内容|條款|条款|規定|规定|約定|约定|要点|要點|大意|如下|包括|主要)[^。；]{0,12}[：:]\s*$")


class Context:
    """The state of reading one document."""

    def __init__(self, reading: Reading, knowledge: Knowledge) -> None:
        self.reading, self.knowledge = reading, knowledge
        self.in_provisions = False
        self.affairs = Affairs(reading, knowledge.words)
        self._line: Line | None = None
        self.when = When()
        self.clauses_of: str | None = None  # the treaty whose contents the block at hand tells
        self._leads_in: str | None = None
        self._text_of: str | None = None
        self._before = ""
        self._posted: set[str] = set()
        self._last: list[Unit] = []
        self._alone_before: list[Unit] = []
        self._last_treaty: list[Unit] = []
        self._treaties_before: list[Unit] = []
        self._aid: tuple[tuple[str, str], tuple[str, str]] | None = None
        self._sides: tuple[tuple[str, str], tuple[str, str]] | None = None
        self._blocks_since = 0
        self._owners: dict[str, tuple[str, str]] = {}
        self._states_of_land: dict[str, list[Name]] = defaultdict(list)
        for name in knowledge.names.by_key.of_kind("State"):
            for land in name.hints.get("landOf", ()):
                self._states_of_land[land].append(name)
        self._parties: dict[str, dict[str, str]] = defaultdict(dict)
        self._titled: dict[str, set[str]] = defaultdict(set)
        self._acts: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._kinds = {
            k: ("State" if m.kind == "Pair" else m.kind)
            for m in reversed(reading.mentions)
            for k in m.keys
            if m.kind not in ("Date", "Duration", "Money", "Office", "Title", "Part")
        }
        self._verbs = re.compile(knowledge.words.regex(*_VERBS))
        # By the terms of an older treaty: it is not the one that is spoken of.
        self._grounds = re.compile(f"{knowledge.words.regex('base')}$")
        person, office = SYMBOLS["Person"], SYMBOLS["Office"]
        self._sent = re.compile(
            f"{knowledge.words.regex('send')}(?:其|本国|该国)?{office}?{person}(?:[、和与及]{person})*"
        )
        land = SYMBOLS["Territory"]
        visit, talk = knowledge.words.regex("visit"), knowledge.words.regex("meet", "negotiate")
        self._scene = re.compile(f"{visit}了?(?P<place>{land})|[在于](?P<met>{land})[^，。；：]{{0,24}}?{talk}")
        topic = next((m for m in reading.mentions if reading.topic in m.keys and m.kind == "Treaty"), None)
        self.events = Events(reading, knowledge)
        self._topic = Unit(SYMBOLS["Treaty"], 0, 0, topic) if topic else None

    def kind(self, key: str, kind: str) -> str:
        """The class of an entity: its own where the lists have it."""
        name = self.knowledge.names.by_key.get(key)
        return ("Person" if name.kind == "Leader" else name.kind) if name else kind

    def enter(self, block: Block) -> None:
        """Begin a block: a subject is carried within one only; the numbered clauses of a treaty are no facts."""
        self._alone_before = []
        self._blocks_since += 1
        last_treaty, self._last, self._last_treaty = self._last_treaty, [], []
        self._line = None
        self.when = When()
        section = self.section(block.start)
        self.affairs.enter(block, section)
        topic = self.affairs.treaty or (self.reading.topic if self._topic else None)
        told = bool(section) and bool(_PROVISIONS.search(section[-1]))
        enumerated = block.kind == "paragraph" and _ENUMERATED.match(self.reading.document.text, block.start, block.end)
        if block.kind in ("item", "ordered") or enumerated:
            if self._leads_in is None and self._before and _LEADS_IN.search(self._before):
                self._leads_in = topic or next((u.mention.keys[0] for u in last_treaty if u.mention), None)
            self.clauses_of = topic if told and topic else self._leads_in
            self.in_provisions = bool(self.clauses_of) or (told and block.kind == "ordered")
        else:
            # …达成本协定：what follows is the text of that one.
            if self._before.endswith(("：", ":")) and last_treaty and last_treaty[-1].mention:
                self._text_of = last_treaty[-1].mention.keys[0]
            if block.kind == "heading":
                self._text_of = None
            self.clauses_of = (self._text_of or topic) if told and topic else None
            self.in_provisions, self._leads_in = False, None
        self._before = self.reading.document.text[block.start : block.end]

    def section(self, offset: int) -> tuple[str, ...]:
        """The path of the innermost section at a place."""
        found: tuple[str, ...] = ()
        for section in self.reading.document.sections:
            if section.start <= offset < section.end:
                found = section.path
        return found

    def read(self, line: Line) -> None:
        """Remember the subject of a line for the next."""
        self.when.read(line)
        if self._line is not None and self._line is not line:
            people = {u.mention.keys: u for u in self._line.units if u.char == SYMBOLS["Person"] and u.mention}
            self._alone_before = list(people.values()) if _one_person(list(people.values())) else []
        self._line = line
        self.affairs.again(line)
        self._treaties_before = self._last_treaty
        self._last_treaty = [u for u in line.units if u.char == SYMBOLS["Treaty"]][-1:] or self._last_treaty
        subject = self._subject(line, 0, len(line.units))
        if subject:
            self._last = subject

    def carried(self, line: Line, zero: int, symbols: str) -> list[Unit]:
        """The subject left out at the index ``zero``: that of the nearest clause before, of a class that fits."""
        if _OWN_SUBJECT.match(line.text, zero):
            return []
        if pronoun := _PRONOUN.match(line.text, zero):
            return self._he(line, zero) if pronoun["he"] is not None and SYMBOLS["Person"] in symbols else []
        # What persons do is seldom told across a semicolon: the clause after it has a subject of its own.
        first = line.text.rfind("；", 0, zero) + 1 if symbols == SYMBOLS["Person"] else 0
        end = zero
        if zero and line.text[zero - 1] == "；" and not first:
            # A对B…，C因此…；对D…: the member of a series goes on with the subject of the one before, not of an aside in it.
            start = zero
            while start:
                until, start = start, line.text.rfind("；", 0, start - 1) + 1
                if named := self._named_first(line, start, until, symbols):
                    return self._first_of(line, named, zero)
            end = zero
        while end > first:
            start = line.text.rfind(ZERO, 0, end)
            if start < first:
                break
            subject = self._subject(line, start, end)
            if subject and (fitting := [u for u in subject if u.char in symbols]):
                return self._first_of(line, fitting, zero)
            end = start
        if SYMBOLS["Treaty"] in symbols and (named := self._treaty_before(line, zero)):
            return named
        return [u for u in self._last if u.char in symbols] if not first else []

    def _named_first(self, line: Line, start: int, end: int, symbols: str) -> list[Unit]:
        """The first subject, of a class that fits, among the clauses of a stretch."""
        while 0 <= start < end:
            after = line.text.find(ZERO, start + 1, end)
            upto = end if after < 0 else after
            if fitting := [u for u in self._subject(line, start, upto) if u.char in symbols]:
                return fitting
            start = upto
        return []

    def _first_of(self, line: Line, subject: list[Unit], zero: int) -> list[Unit]:
        """甲与乙签约，又与丙签约: what goes on with another partner has 甲 alone for its subject."""
        if not _WITH_ANOTHER.match(line.text, zero):
            return subject
        start = next((i for i, u in enumerate(line.units) if u is subject[0]), -1)
        ends = [i for i, u in enumerate(line.units) if u in subject[1:] and line.text[i - 1] in "与同和跟"]
        return [u for u in subject if line.units.index(u) < ends[0]] if ends and start >= 0 else subject

    def _he(self, line: Line, zero: int) -> list[Unit]:
        """Who he is: the one person who is the subject before, else the only one that the sentence before names."""
        end = zero
        while (start := line.text.rfind(ZERO, 0, end)) >= 0 and end > 0:
            if subject := self._subject(line, start, end):
                return subject if _one_person(subject) else []
            end = start
        return self._last if _one_person(self._last) else self._alone_before

    def _treaty_before(self, line: Line, zero: int) -> list[Unit]:
        """The treaty spoken of: the last that the sentence names, else the document's own, else that of the block."""
        named = [
            u
            for i, u in enumerate(line.units[:zero])
            if u.char == SYMBOLS["Treaty"] and not self._grounds.search(line.text, max(0, i - 4), i)
        ]
        return named[-1:] or ([self._topic] if self._topic else self._last_treaty)

    def _subject(self, line: Line, start: int, end: int) -> list[Unit]:
        """The first actor of the clause that no preposition governs, with those coordinated to it."""
        units = line.units
        if sent := self._sent.search(line.text, start, end):
            return [u for u in units[sent.start() : sent.end()] if u.char == SYMBOLS["Person"]]
        for i in range(start, end):
            if units[i].char not in _ACTORS:
                continue
            before = units[i - 1].char if i > start else ""
            if (before in _NOT_SUBJECT and before) or self._verbs.search(line.text, start, i):
                return []
            if _ATTRIBUTE.match(line.text, i + 1):
                continue
            found = [units[i]]
            j = i + 1
            while j < end:
                if units[j].char in _ACTORS and units[j].char == units[j - 1].char == SYMBOLS["Letter"]:
                    found.append(units[j])
                elif _JOINED.match(units[j].char) and j + 1 < end and units[j + 1].char in _ACTORS:
                    found.append(units[j + 1])
                    j += 1
                else:
                    break
                j += 1
            return found
        return []

    def scene(self, match: Match) -> list[tuple[str, str]]:
        """Where an act takes place that names no place: where its sentence says that its actors have gone or met."""
        if "r" in match.slots or self._line is None:
            return []
        places = list(self._scene.finditer(self._line.text, 0, match.trigger))
        unit = self._line.units[places[-1].start(places[-1].lastgroup or 0)] if places else None
        return [(unit.mention.keys[0], "Territory")] if unit and unit.mention else []

    def speakers(self, line: Line, at: int) -> list[Unit]:
        """Who speaks, denies or demands by the words at ``at``: the subject of their clause, or the one carried to it."""
        start, end = line.clause(at)
        if source := _SOURCE.search(line.text, start, end):
            return [line.units[source.start(1)]]
        symbols = symbols_of("Actor")
        while True:
            if fitting := [u for u in self._subject(line, start, at) if u.char in symbols]:
                return fitting
            zero = line.text.find(ZERO, start, at)
            if zero >= 0 and (carried := self.carried(line, zero, symbols)):
                return carried
            # A verb of saying may end a clause of its own: 苏联政府答复说：「…」
            if start == 0 or line.text[start - 1] not in "：:，":
                return []
            start, _ = line.clause(start - 1)

    def note(self, claim: Claim, subject_kind: str, object_kind: str) -> None:
        """Remember a fact that later sentences lean on: who acts for whom, whose a place is, who gave aid to whom."""
        if claim.property == "represents":
            if "驻" in claim.qualifiers.role:
                self._posted.add(claim.subject)
            self._acts[claim.subject].append((claim.evidence.start, claim.object))
        elif claim.property == "party":
            self._parties[claim.subject][claim.object] = object_kind
            if claim.evidence.rule == "title-names-parties":
                self._titled[claim.subject].add(claim.object)
        elif claim.property in ("startedOn", "endedOn"):
            self.events.note(claim)
        elif claim.property == "aided":
            self._aid = ((claim.subject, subject_kind), (claim.object, object_kind))
        elif claim.property in ("foughtAgainst", "attacked") and {subject_kind, object_kind} <= {"State", "Government"}:
            self._sides, self._blocks_since = ((claim.subject, subject_kind), (claim.object, object_kind)), 0
        elif claim.property == "partOf" and object_kind == "State":
            self._owners[claim.subject] = (claim.object, object_kind)

    def aid(self, slot: str) -> list[tuple[str, str]]:
        """The giver or the receiver of the aid told of last."""
        return [self._aid[slot == "@receiver"]] if self._aid else []

    def side(self, slot: str) -> list[tuple[str, str]]:
        """One of the two states whose fighting was told of last, within a few paragraphs."""
        return [self._sides[slot == "@foe"]] if self._sides and self._blocks_since < _NEAR else []

    def owners_of(self, place: str) -> list[tuple[str, str]]:
        """The state that the document says a place belonged to."""
        return [self._owners[place]] if place in self._owners else []

    def as_actor(self, key: str, kind: str, wanted: frozenset[str], date: str | None) -> tuple[str, str]:
        """A place that stands where only a state can: the state known by its name at that date (外蒙古, 1924–1992)."""
        if kind != "Territory" or kind in wanted:
            return key, kind
        day = first_day(date)
        states = [n for n in self._states_of_land.get(key, ()) if not day or n.lived(day)]
        return (states[-1].key, "State") if states else (key, kind)

    def agents_of(self, person: str, offset: int, date: str | None) -> list[tuple[str, str]]:
        """Whom a person acts for at a place: as the document last said, else as the lists have it for that date."""
        said = [a for at, a in self._acts.get(person, ()) if at <= offset] or [a for _, a in self._acts.get(person, ())]
        states = [a for a in said if self.kind(a, self._kinds.get(a, "")) in ("State", "Government")]
        day = first_day(date)
        listed = self.knowledge.names.by_key
        # Whom he acted for in an earlier sentence may be gone by now: 加拉罕 of 苏俄 is of 苏联 in 1924.
        states = [a for a in states if not day or a not in listed or listed[a].lived(day)]
        if states:
            return [(states[-1], self.kind(states[-1], self._kinds.get(states[-1], "State")))]
        name = self.knowledge.names.by_key.get(person)
        known = [k for k in (name.hints.get("represents", ()) if name else ()) if k in self.knowledge.names.by_key]
        if name is None and person.endswith(("帕夏", "埃芬迪")) and "1300" < day < "1923":
            return [("奥斯曼帝国", "State")]  # titles that only the Ottomans bore
        if day and known:
            alive = [k for k in known if listed[k].lived(day)]
            # 伍廷芳, listed with the Republic, acted in 1895 for the China of that time.
            heirs = [n for k in known for n in self._of_letters(listed[k].letters) if n.lived(day)]
            known = alive or [n.key for n in sorted(heirs, key=lambda n: n.begin or "")] or known
        return [(k, self.kind(k, "State")) for k in known[-1:]]

    def _of_letters(self, letters: tuple[str, ...]) -> list[Name]:
        """The states that go by one of these letters."""
        names = self.knowledge.names
        keys = {k for letter in letters for k in names.letters.get(fold(letter), ())}
        return [names.by_key[k] for k in sorted(keys) if names.by_key[k].kind == "State"]

    def agent_of_office(self, office: str, date: str | None) -> list[tuple[str, str]]:
        """Whom the holder of an office acts for by the office itself: one that only China had, or one called by its place."""
        day = first_day(date or self.when.before)
        if not day:
            return []
        names = self.knowledge.names
        words = self.knowledge.words
        owners = (
            *(("office_of_china", ("中",)), ("office_of_russia", ("俄", "苏")), ("office_of_ottomans", ("土",))),
            *(("office_of_britain", ("英",)), ("office_of_portugal", ("葡",))),
        )
        if letters := next((letters for name, letters in owners if office.endswith(words[name])), None):
            found = [n for n in self._of_letters(letters) if n.lived(day)]
        else:
            place = next((keys for start, _, keys in names.hits(office) if start == 0), ())
            found = [n for n in self._lies_in(place) if n.kind == "State" and n.lived(day)]
            if len({n.key for n in found}) != 1:
                return []
        return [(n.key, n.kind) for n in sorted(found, key=lambda n: n.begin or "")[-1:]]

    def _lies_in(self, places: tuple[str, ...]) -> list[Name]:
        """Places, and all that they lie in or are the capital of, by the lists."""
        names = self.knowledge.names.by_key
        found: dict[str, Name] = {}
        todo = [k for k in places if k in names]
        while todo:
            key = todo.pop()
            if key in names and key not in found:
                found[key] = names[key]
                todo += [*names[key].hints.get("within", ()), *names[key].hints.get("capitalOf", ())]
        return list(found.values())

    def is_guest(self, person: str, place: Mention, offset: int, date: str | None) -> bool:
        """Whether a person acts for another state than that in which a place lies, as far as the lists know it.

        An envoy posted abroad lives there.
        """
        if person in self._posted:
            return False
        names = self.knowledge.names
        lies_in = {n.key: n for n in self._lies_in(place.keys)}
        states = [n for n in lies_in.values() if n.kind in ("State", "Government")]
        agents = [names.by_key[a] for a, _ in self.agents_of(person, offset, date) if a in names.by_key]
        if not agents or not states:
            return not states and place.kind == "Territory"
        letters = {letter for n in states for letter in n.letters}
        return not any(a.key in lies_in or letters & set(a.letters) for a in agents)

    def persons_before(self, match: Match) -> list[str]:
        """The persons named last before a match: whom 他 or 他们 in it means."""
        units = self._line.units[: match.start] if self._line else []
        named = [u for u in units if u.char == SYMBOLS["Person"]] or self._last
        return [k for u in named[-1:] if u.mention and u.char == SYMBOLS["Person"] for k in u.mention.keys]

    def states_of(self, organization: str, date: str | None) -> list[tuple[str, str]]:
        """The state or states whose organ a listed body is, for which it acts; else, or before these were, the body."""
        names = self.knowledge.names.by_key
        name, day = names.get(organization), first_day(date)
        listed = [names[k] for k in (name.hints.get("organOf", ()) if name else ()) if k in names]
        states = [n.key for n in listed if not day or n.lived(day)]
        return [(k, names[k].kind) for k in states] or [(organization, self.kind(organization, "Organization"))]

    def names_state(self, mention: Mention) -> bool:
        """Whether the name of a body is no more than its state's, with a word for forces or an organ (苏军, 美国国会)."""
        names = self.knowledge.names
        text = fold(mention.text)
        if "人民" in text or "志愿" in text:
            return False
        heads = [names.folded(text[:size]) for size in range(2, len(text))] + [names.letters.get(text[:1], ())]
        return any(k in names.by_key and names.by_key[k].kind == "State" for keys in heads for k in keys or ())

    def last_agent(self, unit: Unit, date: str | None) -> list[tuple[str, str]]:
        """Whom the person named just before acts for; unless the lists know better of the person at hand."""
        person = unit.mention.keys[0] if unit.mention else ""
        known = self.agents_of(person, unit.start, date)
        last = max(
            ((at, a) for said in self._acts.values() for at, a in said if 0 <= unit.start - at < 40), default=None
        )
        if last is None or known:
            return known
        return [(last[1], self.kind(last[1], self._kinds.get(last[1], "State")))]

    def titled_without(self, treaty: str, party: str) -> bool:
        """Whether a treaty's title names two parties, of which this is none: of 中英、中法两约, each is one's own."""
        named = self._titled.get(treaty, set())
        return len(named) > 1 and party not in named

    def is_party(self, treaty: str, agent: str) -> bool:
        """Whether an agent is known as a party of a treaty, which is then not what the treaty is about."""
        return agent in self._parties.get(treaty, {})

    def topic_parties(self) -> list[tuple[str, str]]:
        """The parties, as far as read, of the treaty that the document is about."""
        return list(self._parties[self.reading.topic].items()) if self.reading.topic else []

    def parties_before(self) -> list[tuple[str, str]]:
        """The parties, as far as read, of the treaty named last in the block."""
        key = next((u.mention.keys[0] for u in self._treaties_before if u.mention), None)
        return list(self._parties[key].items()) if key else []

    def within(self, place: str, greater: str) -> bool:
        """Whether a place may lie in another: a state, or where the lists put it; if nowhere, no province lies in another."""
        listed = self.knowledge.names.by_key
        if place not in listed or self.kind(greater, "") == "State":
            return True
        hints = listed[place].hints.get("within", ())
        return greater in hints if hints else not any(f.endswith(("省", "自治区")) for _, f in listed[place].forms)

    def other_party(self, ceding: list[Unit]) -> list[tuple[str, str]]:
        """The other of the two parties of the treaty named last, the document's own if none is: 割让台湾 goes to it."""
        named = self._last_treaty[-1:] or ([self._topic] if self._topic else [])
        key = next((u.mention.keys[0] for u in named if u.mention), "")
        listed = self.knowledge.names.by_key
        known = dict(self._parties[key])
        if key in listed:
            known |= {k: self.kind(k, "State") for k in listed[key].hints.get("party", ())}
        own = {k for u in ceding if u.mention for k in u.mention.keys}
        others = [(k, kind) for k, kind in known.items() if k not in own]
        return others if len(others) == 1 and own & known.keys() else []


def _one_person(units: list[Unit]) -> bool:
    return len(units) == 1 and units[0].mention is not None and units[0].mention.kind == "Person"
