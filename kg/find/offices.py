"""Offices and ranks: the words beside a name that say what the person is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg.find.layer import Layer
from kg.find.naming import HAN, is_foreign_name, person_name
from kg.knowledge import Knowledge
from kg.records import Mention

__all__ = ["find_offices"]

# Governors and commanders, whose office is called by its place.
_PLACE_HEADS = re.compile(
    "(?:副|总)?(?:总督|将军|都督|巡抚|省长|督军|主席|军阀|县长|市长|领事|督办|长官|刺史|州长|都统|提督|道台|知府|知县|总兵|大臣|"
    "镇守使|特派员|交涉员|特首|大公|选侯|大君|土司|要塞|军区|驻军|守军|卫戍|警备|参赞大臣|办事大臣|帮办大臣|战区)"
)
_VERBAL = ("代表", "领导人", "首脑", "汗", "翻译")
_TAIL = "(?!团|级|馆|权|会|处|制|职(?![务位])|性|院|作|队|们|(?<=相)[互关应当比处对信似继连接])"


@cache
def _office(knowledge: Knowledge) -> re.Pattern[str]:
    words = knowledge.words
    head, field = words.regex("office_head", "rank"), words.regex("office_field")
    # 外交部亚洲司司长, 第三集团军军长, 要塞司令: organs by their last word, with the field or the number before it.
    number = f"第[一二三四五六七八九十百0-9]+(?:{words.regex('army_unit')}|[军师旅团营连])?"
    organ = f"(?:{field}(?:部|省|院|厅|署|局|司|委员会|事务)?|{number})"
    bureau = f"(?:[{HAN}]{{2,6}}?(?:[司局处厅署科](?=副?[司局处厅署科]长)|要塞|军区|战区|舰队|师团|旅团)(?={head}|副))"
    posted = f"(?:常?驻[{HAN}]{{1,6}}?(?={words.regex('office_modifier')}|{head}))"
    body = words.regex("office_modifier")
    before = f"(?:{posted}|{body}|{organ}|{words.regex('army_unit')})"
    inner = f"(?:{before}{bureau}|{before})"
    office = f"(?:{inner})*?(?:{inner})*{head}{_TAIL}"
    return re.compile(f"{office}(?:{words.regex('office_join')}{office})*")


def find_offices(layer: Layer) -> Iterator[Mention]:
    """Office words before or after a name. ``keys`` holds the office in simplified script.

    A head that is also an ordinary word (代表) counts only after a modifier (全权代表).
    A place before a governor's title belongs to the office: 黑龙江将军.
    """
    for found in _office(layer.knowledge).finditer(layer.folded):
        start = found.start()
        if found[0] in layer.knowledge.words["weak_office"] and not _office_by_context(layer, start, found.end()):
            continue
        if _PLACE_HEADS.match(found[0]):
            start -= _place_before(layer, start)
        if found[0] in ("亲王", "郡王", "王"):
            start -= _fief(layer, start, found.end())
        start = _after_listed(layer, start, found.end())
        words = layer.folded[start : found.end()]
        kind = "Title" if words in layer.knowledge.words["rank"] else "Office"
        yield layer.mention(start, found.end(), kind, (words,), "office")


def _place_before(layer: Layer, start: int) -> int:
    """The length of the place that ends at ``start``, or of its short name in 直隶, 两广, 闽浙, 东三省."""
    short = layer.knowledge.words["office_place"]
    for size in range(6, 0, -1):
        before = layer.folded[max(0, start - size) : start]
        if before in short:
            return len(before)
        # 尼亚齐将军 is no general of 亚齐: a place of foreign name does not begin within a run of such characters.
        inside = start > size and is_foreign_name(layer.folded[start - size - 1 : start], layer.knowledge)
        if len(before) > 1 and layer.kind(layer.knowledge.names.lookup(before)) == "Territory" and not inside:
            return len(before)
    return 0


def _after_listed(layer: Layer, start: int, end: int) -> int:
    """Where the office begins, if a longer name runs into its first words: 越南民主共和国外交部长, 俄军司令."""
    names = layer.knowledge.names
    window = max(0, start - 12)
    for s, e, keys in names.hits(layer.folded[window:end]):
        s, e = s + window, e + window
        named = layer.kind(keys) in ("State", "Government")
        if named and s < start < e < end and _office(layer.knowledge).fullmatch(layer.folded, e, end):
            return e
    return start


def _fief(layer: Layer, start: int, end: int) -> int:
    """The length of the word before a prince's title where it, the title and the name after are one person: 恭亲王奕䜣."""
    names = layer.knowledge.names
    after = names.hits(layer.folded[end : end + 8])
    if not after or after[0][0]:
        return 0
    for size in (1, 2):
        if set(names.folded(layer.folded[max(0, start - size) : end])) & set(after[0][2]):
            return size
    return 0


@cache
def _named_before(knowledge: Knowledge) -> re.Pattern[str]:
    """A foreign name at the end, which begins where a clause does or after a word that is part of no name."""
    return re.compile(f"(?:^|[，。、；：（(\n和与及由向])[{''.join(knowledge.words['transliteration'])}·]{{3,12}}$")


def _office_by_context(layer: Layer, start: int, end: int) -> bool:
    """A weak head is an office between a body and a name: 苏俄政府代表加拉罕, not 周恩来代表政府."""
    names = layer.knowledge.names
    before = layer.folded[max(0, start - 24) : start]
    after = re.sub("^[一二三]等[公侯伯子男]", "", layer.folded[end : end + 12])
    hits = names.hits(after)
    person = bool(hits and hits[0][0] == 0 and layer.kind(hits[0][2]) == "Person")
    if re.search("(?:作为|以|担任|出任|为)[^，。；、]{1,8}$", before) and re.match(
        "出席|参加|前往|赴|的?(?:身份|名义)", after
    ):
        return True
    ranks = layer.knowledge.words["rank"]
    if layer.folded[start:end] in ranks and _named_before(layer.knowledge).search(before) and not person:
        return True  # 塔尔韦拉上校指挥: after a foreign name, which begins where the clause does
    if person and layer.folded[start:end] not in _VERBAL and re.search("[、，。和与及为被由遣命令]$", before):
        return True
    if re.search(r"(?:派|派遣|派出|委派)$", before):
        return True
    if re.search(r"(?:政府|[党国军部际会团方]|方面|武装|[省市县]|双方|各方|两国|[三四五六七八]国)$", before) is None:
        ends_listed = any(names.lookup(before[-n:]) for n in range(2, min(len(before), 12) + 1))
        if not ends_listed or layer.kind(next(k for n in range(2, 13) if (k := names.lookup(before[-n:])))) == "Person":
            return False
    return person or bool(person_name(layer, end, "") or re.match("[，。、）]|的?(?:身份|名义|资格)|[为是]", after))
