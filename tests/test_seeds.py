"""The demo documents: written for the project, long enough, damaged on purpose, and read clean all the same."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from kg.language.script import fold, traditional
from kg.read import documents, read
from kg.records import Document

SEEDS = Path(__file__).parents[1] / "seeds"
SHARED = Path(__file__).parents[2] / "shared"
RELATIONS, TREATY = "中苏关系", "中苏友好同盟互助条约"
TITLES = [RELATIONS, TREATY]
RUN = 16  # shorter runs are offices and bodies with long names

HAN = re.compile(r"[\u3400-\u9fff]")
WIKI = r"\(https://zh\.wikipedia\.org/wiki/"
DAMAGE = {
    "link to the wiki": rf'\[[^\]\n]+\]{WIKI}[^:\s"]+ "wikilink"\)',
    "link to a page": r'\[[^\]\n]+\]\(\.\./Page/[^\s"]+\.md "wikilink"\)',
    "swallowed words": rf'\[(\w+)[与和同在的]\]{WIKI}\1 "wikilink"\)',
    "words unlike the target": r'\[加倫將軍\]\(\.\./Page/瓦西里·布柳赫爾\.md "wikilink"\)',
    "escaped brackets": r"_\\\([^)\\]+\\\)",
    "fragment": rf"{WIKI}[^\s:#]+#",
    "wikisource": rf"{WIKI}:s:",
    "wikisource with fragment": rf"{WIKI}:s:[^\s#]+#",
    "picture": rf'\[([^\]\n]+)\]{WIKI}File:\1 "fig:\1"\)',
    "thumbnail": rf'\[缩略图\]{WIKI}File:[^\s"]+ "fig:缩略图"\)',
    "caption leftover": r"\S\\\]\\\]",
    "one-character variant": r"-\{杰\}-",
    "two-script variant": r"-\{zh-hans:[^;}]+; zh-hant:[^;}]+\}-",
    "empty variant": r"\\-\{zh-hans:; zh-hant:;\}-",
    "reference mark": r"\\\[\d+\\\]",
    "bold title": r"(?m)^《?\*\*\w+\*\*",
    "anchor in big type": r'<big id="[^"]+">\*\*[^*\n]+\*\*</big>',
    "ideographic spaces": r"(?m)^　　\S",
    "numbered list": r"(?m)^1\.  \w",
    "bulleted list": r"(?m)^  - \S",
    "empty bullet": r"(?m)^  -$",
    "empty notes": r"(?m)^1\.\n2\.\n3\.$",
    "references": r"(?m)^## (参考文献|參考文獻)$",
    "see also": r"(?m)^## (参见|參見)$",
    "external links": r"(?m)^## 外部链接$",
    "category": r"\[Category:([^\]\n]+)\]\(https://zh\.wikipedia\.org/wiki/Category:\1 \"wikilink\"\)",
    "lost template": r"(?m)^\{\{-\}\}$",
}
LEFTOVER = re.compile(
    r"[\[\]{}\\|<>*_#\u3000]|wikilink|https?:|/Page/|File:|fig:|zh-han|Category|^\d+\.$", re.MULTILINE
)


@cache
def seed(title: str) -> Document:
    return read(SEEDS / f"{title}.md")


def words(source: str) -> str:
    """The folded Chinese characters of ``source``, captions and notes included; ``|`` for a title in 《》."""
    without_targets = re.sub(r"\]\((?:\\.|[^()\\])*\)", "", source)
    named = re.sub(r"《[^《》]*》", "|", without_targets)
    return re.sub(r"[^\u3400-\u9fff|]", "", fold(named))


def runs(source: str) -> set[str]:
    text = words(source)
    found = (text[at : at + RUN] for at in range(len(text) - RUN + 1))
    return {run for run in found if "|" not in run}


def is_traditional(text: str) -> bool:
    """Whether more characters change on the way to simplified script than on the way to traditional."""
    changed = sum(a != b for a, b in zip(text, fold(text), strict=True))
    return changed > sum(a != b for a, b in zip(text, traditional(text), strict=False))


def test_the_folder_holds_the_two_and_nothing_else_is_read() -> None:
    assert sorted(path.stem for path in documents([SEEDS])) == sorted(TITLES)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared folder is not here")
@pytest.mark.parametrize("title", TITLES)
def test_no_sentence_is_taken_over(title: str) -> None:
    others = sorted([*SHARED.glob("seeds/*.txt"), *SHARED.glob("corpus/*.md")])
    assert others
    theirs = {run for path in others for run in runs(path.read_text(encoding="utf-8"))}
    assert len(theirs) > 5000
    assert not runs(seed(title).source) & theirs


def test_a_run_is_found_across_script_links_and_punctuation() -> None:
    ours = runs("兩國在[北京簽訂](../Page/北京.md)條約，約定互派大使\\[1\\]、互設領事館。")
    theirs = runs('两国在北京签订[条约](https://a/条约_\\(书\\) "wikilink")约定互派大使互设领事馆')
    assert ours
    assert ours == theirs


@pytest.mark.parametrize(("title", "least"), [(RELATIONS, 6500), (TREATY, 1700)])
def test_length(title: str, least: int) -> None:
    assert len(HAN.findall(seed(title).text)) >= least


@pytest.mark.parametrize("title", TITLES)
def test_title(title: str) -> None:
    assert seed(title).title == title


@pytest.mark.parametrize("title", TITLES)
def test_no_markup_is_left(title: str) -> None:
    assert LEFTOVER.findall(seed(title).text) == []


@pytest.mark.parametrize(
    ("title", "words_of_apparatus"),
    [
        (RELATIONS, ["路线，红色为", "薛衔天", "顾维钧回忆录", "中華民國外交史"]),
        (TREATY, ["前排就座者", "文件集", "1950年條約"]),
    ],
)
def test_captions_and_notes_are_no_running_text(title: str, words_of_apparatus: list[str]) -> None:
    assert [one for one in words_of_apparatus if one not in seed(title).source] == []
    assert [one for one in words_of_apparatus if one in seed(title).text] == []


@pytest.mark.parametrize("title", TITLES)
def test_about_a_third_is_traditional(title: str) -> None:
    document = seed(title)
    paragraphs = [document.text[one.start : one.end] for one in document.blocks if one.kind == "paragraph"]
    share = sum(map(is_traditional, paragraphs)) / len(paragraphs)
    assert 0.25 <= share <= 0.5


def test_sections_have_subsections() -> None:
    levels = [section.level for section in seed(RELATIONS).sections]
    assert levels.count(2) >= 3
    assert levels.count(3) >= 15


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage(kind: str) -> None:
    assert any(re.search(DAMAGE[kind], seed(title).source) for title in TITLES)
