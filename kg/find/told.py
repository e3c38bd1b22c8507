"""Places and events that no list knows, found by the verb they stand after: 攻占定海, 平定三县暴乱."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg.find.layer import Layer, key_of
from kg.knowledge import Words
from kg.records import Mention

__all__ = ["find_by_verb"]

# What armies take, enter and leave is a place, where it is not told by a common noun.
_TAKEN = re.compile(
    r"(?:攻占|攻陷|攻克|攻取|攻下|攻破|占领|进占|侵占|进驻|收复|光复|围攻|围困|炮轰|炮击|轰炸|退守|退往|退入|撤出|撤至|撤往|开进|进抵|直抵|攻入"
    r"|强占|再占|复占)了?(?P<name>[^\s，。；：、！？（）()《》“”「」『』的之与和及其该此全各在于被将以后前时为]{2,5})"
    r"(?=[，。；、（(]|与|和|及|等地|一带|后[，。]|以后|之后|时[，。]|$)"
)
# 攻占敌军阵地, 占领市场: common nouns and parts of places.
_COMMON = re.compile(
    r"[敌我他你它们国军队兵营舰人部市场首都县省府州政权势力地区域领土据点要塞高阵战机港口码头车站桥村庄重镇多数处点座条个半大小本两"
    r"东西南北沿边前后主权制空海陆]{2,}$|^(?:全|各|大|多|数|若干|部分|重要|战略|周边|附近|沿海|沿岸|边境|首|敌|对方|己方)|[0-9一二三四五六七八九十百千]"
    r"|(?:市场|高地|阵地|据点|领土|首都|全境|地位|优势|舆论|领域|机关|政权|总部|使馆|机场|仓库|设施|大楼|广场|车站|道路|房屋|目标|舰队|船只|部队|[所局署厂校宅])$"
)
_NOT_IN_EVENT = re.compile(
    r"[，。；：、！？（）()《》“”「」『』\s的了在是由向被将与和对于从为其该此这那某过次着]|举行|发生|召开|^[下上中内外再又]"
)
# A word that only qualifies: 武装起义, 军事政变, 大规模冲突 are of a kind, and none by name.
_QUALIFIES = re.compile(
    r"^(?:(?:大规模|小规模|一系列|一场|一次|多次|数次|历次|两次|三次|新的?|武装|军事|流血|全面|局部|激烈|严重|正式|公开|秘密|紧急|特别|边境|边界"
    r"|反政府|反共|反战|反华|反俄|反日|排华|农民|工人|学生|士兵|水兵|海军|陆军|民族|民主|独立|解放|社会主义|无产阶级|资产阶级|暴力|政治|经济|外交"
    r"|宗教|种族|族群|部落|国际|世界|内部|党内|宫廷|未遂|不流血|重大|著名|著名的|各地|当地|全国|地方|首次|第[一二三四五六七八九十]+次|侵略|反侵略|殖民"
    r"|自卫|防御|进攻|海上|陆上|空中|地面|局势|人质|金融|石油|粮食|能源|债务|货币|宪政|继承|财政|信任|人道主义|难民|核)+)$"
)


@cache
def _event(words: Words) -> re.Pattern[str]:
    verbs = r"(?:发动|发起|爆发|镇压|平定|平息|扑灭|策动|策划|领导|参加|参与|挑起|制造|酿成|引发|史称|是为|称为|发生)"
    return re.compile(
        rf"{verbs}了?(?:[^，。；]{{0,8}}?的)?(?P<name>[^，。；：、！？\s]{{2,8}}?{words.regex('event_ending_plain')})(?=[，。；、（(]|$)"
    )


def find_by_verb(layer: Layer) -> Iterator[Mention]:
    """Names after the verbs of taking a place, or of an event; what is a common noun, or holds a name already, is none."""
    text = layer.folded
    for found in _TAKEN.finditer(text):
        start, end = found.span("name")
        if _COMMON.search(found["name"]) or any(layer.starting(i) for i in range(start, end)):
            continue
        if not any(layer.within(i, i + 1) for i in range(start, end)):
            # 布达城 is 布达.
            name = re.sub(r"(?<=..)[城市]$", "", found["name"])
            yield layer.mention(start, end, "Territory", (key_of(name),), "verb")
    endings = layer.knowledge.words.regex("event_ending_plain")
    for found in _event(layer.knowledge.words).finditer(text):
        start, end = found.span("name")
        head = re.sub(f"{endings}$", "", found["name"])
        if len(head) < 2 or _QUALIFIES.match(head) or _NOT_IN_EVENT.search(head):
            continue
        known = [m for i in range(start, end) for m in layer.starting(i) if m.kind == "Event"]
        if not known and not any(layer.literal[start:end]):
            yield layer.mention(start, end, "Event", (key_of(found["name"]),), "verb")
