"""Offices, and the persons who hold them: a name never seen before is known by the office before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg.find.layer import Layer, key_of
from kg.find.shapes import kind_by_shape
from kg.knowledge import Knowledge
from kg.records import Mention

__all__ = ["find_offices", "find_people", "find_short_people"]

_HAN = "\u4e00-\u9fff"
# Heads that are as often a verb or another noun: an office only where the words around say so.
_WEAK_HEADS = frozenset(
    {
        "代表",
        "汗",
        "书记",
        "执政",
        "委员",
        "顾问",
        "主任",
        "使者",
        "总管",
        "统帅",
        "督办",
        "使节",
        "领袖",
        "司令",
        "首领",
        "领导人",
        "元首",
        "上将",
        "中将",
        "少将",
        "大将",
        "上校",
        "准将",
    }
)
_ASIAN = frozenset(
    {
        "清朝",
        "明朝",
        "中华民国",
        "中华人民共和国",
        "北洋政府",
        "国民政府",
        "韩国",
        "朝鲜",
        "朝鲜王朝",
        "大韩帝国",
        "太平天国",
        "满洲国",
        "中国国民党",
        "中国共产党",
    }
)
_PLACE_HEADS = re.compile(
    r"(?:总督|将军|都督|巡抚|省长|督军|主席|军阀|县长|副县长|市长|领事|总领事|督办|长官|刺史|州长)"
)
_SHORT_CUES = re.compile(
    r"(?=[氏]|会[见晤谈]|曾|致[电函]|接见|访问|表示|提出|建议|决定|同意|签[署订]|下令|说|[与和对向]|在|答|即|则|认为|抵|赴|态度|亦|[通报转]+[报达])"
)


@cache
def _office(knowledge: Knowledge) -> re.Pattern[str]:
    words = knowledge.words
    modifier, head = words.regex("office_modifier"), words.regex("office_head")
    posted = f"(?:驻[{_HAN}]{{1,6}}?(?={modifier}|{head}))"
    office = f"(?:{posted}|{modifier})*?(?:{posted}|{modifier})*{head}(?!团|级|馆|权|会|处|制|职|性|院|作|队|们)"
    return re.compile(f"{office}(?:{words.regex('office_join')}{office})*")


def find_offices(layer: Layer) -> Iterator[Mention]:
    """Office words before or after a name. ``keys`` holds the office in simplified script.

    A head that is also an ordinary word (代表) counts only after a modifier (全权代表).
    A place before a governor's title belongs to the office: 黑龙江将军.
    """
    names = layer.knowledge.names
    for found in _office(layer.knowledge).finditer(layer.folded):
        start = found.start()
        if found[0] in _WEAK_HEADS and not _office_by_context(layer, start, found.end()):
            continue
        if _PLACE_HEADS.fullmatch(found[0]):
            for size in range(6, 1, -1):
                before = layer.folded[max(0, start - size) : start]
                if layer.kind(names.lookup(before)) == "Territory":
                    start -= len(before)
                    break
        words = layer.folded[start : found.end()]
        kind = "Title" if words.endswith(layer.knowledge.words["rank"]) and start == found.start() else "Office"
        yield layer.mention(start, found.end(), kind, (words,), "office")


def _office_by_context(layer: Layer, start: int, end: int) -> bool:
    """A weak head is an office between a body and a name: 苏俄政府代表加拉罕, not 周恩来代表政府."""
    names = layer.knowledge.names
    before = layer.folded[max(0, start - 24) : start]
    after = layer.folded[end : end + 8]
    if re.search(r"(?:派|派遣|派出|委派)$", before):
        return True
    if re.search(r"(?:政府|[党国军部际会团]|方面|武装|[省市县])$", before) is None:
        ends_listed = any(names.lookup(before[-n:]) for n in range(2, min(len(before), 12) + 1))
        if not ends_listed or layer.kind(next(k for n in range(2, 13) if (k := names.lookup(before[-n:])))) == "Person":
            return False
    hits = names.hits(after)
    return bool(hits and hits[0][0] == 0 and layer.kind(hits[0][2]) == "Person") or bool(
        _person_name(layer, end, western=None) or re.match("[，。、]|的?(?:身份|名义|资格)|[为是]", after)
    )


def find_people(layer: Layer) -> Iterator[Mention]:
    """Names of persons: after an office, coordinated with another person, or with ·; then wherever the same name stands."""
    found: list[Mention] = []
    taken: set[str] = set()
    for end, western in _after_offices(layer):
        link = next((k for k in layer.document.links if k.start == end and 2 <= k.end - k.start <= 12), None)
        if any(m.kind == "Person" for m in layer.starting(end)):
            continue
        size = _person_name(layer, end, western)
        if link and 2 <= len(link.target) <= 12 and kind_by_shape(link.target, layer.knowledge) is None:
            anchor = layer.folded[link.start : link.end]
            if key_of(link.target) == key_of(anchor) or (size and size >= len(anchor)):
                size = len(anchor)
        while size and layer.fits(end, end + size):
            form = layer.folded[end : end + size]
            found.append(layer.mention(end, end + size, "Person", (key_of(form),), "office"))
            taken.add(form)
            # 代表甲、乙: the names go on.
            end += size
            if layer.folded[end : end + 1] != "、" or layer.starting(end + 1):
                break
            end += 1
            size = _person_name(layer, end, western)
    for match in _dotted(layer.knowledge).finditer(layer.folded):
        size = _person_name(layer, match.start(), western=True)
        form = match[0][:size]
        known = any(m.kind == "Person" for at in range(match.start(), match.end()) for m in layer.starting(at))
        joined = len(form) > 3 and any(c in form for c in "·-－")
        if joined and not known and kind_by_shape(form, layer.knowledge) is None:
            found.append(layer.mention(match.start(), match.start() + size, "Person", (key_of(form),), "shape"))
            taken.add(form)
    for start, end in _linked(layer):
        form = layer.folded[start:end]
        if layer.fits(start, end):
            found.append(layer.mention(start, end, "Person", (key_of(form),), "link"))
            taken.add(form)
    yield from found
    for form in sorted(taken, key=lambda f: (-len(f), f)):
        if len(form) > 1:
            for again in re.finditer(re.escape(form), layer.folded):
                yield layer.mention(again.start(), again.end(), "Person", (key_of(form),), "again")


def _linked(layer: Layer) -> Iterator[tuple[int, int]]:
    """Links to persons: the article's qualifier says so (杨杰_(军事家)), or a surname begins it and a person's verb follows."""
    surnames, compound, *_ = _name_classes(layer.knowledge)
    verb = re.compile(layer.knowledge.words.regex("person_verb"))
    for link in layer.document.links:
        form = layer.folded[link.start : link.end]
        name, _, qualifier = re.sub("[（(]", "_", link.target).replace("__", "_").partition("_")
        if not 2 <= len(form) <= 4 or key_of(name) != form or kind_by_shape(form, layer.knowledge):
            continue
        named = (form[0] in surnames and len(form) <= 3) or form[:2] in compound
        if re.search("(?:家|人物|将军|将领|官员|君主|皇帝)[）)]?$", qualifier) or (
            named and verb.match(layer.folded, link.end)
        ):
            yield link.start, link.end


def _after_offices(layer: Layer) -> Iterator[tuple[int, bool | None]]:
    """Where a name may start because an office ends there, and whether it is a Western name, as far as the state tells."""
    for mention in list(layer):
        if mention.kind not in ("Office", "Title") or layer.title[mention.start]:
            continue
        of = layer.ending(mention.start, "State", "Government", "Organization")
        hits = layer.knowledge.names.hits(layer.folded[max(0, mention.start - 16) : mention.start])
        keys = of.keys if of else (hits[-1][2] if hits and hits[-1][1] == min(16, mention.start) else ())
        yield mention.end, None if not keys else not set(keys) & _ASIAN


@cache
def _dotted(knowledge: Knowledge) -> re.Pattern[str]:
    letters = "".join(knowledge.words["transliteration"])
    part = f"[{letters}]{{1,7}}"
    return re.compile(f"{part}(?:[·\\-－]{part}){{1,3}}")


@cache
def _name_classes(
    knowledge: Knowledge,
) -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    words = knowledge.words
    return (
        frozenset(words["surname"]),
        frozenset(words["compound_surname"]),
        frozenset(words["not_given"]),
        frozenset(words["transliteration"]),
        frozenset(words["not_transliteration"]),
    )


def _person_name(layer: Layer, at: int, western: bool | None) -> int:
    """The length of the person's name that starts at ``at``; 0 where none does.

    A Chinese name is a surname and one or two characters that do not begin the next word; a foreign one a run of
    characters used in transliteration.
    """
    surnames, compound, not_given, letters, not_letters = _name_classes(layer.knowledge)
    text = layer.folded[at : at + 20]
    foreign = 0
    while foreign < len(text) and (text[foreign] in letters or (text[foreign] in "·-－" and foreign)):
        foreign += 1
    while foreign and (text[foreign - 1] in not_letters or text[foreign - 1] in "·-－"):
        foreign -= 1
    chinese = 0
    size = 2 if text[:2] in compound else 1 if text[:1] in surnames else 0
    if size:
        given = 0
        for char in text[size : size + 2]:
            if not re.match(f"[{_HAN}]", char) or char in not_given:
                break
            given += 1
        chinese = size + given if given else 0
    if western is False:
        return chinese
    if western and 2 <= foreign <= 18:
        return foreign
    if western and text[:1] not in not_given and (plain := re.match(f"[{_HAN}]{{2,4}}(?=[、，。；）])", text)):
        return plain.end()
    if western is None:
        return foreign if foreign >= 4 or (foreign >= 2 and not chinese) else chinese
    return 0


def _japanese(layer: Layer, people: list[Mention]) -> Iterator[Mention]:
    """The family name of a Japanese already named: 伊藤, after 伊藤博文."""
    names = layer.knowledge.names
    for mention in people:
        name = names.by_key.get(mention.keys[0]) if mention.keys else None
        family = layer.folded[mention.start : mention.start + 2]
        if name and "日本" in name.hints.get("represents", ()) and mention.end - mention.start > 3:
            if names.lookup(family):
                continue
            for again in re.finditer(re.escape(family), layer.folded[mention.end :]):
                start = mention.end + again.start()
                if not layer.within(start, start + 2):
                    yield layer.mention(start, start + 2, "Person", mention.keys, "surname")


def find_short_people(layer: Layer) -> Iterator[Mention]:
    """A later mention of a person by surname or family name alone: 赫氏, 蒋会晤…, 维辛斯基 for 安德烈·维辛斯基."""
    by_first: dict[str, dict[str, int]] = {}
    people = [m for m in layer if m.kind == "Person"]
    for mention in people:
        form = layer.folded[mention.start : mention.end]
        if len(form) > 1 and mention.keys:
            by_first.setdefault(form[0], {}).setdefault(mention.keys[0], mention.start)
    for first, keys in sorted(by_first.items()):
        for again in re.finditer(f"(?:(?<=[，。；、与和向对及\n（“])|(?<=月)|(?<=日)|(?<=时)){first}", layer.folded):
            end = again.end()
            if _SHORT_CUES.match(layer.folded, end) is None:
                continue
            known = [k for k, place in keys.items() if place < again.start()]
            if known:
                end += layer.folded[end] == "氏"
                yield layer.mention(again.start(), end, "Person", (known[-1],), "surname")
    yield from _japanese(layer, people)
    for mention in people:
        if "·" in mention.text:
            family = layer.folded[mention.start : mention.end].rsplit("·", 1)[-1]
            if len(family) >= 2:
                for again in re.finditer(re.escape(family), layer.folded[mention.end :]):
                    start = mention.end + again.start()
                    yield layer.mention(start, start + len(family), "Person", mention.keys, "family name")
