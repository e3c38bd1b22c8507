"""Mentions by 《》, by links, and by the shapes of names: what the last characters of a name tell of its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg.find.layer import Layer, key_of
from kg.knowledge import Knowledge
from kg.knowledge.names import normal
from kg.records import Mention

__all__ = [
    "find_linked",
    "find_shaped",
    "find_short_titles",
    "find_title_places",
    "find_titled",
    "kind_by_shape",
    "topic_of",
]

_TITLE = re.compile(r"《([^《》\n]{1,80}(?:《[^《》\n]{1,40}》[^《》\n]{0,20})?)》")
_SHAPES = (
    ("treaty_ending", "Treaty"),
    ("event_ending", "Event"),
    ("asset_ending", "Asset"),
    ("organization_ending", "Organization"),
    ("state_ending", "State"),
    ("government_ending", "Government"),
    ("territory_ending", "Territory"),
)
# 中苏冲突, 中法会议: with nothing between the states and the ending, any one of its kind.
_GENERIC = ("冲突", "会议", "大会", "危机", "声明", "协议", "换文", "宣言", "公报")
# 关于甲条约的补充协定 is also called 甲条约补充协定.
_ABOUT = re.compile(r"^关于(.+)的([^的]{2,5})$")
_PRESS = re.compile(r"(?:[日时晚]?报|通讯社|新闻)$")
# What the middle of a name found by its shape alone never holds: words of the sentence around it.
_NO_NAME = "，。；：、！？（）《》“”「」『』\\s的了在是由向被将签订废承认该此这各其为就使令让从和与因对以于"
# What happened, called by its kind alone.
_CLASH = re.compile("(?:武装|军事|流血|边境)(?:冲突|冲击|对抗|衝突|衝擊)$")
_BOLD_TAIL = re.compile(r"[（(].*$")


@cache
def _shape_patterns(knowledge: Knowledge) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(f"{knowledge.words.regex(name)}$"), kind) for name, kind in _SHAPES)


def kind_by_shape(name: str, knowledge: Knowledge) -> str | None:
    """The kind that a name's ending tells, None where it tells none or is the whole name (条约, 大会)."""
    plain = normal(name)
    if plain in knowledge.words["treaty_common"]:
        return None
    for pattern, kind in _shape_patterns(knowledge):
        found = pattern.search(plain)
        if found and found.start() >= 2:
            return kind
    return None


def topic_of(layer: Layer) -> tuple[str, str] | None:
    """The kind and key of the entity that the document is about, by its title."""
    title = layer.document.title
    names = layer.knowledge.names
    for name in (title, *layer.document.names):
        if keys := names.lookup(name):
            kind = layer.kind(keys[:1])
            return (kind, keys[0]) if kind else None
    kind = kind_by_shape(title, layer.knowledge)
    return (kind, key_of(title)) if kind else None


