"""read: files to documents."""

from __future__ import annotations

import html
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kg.errors import BadDocument
from kg.read import documents, read, read_bytes
from kg.read.anchors import anchor_length
from kg.read.decode import LONGEST_LINE
from kg.read.naming import stem_of
from kg.read.sentences import sentences
from kg.records import Document

CORPUS = Path(__file__).parent / "corpora" / "read"
SHARED = Path(__file__).parents[2] / "shared"
REAL = sorted([*SHARED.glob("seeds/*.txt"), *SHARED.glob("corpus/*.md")])
CHINESE = "1949年10月2日，苏联承认中华人民共和国，两国建立外交关系，互派大使。"


def of(text: str, path: str = "0123456789abcdef.md") -> Document:
    return read_bytes(text.encode(), path)


def lines(name: str) -> list[str]:
    text = (CORPUS / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def cases(name: str) -> list[Any]:
    found = tomllib.loads((CORPUS / name).read_text(encoding="utf-8"))["case"]
    return [pytest.param(case, id=case["id"]) for case in found]


def check(document: Document) -> None:
    """The promises of the record, for any document."""
    text, source, offsets = document.text, document.source, document.offsets
    assert len(offsets) == len(text)
    assert all(a < b for a, b in pairwise(offsets))
    for at, character in zip(offsets, text, strict=True):
        assert source[at] == character or character.isspace() or in_entity(source, at, character)
    assert "\n".join(text[block.start : block.end] for block in document.blocks) == text
    for block in document.blocks:
        words = text[block.start : block.end]
        assert words == words.strip()
        said = "".join(text[start:end] for start, end in block.sentences)
        assert "".join(said.split()) == "".join(words.split())
    for link in document.links:
        assert 0 <= link.start < link.end <= len(text)
        assert link.target and "\n" not in text[link.start : link.end]
    for span in document.bold:
        assert 0 <= span.start < span.end <= len(text)
    for section in document.sections:
        assert 0 <= section.start <= section.end <= len(text)
        assert section.path[-1] == section.title
    assert document.names[0] == document.title != ""


def in_entity(source: str, at: int, character: str) -> bool:
    start = source.rfind("&", 0, at + 1)
    end = source.find(";", at)
    return start >= 0 and end >= 0 and character in html.unescape(source[start : end + 1])


def words(document: Document, kind: str) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks if block.kind == kind]


@pytest.mark.parametrize("line", lines("anchors.tsv"))
def test_a_link_covers_the_words_that_name_its_target(line: str) -> None:
    anchor, target, covered, whole = line.split("\t")
    assert anchor[: anchor_length(anchor, target, whole=whole == "yes")] == covered


@pytest.mark.parametrize("case", cases("inline.toml"))
def test_inline_markup(case: dict[str, Any]) -> None:
    document = of(case["source"])
    check(document)
    assert document.text == case["text"]
    assert document.format == "markdown"
    if "links" in case:
        found = [f"{document.text[link.start : link.end]} → {link.target}" for link in document.links]
        assert found == case["links"]
    if "bold" in case:
        assert [document.text[start:end] for start, end in document.bold] == case["bold"]


@pytest.mark.parametrize("line", lines("sentences.txt"))
def test_sentences(line: str) -> None:
    text = line.replace("|", "")
    assert [text[start:end] for start, end in sentences(text, 0, len(text))] == line.split("|")


def test_an_article() -> None:
    document = read(CORPUS / "article.md", name="article.md")
    check(document)
    assert document.path == "article.md"
    assert (document.title, document.format, document.encoding) == ("甲乙條約", "markdown", "utf-8")
    assert document.names == ("甲乙條約", "甲乙条约", "北城和约")
    assert document.text.splitlines() == [
        "《甲乙条约》又称《北城和约》，是甲国与乙国的条约。",
        "内容",
        "条约共两条：",
        "双方互不侵犯。",
        "双方通商，期限十年。",
        "签署者",
        "甲国方",
        "总理　张某",
        "外长　李某",
        "各方不语。",
        "丙国",
        "年份",
        "事件",
        "1950",
        "订约",
        "影响",
        "深远。",
    ]
    assert words(document, "ordered") == ["双方互不侵犯。", "双方通商，期限十年。"]
    assert words(document, "item") == ["甲国方", "总理　张某", "外长　李某"]
    assert words(document, "cell") == ["年份", "事件", "1950", "订约"]
    assert words(document, "heading") == ["内容", "丙国", "影响"]
    assert [section.path for section in document.sections] == [
        ("甲乙條約",),
        ("内容",),
        ("内容", ""),
        ("内容", "", "丙国"),
        ("影响",),
    ]
    inner = document.sections[2]
    assert document.text[inner.start : inner.end].startswith("各方不语。")
    assert document.text[inner.start : inner.end].endswith("订约")
    assert document.categories == ("甲国条约 (古代)", "1950年条约")
    assert document.links[0].iri == "https://zh.wikipedia.org/wiki/甲国"
    assert document.links[1].iri is None
    start = document.text.index("与")
    assert document.source[slice(*document.in_source(start, start + 1))] == "与"


