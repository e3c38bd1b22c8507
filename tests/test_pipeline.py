"""The way of the data: the stages, what they may know of each other, and what they hand on."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import tomllib
from pathlib import Path

import networkx
import pytest
import rdflib

import kg
from kg import Graph, pipeline, records
from kg.claim import claim
from kg.find import find
from kg.knowledge import load
from kg.pipeline import STAGES, build_documents
from kg.read import read
from kg.resolve import resolve

PACKAGE = Path(kg.__file__).parent
ORDER = ("read", "find", "claim", "resolve", "write")
SHARED = {"kg", "kg.records", "kg.errors", "kg.language", "kg.knowledge", "kg.kept"}
RECORDS = [getattr(records, name) for name in records.__all__ if dataclasses.is_dataclass(getattr(records, name))]


def imports(path: Path) -> set[str]:
    """The modules of ours that a file imports: ``kg.read.decode``; within functions, too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            # `from kg import find` is an import of kg.find.
            found |= {f"kg.{a.name}" for a in node.names} if node.module == "kg" else {str(node.module)}
    return {name for name in found if name == "kg" or name.startswith("kg.")}


def files(stage: str) -> list[Path]:
    return sorted((PACKAGE / stage).rglob("*.py"))


def test_the_stages_are_a_literal_list() -> None:
    assert [stage.__name__ for stage, _ in STAGES] == list(ORDER)
    assert [stage for stage, _ in STAGES] == [read, find, claim, resolve, Graph.write]
    tree = ast.parse(inspect.getsource(pipeline))
    (value,) = (n.value for n in tree.body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "STAGES")
    assert isinstance(value, ast.Tuple)
    assert len(value.elts) == len(ORDER)


def test_every_stage_hands_on_what_the_next_takes() -> None:
    made: set[str] = set()
    for stage, words in STAGES:
        takes, makes = ({part.strip().rstrip("s") for part in side.split(",")} for side in words.split("→"))
        if made and stage is not Graph.write:
            assert takes & made, words
        made |= makes


@pytest.mark.parametrize("stage", ORDER)
def test_a_stage_knows_of_no_later_one(stage: str) -> None:
    allowed = SHARED | {f"kg.{earlier}" for earlier in ORDER[: ORDER.index(stage) + 1]}
    if stage == "write":
        allowed |= {"kg.graph"}  # the report is of the whole result
    assert files(stage)
    for path in files(stage):
        for name in imports(path):
            top = ".".join(name.split(".")[:2])
            assert top in allowed, f"{path.relative_to(PACKAGE)} imports {name}"


@pytest.mark.parametrize("helper", ["language", "knowledge", "records.py", "errors.py", "kept.py"])
def test_what_all_share_knows_of_no_stage(helper: str) -> None:
    paths = sorted((PACKAGE / helper).rglob("*.py")) or [PACKAGE / helper]
    for path in paths:
        assert {".".join(name.split(".")[:2]) for name in imports(path)} <= SHARED, path