@cache
def _no_instruments(knowledge: Knowledge) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Titles of what private persons agree on (《劳动合同》), and the words before the title of a play or a film."""
    regex = knowledge.words.regex
    return (
        re.compile(f"{regex('private_matter')}+{regex('private_instrument')}|{regex('private_charter')}"),
        re.compile(f"{regex('work_noun')}$"),
    )


def find_titled(layer: Layer) -> Iterator[Mention]:
    """What stands in 《》: an instrument, a newspaper, or a work of which nothing more is known.

    The states' letters before it belong to its name: 中俄《北京条约》 is 中俄北京条约.
    """
    names = layer.knowledge.names
    letters = "".join(sorted(names.letters))
    private, work = _no_instruments(layer.knowledge)
    for found in _TITLE.finditer(layer.folded):
        start, name = found.start(), found[1]
        prefix = re.search(f"[{letters}]{{2,3}}$", layer.folded[max(0, start - 3) : start]) if letters else None
        if prefix and (keys := names.lookup(prefix[0] + name)):
            yield layer.mention(start - len(prefix[0]), found.end(), layer.kind(keys) or "Treaty", keys, "title marks")
            continue
        if private.fullmatch(name) or work.search(layer.folded, max(0, start - 4), start):
            yield layer.mention(start, found.end(), "Work", (), "title marks")
            continue
        keys = names.lookup(name) or names.lookup(_ABOUT.sub(r"\1\2", name))
        if keys:
            yield layer.mention(start, found.end(), layer.kind(keys) or "Treaty", keys, "title marks")
        elif (kind := kind_by_shape(name, layer.knowledge)) == "Treaty" or name in layer.knowledge.words[
            "treaty_common"
        ]:
            yield layer.mention(start, found.end(), "Treaty", (key_of(name),), "title marks")
        elif kind == "Organization" or _PRESS.search(name):
            yield layer.mention(start, found.end(), "Organization", (key_of(name),), "title marks")
        else:
            yield layer.mention(start, found.end(), "Work", (), "title marks")
    yield from _bold(layer)


def _bold(layer: Layer) -> Iterator[Mention]:
    """The names of the subject in the lead, in bold: another name of the topic each."""
    topic = topic_of(layer)
    if topic is None or topic[0] == "Person":
        return
    wanted = {normal(n) for n in layer.document.names}
    for span in layer.document.bold:
        form = normal(layer.folded[span.start : span.end])
        if form in wanted:
            yield layer.mention(span.start, span.end, topic[0], (topic[1],), "bold")


def find_linked(layer: Layer) -> Iterator[Mention]:
    """The words of a link: by its article's name where that is listed or has the shape of a name."""
    names = layer.knowledge.names
    for link in layer.document.links:
        anchor = layer.folded[link.start : link.end]
        target = re.sub(r"[_ ]?[（(][^）)]*[）)]$", "", link.target)
        if layer.title[link.start] or not anchor.strip():
            continue
        if told := _told_event(layer, anchor, target):
            yield layer.mention(link.end - len(told[0]), link.end, "Event", told[1], "told")
            continue
        keys = names.lookup(anchor) or names.lookup(link.target) or names.lookup(target)
        if keys and (names.lookup(anchor) or _akin(anchor, target)):
            kind = layer.kind(keys)
            end = _named(anchor, keys, layer.knowledge) + link.start
            if end < link.end:
                # 俄國支持下, linked to 俄国: the name alone is the link's.
                yield layer.mention(link.start, end, kind or "", keys, "link")
                continue
            if kind and not (kind == "Territory" and len(anchor) == 1):
                yield layer.mention(link.start, link.end, kind, keys, "link")
            continue
        if _state_of(anchor, layer.knowledge):
            continue
        kind = kind_by_shape(anchor, layer.knowledge)
        if kind and kind == kind_by_shape(target, layer.knowledge) and len(anchor) <= len(target) + 1:
            yield layer.mention(link.start, link.end, kind, (key_of(anchor),), "link")


def _told_event(layer: Layer, anchor: str, target: str) -> tuple[str, tuple[str, ...]] | None:
    """The noun at the end of words that tell of the event that they are linked to: 边境地区[武装冲突], linked to 某地事件."""
    names = layer.knowledge.names
    found = _CLASH.search(anchor)
    if found is None or not found.start() or names.lookup(anchor) or normal(anchor) == normal(target):
        return None
    keys = names.lookup(target)
    kind = layer.kind(keys) if keys else kind_by_shape(target, layer.knowledge)
    return (found[0], keys or (key_of(target),)) if kind == "Event" else None


def _named(anchor: str, keys: tuple[str, ...], knowledge: Knowledge) -> int:
    """How much of an anchor is a name of its article: all, unless a name of it begins the anchor and more follows."""
    if knowledge.names.lookup(anchor):
        return len(anchor)
    names = (size for size in range(len(anchor) - 1, 1, -1) if set(knowledge.names.folded(anchor[:size])) & set(keys))
    return next(names, len(anchor))


def _state_of(name: str, knowledge: Knowledge) -> bool:
    """Whether a name is a state's with a word after it that leaves it that state: 苏联政府."""
    after = (*knowledge.words["polity"], *knowledge.words["organ"])
    return any(name.endswith(w) and knowledge.names.lookup(name[: -len(w)]) for w in after)


def _akin(anchor: str, target: str) -> bool:
    """Whether an anchor may be another name of its target rather than words that the converter swallowed."""
    return len(anchor) <= max(len(target) + 1, 2) and "的" not in anchor


@cache
def _plain_endings(knowledge: Knowledge) -> tuple[tuple[re.Pattern[str], str, frozenset[str]], ...]:
    words = knowledge.words
    middle = f"[^{_NO_NAME}]"
    treaty = (
        f"(?:(?:{middle}|和平|以及|和约){{0,14}}?){words.regex('treaty_ending_plain')}(?!的?(?:草案|谈判|内容|会议|团))"
    )
    event = f"(?:{middle}|和平){{0,8}}?{words.regex('event_ending_plain')}(?!的?(?:罪|犯|法|赔|委|代表))"
    # 上海一家工厂: one of many, which has no name.
    asset = f"(?![一某几两三数多该][家座个间些处])(?!某)(?:(?![给作建设驻派]){middle}){{0,8}}?{words.regex('asset_ending_plain')}"
    named_for = frozenset({"State", "Territory", "Government", "Organization"})
    # 中国派考察团, 印度成立委员会: what is sent or founded has a name of its own, or none.
    body = f"(?:(?![给派组设建成任批参访聘办及]){middle}){{0,10}}?{words.regex('organization_ending_plain')}(?![员法])"
    return (
        (re.compile(treaty), "Treaty", named_for),
        (re.compile(event), "Event", named_for),
        (re.compile(asset), "Asset", frozenset({"Territory"})),
        (re.compile(body), "Organization", named_for),
    )


