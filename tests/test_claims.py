"""Wordings and the facts that they state: one file of ``corpora/claims`` a family of properties, one test a case."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from test_rules import claims_of, said

from kg.records import Claim

FOLDER = Path(__file__).parent / "corpora" / "claims"
FIELDS = {"id", "text", "claims", "not", "exact", "otherwise", "known_miss"}
CASES = [
    pytest.param(
        case,
        id=f"{path.stem}-{case['id']}",
        marks=[pytest.mark.xfail(strict=True, reason=case["known_miss"])] if "known_miss" in case else [],
    )
    for path in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["case"]
]


def told(claims: list[Claim]) -> set[str]:
    """Facts as :func:`said` prints them, and with the role as a fourth part."""
    with_role = {
        f"{c.subject} | {c.property} | {c.object} | {c.qualifiers.role}"
        for c in claims
        if c.certainty == "affirmed" and c.qualifiers.role
    }
    return said(claims) | with_role


@pytest.mark.parametrize("case", CASES)
def test_wording(case: dict[str, Any]) -> None:
    assert case.keys() <= FIELDS, case.keys() - FIELDS
    assert case.keys() & {"claims", "not", "otherwise"}, "a case states facts, or denies them"
    claims = claims_of(case["text"])
    found = told(claims)
    otherwise = {
        f"{c.certainty} | {c.subject} | {c.property} | {c.object}"
        + (f" | {who}" if (who := c.qualifiers.claimant) else "")
        for c in claims
    }
    assert set(case.get("otherwise", ())) <= otherwise, sorted(otherwise)
    wanted = set(case.get("claims", ()))
    assert wanted <= found, f"missed {sorted(wanted - found)}, found {sorted(found)}"
    denied = set(case.get("not", ()))
    assert not denied & found, sorted(denied & found)
    if case.get("exact"):
        properties = {c.split(" | ")[1] for c in (*wanted, *denied)}
        family = {f for f in found if f.split(" | ")[1] in properties}
        reversed_too = {" | ".join(reversed(c.split(" | "))) for c in wanted}
        assert family <= wanted | reversed_too, sorted(family - wanted - reversed_too)
