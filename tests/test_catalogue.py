"""The catalogue of rules in the docs: it has every rule as it is, and the counts that were measured."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from kg.ask.evaluate import Tally
from kg.knowledge import load

DOCS = Path(__file__).parents[1] / "docs"
sys.path.insert(0, str(DOCS))
import catalogue  # noqa: E402  (a script beside the docs, no part of the package)

PAGE = (DOCS / "catalogue.md").read_text("utf-8")
COUNTED = re.compile(r"^### (\S+)$(?:(?!^### ).)*?^- facts: (?:(\d+) right, (\d+) wrong|–)$", re.MULTILINE | re.DOTALL)


def test_it_says_of_every_rule_what_the_rule_says():
    counted = {m[1]: Tally(right=int(m[2] or 0), wrong=int(m[3] or 0)) for m in COUNTED.finditer(PAGE)}
    documents = re.search(r"in (\d+) documents", PAGE)
    assert documents
    assert set(counted) == {r.id for r in load().rules}, "run `make golden`"
    assert catalogue.catalogue(counted, int(documents[1])) == PAGE, "run `make golden`"


def test_rules_of_no_account_are_few():
    """A rule that reads nothing in any document is kept for documents to come, but most are seen at work."""
    unseen = [m[1] for m in COUNTED.finditer(PAGE) if not m[2]]
    assert len(unseen) < len(load().rules) / 3, unseen
