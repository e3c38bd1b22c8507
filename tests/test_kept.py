"""What is kept of the name lists between starts is what reading them anew gives, and is never needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.kept import cached, digest, keep
from kg.knowledge import folder
from kg.knowledge.names import Names, load_names, read_names
from kg.knowledge.vocabulary import load_vocabulary
from kg.language.pinyin import readings

LIST = """@prefix ent: <https://w3id.org/bangjiao/entity/> .
@prefix kg: <https://w3id.org/bangjiao/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

ent:甲国 a skos:Concept, kg:State ;
    skos:prefLabel "甲国"@zh-Hans, "甲國"@zh-Hant, "Jia"@en ;
    skos:altLabel "甲王国"@zh-Hans ;
    kg:letter "甲" ;
    kg:foundedOn "1901"^^xsd:gYear .
"""


@pytest.fixture
def lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BANGJIAO_CACHE", str(tmp_path / "cache"))
    names = tmp_path / "names"
    names.mkdir()
    (names / "states.ttl").write_text(LIST, "utf-8")
    return names


def same(a: Names, b: Names) -> bool:
    return a.forms == b.forms and a.letters == b.letters and dict(a.by_key) == dict(b.by_key)


def test_what_is_kept_is_what_was_read(lists: Path) -> None:
    vocabulary = load_vocabulary(folder() / "bangjiao.ttl")
    paths = sorted(lists.glob("*.ttl"))
    fresh = Names.of(read_names(paths, vocabulary))
    assert same(load_names(lists, vocabulary), fresh)
    assert cached("names", digest(paths)) is not None
    assert same(load_names(lists, vocabulary), fresh)


def test_a_changed_list_is_read_anew(lists: Path) -> None:
    vocabulary = load_vocabulary(folder() / "bangjiao.ttl")
    assert load_names(lists, vocabulary).lookup("甲國") == ("甲国",)
    (lists / "states.ttl").write_text(LIST.replace("甲", "乙"), "utf-8")
    names = load_names(lists, vocabulary)
    assert names.lookup("甲国") == ()
    assert names.lookup("乙王国") == ("乙国",)


def test_readings_are_kept(lists: Path, tmp_path: Path) -> None:
    assert readings(["长春", "旅顺", "P-2导弹"]) == {"长春": "chang chun", "旅顺": "lu shun", "P-2导弹": "p-2 dao dan"}
    [copy] = (tmp_path / "cache").glob("pinyin-*")
    copy.write_text(copy.read_text("utf-8").replace("chang chun", "kept"), "utf-8")
    assert readings(["长春", "重庆"]) == {"长春": "kept", "重庆": "chong qing"}


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'["no such shape"]',
        b'{"forms": 2}\none line',
        b'{"forms": 1}\n\xe7',
        b'{"forms": "x"}',
        b"{}",
    ],
)
def test_a_broken_copy_is_read_anew(lists: Path, tmp_path: Path, broken: bytes) -> None:
    vocabulary = load_vocabulary(folder() / "bangjiao.ttl")
    load_names(lists, vocabulary)
    [copy] = (tmp_path / "cache").glob("*")
    copy.write_bytes(broken)
    assert load_names(lists, vocabulary).lookup("甲国") == ("甲国",)


def test_without_a_place_to_keep_it_nothing_is_kept(
    lists: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("BANGJIAO_CACHE", str(tmp_path / "file" / "within"))
    keep("names", "1", {"a": ["b"]})
    assert cached("names", "1") is None
    assert load_names(lists, load_vocabulary(folder() / "bangjiao.ttl")).lookup("甲国") == ("甲国",)


def test_a_few_older_copies_stay(lists: Path, tmp_path: Path) -> None:
    for number in range(20):
        keep("names", str(number), {"a": [str(number)], "empty": []})
    assert cached("names", "19") == {"a": ["19"], "empty": []}
    assert 1 < len(list((tmp_path / "cache").iterdir())) < 20
