"""Numbers as Chinese documents write them: ASCII, full width, 一二三, 〇, 廿, 壹贰叁, and mixtures (2億5千萬, 1.5万).

The units are those of the myriad system: 万 is 10⁴, 亿 10⁸, 兆 10¹², and 万万 an older way to write 亿.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Final

from kg.language.script import fold

__all__ = ["NUMBER", "decimal_text", "parse_number", "plain"]

_FORMS: Final = ("〇", "一壹", "二贰两", "三叁参", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS: Final = {c: n for n, forms in enumerate(_FORMS) for c in forms}
_TENS: Final = {"廿": 20, "卅": 30, "卌": 40}
_SMALL: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_BIG: Final = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_ROUNDED: Final = "余多来"
_CHINESE: Final = "".join((*_DIGITS, *_TENS, *_SMALL, *_BIG))

NUMBER: Final = rf"(?:[0-9]++(?:,[0-9]{{3}}(?![0-9]))*+(?:\.[0-9]++)?+(?: (?=[千百万亿]))?+|[{_CHINESE}{_ROUNDED}])"
"""A regular expression for a piece of a number in plain text: repeat it and let :func:`parse_number` judge."""

_PIECE: Final = re.compile(rf"[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?|[{_CHINESE}]")
_ASCII: Final = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_GAP: Final = re.compile("(?<=[0-9]) (?=[千百万亿])")
_DIGIT_CLASS: Final = "".join(_DIGITS)
_POSITIONAL: Final = re.compile(rf"([{_DIGIT_CLASS}]+)(?:点([{_DIGIT_CLASS}]+))?([万亿兆]{{0,2}})")
_ABOUT_TWO: Final = re.compile(r"(一二|二三|三四|四五|五六|六七|七八|八九|三五)[十拾百佰千仟万亿兆]")
_NARROW: Final = dict(
    zip(
        "０１２３４５６７８９．／（）○◯零\u3000\u00a0－–—―─‒‐‑−~～〜﹣",
        "0123456789./()〇〇〇  -------------",
        strict=True,
    )
)
_WIDE: Final = re.compile(f"[{re.escape(''.join(_NARROW))}]")


@lru_cache(maxsize=4)
def plain(text: str) -> str:
    """What dates and amounts are matched on, as long as ``text``: folded, signs and digits in ASCII, 零 as 〇."""
    return _narrow(text)


def parse_number(text: str) -> int | Fraction | None:
    """The value of ``text``, which must be one number and nothing else; None if it is none or not sure (三四百).

    The 余 and 多 of a rounded number (五百余万) are passed over. A whole value is an ``int``.

    >>> parse_number("2億5千萬"), parse_number("一九五〇"), parse_number("廿六"), parse_number("1.5萬")
    (250000000, 1950, 26, 15000)
    """
    number = _GAP.sub("", _narrow(text).strip())
    if _ASCII.fullmatch(number):
        return _tidy(Fraction(number.replace(",", "")))
    if _ABOUT_TWO.search(number):
        return None
    number = number.replace("余", "").replace("多", "").replace("来", "")
    positional = _POSITIONAL.fullmatch(number)
    if positional:
        return _positional(*positional.groups())
    return _with_units(number)


def decimal_text(value: int | Fraction) -> str:
    """``value`` in plain decimal digits, exact; its denominator must divide a power of ten.

    >>> decimal_text(Fraction(5, 2)), decimal_text(329_600_000)
    ('2.5', '329600000')
    """
    fraction = Fraction(value)
    places = 0
    while (fraction * 10**places).denominator != 1:
        places += 1
        if places > 30:
            raise ValueError(f"{value} has no finite decimal form")
    digits = str(int(fraction * 10**places)).zfill(places + 1)
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def _narrow(text: str) -> str:
    return _WIDE.sub(lambda match: _NARROW[match[0]], fold(text))


def _tidy(value: Fraction) -> int | Fraction:
    return value.numerator if value.denominator == 1 else value


def _positional(whole: str, decimals: str | None, units: str) -> int | Fraction | None:
    """一九五〇, 三点五, 二〇万: digits in their places, then perhaps a big unit."""
    value = Fraction(int("".join(str(_DIGITS[c]) for c in whole)))
    if decimals:
        value += Fraction(int("".join(str(_DIGITS[c]) for c in decimals)), 10 ** len(decimals))
    for unit in units:
        value *= _BIG[unit]
    return _tidy(value)


def _with_units(text: str) -> int | Fraction | None:
    """千 and below add up to a section, which 万, 亿 and 兆 close; None where the order of the units makes no sense."""
    total = section = Fraction(0)
    current: Fraction | None = None
    last_unit, last_small, last_big, after_zero = 1, 10**4, 10**16, False
    end = 0
    for match in _PIECE.finditer(text):
        piece = match[0]
        if match.start() != end:
            return None
        end = match.end()
        if piece == "〇":
            after_zero = True
            continue
        if piece in _SMALL:
            unit = _SMALL[piece]
            if unit >= last_small:
                return None
            section += (1 if current is None else current) * unit
            current, last_unit, last_small, after_zero = None, unit, unit, False
        elif piece in _BIG:
            unit = _BIG[piece]
            bare = current is None and section == 0 and total == 0
            section, current = (Fraction(1) if bare else section + (current or 0)), None  # 万 alone, as in 上万人
            if section == 0 or (unit > last_big and total):
                total, last_big = (total + section) * unit, last_big * unit  # 万万, 万亿: all before it is multiplied
            elif unit < last_big:
                total, last_big = total + section * unit, unit
            else:
                return None
            section, last_unit, last_small, after_zero = Fraction(0), unit, 10**4, False
        elif current is not None:
            return None
        elif piece in _TENS:
            if last_small <= 10:
                return None
            section, last_unit, last_small = section + _TENS[piece], 10, 10
        else:
            value = _value(piece)
            if value is None:
                return None
            current = value
    if end != len(text) or not text:
        return None
    if current is not None and last_unit >= 100 and not after_zero:
        if text[-1] not in _DIGITS:
            return None  # 2亿5: nobody can say
        current *= last_unit // 10  # 一万五 is 15,000, 一万零五 10,005
    return _tidy(total + section + (current or 0))


def _value(piece: str) -> Fraction | None:
    if piece in _DIGITS:
        return Fraction(_DIGITS[piece])
    return Fraction(piece.replace(",", "")) if _ASCII.fullmatch(piece) else None
