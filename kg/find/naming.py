"""How names of persons are built: Chinese and Manchu names, and foreign ones in transliteration."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from kg.find.layer import Layer
from kg.knowledge import Knowledge

__all__ = [
    "HAN",
    "OF_BLOOD",
    "REGNAL",
    "Style",
    "dotted",
    "ends_here",
    "is_chinese_name",
    "is_foreign_name",
    "name_classes",
    "person_name",
]

#: Chinese characters, as a range in a character class.
HAN = "\u4e00-\u9fff"
#: How a name is built, as far as the state tells: empty where it tells nothing.
Style = Literal["chinese", "japanese", "foreign", ""]
# Characters of grammar, which no name holds.
_NO_NAME = frozenset("的了是在和与及为以于之者其该此这那某等不未亦就又并且但而或从由向对被把将因若如凡各每诸")
#: Titles of birth, which are written as part of the name: 尼古拉大公, 奥斯曼帕夏.
OF_BLOOD = re.compile("女?大公|王子|公主|帕夏|贝伊|埃芬迪|贝格|郡主|王妃")
#: The number of a ruler: 艾哈迈德二世.
REGNAL = re.compile("[一二三四五六七八九十]{1,3}世")
# Second characters that make of a surname an ordinary word: 陆军, 高官, 华工, 全权.
_COMMON = frozenset("军兵官员人队团商工民国家会党部省使臣船舰机械师权面局府院法律性本地方时间年月日上下中内外口岸")


@cache
def name_classes(
    knowledge: Knowledge,
) -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    """Surnames of one and of two characters, characters that end no given name, those of transliteration, those that end none."""
    words = knowledge.words
    return (
        frozenset(words["surname"]),
        frozenset(words["compound_surname"]),
        frozenset(words["not_given"]),
        frozenset(words["transliteration"]),
        frozenset(words["not_transliteration"]),
    )


@cache
def dotted(knowledge: Knowledge) -> re.Pattern[str]:
    """Names with dots or hyphens in them."""
    letters = "".join(knowledge.words["transliteration"])
    part = f"[{letters}]{{1,7}}"
    return re.compile(f"{part}(?:[·\\-－]{part}){{1,3}}")


@cache
def _after_name(knowledge: Knowledge) -> re.Pattern[str]:
    """What follows a name and is no part of it."""
    return re.compile(
        f"[、，。；：（）()“”「」《》！？\\s]|$|{knowledge.words.regex('after_name', 'person_verb', 'rank')}"
    )


@cache
def _next_word(knowledge: Knowledge) -> re.Pattern[str]:
    """What follows a name, of two characters or more: one alone may as well be the last of a given name."""
    words = (w for c in ("after_name", "person_verb", "rank") for w in knowledge.words[c] if len(w) > 1)
    return re.compile("|".join(sorted(words, key=lambda w: (-len(w), w))))


def ends_here(layer: Layer, at: int) -> bool:
    """Whether what stands at a place shows that a name ends before it."""
    return _after_name(layer.knowledge).match(layer.folded, at) is not None


def is_chinese_name(form: str, knowledge: Knowledge) -> bool:
    """Whether a whole string has the build of a Chinese name."""
    surnames, compound, *_ = name_classes(knowledge)
    size = 2 if form[:2] in compound else 1 if form[:1] in surnames else 0
    given = form[size:]
    return bool(size) and 1 <= len(given) <= 2 and not set(given) & (_NO_NAME | _COMMON)


def is_foreign_name(form: str, knowledge: Knowledge) -> bool:
    """Whether a whole string is written with the characters of transliteration."""
    *_, letters, not_letters = name_classes(knowledge)
    parts = re.split("[·\\-－]", form)
    return all(p and set(p) <= letters for p in parts) and form[-1] not in not_letters


def person_name(layer: Layer, at: int, style: Style) -> int:
    """The length of the person's name that starts at ``at``; 0 where none does.

    A Chinese name is a surname and one or two characters that do not begin the next word; a foreign one a run of
    characters used in transliteration; any other (索额图, 有泰) is known only where what follows shows its end.
    """
    surnames, compound, not_given, letters, not_letters = name_classes(layer.knowledge)
    after, next_word = _after_name(layer.knowledge), _next_word(layer.knowledge)
    text = layer.folded[at : at + 20]
    ranks = layer.knowledge.words.regex("rank")
    if next_word.match(text):
        return 0
    foreign = 0
    while foreign < len(text) and (text[foreign] in letters or (text[foreign] in "·-－" and foreign)):
        if foreign > 1 and after.match(text, foreign):
            break
        foreign += 1
    # 侯赛因帕夏: where what follows shows the end of the name, no character of it begins the next word.
    shown = foreign > 1 and (
        re.match(f"[、，。；：（）]|$|{ranks}|{OF_BLOOD.pattern}", text[foreign:]) or next_word.match(text, foreign)
    )
    while foreign and ((text[foreign - 1] in not_letters and not shown) or text[foreign - 1] in "·-－"):
        foreign -= 1
    if foreign > 1 and (regnal := REGNAL.match(text, foreign)):
        foreign = regnal.end()
    chinese = 0
    size = 2 if text[:2] in compound else 1 if text[:1] in surnames else 0
    if size:
        given = 0
        for place, char in enumerate(text[size : size + 2], size):
            if not re.match(f"[{HAN}]", char) or char in not_given or (given and next_word.match(text, place)):
                break
            given += 1
        chinese = size + given if given else 0
        if not given and after.match(text, size + 2) and not set(text[size : size + 2]) & (_NO_NAME | _COMMON):
            # 马呈祥（: what follows shows that 呈 begins no word.
            chinese = size + 2
    if style == "chinese":
        return chinese or _plain(text, 3, layer.knowledge, foreign=False)
    if style == "japanese":
        return _plain(text, 5, layer.knowledge, foreign=False) or (foreign if foreign >= 2 else 0)
    if style == "foreign":
        return foreign if 2 <= foreign <= 18 else _plain(text, 4, layer.knowledge, foreign=True)
    return foreign if foreign >= 4 or (foreign >= 2 and not chinese) else chinese


def _plain(text: str, longest: int, knowledge: Knowledge, *, foreign: bool) -> int:
    """A name of no known build, where what follows shows its end. A foreign one has at most one character not in the table."""
    _, _, not_given, letters, _ = name_classes(knowledge)
    after = _after_name(knowledge)
    if text[:1] in not_given:
        return 0
    for size in range(2, longest + 1):
        if re.fullmatch(f"[{HAN}]{{{size}}}", text[:size]) and after.match(text, size):
            strange = sum(c not in letters for c in text[:size])
            barred = _NO_NAME if foreign else _NO_NAME | _COMMON | not_given
            return 0 if set(text[:size]) & barred or (foreign and strange * 2 >= size) else size
    return 0
