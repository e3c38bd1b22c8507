"""The records that the tests of the HTML page show, and the pages made of them."""

from __future__ import annotations

import json
import random
import re
from array import array
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from typing import Any

from kg.records import Block, Document, Entity, Evidence, Mention, Qualifiers, Section, Span, Statement
from kg.write.html import write_html

PATH = "法德关系.md"
OTHER = "阿登纳.txt"
PARAGRAPHS = (
    "1963年1月22日，戴高乐与阿登纳在巴黎签署《爱丽舍条约》，由法国与联邦德国缔结，有效期30年。两国首脑每年会晤两次。",
    "1958年9月14日，阿登纳访问法国，与戴高乐会谈。𠀋字之后，时任总理的阿登纳代表联邦德国。",
    "法国向联邦德国提供2亿法郎的贷款。法国拒绝承认德意志帝国对阿尔萨斯的占领。",
)
HOSTILE = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=2>"


def document(paragraphs: tuple[str, ...] = PARAGRAPHS, path: str = PATH, title: str = "法德关系") -> Document:
    text = "\n".join(paragraphs)
    blocks, start = [], 0
    for paragraph in paragraphs:
        sentences = tuple(Span(start + m.start(), start + m.end()) for m in re.finditer("[^。]+。?", paragraph))
        blocks.append(Block(start, start + len(paragraph), "paragraph", sentences))
        start += len(paragraph) + 1
    return Document(
        path=path,
        source=text,
        sha256="0" * 64,
        encoding="utf-8",
        format="plain",
        title=title,
        names=(title,),
        text=text,
        offsets=array("l", range(len(text))),
        blocks=tuple(blocks),
        sections=(Section(0, len(text), title, 1, (title,)),),
        links=(),
        bold=(),
        categories=(),
    )


def evidence(quote: str, paragraphs: tuple[str, ...] = PARAGRAPHS) -> Evidence:
    start = "\n".join(paragraphs).index(quote)
    return Evidence(PATH, start, start + len(quote), quote, ("法德关系", "战后"), "by-hand")


def entity(key: str, kind: str, english: str = "", *others: str) -> Entity:
    labels = (("zh-Hans", key), *((("en", english),) if english else ()))
    return Entity(key, kind, labels, tuple(("zh-Hant", other) for other in others))


ENTITIES = (
    entity("法国", "State", "France", "法國", "法蘭西"),
    entity("联邦德国", "State", "West Germany", "西德"),
    entity("德意志帝国", "State"),
    entity("戴高乐", "Leader", "Charles de Gaulle", "戴高樂"),
    entity("阿登纳", "Leader", "Konrad Adenauer"),
    entity("爱丽舍条约", "Treaty", "Élysée Treaty", "愛麗舍條約"),
    entity("巴黎", "Territory", "Paris"),
    entity("阿尔萨斯", "Territory", "Alsace"),
    entity("普法战争", "Event"),
)


def fact(subject: str, name: str, object_: str, quote: str, certainty: str = "affirmed", **more: str) -> Statement:
    return Statement(subject, name, object_, Qualifiers(**more), certainty, (evidence(quote),))


STATEMENTS = (
    fact("爱丽舍条约", "party", "法国", "由法国与联邦德国缔结"),
    fact("爱丽舍条约", "party", "联邦德国", "由法国与联邦德国缔结"),
    fact("爱丽舍条约", "signatory", "戴高乐", "戴高乐与阿登纳在巴黎签署《爱丽舍条约》", on_date="1963-01-22"),
    fact("爱丽舍条约", "signatory", "阿登纳", "戴高乐与阿登纳在巴黎签署《爱丽舍条约》", on_date="1963-01-22"),
    fact("爱丽舍条约", "signedAt", "巴黎", "在巴黎签署"),
    fact("爱丽舍条约", "signedOn", "1963-01-22", "1963年1月22日"),
    fact("爱丽舍条约", "term", "P30Y", "有效期30年"),
    fact("阿登纳", "visited", "法国", "阿登纳访问法国", on_date="1958-09-14"),
    fact("戴高乐", "met", "阿登纳", "与戴高乐会谈", on_date="1958-09-14", at_place="法国"),
    fact("阿登纳", "represents", "联邦德国", "时任总理的阿登纳代表联邦德国", role="总理"),
    fact("法国", "aided", "联邦德国", "法国向联邦德国提供2亿法郎的贷款", amount="200000000", currency="FRF"),
    fact("法国", "negotiatedWith", "联邦德国", "两国首脑每年会晤两次", from_date="1963"),
    fact("法国", "recognizes", "阿尔萨斯", "法国拒绝承认德意志帝国对阿尔萨斯的占领", "denied"),
    fact("阿尔萨斯", "occupiedBy", "德意志帝国", "德意志帝国对阿尔萨斯的占领"),
)


