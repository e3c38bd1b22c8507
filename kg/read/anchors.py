"""Where a link's words end, when the converter let the anchor run on.

Pandoc's reader of MediaWiki takes all letters that follow ``]]`` into the anchor, as English wants it
(``[[state]]s``), and takes Chinese characters for letters: ``[[中国]]和[[苏联]]`` becomes the anchors
``中国和`` and ``苏联``. What was taken is letters only, and reaches to the next mark, digit or link.
(https://github.com/jgm/pandoc/blob/main/src/Text/Pandoc/Readers/MediaWiki.hs, ``linktrail``)
"""

from __future__ import annotations

import re
from functools import lru_cache

from kg.language.script import fold

__all__ = ["anchor_length"]

_QUALIFIER = re.compile(r"\s*[(（][^()（）]*[)）]$")

# A title has at most 255 bytes; beyond this both are damage that no rule mends.
_LONGEST = 200

# 苏俄, 俄国, 清廷, 日军, 美方: what is not the name's own second character still makes a word with its first.
_WORD_ENDS = frozenset("国军方廷俄人")


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return fold(text)


def anchor_length(anchor: str, target: str, *, whole: bool = False) -> int:
    """How many characters of the clean ``anchor`` the link to ``target`` covers.

    ``whole`` says that nothing was swallowed, as far as the surroundings of the link tell.
    """
    if len(target) > _LONGEST:
        return len(anchor)
    base = _QUALIFIER.sub("", target) or target
    folded = _folded(anchor[:_LONGEST])
    for name in (target, base):
        if anchor.startswith(name) or folded.startswith(_folded(name)):
            return len(name)
    if whole or len(anchor) > _LONGEST:
        return len(anchor)
    # Digits and marks cannot have been swallowed: up to the last of them all is the link's own.
    own = max((i for i, c in enumerate(anchor, 1) if not c.isalpha()), default=0)
    return max(own, _other_name(folded, _folded(base)))


def _other_name(anchor: str, base: str) -> int:
    """The length of another name for ``base`` (a piped link) at the start of ``anchor``; both folded.

    Names of one thing mostly end alike (中国外交部 → 中华人民共和国外交部, 基辛格 → 亨利·基辛格), so the
    target's last two characters tell where the words end. Failing that, an anchor about as long as its
    target is a name in its own right; a longer one ends with what it shares with the target
    (民国的继任者 → 中华民国政府), is cut to the target's length if it begins like it (广州事变发布… → 广州暴动),
    or after the sign of a state (日建交时 → 日本), or after the target's last character (翟趣林在… → 齐釆林).
    What shares nothing with its target (满洲抢夺… → 中国东北) stays whole: any cut would be a guess.
    """
    if len(base) > 1 and (at := anchor.find(base[-2:])) >= 0:
        return at + 2
    if len(anchor) <= len(base) + 1:
        return len(anchor)
    shared = 1
    while anchor[: shared + 1] in base:
        shared += 1
    if shared > 1:
        return len(base) if base.startswith(anchor[:shared]) else shared
    if anchor[0] == base[0] and len(base) <= 3:
        return 2 if anchor[1] in _WORD_ENDS else 1
    at = anchor.find(base[-1], 0, len(base))
    return at + 1 if at >= 0 else len(anchor)
