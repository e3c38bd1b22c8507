"""Facts files: the schema, and what is told of a file that does not fit it."""

from __future__ import annotations

import pytest

from kg.ask.evaluate import read_graph
from kg.ask.facts import Facts, load_facts, properties, schema, vocabulary
from kg.errors import BadDocument
from kg.knowledge import load


def test_schema_has_the_vocabulary():
    words = vocabulary()
    listed = set(schema()["$defs"]["entity"]["properties"]["type"]["enum"])
    entities = words.expand(frozenset({"Entity"})) - {"Entity", "Agent"}
    assert listed == entities
    relations, literals = properties()
    claimed = {t.property for r in load().rules for t in r.templates}
    assert relations | literals <= words.properties.keys()
    assert claimed <= relations | literals


def test_schema_uses_nothing_that_the_check_does_not_know():
    known = {"type", "enum", "minLength", "pattern", "items", "required", "properties", "additionalProperties", "$ref"}
    about = {"description", "$schema", "$id", "title", "$defs"}

    def keywords(rule: object) -> set[str]:
        if not isinstance(rule, dict):
            return set()
        inner = [*rule.get("properties", {}).values(), *rule.get("$defs", {}).values()]
        inner += [rule.get("items"), rule.get("additionalProperties")]
        return set(rule).union(*map(keywords, inner))

    assert keywords(schema()) <= known | about


GOOD = """\
{
 "doc": "例",
 "entities": {
  "苏联": {"type": "State", "aliases": ["苏方"]},
  "条约": {"type": "Treaty"}
 },
 "facts": [
  {"s": "条约", "p": "party",
   "o": "苏联", "when": null},
  {"s": "条约", "p": "signedOn", "o": "1950-02-14"}
 ]
}
"""
BAD = [
    ("no JSON", '"doc": "例",', '"doc": "例"', 3, "is no JSON"),
    ("no document", '"doc": "例",', "", 1, "'doc' is missing: add the document's title"),
    ("empty title", '"doc": "例"', '"doc": ""', 2, "doc: is empty: give the document's title"),
    ("unknown class", '"State"', '"Sate"', 4, "none of State, Government"),
    ("class meant", '"State"', '"Sate"', 4, "did you mean 'State'?"),
    ("aliases no list", '["苏方"]', '"苏方"', 4, 'entities/苏联/aliases: "苏方" is not array'),
    ("alias no text", '["苏方"]', "[1]", 4, "entities/苏联/aliases/0: 1 is not string"),
    ("entity twice", '"条约": {"type"', '"苏联": {"type"', 5, "'苏联' is given twice"),
    ("unknown property", '"party"', '"partey"', 8, 'facts/0/p: "partey" is none of'),
    ("property meant", '"party"', '"partey"', 8, "did you mean 'party'?"),
    ("unknown name", '"o": "苏联"', '"o": "苏方"', 9, "'苏方' is not among the entities: add it"),
    ("unknown key", '"when"', '"wen"', 9, "did you mean 'when'?"),
    ("no object", '\n   "o": "苏联",', "", 8, "facts/0: 'o' is missing: add the object"),
    ("bad when", '"when": null', '"when": "1950年"', 9, "give the date of the fact: YYYY"),
    ("bad date", "1950-02-14", "1950-13", 10, "'1950-13' is no date: write 1950"),
    ("bad term", '"signedOn", "o": "1950-02-14"', '"term", "o": "30年"', 10, "is no duration: write P30Y"),
    ("no list", '"facts": [', '"facts": 1, "also_true": [', 7, "facts: 1 is not array: give what the document states"),
    ("true no number", '"when": null', '"amount": true', 9, "facts/0/amount: true is not number or null"),
]


def test_the_good_file_is_good(tmp_path):
    path = tmp_path / "good.json"
    path.write_text(GOOD, "utf-8")
    facts: Facts = load_facts(path)
    assert [(str(f), f.line) for f in facts.facts] == [("条约 party 苏联", 8), ("条约 signedOn 1950-02-14", 10)]
    assert facts.document == "good.md"


@pytest.mark.parametrize(("before", "after", "line", "message"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_errors_name_the_line(tmp_path, before, after, line, message):
    assert before in GOOD
    path = tmp_path / "bad.json"
    path.write_text(GOOD.replace(before, after, 1), "utf-8")
    with pytest.raises(BadDocument) as caught:
        load_facts(path)
    assert (caught.value.path, caught.value.line) == (str(path), line)
    assert message in caught.value.message


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(BadDocument, match="cannot be read"):
        load_facts(tmp_path / "none.json")
    (tmp_path / "latin.json").write_bytes('{"doc": "é"}'.encode("latin-1"))
    with pytest.raises(BadDocument, match="is no UTF-8"):
        load_facts(tmp_path / "latin.json")
    (tmp_path / "bad.ttl").write_text("<x:a> <x:b> <x:c> .\n\n<x:a> <x:b> .\n", "utf-8")
    with pytest.raises(BadDocument, match="is no Turtle") as caught:
        read_graph(tmp_path / "bad.ttl")
    assert caught.value.line == 3
    with pytest.raises(BadDocument, match="cannot be read"):
        read_graph(tmp_path / "none.ttl")
