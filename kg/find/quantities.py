"""Quantities: amounts of money and lengths of time."""

from __future__ import annotations

import re
from typing import Final

from kg.find.calendars import eras
from kg.language.numerals import NUMBER, decimal_text, parse_number, plain
from kg.records import Document, Mention

__all__ = ["find_quantities"]

# The longer name first; those that other words begin with (盾牌, 马克思, 元年, 两国) carry what may not follow.
_CURRENCIES: Final = (
    *("旧卢布", "新卢布", "金卢布", "纸卢布", "卢布", "美元", "美金", "英镑", "英磅", "镑", "日元", "日圆", "新台币"),
    *("台币", "港元", "港币", "金法郎", "瑞士法郎", "法郎", "金马克", "帝国马克", "马克(?![思西沁])", "荷兰盾"),
    *(
        "越南盾",
        "印尼盾",
        "盾(?!牌)",
        "印度卢比",
        "卢比",
        "里拉",
        "比塞塔",
        "比索",
        "欧元",
        "加元",
        "澳元",
        "韩元",
        "韩圜",
    ),
    *(
        "朝元",
        "泰铢",
        "金克朗",
        "银克朗",
        "克朗",
        "土耳其镑",
        "埃镑",
        "银卢布",
        "里弗尔",
        "利弗尔",
        "塔勒",
        "泰勒",
        "杜卡特",
    ),
    *("弗罗林", "皮阿斯特", "古尔登", "金镑", "金元(?!帅)", "兰特", "塔卡", "先令", "戈比", "里亚尔", "第纳尔"),
    *("图格里克", "鹰洋", "墨银", "元?人民币", "银元"),
    *("银圆", "大洋", "法币", "金圆券", "国币", "关平两", "海关两", "库平两", "规平两", "规元两", "规银两"),
    *("圆(?![形桌满明周])", "元(?![年旦月首帅素老朝勋凶件代化论])"),
    "两(?![国个方者党岸军次种名人年月天项派地江广湖千百万十])",
)
_MONEY: Final = re.compile(
    r"(?<![0-9])(?<![0-9][.,])(?P<number>(?=[0-9一二三四五六七八九十百千万亿两廿卅壹贰叁肆伍陆柒捌玖拾])"
    rf"(?:{NUMBER}){{1,16}}) ?(?:[12][0-9]{{3}}年?版)?(?P<currency>{'|'.join(_CURRENCIES)})"
)
_SILVER: Final = re.compile(r"(?P<kind>海关|关平|库平|规平)?(?:白|纹|足|库平|关平)?[银两](?:约|共|计|各|达|合|近)?$")
_NAMED_BEFORE: Final = re.compile(r"(人民币|法币|国币|港币|新台币|金圆券)(?:约|共|计|各|达|近)?$")

_COUNT: Final = "(?:[0-9]{1,4}|[一二两三四五六七八九十百廿卅]{1,4})"
_SPAN: Final = re.compile(
    r"(?=[0-9一二两三四五六七八九十百廿卅半])(?<![0-9.,:/一二三四五六七八九十百千万亿廿卅〇第数几近前后上下-])(?:"
    rf"(?P<years>{_COUNT}) ?年(?P<half>半)?(?:[〇又]?(?P<more>{_COUNT})个月)?"
    rf"|(?P<halfyear>半年)|(?P<months>{_COUNT}) ?个月"
    rf"|(?P<weeks>{_COUNT}) ?(?:个?星期|个礼拜|(?<=[0-9])周)|(?P<days>{_COUNT}) ?(?:天|日(?=[之以]?内|期限|为限))"
    rf"|(?P<hours>{_COUNT}) ?个?小时)"
    r"(?![级代度初底末终制版届生鉴表历年津主皇然空王山文战戰困]|安门|[之以]?[前后]|计划|规划|[一二三四五六日天] ?[，。月]"
    r"| ?[0-9]{1,2} ?月|[一二三四五六七八九十]{1,2}月|[春夏秋冬][天季，])"
)
_OTHER_WORDS: Final = re.compile(r"(?:公元|西元|有|某|同|那|这|每|另|生|[年月])$")


def find_quantities(document: Document) -> tuple[Mention, ...]:
    """Every amount of money and every length of time in the document's text, sorted by place.

    Money: ``kind`` ``Money``, one key ``amount currency`` with the amount in plain decimal digits and the currency as
    written, in simplified script (``12亿卢布`` → ``1200000000 卢布``; silver by weight is ``两``). Time: ``Duration``,
    one ISO 8601 key (``30年`` → ``P30Y``). Neither is found where the number is not sure (几十亿元, 20多年), is an
    ordinal (第三年), or names a year.
    """
    text = plain(document.text)
    found = [*_money(document.text, text), *_spans(document.text, text)]
    return _apart(sorted(found))


def _money(source: str, text: str) -> list[Mention]:
    found = []
    for match in _MONEY.finditer(text):
        start, amount = match.start(), parse_number(match["number"])
        if amount is None or text[start - 1 : start] in ("数", "几", "第"):
            continue
        currency = _currency(match, text[max(0, start - 6) : start])
        if currency:
            key = f"{decimal_text(amount)} {currency}"
            found.append(Mention(start, match.end(), "Money", (key,), source[start : match.end()], "money"))
    return found


def _currency(match: re.Match[str], before: str) -> str | None:
    """The currency's name; None for a 两 that weighs no silver, and a 元 that may count anything."""
    currency, number = match["currency"], match["number"]
    silver = _SILVER.search(before)
    if currency == "两":
        if not silver and not re.search("[万千百亿]", number):
            return None
        return f"{silver['kind']}两" if silver and silver["kind"] else "两"
    if currency in ("元", "圆"):
        named = _NAMED_BEFORE.search(before)
        return named[1] if named else currency
    return "人民币" if currency == "元人民币" else currency


def _spans(source: str, text: str) -> list[Mention]:
    found = []
    for match in _SPAN.finditer(text):
        before = text[max(0, match.start() - 4) : match.start()]
        if _OTHER_WORDS.search(before) or before.endswith(tuple(eras())):
            continue
        key = _duration(match)
        if key:
            found.append(Mention(*match.span(), "Duration", (key,), source[slice(*match.span())], "duration"))
    return found


def _duration(match: re.Match[str]) -> str | None:
    if match["halfyear"]:
        return "P6M"
    if match["years"]:
        years = _count(match["years"])
        months = 6 if match["half"] else _count(match["more"]) if match["more"] else 0
        if years is None or months is None or 1000 <= years <= 2100:
            return None
        return f"P{years}Y" + (f"{months}M" if months else "")
    for name, form in (("months", "P{}M"), ("weeks", "P{}W"), ("days", "P{}D"), ("hours", "PT{}H")):
        if match[name]:
            number = _count(match[name])
            return form.format(number) if number else None
    return None


def _count(text: str) -> int | None:
    """The number; None for 三四 and for digits in their places (四九年 is 1949)."""
    if re.fullmatch("[一二两三四五六七八九]{2,}", text):
        return None
    number = parse_number(text)
    return number if isinstance(number, int) and number > 0 else None


def _apart(mentions: list[Mention]) -> tuple[Mention, ...]:
    """The mentions without those that begin within an earlier one."""
    kept: list[Mention] = []
    for mention in mentions:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return tuple(kept)
