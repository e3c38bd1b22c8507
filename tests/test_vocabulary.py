"""What the program knows: the vocabulary as agreed, and mistakes in the data told with file and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import BadKnowledge
from kg.knowledge import folder
from kg.knowledge.names import load_names
from kg.knowledge.rules import load_rules
from kg.knowledge.turtle import ENTITY, ONTOLOGY, RDF_TYPE, local, read_turtle
from kg.knowledge.vocabulary import load_vocabulary
from kg.knowledge.words import Words, load_words, read_toml

OWL = "http://www.w3.org/2002/07/owl#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
LANGUAGES = ["en", "zh-hans", "zh-hant"]
VOCABULARY = folder() / "bangjiao.ttl"
OWN = load_vocabulary(VOCABULARY)

# The agreed names. More may come; none of these may go or be renamed.
CLASSES = set(
    "Entity Agent State Government Organization Person Leader Treaty Territory Asset Event Statement".split()  # noqa: SIM905
)
AGENT = {"Agent", "State", "Government", "Organization", "Person", "Leader"}
PERSON = {"Person", "Leader"}
SYMMETRIC = {"establishedRelationsWith", "restoredRelationsWith", "negotiatedWith", "foughtAgainst", "met"}
RELATIONS: dict[str, tuple[set[str], set[str]]] = {
    "party": ({"Treaty"}, AGENT),
    "signatory": ({"Treaty"}, PERSON),
    "signedAt": ({"Treaty"}, {"Territory"}),
    "replaces": ({"Treaty"}, {"Treaty"}),
    "basedOn": ({"Treaty"}, {"Treaty"}),
    "supplements": ({"Treaty"}, {"Treaty"}),
    "terminatedBy": ({"Treaty"}, AGENT),
    "concerns": ({"Treaty"}, {"Territory", "Asset"} | AGENT),
    "recognizes": (AGENT, {"State", "Government", "Territory", "Treaty"}),
    "establishedRelationsWith": (AGENT, AGENT),
    "restoredRelationsWith": (AGENT, AGENT),
    "severedRelationsWith": (AGENT, AGENT),
    "succeeds": ({"State", "Government"}, {"State", "Government"}),
    "aided": (AGENT, AGENT),
    "supports": (AGENT, {"Territory", "Event"} | AGENT),
    "protestedTo": (AGENT, AGENT),
    "negotiatedWith": (AGENT, AGENT),
    "attacked": ({"Territory"} | AGENT, {"Territory"} | AGENT),
    "foughtAgainst": (AGENT, AGENT),
    "withdrewFrom": (AGENT, {"Territory", "State"}),
    "represents": (PERSON, AGENT),
    "memberOf": (AGENT, {"Organization"}),
    "met": (PERSON, PERSON),
    "visited": (PERSON, {"Territory", "State"}),
    "partOf": ({"Territory", "Asset"}, {"Territory", "State"}),
    "occupiedBy": ({"Territory", "State"}, AGENT),
    "leasedTo": ({"Territory", "Asset"}, AGENT),
    "cededTo": ({"Territory", "Asset"}, AGENT),
    "returnedTo": ({"Territory", "Asset"}, AGENT),
    "independentFrom": ({"Territory", "State"}, {"State"}),
    "participant": ({"Event"}, AGENT),
    "tookPlaceAt": ({"Event"}, {"Territory", "State"}),
}
LITERALS: dict[str, set[str]] = {
    "signedOn": {"Treaty"},
    "effectiveOn": {"Treaty"},
    "endedOn": {"Treaty", "Event"},
    "startedOn": {"Event"},
    "foundedOn": {"State", "Government", "Organization"},
    "dissolvedOn": {"State", "Government", "Organization"},
    "term": {"Treaty"},
}
QUALIFIERS = {
    *("onDate", "fromDate", "toDate", "edtf", "atPlace", "role", "amount", "currency", "underTreaty", "claimant"),
    *("certainty", "evidence", "document", "quote", "start", "end", "section", "rule"),
}


# The vocabulary


def test_every_class_is_there() -> None:
    assert OWN.classes.keys() >= CLASSES


def test_the_classes_stand_above_one_another() -> None:
    above = OWN.superclasses
    assert above["Leader"] == {"Person", "Agent", "Entity"}
    for name in ("State", "Government", "Organization", "Person"):
        assert above[name] == {"Agent", "Entity"}
    for name in ("Treaty", "Territory", "Asset", "Event"):
        assert above[name] == {"Entity"}
    assert "Entity" not in above["Statement"]
    assert OWN.expand(frozenset({"Agent"})) == AGENT


@pytest.mark.parametrize("name", RELATIONS)
def test_a_relation_joins_what_was_agreed(name: str) -> None:
    own = OWN.properties[name]
    assert (own.domain, own.range) == RELATIONS[name]
    assert own.symmetric == (name in SYMMETRIC)


@pytest.mark.parametrize("name", LITERALS)
def test_a_literal_belongs_to_what_was_agreed(name: str) -> None:
    own = OWN.properties[name]
    assert (own.domain, own.range) == (LITERALS[name], frozenset())


def test_every_qualifier_is_there() -> None:
    assert OWN.properties.keys() >= QUALIFIERS


def test_a_symmetric_relation_joins_equals() -> None:
    for own in OWN.properties.values():
        assert not own.symmetric or own.domain == own.range, own.name


def test_every_term_is_named_and_explained_in_three_languages() -> None:
    wrong = {}
    for iri, node in read_turtle(VOCABULARY).items():
        name = local(iri, ONTOLOGY)
        if name and any(local(o, OWL) for o in node.get(RDF_TYPE, [])):
            for part in ("label", "comment"):
                texts = [o for o in node.get(RDFS + part, []) if isinstance(o, ox.Literal)]
                if sorted(str(o.language) for o in texts) != LANGUAGES or not all(o.value.strip() for o in texts):
                    wrong[name, part] = [str(o) for o in texts]
    assert wrong == {}


def test_labels_are_unique() -> None:
    """Those that a reader meets: two relations of one label could not be told apart in the page."""
    properties = OWN.properties
    for tag in ("zh-Hans", "zh-Hant", "en"):
        labels = [properties[name].labels[tag] for name in (*RELATIONS, *LITERALS)]
        assert sorted(labels) == sorted(set(labels)), tag


# Mistakes

PREFIXES = f"""@prefix ent: <{ENTITY}> .
@prefix kg: <{ONTOLOGY}> .
@prefix owl: <{OWL}> .
@prefix rdfs: <{RDFS}> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

