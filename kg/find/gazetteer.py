"""Mentions by the name lists: whole names, one-letter names of states, and what may follow a name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from kg.find.layer import Layer, key_of
from kg.find.naming import ends_here, person_name
from kg.knowledge import Knowledge
from kg.records import Mention

__all__ = ["find_letters", "find_listed", "find_places_with_suffix", "find_polities"]

# Letters that seldom mean anything else in these texts; the others are believed only before a word that tells of states.
_STRONG = frozenset("中华日苏俄美英法德清朝韩蒙")
_AFTER_PAIR = re.compile(
    r"等[国列两三四五六七八九十]|两国|双方|三国|四国|五国|两军|关系|之间|边[境界]|战争|联军|联合|条约|协定|和约|同盟|政府|会谈|谈判|建交|断交|复交|邦交|互|友好|友谊|《|外长|贸易|冲突|决裂|交恶|(?:正式|重新|相继)?(?:建立|恢复|断绝|中断)[^，。；]{0,6}(?:关系|邦交)|互派|互换|正式建|外交"
    r"|[复又再遂乃旋均皆]?(?:[于在][^，。；]{1,8}?)?(?:签[订署]|订[立约]?|缔[结约]|议和|媾和|结盟|开战|宣战|交战|失和|停战)"
)
_PART = re.compile(r"以[东西南北]的?地区")
# Part of a place that has no name of its own: what is said of it is not said of the place.
_NAMELESS = re.compile(r"以[东西南北]|对岸|[上中下]游|[东西南北]部(?!长|队)")
_DIRECTIONS = ("东北", "西北", "东南", "西南")
_ARMY = re.compile(r"联军|军队|部队|代表团")
_DISTRICT = re.compile(
    r"(?<=[省市州县])[^，。；、：（）\s该这两各的和与及本全]{2,3}[区县镇乡](?=[）)，。；、境一的]|$)"
)
_PLACE_SUFFIX = re.compile(r"(?:地区|全境|境内|一带|等地|等处|全岛|本岛|全省|全区|全州|省|市|县|城|州|岛|港)")


def find_listed(layer: Layer) -> Iterator[Mention]:
    """Every listed name, the longest first; where it runs into a surer mention, the longest that does not."""
    names = layer.knowledge.names
    for start, end, keys in names.hits(layer.folded):
        if layer.kind(keys) == "Person" and (name := _after_office(layer, start, end)) > start:
            # 驻藏大臣有泰: listed with his office, since the name alone is a word. The office is told apart.
            yield from (_listed(layer, start + s, start + e, k) for s, e, k in names.hits(layer.folded[start:name]))
            yield _listed(layer, name, end, keys)
            continue
        # 两国军队 names no 国军: the 国 belongs to the number before it.
        if (
            layer.folded[start] == "国"
            and start
            and layer.folded[start - 1] in "两各三四五六七八九十多外该敌本他此我诸列帝王公汗合联"
        ):
            continue
        # 在伦敦会面: the 会 belongs to the verb.
        if layer.folded[end - 1] == "会" and layer.folded[end : end + 1] in tuple("面见晤谈商合"):
            end -= 1
            keys = names.folded(layer.folded[start:end])
        # 洛林东北部: a direction, and no region of its own.
        if layer.folded[end - 2 : end] in ("东北", "西北", "东南", "西南") and layer.folded[end : end + 1] in tuple(
            "部方侧角端向至"
        ):
            continue
        # 首都柏林 is no Dublin.
        if layer.folded[start] == "都" and layer.folded[start - 1 : start] in (
            "首",
            "国",
            "京",
            "帝",
            "王",
            "旧",
            "故",
            "迁",
            "定",
        ):
            for s, e, k in names.hits(layer.folded[start + 1 : end + 8]):
                if not s and layer.fits(start + 1, start + 1 + e):
                    yield _listed(layer, start + 1, start + 1 + e, k)
            continue
        # 归德国: the 德 belongs to the state.
        if end - start == 2 and (state := _cut_state(layer, end, keys)):
            yield state
            continue
        whole = end
        while end - start > 1:
            if keys and layer.fits(start, end):
                yield _listed(layer, start, end, keys)
                break
            end -= 1
            keys = names.folded(layer.folded[start:end])
        # The names within the name: 外蒙古 in 外蒙古独立.
        if whole - start > 3 and layer.kind(names.folded(layer.folded[start:whole])) not in ("Person", "Territory"):
            inner = {(start + s, start + e, k) for s, e, k in names.hits(layer.folded[start : whole - 1])}
            inner |= {(start + 1 + s, start + 1 + e, k) for s, e, k in names.hits(layer.folded[start + 1 : whole])}
            for s, e, k in sorted(inner):
                yield _listed(layer, s, e, k)


def _cut_state(layer: Layer, end: int, keys: tuple[str, ...]) -> Mention | None:
    """The state in the first character of whose name a short place ends."""
    if layer.kind(keys) != "Territory":
        return None
    for start, stop, state in layer.knowledge.names.hits(layer.folded[end - 1 : end + 5])[:1]:
        if not start and layer.kind(state) == "State":
            return _listed(layer, end - 1, end - 1 + stop, state)
    return None


def _after_office(layer: Layer, start: int, end: int) -> int:
    """Where the name begins within a listed form that begins with an office."""
    offices = (m for at in range(start, end) for m in layer.starting(at) if m.kind in ("Office", "Title"))
    return max((m.end for m in offices if m.end + 2 <= end), default=start)


def _listed(layer: Layer, start: int, end: int, keys: tuple[str, ...]) -> Mention:
    return layer.mention(start, end, layer.kind(keys) or "", keys, "names")


@cache
def _letter_patterns(knowledge: Knowledge) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    letters = "".join(sorted(knowledge.names.letters))
    words = knowledge.words
    return (
        re.compile(f"[{letters}](?:、?[{letters}])+"),
        re.compile(
            f"(?<={words.regex('direction')})[{letters}]|[{letters}](?=[对向与同援侵][{letters}])|[{letters}](?=[占控](?![领有据制]))"
        ),
        re.compile(f"[{letters}]{words.regex('letter_suffix')}"),
    )


def find_letters(layer: Layer) -> Iterator[Mention]:
    """One-letter names of states: in pairs and lists (中苏, 中、美、英), after a direction (对日, 驻苏), in 苏方, 日军."""
    if not layer.knowledge.names.letters:
        return
    many, directed, suffixed = _letter_patterns(layer.knowledge)
    other = {i for m in _not_letters(layer.knowledge).finditer(layer.folded) for i in range(m.start(), m.end())}
    text = layer.folded

    spoken = Counter(k for m in layer if m.kind == "State" and m.how in ("names", "link") for k in m.keys)
    strong = _STRONG | {c for c, keys in layer.knowledge.names.letters.items() if any(spoken[k] > 2 for k in keys)}

    def state(start: int, end: int) -> Mention:
        return layer.mention(start, end, "State", layer.knowledge.names.letters[text[start]], "letter")

    for found in many.finditer(text):
        # The 日 of 3月30日以… is that of the date, and 以 then stands alone.
        places = [i for i in range(found.start(), found.end()) if text[i] != "、" and not layer.literal[i]]
        if len(places) < 2 and layer.literal[found.start()]:
            continue
        if any(m.kind == "Territory" and m.end == found.end() for m in layer.starting(found.start())):
            continue  # 巴黎 is that city, and no 巴 with a 黎
        if "、" in found[0] and text[places[0]] == "以" and places[1] == places[0] + 1:
            places = places[1:]  # 以美、英、法三国组成: no Israel
        told = _AFTER_PAIR.match(text, found.end()) is not None
        joined = "、" in found[0]
        # A letter that the text has as a state again and again is believed where a clause begins with two of them.
        begins = len(places) == 2 and text[found.start() - 1 : found.start()] in ("", *"，。；：\n日月年")
        plain = all(text[i] in (strong if begins else _STRONG) for i in places)
        inside_word = any(i in other for i in places) and not (told and not joined and len(places) == 2)
        if (plain or told) and not inside_word and not (joined and _runs_on(layer, found.end())):
            for i in places:
                yield state(i, i + 1)
    for found in directed.finditer(text):
        if found.start() not in other and text[found.start()] in _STRONG:
            yield state(found.start(), found.end())
    for found in _short_offices(layer.knowledge).finditer(text):
        # 英王乔治三世, 俄使伊格那提耶夫: the state, its office in short, and a person known, or one by the build of the name.
        end = found.end() + len(found[1])
        person = any(m.kind == "Person" for m in layer.starting(end))
        size = 0 if person else person_name(layer, end, "foreign")
        # A letter that is a word of its own is believed with a name that shows where it ends.
        sure = text[found.start()] in strong or size > 2
        envoy = found[1] not in ("皇", "相") and size > 1 and sure and ends_here(layer, end + size)
        if (envoy or person) and found.start() not in other:
            yield state(found.start(), found.end())
            yield layer.mention(found.end(), end, "Office", (found[1],), "office")
    for found in suffixed.finditer(text):
        before_is_letter = found.start() > 0 and layer.ending(found.start(), "State") is not None
        if text[found.start()] == "中" and not found[0].endswith(("方", "方面")):
            continue
        if found[0].endswith("援") and text[found.end() : found.end() + 1] == "助":
            continue  # 对华援助
        if not other & {found.start(), found.start() + 1} and (text[found.start()] in strong or before_is_letter):
            yield state(found.start(), found.end())


@cache
def _short_offices(knowledge: Knowledge) -> re.Pattern[str]:
    """The letter of a state before an office in short."""
    letters = "".join(sorted(knowledge.names.letters))
    return re.compile(
        f"[{letters}](?=(国王|女王|女皇|沙皇|王|皇|使臣|使节|专使|特使|公使|大使|领事|使|相|外长|外相|外交大臣|外务大臣|首相|总理|总统|储君))"
    )


def _runs_on(layer: Layer, end: int) -> bool:
    """Whether a list of letters ends within a longer name: 英、美、法国 ends in a name, 中、日文化 in none."""
    following = layer.knowledge.names.hits(layer.folded[end - 1 : end + 6])
    return bool(following and following[0][0] == 0)


@cache
def _not_letters(knowledge: Knowledge) -> re.Pattern[str]:
    return re.compile(knowledge.words.regex("not_letters"))


@cache
def _polity(knowledge: Knowledge) -> re.Pattern[str]:
    words = knowledge.words
    posts = "大使馆|使馆|公使馆|总领事馆|领事馆|代表处|办事处|联络处|使领馆|领馆"
    return re.compile(f"{words.regex('polity', 'organ')}|驻[^，。；、]{{1,6}}?(?:{posts})")


def find_polities(layer: Layer) -> Iterator[Mention]:
    """A state or government with the words after it that still mean it, or an organ that acts for it: 苏联政府, 日本外务省.

    A place with an army or a government acts as a state does: 外蒙军.
    """
    polity = _polity(layer.knowledge)
    for mention in list(layer):
        if mention.kind == "Organization" and (found := _ARMY.match(layer.folded, mention.end)):
            yield layer.mention(mention.start, found.end(), "Organization", mention.keys, "organ")
        elif mention.kind in ("State", "Government", "Territory"):
            found = polity.match(layer.folded, mention.end)
            if found:
                how = (
                    "polity" if mention.kind != "Territory" and found[0] in layer.knowledge.words["polity"] else "organ"
                )
                yield layer.mention(mention.start, found.end(), mention.kind, mention.keys, how)


def find_places_with_suffix(layer: Layer) -> Iterator[Mention]:
    """A place with the word for its kind after it (新疆省, 科布多城); a part of it is a place of its own (霍尔果斯河以西地区)."""
    for mention in list(layer):
        if mention.kind != "Territory":
            continue
        if found := _PART.match(layer.folded, mention.end):
            key = key_of(layer.folded[mention.start : found.end()])
            yield layer.mention(mention.start, found.end(), "Territory", (key,), "part")
        elif found := _NAMELESS.match(layer.folded, mention.end):
            yield layer.mention(mention.start, found.end(), "Part", () if found[0] == "对岸" else mention.keys, "part")
        elif found := _DISTRICT.match(layer.folded, mention.end):
            # 新北市淡水区, as in an address: the district lies in the city or province.
            start = mention.end
            yield layer.mention(start, found.end(), "Territory", (key_of(layer.folded[start : found.end()]),), "part")
        elif found := _PLACE_SUFFIX.match(layer.folded, mention.end):
            yield layer.mention(mention.start, found.end(), "Territory", mention.keys, "names")
