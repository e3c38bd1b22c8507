"""kg evaluate: the arithmetic on small cases worked by hand, the same totals as the tool it follows, errors, output."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from kg.ask.evaluate import NONE, TURNED, Ratio, Score, Tally, evaluate, read_graph, total
from kg.ask.facts import load_facts, merge
from kg.cli import main
from kg.pipeline import build

SHARED = Path(__file__).parents[2] / "shared"
PREFIXES = """\
@prefix kg: <https://w3id.org/bangjiao/ontology#> .
@prefix ent: <https://w3id.org/bangjiao/entity/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ENTITIES = {
    "苏联": {"type": "State", "aliases": ["苏维埃社会主义共和国联盟", "苏方"]},
    "满洲国": {"type": "State", "aliases": ["伪满"]},
    "国民政府": {"type": "Government", "aliases": ["中国"]},
    "中华民国": {"type": "State", "aliases": ["中国"]},
    "周恩来": {"type": "Leader", "aliases": []},
    "斯大林": {"type": "Leader", "aliases": ["史達林"]},
    "中苏条约": {"type": "Treaty", "aliases": ["《中蘇條約》"]},
}
GRAPH = {
    "苏联": 'ent:苏联 a kg:State ; skos:prefLabel "苏联"@zh-Hans, "蘇聯"@zh-Hant, "Soviet Union"@en .',
    "满洲国": 'ent:满洲国 a kg:State ; skos:prefLabel "满洲国"@zh-Hans .',
    "中华民国": 'ent:中华民国 a kg:State ; skos:prefLabel "中华民国"@zh-Hans ; skos:altLabel "中国"@zh-Hans .',
    "国民政府": 'ent:国民政府 a kg:Government ; skos:prefLabel "国民政府"@zh-Hans .',
    "周恩来": 'ent:周恩来 a kg:Person ; skos:prefLabel "周恩来"@zh-Hans .',
    "斯大林": 'ent:斯大林 a kg:Leader ; skos:prefLabel "史達林"@zh-Hant .',
    "中苏条约": 'ent:中苏条约 a kg:Treaty ; skos:prefLabel "中苏条约"@zh-Hans .',
}


def fact(s: str, p: str, o: str, **more: object) -> dict[str, object]:
    return {"s": s, "p": p, "o": o, **more}


class Case:
    """Facts and a graph in a folder."""

    def __init__(self, folder: Path) -> None:
        self.facts, self.graph = folder / "case.json", folder / "case.ttl"

    def write(self, facts: list[dict[str, object]], lines: list[str], **more: object) -> Case:
        data = {"doc": "例", "entities": ENTITIES, "facts": facts, **more}
        self.facts.write_text(json.dumps(data, ensure_ascii=False, indent=1), "utf-8")
        self.graph.write_text(PREFIXES + "\n".join([*GRAPH.values(), *lines]), "utf-8")
        return self

    def score(self) -> Score:
        return evaluate(read_graph(self.graph), load_facts(self.facts))


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


