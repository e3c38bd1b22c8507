"""kg explain: what is read, what became of it, what nearly matched, in the document and for one fact."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from kg.ask.explain import because, line_of, parse, stopped, why
from kg.claim import claim, nearmiss
from kg.claim.explain import Explanation, Sentence, explain
from kg.cli import main
from kg.errors import BangjiaoError
from kg.find import find
from kg.knowledge import load
from kg.read import read, read_bytes

KNOWLEDGE = load()
SEEDS = sorted(Path(__file__).parents[1].glob("seeds/*.md"))
TEXT = """\
例

1935年3月，苏联与日本建立外交关系。4月，苏联拒绝承认满洲国。

## 后来

1936年，法国将承认满洲国。塔斯社称，英国承认满洲国。
法国承认这笔交易。
"""


def explained(text: str) -> Explanation:
    return explain(find(read_bytes(text.encode(), "example.txt"), KNOWLEDGE), KNOWLEDGE)


def only(text: str) -> tuple[Explanation, Sentence]:
    explanation = explained(text)
    (sentence,) = explanation.sentences
    return explanation, sentence


def reasons(text: str, rule: str) -> list[str]:
    explanation, sentence = only(text)
    return [stopped(n, sentence, explanation.reading.document) for n in sentence.near if n.rule == rule]


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.stem)
def test_explains_the_claims_that_are_made(path):
    reading = find(read(path), KNOWLEDGE)
    explanation = explain(reading, KNOWLEDGE)
    assert {c for s in explanation.sentences for c in s.claims} == set(claim(reading, KNOWLEDGE))


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.stem)
def test_every_mention_stands_in_one_sentence(path):
    explanation = explain(find(read(path), KNOWLEDGE), KNOWLEDGE)
    assert [m for s in explanation.sentences for m in s.mentions] == list(explanation.reading.mentions)


@pytest.mark.parametrize(
    ("text", "status", "reason"),
    [
        ("苏联承认满洲国。", "affirmed", ""),
        ("苏联拒绝承认满洲国。", "denied", "«拒绝» denies it"),
        ("蘇聯將承認滿洲國。", "planned", "«将» plans it"),
        ("塔斯社称，苏联承认满洲国。", "claimed", "«称» reports it"),
        ("塔斯社宣布：“自从去年春天以来苏联承认满洲国。”", "claimed", "«“”» reports it"),
    ],
    ids=["affirmed", "denied", "planned", "claimed", "quoted"],
)
def test_names_the_word_that_makes_it_no_fact(text, status, reason):
    _, sentence = only(text)
    (matched,) = [m for m in sentence.matched if m.rule == "recognizes"]
    assert (matched.status, because(matched)) == (status, reason)


def test_a_clause_of_a_treaty_names_the_heading():
    explanation = explained("《中苏条约》\n\n## 内容\n\n1. 苏联承认满洲国。\n")
    (matched,) = [m for s in explanation.sentences for m in s.matched if m.rule == "recognizes"]
    assert because(matched) == "«内容» plans it"


@pytest.mark.parametrize(
    ("text", "rule", "reason"),
    [
        (
            "苏联承认这笔交易。",
            "recognizes",
            "«承认» wants Country, Government, Territory or Treaty after it, and none stands there",
        ),
        (
            "苏联承认这笔交易对日本有利。",
            "recognizes",
            "«承认» wants Country, Government, Territory or Treaty after it, where «这笔交易对日本有利。» stands",
        ),
        (
            "承认满洲国。",
            "recognizes",
            "«承认» has no subject, and no Agent is carried over from before",
        ),
    ],
    ids=["none there", "something else there", "no subject"],
)
def test_says_what_a_rule_wants(text, rule, reason):
    assert reasons(text, rule) == [reason]


@pytest.mark.parametrize("rule", KNOWLEDGE.rules, ids=lambda r: r.id)
def test_every_pattern_falls_into_elements(rule):
    for pattern in rule.patterns:
        source = "".join(pattern.source.split())
        elements = list(nearmiss._elements(source))
        assert "".join(elements) == source
        for element in elements:
            if element not in "«»":
                nearmiss.compile_pattern(element, KNOWLEDGE.words)


def test_says_what_sets_a_sentence_aside(capsys, tmp_path):
    path = tmp_path / "match.txt"
    path.write_text("上半场，法国进攻德国。", "utf-8")
    assert main(["explain", str(path), "--fact", "法国 attacked 德国"]) == 1
    assert "«上半场»" in capsys.readouterr().out


def test_a_rule_without_a_slot_filled_is_not_near():
    assert reasons("他承认了。", "recognizes") == []


def test_a_rule_that_matched_is_not_near():
    assert reasons("苏联承认满洲国。", "recognizes") == []


def test_a_rule_for_what_was_read_from_the_verb_is_not_near():
    _, sentence = only("1963年1月22日，戴高乐与阿登纳在巴黎签订《爱丽舍条约》。")
    read_properties = {c.property for c in sentence.claims}
    by_id = {r.id: {t.property for t in r.templates} for r in KNOWLEDGE.rules}
    verb = {n.start for n in sentence.near} & {m.start for m in sentence.matched if "signatory" in read_properties}
    assert all(not by_id[n.rule] & read_properties for n in sentence.near if n.start in verb)


@pytest.mark.parametrize(
    ("text", "why_dropped"),
    [
        ("中苏交恶持续多年。", "中苏交恶 is of the class Event, and before party stands Treaty"),
        ("张某某与英国签订《某某条约》。", ""),
    ],
    ids=["class", "nothing dropped"],
)
def test_says_what_was_dropped(text, why_dropped):
    _, sentence = only(text)
    dropped = {d for m in sentence.matched for d in m.dropped if "of the class" in d}
    assert dropped == ({why_dropped} if why_dropped else set())


def test_says_that_a_person_acts_for_nobody_known():
    _, sentence = only("1963年1月22日，安德烈·布朗内尔与法国在巴黎签订《巴黎协定》。")
    assert "whom 安德烈·布朗内尔 acts for is not known" in {d for m in sentence.matched for d in m.dropped}


def test_says_that_there_is_no_date():
    _, sentence = only("法国与英国签订《巴黎协定》。")
    assert "no date stands before the verb for signedOn" in {d for m in sentence.matched for d in m.dropped}


# One fact.


def answer(text: str, fact: str):
    return why(explained(text), parse(fact, KNOWLEDGE), KNOWLEDGE)


@pytest.mark.parametrize(
    ("fact", "verdict"),
    [
        ("苏联 establishedRelationsWith 日本", "affirmed"),
        ("日本 kg:establishedRelationsWith 蘇聯", "affirmed"),
        ("苏联 recognizes 满洲国", "denied"),
        ("满洲国 recognizes 苏联", "absent"),
        ("法国 recognizes 满洲国", "planned"),
        ("英国 recognizes 满洲国", "claimed"),
        ("日本 recognizes 满洲国", "absent"),
    ],
)
def test_verdicts(fact, verdict):
    assert answer(TEXT, fact).verdict == verdict


def test_a_fact_has_its_passages():
    ((sentence, matched, said),) = answer(TEXT, "苏联 establishedRelationsWith 日本").passages
    assert (matched.rule, said.evidence.rule) == ("establishes-relations", "establishes-relations")
    assert line_of(explained(TEXT).reading.document, sentence.span.start) == 3


def test_a_date_is_asked_for_as_it_is_written():
    text = "《巴黎协定》1963年1月22日在巴黎签订。"
    assert answer(text, "巴黎协定 signedOn 1963-01-22").verdict == "affirmed"
    assert answer(text, "巴黎协定 signedOn 1963-01-23").verdict == "absent"
    ((closest),) = answer(text, "巴黎协定 signedOn 1963-01").closest
    assert [c.object for c in closest.instead if c.property == "signedOn"] == ["1963-01-22"]


def test_closest_says_what_was_read_instead_and_what_stopped():
    (one, *_) = answer("苏联与日本建立外交关系。", "苏联 severedRelationsWith 日本").closest
    assert {c.property for c in one.instead} == {"establishedRelationsWith"}
    (one,) = answer("苏联承认这笔交易对日本有利。", "苏联 recognizes 日本").closest
    assert one.reasons[0][0] == "recognizes"
    (one,) = answer("苏联在日本以北。", "苏联 recognizes 日本").closest
    assert one.reasons == (("", "no rule that claims recognizes finds its verb and one of its terms here"),)


def test_two_in_no_common_sentence_show_the_nearest():
    text = "苏联派兵。\n英国无事。\n日本抗议。苏联撤兵。"
    closest = answer(text, "苏联 recognizes 日本").closest
    document = explained(text).reading.document
    words = [document.text[c.sentence.span.start : c.sentence.span.end] for c in closest]
    assert words == ["日本抗议。", "苏联撤兵。"]


def test_unknown_names_with_one_like_it():
    found = answer("毛泽东访问莫斯科。", "毛择东 visited 莫斯科")
    assert found.unknown == (("毛择东", "毛泽东"),)
    assert found.verdict == "absent"


def test_the_property_may_be_given_by_its_label():
    labels = KNOWLEDGE.vocabulary.properties["recognizes"].labels
    assert all(
        parse(f"苏联 {label} 满洲国", KNOWLEDGE)[1] == "recognizes" for label in labels.values() if " " not in label
    )
    assert parse("A B recognizes C D", KNOWLEDGE) == ("A B", "recognizes", "C D")


@pytest.mark.parametrize(
    ("text", "message"),
    [("苏联", "write subject, property, object"), ("苏联 recognises 满洲国", "did you mean recognizes?")],
)
def test_what_is_no_fact_to_ask_for(text, message):
    with pytest.raises(BangjiaoError, match=message.replace("?", r"\?")):
        parse(text, KNOWLEDGE)


# The command.


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "example.md"
    path.write_text(TEXT, "utf-8")
    return str(path)


def test_prints_plain_lines(file, capsys):
    assert main(["explain", file]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "   3  4月，苏联拒绝承认满洲国。" in lines
    assert "    denied   苏联 recognizes 满洲国 (on 1935-04)  «拒绝» denies it  [recognizes]" in lines
    assert "§ 例 / 后来" in lines
    assert any(line.startswith("    names    1936年 Date:1936  法国 State:法国") for line in lines)
    assert any(line.startswith("    near     «承认» wants Country") for line in lines)
    assert "\x1b" not in "".join(lines)


def test_near_bounds_the_near_misses(file, capsys):
    assert main(["explain", file, "--near", "0"]) == 0
    assert "near" not in capsys.readouterr().out


def test_json_of_the_document(file, capsys):
    assert main(["explain", file, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    sentences = {s["text"]: s for s in data["sentences"]}
    denied = sentences["4月，苏联拒绝承认满洲国。"]
    (said,) = denied["claims"]
    assert (said["certainty"], said["cue"], said["rule"], denied["line"]) == ("denied", "拒绝", "recognizes", 3)
    assert [m["kind"] for m in denied["mentions"]] == ["Date", "State", "State"]
    assert [n["rule"] for n in sentences["法国承认这笔交易。"]["near"]] == ["recognizes"]


@pytest.mark.parametrize(
    ("fact", "status", "said"),
    [
        ("苏联 establishedRelationsWith 日本", 0, "苏联 establishedRelationsWith 日本: is a fact"),
        ("苏联 recognizes 满洲国", 1, "苏联 recognizes 满洲国: is no fact, but denied"),
        ("日本 recognizes 满洲国", 1, "日本 recognizes 满洲国: is not there"),
        ("满州国 recognizes 日本", 1, "满州国 is named nowhere in the document; 满洲国 is"),
    ],
)
def test_a_fact_and_the_status(file, fact, status, said, capsys):
    assert main(["explain", file, "--fact", fact]) == status
    assert said in capsys.readouterr().out.splitlines()


def test_json_of_an_answer(file, capsys):
    assert main(["explain", file, "--json", "--fact", "苏联 recognizes 满洲国"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert data["verdict"] == "denied"
    assert data["passages"][0]["quote"] == "苏联拒绝承认满洲国"


@pytest.mark.parametrize("more", [[], ["--fact", "a b c"]])
def test_errors(tmp_path, more, capsys):
    path = tmp_path / "none.md"
    if more:
        path.write_text(TEXT, "utf-8")
    assert main(["explain", str(path), *more]) == 2
    assert capsys.readouterr().err.startswith("kg: ")


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
    ids=["terminal", "NO_COLOR", "NO_COLOR empty", "dumb"],
)
def test_colour_on_a_terminal(file, environment, coloured):
    ours, theirs = pty.openpty()
    plain = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")}
    command = [sys.executable, "-m", "kg", "explain", file, "--fact", "苏联 recognizes 满洲国"]
    with subprocess.Popen(command, stdout=theirs, env={**plain, "TERM": "xterm", **environment}) as process:
        os.close(theirs)
        said = b""
        try:
            while chunk := os.read(ours, 4096):
                said += chunk
        except OSError:
            pass  # Linux reports the end of a terminal so
    os.close(ours)
    assert process.returncode == 1
    assert "拒绝".encode() in said
    assert (b"\x1b[" in said) == coloured