@pytest.mark.parametrize(
    "title", ["参考文献", "參考來源", "註釋", "脚注", "參見", "相关条目", "外部連結", "延伸閱讀", "来源", "书籍"]
)
def test_sections_that_are_no_running_text(title: str) -> None:
    document = of(f"**甲**是甲。\n\n## {title}\n\n某书\n\n### 子节\n\n某书\n\n## 影响\n\n有。")
    assert document.text == "甲是甲。\n影响\n有。"
    assert [section.title for section in document.sections] == ["甲", "影响"]


@pytest.mark.parametrize(
    "notes",
    [
        "[Category:甲](https://zh.wikipedia.org/wiki/Category:甲)\n\n1. 某书\n2. 又一书\n",
        "1.\n2. 某书\n",
        "1. 某书\n2. 又一书",
    ],
    ids=["after the categories", "with gaps", "as many as marks"],
)
def test_notes_at_the_end_go(notes: str) -> None:
    assert of(f"**甲**是甲\\[1\\]，好\\[2\\]。\n\n{notes}").text == "甲是甲，好。"


def test_a_list_at_the_end_stays() -> None:
    assert of("**甲**约共两条：\n\n1. 和平\n2. 通商\n").text == "甲约共两条：\n和平\n通商"


TABLES = {
    "pipe": "| 国 | 年 |\n|----|:--:|\n| [甲](../Page/甲.md) | 1949年 |",
    "grid": "+----+--------+\n| 国 | 年     |\n+====+========+\n| 甲 | 1949年 |\n+----+--------+",
    "simple": "  国     年\n  -----  --------\n  甲     1949年\n",
    "multiline": "----------------\n国     年\n-----  ---------\n甲     1949年\n\n----------------\n",
    "html": "<table><tr><td>国</td><td>年</td></tr>\n<tr><td>甲</td><td>1949年</td></tr></table>",
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_tables_become_cells(table: str) -> None:
    document = of(f"**甲**国如下：\n\n{table}\n\n完。")
    check(document)
    assert document.text == "甲国如下：\n国\n年\n甲\n1949年\n完。"
    assert words(document, "cell") == ["国", "年", "甲", "1949年"]


def test_a_cell_over_several_lines() -> None:
    document = of("**甲**\n\n+----+----------+\n| 国 | 甲国和   |\n|    | 乙国     |\n+----+----------+\n")
    assert words(document, "cell") == ["国", "甲国和乙国"]


@pytest.mark.parametrize(
    ("text", "path", "title"),
    [
        ("**甲约**是约。", "x.md", "甲约"),
        ("[a.jpg](https://zh.wikipedia.org/wiki/File:a.jpg)《**甲约**》是约。", "x.md", "甲约"),
        ("**甲约**是两国的约\n\n## 历史\n\n有。", "x.md", "甲约"),
        ("# 甲约\n\n**乙约**是约。", "x.md", "甲约"),
        ("甲国与乙国\n\n[甲国](../Page/甲国.md)强。", "x.md", "甲国与乙国"),
        ("[甲国](../Page/甲国.md)强，乙国弱。", "甲国史.md", "甲国史"),
        ("## 甲国\n\n[甲国](../Page/甲国.md)强。", "000_b24c0e495a255404.txt", "甲国"),
        ("[甲国](../Page/甲国.md)强，乙国弱。", "b24c0e495a255404.txt", "甲国强"),
    ],
)
def test_titles(text: str, path: str, title: str) -> None:
    assert of(text, path).title == title


@pytest.mark.parametrize(
    ("path", "stem"),
    [("a/000_b24c0e495a255404.txt", None), ("12.md", None), ("中苏_关系.md", "中苏 关系"), ("-", None)],
)
def test_a_hash_is_no_title(path: str, stem: str | None) -> None:
    assert stem_of(path) == stem


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a"])
def test_the_format_is_told_by_content(name: str) -> None:
    assert of("**甲**", name).format == "markdown"
    assert of("甲国与乙国建交。", name).format == "plain"


def test_plain_text() -> None:
    document = of("\ufeff中苏关系\r\n\r\n　　中苏关系是两国的关系[1]。\r\n　　1949年建交。\r\n- 一\r\n")
    check(document)
    assert document.title == "中苏关系"
    assert document.text == "中苏关系\n中苏关系是两国的关系。\n1949年建交。\n一"
    assert [block.kind for block in document.blocks] == ["heading", "paragraph", "paragraph", "item"]
    assert document.source[0] == "\ufeff" and "\r\n" in document.source


def test_plain_text_broken_at_a_fixed_width() -> None:
    first = "一九四九年中华人民共和国与苏维埃社会主义共和国联盟建立了"
    assert of(f"{first}\n外交关系，互派大使。\n次年签约。").text == f"{first}外交关系，互派大使。\n次年签约。"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030", "big5"])
def test_encodings(codec: str) -> None:
    text = CHINESE if codec != "big5" else "1949年，蘇聯承認中華人民共和國，兩國建立外交關係，互派大使。"
    data = text.encode(codec)
    document = read_bytes(b"\xfe\xff" + data if codec == "utf-16-be" else data, "x")
    check(document)
    assert document.text == text
    assert document.encoding == {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(codec, codec)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        ("\ufeff　\n".encode(), "white space"),
        (b"\x89PNG\r\n\x00\x01", "binary"),
        ("甲\0乙".encode("utf-16-le"), "binary"),
        ("\ufeff甲\0乙".encode("utf-16-le"), "binary"),
        (("\ufffd" * 9 + "甲").encode(), "wrong encoding"),
        ("Où est le traité signé à Pékin ?".encode("latin-1"), "not UTF-8"),
        (b"\xff\xfe\x00\xd8", "byte order mark"),
        ("## 参见\n\n- 甲".encode(), "no running text"),
    ],
)
def test_what_is_no_document(data: bytes, says: str) -> None:
    with pytest.raises(BadDocument, match=says) as caught:
        read_bytes(data, "some/file.md")
    assert caught.value.path == "some/file.md"


