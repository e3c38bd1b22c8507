"""What is kept in mind from sentence to sentence."""

from __future__ import annotations

import pytest
from test_rules import claims_of


def dates_of(text: str, fact: str) -> set[str]:
    """The dates of a fact, given as ``subject | property | object``, in a text."""
    return {c.qualifiers.on_date for c in claims_of(text) if f"{c.subject} | {c.property} | {c.object}" == fact}


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1939年9月1日，德国入侵波兰。英国随即支持波兰。", "1939-09"),
        ("1939年，德国入侵波兰。英国随即支持波兰。", "1939"),
        ("1939年9月1日，德國入侵波蘭。英國隨即支持波蘭。", "1939-09"),
        ("1939年9月1日，德国入侵波兰。英国支持波兰。法国动员军队。", "1939-09"),
        ("1939年9月1日，德国入侵波兰。1940年，英国支持波兰。", "1940"),
        ("1939年9月1日，德国入侵波兰。此后英国支持波兰。", ""),
        ("1939年9月1日，德国入侵波兰。英国一直支持波兰。", ""),
        ("1936—1938年，德国重整军备。英国支持波兰。", ""),
        ("1939年9月1日，德国入侵波兰。\n\n英国支持波兰。", ""),
    ],
)
def test_a_sentence_without_a_date_goes_on_in_the_month_of_the_one_before(text, date):
    assert dates_of(text, "英国 | supports | 波兰") == {date}


def test_the_date_of_signature_is_never_carried():
    claims = claims_of("1939年8月23日，里宾特洛甫抵达莫斯科。德国与苏联签订《苏德互不侵犯条约》。")
    assert not [c for c in claims if c.property == "signedOn"]