def mentions(paragraphs: tuple[str, ...] = PARAGRAPHS) -> tuple[Mention, ...]:
    text = "\n".join(paragraphs)
    named = [(e.key, e.kind, (e.key,)) for e in ENTITIES] + [("两国", "Pair", ("法国", "联邦德国"))]
    found = [
        Mention(m.start(), m.end(), kind, keys, m[0], "names")
        for words, kind, keys in named
        for m in re.finditer(re.escape(words), text)
    ]
    found.append(Mention(0, 10, "Date", ("1963-01-22",), text[:10], "dates"))
    return tuple(sorted(found))


def page(**changes: Any) -> str:
    return _made(**changes) if changes else _usual()


@cache
def _usual() -> str:
    return _made()


def _made(**changes: Any) -> str:
    given: dict[str, Any] = {
        "entities": ENTITIES,
        "statements": STATEMENTS,
        "documents": [document()],
        "title": "法德关系图谱",
        "mentions": {PATH: mentions()},
    }
    given |= changes
    records = [given.pop(name) for name in ("entities", "statements", "documents")]
    return write_html(*records, **given)


def two_documents() -> str:
    """The page, with the visit said by a second document only."""
    text = "阿登纳于1958年访问法国。"
    said = Evidence(OTHER, 0, len(text) - 1, text[:-1], ("阿登纳",), "by-hand")
    statements = [replace(s, evidence=(said,)) if s.property == "visited" else s for s in STATEMENTS]
    return page(statements=statements, documents=[document(), document((text,), OTHER, "阿登纳")])


def hostile_page() -> str:
    paragraphs = (f"甲方{HOSTILE}签署了它。",)
    entities = [
        Entity("甲", "State", (("zh-Hans", f"甲{HOSTILE}"),), (("en", "\u202eevil\x07"), ('"><b>', "x"))),
        Entity("乙", "<b>kind", (("zh-Hans", "`${alert(1)}`"),), ()),
    ]
    words = Evidence(PATH, 2, 2 + len(HOSTILE), HOSTILE, ("<i>节</i>",), "by-hand")
    statements = [
        Statement("甲", "<u>property", "乙", Qualifiers(role=HOSTILE, at_place=HOSTILE), "affirmed", (words,)),
        Statement("甲", "foundedOn", HOSTILE, Qualifiers(on_date=HOSTILE), "<s>certainty", (words,)),
    ]
    source = replace(document(paragraphs), title=HOSTILE)
    return write_html(entities, statements, [source], title=HOSTILE)


def large(nodes: int, facts: int) -> tuple[list[Entity], list[Statement], list[Document]]:
    """A graph of that size with hubs and communities, said by one document."""
    draw = random.Random(1950)
    kinds = ("State", "Leader", "Leader", "Treaty", "Territory", "Organization", "Event")
    surnames, given = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "文武德仁义礼智信忠孝廉明正大光远"
    entities = [
        entity(f"{draw.choice(surnames)}{draw.choice(given)}{draw.choice(given)}{i}", kinds[i % len(kinds)])
        for i in range(nodes)
    ]
    quote = "法国向联邦德国提供2亿法郎的贷款"
    statements = []
    for i in range(facts):
        home = draw.randrange(25)
        a = min(int(draw.paretovariate(0.8)) - 1, nodes // 25 - 1) * 25 + home
        b = (i * 7919 + home) % nodes if draw.random() < 0.15 else draw.randrange(nodes // 25) * 25 + home
        if a != b:
            year = str(1900 + draw.randrange(90))
            name = draw.choice(("met", "aided", "attacked", "negotiatedWith", "supports"))
            statements.append(fact(entities[a].key, name, entities[b].key, quote, on_date=year))
    return entities, statements, [document()]


@cache
def large_page() -> str:
    entities, statements, documents = large(2100, 4000)
    return write_html(entities, statements, documents, title="大图")


class Outline(HTMLParser):
    """The elements of a page: every tag closed in its turn, the attributes, and the text of each script and style."""

    VOID = frozenset({"meta", "link", "input"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style", "title", "h1"):
            self.raw.append((tag, dict(attrs), ""))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("script", "style", "title", "h1"):
            tag, attributes, text = self.raw.pop()
            self.raw.append((tag, attributes, text + data))

    def texts(self, tag: str) -> list[str]:
        return [text for name, _, text in self.raw if name == tag]

    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(
            next(text for tag, attributes, text in self.raw if attributes.get("type") == "application/json")
        )
        return found
