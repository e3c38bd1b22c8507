"""References made definite: which China, which Russia; 两国, 双方, 该条约; and one thing under several names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Container, Iterator
from dataclasses import replace
from itertools import pairwise, takewhile

from kg.find.bodies import find_bodies, find_holders, find_ministries, find_parties
from kg.find.instruments import find_unnamed, key_of_kind
from kg.find.layer import LITERALS, Layer, key_of
from kg.find.pointing import pointing
from kg.knowledge.names import Name, normal
from kg.language.script import fold
from kg.records import Mention, Reading, outermost

__all__ = ["settle"]

_PAIR = re.compile(
    r"(?:缔约国双方|缔约双方|交战双方|双方军队|两国军队|两国政府|双方政府|两国代表|双方代表|两国领导人|两国|双方|两方|两军|三国|四国|五国)"
)
_ALSO = re.compile(
    r"[（(，,]?(?:以下)?(?:简称|通称|俗称|又称|亦称|也称|或称|又名|原名|后称|史称|即|又译|今称|一译|今|别称|又作|称)为?[：:“「]?"
)
# 现时 and its like take what follows out of the date in force.
_NOW = re.compile(r"现时|现今|目前|如今|时至今日|现在")
# 尼布楚（今俄罗斯涅尔琴斯克）: so does 今 before the name of a place, up to the end of its brackets or clause.
_THESE_DAYS = re.compile(r"(?:[（(，,、]|^)[今现](?![年日天后次晚有代])[^（）()，。；]{0,16}$")
# 中国和苏联, 意大利向奥斯曼帝国宣战: two states side by side, or against each other.
_COUPLED = re.compile(r"|以及|[、和与及同对向]|(?:正式|随即|遂|乃|又|则|再度|首先|先后|分别)[对向与同]")
_ON_A_TREATY = re.compile(r"的?(?:签订|签署|缔结|订立|谈判|批准|生效|内容|主要内容|条款|主要条款|影响|经过|背景)?")
_TODAY = "2020"
_HAPPENED = re.compile("(.{2,8}?)(?:事件|战事|事变|武装冲突|战斗)$")
_JOINT = re.compile(r"..[和与與及]..")
# Nobody holds an office of state before this age, but princes.
_GROWN = 22
_DATE_IN_FORCE = Callable[[int], "tuple[str, str] | None"]


def settle(layer: Layer, topic: tuple[str, str] | None, in_force: _DATE_IN_FORCE) -> Reading:
    """Choose one key for every mention by the date in force, resolve references, join aliases; sort and freeze."""
    topic_key = topic[1] if topic else None
    mentions = [m for m in layer if not _only_says_where(m, layer)]
    first_date = next((m.keys[0] for m in mentions if m.kind == "Date"), None)

    of_titles = _dates_of_titles(mentions, layer) | _dates_after(mentions, layer)

    def date_at(offset: int) -> str | None:
        if offset in of_titles:
            return of_titles[offset]
        before = layer.folded[max(0, offset - 18) : offset]
        if _NOW.search(before[-16:]) or _THESE_DAYS.search(before.rpartition("\n")[2]):
            return _TODAY
        found = in_force(offset)
        if found and found[1] == "sentence":
            return found[0]
        return _date_of_listed(offset, mentions, layer) or (found[0] if found else first_date)

    certain = {m.keys[0] for m in mentions if len(m.keys) == 1}
    said = _states_said(mentions, layer)
    told: dict[str, str] = {}
    settled = [_choose(m, layer, date_at, topic_key, certain, said, told) for m in mentions]
    settled = [m for m in settled if not _two_names(m, layer, date_at(m.start))]
    settled = list(_existing(layer, settled, date_at))
    same = _aliases(layer, settled, topic_key)
    same |= {k: v for k, v in _same_events(layer, settled).items() if k not in same}
    settled = [replace(m, keys=tuple(dict.fromkeys(same.get(k, k) for k in m.keys))) for m in settled]
    topic_key = same.get(topic_key, topic_key) if topic_key else None
    settled.extend(_pairs(layer, settled, date_at))
    settled = list(_titles_of_pairs(layer, settled, date_at))
    ends = {m.end for m in settled if m.kind == "Date"}
    settled.extend(pointing(layer, settled, topic, ends.__contains__))
    settled.extend(find_unnamed(layer, settled, date_at))
    settled.extend(_back_references(layer, settled, topic_key if topic and topic[0] == "Treaty" else None))
    settled.extend([*find_ministries(layer, settled), *find_parties(layer, settled)])
    settled.extend([*find_bodies(layer, settled), *find_holders(layer, settled, date_at)])
    settled.sort(key=lambda m: (m.start, -m.end))
    return Reading(layer.document, tuple(settled), topic_key)


def _same_events(layer: Layer, mentions: list[Mention]) -> dict[str, str]:
    """One thing that happened at one place under two names: 某地战事 is 某地事件, where a document has both."""
    by_place: dict[str, dict[str, bool]] = {}
    for mention in mentions:
        key = mention.keys[0] if mention.keys else ""
        if mention.kind == "Event" and (found := _HAPPENED.match(key)) and len(mention.keys) == 1:
            by_place.setdefault(found[1], {})[key] = key in layer.knowledge.names.by_key
    same: dict[str, str] = {}
    for forms in by_place.values():
        best = max(forms, key=lambda k: (forms[k], k.endswith("事件"), k))
        same |= {k: best for k, listed in forms.items() if k != best and not listed}
    return same


def _dates_of_titles(mentions: list[Mention], layer: Layer) -> dict[int, str]:
    """For every place within the name of a listed treaty, its date: 中 in 《中苏友好同盟条约》 is the China of 1945."""
    found: dict[int, str] = {}
    for mention in mentions:
        name = layer.knowledge.names.by_key.get(mention.keys[0]) if len(mention.keys) == 1 else None
        if mention.kind == "Treaty" and name and name.begin:
            found.update(dict.fromkeys(range(mention.start, mention.end), name.begin))
    return found


def _dates_after(mentions: list[Mention], layer: Layer) -> dict[int, str]:
    """For a treaty with a date in brackets after it, that date: 《巴黎条约》（1898年）."""
    found: dict[int, str] = {}
    for before, after in pairwise(outermost([m for m in mentions if m.kind in ("Treaty", "Date")])):
        in_note = after.start == before.end + 1 and layer.folded[before.end] in "（("
        if before.kind == "Treaty" and after.kind == "Date" and in_note:
            found.update(dict.fromkeys(range(before.start, before.end), after.keys[0]))
    return found


def _date_of_listed(offset: int, mentions: list[Mention], layer: Layer) -> str | None:
    """The date of the one treaty or event that the sentence names and the lists know."""
    start = max(layer.folded.rfind(mark, 0, offset) for mark in "。\n") + 1
    end = min((i for mark in "。\n" if (i := layer.folded.find(mark, offset)) >= 0), default=len(layer.folded))
    first = bisect_left(mentions, start, key=lambda m: m.start)
    for mention in takewhile(lambda m: m.start < end, mentions[first:]):
        if mention.kind in ("Treaty", "Event") and len(mention.keys) == 1:
            name = layer.knowledge.names.by_key.get(mention.keys[0])
            if name and name.begin:
                return name.begin
    return None


def _only_says_where(mention: Mention, layer: Layer) -> bool:
    """The river in 霍尔果斯河以西地区 is part of that name and is not itself spoken of."""
    return any(o.how == "part" and o.keys and o.end > mention.end for o in layer.starting(mention.start))


def _two_names(mention: Mention, layer: Layer, date: str | None) -> bool:
    """Whether the name of a state, 塞尔维亚与黑山, stands at a date when that state was not: then it is two names."""
    if mention.kind != "State" or date is None or len(mention.keys) != 1 or not _JOINT.search(mention.text):
        return False
    name = layer.knowledge.names.by_key.get(mention.keys[0])
    return name is not None and not name.lived(date.split("/")[0].rstrip("~?").replace("X", "0"))


def _choose(
    mention: Mention,
    layer: Layer,
    date_at: Callable[[int], str | None],
    topic: str | None,
    certain: set[str],
    said: Callable[[int], Container[str]],
    told: dict[str, str],
) -> Mention:
    """Keep the one candidate that existed at the date in force.

    Before all comes the topic of the document; and a person or treaty that the document elsewhere names in full.
    ``told`` keeps which of the treaties of one title a document has told apart by year or parties: it goes on to mean it.
    """
    if mention.kind in LITERALS or mention.kind in ("Office", "Title") or len(mention.keys) < 2:
        return mention
    by_key = layer.knowledge.names.by_key
    candidates = [by_key[k] for k in mention.keys if k in by_key]
    date = date_at(mention.start)
    if mention.kind == "Person":
        candidates = _of_state(candidates, mention, layer) or candidates
    if mention.kind in ("Person", "Treaty") and (named := [n for n in candidates if n.key in certain]):
        candidates = named
    if mention.kind == "Treaty" and topic not in mention.keys:
        candidates = _with_parties(candidates, said(mention.start))
        every = [by_key[k] for k in mention.keys if k in by_key]
        # Signed on the very day that is spoken of: that one, whichever else the document names.
        if date and len(date) == 10 and len(signed := [n for n in every if n.begin == date]) == 1:
            candidates = signed
    if topic in mention.keys:
        best = by_key[topic] if topic in by_key else candidates[0]
    elif date is None:
        best = max(candidates, key=lambda n: (n.end is None, n.begin or "", n.key))
    else:
        day = date.split("/")[0].rstrip("~?").replace("X", "0")
        alive = [n for n in candidates if n.lived(day)]
        if mention.kind == "Person":
            alive = _of_age(alive, int(day[:4])) or alive
        newest, nearest = (lambda n: (n.begin or "", n.key)), (lambda n: _years_from(n, int(day[:4])))
        best = max(alive, key=newest) if alive else min(candidates, key=nearest)
    if mention.kind == "Treaty" and topic not in mention.keys:
        form = mention.text.strip("《》")
        if (date and best.begin and best.begin[:4] == date[:4]) or len(candidates) == 1:
            told[form] = best.key
        elif told.get(form) in mention.keys:
            best = by_key[told[form]]
    kind = "Person" if best.kind == "Leader" else best.kind
    return replace(mention, keys=(best.key,), kind=kind)


def _of_age(people: list[Name], year: int) -> list[Name]:
    """Those who were grown up in a year: the Wilson of 1919 is not the one born in 1916."""
    return [n for n in people if n.begin is None or int(n.begin[:4]) + _GROWN <= year]


def _of_state(people: list[Name], mention: Mention, layer: Layer) -> list[Name]:
    """Those who act for a state named before the office before the name: 美方全权代表休斯 is the American."""
    before = layer.folded[max(0, mention.start - 24) : mention.start]
    clause = len(before) - max(before.rfind(mark) for mark in "，。；\n") - 1
    for at in range(mention.start, mention.start - clause, -1):
        state = layer.ending(at, "State", "Government", "Organization")
        if state and (fitting := [n for n in people if set(n.hints.get("represents", ())) & set(state.keys)]):
            return fitting
    return []


def _states_said(mentions: list[Mention], layer: Layer) -> Callable[[int], Container[str]]:
    """The states that the sentence around a place in the text may name, outside the titles of treaties."""
    treaties = {i for m in mentions if m.kind == "Treaty" for i in range(m.start, m.end)}
    states = [m for m in mentions if m.kind == "State" and m.start not in treaties]

    def said(offset: int) -> Container[str]:
        start = max(layer.folded.rfind(mark, 0, offset) for mark in "。\n") + 1
        end = min((i for mark in "。\n" if (i := layer.folded.find(mark, offset)) >= 0), default=len(layer.folded))
        first = bisect_left(states, start, key=lambda m: m.start)
        return {k for m in takewhile(lambda m: m.start < end, states[first:]) for k in m.keys}

    return said


def _with_parties(candidates: list[Name], said: Container[str]) -> list[Name]:
    """Of treaties that share a title, those of which most parties are spoken of, if at least two are."""
    counts = [sum(p in said for p in n.hints.get("party", ())) for n in candidates]
    most = max(counts)
    return [n for n, count in zip(candidates, counts, strict=True) if count == most] if most > 1 else candidates


def _existing(layer: Layer, mentions: list[Mention], date_at: Callable[[int], str | None]) -> Iterator[Mention]:
    """Mentions, but an army that was not yet, or no more, is that of the state in its name: 英国远征军 of 1840."""
    for mention in mentions:
        name = layer.knowledge.names.by_key.get(mention.keys[0]) if len(mention.keys) == 1 else None
        army = mention.kind == "Organization" and mention.text.endswith(("军", "軍", "部队", "部隊", "舰队", "艦隊"))
        date = date_at(mention.start) if name and army else None
        if name and date:
            day = date.split("/")[0].rstrip("~?").replace("X", "0")
            inner = [m for m in mentions if m.start == mention.start and m.end < mention.end and m.kind == "State"]
            if inner and not name.lived(day) and _years_from(name, int(day[:4])) > 1:
                yield replace(mention, kind="State", keys=inner[0].keys, how="organ")
                continue
        yield mention


def _years_from(name: Name, year: int) -> int:
    """How far the life of a thing lies from a year, in years."""
    return min((abs(int(date[:4]) - year) for date in (name.begin, name.end) if date), default=9999)


def _aliases(layer: Layer, mentions: list[Mention], topic: str | None) -> dict[str, str]:
    """Keys that the document says, or plainly shows, to be one thing: key → the key that stands for all."""
    root: dict[str, str] = {}

    def find(key: str) -> str:
        while key in root:
            key = root[key]
        return key

    listed = layer.knowledge.names.by_key

    def join(first: str, second: str) -> None:
        a, b = find(first), find(second)
        if a != b and not (a in listed and b in listed):
            keep, drop = (b, a) if b in listed and a not in listed else (a, b)
            root[drop] = keep

    if topic:
        for name in layer.document.names:
            join(topic, key_of(name))
    kinds = ("Treaty", "Person", "Organization", "Event", "Asset", "Territory")
    named = [m for m in outermost(mentions) if m.kind in kinds and m.keys]
    chained = False
    for before, after in pairwise(named):
        between = layer.folded[before.end : after.start]
        also = before.end <= after.start and before.kind == after.kind and len(between) <= 10
        # 马关（今山口县下关市）: the place in which it lies is no other name of it.
        if before.kind == "Territory" and re.search("[今现]", between) and layer.folded[after.end] not in "）)，,。；":
            also = False
        chained = also and bool(_ALSO.fullmatch(between) or (chained and between in ("、", "或", "，", "和")))
        if chained:
            join(before.keys[0], after.keys[0])
    _join_short_titles([m for m in named if m.kind == "Treaty"], listed.keys(), join)
    _join_family_names([m for m in named if m.kind == "Person"], join)
    return {key: find(key) for key in root}


def _join_short_titles(treaties: list[Mention], listed: Container[str], join: Callable[[str, str], None]) -> None:
    """《互不侵犯条约》 is the one treaty of the document whose title ends so."""
    keys = dict.fromkeys(m.keys[0] for m in treaties)
    for short in keys:
        if short in listed or len(short) < 4:
            continue
        longer = [k for k in keys if k != short and k.endswith(short)]
        if len(longer) == 1:
            join(longer[0], short)


def _join_family_names(people: list[Mention], join: Callable[[str, str], None]) -> None:
    keys = dict.fromkeys(m.keys[0] for m in people)
    for full in keys:
        if "·" in full:
            family = full.rsplit("·", 1)[-1]
            if family in keys:
                join(full, family)


def _pairs(layer: Layer, mentions: list[Mention], date_at: Callable[[int], str | None]) -> Iterator[Mention]:
    """两国 and its like: the states coordinated last before it, or those the document coordinates most, as of its date."""
    states = [m for m in mentions if m.kind in ("State", "Government") and m.keys]
    outer = outermost(states)
    couples: list[tuple[int, tuple[str, ...]]] = []
    for a, b in pairwise(outer):
        gap = layer.folded[a.end : b.start]
        if a.keys != b.keys and a.end <= b.start and _COUPLED.fullmatch(gap):
            if couples and couples[-1][0] == a.end and gap in ("、", "", "和", "与", "及", "以及"):
                couples[-1] = (b.end, (*couples[-1][1], *b.keys))
            else:
                couples.append((b.end, (*a.keys, *b.keys)))
    named = [layer.knowledge.names.letters.get(char, ()) for char in fold(layer.document.title)[:2]]
    told = [c for _, c in couples if len(named) == 2 and len(set(c)) == 2 and all(set(n) & set(c) for n in named)]
    usual = Counter(told).most_common(1) or Counter(c for _, c in couples if len(set(c)) == 2).most_common(2)
    # An article on the relations of two states speaks of these; in any other, 双方 are the two told of last.
    often = usual[:1] if usual and (len(usual) < 2 or usual[0][1] >= 2 * usual[1][1]) else []
    for found in _PAIR.finditer(layer.folded):
        sentence = max(layer.folded.rfind(mark, 0, found.start()) for mark in "。\n")
        near = [c for end, c in couples if sentence < end <= found.start()]
        block = layer.folded.rfind("\n", 0, found.start())
        nearby = [c for end, c in couples if block < end <= found.start()]
        many = 2 if found[0][0] not in "三四五" else {"三": 3, "四": 4, "五": 5}[found[0][0]]
        places = (near, [c for c, _ in often], nearby, [c for c, _ in usual[:1]])
        fitting = next((f for p in places if (f := [c for c in p if len(set(c)) == many])), [])
        end = found.end()
        if layer.starting(end) and layer.ending(end, "Office"):
            # 双方代表甲和乙: the office stands by itself.
            end = found.start() + 2
        if fitting and layer.fits(found.start(), end):
            keys = tuple(_of_the_time(layer, k, date_at(found.start())) for k in dict.fromkeys(fitting[-1]))
            yield layer.mention(found.start(), end, "Pair", keys, "reference")


def _titles_of_pairs(layer: Layer, mentions: list[Mention], date_at: Callable[[int], str | None]) -> Iterator[Mention]:
    """Two states' 《建交公报》 (两国《建交公报》) is that of these two: a title that many states have used needs its parties."""
    pairs = {m.end: m for m in mentions if m.kind == "Pair" and len(m.keys) == 2}
    for mention in mentions:
        at = mention.start - (layer.folded[mention.start - 1 : mention.start] == "的")
        pair = pairs.get(at)
        if mention.kind != "Treaty" or mention.how != "title marks" or pair is None:
            yield mention
            continue
        title = normal(mention.text)
        key = mention.keys[0]
        if key not in layer.knowledge.names.by_key:
            key = key_of_kind(layer, title, list(pair.keys), date_at(mention.start))
        yield layer.mention(pair.start, mention.end, "Treaty", (key,), "title of pair")


