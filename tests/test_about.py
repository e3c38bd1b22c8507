"""read: what is told of a document besides its text, in a front matter, in a sources.toml, in a converter's note."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import build
from kg.check import check
from kg.check.sources import Sources as Files
from kg.cli import main
from kg.errors import BadDocument, BadSources
from kg.read import read_bytes
from kg.read.about import is_iri, licence
from kg.records import About
from kg.write.formats import FORMATS, write_as

PAGE = "https://zh.wikipedia.org/wiki/中苏关系"
TEXT = "1949年10月2日，苏联承认中华人民共和国，两国建立外交关系。\n"


def about(head: str, text: str = TEXT) -> About:
    return read_bytes((head + text).encode(), "a.md").about


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for name in ("a.md", "b.txt", "in/c.md"):
        (tmp_path / name).write_text(TEXT + name, "utf-8")
    return tmp_path


def told(folder: Path, text: str) -> dict[str, About]:
    """What the documents of the folder are told to be, by the names of their files."""
    (folder / "sources.toml").write_text(text, "utf-8")
    return {Path(d.path).relative_to(folder).as_posix(): d.about for d in build(folder).documents}


# Front matter


def test_a_front_matter_tells_and_is_no_text() -> None:
    head = f'---\ntitle: "关系"\nsource: https://example.org/dump\npage: {PAGE}  # now\nlicense: CC BY-SA 4.0\ntags:\n  - 史\n---\n'
    document = read_bytes((head + TEXT).encode(), "a.md")
    assert document.about == About(
        "关系", "https://example.org/dump", PAGE, "https://creativecommons.org/licenses/by-sa/4.0/"
    )
    assert document.title == "关系"
    assert document.text.strip() == TEXT.strip()
    assert document.format == "plain"
    start, end = document.in_source(0, 10)
    assert document.source[start:end] == document.text[:10] == TEXT[:10]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_however_lines_end(line_end: str, mark: str) -> None:
    text = mark + "---\nlicence: CC0\n...\n# 关系\n\n" + TEXT
    document = read_bytes(text.replace("\n", line_end).encode(), "a.md")
    assert document.about.licence == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert document.title == "关系"
    assert "licence" not in document.text


@pytest.mark.parametrize(
    "head",
    [
        "---\n" + TEXT + "---\n",  # a text between two rules
        "---\n\n---\n",
        "---\nlicence: CC0\n",  # it never ends
        "\n---\nlicence: CC0\n---\n",  # it is not the head
        "",
    ],
)
def test_what_is_no_front_matter(head: str) -> None:
    assert about(head) == About()


def test_what_is_not_meant_for_us_is_left() -> None:
    assert about("---\nsource: [a, b]\ntitle:\nurl: /2020/x\nlicence: >\n  long\n---\n") == About()
    assert about("---\nsource: 《外交史》第一册: 上\n---\n").source == "《外交史》第一册: 上"


def test_a_page_that_is_no_iri_is_told_with_its_line() -> None:
    with pytest.raises(BadDocument) as caught:
        about("---\ntitle: 关系\npage: 中苏关系\n---\n")
    assert str(caught.value) == "a.md:3: page: 中苏关系 is no IRI, such as https://example.org/page"


# The note of a converter


@pytest.mark.parametrize(
    ("address", "page"), [(PAGE, PAGE), (PAGE.removeprefix("https:"), PAGE), ("../Page/中苏关系.md", "")]
)
def test_a_converters_note_tells_the_page(address: str, page: str) -> None:
    assert about(f"> 本文内容由[中苏关系]({address})转换而来。\n\n") == About(page=page)


# sources.toml


def test_of_all_documents_and_of_one(folder: Path) -> None:
    text = f"""
        source = "a letter"
        licence = "CC0"
        ["a.md"]
        page = "{PAGE}"
        licence = "CC BY 4.0"
        ["in/c.md"]
        source = "https://example.org/c"
        title = "丙"
        """
    free = "https://creativecommons.org/publicdomain/zero/1.0/"
    assert told(folder, text) == {
        "a.md": About("", "a letter", PAGE, "https://creativecommons.org/licenses/by/4.0/"),
        "b.txt": About("", "a letter", "", free),
        "in/c.md": About("丙", "https://example.org/c", "", free),
    }
    assert {d.title for d in build(folder / "in").documents} != {"丙"}, "only the folders that are given are asked"
    assert build(folder / "a.md").documents[0].about.source == "a letter"


def test_the_nearer_goes_first(folder: Path) -> None:
    (folder / "in" / "sources.toml").write_text('licence = "mine"', "utf-8")
    (folder / "a.md").write_text("---\nlicence: own\nsource: own\n---\n" + TEXT, "utf-8")
    found = told(folder, 'licence = "all"\nsource = "all"\n["a.md"]\nsource = "one"\n')
    assert found["in/c.md"] == About(licence="mine", source="all")
    assert found["a.md"] == About(licence="own", source="one")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("licence = CC0\n", 1, "is no valid TOML"),
        ('\nlicense = "CC0"\n', 2, "write licence for license"),
        ('licence = "CC0"\nauthor = "我"\n', 2, "author is none of source, licence"),
        (f'page = "{PAGE}"\n', 1, "it is of one document"),
        ('["a.md"]\n\nlicence = 4\n', 3, "licence is to be words in quotation marks"),
        ("['a.md']\npage = '/wiki/x'\n", 2, "page: /wiki/x is no IRI"),
        ('licence = "CC0"\n\n["d.md"] # gone\nsource = "x"\n', 3, "there is no file d.md beside it"),
    ],
)
def test_mistakes_are_told_with_file_and_line(
    folder: Path, text: str, line: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BadSources) as caught:
        told(folder, text)
    assert (caught.value.path, caught.value.line) == (str(folder / "sources.toml"), line)
    assert words in caught.value.message
    assert main(["build", str(folder), "-q", "-o", str(folder / "out")]) == 2
    assert f"sources.toml:{line}: " in capsys.readouterr().err
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("text", "is_one"),
    [(PAGE, True), ("urn:isbn:123", True), ("《外交史》: 上", False), ("see: p.3", False), ("http:", False)],
)
def test_an_iri_is_told_from_words(text: str, is_one: bool) -> None:
    assert is_iri(text) is is_one


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
        ("cc by 3.0", "https://creativecommons.org/licenses/by/3.0/"),
        ("CC BY-NC-ND 4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
        ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("CC BY-SA", "CC BY-SA"),  # of which version, is not known
        ("公有领域", "公有领域"),
    ],
)
def test_licences_by_their_short_names(text: str, iri: str) -> None:
    assert licence(text) == iri


# In the graph


def test_the_graph_tells_it_and_is_clean(folder: Path) -> None:
    text = f'source = "a letter"\nlicence = "CC0"\n["a.md"]\npage = "{PAGE}"\nsource = "https://example.org/"\n'
    (folder / "sources.toml").write_text(text, "utf-8")
    graph = build(folder / "a.md"), build(folder / "b.txt")
    one, other = (g.turtle() for g in graph)
    assert f"dct:isVersionOf <{PAGE}>" in one
    assert "dct:source <https://example.org/>" in one
    assert 'dc:source "a letter"' in other
    for each in (one, other):
        assert "dct:license <https://creativecommons.org/publicdomain/zero/1.0/>" in each
    path = folder / "graph.ttl"
    path.write_text(one, "utf-8")
    assert check(path, sources=Files.of([str(folder)])).faults == ()
    quads = list(ox.parse(one.encode(), format=ox.RdfFormat.TURTLE))
    dataset = write_as(FORMATS["nquads"], [q.triple for q in quads])[""]
    (line,) = (li for li in dataset.splitlines() if "dc/terms/license" in li)
    assert line.split(" ")[0] == line.split(" ")[-2], "it stands in the graph of its document"