def test_imports_are_seen(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_text("import os, kg.read\nfrom kg import find\ndef f():\n    from kg.claim.line import g\n", "utf-8")
    assert imports(path) == {"kg.read", "kg.find", "kg.claim.line"}


@pytest.mark.parametrize("record", RECORDS, ids=[r.__name__ for r in RECORDS])
def test_a_record_is_frozen(record: type) -> None:
    blank = object.__new__(record)
    for field in dataclasses.fields(record):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(blank, field.name, None)
    assert not hasattr(blank, "__dict__"), "no bag of extras"


def test_find_and_claim_leave_their_document_alone(articles: Path) -> None:
    """What is found in one document does not hang on what was read before it."""
    known = load()
    first, second = (read(path) for path in sorted(articles.iterdir()))
    alone = find(second, known), claim(find(second, known), known)
    find(first, known)
    again = find(second, known), claim(find(second, known), known)
    assert (alone[0].mentions, alone[1]) == (again[0].mentions, again[1])


def test_mentions_and_evidence_are_the_words_of_the_text(own: Graph) -> None:
    known = load()
    for document in own.documents:
        reading = find(document, known)
        assert reading.mentions == tuple(sorted(reading.mentions, key=lambda m: (m.start, -m.end)))
        for mention in reading.mentions:
            assert document.text[mention.start : mention.end] == mention.text
    texts = {d.path: d.text for d in own.documents}
    assert own.claims
    for one in own.claims:
        assert texts[one.evidence.document][one.evidence.start : one.evidence.end] == one.evidence.quote


def test_what_the_articles_say(own: Graph) -> None:
    """The main wordings, end to end; the rules have their own examples."""
    facts = {(s.subject, s.property, s.object) for s in own.facts}
    assert {
        ("中苏友好同盟互助条约", "party", "苏联"),
        ("中苏友好同盟互助条约", "party", "中华人民共和国"),
        ("中苏友好同盟互助条约", "signatory", "周恩来"),
        ("中苏友好同盟互助条约", "signedOn", "1950-02-14"),
        ("中苏友好同盟互助条约", "signedAt", "莫斯科"),
        ("中苏友好同盟互助条约", "effectiveOn", "1950-04-11"),
        ("中苏友好同盟互助条约", "term", "P30Y"),
        ("苏联", "recognizes", "中华人民共和国"),
        ("苏联", "aided", "中华人民共和国"),
    } <= facts
    assert ("苏联", "recognizes", "满洲国") not in facts
    denied = [s for s in own.statements if (s.subject, s.property, s.object) == ("苏联", "recognizes", "满洲国")]
    assert [s.certainty for s in denied] == ["denied"]


def test_one_thing_is_one_node(own: Graph) -> None:
    keys = [e.key for e in own.entities]
    assert keys == sorted(set(keys))
    labels = [label for e in own.entities for label in dict(e.labels).values()]
    assert len({e.key for e in own.entities if "苏联" in dict(e.labels).values()}) == 1
    assert "蘇聯" in labels


def test_every_statement_is_about_entities_of_the_graph(graph: Graph) -> None:
    keys = {e.key for e in graph.entities}
    properties = load().vocabulary.properties
    for statement in graph.statements:
        own = properties[statement.property]
        ends = {statement.subject} | ({statement.object} if own.range else set())
        q = statement.qualifiers
        assert ends | set(filter(None, (q.at_place, q.under_treaty, q.claimant))) <= keys


def test_every_statement_has_the_classes_of_its_property(graph: Graph) -> None:
    kinds = {e.key: e.kind for e in graph.entities}
    properties = load().vocabulary.properties
    for statement in graph.statements:
        own = properties[statement.property]
        assert kinds[statement.subject] in own.domain, statement
        if own.range:
            assert kinds[statement.object] in own.range, statement


def test_the_graph_is_rdf_and_a_network(own: Graph) -> None:
    assert isinstance(own.rdf, rdflib.Graph)
    assert isinstance(own.network, networkx.MultiDiGraph)
    assert own.rdf is own.rdf
    assert set(own.network) == {e.key for e in own.entities}
    between = {(s.subject, s.property, s.object) for s in own.facts if load().vocabulary.properties[s.property].range}
    assert {(s, data["property"], o) for s, o, data in own.network.edges(data=True)} == between
    assert {s.certainty for s in own.facts} == {"affirmed"}


def test_documents_already_read_can_be_built_from(articles: Path, own: Graph) -> None:
    assert build_documents(read(path) for path in articles.iterdir()).turtle() == own.turtle()


def test_no_document_is_an_empty_graph() -> None:
    empty = build_documents([])
    assert (empty.entities, empty.statements) == ((), ())


def test_the_package_offers_no_more_than_it_says() -> None:
    assert set(kg.__all__) == {"BangjiaoError", "Graph", "__version__", "build"}
    for name in kg.__all__:
        assert getattr(kg, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'biuld'"):
        _ = kg.biuld


def test_everything_that_is_used_is_pinned() -> None:
    """A version that nobody pinned may change between two runs of the checks."""
    root = PACKAGE.parent
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    used = [*project["dependencies"], *(d for group in project["optional-dependencies"].values() for d in group)]
    pins = [line for line in (root / "constraints.txt").read_text("utf-8").splitlines() if line[:1] not in ("", "#")]
    assert [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+_]+", pin)] == []

    def name(text: str) -> str:
        return re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", text)[0]).lower()

    assert {name(d) for d in used} - {name(pin) for pin in pins} == {"bangjiao"}  # its own extras