def _of_the_time(layer: Layer, key: str, date: str | None) -> str:
    """The state of that date which goes by the same one-letter name: of 中英两国 in 1954, 中 is no longer the Qing."""
    names = layer.knowledge.names
    name = names.by_key.get(key)
    if name is None or date is None or not name.letters:
        return key
    day = date.split("/")[0].rstrip("~?").replace("X", "0")
    if name.lived(day):
        return key
    heirs = [names.by_key[k] for k in names.letters.get(fold(name.letters[0]), ())]
    alive = sorted((n for n in heirs if n.lived(day)), key=lambda n: n.begin or "")
    return alive[-1].key if alive else key


def _of_heading(layer: Layer, treaties: list[Mention], at: int) -> str | None:
    """The treaty that the heading of the section names: the section is about it."""
    around = [s for s in layer.document.sections if s.start <= at < s.end and s.level > 1]
    for section in sorted(around, key=lambda s: -s.level):
        end = layer.folded.find("\n", section.start)
        named = [m for m in treaties if section.start <= m.start and m.end <= end]
        # 与《甲城条约》的比较 is no section on that treaty.
        if named and _ON_A_TREATY.fullmatch(layer.folded[named[-1].end : end].strip("》 #")):
            return named[-1].keys[0] if not layer.folded[section.start : named[-1].start].strip("《 #") else None
    return None


