"""Mentions: a corpus of sentences, and what every mention must be."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from kg.find import find
from kg.knowledge import load
from kg.knowledge.pattern import SYMBOLS
from kg.read import read_bytes
from kg.records import Reading

KNOWLEDGE = load()
CASES = tomllib.loads((Path(__file__).parent / "corpora" / "mentions.toml").read_text("utf-8"))["case"]
SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.md"))


def reading_of(text: str) -> Reading:
    return find(read_bytes(text.encode(), "example.txt"), KNOWLEDGE)


@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_mentions(case):
    mentions = reading_of(case["text"]).mentions
    found = {f"{m.text} = {m.kind}:{'+'.join(m.keys)}" for m in mentions}
    assert set(case.get("found", [])) <= found, sorted(found)
    named = {m.text for m in mentions if m.keys}
    assert not named & set(case.get("not", []))


@pytest.mark.parametrize("path", SEEDS, ids=[p.stem for p in SEEDS])
def test_mentions_of_a_document(path):
    """Places are right, kinds known, nothing overlaps in part, and only 两国, 二人 and their like mean several."""
    reading = find(read_bytes(path.read_bytes(), path.name), KNOWLEDGE)
    text = reading.document.text
    assert list(reading.mentions) == sorted(reading.mentions, key=lambda m: (m.start, -m.end))
    for m in reading.mentions:
        assert text[m.start : m.end] == m.text
        assert m.kind in SYMBOLS
        assert len(m.keys) <= 1 or m.how == "reference", m
    for a in reading.mentions:
        for b in reading.mentions:
            assert not a.start < b.start < a.end < b.end, (a, b)


def test_the_topic_is_what_the_document_is_about():
    assert reading_of("**《东方渔业条约》**是法国和日本的条约。").topic == "东方渔业条约"
    assert reading_of("**法日关系**是两国的关系。").topic is None


def test_bold_names_of_the_lead_are_one_thing():
    reading = reading_of("**《东方渔业条约》**（又称**《东京条约》**）是法国和日本的条约。\n\n《东京条约》有效期十年。")
    assert {m.keys for m in reading.mentions if m.kind == "Treaty"} == {("东方渔业条约",)}
