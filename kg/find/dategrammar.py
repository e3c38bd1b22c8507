"""The grammar of date expressions: what may begin one (:func:`scan`), what may follow a year (:data:`TAIL`).

It also gives the years that the words name by themselves.

All patterns work on :func:`kg.language.numerals.plain` text. None repeats a repetition, so none can take long.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from kg.find.calendars import eras
from kg.language.numerals import parse_number, plain

__all__ = [
    "ABOUT",
    "BROKEN",
    "CONNECTOR",
    "DAY_OR_PART",
    "PART",
    "TAIL",
    "explicit_years",
    "number_of",
    "scan",
    "year_ranges",
    "year_text",
]

_MONTHS: Final = {"元": 1, "正": 1, "冬": 11, "腊": 12}

_D = "一二三四五六七八九"
_N = "〇一二三四五六七八九十百千万亿廿卅"
_SEP = "[、,，和及与或至到-]"
YEAR: Final = rf"(?:1[0-9]{{3}}|20[0-9]{{2}}|一[〇{_D}]{{3}}|二〇[〇{_D}]{{2}})"
_MONTH = rf"(?:1[0-2]|0?[1-9]|十[一二]?|[{_D}元正冬腊])"
_DAY = (
    rf"(?:3[01]|[12][0-9]|0?[1-9]|三十一?|卅一?|廿[{_D}]?|二十[{_D}]?|初?十[{_D}]?|初[{_D}]"
    rf"|[一二][〇{_D}]|三[〇一]|[{_D}])"
)
# The months that name a revolution, a party or a storm are names: 十月革命, 十二月党人.
_EVENT = (
    rf"(?!党人|(?<=[{_D}十]月)(?:革命|社会主义|王朝|风暴|提纲|危机|政变|事变|事件|起义|抗争|攻势"
    r"|战争|围城|广场))"
)
_MONTH_END = rf"月{_EVENT}(?![之以]?内|期限|之久|有?余)份?"
_LONE_END = r"(?=[，。、；:)\s]|$)"

PART: Final = re.compile(
    r" ?的?(?:年?(?:初期?(?![步级中次始创三四五六七八九十])|底(?!特律)|末期?(?![代端班])|终(?![于止结身究]))"
    r"|[上下]半年|[前后中]期|中后期|中叶|[前后上下]半[期叶]|前后|左右|[春夏秋][夏秋冬]之交)"
)
"""A vague part of a year, a decade or a century."""

ABOUT: Final = re.compile(r"(?:前后|左右)")

DAY_OR_PART: Final = re.compile(
    rf" ?(?:(?P<d>{_DAY})[日号]|(?P<part>[上中下]旬|[初底末]))(?P<m>)(?P<leap>)(?P<season>)(?P<edge>)"
)
"""What may follow 同月: its groups are those of :data:`TAIL`."""

TAIL: Final = re.compile(
    rf" ?(?:(?P<leap>闰)?(?P<m>{_MONTH}) ?(?:{_MONTH_END}|(?= ?[、和及至到-] ?{_MONTH} ?{_MONTH_END}))"
    rf"(?: ?(?P<d>{_DAY}) ?(?:日(?![元圆])|号|(?=(?:{_SEP} ?{_DAY} ?){{1,5}}[日号])|(?<=[0-9十{_D}廿]){_LONE_END})"
    r"| ?(?P<part>[上中下]旬|[初底末](?![次步期级代]))|(?<=[0-9])(?P<edge>[初底末]))?"
    r"|[初早仲盛暮晚深隆]?(?P<season>[春夏秋冬])(?![春夏秋冬]之交)(?:[天季节](?:初|末)?|[初末]|(?![衍斗曦鼐威宫瑾]|[秋冬]战国)))"
)
"""What may follow a year: month with day or part of the month, or a season."""

CONNECTOR: Final = re.compile(r" ?(?:-{1,2}|起?至|起?到|迄) ?")
"""What stands between the two ends of a range."""

BROKEN: Final = re.compile(rf" ?(?P<n>[0-9]{{1,4}}|[{_D}十廿卅]{{1,4}}) ?(?P<unit>[月日])")
"""A month or a day that ought to belong to the date before it."""

# Words that name a year, month or day by another, and how far off it lies.
_SAME_YEAR = r"同年(?![龄级代生])|当年(?!度)|是年|该年|那一?年|[这同]一年|这年|本年(?!度)|今年"
_NEXT_YEAR = r"翌年|次年|明年|来年|第二年(?![度级])"
_LAST_YEAR = r"前一年|(?<![以同])上一?年(?!度)|去年"
# 当日本, 同日军, 是日方: there 日 is Japan.
_DAY_WORD = r"日(?![本方军伪寇侵占据皇侨元圆])(?![美英法德俄苏中韩朝](?![国联罗午]))"
_SAME_DAY = rf"[同当是该此]{_DAY_WORD}|同一[天日]|当[天晚夜]"
_NEXT_DAY = r"[次翌](?:日(?!本)|晨)|第二[天日]"
_LAST_DAY = r"前一[天日]"

_BEFORE_MONTH = rf"(?<![0-9{_N}.第每数几个])"
_BEFORE_DAY = rf"(?<![0-9{_N}.:年月第每数几历限期达经凡半几近余整])"
_AFTER_DAY = r"(?![本元圆军游程间夜]|[之以]?[内间中久]|[之以]?后，|不|余|有余|为期)"
_CLAUSE = r"(?<![^，。；、:(\s“「])"


@cache
def scan() -> re.Pattern[str]:
    """The pattern that finds where date expressions begin; ``lastgroup`` of a match names its kind."""
    era = "|".join(sorted(map(re.escape, eras()), key=lambda form: (-len(form), form)))
    first = "".join(sorted({form[0] for form in eras()}))
    decade = rf"(?:{YEAR}|[1-9]0|[{_D}]十|[{_D}]〇|十)"
    by_number = {
        "numeric": r"(?<![0-9.])(?P<ny>1[0-9]{3}|20[0-9]{2})(?P<sep>[./-])(?P<nm>[0-9]{1,2})(?P=sep)"
        r"(?P<nd>[0-9]{1,2})(?![0-9]|\.[0-9])",
        "span": r"(?<![0-9A-Za-z.-])(?P<sy>1[0-9]{3}|20[0-9]{2}) ?-{1,2} ?"
        r"(?P<ey2>1[0-9]{3}|20[0-9]{2}|[0-9]{2}(?= ?年))(?: ?年(?!代)|(?![0-9A-Za-z年-]))",
        "lone": r"(?<=\()(?:1[5-9][0-9]{2}|20[0-9]{2})(?=\))",
        "decade": rf"(?<![0-9{_N}.])(?:(?:(?P<dc>[0-9]{{1,2}}|[{_D}十廿]{{1,3}})|上) ?世纪 ?)?"
        rf"(?:(?P<d1>{decade}|[{_D}](?=、?[{_D}]十年代))[、至到和及与-]?(?P<d2>{decade})|(?P<d0>{decade}))年代",
        "century": rf"(?<![0-9{_N}.前])(?P<c>[0-9]{{1,2}}|[{_D}十廿]{{1,3}}) ?世纪",
        "year": rf"(?<![0-9{_N}.])(?P<y>{YEAR})(?: ?年(?![级代])|(?= ?{_SEP} ?{YEAR} ?(?:年|{_SEP} ?{YEAR})))",
        "years_on": rf"{_CLAUSE}(?P<yo>[0-9]{{1,2}}|[{_D}两十]{{1,3}})年[之以]?后(?=，)",
        "months_on": rf"(?<![0-9{_N}])(?P<mo>[0-9]{{1,2}}|[{_D}两十]{{1,3}})个月[之以]?后",
        "days_on": rf"(?<![0-9{_N}第月])(?:(?P<do>[0-9]{{1,3}}|[{_D}两十]{{1,3}})(?:天[之以]?后|日[之以]后)"
        rf"|(?P<do2>[{_D}两十]{{1,3}})日后|(?P<do3>[0-9]{{1,2}})日后(?=，))",
        "month": rf"{_BEFORE_MONTH}(?=闰?{_MONTH} ?(?:{_MONTH_END}|[、和及至到-] ?{_MONTH} ?{_MONTH_END}))",
        "day": rf"{_BEFORE_DAY}(?P<bd>{_DAY}) ?日{_AFTER_DAY}",
        "more_days": rf"(?<=[、,，和及与或至到-])(?P<md>{_DAY})(?=(?:{_SEP} ?{_DAY} ?){{1,4}}[日号])",
        "lunar_day": rf"(?<![月当])初[{_D}十](?!年|步|级|期|次|一|二[、，])",
    }
    by_word = {
        "era": rf"(?P<en>{era}) ?(?P<ey>元|[0-9]{{1,3}}|[{_N}]{{1,5}}) ?年(?![级代])",
        "bc": rf"(?:公元|西元|纪元)前 ?(?P<bcy>[0-9]{{1,4}}|[〇{_D}]{{1,4}}) ?年",
        "ad": rf"(?:公元|西元) ?(?P<ady>[0-9]{{1,4}}|[〇{_D}]{{2,4}}) ?年",
        "same_year": _SAME_YEAR,
        "next_year": _NEXT_YEAR,
        "last_year": _LAST_YEAR,
        "same_month": r"[同当是该本此]月(?!球)",
        "next_month": r"[翌次下]月|下个月",
        "last_month": r"上个?月|前一个?月",
        "same_day": _SAME_DAY,
        "next_day": _NEXT_DAY,
        "last_day": _LAST_DAY,
        "year_part": rf"(?<![0-9{_N}年每近历同半])(?:年[底末初](?!代)|岁末)",
        "month_part": rf"(?<![0-9{_N}年每个隔历])(?:月[底末初](?!代)|(?<!月)[上中下]旬)",
        "season_alone": rf"{_CLAUSE}[春夏秋冬][天季](?=，)",
    }
    leads = rf"(?=[{first}公西纪前去上第同当是该那这本今翌次明来下年岁月中春夏秋冬])"
    numbers = rf"(?=[0-9{_D}十廿卅两闰元正冬腊初上])"
    return re.compile(rf"{numbers}(?:{_either(by_number)})|{leads}(?:{_either(by_word)})")


def _either(kinds: dict[str, str]) -> str:
    return "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items())


def year_ranges(title: str) -> tuple[int, int] | None:
    """The first and the last year that a section heading names; None where it names none.

    >>> year_ranges("中华民国大陆时期（1917-1949）"), year_ranges("20世纪60年代"), year_ranges("背景")
    ((1917, 1949), (1960, 1969), None)
    """
    text = plain(title)
    years: list[int] = []
    for match in scan().finditer(text):
        bounds = explicit_years(match)
        if bounds:
            years += bounds
    years += [int(y) for y in re.findall(r"(?<![0-9.])(?:1[0-9]{3}|20[0-9]{2})(?![0-9.])", text)]
    return (min(years), max(years)) if years else None


def explicit_years(match: re.Match[str], century: int | None = None) -> tuple[int, int] | None:
    """The years that the words of a match name by themselves (a bare 60年代 needs ``century``), or None."""
    kind = match.lastgroup
    if kind == "numeric":
        return int(match["ny"]), int(match["ny"])
    if kind == "span":
        first, last = int(match["sy"]), match["ey2"]
        return first, int(last) if len(last) == 4 else first - first % 100 + int(last)
    if kind == "lone":
        return int(match[0]), int(match[0])
    if kind == "century":
        number = number_of(match["c"])
        return ((number - 1) * 100, number * 100 - 1) if 11 <= number <= 21 else None
    if kind == "decade":
        return _decade(match, century)
    if kind == "era":
        number = 1 if match["ey"] == "元" else number_of(match["ey"])
        year = eras()[match["en"]].year(number)
    elif kind in ("year", "ad"):
        year = number_of(match["y"] or match["ady"]) or None
    elif kind == "bc":
        year = 1 - number_of(match["bcy"]) if number_of(match["bcy"]) else None
    else:
        return None
    return None if year is None else (year, year)


def _decade(match: re.Match[str], century: int | None) -> tuple[int, int] | None:
    if match["dc"]:
        century = number_of(match["dc"]) - 1
    elif match[0].startswith("上"):
        century = 19
    first, last = match["d0"] or match["d1"], match["d0"] or match["d2"]
    low, high = number_of(first), number_of(last)
    if low < 10:
        low *= 10
    for number in (low, high):
        if number % 10 or (number < 1000 and century is None):
            return None
    base = 100 * (century or 0)
    low, high = (low if low >= 1000 else base + low), (high if high >= 1000 else base + high)
    return (low, high + 9) if 1000 <= low <= high else None


@lru_cache(maxsize=1024)
def number_of(text: str) -> int:
    """The number that a year, month or day is written with; 0 where it is none."""
    if text in _MONTHS:
        return _MONTHS[text]
    value = parse_number(text.removeprefix("初"))
    return value if isinstance(value, int) else 0


def year_text(year: int) -> str:
    """``year`` in EDTF, counted astronomically: 0 is 1 BC."""
    return f"{year:04d}" if year >= 0 else f"-{-year:04d}"
