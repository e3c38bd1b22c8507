"""Numbers, money and lengths of time against their corpora, and the properties of the number parser."""

from __future__ import annotations

import re
import tomllib
from array import array
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.find.quantities import find_quantities
from kg.language.numerals import decimal_text, parse_number, plain
from kg.language.script import traditional
from kg.records import Block, Document, Section, Span

CORPORA = Path(__file__).parent / "corpora"


def document(text: str) -> Document:
    """A document of one sentence."""
    block = Block(0, len(text), "paragraph", (Span(0, len(text)),))
    return Document(
        path="made-up.txt",
        source=text,
        sha256="",
        encoding="utf-8",
        format="plain",
        title="无题",
        names=("无题",),
        text=text,
        offsets=array("L", range(len(text))),
        blocks=(block,),
        sections=(Section(0, len(text), "无题", 1, ("无题",)),),
        links=(),
        bold=(),
        categories=(),
    )


def numerals() -> list[object]:
    lines = [x for x in (CORPORA / "numerals.tsv").read_text("utf-8").splitlines() if not x.startswith("#")]
    pairs = [
        (value, wording) for value, _, wordings in (x.partition("\t") for x in lines) for wording in wordings.split()
    ]
    return [
        pytest.param(None if value == "none" else Fraction(value), wording, id=f"{wording}={value}")
        for value, wording in pairs
    ]


@pytest.mark.parametrize(("value", "wording"), numerals())
def test_numeral(value: Fraction | None, wording: str) -> None:
    assert parse_number(wording) == value
    assert parse_number(traditional(wording)) == value


def chinese(number: int, zero: str = "零", digits: str = "零一二三四五六七八九", units: str = "十百千") -> str:
    """``number`` (below 10¹²) as it is written out in full, with 零 for every gap."""
    if number == 0:
        return zero
    sections = []
    while number:
        number, section = divmod(number, 10**4)
        sections.append(section)
    words, gap = "", False
    for power in range(len(sections) - 1, -1, -1):
        section = sections[power]
        if section == 0:
            gap = bool(words)
            continue
        if words and (gap or section < 1000):
            words += zero
        words += _section(section, zero, digits, units) + ("", "万", "亿")[power]
        gap = False
    return words


def _section(section: int, zero: str, digits: str, units: str) -> str:
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = section // 10**place % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += (zero if gap else "") + digits[digit] + (units[place - 1] if place else "")
        gap = False
    return words


@given(st.integers(0, 10**12 - 1))
def test_a_number_written_out_reads_back(number: int) -> None:
    assert parse_number(chinese(number)) == number
    assert parse_number(chinese(number, zero="〇")) == number
    assert parse_number(chinese(number, digits="零壹贰叁肆伍陆柒捌玖", units="拾佰仟")) == number
    assert parse_number(traditional(chinese(number))) == number


@given(st.integers(0, 10**15))
def test_a_number_in_digits_reads_back(number: int) -> None:
    assert parse_number(str(number)) == number
    assert parse_number(f"{number:,}") == number
    assert parse_number(str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))) == number
    assert parse_number("".join("〇一二三四五六七八九"[int(d)] for d in str(number))) == number


@given(st.decimals(0, 10**6, places=3, allow_nan=False), st.sampled_from([("", 1), ("万", 10**4), ("亿", 10**8)]))
def test_a_decimal_with_a_unit_reads_back(number: object, unit: tuple[str, int]) -> None:
    value = parse_number(f"{number:f}{unit[0]}")
    assert value == Fraction(str(number)) * unit[1]
    assert Fraction(decimal_text(value)) == value


@given(st.text("0123456789,.〇一二两十百千万亿余多点廿壹拾元年", max_size=20))
def test_the_parser_never_fails(text: str) -> None:
    value = parse_number(text)
    assert value is None or value >= 0


@given(st.text())
def test_plain_keeps_the_length(text: str) -> None:
    assert len(plain(text)) == len(text)


def test_what_has_no_decimal_form() -> None:
    with pytest.raises(ValueError, match="no finite decimal"):
        decimal_text(Fraction(1, 3))


def wordings() -> list[object]:
    cases = []
    for entry in tomllib.loads((CORPORA / "quantities.toml").read_text("utf-8"))["quantity"]:
        before, after = entry.get("before", "共计"), entry.get("after", "。")
        for wording in entry["wordings"]:
            for turn in (str, traditional):
                case = (turn(before), turn(wording), turn(after), entry["value"])
                if case not in cases:
                    cases.append(case)
    return [pytest.param(*case, id=f"{case[0]}{case[1]}{case[2]}={case[3]}") for case in cases]


@pytest.mark.parametrize(("before", "wording", "after", "value"), wordings())
def test_wording(before: str, wording: str, after: str, value: str) -> None:
    kind = "Duration" if value.startswith("P") else "Money"
    (mention,) = find_quantities(document(before + wording + after))
    assert (mention.text, mention.kind, mention.keys) == (wording, kind, (value,))
    assert (mention.start, mention.end) == (len(before), len(before) + len(wording))


def no_quantities() -> list[tuple[str, str]]:
    lines = (CORPORA / "no-quantities.tsv").read_text("utf-8").splitlines()
    return [(line.split("\t")[0], (line + "\t").split("\t")[1]) for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(("text", "quantities"), no_quantities(), ids=[text for text, _ in no_quantities()])
def test_what_is_no_quantity(text: str, quantities: str) -> None:
    assert ";".join(f"{m.text}={m.keys[0]}" for m in find_quantities(document(text))) == quantities


@given(st.text("0123456789,.一二两十百千万亿余年个月天日内卢布美元两银第半零 ", max_size=40))
def test_mentions_are_sorted_apart_and_quote_their_text(text: str) -> None:
    found = find_quantities(document(text))
    assert all(text[m.start : m.end] == m.text for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for mention in found:
        form = r"\d+(\.\d+)? \w+" if mention.kind == "Money" else r"P(T?\d+H|\d+Y(\d+M)?|\d+[MWD])"
        assert re.fullmatch(form, mention.keys[0])
