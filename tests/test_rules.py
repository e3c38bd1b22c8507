"""Every rule against its own examples."""

from __future__ import annotations

import pytest

from kg.claim import claim
from kg.find import find
from kg.knowledge import load
from kg.read import read_bytes
from kg.records import Claim

KNOWLEDGE = load()
MATCH = [(r, e) for r in KNOWLEDGE.rules for e in r.match]
NO_MATCH = [(r, e) for r in KNOWLEDGE.rules for e in r.no_match]


def claims_of(text: str) -> list[Claim]:
    document = read_bytes(text.encode(), "example.txt")
    return list(claim(find(document, KNOWLEDGE), KNOWLEDGE))


def said(claims: list[Claim], rule: str | None = None) -> set[str]:
    """Facts as ``subject | property | object``; a symmetric one both ways."""
    found = set()
    for c in claims:
        if c.certainty == "affirmed" and rule in (None, c.evidence.rule):
            found.add(f"{c.subject} | {c.property} | {c.object}")
            if KNOWLEDGE.vocabulary.properties[c.property].symmetric:
                found.add(f"{c.object} | {c.property} | {c.subject}")
    return found


@pytest.mark.parametrize(("rule", "example"), MATCH, ids=[f"{r.id}-{i}" for i, (r, _) in enumerate(MATCH)])
def test_rule_reads_its_example(rule, example):
    found = said(claims_of(example.text), rule.id)
    assert set(example.claims) <= found, sorted(found)


@pytest.mark.parametrize(("rule", "example"), NO_MATCH, ids=[f"{r.id}-{i}" for i, (r, _) in enumerate(NO_MATCH)])
def test_rule_leaves_its_counterexample(rule, example):
    assert said(claims_of(example.text), rule.id) == set()


def test_every_property_of_the_contract_has_a_rule():
    claimed = {t.property for r in KNOWLEDGE.rules for t in r.templates}
    # What is left is for qualifiers, evidence, name lists, and the inverses that nobody writes down.
    contract = {
        "party",
        "signatory",
        "signedAt",
        "replaces",
        "basedOn",
        "supplements",
        "terminatedBy",
        "concerns",
        "recognizes",
        "succeeds",
        "aided",
        "supports",
        "establishedRelationsWith",
        "restoredRelationsWith",
        "severedRelationsWith",
        "protestedTo",
        "negotiatedWith",
        "attacked",
        "foughtAgainst",
        "withdrewFrom",
        "represents",
        "memberOf",
        "met",
        "visited",
        "partOf",
        "occupiedBy",
        "leasedTo",
        "cededTo",
        "returnedTo",
        "independentFrom",
        "participant",
        "tookPlaceAt",
        "signedOn",
        "effectiveOn",
        "endedOn",
        "startedOn",
        "foundedOn",
        "dissolvedOn",
        "term",
    }
    assert contract <= claimed, sorted(contract - claimed)


def test_evidence_is_the_words_of_the_document():
    for rule, example in MATCH:
        document = read_bytes(example.text.encode(), "example.txt")
        for c in claim(find(document, KNOWLEDGE), KNOWLEDGE):
            e = c.evidence
            assert document.text[e.start : e.end] == e.quote, rule.id
