"""Places that no list knows, by what is done to them: 攻占[上丁], 将[达叻]归还, 攻占马达班和仰光."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg.find.layer import Layer, key_of
from kg.find.shapes import kind_by_shape
from kg.knowledge import Knowledge
from kg.records import Mention

__all__ = ["find_places_by_frame"]

# A place of no known name is 2 to 7 characters that hold no word of the sentence around it.
_WORD = (
    "[^，。；：、！？（）《》“”「」『』·\\s的了在是由向被将和与及或其该此这各为从自对于而并之以军兵人方国线0-9a-zA-Z]"
)
_COMMON = re.compile(
    "城[市池]|首都|全[城境国岛]|阵地|高地|要塞|炮台|据点|机场|市区|大部|北部|南部|东部|西部|沿海|领土|地盘|市场|优势|上风|主动|局势|政权|王位|敌|舰|山头|车站|大桥|"
    "附近|当地|多数|一半|部分|地位|席位|殖民|王宫|皇宫|总督|政府|军营|防线|前线|阵线"
)
_REGION = re.compile(
    r"(?:[省府市县州郡道岛港湾河江湖山区镇村城堡]|半岛|群岛|山口|海峡|地区|高原|行省|土邦)(?:[_ ]?[（(][^）)]*[）)])?$"
)


@cache
def _frames(knowledge: Knowledge) -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = knowledge.words
    before = re.compile(f"(?:{words.regex('occupy')}|收复|光复|攻打|围攻|炮击|割让|让与|归还|收回|撤出|撤离|退出)了?$")
    after = re.compile(
        f"(?:要塞|地区|等地|城|港|岛|省|全境|全部|大部|一带)?(?:割让|割予|割给|割归|归还|交还|退还|让与|让予|划归|划给|并入|归还给|移交|陷落|失陷|失守|沦陷|光复|"
        f"[被为遭][^，。；]{{1,8}}所?{words.regex('occupy')})"
    )
    return before, after


def find_places_by_frame(layer: Layer) -> Iterator[Mention]:
    """A link that no list knows is a place where it is taken, ceded or given back, or leads to an article on a place.

    So is the other half of a pair of which one is a known place; and what is one once is one wherever it stands again.
    """
    before, after = _frames(layer.knowledge)
    text = layer.folded
    found: dict[str, None] = {}
    for link in layer.document.links:
        anchor = text[link.start : link.end]
        if not 2 <= len(anchor) <= 8 or not re.fullmatch(f"{_WORD}+", anchor) or _COMMON.search(anchor):
            continue
        if layer.starting(link.start) or layer.literal[link.start] or layer.title[link.start]:
            continue
        if kind_by_shape(anchor, layer.knowledge) not in (None, "Territory"):
            continue
        leads = link.target.startswith(anchor) and len(link.target) > len(anchor) and _REGION.search(link.target)
        if leads or before.search(text, max(0, link.start - 6), link.start) or after.match(text, link.end):
            found[anchor] = None
    for name in (*found, *_halves(layer, before, after)):
        for again in re.finditer(re.escape(name), text):
            if not any(layer.title[again.start() : again.end()]):
                yield layer.mention(again.start(), again.end(), "Territory", (key_of(name),), "frame")


def _halves(layer: Layer, before: re.Pattern[str], after: re.Pattern[str]) -> Iterator[str]:
    """攻占马达班和仰光, 贝尔格莱德和小瓦拉几亚割让给: the half of a pair that no list knows."""
    text = layer.folded
    first = re.compile(f"{before.pattern[:-1]}({_WORD}{{2,5}})[、和与及]$")
    second = re.compile(f"[、和与及]({_WORD}{{2,6}}?){after.pattern}")
    for mention in [m for m in layer if m.kind == "Territory"]:
        halves = (first.search(text, max(0, mention.start - 14), mention.start), second.match(text, mention.end))
        for half in halves:
            if half and not _COMMON.search(half[1]) and _unknown(layer, half.start(1), half.end(1)):
                yield half[1]


def _unknown(layer: Layer, start: int, end: int) -> bool:
    return not any(layer.literal[start:end]) and not any(layer.starting(i) for i in range(start, end))
