"""The facts of the project's own documents: well noted, and none of those once found may be lost."""

from __future__ import annotations

from pathlib import Path

import pytest
import update_scores as scores

from kg.ask.facts import load_facts, vocabulary
from kg.read import read

NAMES = [path.stem for path in scores.FACTS]
SEEDS = {"中苏关系": 120, "中苏友好同盟互助条约": 40}


@pytest.mark.parametrize("path", scores.FACTS, ids=NAMES)
def test_no_fact_is_lost(path):
    before = scores.committed().get(path.stem)
    assert before, "no committed score: run python tests/update_scores.py"
    complaint = scores.complaint(path.stem, before, scores.measure(path))
    assert not complaint, complaint


def test_scores_are_of_the_facts_files():
    assert sorted(scores.committed()) == sorted(NAMES)


@pytest.mark.parametrize("path", scores.FACTS, ids=NAMES)
def test_quotes_are_the_words_of_the_document(path):
    facts = load_facts(path)
    words = "".join(read(path.parent / facts.document).text.split())
    for fact in facts.facts + facts.also_true:
        assert "".join(fact.quote.split()) in words, f"line {fact.line}: {fact}"


@pytest.mark.parametrize("name", SEEDS)
def test_seeds_are_noted_in_full_and_within_the_vocabulary(name):
    facts = load_facts(Path(__file__).with_name("facts") / f"{name}.json")
    assert len(facts.facts) >= SEEDS[name]
    for fact in facts.facts + facts.also_true:
        own = vocabulary().properties[fact.property]
        assert facts.entities[fact.subjects[0]].kinds <= own.domain, f"line {fact.line}: {fact}"
        if own.range:
            assert facts.entities[fact.objects[0]].kinds <= own.range, f"line {fact.line}: {fact}"


COMMITTED = scores.Committed(0.9, 0.8, 0.847, 100, 90, ["日本 recognizes 满洲国", "苏联 aided 日本"], [])


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (COMMITTED, ""),
        (COMMITTED._replace(precision=0.896), ""),
        (
            COMMITTED._replace(recall=0.7, found=["苏联 aided 日本"]),
            "recall 0.800 → 0.700\n  lost   日本 recognizes 满洲国\n",
        ),
        (
            COMMITTED._replace(precision=0.89, wrong=["英国 met 法国"]),
            "precision 0.900 → 0.890\n  wrong  英国 met 法国\n",
        ),
        (COMMITTED._replace(f1=0.84), "f1 0.847 → 0.840\n"),
    ],
    ids=["same", "leeway", "lost", "wrong", "f1"],
)
def test_a_drop_names_the_facts(now, said):
    complaint = scores.complaint("甲", COMMITTED, now)
    assert complaint.startswith(f"甲: {said}") if said else not complaint
