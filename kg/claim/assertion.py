"""Whether a sentence says that an act happened, or denies, plans or merely reports it.

The cue words stand before the verb in its clause; a verb of saying before it makes the rest of the sentence a claim.
The scheme is that of NegEx (Chapman et al., 2001), cue words with a scope that ends at the clause, with Chinese cues.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from kg.claim.line import Line
from kg.knowledge import Words
from kg.knowledge.pattern import SYMBOLS, ZERO

__all__ = ["Judgement", "judge"]

_SAYING = re.compile(
    r"(?:称|认为|写道|声言|据说|断言|指出|据[^，。；]{1,10}(?:报道|披露|透露|所说|所言|所称|回忆|的说法))"
)
# A quotation that is closed, with the verb that leads into it, says nothing of what follows.
_QUOTED = re.compile(r"(?:称|认为|写道|声言|据说|断言|指出)?[^，。；]{0,3}?[：:，]?(?:“[^”]*”|「[^」]*」)")
# 如果A进攻B，C就会支持B: neither clause tells what happened.
_SUPPOSED = re.compile(r"(?:^|[，：])(?:如果|假如|假使|倘若|倘|若|一旦)(?!干)")
# 应法国邀请: what was asked for was then done.
_AT_REQUEST = re.compile(r"应[^，。；]{1,10}?(?:邀请|之邀|要求|请求|之请|邀)")
_PASSED = {
    "将": re.compile(f"[{''.join(SYMBOLS.values())}]"),
    "称": re.compile(f"[{SYMBOLS['Treaty']}{SYMBOLS['Event']}{SYMBOLS['Asset']}]|[之其此]?为"),
}
# 关于某人曾访问某地的说法不属实: what comes after makes hearsay of it, and may refute it.
_HEARSAY = r"(?:的?说法|之说|一说|的?传闻|的?传言|的?谣言|的?谣传|的?传说|的?指控|一事)"
_REFUTED = re.compile(
    f"{_HEARSAY}[^。；]{{0,16}}?(?:不实|不属实|不足为信|不可信|不足信|查无实据|无稽|子虚乌有|捏造|毫无根据|没有根据|是错误|辟谣)"
)
_TOLD_AS_HEARSAY = re.compile(r"[^，。；]*?(?:之说(?!服)|一说[，。]|的传闻|的传言|的谣言|(?P<about>的说法))")
_ABOUT = re.compile("关于|有关|所谓")
_BLANK = "○"
_PROVISION = re.compile(r"缔约国?(?:双方|任何|之?一方|另一方|各方)")


@cache
def _cues(words: Words) -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    return tuple(
        (status, re.compile(words.regex(cue)), re.compile(words.regex(f"not_{cue}")))
        for status, cue in (("denied", "denied"), ("planned", "planned"), ("claimed", "reported"))
    )


class Judgement(NamedTuple):
    """``affirmed``, ``denied``, ``planned`` or ``claimed``, and the words that decided it (none for ``affirmed``).

    ``at`` is where these words begin, as an index into the line; -1 where nobody is known to say them.
    """

    status: str
    cue: str = ""
    at: int = -1


def judge(line: Line, start: int, trigger: int, words: Words) -> Judgement:
    """Whether the act happened whose verb stands at ``trigger`` in the line, and what says so.

    ``start`` is where the match begins: an earlier clause that the match itself spans has its cues heard too.
    """
    clause, _ = line.clause(trigger)
    begin = min(clause, start)
    place = line.units[trigger].start if trigger < len(line.units) else 0
    if quote := next((q for q in line.quoted if q.start < place < q.end), None):
        opened = next(i for i, u in enumerate(line.units) if u.start >= quote.start and u.end > u.start)
        return Judgement("claimed", "“”", opened)
    after = line.text[trigger:].replace(ZERO, "")
    if refuted := _REFUTED.search(after.partition("。")[0].partition("；")[0]):
        return Judgement("denied", refuted[0])
    # From here on, what is passed over is blanked, not cut, so that places stay those of the line.
    whole = _QUOTED.sub(_blank, line.text[:trigger].replace(ZERO, _BLANK))
    if provision := _PROVISION.search(whole.replace(_BLANK, "")):
        return Judgement("planned", provision[0])
    # 讨论某问题的某会议开幕: what is told in an attribute before the subject says nothing of the act.
    if start > begin and line.text[start - 1] == "的" and line.units[start].mention is not None:
        begin = start
    before = line.text[begin:trigger]
    places = [i for i, char in enumerate(before, begin) if char != ZERO]
    before = before.replace(ZERO, "")
    for status, cue, neutral in _cues(words):
        plain = neutral.sub(_blank, _AT_REQUEST.sub(_blank, before))
        for found in cue.finditer(plain):
            # 将 before a name is the preposition (将军队撤出), not the future; 称 before one gives it (日本称《下关条约》).
            if (passed := _PASSED.get(found[0])) and passed.match(plain, found.end()):
                continue
            return Judgement(status, found[0], places[found.start()])
    # 以缔结条约: the verb right after 以 tells the purpose.
    if before.endswith("以") and not before.endswith(("予以", "加以", "给以", "得以", "难以")):
        return Judgement("planned", "以", places[-1])
    first = whole.rfind("；", 0, begin) + 1
    if supposed := _SUPPOSED.search(whole[first:begin].replace(_BLANK, "")):
        return Judgement("planned", supposed[0].strip("，："))
    _, _, neutral = _cues(words)[2]
    for saying in _SAYING.finditer(neutral.sub(_blank, whole[first:begin])):
        if saying[0] == "称" and _PASSED["称"].match(whole, first + saying.end()):
            continue
        return Judgement("claimed", saying[0], first + saying.start())
    if (told := _TOLD_AS_HEARSAY.match(after)) and (not told["about"] or _ABOUT.search(before)):
        return Judgement("claimed", told[0][-2:].strip("，。"))
    return Judgement("affirmed")


def _blank(found: re.Match[str]) -> str:
    return _BLANK * len(found[0])
