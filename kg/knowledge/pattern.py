"""The language of rule patterns, and the alphabet that sentences are written in for them.

A sentence is matched as a string in which every mention is one private-use character, its *symbol*, so that a rule
is a plain regular expression and a name of any length is one step of it. This is the cascade of finite-state
transducers of FASTUS (Hobbs et al., 1997), each level rewriting the string of the one below.

A pattern is a regular expression, white space ignored, with these additions:

``{a:Agent}``
    a slot: one mention of the class (or the group of classes, see :data:`GROUPS`; ``A|B`` joins several)
``{a:Agent+}``
    a slot for one mention or a coordination: 中、美、英, 苏联和日本, 中苏两国
``{p:Person,}``
    the same, joined by 、 alone
``{x:Land*}``
    every mention of the class in the rest of the sentence, up to a clause with which the story goes on
``{a:Agent~}``, ``{a:Agent+~}``
    the same, or nothing at the start of a clause, where the subject is carried over from the clause before
``{sign}``
    any word of a class in ``ontology/words``
``{word}``, ``{gap}``, ``{mod}``, ``{adv}``, ``{span}``, ``{about}``, ``{far}``
    a few characters, as few as will do: without any mention; without an actor or treaty; the same, before a noun; the
    same, without a preposition; of the clause; of the clause, without a treaty; across commas
``{with}``, ``{zero}``, ``{part}``, ``{own}``, ``{undated}``
    和, 与, 同 …; the start of a clause; after a place, what part of it (的大部分, 全境), or nothing; nothing, where the
    name before it is no attribute; from a date to its verb
``«…»``
    the trigger: whether the act is denied or planned is read from the words before it
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

from kg.knowledge.words import Words

__all__ = ["GROUPS", "SYMBOLS", "ZERO", "Pattern", "compile_pattern", "symbols_of"]

#: Mention kind → its character. ``Letter`` is a state's one-letter name (中苏); ``Pair`` is 两国, 双方; ``Organ`` is a
#: state that acts through its government or army (俄军), and no place.
#: ``Part`` is a part without a name of a place (伊犁西部): it has the place's key, and only a treaty may be about it.
#: ``Army`` is a state or a body named by its forces (日军, 英国远征军); ``War``, ``Battle`` and ``Meeting`` are events
#: that their name tells to be such.
SYMBOLS: dict[str, str] = {
    kind: chr(0xE000 + i)
    for i, kind in enumerate(
        [
            "State",
            "Letter",
            "Pair",
            "Government",
            "Organization",
            "Person",
            "Treaty",
            "Territory",
            "Asset",
            "Event",
            "Office",
            "Delegate",
            "Title",
            "Calling",
            "Date",
            "Duration",
            "Money",
            "Work",
            "Part",
            "Organ",
            "Army",
            "War",
            "Battle",
            "Meeting",
        ]
    )
}
#: Stands at the start of every clause: where a subject may be left out.
ZERO = chr(0xE0FF)

#: Names for several kinds that may fill one slot. ``State`` takes in its letters and pairs, ``Country`` not; ``Realm`` is
#: a state as a place.
GROUPS: dict[str, tuple[str, ...]] = {
    "State": ("State", "Organ", "Army", "Letter", "Pair"),
    "Country": ("State", "Organ", "Army"),
    "Realm": ("State",),
    "Event": ("Event", "War", "Battle", "Meeting"),
    "War": ("War", "Battle"),
    "Office": ("Office", "Delegate"),
    "Title": ("Title", "Calling"),
    "Rank": ("Title",),
    "Body": ("State", "Organ", "Army", "Letter", "Government", "Organization"),
    "Polity": ("State", "Organ", "Army", "Letter", "Pair", "Government"),
    "Agent": ("State", "Organ", "Army", "Letter", "Pair", "Government", "Organization"),
    "Actor": ("State", "Organ", "Army", "Letter", "Pair", "Government", "Organization", "Person"),
    "Place": ("Territory", "State", "Letter"),
    "Land": ("Territory", "Asset"),
    "Matter": ("Territory", "Asset", "Part"),
    "Target": ("State", "Organ", "Army", "Letter", "Pair", "Government", "Organization", "Territory"),
    "Subject": ("Territory", "Asset", "State", "Organ", "Army", "Letter", "Pair", "Government", "Organization"),
}

_ACTORS = "".join(SYMBOLS[k] for k in (*GROUPS["Actor"], "Treaty")) + ZERO
# No coordination is longer; without a bound a hostile list would take cubic time.
_MANY = 24
# Within a list may stand a name that was not found: 英国、某国、法国.
_JOINS = {
    "+": "(?:[两三四五六七八九十数]{1,2}[省州岛城县港])?"
    "(?:以及|[、和与及同跟暨]|[、及](?![两各其])[^，。；：！？、「」“”的\ue000-\ue0ff]{1,9}[、和与及])",
    ",": "、",
}
# 英、法等国, 旅顺、大连等地: what sums a list up.
_SUMMED = (
    "(?:等[0-9一二三四五六七八九十两多数]{0,3}个?(?:国家|国|地区|地方|地|处|省份|省|府|县|州|岛屿|岛|城市|城|港口|港|口岸)?"
    "(?:政府)?)?"
)
_PLAIN = f"[^，。；：！？、「」“”{_ACTORS}]"
# 在沙俄胁迫下, 以飞机和炮兵, 就边界问题, 应法国邀请: between a subject and its verb these may hold actors. Each but 以
# is closed by a word of its own, and one at the most is passed over: a long run could be read in exponentially many ways.
_OPENS = "[在就经应因趁乘依]|根据|按照"
_CLOSES = (
    "[下中上时后前而邀]|期间|之际|问题|事宜|一事|之事|争端|争议|事件|斡旋|调停|调解|同意|批准|安排|介绍|授权|推动|"
    "邀请|要求|请求|之请|之机|规定|决议|条款|命令|指示|" + SYMBOLS["Treaty"]
)
_WITHIN = f"[^，。；：！？{ZERO}]"
_ADVERBIAL = f"(?:(?:{_OPENS}){_WITHIN}{{1,18}}?(?:{_CLOSES})|以{_WITHIN}{{1,14}}?)"
_BUILT_IN = {
    # From a date to the verb that it dates: no other date, and no event, stands between.
    "undated": f"[^。；{SYMBOLS['Date']}{''.join(SYMBOLS[k] for k in GROUPS['Event'])}]{{0,30}}?",
    # No attribute of what follows, unless of forces or envoys: 英国的舰队, but not 英国的殖民地 or 英国人.
    "own": "(?![的之](?!军|部队|舰队|骑兵|大军|[海空陆]军|士兵|代表|政府|使)|人(?!民)|首都|都城|境内)",
    "gap": f"{_PLAIN}{{0,14}}?(?:{_ADVERBIAL}{_PLAIN}{{0,8}}?)?",
    "mod": f"(?:{_PLAIN}{{0,14}}?|了?(?:关于|有关|涉及|针对)[^，。；{ZERO}]{{1,24}}?的{_PLAIN}{{0,6}}?)",
    "adv": "(?:(?![与和同跟对向从由被])" + f"{_PLAIN}){{0,12}}?",
    "word": "[^，。；：！？、「」“”\ue000-\ue0ff]{0,6}?",
    "span": f"[^，。；：！？{ZERO}]{{0,24}}?",
    "about": f"[^，。；：！？{ZERO}{SYMBOLS['Treaty']}]{{0,24}}?",
    "far": "[^。；！？]{0,48}?",
    # After the name of a place: how much of it, or what of it. What is said of that is said of the place.
    "part": "(?:[的之]?(?:[东西南北]{1,2}(?:半?部|岸)|大部分?|一部分?|部分|一半|全部|全境|全岛|全省|其余|领土|地区|土地|地方"
    "|一带|沿岸|沿海|主权|治权|管治权|行政权|统治权|所有权|等地|等处|各地|各处|各部|各省|诸地|诸岛|[两三四五六七八九数]?[省岛州县港城地口处])"
    # 贝尔格莱德及塞尔维亚北部: the end of a list that is the name of a state, or of nothing that was found.
    f"|(?:[、和与及]|以及)(?![两各其])[^，。；：的\ue000-\ue0ff]{{0,6}}{SYMBOLS['State']}?[^，。；：的\ue000-\ue0ff]{{0,5}}?)?",
    "with": "(?:[和与同跟及]|以及)(?:上述|前述|其他|其余|这|其?(?:盟友|盟国|邻国|盟邦|宗主国|保护国|敌国))?",
    "zero": ZERO,
}
_TRIGGER = re.compile("«(.*?)»")
_TOKEN = re.compile(r"\{(\w+)(?::([\w|]+)([+*,]?)(~?))?\}|([«»])|\s+")


def symbols_of(kinds: str) -> str:
    """The characters of a kind, a group, or several joined by ``|``.

    Raises:
        KeyError: there is no such kind or group.
    """
    return "".join(dict.fromkeys(SYMBOLS[k] for name in kinds.split("|") for k in GROUPS.get(name, (name,))))


@dataclass(frozen=True)
class Pattern:
    """A pattern: ``slots`` gives the symbols that fill each slot, ``zero`` the slots that may be carried over.

    ``regex`` is compiled when it is first asked for: few sentences have the verb of a rule, and compiling all takes longer than
    reading an article.
    """

    source: str
    expanded: str
    verb: str
    slots: dict[str, str]
    zero: frozenset[str]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The regular expression. Raises ``re.error`` if it is none."""
        return re.compile(self.expanded)

    @property
    def trigger(self) -> re.Pattern[str]:
        """Matches the verb alone, or where a pattern has none, all of it."""
        return _compiled(self.verb) if self.verb else self.regex


