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
EXCUSED = tomllib.loads((FOLDER / "excused.toml").read_text("utf-8"))["excused"]


@cache
def fired(topic: str) -> dict[tuple[str, str], str]:
    """A claim each, whatever its certainty, by the sentence and the rule that read it: a topic is one document."""
    document = read_bytes("\n\n".join(TOPICS[topic]).encode(), f"{topic}.txt")
    found = {}
    for c in claim(find(document, KNOWLEDGE), KNOWLEDGE):
        start = document.text.rfind("\n", 0, c.evidence.start) + 1
        sentence = document.text[start:].partition("\n")[0]
        assert sentence in TOPICS[topic]
        found[sentence, c.evidence.rule] = f"{c.certainty} {c.subject} | {c.property} | {c.object}"
    return found


@pytest.mark.parametrize("topic", TOPICS)
def test_no_rule_fires(topic):
    excused = {(e["text"], e["rule"]) for e in EXCUSED}
    wrong = [
        f"{rule}: {told}\n    {text}" for (text, rule), told in fired(topic).items() if (text, rule) not in excused
    ]
    assert not wrong, "\n".join(["rules fired on ordinary prose; mend them, or excuse them by name:", *sorted(wrong)])


@pytest.mark.parametrize("excuse", EXCUSED, ids=[f"{e['rule']}-{i}" for i, e in enumerate(EXCUSED)])
def test_excuse_is_needed(excuse):
    assert excuse["why"]
    topic = next(name for name, sentences in TOPICS.items() if excuse["text"] in sentences)
    assert (excuse["text"], excuse["rule"]) in fired(topic), "the rule no longer fires: strike the excuse"


def test_the_corpus_is_what_it_says():
    """Two thousand different sentences, of many lengths, about a third of them in traditional script."""
    assert len(SENTENCES) >= 2000
    assert len({fold(s) for s in SENTENCES}) == len(SENTENCES)
    assert all(8 <= len(s) <= 80 and s == s.strip() for s in SENTENCES), [s for s in SENTENCES if not 8 <= len(s) <= 80]
    assert 0.25 < sum(fold(s) != s for s in SENTENCES) / len(SENTENCES) < 0.45
