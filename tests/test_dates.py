"""Dates against the corpora of wordings and passages, the invariants of the mentions, and the era table."""

from __future__ import annotations

import re
import tomllib
from array import array
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import BadKnowledge
from kg.find.calendars import eras, julian_day, load_eras, lunar_day
from kg.find.dates import dates_in_force, find_dates, year_ranges
from kg.knowledge import folder
from kg.language.script import traditional
from kg.records import Block, Document, Section, Span

CORPORA = Path(__file__).parent / "corpora"


def document(text: str) -> Document:
    """A document with a paragraph a line; a line that begins with # signs is a heading."""
    blocks, headings, lines, at = [], [], [], 0
    for line in text.split("\n"):
        heading = re.match(r"(#+) (.*)", line)
        words = heading[2] if heading else line
        if heading:
            headings.append((at, words, len(heading[1]) + 1))
        sentences = tuple(Span(at + m.start(), at + m.end()) for m in re.finditer("[^。]+。?”?", words))
        if words:
            blocks.append(Block(at, at + len(words), "heading" if heading else "paragraph", sentences))
        lines.append(words)
        at += len(words) + 1
    clean = "\n".join(lines)
    sections = [Section(0, headings[0][0] if headings else len(clean), "无题", 1, ("无题",))]
    for number, (start, title, level) in enumerate(headings):
        end = next((s for s, _, other in headings[number + 1 :] if other <= level), len(clean))
        sections.append(Section(start, end, title, level, (title,)))
    return Document(
        path="made-up.txt",
        source=clean,
        sha256="",
        encoding="utf-8",
        format="plain",
        title="无题",
        names=("无题",),
        text=clean,
        offsets=array("L", range(len(clean))),
        blocks=tuple(blocks),
        sections=tuple(s for s in sections if s.end > s.start),
        links=(),
        bold=(),
        categories=(),
    )


def wordings() -> list[object]:
    cases: list[object] = []
    for entry in tomllib.loads((CORPORA / "dates.toml").read_text("utf-8"))["date"]:
        for wording in entry["wordings"]:
            context = entry.get("context", "")
            forms = {(wording, context), (traditional(wording), traditional(context))}
            cases += [
                pytest.param(after, form, entry["value"], entry["how"], id=f"{after}{form}={entry['value']}")
                for form, after in sorted(forms)
            ]
    return cases


@pytest.mark.parametrize(("context", "wording", "value", "how"), wordings())
def test_wording(context: str, wording: str, value: str, how: str) -> None:
    found = find_dates(document(f"{context}{wording}，签订协定。"))
    after = [(m.text, m.keys, m.how) for m in found if m.start >= len(context)]
    assert after == [(wording, (value,), how)]


def no_dates() -> list[tuple[str, str]]:
    lines = (CORPORA / "no-dates.tsv").read_text("utf-8").splitlines()
    return [(line.split("\t")[0], (line + "\t").split("\t")[1]) for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(("text", "dates"), no_dates(), ids=[text for text, _ in no_dates()])
def test_what_is_no_date(text: str, dates: str) -> None:
    assert ";".join(f"{m.text}={m.keys[0]}" for m in find_dates(document(text))) == dates


PASSAGES = tomllib.loads((CORPORA / "dates-in-text.toml").read_text("utf-8"))["text"]


@pytest.mark.parametrize("passage", PASSAGES, ids=[p["name"] for p in PASSAGES])
def test_passage(passage: dict[str, list[str]]) -> None:
    found = find_dates(document(str(passage["text"])))
    assert [f"{m.text}={m.keys[0]}" for m in found] == passage["dates"]


def in_force() -> list[object]:
    return [pytest.param(p["text"], *c.split("="), id=f"{p['name']}:{c}") for p in PASSAGES for c in p["in_force"]]


@pytest.mark.parametrize(("text", "words", "expected"), in_force())
def test_date_in_force(text: str, words: str, expected: str) -> None:
    doc = document(text)
    assert doc.text.count(words) == 1
    found = dates_in_force(doc, find_dates(doc))(doc.text.index(words))
    assert (" ".join(found) if found else "none") == expected


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("中华民国大陆时期（1917-1949）", (1917, 1949)),
        ("中蘇斷交 (1929-1932)", (1929, 1932)),
        ("1945–49年", (1945, 1949)),
        ("1950年代", (1950, 1959)),
        ("二十世纪六十年代", (1960, 1969)),
        ("19世纪", (1800, 1899)),
        ("1949年以后", (1949, 1949)),
        ("民国三十六年", (1947, 1947)),
        ("一九五〇年的条约", (1950, 1950)),
        ("《中俄解决悬案大纲》", None),
        ("60年代", None),
        ("", None),
    ],
)
def test_years_of_a_heading(title: str, years: tuple[int, int] | None) -> None:
    assert year_ranges(title) == years


PIECES = st.sampled_from(
    [
        *[
            "1950年",
            "2月",
            "14日",
            "同年",
            "翌年",
            "次日",
            "同日",
            "三天后",
            "一九五〇年",
            "光绪",
            "二十六年",
            "至",
            "－",
            "、",
            "（",
            "）",
            "“",
            "60年代",
            "19世纪",
            "年底",
        ],
        *["上旬", "夏天", "闰", "正月", "初八", "约", "前后", "，", "。", "公元前", "俄历", "农历", "条约", "31", "十"],
        *("\n", "\n# "),
    ]
)