def test_a_wrong_encoding_names_its_line() -> None:
    with pytest.raises(BadDocument) as caught:
        read_bytes("甲国\n乙国\n".encode() + b"\xe4\xb8 \xff\xff", "x")
    assert caught.value.line == 3


def test_too_long_a_line_names_its_line() -> None:
    with pytest.raises(BadDocument, match="break it") as caught:
        of("甲\r\n乙\r\n" + "[" * (LONGEST_LINE + 1))
    assert caught.value.line == 3


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadDocument, match="no such file"):
        read(tmp_path / "none.md")
    with pytest.raises(BadDocument, match="folder"):
        read(tmp_path)

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(BadDocument, match="permissions"):
        read(tmp_path / "x.md")


def test_discovery(tmp_path: Path) -> None:
    for name in ["b.md", "a/c.txt", "a/d.MARKDOWN", "a/e.jpg", ".git/f.md", "a/.g.md", "h.wiki"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("甲", encoding="utf-8")
    found = list(documents([tmp_path / "h.wiki", str(tmp_path), tmp_path / "b.md"]))
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["h.wiki", "a/c.txt", "a/d.MARKDOWN", "b.md"]


def test_discovery_refuses(tmp_path: Path) -> None:
    with pytest.raises(BadDocument, match="no document"):
        list(documents([tmp_path]))
    with pytest.raises(BadDocument, match="no such"):
        list(documents([tmp_path / "none"]))


HOSTILE = [
    "[",
    "**",
    "](",
    "[a](b ",
    '](x "',
    "{{",
    "-{",
    "<ref>",
    "<!--",
    "&",
    "\\",
    "__a",
    "（",
    "| - ",
    "--- ",
    "《",
]


@pytest.mark.parametrize("token", HOSTILE)
def test_markup_without_end(token: str) -> None:
    for text in ("中" + token * 50_000, f"# 中{token * 50_000}x", "**中**\n" + (token * 9 + "\n") * 9_000):
        check(of(text))


@pytest.mark.skipif(not REAL, reason="the shared documents are not here")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_real_documents(path: Path) -> None:
    document = read(path)
    check(document)
    if path.name != "README.md":
        assert document.categories and document.links
        for mark in ("](", "**", "\\", "-{", "}-", "{{", "<", "wikilink", "File:", "Category:", "（）", "]]"):
            assert mark not in document.text


# Articles made of parts whose clean text is known, with the converter's damage on them.
NAMES = st.text("中苏美俄蒙古联盟外交部会议条约张王李北京城", min_size=2, max_size=6)
TAILS = st.text("和与在同向对的于至", min_size=0, max_size=4)
PLAIN = st.text("甲乙丙丁戊己庚辛年月日，。；：（1950）《》", min_size=1, max_size=12)
Part = tuple[str, str, list[tuple[str, str]]]


@st.composite
def link(draw: st.DrawFn) -> Part:
    name, tail = draw(NAMES), draw(TAILS)
    title = draw(st.sampled_from([name, f"{name}_\\(城市\\)"]))
    address = draw(st.sampled_from([f"https://zh.wikipedia.org/wiki/{title}", f"../Page/{title}.md"]))
    target = title.replace("_", " ").replace("\\", "")
    return f'[{name}{tail}]({address} "wikilink")', name + tail, [(name, target)]


DAMAGE = st.sampled_from(
    [
        ("\\[7\\]", ""),
        ("<!-- end -->", ""),
        ("{{-}}", ""),
        ("[x.jpg](https://zh.wikipedia.org/wiki/File:x.jpg)", ""),
        ("-{杰}-", "杰"),
        ("**粗**", "粗"),
        ("*斜*", "斜"),
        ("&amp;", "&"),
        ("\\*", "*"),
        ("<big>大</big>", "大"),
        ("[外](http://example.org/a_b)", "外"),
    ]
)
PARTS: st.SearchStrategy[Part] = st.one_of(
    PLAIN.map(lambda t: (t, t, [])), link(), DAMAGE.map(lambda d: (d[0], d[1], []))
)


@given(st.lists(st.lists(PARTS, min_size=1, max_size=8), min_size=1, max_size=5))
@settings(max_examples=200, deadline=None)
def test_generated_damage_is_undone(paragraphs: list[list[Part]]) -> None:
    marked = ["**主**是主。" + "".join(source for source, _, _ in parts) + "。" for parts in paragraphs]
    clean = ["主是主。" + "".join(text for _, text, _ in parts) + "。" for parts in paragraphs]
    # Brackets that close on nothing are damage of their own, tested by themselves.
    assume(not any(empty in text for text in clean for empty in ("（）", "（，", "（；", "（：")))
    document = of("\n\n".join(marked))
    check(document)
    assert document.text == "\n".join(clean)
    assert document.text.count("\n") == len(clean) - 1
    found = [(document.text[one.start : one.end], one.target) for one in document.links]
    assert found == [pair for parts in paragraphs for _, _, pairs in parts for pair in pairs]


TOKENS = [
    *"[]()!*_-{}<>&;\\|#:`~^+=. \n\r\t\u3000\"'甲乙1（）《》“”。，",
    *("**", "](", "\n\n", "\n- ", "\n1. ", "## ", "|--|--|", "-{zh-hans:", "}-", "{{", "}}", "<ref>", "</ref>"),
    *("<td>", "<br>", "&lt;", "&nbsp;", "File:a.jpg", "\n---- ----\n", "\n+---+---+\n", "\n-----\n"),
]


@given(st.lists(st.sampled_from(TOKENS), max_size=60))
@settings(max_examples=500, deadline=None)
def test_nothing_breaks_the_reader(tokens: list[str]) -> None:
    check(of("**甲**。" + "".join(tokens)))


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        check(read_bytes(data, "x"))
    except BadDocument as error:
        assert error.path == "x"