# Each case: the facts, what the graph says, and how many facts are (to be found, found, right, wrong).
CASES: dict[str, tuple[list[dict[str, object]], list[str], dict[str, object], tuple[int, int, int, int]]] = {
    "found": ([fact("苏联", "recognizes", "满洲国")], ["ent:苏联 kg:recognizes ent:满洲国 ."], {}, (1, 1, 1, 0)),
    "missed": ([fact("苏联", "recognizes", "满洲国")], [], {}, (1, 0, 0, 0)),
    "wrong": ([], ["ent:苏联 kg:recognizes ent:满洲国 ."], {}, (0, 0, 0, 1)),
    "the wrong way round": (
        [fact("苏联", "recognizes", "满洲国")],
        ["ent:满洲国 kg:recognizes ent:苏联 ."],
        {},
        (1, 0, 0, 1),
    ),
    "symmetric either way": ([fact("苏联", "met", "满洲国")], ["ent:满洲国 kg:met ent:苏联 ."], {}, (1, 1, 1, 0)),
    "symmetric both ways": (
        [fact("苏联", "met", "满洲国")],
        ["ent:满洲国 kg:met ent:苏联 . ent:苏联 kg:met ent:满洲国 ."],
        {},
        (1, 1, 2, 0),
    ),
    "other subject": (
        [fact("中华民国", "aided", "苏联", s_alt=["国民政府"])],
        ["ent:国民政府 kg:aided ent:苏联 ."],
        {},
        (1, 1, 1, 0),
    ),
    "other object": (
        [fact("苏联", "aided", "中华民国", o_alt=["国民政府"])],
        ["ent:苏联 kg:aided ent:国民政府, ent:中华民国 ."],
        {},
        (1, 1, 2, 0),
    ),
    "also true": (
        [fact("苏联", "aided", "中华民国")],
        ["ent:苏联 kg:aided ent:中华民国 ; kg:supports ent:中华民国 ."],
        {"also_true": [fact("苏联", "supports", "中华民国"), fact("苏联", "attacked", "满洲国")]},
        (1, 1, 2, 0),
    ),
    "twice, with two dates": (
        [fact("苏联", "aided", "中华民国", when="1938"), fact("苏联", "aided", "中华民国", when="1939")],
        ["ent:苏联 kg:aided ent:中华民国 ."],
        {},
        (2, 2, 1, 0),
    ),
    "date to the letter": (
        [fact("中苏条约", "signedOn", "1950-02-14")],
        ['ent:中苏条约 kg:signedOn "1950-02-14"^^xsd:date, "1950-02"^^xsd:gYearMonth .'],
        {},
        (1, 1, 1, 1),
    ),
    "year to the letter": (
        [fact("中苏条约", "signedOn", "1924")],
        ['ent:中苏条约 kg:signedOn "1924"^^xsd:gYear .'],
        {},
        (1, 1, 1, 0),
    ),
    "duration": (
        [fact("中苏条约", "term", "P30Y")],
        ['ent:中苏条约 kg:term "P30Y"^^xsd:duration .'],
        {},
        (1, 1, 1, 0),
    ),
    "no entity of the facts": (
        [],
        ['ent:某国 a kg:State ; skos:prefLabel "某国"@zh-Hans ; kg:aided ent:苏联 .'],
        {},
        (0, 0, 0, 1),
    ),
    "nothing of the contract": ([], ['ent:苏联 kg:capitalOf ent:满洲国 ; kg:aided "钱" .'], {}, (0, 0, 0, 0)),
    "an object without a class": ([], ["ent:苏联 kg:aided ent:无名 ."], {}, (0, 0, 0, 0)),
    "a name that two have": (
        [fact("国民政府", "aided", "苏联"), fact("中华民国", "aided", "苏联")],
        ['ent:中国 a kg:State ; skos:prefLabel "中国"@zh-Hans ; kg:aided ent:苏联 .'],
        {},
        (2, 0, 0, 1),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_facts(case, name):
    facts, lines, more, expected = CASES[name]
    tally = case.write(facts, lines, **more).score().facts
    assert (tally.gold, tally.found, tally.right, tally.wrong) == expected


def test_figures():
    tally = Tally(gold=8, found=6, right=9, wrong=3)
    assert (tally.precision, tally.recall) == (0.75, 0.75)
    assert tally.f1 == pytest.approx(0.75)
    assert Tally(gold=4, found=1, right=3, wrong=1).f1 == pytest.approx(2 * 0.75 * 0.25)
    assert (Tally().precision, Tally().recall, Tally().f1) == (0, 0, 0)


def test_entities_by_any_name_in_either_script(case):
    extra = [
        'ent:b a kg:Organization ; skos:prefLabel "蘇維埃社會主義共和國聯盟"@zh-Hant .',
        'ent:c a kg:State ; skos:prefLabel "某国"@zh-Hans ; skos:altLabel "偽滿"@zh-Hant .',
    ]
    score = case.write([], extra).score()
    assert score.entities == Ratio(7, 7)
    assert score.typed == 7
    assert score.doubled == {"苏联": ("苏联", "蘇維埃社會主義共和國聯盟"), "满洲国": ("某国", "满洲国")}


def test_a_person_is_a_leader_and_a_state_no_government(case):
    case.write([], [])
    text = case.graph.read_text("utf-8").replace("ent:国民政府 a kg:Government", "ent:国民政府 a kg:State")
    case.graph.write_text(text.replace('ent:满洲国 a kg:State ; skos:prefLabel "满洲国"@zh-Hans .', ""), "utf-8")
    score = case.score()
    assert (score.entities, score.typed) == (Ratio(6, 7), 5)
    assert score.classes["Leader"] == Tally(gold=2, found=2, right=1)
    assert score.classes["Person"] == Tally(right=1)
    assert score.classes["State"] == Tally(gold=3, found=2, right=2, wrong=1)
    assert score.confused_classes["Government", "State"] == 1
    assert score.confused_classes["State", NONE] == 1


def test_dates_roles_and_amounts_of_the_facts_found(case):
    facts = [
        fact("苏联", "aided", "中华民国", when="1938-03", amount=50000000, currency="美元"),
        fact("苏联", "aided", "满洲国", amount=1),
        fact("周恩来", "represents", "中华民国", role="外交部部长", when="1950"),
        fact("斯大林", "represents", "苏联", role="总书记"),
        fact("周恩来", "met", "斯大林", when="1950"),
        fact("苏联", "attacked", "满洲国", when="1945", role="无", amount=1),
    ]
    lines = [
        "ent:苏联 kg:aided ent:中华民国, ent:满洲国 . ent:周恩来 kg:represents ent:中华民国 .",
        "ent:斯大林 kg:represents ent:苏联 ; kg:met ent:周恩来 .",
        "[] rdf:subject ent:苏联 ; rdf:predicate kg:aided ; rdf:object ent:中华民国 ;",
        '   kg:toDate "1938-03" ; kg:amount "50,000,000" .',
        "[] rdf:subject ent:苏联 ; rdf:predicate kg:aided ; rdf:object ent:满洲国 ; kg:amount 2.0 .",
        "[] rdf:subject ent:周恩来 ; rdf:predicate kg:represents ; rdf:object ent:中华民国 ;",
        '   kg:role "外交部部長"@zh-Hant ; kg:onDate "1949" .',
        '[] rdf:subject ent:斯大林 ; rdf:predicate kg:represents ; rdf:object ent:苏联 ; kg:role "苏共中央总书记" .',
        '[] rdf:subject ent:周恩来 ; rdf:predicate kg:met ; rdf:object ent:斯大林 ; kg:fromDate "1950" .',
    ]
    score = case.write(facts, lines).score()
    assert score.facts.found == 5
    assert (score.dates, score.roles, score.amounts) == (Ratio(2, 3), Ratio(2, 2), Ratio(1, 2))


def test_confused_properties(case):
    facts = [
        fact("苏联", "aided", "满洲国"),
        fact("中华民国", "recognizes", "苏联"),
        fact("中苏条约", "signedOn", "1950"),
    ]
    lines = [
        "ent:苏联 kg:supports ent:满洲国 ; kg:recognizes ent:中华民国 ; kg:attacked ent:中华民国 .",
        'ent:中苏条约 kg:effectiveOn "1950"^^xsd:gYear ; kg:endedOn "1980"^^xsd:gYear .',
    ]
    score = case.write(facts, lines).score()
    assert dict(score.confused_properties) == {
        ("supports", "aided"): 1,
        ("recognizes", TURNED): 1,
        ("attacked", "recognizes"): 1,
        ("effectiveOn", "signedOn"): 1,
    }
    assert {str(f) for f in score.missed} == {"苏联 aided 满洲国", "中华民国 recognizes 苏联", "中苏条约 signedOn 1950"}


def test_a_wrong_fact_names_rule_and_words(case):
    lines = [
        "ent:苏联 kg:aided ent:满洲国 .",
        "[] rdf:subject ent:苏联 ; rdf:predicate kg:aided ; rdf:object ent:满洲国 ; kg:evidence ent:p .",
        'ent:p kg:rule "aids" ; kg:quote "苏联援助满洲国" .',
    ]
    (wrong,) = case.write([], lines).score().wrong
    assert (wrong.subject, wrong.object, wrong.rule, wrong.quote) == ("苏联", "满洲国", "aids", "苏联援助满洲国")


def test_total_counts_every_fact_the_same(case):
    one = case.write([fact("苏联", "aided", "满洲国")], ["ent:苏联 kg:aided ent:满洲国 ."]).score()
    two = case.write([fact("苏联", "aided", "满洲国"), fact("苏联", "met", "满洲国")], []).score()
    both = total([one, two])
    assert both.facts == Tally(gold=3, found=1, right=1)
    assert both.properties["aided"] == Tally(gold=2, found=1, right=1)
    assert both.entities == Ratio(14, 14)
    assert len(both.missed) == 2


def test_merged_facts_count_once(case):
    case.write([fact("苏联", "aided", "满洲国", quote="甲")], [])
    one = load_facts(case.facts)
    two = load_facts(case.write([fact("苏联", "aided", "满洲国", quote="乙"), fact("苏联", "met", "满洲国")], []).facts)
    both = merge([one, two])
    assert [str(f) for f in both.facts] == ["苏联 aided 满洲国", "苏联 met 满洲国"]
    assert both.entities == one.entities


# The same totals as the tool whose semantics these are, where it is at hand.


def theirs(graph: Path, facts: Path) -> tuple[object, ...]:
    spec = importlib.util.spec_from_file_location("score", SHARED / "tools" / "score.py")
    assert spec
    assert spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    r = tool.score(str(graph), str(facts))
    per = {p: (c["gold"], c["hit"], c["wrong"]) for p, c in r["per"].items()}
    doubled = {g: len(n) for g, n in r["duplicates"].items()}
    figures = tuple(tuple(r[k]) for k in ("entities", "when", "role", "amount"))
    return r["gold"], r["hit"], r["right_system"], r["wrong"], per, doubled, *figures


def ours(score: Score) -> tuple[object, ...]:
    f, e = score.facts, score.entities
    per = {p: (t.gold, t.found, t.wrong) for p, t in score.properties.items() if t.gold or t.wrong}
    doubled = {g: len(n) for g, n in score.doubled.items()}
    pairs = tuple((r.right, r.of) for r in (score.dates, score.roles, score.amounts))
    return f.gold, f.found, f.right, f.wrong, per, doubled, (e.right, e.of, score.typed), *pairs


with_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared folder is not here")


@with_shared
@pytest.mark.parametrize("name", CASES)
def test_small_cases_score_as_theirs(case, name):
    facts, lines, more, _ = CASES[name]
    case.write(facts, lines, **more)
    assert ours(case.score()) == theirs(case.graph, case.facts)


@with_shared
@pytest.mark.parametrize("path", sorted(SHARED.glob("facts/*.json")), ids=lambda p: p.stem)
def test_real_documents_score_as_theirs(path, tmp_path):
    facts = load_facts(path)
    graph = build([SHARED / facts.document])
    turtle = tmp_path / "graph.ttl"
    turtle.write_text(graph.turtle(), "utf-8")
    expected = theirs(turtle, path)
    assert expected[0] == len(facts.facts)
    assert ours(evaluate(graph.rdf, facts)) == expected
    assert ours(evaluate(read_graph(turtle), facts)) == expected


# The command.


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A facts file of three facts with its document, which says two of them and one that is not noted."""
    entities = {
        "苏联": {"type": "State"},
        "日本": {"type": "State"},
        "法国": {"type": "State"},
        "越南": {"type": "State"},
    }
    facts = [
        fact("苏联", "establishedRelationsWith", "日本", quote="苏联与日本建立外交关系"),
        fact("法国", "recognizes", "日本"),
        fact("法国", "supports", "越南"),
    ]
    data = {"doc": "例", "file": "doc.txt", "entities": entities, "facts": facts}
    (tmp_path / "facts.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    text = "例\n\n1925年，苏联与日本建立外交关系。1926年，法国承认日本。1927年，法国承认苏联。\n"
    (tmp_path / "doc.txt").write_text(text, "utf-8")
    return tmp_path / "facts.json"


def test_builds_the_document_and_prints(written, capsys):
    assert main(["evaluate", str(written), "--confusion"]) == 0
    said = capsys.readouterr().out
    assert "  facts                          0.667   0.667   0.667     2/3        1" in said.splitlines()
    assert "  missed   法国 supports 越南" in said.splitlines()
    assert "  wrong    法国 recognizes 苏联  «法国承认苏联»  [recognizes]" in said.splitlines()
    assert any(line.split() == ["State", NONE, "1"] for line in said.splitlines())


def test_brief_leaves_out_the_facts(written, capsys):
    assert main(["evaluate", str(written), "--brief"]) == 0
    said = capsys.readouterr().out
    assert "missed" not in said
    assert "wrong  " not in said


def test_prints_json(written, capsys):
    assert main(["evaluate", str(written), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    (document,) = data["documents"]
    assert data["all"]["facts"] == document["facts"]
    assert document["facts"] == {
        "precision": 0.6667, "recall": 0.6667, "f1": 0.6667, "gold": 3, "found": 2, "right": 2, "wrong": 1,
    }  # fmt: skip
    assert document["properties"]["recognizes"]["wrong"] == 1
    assert document["classes"]["State"] == {
        "precision": 1.0, "recall": 0.75, "f1": 0.8571, "gold": 4, "found": 3, "right": 3, "wrong": 0,
    }  # fmt: skip
    assert [m["o"] for m in document["missed"]] == ["越南"]
    assert [w["rule"] for w in document["wrong"]] == ["recognizes"]


def test_a_graph_instead_of_the_document(written, capsys):
    graph = build([written.with_name("doc.txt")])
    turtle = written.with_name("graph.ttl")
    turtle.write_text(graph.turtle(), "utf-8")
    written.with_name("doc.txt").unlink()
    assert main(["evaluate", str(written), str(turtle), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["all"]["facts"]["found"] == 2


def test_a_graph_of_several_documents_takes_their_facts_together(written, capsys):
    turtle = written.with_name("graph.ttl")
    turtle.write_text(build([written.with_name("doc.txt")]).turtle(), "utf-8")
    data = json.loads(written.read_text("utf-8"))
    data["facts"] = [fact("法国", "recognizes", "苏联"), fact("法国", "recognizes", "日本")]
    written.with_name("more.json").write_text(json.dumps(data), "utf-8")
    assert main(["evaluate", str(written), str(written.with_name("more.json")), str(turtle), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)["all"]["facts"]
    assert (said["gold"], said["found"], said["wrong"]) == (4, 3, 0)


def test_a_folder_and_a_base(written, capsys):
    aside = written.parent / "aside"
    aside.mkdir()
    written.rename(aside / "facts.json")
    assert main(["evaluate", str(aside), "--base", str(written.parent), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["all"]["facts"]["gold"] == 3
    assert main(["evaluate", str(aside)]) == 2
    assert "give its folder with --base" in capsys.readouterr().err


@pytest.mark.parametrize(("bar", "status"), [("0.66", 0), ("0.67", 1)])
def test_fail_under(written, capsys, bar, status):
    assert main(["evaluate", str(written), "--fail-under", bar]) == status
    assert ("is under 0.67" in capsys.readouterr().err) == bool(status)


@pytest.mark.parametrize("bar", ["2", "good"])
def test_fail_under_is_a_share(written, bar, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["evaluate", str(written), "--fail-under", bar])
    assert caught.value.code == 2
    assert "is no share between 0 and 1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "message"),
    [(["none.json"], "cannot be read"), (["g.ttl"], "no facts file is given"), (["a.ttl", "b.ttl"], "a second graph")],
)
def test_what_cannot_be_measured(given, message, capsys, tmp_path):
    assert main(["evaluate", *(str(tmp_path / name) for name in given)]) == 2
    assert message in capsys.readouterr().err
