"""Simplified and traditional Chinese as one: folding without a change of length.

The character tables are OpenCC's (https://github.com/BYVoid/OpenCC).
"""

from __future__ import annotations

from functools import cache

from opencc import OpenCC

__all__ = ["fold", "simplified", "traditional"]

# What OpenCC's phrase tables leave or turn the other way round, though names need it: 著 as a particle
# (寫著), 乾 and 徵 (kept for 乾隆 and 魏徵, but 乾燥 is not met in names), and variant forms of one character.
_AFTER = str.maketrans(
    {
        "著": "着",
        "於": "于",
        "喆": "哲",
        "祕": "秘",
        "裏": "里",
        "裡": "里",
        "臺": "台",
        "喫": "吃",
        "蹟": "迹",
        "㑹": "会",
        "－": "-",
    }
)


@cache
def _converter(config: str) -> OpenCC:
    return OpenCC(config)


def simplified(text: str) -> str:
    """``text`` in simplified script."""
    return str(_converter("t2s").convert(text))


def traditional(text: str) -> str:
    """``text`` in traditional script."""
    return str(_converter("s2t").convert(text))


def fold(text: str) -> str:
    """The form of ``text`` that matching works on: simplified, and of the same length as ``text``.

    OpenCC may change the length of a phrase; a stretch where it does is converted character by character.
    """
    folded = simplified(text)
    if len(folded) != len(text):
        folded = "".join(_same_length(line) for line in text.splitlines(keepends=True))
    return folded.translate(_AFTER)


def _same_length(text: str) -> str:
    folded = simplified(text)
    if len(folded) == len(text):
        return folded
    return "".join(c if len(s := simplified(c)) != 1 else s for c in text)