@cache
def _compiled(expanded: str) -> re.Pattern[str]:
    return re.compile(expanded)  # many patterns have the same verb


def compile_pattern(source: str, words: Words, *, check: bool = True) -> Pattern:
    """Compile a pattern; without ``check`` it is known to be a valid regular expression, and is compiled when needed.

    Raises:
        ValueError: an unknown word class, kind or group, or no valid regular expression; the message says which.
    """
    slots: dict[str, str] = {}
    zero: set[str] = set()

    def replace(token: re.Match[str]) -> str:
        name, kinds, many, carried, bracket = token.groups()
        if bracket:
            return "(?P<trigger>" if bracket == "«" else ")"
        if name is None:
            return ""
        if kinds is None:
            if name in _BUILT_IN:
                return _BUILT_IN[name]
            if name == "sign" and name in words:
                # 订 and 签 alone are verbs of signing right before a treaty's name only (旋于西贡订《…》).
                return f"(?:{words.regex(name)}|(?<![修改预增审制拟新旧签缔议商重会])[订签]了?(?={SYMBOLS['Treaty']}))"
            if name not in words:
                raise ValueError(f"{{{name}}} is no class of words in ontology/words")
            return words.regex(name)
        try:
            slots[name] = symbols_of(kinds)
        except KeyError as error:
            raise ValueError(f"{{{name}:{kinds}}}: there is no kind {error}") from error
        inner = _rest(words) if many == "*" else _slot(slots[name], _JOINS.get(many, ""))
        if not carried:
            return f"(?P<{name}>{inner})"
        zero.add(name)
        return f"(?:(?P<{name}>{inner})|(?P<{name}_zero>{ZERO}))"

    verb = _TRIGGER.search(source)
    expanded = _TOKEN.sub(replace, source)
    pattern = Pattern(source, expanded, _TOKEN.sub(replace, verb[1]) if verb else "", slots, frozenset(zero))
    try:
        if check:
            _ = pattern.regex, pattern.trigger
    except re.error as error:
        raise ValueError(f"is no valid pattern: {error}") from error
    return pattern


def _rest(words: Words) -> str:
    """The rest of a sentence: an act of a later date, or a journey, is no longer of the same matter."""
    date = f"(?:[于在至]|到了?)?{SYMBOLS['Date']}(?![前起内底以之])"
    onwards = [words.regex(name) for name in ("goes_on", "journey") if name in words]
    signed = [f"[在于][{symbols_of('Land')}][^，。；]{{0,8}}?{words.regex('sign')}"] if "sign" in words else []
    stops = "|".join([f"{ZERO}(?:{'|'.join([date, *onwards[:1]])})", *onwards[1:], *signed])
    return f"(?:(?!{stops}).)*"


def _slot(symbols: str, join: str) -> str:
    letter, pair = SYMBOLS["Letter"], SYMBOLS["Pair"]
    one = f"[{symbols}]"
    if not join:
        return one
    if letter in symbols:
        return f"{letter}{{0,12}}{one}(?:{join}{letter}{{0,12}}{one}){{0,{_MANY}}}(?:{pair}|{_SUMMED})"
    return f"{one}(?:{join}{one}){{0,{_MANY}}}" + (_SUMMED if join != "、" else "")
