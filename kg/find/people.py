"""Persons: a name never seen before is known by the office beside it, by its build, or by the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg.find.layer import Layer, key_of
from kg.find.naming import (
    HAN,
    OF_BLOOD,
    REGNAL,
    Style,
    dotted,
    ends_here,
    is_chinese_name,
    is_foreign_name,
    name_classes,
    person_name,
)
from kg.find.shapes import kind_by_shape
from kg.knowledge import Knowledge
from kg.records import Mention, outermost

__all__ = ["find_people", "find_short_people"]

_JOINS = ("、", "和", "与", "及")
# What stands before a name and is no part of it.
_BEGINS = re.compile(
    "(?:[，。、；：（(「“\\n与和及同由被向对为以令命遣派为]|[其之][弟兄子侄孙父叔]|苏丹|守将|名将|大将|国王|皇帝|统帅|主帅|日|年|月)$"
)
_SHORT_CUES = re.compile(
    r"(?=[氏]|会[见晤谈]|曾|致[电函]|接见|访问|表示|提出|建议|决定|同意|签[署订]|下令|说|[与和对向]|在|答|即|则|认为|抵|赴|态度|亦|[通报转]+[报达])"
)


def find_people(layer: Layer) -> Iterator[Mention]:
    """Names of persons: after an office, coordinated with another person, or with ·; then wherever the same name stands."""
    found: list[Mention] = []
    taken: set[str] = set()
    for end, style in _after_offices(layer):
        link = next((k for k in layer.document.links if k.start == end and 2 <= k.end - k.start <= 12), None)
        size = person_name(layer, end, style)
        listed = max((m.end - end for m in layer.starting(end) if m.kind == "Person"), default=0)
        # 书记官科尔尼茨基 is not the listed 科尔.
        longer = size > listed and (size > listed + 1 or ends_here(layer, end + size))
        if listed and (style == "chinese" or not longer or layer.folded[end + listed] in "·和与及"):
            continue
        if link and 2 <= len(link.target) <= 12 and kind_by_shape(link.target, layer.knowledge) is None:
            anchor = layer.folded[link.start : link.end]
            if key_of(link.target) == key_of(anchor) or (size and size >= len(anchor)):
                size = len(anchor)
        if size and style in ("foreign", "") and (of_blood := OF_BLOOD.match(layer.folded, end + size)):
            # 尼古拉大公, 奥斯曼帕夏: the title is part of the name.
            size += len(of_blood[0])
        while size and layer.fits(end, end + size):
            form = layer.folded[end : end + size]
            found.append(layer.mention(end, end + size, "Person", (key_of(form),), "office"))
            taken.add(form)
            # 代表甲、乙: the names go on.
            end += size
            if layer.folded[end : end + 1] not in _JOINS or layer.starting(end + 1):
                break
            end += 1
            size = person_name(layer, end, style)
    for match in dotted(layer.knowledge).finditer(layer.folded):
        # 英国派阿瑟·尼科尔森: the verb is no part of the name.
        start = match.start() + (match[0][0] in "派遣" and layer.ending(match.start(), "State") is not None)
        size = person_name(layer, start, "foreign")
        form = layer.folded[start : start + size]
        parts = {start, *(i + 1 for i in range(start, match.end()) if layer.folded[i] in "·-－")}
        inside = [m for at in range(match.start(), match.end()) for m in layer.starting(at) if m.kind == "Person"]
        # 科尔 within 尼科尔森 is nobody.
        known = any(m.start in parts or "·" in m.text for m in inside)
        joined = len(form) > 3 and any(c in form for c in "·-－")
        if joined and not known and kind_by_shape(form, layer.knowledge) is None:
            found.append(layer.mention(start, start + size, "Person", (key_of(form),), "shape"))
            taken.add(form)
    for how, places in (
        ("link", _linked(layer)),
        ("rank", _before_ranks(layer)),
        ("title", _titled(layer)),
        ("cues", _between_cues(layer)),
    ):
        for start, end in places:
            form = layer.folded[start:end]
            if layer.fits(start, end):
                found.append(layer.mention(start, end, "Person", (key_of(form),), how))
                taken.add(form)
    for start, end in _listed_after(layer, found):
        found.append(layer.mention(start, end, "Person", (key_of(layer.folded[start:end]),), "list"))
        taken.add(layer.folded[start:end])
    yield from found
    for form in sorted(taken, key=lambda f: (-len(f), f)):
        if len(form) > 1:
            for again in re.finditer(re.escape(form), layer.folded):
                yield layer.mention(again.start(), again.end(), "Person", (key_of(form),), "again")


def _linked(layer: Layer) -> Iterator[tuple[int, int]]:
    """Links to persons: the article's qualifier says so (杨杰_(军事家)), or a surname begins it and a person's verb follows."""
    surnames, compound, *_ = name_classes(layer.knowledge)
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


def _after_offices(layer: Layer) -> Iterator[tuple[int, Style]]:
    """Where a name may start because an office ends there, and how it is built, as far as the state tells."""
    words = layer.knowledge.words
    for mention in list(layer):
        if mention.kind not in ("Office", "Title") or layer.title[mention.start]:
            continue
        of = layer.ending(mention.start, "State", "Government", "Organization")
        hits = layer.knowledge.names.hits(layer.folded[max(0, mention.start - 16) : mention.start])
        keys = set(of.keys if of else (hits[-1][2] if hits and hits[-1][1] == min(16, mention.start) else ()))
        style: Style = (
            "chinese"
            if keys.intersection(words["names_chinese"])
            else "japanese"
            if keys.intersection(words["names_japanese"])
            else "foreign"
            if keys
            else ""
        )
        yield mention.end, style
        if keys and layer.folded[mention.end : mention.end + 1] in ("为", "是", "系"):
            yield mention.end + 1, style  # 俄方译员为别洛博茨基
    for mention in list(layer):
        if mention.kind == "State" and layer.folded[mention.end : mention.end + 1] == "人":
            size = person_name(layer, mention.end + 1, "foreign")
            if size > 2 and ends_here(layer, mention.end + 1 + size):
                yield mention.end + 1, "foreign"  # 波兰人别洛博茨基


def _before_ranks(layer: Layer) -> Iterator[tuple[int, int]]:
    """Foreign names before a rank or a title of nobility: 戈利岑公爵, 布伦顿将军."""
    letters = "".join(layer.knowledge.words["transliteration"])
    for mention in list(layer):
        if mention.kind != "Title":
            continue
        run = re.search(f"[{letters}·]{{2,16}}$", layer.folded[max(0, mention.start - 16) : mention.start])
        if run is None:
            continue
        start = mention.start - len(run[0].lstrip("·"))
        for at in range(start, mention.start):
            if layer.ending(at + 1):
                # 法国达武元帅: the name begins where the one before it ends.
                start = at + 1
        size = mention.start - start
        if size < 2 or (size == 2 and layer.folded[start - 1] not in "，。、；和与（\n"):
            continue
        if person_name(layer, start, "foreign") == size and not _covered(layer, start, mention.start):
            yield start, mention.start


def _listed_after(layer: Layer, found: list[Mention]) -> Iterator[tuple[int, int]]:
    """Names in a list of persons after one that is known: 甲、乙和丙."""
    for mention in outermost([m for m in (*layer, *found) if m.kind == "Person" and m.how != "reference"]):
        end = mention.end
        style: Style = "chinese" if is_chinese_name(layer.folded[mention.start : end], layer.knowledge) else "foreign"
        while layer.folded[end : end + 1] in ("、", "和", "与", "及"):
            start = end + 1
            size = person_name(layer, start, style)
            end = start + size
            short = size < (2 if style == "chinese" else 3)
            if short or not (ends_here(layer, end) or layer.folded[end] in _JOINS) or _covered(layer, start, end):
                break
            if kind_by_shape(layer.folded[start:end], layer.knowledge) is not None:
                break
            yield start, end


def _titled(layer: Layer) -> Iterator[tuple[int, int]]:
    """Foreign names known by how they end: 艾哈迈德二世, 穆赫塔尔帕夏, wherever what stands before shows their beginning."""
    letters = "".join(layer.knowledge.words["transliteration"])
    name = re.compile(f"[{letters}·]{{2,12}}(?:{REGNAL.pattern}|{OF_BLOOD.pattern})")
    for run in name.finditer(layer.folded):
        start, end = run.span()
        for at in range(start, end):
            if layer.ending(at + 1):
                start = at + 1
        begins = layer.ending(start) or _BEGINS.search(layer.folded, max(0, start - 3), start)
        if end - start > 3 and begins and not _covered(layer, start, end):
            yield start, end


def _between_cues(layer: Layer) -> Iterator[tuple[int, int]]:
    """Names known only by the words on both sides of them: 由甲与乙签订, 派甲赴某地."""
    for before, after in _cue_patterns(layer.knowledge):
        for cue in before.finditer(layer.folded):
            start = cue.end()
            for size in range(2, 10):
                end = start + size
                form = layer.folded[start:end]
                if not re.fullmatch(f"[{HAN}·]{{{size}}}", form):
                    break
                if after.match(layer.folded, end) is None or _covered(layer, start, end):
                    continue
                named = is_chinese_name(form, layer.knowledge) or (size > 2 and is_foreign_name(form, layer.knowledge))
                if named and form not in layer.knowledge.words["not_person"]:
                    yield from _joined_before(layer, start)
                    yield start, end
                break


def _joined_before(layer: Layer, start: int) -> Iterator[tuple[int, int]]:
    """The Chinese name that a name found is joined to: 甲 in 甲、乙率领, at the start of the clause."""
    for size in (3, 2):
        at = start - 1 - size
        joined = at > 0 and layer.folded[start - 1] == "、" and layer.folded[at - 1] in "，。；\n"
        named = joined and is_chinese_name(layer.folded[at : start - 1], layer.knowledge)
        if named and not _covered(layer, at, start - 1):
            yield at, start - 1


@cache
def _cue_patterns(knowledge: Knowledge) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    words = knowledge.words
    pairs = (
        ("sends_person", "sent_person"),
        ("with_person", "acting_person"),
        ("by_person", "by_whom"),
        ("clause_start", "leads"),
        ("under", "led_by"),
    )
    note = "(?:[（(][^）)]{1,40}[）)])?"  # 派甲（Jean）赴某地
    return tuple((re.compile(words.regex(a)), re.compile(note + words.regex(b))) for a, b in pairs)


def _covered(layer: Layer, start: int, end: int) -> bool:
    """Whether any mention shares a character with ``[start, end)``."""
    return any(layer.starting(at) or layer.ending(at + 1) for at in range(start, end)) or layer.within(start, end)


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