def _title(key: str) -> str:
    """A treaty's title, without the year that tells its key from others."""
    return key.partition("_")[0]


def _back_references(layer: Layer, mentions: list[Mention], topic: str | None) -> Iterator[Mention]:
    """该条约 and its like; at the start of a clause 条约 alone is the document's own."""
    words = layer.knowledge.words
    common = words.regex("treaty_common")
    pattern = re.compile(
        f"""(?x)
        (?: (?P<that>该份?|此份?|这个|这一|这份|上述|前述|这项|该项) | (?P<own>本) ) (?P<kind>{common})
        | (?: (?<=[，。；\\n：月日年]) | (?<=根据|按照|依照|批准|废除|终止|遵守|违反) | (?<=在) )
          (?P<bare>{common}) (?![国方团法权书草])
        | (?: (?<=签署|签订|缔结|订立|签定) | (?<=签署了|签订了|缔结了) )
          (?P<topic>{common}) (?![国方团法权书草])
        """
    )
    treaties = sorted((m for m in mentions if m.kind == "Treaty" and m.keys), key=lambda m: m.start)
    whole = topic
    for found in pattern.finditer(layer.folded):
        topic = _of_heading(layer, treaties, found.start()) or whole
        kind = found["kind"] or found["bare"] or found["topic"]
        before = [m for m in treaties if m.end <= found.start()]
        same_kind = [m for m in before if _title(m.keys[0]).endswith(kind[-1])]
        block = layer.folded.rfind("\n", 0, found.start())
        sentence = max(layer.folded.rfind(mark, 0, found.start()) for mark in "。；\n")
        if found["that"]:
            near = [m for m in same_kind or before if m.start > block]
            # At the start of a paragraph 该约 may mean one of the paragraph before; further on, one that has no name.
            opening = sentence <= block
            chosen = (
                near[-1].keys[0]
                if near
                else topic or ((same_kind or before)[-1].keys[0] if before and opening else None)
            )
        elif found["own"] and (last := [m for m in before if _title(m.keys[0]).endswith(kind)]):
            chosen = last[-1].keys[0]
        elif kind == "新约":
            # After talk of an older one, the new treaty is the one named last.
            named = [m.keys[0] for m in before if m.start > layer.folded.rfind("\n", 0, found.start())]
            chosen = next((k for k in reversed(named) if k != topic), None)
        elif (
            layer.folded[found.end() : found.end() + 1] in tuple("上中内")
            and same_kind
            and same_kind[-1].start > sentence
        ):
            chosen = same_kind[-1].keys[0]
        elif topic and _title(topic).endswith(kind[-1]):
            chosen = topic
        elif found["topic"]:
            # Elsewhere 签订协定 is the conclusion of a new one, which has no name.
            chosen = None
        else:
            near = [m for m in same_kind if m.start > block and _title(m.keys[0]).endswith(kind)]
            chosen = near[-1].keys[0] if near and len(kind) > 1 else None
        if chosen and layer.fits(found.start(), found.end()):
            yield layer.mention(found.start(), found.end(), "Treaty", (chosen,), "reference")
