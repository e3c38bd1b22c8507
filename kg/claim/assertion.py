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

_SAYING = re.compile(r"(?:称|认为|写道|声言|据说|断言|指出)")
# A quotation that is closed, with the verb that leads into it, says nothing of what follows.
_QUOTED = re.compile(r"(?:称|认为|写道|声言|据说|断言|指出)?[^，。；]{0,3}?[：:，]?(?:“[^”]*”|「[^」]*」)")
_PROVISION = re.compile(r"缔约国?(?:双方|任何|之?一方|另一方|各方)")


@cache
def _cues(words: Words) -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    return tuple(
        (status, re.compile(words.regex(cue)), re.compile(words.regex(f"not_{cue}")))
        for status, cue in (("denied", "denied"), ("planned", "planned"), ("claimed", "reported"))
    )


class Judgement(NamedTuple):
    """``affirmed``, ``denied``, ``planned`` or ``claimed``, and the words that decided it (none for ``affirmed``)."""

    status: str
    cue: str = ""


def judge(line: Line, start: int, trigger: int, words: Words) -> Judgement:
    """Whether the act happened whose verb stands at ``trigger`` in the line, and what says so.

    ``start`` is where the match begins: an earlier clause that the match itself spans has its cues heard too.
    """
    clause, _ = line.clause(trigger)
    begin = min(clause, start)
    before = line.text[begin:trigger].replace(ZERO, "")
    place = line.units[trigger].start if trigger < len(line.units) else 0
    if any(q.start < place < q.end for q in line.quoted):
        return Judgement("claimed", "“”")
    open_text = _QUOTED.sub("", line.text[:trigger].replace(ZERO, ""))
    if provision := _PROVISION.search(open_text):
        return Judgement("planned", provision[0])
    for status, cue, neutral in _cues(words):
        plain = neutral.sub("○", before)
        for found in cue.finditer(plain):
            # 将 before a name is the preposition (将军队撤出), not the future.
            if found[0] == "将" and plain[found.end() : found.end() + 1] in SYMBOLS.values():
                continue
            return Judgement(status, found[0])
    earlier = _QUOTED.sub("", line.text[:begin].replace(ZERO, "")).rpartition("；")[2]
    _, _, neutral = _cues(words)[2]
    if saying := _SAYING.search(neutral.sub("○", earlier)):
        return Judgement("claimed", saying[0])
    return Judgement("affirmed")
