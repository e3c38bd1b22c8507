"""Instruments without a name: 签订停战协定, 通过第242号决议 are those of the parties, or the body, that the sentence names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from kg.find.layer import Layer, key_of
from kg.knowledge import Knowledge
from kg.records import Mention, outermost

__all__ = ["find_unnamed"]

# What an instrument without a name is called by: its matter or its kind, before the word for an instrument.
_MATTER = (
    "停战|停火|休战|互不侵犯|不侵犯|友好|同盟|互助|军事|军援|援助|援建|经济|技术|经济技术|合作|贸易|通商|航海|航行|航空|渔业|文化|科技|科学技术|"
    "租借|边界|国界|勘界|划界|界务|中立|和平|友好合作|友好互助|友好同盟|共同防御|防御|安全|投降|贷款|借款|支付|领事|铁路|遣返|撤军|脱离接触|"
    "和亲|修好|谅解|联合|共同|建交|换文|攻守|仲裁|引渡|睦邻|核|原子能|石油|关税|商务|电信|邮政"
)
_RESOLUTION = re.compile(r"(?:安全理事会|安理会|联合国大会|联大)[^。；]{0,40}?(第[0-9]{1,4}号决议)")


@cache
def _pattern(knowledge: Knowledge) -> re.Pattern[str]:
    words = knowledge.words
    verbs = words.regex("sign", "issue")
    kinds = words.regex("treaty_ending_plain")
    name = f"(?:{_MATTER}){{1,3}}{kinds}"
    return re.compile(
        f"{verbs}了?(?:一[项份个纸]|有关的?|相关的?|新的|[^，。；：《》的]{{1,10}}的)?(?P<name>{name}|备忘录|议定书|降书)"
        f"(?:[和与及、](?P<more>{name}))?(?![的国方团法权草案谈])"
    )


def find_unnamed(layer: Layer, mentions: list[Mention], date_at: Callable[[int], str | None]) -> Iterator[Mention]:
    """Instruments that a sentence calls by their kind alone, where it names the two states that conclude them.

    The key is that of the listed treaty of this kind between them, else made of their letters and the kind.
    """
    states = outermost([m for m in mentions if m.kind in ("State", "Government", "Pair") and m.keys])
    for found in _pattern(layer.knowledge).finditer(layer.folded):
        start = max(layer.folded.rfind(mark, 0, found.start()) for mark in "。；\n") + 1
        near = [m for m in states if start <= m.start and m.end <= found.start()]
        pairs = [m for m in near if m.kind == "Pair"]
        parties = list(dict.fromkeys(k for m in pairs[-1:] or near for k in m.keys))
        if len(parties) != 2:
            continue
        for group in ("name", "more"):
            if found[group] and layer.fits(found.start(group), found.end(group)):
                key = _key(layer, found[group], parties, date_at(found.start()))
                yield layer.mention(found.start(group), found.end(group), "Treaty", (key,), "unnamed")
    for found in _RESOLUTION.finditer(layer.folded):
        body = "联合国安理会" if found[0].startswith("安") else "联合国大会"
        names = layer.knowledge.names
        keys = names.lookup(body + found[1]) or names.lookup(body + found[1][1:]) or (key_of(body + found[1]),)
        if layer.fits(found.start(1), found.end(1)):
            yield layer.mention(found.start(1), found.end(1), "Treaty", keys[:1], "unnamed")


def _key(layer: Layer, kind: str, parties: list[str], date: str | None) -> str:
    """The listed treaty of that kind, of that year, between the two; else a name made of theirs and the kind."""
    names = layer.knowledge.names
    short = [names.by_key[k].letters[0] if k in names.by_key and names.by_key[k].letters else k for k in parties]
    for first, second in (short, reversed(short)):
        for key in names.lookup(first + second + kind):
            begin = names.by_key[key].begin
            if begin and date and begin[:4] == date[:4]:
                return key
    return key_of("".join(short) + kind)