def find_shaped(layer: Layer) -> Iterator[Mention]:
    """Instruments and events named without 《》 or link: they start with states or a place (中苏友好条约, 北塔山事件)."""
    shapes = _plain_endings(layer.knowledge)
    names = layer.knowledge.names
    done = 0
    for mention in list(layer):
        if mention.kind not in ("State", "Territory", "Government", "Organization") or mention.start < done:
            continue
        about = layer.title[mention.start] and layer.folded[mention.start - 2 : mention.start] == "关于"
        if layer.within(mention.start, mention.end) and not about:
            continue
        start = mention.start
        for pattern, kind, of in shapes:
            if mention.kind not in of:
                continue
            found = pattern.match(layer.folded, mention.end)
            if found and _is_name(layer, start, found.end(), kind) and not _ends_in_name(layer, start, found.end()):
                keys = names.lookup(layer.folded[start : found.end()]) or (key_of(layer.folded[start : found.end()]),)
                yield layer.mention(start, found.end(), layer.kind(keys) or kind, keys, "shape")
                done = found.end()
                break


def find_title_places(layer: Layer) -> Iterator[Mention]:
    """A place that no list knows, for which a treaty of the document is named: 在赖希施塔特, where 《赖希施塔特协定》 is."""
    endings = layer.knowledge.words.regex("treaty_ending_plain")
    shape = re.compile(
        f"《?(?P<place>[^《》、，。·\\s中日俄英法美德苏]{{2,8}}?)(?:预备|初步|停战|停火|和平)?{endings}》?$"
    )
    names = layer.knowledge.names
    places = {
        found["place"]
        for mention in layer
        if mention.kind == "Treaty" and (found := shape.match(layer.folded[mention.start : mention.end]))
    }
    for place in sorted(p for p in places if not names.hits(p) and not p.startswith(("关于", "第", "互", "友"))):
        for found in re.finditer(f"(?<=[在于的镇村城抵赴至]){place}(?!条约|和约|协[定议约]|公约)", layer.folded):
            if not any(layer.title[found.start() : found.end()]):
                yield layer.mention(found.start(), found.end(), "Territory", (key_of(place),), "title place")


def _ends_in_name(layer: Layer, start: int, end: int) -> bool:
    """Whether a name known already ends it, with more than the letters of states before that: 意大利干涉西班牙内战."""
    known = layer.ending(end, "Event", "Treaty")
    return known is not None and known.start > start + 2 and known.how != "shape"


def find_short_titles(layer: Layer) -> Iterator[Mention]:
    """A treaty's name without the letters of its parties: 互不侵犯条约, after 中苏互不侵犯条约."""
    letters = "".join(sorted(layer.knowledge.names.letters))
    forms: dict[str, tuple[str, ...]] = {}
    for mention in layer:
        name = normal(layer.folded[mention.start : mention.end])
        if mention.kind == "Treaty" and (found := re.match(f"[{letters}]{{2,3}}(.{{5,}})$", name)):
            forms.setdefault(found[1], mention.keys)
    for form, keys in sorted(forms.items()):
        for again in re.finditer(re.escape(form), layer.folded):
            if not any(layer.title[again.start() : again.end()]):
                yield layer.mention(again.start(), again.end(), "Treaty", keys, "short title")


def _is_name(layer: Layer, start: int, end: int, kind: str) -> bool:
    """A name by shape holds no verb of the rules and no date; a treaty's begins with two parties or a place."""
    inner = layer.folded[start:end]
    words = layer.knowledge.words
    if any(layer.literal[start:end]):
        return False
    acts = (
        "not_in_name",
        "act_not_in_name",
        "recognize",
        "protest",
        "start",
        "withdraw",
        "support",
        "visit",
        "send",
        "issue",
    )
    verbs = words.regex(*acts, "sign", "negotiate") if kind == "Treaty" else words.regex(*acts)
    tail = re.sub(f"{words.regex('treaty_ending_plain', 'event_ending_plain')}$", "", inner)
    return not re.search(verbs, tail) and len(tail) >= (3 if inner.endswith(_GENERIC) else 2)
