"""What is not about states though it names them: matches, plays and games, words as words, goods, teams and streets."""

from __future__ import annotations

import re
from functools import cache

from kg.knowledge import Words
from kg.records import Mention

__all__ = ["aside", "only_names_origin"]

# 东海 in 澳大利亚东海岸: the coast in the east, and no sea of that name.
_COASTS = ("东海", "西海", "南海", "北海")


@cache
def _patterns(words: Words) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    delegation = "(?![^，。；]{0,4}(?:代表团|访问团|访华团|使团))"
    team = f"(?!{words.regex('not_team')}){words.regex('team')}{delegation}"
    # 剧中, 歌剧《阿依达》里; but 悲剧中 and 加剧中 tell of our world.
    staged = f"(?<![悲喜闹惨丑急加])剧[中里](?!院)|{words.regex('work_noun')}《[^》]{{1,30}}》[中里]"
    return (
        re.compile(f"{staged}|{words.regex('invented', 'contest', 'of_words')}"),
        re.compile(f"{team}|{words.regex('not_the_state')}{delegation}"),
        re.compile(f"{team}|(?!{words.regex('not_street')}){words.regex('street')}|{words.regex('goods')}"),
    )


def aside(sentence: str, words: Words) -> str:
    """The words that tell that a sentence (in simplified script) is of a match, an invented world, or words as words."""
    found = _patterns(words)[0].search(sentence)
    return found[0] if found else ""


def only_names_origin(mention: Mention, text: str, words: Words) -> bool:
    """Whether a state or a place, by what follows its name in ``text``, only says where or whose something is.

    日本汽车进攻美国市场: neither state does or suffers anything. 南京路 is no part of 南京.
    """
    # 比军队: an army, whatever the first of its words is taken for.
    if mention.kind not in ("State", "Territory") or mention.how in ("letter", "organ", "polity"):
        return False
    _, after_state, after_place = _patterns(words)
    if text[mention.start : mention.end] in _COASTS and text.startswith("岸", mention.end):
        return True
    pattern = after_state if mention.kind == "State" else after_place
    return pattern.match(text, mention.end) is not None