"""
GOOD_NAME = """ent:甲国 a skos:Concept, kg:State ;
    skos:prefLabel "甲国"@zh-Hans ;
    skos:altLabel "甲王国"@zh-Hans .
"""
GOOD_RULE = """[[rule]]
id = "signed"
why = "A signed T"
patterns = ["{a:Agent}签署{t:Treaty}"]
claims = ["t party a"]
[[rule.match]]
text = "苏联签署《甲乙条约》"
claims = ["甲乙条约 | party | 苏联"]
[[rule.no_match]]
text = "苏联没有签署《甲乙条约》"
"""
GOOD_WORDS = """[sign]
why = "verbs of signing"
words = ["签署", "签订"]
"""


def bad(load_: Callable[[], object]) -> BadKnowledge:
    with pytest.raises(BadKnowledge) as caught:
        load_()
    return caught.value


def names_in(tmp_path: Path, *texts: str) -> Callable[[], object]:
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.ttl").write_text(PREFIXES + text, encoding="utf-8")
    return lambda: load_names(tmp_path, load_vocabulary(VOCABULARY))


def rules_in(tmp_path: Path, *texts: str) -> Callable[[], object]:
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.toml").write_text(text, encoding="utf-8")
    return lambda: load_rules(tmp_path, load_vocabulary(VOCABULARY), Words({"sign": ("签署",)}))


def words_in(tmp_path: Path, *texts: str) -> Callable[[], object]:
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.toml").write_text(text, encoding="utf-8")
    return lambda: load_words(tmp_path)


def test_what_is_right_loads(tmp_path: Path) -> None:
    for kind in ("names", "rules", "words"):
        (tmp_path / kind).mkdir()
    names_in(tmp_path / "names", GOOD_NAME)()
    rules_in(tmp_path / "rules", GOOD_RULE)()
    words_in(tmp_path / "words", GOOD_WORDS)()


# Each with the line (after the prefixes) that the error must name: None where the file alone is known.
BAD_NAMES: dict[str, tuple[str, str, int | None]] = {
    "no Turtle": (GOOD_NAME + 'ent:乙国 a "', "is no valid Turtle", 4),
    "unknown prefix": ("\n" + GOOD_NAME.replace("skos:alt", "sksos:alt"), "is no valid Turtle", 4),
    "twice in one list": ("ent:乙国 a skos:Concept .\n" + GOOD_NAME, "ent:乙国 needs exactly one class", 1),
    "two classes": (GOOD_NAME + "ent:甲国 a kg:Person .\n", "ent:甲国 needs exactly one class", 1),
    "unknown class": (
        "\n\n" + GOOD_NAME.replace("kg:State", "kg:Stat"),
        "needs exactly one class of the vocabulary",
        3,
    ),
    "no label": (GOOD_NAME.replace("zh-Hans ;\n", "zh-Hant ;\n", 1), "needs a skos:prefLabel in zh-Hans", 1),
    "one character": ("\n" + GOOD_NAME.replace('"甲王国"', '"甲"'), "one character is given as kg:letter", 2),
    "foreign IRI": (
        GOOD_NAME.replace("ent:甲国", "<http://example.org/甲国>"),
        "<http://example.org/甲国> must be",
        None,
    ),
    "IRI with a bracket": (GOOD_NAME.replace("ent:甲国", f"<{ENTITY}甲国(1)>"), "a name of letters", None),
    "IRI without a name": (GOOD_NAME.replace("ent:甲国", f"<{ENTITY}>"), "a name of letters", None),
}


@pytest.mark.parametrize("case", BAD_NAMES)
def test_a_mistake_in_a_name_list(case: str, tmp_path: Path) -> None:
    text, words, line = BAD_NAMES[case]
    error = bad(names_in(tmp_path, text))
    assert words in error.message
    assert error.path == str(tmp_path / "0.ttl")
    assert error.line == (None if line is None else line + PREFIXES.count("\n"))
    assert str(error).startswith(f"{error.path}:")


def test_a_name_in_two_lists(tmp_path: Path) -> None:
    error = bad(names_in(tmp_path, GOOD_NAME, "\n" + GOOD_NAME))
    assert error.message == "ent:甲国 is listed twice"
    assert (error.path, error.line) == (str(tmp_path / "1.ttl"), PREFIXES.count("\n") + 2)


BAD_RULES: dict[str, tuple[str, str, int | None]] = {
    "no TOML": (GOOD_RULE + "this is\n", "is no valid TOML", 11),
    "no list": (GOOD_RULE.replace("[[rule]]", "[rule]"), "rules are written as [[rule]]", None),
    "no id": (GOOD_RULE.replace('id = "signed"\n', ""), "a rule needs an id", None),
    "a bad id": (GOOD_RULE.replace('"signed"', '"Signed_by"'), "a rule needs an id", 2),
    "an unknown key": (GOOD_RULE.replace('claims = ["t', 'claim = ["t'), "unknown key claim", 2),
    "no why": ("\n" + GOOD_RULE.replace('why = "A signed T"\n', ""), "says why", 3),
    "no match": (GOOD_RULE.replace("rule.match", "rule.no_match"), "at least one [[rule.match]]", 2),
    "no no_match": (GOOD_RULE[: GOOD_RULE.index("[[rule.no_match]]")], "one [[rule.no_match]]", 2),
    "an unknown level": (
        GOOD_RULE.replace("why", 'level = "word"\nwhy'),
        "level is one of whole, phrase, sentence, title",
        2,
    ),
    "no patterns": (GOOD_RULE.replace('patterns = ["{a:Agent}签署{t:Treaty}"]\n', ""), "patterns", 2),
    "an unknown kind": (GOOD_RULE.replace("{a:Agent}", "{a:Agnet}"), "{a:Agnet}: there is no kind", 2),
    "an unknown word class": (GOOD_RULE.replace("签署{t", "{sing}{t"), "{sing} is no class of words", 2),
    "no regular expression": (GOOD_RULE.replace("签署{t", "(签署{t"), "is no valid pattern", 2),
    "an unknown property": (GOOD_RULE.replace("t party a", "t partys a"), "«t partys a» is not", 2),
    "too short a claim": (GOOD_RULE.replace("t party a", "t party"), "«t party» is not", 2),
    "an unknown slot": (GOOD_RULE.replace("t party a", "t party b"), "names b, which no pattern has", 2),
    "an unknown view": (GOOD_RULE.replace("t party a", "t party a.state"), "a.state", 2),
    "an unknown qualifier": (GOOD_RULE.replace("t party a", "t party a rool=a"), "unknown qualifier rool=a", 2),
    "a head on a sentence rule": (GOOD_RULE.replace("why", 'head = "t"\nwhy'), "a phrase rule, and no other", 2),
    "a phrase rule without a head": (
        GOOD_RULE.replace("why", 'level = "phrase"\nwhy'),
        "a phrase rule, and no other",
        2,
    ),
    "a head that is no slot": (
        GOOD_RULE.replace("why", 'level = "phrase"\nhead = "x"\nwhy'),
        "a phrase rule, and no other",
        2,
    ),
}


@pytest.mark.parametrize("case", BAD_RULES)
def test_a_mistake_in_a_rule(case: str, tmp_path: Path) -> None:
    text, words, line = BAD_RULES[case]
    assert text != GOOD_RULE
    error = bad(rules_in(tmp_path, text))
    assert words in error.message
    assert (error.path, error.line) == (str(tmp_path / "0.toml"), line)


def test_a_mistake_in_a_rule_names_the_rule(tmp_path: Path) -> None:
    error = bad(
        rules_in(tmp_path, GOOD_RULE + "\n" + GOOD_RULE.replace("signed", "second").replace("签署{t", "(签署{t"))
    )
    assert (error.rule, error.line) == ("second", 13)
    assert f"{tmp_path / '0.toml'}:13 [second]: is no valid pattern" in str(error)


@pytest.mark.parametrize("split", [True, False])
def test_a_rule_twice(split: bool, tmp_path: Path) -> None:
    texts = (GOOD_RULE, GOOD_RULE) if split else (GOOD_RULE + GOOD_RULE,)
    error = bad(rules_in(tmp_path, *texts))
    assert error.message.startswith("the id is used twice")
    assert (error.path, error.rule) == (str(tmp_path / f"{len(texts) - 1}.toml"), "signed")


BAD_WORDS: dict[str, tuple[str, str, int | None]] = {
    "no TOML": (GOOD_WORDS + "\n[sign\n", "is no valid TOML", 5),
    "a key twice": (GOOD_WORDS + 'why = "again"\n', "is no valid TOML", 4),
    "a class twice in one file": (GOOD_WORDS + GOOD_WORDS, "is no valid TOML", 4),
    "no table": ('sign = ["签署"]\n', "the class sign needs why and words", None),
    "no why": ('[sign]\nwords = ["签署"]\n', "the class sign needs why and words", None),
    "no words": ('[sign]\nwhy = "verbs"\nwords = []\n', "the class sign needs why and words", None),
    "a word twice": (GOOD_WORDS.replace('"签订"', '"签署"'), "the class sign lists 签署 twice", None),
    "a word in both scripts": (GOOD_WORDS.replace('"签订"', '"簽署"'), "the class sign lists 签署 twice", None),
}


@pytest.mark.parametrize("case", BAD_WORDS)
def test_a_mistake_in_the_words(case: str, tmp_path: Path) -> None:
    text, words, line = BAD_WORDS[case]
    error = bad(words_in(tmp_path, text))
    assert words in error.message
    assert (error.path, error.line) == (str(tmp_path / "0.toml"), line)


def test_a_class_in_two_files(tmp_path: Path) -> None:
    error = bad(words_in(tmp_path, GOOD_WORDS, GOOD_WORDS))
    assert error.message == "the class sign is defined twice"
    assert error.path == str(tmp_path / "1.toml")


def test_words_that_are_not_in_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "0.toml"
    path.write_bytes(GOOD_WORDS.encode("gb18030"))
    error = bad(lambda: read_toml(path))
    assert error.message.startswith("cannot be read")
    assert error.path == str(path)


def test_a_relation_without_a_domain(tmp_path: Path) -> None:
    path = tmp_path / "v.ttl"
    path.write_text(PREFIXES + "kg:party a owl:ObjectProperty ; rdfs:range kg:Agent .\n", encoding="utf-8")
    error = bad(lambda: load_vocabulary(path))
    assert error.message == "kg:party joins entities and needs rdfs:domain and rdfs:range"
    assert error.path == str(path)


def test_a_vocabulary_that_is_no_turtle_or_missing(tmp_path: Path) -> None:
    path = tmp_path / "v.ttl"
    assert bad(lambda: load_vocabulary(path)).message.startswith("cannot be read")
    path.write_text(PREFIXES + "kg:party a owl:ObjectProperty\n\nkg:x a owl:Class .\n", encoding="utf-8")
    error = bad(lambda: load_vocabulary(path))
    assert error.message.startswith("is no valid Turtle")
    assert error.path == str(path)
    assert error.line == PREFIXES.count("\n") + 3


def test_unions_and_subclasses_are_worked_out(tmp_path: Path) -> None:
    path = tmp_path / "v.ttl"
    path.write_text(
        PREFIXES
        + """kg:A a owl:Class . kg:B a owl:Class ; rdfs:subClassOf kg:A . kg:C a owl:Class ; rdfs:subClassOf kg:B .
kg:D a owl:Class .
kg:p a owl:ObjectProperty, owl:SymmetricProperty ; rdfs:domain kg:B ;
    rdfs:range [ a owl:Class ; owl:unionOf ( kg:A kg:D ) ] ; rdfs:label "甲"@zh-Hans .
""",
        encoding="utf-8",
    )
    own = load_vocabulary(path).properties["p"]
    assert (own.domain, own.range, own.symmetric) == ({"B", "C"}, {"A", "B", "C", "D"}, True)
    assert own.labels == {"zh-Hans": "甲"}
