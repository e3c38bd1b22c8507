"""The graph as a small static site: the page, the data, a plain page for each entity in three languages, a sitemap.

An entity's page needs no script; it says in HTML what the graph knows of the entity, and says it once more as
JSON-LD for machines (https://www.w3.org/TR/json-ld11/). Every text is escaped, and each page's policy lets nothing run.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from kg.graph import Graph
from kg.knowledge import load
from kg.records import Entity, Qualifiers, Statement
from kg.write.english import office_in_english
from kg.write.html import embedded_json, hashed
from kg.write.html_data import names_in_three, page_words, three
from kg.write.html_text import merged, visible
from kg.write.network import LITERALS, SYMMETRIC, first_date, label
from kg.write.site_words import LANGUAGES, literal_in_words, when

__all__ = ["site"]

_SCHEMA = {
    "State": "Country",
    "Government": "GovernmentOrganization",
    "Organization": "Organization",
    "Person": "Person",
    "Leader": "Person",
    "Treaty": "Legislation",
    "Territory": "Place",
    "Asset": "Thing",
    "Event": "Event",
}
_ENDINGS = ("html", "zh-Hant.html", "en.html")  # of the files, by language
_ENGLISH = LANGUAGES.index("en")
_OWN_NAMES = ("简体", "繁體", "English")
_LONGEST = 60  # characters of a file name: file systems take 255 bytes, and UTF-8 needs up to four for each
_STYLE = """\
:root {
  color-scheme: light dark;
  --paper: #fbfaf7; --ink: #1d2329; --quiet: #565f69; --rule: #dcdad3; --link: #0a5c93; --mark: #ffe48a;
}
@media (prefers-color-scheme: dark) {
  :root { --paper: #15181c; --ink: #e8e6e1; --quiet: #a9b1ba; --rule: #363c44; --link: #7cc0f0; --mark: #6b5200; }
}
body {
  max-width: 46rem; margin: 2rem auto; padding: 0 1rem; background: var(--paper); color: var(--ink);
  font: 16px/1.7 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
}
a { color: var(--link); text-underline-offset: 3px; }
h1 { line-height: 1.3; } h2 { margin: 1.6em 0 .3em; font-size: 1.05rem; border-bottom: 1px solid var(--rule); }
ul { padding-left: 1.2em; } li { margin: .3em 0; } nav { text-align: end; }
blockquote { margin: .2em 0 .2em .2em; padding-left: .7em; border-left: 3px solid var(--rule); }
.quiet, cite { font-size: .9em; color: var(--quiet); font-style: normal; } mark { color: inherit; background: var(--mark); }"""


def site(graph: Graph, address: str) -> dict[str, str]:
    """The files of the site, by their path: ``index.html``, ``graph.ttl``, ``entity/….html``, ``sitemap.xml``.

    ``address`` is where the site will stand, with a slash at its end; the sitemap needs it
    (https://www.sitemaps.org/protocol.html). Pages end in ``.html`` (simplified), ``.zh-Hant.html`` and ``.en.html``.
    """
    stems = _stems(graph.entities)
    files = {"index.html": graph.html(pages=stems), "graph.ttl": graph.turtle()}
    for language in range(len(LANGUAGES)):
        pages = _Pages(graph, stems, language)
        files[f"entities.{_ENDINGS[language]}"] = pages.contents()
        files |= {f"{stems[entity.key]}.{_ENDINGS[language]}": pages.page(entity) for entity in graph.entities}
    files["sitemap.xml"] = _sitemap(address, [path for path in sorted(files) if path.endswith(".html")])
    return files


def _sitemap(address: str, paths: Sequence[str]) -> str:
    rows = "".join(f"<url><loc>{escape(address + quote(path))}</loc></url>\n" for path in paths)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">\n{rows}</urlset>\n'


def _stems(entities: Sequence[Entity]) -> dict[str, str]:
    """For each entity its files without their ending, named for it as far as every file system can hold the name.

    No two are alike. Some systems take upper and lower case, or composed and decomposed letters, for the same.
    """
    plain = {e.key: re.sub(r"[^\w·-]+", "_", unicodedata.normalize("NFC", e.key))[:_LONGEST] for e in entities}
    taken: dict[str, int] = defaultdict(int)
    for name in plain.values():
        taken[name.casefold()] += 1
    return {
        key: f"entity/{name}" if name == key and taken[name.casefold()] == 1 else f"entity/{name}-{_hash(key)}"
        for key, name in plain.items()
    }


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


class _Pages:
    """The pages in one language."""

    def __init__(self, graph: Graph, stems: Mapping[str, str], language: int) -> None:
        self.graph = graph
        self.stems = stems
        self.language = language
        self.words = page_words()
        self.vocabulary = load().vocabulary
        self.order = {name: i for i, name in enumerate(self.vocabulary.properties)}
        self.names = {e.key: names_in_three(label(e), e.labels)[language] or visible(label(e)) for e in graph.entities}
        self.titles = {d.path: visible(d.title) for d in graph.documents}
        self.facts: dict[str, list[Statement]] = defaultdict(list)
        for statement in sorted(graph.statements, key=lambda s: (first_date(s.qualifiers) or "~", s)):
            self.facts[statement.subject].append(statement)
            if statement.property not in LITERALS and statement.object != statement.subject:
                self.facts[statement.object].append(statement)

    def contents(self) -> str:
        """The page that leads to every entity, by class."""
        kinds = sorted({entity.kind for entity in self.graph.entities})
        parts = [f'<p><a href="index.html#l={LANGUAGES[self.language]}">{self._t("graph")}</a></p>\n']
        for kind in kinds:
            keys = sorted(
                (e.key for e in self.graph.entities if e.kind == kind), key=lambda key: (self.names[key], key)
            )
            rows = "".join(f"<li>{self._link(key, '')}</li>" for key in keys)
            parts.append(f"<h2>{self._class(kind)} ({len(keys)})</h2>\n<ul>{rows}</ul>\n")
        return self._whole(self._t("contents"), "".join(parts), "", "entities")

    def page(self, entity: Entity) -> str:
        """The page of one entity."""
        name = self.names[entity.key]
        names = dict.fromkeys((*entity.labels, *entity.alt_labels))
        others = "".join(
            f'<li lang="{escape(visible(tag))}">{escape(visible(text))}</li>'
            for tag, text in names
            if visible(text) != name
        )
        graph = f"../index.html#e={quote(visible(entity.key))}&amp;l={LANGUAGES[self.language]}"
        parts = [
            f'<p class="quiet">{self._class(entity.kind)} · <a href="{graph}">{self._t("inGraph")}</a> · ',
            f'<a href="../entities.{_ENDINGS[self.language]}">{self._t("contents")}</a></p>\n',
            f"<h2>{self._t('names')}</h2>\n<ul>{others}</ul>\n" if others else "",
            *self._facts(entity.key),
        ]
        data = embedded_json(self._json_ld(entity))
        return self._whole(escape(name), "".join(parts), data, self.stems[entity.key].removeprefix("entity/"))

    def _t(self, key: str) -> str:
        """A text of the page itself; ``labels.json`` holds no markup."""
        return three(*self.words["ui"][key])[self.language]

    def _facts(self, key: str) -> Iterator[str]:
        groups: dict[tuple[str, bool], list[Statement]] = defaultdict(list)
        for statement in self.facts[key]:
            groups[statement.property, statement.subject == key or statement.property in SYMMETRIC].append(statement)
        for (property_, active), statements in sorted(groups.items(), key=self._place):
            yield f"<h2>{self._property(property_, active)}</h2>\n<ul>\n"
            yield from (f"<li>{self._fact(statement, key)}</li>\n" for statement in statements)
            yield "</ul>\n"

    def _place(self, group: tuple[tuple[str, bool], Any]) -> tuple[bool, int, str, bool]:
        """Dates first, then as the vocabulary has the properties."""
        name, active = group[0]
        return name not in LITERALS, self.order.get(name, len(self.order)), name, not active

    def _fact(self, statement: Statement, key: str) -> str:
        active = statement.subject == key
        end = statement.object if active else statement.subject
        literal = active and statement.property in LITERALS
        told = escape(visible(literal_in_words(end, self.language))) if literal else self._link(end, "../")
        date = when(statement.qualifiers, self.language, self._t("since"), self._t("until"))
        known = self.words["certainties"].get(statement.certainty)
        sure = three(*known)[self.language] if known else visible(statement.certainty)
        tag = "" if statement.certainty == "affirmed" else f" <em>{escape(sure)}</em>"
        said = "".join(
            f'<blockquote lang="zh"><mark>{escape(visible(e.quote))}</mark> '
            f'<cite title="{escape(visible(e.rule))}">'
            f"《{escape(self.titles.get(e.document, visible(e.document)))}》"
            f"{escape(visible(''.join(f' › {title}' for title in e.section[1:])))}</cite></blockquote>"
            for e in merged(statement.evidence)
        )
        before = f'<span class="quiet">{escape(visible(date))}</span> ' if date else ""
        return f"{before}{told}{tag}{self._qualifiers(statement.qualifiers)}{said}"

    def _qualifiers(self, qualifiers: Qualifiers) -> str:
        colon = ": " if self.language == _ENGLISH else "："
        parts = []
        if qualifiers.role:
            office = visible(qualifiers.role)
            parts.append(escape(three(office, visible(office_in_english(qualifiers.role)) or office)[self.language]))
        if qualifiers.amount:
            parts.append(escape(visible(f"{qualifiers.amount} {qualifiers.currency or ''}".strip())))
        for name, text in (("at_place", "place"), ("under_treaty", "under"), ("claimant", "claimant")):
            if value := getattr(qualifiers, name):
                told = self._link(value, "../") if value in self.stems else escape(visible(value))
                parts.append(f"{self._t(text)}{colon}{told}")
        return f' <span class="quiet">({"; ".join(parts)})</span>' if parts else ""

    def _link(self, key: str, way: str) -> str:
        return f'<a href="{way}{quote(self.stems[key])}.{_ENDINGS[self.language]}">{escape(self.names[key])}</a>'

    def _labelled(self, labels: Mapping[str, str], name: str) -> str:
        return escape(visible(labels.get(LANGUAGES[self.language]) or labels.get("zh-Hans") or name))

    def _class(self, kind: str) -> str:
        return self._labelled(self.vocabulary.classes.get(kind, {}), kind)

    def _property(self, name: str, active: bool) -> str:
        if not active and name in self.words["inverse"]:
            return escape(three(*self.words["inverse"][name])[self.language])
        known = self.vocabulary.properties.get(name)
        return f"{'' if active else '… '}{self._labelled(known.labels if known else {}, name)}"

    def _json_ld(self, entity: Entity) -> dict[str, Any]:
        """The entity with its affirmed facts, as the Turtle has them; the names of schema.org for search engines."""
        base = self.graph.base
        found: dict[str, Any] = {
            "@context": {
                "kg": f"{base}ontology#",
                "schema": "https://schema.org/",
                "skos": "http://www.w3.org/2004/02/skos/core#",
            },
            "@id": f"{base}entity/{visible(entity.key)}",
            "@type": [f"kg:{visible(entity.kind)}", f"schema:{_SCHEMA.get(entity.kind, 'Thing')}"],
            "schema:name": self.names[entity.key],
            "skos:prefLabel": _tagged(entity.labels),
            "skos:altLabel": _tagged(entity.alt_labels),
            "schema:sameAs": [*entity.articles, *entity.same_as],
        }
        facts: Mapping[str, list[Any]] = defaultdict(list)
        for s in self.facts[entity.key]:
            if s.subject == entity.key and s.certainty == "affirmed":
                value = visible(s.object) if s.property in LITERALS else {"@id": f"{base}entity/{visible(s.object)}"}
                facts[f"kg:{visible(s.property)}"].append(value)
        return {key: value for key, value in (found | dict(sorted(facts.items()))).items() if value}

    def _whole(self, title: str, body: str, json_ld: str, stem: str) -> str:
        """A page whose title and body are HTML; ``stem`` is its file in its folder, without the ending."""
        policy = f"default-src 'none'; style-src {hashed(_STYLE)}; img-src data:; base-uri 'none'; form-action 'none'"
        data = f'<script type="application/ld+json">{json_ld}</script>\n' if json_ld else ""
        ways = [
            (i, tag, f"{quote(stem)}.{ending}") for i, (tag, ending) in enumerate(zip(LANGUAGES, _ENDINGS, strict=True))
        ]
        alternate = "".join(f'<link rel="alternate" hreflang="{tag}" href="{href}">\n' for _, tag, href in ways)
        nav = " · ".join(
            f'<span lang="{tag}">{_OWN_NAMES[i]}</span>'
            if i == self.language
            else f'<a href="{href}" lang="{tag}" hreflang="{tag}">{_OWN_NAMES[i]}</a>'
            for i, tag, href in ways
        )
        return f"""<!DOCTYPE html>
<html lang="{LANGUAGES[self.language]}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
{alternate}<style>{_STYLE}</style>
{data}</head>
<body>
<nav aria-label="{self._t("language")}">{nav}</nav>
<main>
<h1>{title}</h1>
{body}</main>
</body>
</html>
"""


def _tagged(labels: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"@language": visible(tag), "@value": visible(text)} for tag, text in labels]
