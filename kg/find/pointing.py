"""Words that point back to a thing named before: 该地, 在此, 前者, 后者, 该国, 其首都, 使团, 会议, 战争, 二人, 两地."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from kg.find.layer import Layer
from kg.records import Mention, outermost

__all__ = ["pointing"]

_STATES = ("State", "Government")
_ACTORS = ("State", "Government", "Organization", "Person")
_PLACE = re.compile(
    r"(?:该|此|这)(?:地区|半岛|群岛|海峡|运河|铁路|要塞|地|城|市|岛|港|镇|省|县|州|埠)(?![方区位])"
    r"|(?<=[在于])此(?=地?(?:签[订署字]|订立|缔|举行|会[晤谈]|设立|驻|登陆|召开|建立|集结|停泊))"
)
_CARRIED_NAME = ("岛", "半岛", "群岛", "海峡", "运河", "铁路", "省", "州", "港")
_STATE = re.compile(r"(?:该|此|这个|这一)(政府|国|政权|组织|党)(?![际家方])")
_TWO = re.compile(r"前者|后者")
_ITS = re.compile(r"其(?P<noun>(?=首都|国都|京城|都城|首府))?")
_MISSION = re.compile(r"(?:使团|代表团|使节团|使臣一行|访问团|一行人)(?![长员]|成员|由|的?规模|派|名单)")
_MEMBERS = re.compile(r"使团|代表团|使节团|访问团|成员|团长|为首|一行")
_SENT = re.compile(r"派|遣|率|出使|使节|奉命")
_EVENT = re.compile(
    r"(?:(?P<that>该|此|本|这次|此次|是次|该次|这场|此|上述|这一)"
    r"|(?<=[，。；：\n])|(?<=[月日年])|(?P<act>(?<=参加|出席|召开|举行|结束|主持|闭幕)了?))"
    r"(?P<kind>会议|大会|和会|会谈|峰会|战争|大战|战役|战事|事件|事变|起义|冲突)(?![室厅桌者国方犯罪上中]|期间的)"
)
_SAME_KIND = {
    "会议": ("会议", "和会", "大会", "峰会", "会谈", "会"),
    "大会": ("大会",),
    "和会": ("和会", "会议"),
    "会谈": ("会谈", "会议", "会晤"),
    "峰会": ("峰会", "会议"),
    "战争": ("战争", "大战", "内战", "之战", "战"),
    "大战": ("大战", "战争"),
    "战役": ("战役", "之战", "会战", "海战", "之役"),
    "战事": ("战争", "之战", "战役"),
    "事件": ("事件", "事变", "惨案", "冲突", "案"),
    "事变": ("事变", "事件"),
    "起义": ("起义", "暴动", "叛乱"),
    "冲突": ("冲突", "事件"),
}
_GROUP = re.compile(
    r"(?P<many>[二两三四五双])(?:(?P<kind>[人地城港岛处口省州])(?![员口民气次])|者|国(?:领导人|元首|外长|首脑)|方(?:领导人|首脑))"
)
_MANY = {"二": 2, "两": 2, "双": 2, "三": 3, "四": 4, "五": 5}
_NUMBER = re.compile(r"_\d+$")
_AND = re.compile(r"(?:以及|[、和与及同暨])")


def pointing(
    layer: Layer, mentions: Sequence[Mention], topic: tuple[str, str] | None, is_date_end: Callable[[int], bool]
) -> Iterator[Mention]:
    """References to single things and to groups named before, each as a mention of what it refers to."""
    pointer = _Pointer(layer, mentions, topic, is_date_end)
    for find in (pointer.states, pointer.places, pointer.two, pointer.its, pointer.missions, pointer.events):
        yield from find()
    yield from pointer.groups()


class _Pointer:
    def __init__(
        self,
        layer: Layer,
        mentions: Sequence[Mention],
        topic: tuple[str, str] | None,
        is_date_end: Callable[[int], bool],
    ) -> None:
        self.layer, self.text, self.topic, self.is_date_end = layer, layer.folded, topic, is_date_end
        self.all = sorted((m for m in mentions if len(m.keys) == 1), key=lambda m: (m.start, -m.end))
        self.outer = outermost(self.all)
        self.starts = [m.start for m in self.outer]

    def _start(self, at: int, marks: str) -> int:
        """Where the stretch begins that is bounded by one of the marks."""
        return max(self.text.rfind(mark, 0, at) for mark in marks) + 1

    def _section(self, at: int) -> int:
        """Where the section begins, its heading included."""
        return max((s.start for s in self.layer.document.sections if s.start <= at < s.end), default=0)

    def _between(self, start: int, end: int, kinds: Sequence[str]) -> list[Mention]:
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return [m for m in self.outer[first:last] if m.kind in kinds and m.end <= end]

    def _stretches(self, at: int, marks: str) -> Iterator[tuple[int, int]]:
        """The stretches of the block up to a place, the nearest first."""
        block, end = self._start(at, "\n"), at
        while end > block:
            start = self._start(end, marks + "\n")
            yield start, end
            end = start - 1

    def _point(self, found: re.Match[str], kind: str, keys: tuple[str, ...]) -> Iterator[Mention]:
        if self.layer.fits(found.start(), found.end()):
            yield self.layer.mention(found.start(), found.end(), kind, keys, "reference")

    def states(self) -> Iterator[Mention]:
        """该国, 该政府: the one named before this clause, else the nearest in it."""
        for found in _STATE.finditer(self.text):
            wanted = {"政府": _STATES, "国": ("State",), "政权": _STATES}.get(found[1], ("Organization",))
            clause, block = self._start(found.start(), "，。；：\n"), self._start(found.start(), "\n")
            before = self._between(block, clause, wanted) or self._between(block, found.start(), wanted)
            before = before or self._between(0, block, wanted)
            if before:
                yield from self._point(found, before[-1].kind, before[-1].keys)

    def places(self) -> Iterator[Mention]:
        """该地, 该岛, 在此: the place named last, whose name ends so if any of the block does."""
        for found in _PLACE.finditer(self.text):
            wanted = ("Asset",) if found[0].endswith("铁路") else ("Territory", "Asset")
            block = self._start(found.start(), "\n")
            before = self._between(block, found.start(), wanted) or [
                m for m in self.all if block <= m.start and m.end <= found.start() and m.kind in wanted
            ]
            kind = found[0][1:]
            named = [m for m in before if kind in _CARRIED_NAME and m.text.endswith(kind)]
            if before:
                chosen = (named or before)[-1]
                yield from self._point(found, chosen.kind, chosen.keys)

    def two(self) -> Iterator[Mention]:
        """前者, 后者: the last two of a kind named before."""
        couple: tuple[int, Mention, Mention] | None = None
        for found in _TWO.finditer(self.text):
            sentence = self._start(found.start(), "。\n")
            if couple is None or couple[0] != sentence or found[0] == "前者":
                couple = self._couple(found.start(), sentence)
            if couple:
                chosen = couple[1] if found[0] == "前者" else couple[2]
                yield from self._point(found, chosen.kind, chosen.keys)

    def _couple(self, at: int, sentence: int) -> tuple[int, Mention, Mention] | None:
        named: list[Mention] = []
        for start, end in self._stretches(at, "。"):
            named = self._between(start, end, _ACTORS) + named
            last = next((m for m in reversed(named)), None)
            alike = [m for m in named if last and (m.kind == "Person") == (last.kind == "Person")]
            others = [m for m in alike if last and m.keys != last.keys]
            if last and others:
                return sentence, others[-1], last
            if len(named) > 6:
                break
        return None

    def its(self) -> Iterator[Mention]:
        """其首都, 其驻英公使: of the state named last."""
        for found in _ITS.finditer(self.text):
            office = any(m.kind == "Office" for m in self.layer.starting(found.end()))
            if not office and found["noun"] is None:
                continue
            sentence = self._start(found.start(), "。\n")
            before = self._between(sentence, found.start(), (*_STATES, "Person", "Organization"))
            if before and before[-1].kind in _STATES:
                yield from self._point(found, before[-1].kind, before[-1].keys)

    def missions(self) -> Iterator[Mention]:
        """使团, 代表团 that nobody's name precedes: those who were said to be sent."""
        for found in _MISSION.finditer(self.text):
            start = found.start()
            if self.text[start - 1 : start] not in "，。；：\n" and not self.is_date_end(start):
                continue
            before = [(self._between(*s, ("Person",)), s) for s in self._stretches(start, "。；")]
            for cue in (_MEMBERS, _SENT):
                people = next((people for people, s in before if people and cue.search(self.text, *s)), None)
                if people:
                    yield from self._point(found, "Person", tuple(dict.fromkeys(m.keys[0] for m in people)))
                    break

    def events(self) -> Iterator[Mention]:
        """该会议, 战争: the one of its kind named last in the block, else the document's own."""
        for found in _EVENT.finditer(self.text):
            endings = _SAME_KIND[found["kind"]]
            block = self._start(found.start(), "\n")
            events = self._between(block, found.start(), ("Event",))
            before = [m.keys for m in events if _NUMBER.sub("", m.keys[0]).endswith(endings)]
            if not before:
                events = self._between(self._section(found.start()), block, ("Event",))
                before = [m.keys for m in events if _NUMBER.sub("", m.keys[0]).endswith(endings)][-1:]
            if before:
                yield from self._point(found, "Event", before[-1])
            elif self.topic and self.topic[0] == "Event" and self.topic[1].endswith(endings):
                yield from self._point(found, "Event", (self.topic[1],))

    def groups(self) -> Iterator[Mention]:
        """二人, 三地: as many as the nearest sentence names, or coordinates; of persons else the last in the block."""
        for found in _GROUP.finditer(self.text):
            many = _MANY[found["many"]]
            kind = "Person" if found["kind"] in ("人", None) else "Territory"
            # 天津、大沽、山海关三地, 两国外长甲和乙: they are named beside it.
            if any(found.start() == m.end or found.end() == m.start for m in self.outer if m.kind == kind):
                continue
            if keys := self._group(found.start(), many, kind):
                yield from self._point(found, kind, keys)

    def _group(self, at: int, many: int, kind: str) -> tuple[str, ...]:
        named: list[str] = []
        block = self._start(at, "\n")
        stretches = [
            *self._stretches(at, "。"),
            *(self._stretches(block - 1, "。") if kind == "Person" and block else ()),
        ]
        for start, end in stretches:
            here = self._between(start, end, (kind,))
            keys = tuple(dict.fromkeys(m.keys[0] for m in here))
            if len(keys) == many:
                return keys
            if joined := next((c for c in _coordinated(self.text, here) if len(c) == many), None):
                return joined
            named = [*keys, *named]
        last = list(dict.fromkeys(reversed(named)))[:many]
        return tuple(reversed(last)) if kind == "Person" and len(last) == many else ()


def _coordinated(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[str, ...]]:
    """The coordinations among mentions, in order."""
    group: list[Mention] = list(mentions[:1])
    for a, b in pairwise(mentions):
        if not _AND.fullmatch(text[a.end : b.start]):
            yield tuple(dict.fromkeys(m.keys[0] for m in group))
            group = []
        group.append(b)
    if group:
        yield tuple(dict.fromkeys(m.keys[0] for m in group))
