"""Instruments without a name: 签订停战协定, 通过第242号决议 are those of the parties, or the body, that the sentence names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from kg.find.layer import Layer, key_of
from kg.knowledge import Knowledge
from kg.knowledge.names import Name
from kg.records import Mention, outermost

__all__ = ["find_unnamed", "key_of_kind"]

# What an instrument without a name is called by: its matter or its kind, before the word for an instrument.
_MATTER = (
    "停战|停火|休战|互不侵犯|不侵犯|友好|同盟|互助|军事|军援|援助|援建|经济|技术|经济技术|合作|贸易|通商|航海|航行|航空|渔业|文化|科技|科学技术|"
    "租借|边界|国界|勘界|划界|界务|中立|和平|友好合作|友好互助|友好同盟|共同防御|防御|安全|投降|贷款|借款|支付|领事|铁路|遣返|撤军|脱离接触|"
    "和亲|修好|谅解|联合|共同|建交|换文|攻守|仲裁|引渡|睦邻|政治|保护|攻守同盟|经济合作|核|原子能|石油|关税|商务|电信|邮政"
)
_RESOLUTION = re.compile(r"(?:安全理事会|安理会|联合国大会|联大)[^。；]{0,40}?(第[0-9]{1,4}号决议)")


# 新约 and 和约 alone tell which one they are by the day on which it was signed, or not at all.
_ALONE = "和平条约|和约|条约|协定|协议|协约|密约|商约|新约"
# What any meeting ends with.
_STATEMENT = re.compile("(?:联合|共同)(?:声明|公报|公告)")
_POSTED = re.compile("[驻使在于赴抵访应]$")


@cache
def _pattern(knowledge: Knowledge) -> re.Pattern[str]:
    words = knowledge.words
    verbs = words.regex("sign", "issue")
    kinds = f"(?:商约|盟约|{words.regex('treaty_ending_plain')})"
    name = f"(?:第[一二三四五]次)?(?:{_MATTER}){{1,3}}{kinds}"
    return re.compile(
        f"(?:{verbs}了?(?:一[项份个纸]|有关的?|相关的?|新的|[^，。；：《》的]{{1,10}}的)?|(?<![签缔])[订签立]了?(?!立|订|结|定))"
        f"(?:(?P<name>{name}|备忘录|谅解备忘录|议定书|降书|商约|密约|盟约|专约|草约)(?:[和与及、](?P<more>{name}))?|(?P<alone>{_ALONE}))"
        "(?![的国方团法权草案谈])"
    )


@cache
def _by_date(knowledge: Knowledge) -> dict[str, list[Name]]:
    """The listed treaties by the day of their signature."""
    found: dict[str, list[Name]] = {}
    for name in knowledge.names.by_key.of_kind("Treaty"):
        if name.begin and len(name.begin) == 10:
            found.setdefault(name.begin, []).append(name)
    return found


def find_unnamed(layer: Layer, mentions: list[Mention], date_at: Callable[[int], str | None]) -> Iterator[Mention]:
    """Instruments that a sentence calls by their kind alone, where it names the two states that conclude them.

    The key is that of the listed treaty of this kind between them, else made of their letters and the kind.
    """
    # 日 in 日内瓦 is no state.
    kinds = ("State", "Government", "Pair", "Organization")
    named = ("Territory", "Treaty", "Event", "Person")
    spoken = sorted((m for m in mentions if m.kind in (*kinds, *named) and m.keys), key=lambda m: (m.start, -m.end))
    states = [m for m in outermost(spoken) if m.kind in kinds]
    for found in _pattern(layer.knowledge).finditer(layer.folded):
        start = max(layer.folded.rfind(mark, 0, found.start()) for mark in "。；\n") + 1
        block = (
            layer.folded.rfind("\n", 0, found.start()),
            (layer.folded.find("\n", found.end()) + 1 or len(layer.folded) + 1),
        )
        if not any(block[0] < m.start < block[1] for m in states if m.kind != "Pair"):
            continue  # 双方签了停战协议：周末轮流做饭
        parties = _parties(layer, [m for m in states if start <= m.start and m.end <= found.start()], found.start())
        day = date_at(found.start())
        for group in ("name", "more", "alone"):
            if not found[group] or not layer.fits(found.start(group), found.end(group)):
                continue
            key = _signed_that_day(layer, found[group], parties, day)
            if key is None and len(parties) == 2 and group != "alone" and not _STATEMENT.match(found[group]):
                key = key_of_kind(layer, found[group], parties, day)
            if key:
                yield layer.mention(found.start(group), found.end(group), "Treaty", (key,), "unnamed")
    for found in _RESOLUTION.finditer(layer.folded):
        body = "联合国安理会" if found[0].startswith("安") else "联合国大会"
        names = layer.knowledge.names
        keys = names.lookup(body + found[1]) or names.lookup(body + found[1][1:]) or (key_of(body + found[1]),)
        if layer.fits(found.start(1), found.end(1)):
            yield layer.mention(found.start(1), found.end(1), "Treaty", keys[:1], "unnamed")


def _parties(layer: Layer, named: list[Mention], verb: int) -> list[str]:
    """The states that conclude it: those of 两国 or 双方, else those of the verb's own clause if it names two.

    The state to which an envoy is posted (驻朝公使), and that where they meet (于希腊罗得岛), is none of them.
    """
    named = [m for m in named if not _POSTED.search(layer.folded, max(0, m.start - 1), m.start)]
    pairs = [m for m in named if m.kind == "Pair"]
    if pairs:
        return list(dict.fromkeys(pairs[-1].keys))
    states = [m for m in named if m.kind != "Organization"]
    for near in (named, states):
        clause = layer.folded.rfind("，", 0, verb)
        for chosen in ([m for m in near if m.start > clause], near):
            parties = list(dict.fromkeys(k for m in chosen for k in m.keys))
            if len(parties) == 2:
                return parties
    return list(dict.fromkeys(k for m in states for k in m.keys))


def _signed_that_day(layer: Layer, kind: str, parties: list[str], day: str | None) -> str | None:
    """The listed treaty of that kind that one of these signed on that very day."""
    kind = re.sub("^第.次", "", kind)
    end = kind if len(kind) > 2 else kind[-1:]
    found = [
        name
        for name in _by_date(layer.knowledge).get(day or "", ())
        if set(parties) & set(name.hints.get("party", ()))
        and any(form.endswith(end) for form in (*name.labels.values(), *(f for _, f in name.forms)))
    ]
    return found[0].key if len(found) == 1 else None


def key_of_kind(layer: Layer, kind: str, parties: list[str], date: str | None) -> str:
    """The listed treaty of that kind, of that year, between the two; else a name made of theirs and the kind."""
    names = layer.knowledge.names
    short = [names.by_key[k].letters[0] if k in names.by_key and names.by_key[k].letters else k for k in parties]
    for first, second in (short, reversed(short)):
        for key in names.lookup(first + second + kind):
            begin = names.by_key[key].begin
            if begin and date and begin[:4] == date[:4]:
                return key
    return key_of("".join(short) + kind)