@given(st.lists(PIECES, max_size=24).map("".join))
def test_mentions_are_sorted_apart_and_quote_their_text(text: str) -> None:
    doc = document(text)
    found = find_dates(doc)
    assert all(doc.text[m.start : m.end] == m.text and m.text for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    point = r"(?:-?\d{4}(?:-\d\d(?:-\d\d)?)?~?|\d{2,3}X{1,2})"
    assert all(re.fullmatch(rf"{point}(?:/{point})?", m.keys[0]) for m in found)
    force = dates_in_force(doc, found)
    assert all(force(m.end) is not None for m in found if "/" not in m.keys[0])


@given(st.dates(date(1583, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_in_every_form(day: date) -> None:
    forms = (f"{day.year}年{day.month}月{day.day}日", day.isoformat(), f"{day.year}.{day.month}.{day.day}")
    for form in forms:
        (mention,) = find_dates(document(f"于{form}签订。"))
        assert (mention.text, mention.keys) == (form, (day.isoformat(),))


@given(st.dates(date(1947, 1, 1), date(1947, 12, 31)), st.integers(1, 400))
def test_days_on_are_counted_by_the_calendar(day: date, days: int) -> None:
    found = find_dates(document(f"1947年{day.month}月{day.day}日开战，{days}天后停火。"))
    assert found[-1].keys == ((day + timedelta(days=days)).isoformat(),)


# Known in both calendars: the days of Nerchinsk, Nanjing, Aigun, Saint Petersburg, Shimonoseki, the Boxer Protocol.
@pytest.mark.parametrize(
    ("lunar", "gregorian"),
    [
        ((1689, 7, False, 24), date(1689, 9, 7)),
        ((1842, 7, False, 24), date(1842, 8, 29)),
        ((1858, 4, False, 16), date(1858, 5, 28)),
        ((1881, 1, False, 26), date(1881, 2, 24)),
        ((1895, 3, False, 23), date(1895, 4, 17)),
        ((1901, 7, False, 25), date(1901, 9, 7)),
        ((1900, 7, False, 31), None),
        ((1900, 5, True, 1), None),
        ((1500, 1, False, 1), None),
    ],
)
def test_lunar_day(lunar: tuple[int, int, bool, int], gregorian: date | None) -> None:
    assert lunar_day(*lunar) == gregorian


@pytest.mark.parametrize(
    ("julian", "gregorian"),
    [
        (date(1689, 8, 27), date(1689, 9, 6)),
        (date(1858, 5, 16), date(1858, 5, 28)),
        (date(1917, 10, 25), date(1917, 11, 7)),
        (date(1900, 2, 28), date(1900, 3, 12)),
        (date(1900, 3, 1), date(1900, 3, 14)),
    ],
)
def test_julian_day(julian: date, gregorian: date) -> None:
    assert julian_day(julian) == gregorian


ERA_YEARS = [
    "康熙61=1722",
    "雍正1=1723",
    "乾隆60=1795",
    "嘉庆1=1796",
    "道光20=1840",
    "咸丰11=1861",
    "同治1=1862",
    "光绪34=1908",
    "宣统3=1911",
    "民国38=1949",
    "洪宪1=1916",
    "康德12=1945",
    "明治45=1912",
    "大正15=1926",
    "昭和64=1989",
    "光武1=1897",
    "隆熙4=1910",
    "万历48=1620",
    "光绪35=None",
    "洪宪2=None",
    "大同1949=None",
    "民国0=None",
]


@pytest.mark.parametrize("case", ERA_YEARS)
def test_era_year(case: str) -> None:
    era, number, year = re.fullmatch(r"(\D+)(\d+)=(\w+)", case).groups()  # type: ignore[union-attr]
    assert str(eras()[era].year(int(number))) == year


def test_chinese_eras_begin_on_a_new_year() -> None:
    odd = {"泰昌", "崇德"}  # proclaimed within a year
    for entry in tomllib.loads((folder() / "names" / "eras.toml").read_text("utf-8"))["era"]:
        if entry["calendar"] == "chinese" and "from" in entry and entry["first"] > 1582 and entry["name"] not in odd:
            assert entry["from"] == lunar_day(entry["first"], 1, False, 1), entry["name"]
        elif "from" in entry:
            assert 0 <= entry["from"].year - entry["first"] <= 1, entry["name"]


GOOD = 'name = "光绪"\npolity = "清朝"\nfirst = 1875\nlast = 1908\ncalendar = "chinese"\nsource = "s"\n'


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("", "[[era]]"),
        ("[[era]]\n" + GOOD.replace('name = "光绪"\n', ""), "needs a name"),
        ("[[era]]\n" + GOOD.replace("first = 1875\n", ""), "needs polity, first and source"),
        ("[[era]]\n" + GOOD.replace("chinese", "mayan"), "needs a calendar"),
        ("[[era]]\n" + GOOD.replace("1908", "1800"), "ends before"),
        (f"[[era]]\n{GOOD}[[era]]\n{GOOD}", "twice"),
    ],
)
def test_bad_era_table(tmp_path: Path, table: str, says: str) -> None:
    path = tmp_path / "eras.toml"
    path.write_text(table, "utf-8")
    with pytest.raises(BadKnowledge, match=re.escape(says)) as error:
        load_eras(path)
    assert error.value.path == str(path)
