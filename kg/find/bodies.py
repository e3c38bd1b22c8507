"""Organs and missions as bodies of their own, and holders of offices that are told by the office alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from kg.find.layer import Layer, key_of
from kg.find.naming import ends_here
from kg.records import Mention

__all__ = ["find_bodies", "find_holders", "find_ministries", "find_parties"]

# A body by name; 军, 军队, 代表团 are any troops and any delegates.
_BODY = re.compile(
    r"(?:驻(?P<seat>[^，。；、]{1,6}?))?(?P<mission>大使馆|公使馆|总领事馆|领事馆|使馆|领馆)$"
    r"|(?P<organ>外交部|国防部|外务省|外交人民委员部|空军|海军|陆军|国务院|国会|议会|最高苏维埃)$"
)
_FULL = {"使馆": ("大使馆", "公使馆"), "领馆": ("领事馆", "总领事馆")}
# Offices that one person holds at a time.
_SOLE = re.compile(
    r"^(?:驻.{1,6}(?:大使|公使)|外交部长|外长|外交大臣|外务大臣|外相|首相|总理|总统|国家主席|外交人民委员)$"
)
_SAME_OFFICE = (("外交部长", "外长"), ("外务大臣", "外相"), ("外交大臣", "外相"), ("驻中国", "驻华"))
_MINISTRY = re.compile(r"(?:(?<=[，。；：\n])|(?<=[日月年]))(?:外交部|外务省)(?![长门的次])")


def find_bodies(layer: Layer, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """The ministry, the service or the mission that acts for its state, as a thing of its own: 苏联驻华大使馆, 印度空军.

    What such a body does its state does: for the rules there is the state alone (see ``how``).
    """
    found: list[tuple[Mention, str, str, str]] = []
    for mention in mentions:
        if mention.how == "organ" and mention.kind == "State" and len(mention.keys) == 1:
            name = layer.folded[mention.start : mention.end]
            if body := _BODY.search(name):
                seat = "华" if body["seat"] == "中国" else body["seat"] or ""
                found.append((mention, seat, body["mission"] or body["organ"], name))
    seats: dict[tuple[str, str], set[str]] = defaultdict(set)
    kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
    for mention, seat, body_kind, _ in found:
        if seat:
            seats[mention.keys[0], body_kind].add(seat)
        kinds[mention.keys[0], seat].add(body_kind)
    for mention, seat, body_kind, name in found:
        state = mention.keys[0]
        full = next((k for k in _FULL.get(body_kind, ()) if k in kinds[state, seat] or seats[state, k]), body_kind)
        known = seats[state, full] | seats[state, body_kind]
        if not seat and body_kind.endswith("馆"):
            if len(known) != 1:
                continue  # an embassy, it isn't said where
            seat = next(iter(known))
        title = f"{state}{'驻' if seat else ''}{seat}{full}"
        listed = layer.knowledge.names.lookup(title) or layer.knowledge.names.lookup(name)
        keys = listed if len(listed) == 1 else (key_of(title),)
        yield layer.mention(mention.start, mention.end, "Organization", keys, "body")


def find_ministries(layer: Layer, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """外交部 at the start of a clause is that of the one state whose ministry is named before, or of China if its is."""
    names = layer.knowledge.names

    def states(m: Mention) -> frozenset[str]:
        if m.kind == "Organization":
            return frozenset(
                k for key in m.keys if key in names.by_key for k in names.by_key[key].hints.get("organOf", ())
            )
        return frozenset(m.keys) if m.how == "organ" else frozenset()

    named = [m for m in mentions if m.text.endswith(("外交部", "外务省", "外務省")) and states(m)]
    chinese = set(names.letters.get("中", ()))
    if len({states(m) for m in named}) != 1:
        named = [m for m in named if chinese & states(m)]
    if not named:
        return
    taken = {i for m in mentions for i in range(m.start, m.end)}
    for found in _MINISTRY.finditer(layer.folded):
        before = [m for m in named if m.end <= found.start()]
        if before and not taken & set(range(found.start(), found.end())):
            how = "reference" if before[-1].kind == "Organization" else "organ"
            yield layer.mention(found.start(), found.end(), before[-1].kind, before[-1].keys, how)


def find_parties(layer: Layer, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """共产党 without its country is the one Communist party that the document names."""
    taken = {i for m in mentions for i in range(m.start, m.end)}
    for word in ("共产党", "社会党", "自由党", "保守党", "民主党"):
        named = {m.keys for m in mentions if m.kind == "Organization" and m.keys and m.keys[0].endswith(word)}
        if len(named) == 1:
            for found in re.finditer(f"(?<![一-龥]{{2}}国){word}(?![员人])", layer.folded):
                if not taken & set(range(found.start(), found.end())):
                    keys = next(iter(named))
                    yield layer.mention(found.start(), found.end(), "Organization", keys, "reference")


def find_holders(layer: Layer, mentions: Sequence[Mention], year_at: Callable[[int], str | None]) -> Iterator[Mention]:
    """The office of a state alone, for who holds it: 苏联驻华大使, after or before 苏联驻华大使彼得罗夫 of about that year."""
    starts: dict[int, list[Mention]] = defaultdict(list)
    for mention in mentions:
        starts[mention.start].append(mention)
    offices: list[tuple[Mention, Mention, str]] = []
    holders: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for state in mentions:
        if state.kind != "State" or len(state.keys) != 1 or state.how == "reference":
            continue
        office = max((m for m in starts.get(state.end, ()) if m.kind == "Office"), key=lambda m: m.end, default=None)
        if office is None:
            continue
        title = layer.folded[office.start : office.end]
        if not _SOLE.match(title):
            continue
        for form, same in _SAME_OFFICE:
            title = title.replace(form, same)
        person = max((m for m in starts.get(office.end, ()) if m.kind == "Person"), key=lambda m: m.end, default=None)
        if person is not None and len(person.keys) == 1:
            if year := _year(year_at(state.start)):
                holders[state.keys[0], title].append((year, person.keys[0]))
        elif person is None and ends_here(layer, office.end):
            offices.append((state, office, title))
    for state, office, title in offices:
        now = _year(year_at(state.start))
        near = {key for year, key in holders.get((state.keys[0], title), ()) if now and abs(year - now) <= 1}
        if len(near) == 1:
            yield layer.mention(state.start, office.end, "Person", (next(iter(near)),), "reference")


def _year(date: str | None) -> int | None:
    """The year of a date; None for a vague one."""
    return int(date[:4]) if date and date[:4].isdigit() else None
