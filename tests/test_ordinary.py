"""No rule fires on ordinary prose: two thousand sentences that state no relation between states, full of cue words."""

from __future__ import annotations

import tomllib
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from kg.claim import claim
from kg.find import find
from kg.knowledge import load
from kg.language.script import fold
from kg.read import read_bytes

KNOWLEDGE = load()
FOLDER = Path(__file__).parent / "corpora" / "ordinary"
TOPICS = {path.stem: path.read_text("utf-8").splitlines() for path in sorted(FOLDER.glob("*.txt"))}
SENTENCES = list(chain.from_iterable(TOPICS.values()))
EXCUSED = tomllib.loads((FOLDER / "excused.toml").read_text("utf-8")).get("excused", [])


@cache
def fired(sentence: str) -> frozenset[str]:
    """The rules that claim anything of a sentence read as a document of its own, whatever the claim's certainty."""
    reading = find(read_bytes(sentence.encode(), "ordinary.txt"), KNOWLEDGE)
    return frozenset(c.evidence.rule for c in claim(reading, KNOWLEDGE))


@pytest.mark.parametrize("topic", TOPICS)
def test_no_rule_fires(topic):
    excused = {(e["text"], e["rule"]) for e in EXCUSED}
    wrong = [f"{s}  ← {rule}" for s in TOPICS[topic] for rule in sorted(fired(s)) if (s, rule) not in excused]
    assert not wrong, "\n".join(["rules fired on ordinary prose; mend them, or excuse them by name:", *wrong])


@pytest.mark.parametrize("excuse", EXCUSED, ids=[f"{e['rule']}-{i}" for i, e in enumerate(EXCUSED)])
def test_excuse_is_needed(excuse):
    assert excuse["why"]
    assert excuse["text"] in SENTENCES
    assert excuse["rule"] in fired(excuse["text"]), "the rule no longer fires: strike the excuse"


def test_the_corpus_is_what_it_says():
    """Two thousand different sentences, of every length, about a third of them in traditional script."""
    assert len(SENTENCES) >= 2000
    assert len({fold(s) for s in SENTENCES}) == len(SENTENCES)
    assert all(8 <= len(s) <= 80 and s == s.strip() for s in SENTENCES)
    assert 0.25 < sum(fold(s) != s for s in SENTENCES) / len(SENTENCES) < 0.45
