"""The graph as a small static site: the page, the data, a plain page for each entity, a sitemap.

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
from kg.write.html import embedded_json, hashed
from kg.write.html_text import merged, visible
from kg.write.network import LITERALS, first_date, label

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
_CERTAINTIES = {"denied": "否认", "planned": "计划", "claimed": "声称"}
_SEASONS = {"21": "春", "22": "夏", "23": "秋", "24": "冬"}
_SEASON = re.compile(r"\b(\d{4})-(2[1-4])(?![\d-])")
_LONGEST = 60  # characters of a file name: file systems take 255 bytes, and UTF-8 needs up to four for each
_STYLE = """\
:root { color-scheme: light dark; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.7 system-ui, "Noto Sans CJK SC", sans-serif; }
h1 { line-height: 1.3; } h2 { margin: 1.6em 0 .3em; font-size: 1.05rem; }
ul { padding-left: 1.2em; } li { margin: .3em 0; }
blockquote { margin: .2em 0 .2em .2em; padding-left: .7em; border-left: 3px solid; }
.quiet, cite { font-size: .9em; opacity: .8; font-style: normal; } mark { color: inherit; background: #ffe48a80; }"""


def site(graph: Graph, address: str) -> dict[str, str]:
    """The files of the site, by their path: ``index.html``, ``graph.ttl``, ``entity/….html``, ``sitemap.xml``.

    ``address`` is where the site will stand, with a slash at its end; the sitemap needs it
    (https://www.sitemaps.org/protocol.html).
    """
    pages = _Pages(graph)
    files = {"index.html": graph.html(), "graph.ttl": graph.turtle(), "entities.html": pages.contents()}
    files |= {pages.paths[entity.key]: pages.page(entity) for entity in graph.entities}
    files["sitemap.xml"] = _sitemap(address, [path for path in sorted(files) if path.endswith(".html")])
    return files


def _sitemap(address: str, paths: Sequence[str]) -> str:
    rows = "".join(f"<url><loc>{escape(address + quote(path))}</loc></url>\n" for path in paths)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">\n{rows}</urlset>\n'


def _paths(entities: Sequence[Entity]) -> dict[str, str]:
    """A file for each entity, named for it as far as every file system can hold the name, and no two alike.

    Some systems take upper and lower case, or composed and decomposed letters, for the same.
    """
    plain = {e.key: re.sub(r"[^\w·-]+", "_", unicodedata.normalize("NFC", e.key))[:_LONGEST] for e in entities}
    taken: dict[str, int] = defaultdict(int)
    for name in plain.values():
        taken[name.casefold()] += 1
    return {
        key: f"entity/{name}.html"
        if name == key and taken[name.casefold()] == 1
        else f"entity/{name}-{_hash(key)}.html"
        for key, name in plain.items()
    }


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


class _Pages:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.vocabulary = load().vocabulary
        self.names = {e.key: visible(label(e)) for e in graph.entities}
        self.paths = _paths(graph.entities)
        self.titles = {d.path: visible(d.title) for d in graph.documents}
        self.facts: dict[str, list[Statement]] = defaultdict(list)
        for statement in sorted(graph.statements, key=lambda s: (first_date(s.qualifiers) or "~", s)):
            self.facts[statement.subject].append(statement)
            if statement.property not in LITERALS and statement.object != statement.subject:
                self.facts[statement.object].append(statement)

    def contents(self) -> str:
        """The page that leads to every entity, by class."""
        kinds = sorted({entity.kind for entity in self.graph.entities})
        parts = []
        for kind in kinds:
            keys = sorted(e.key for e in self.graph.entities if e.kind == kind)
            rows = "".join(f"<li>{self._link(key, '')}</li>" for key in keys)
            parts.append(f"<h2>{self._class(kind)} ({len(keys)})</h2>\n<ul>{rows}</ul>\n")
        return _page("目录", f'<p><a href="index.html">关系图</a></p>\n{"".join(parts)}', "")

    def page(self, entity: Entity) -> str:
        """The page of one entity."""
        name = self.names[entity.key]
        names = dict.fromkeys((*entity.labels, *entity.alt_labels))
        others = "".join(
            f'<li lang="{escape(visible(tag))}">{escape(visible(text))}</li>' for tag, text in names if text != name
        )
        graph = f"../index.html#e={quote(visible(entity.key))}"
        parts = [
            f'<p class="quiet">{self._class(entity.kind)} · <a href="{graph}">在关系图中查看</a> · ',
            '<a href="../entities.html">目录</a></p>\n',
            f"<h2>名称</h2>\n<ul>{others}</ul>\n" if others else "",
            *self._facts(entity.key),
        ]
        return _page(name, "".join(parts), embedded_json(self._json_ld(entity)))

    def _facts(self, key: str) -> Iterator[str]:
        groups: dict[tuple[str, bool], list[Statement]] = defaultdict(list)
        for statement in self.facts[key]:
            groups[statement.property, statement.subject == key].append(statement)
        for (property_, active), statements in sorted(groups.items(), key=lambda g: (not g[0][1], g[0][0])):
            title = self._property(property_)
            yield f"<h2>{title if active else f'… {title} {escape(self.names[key])}'}</h2>\n<ul>\n"
            yield from (f"<li>{self._fact(statement, active)}</li>\n" for statement in statements)
            yield "</ul>\n"

    def _fact(self, statement: Statement, active: bool) -> str:
        end = statement.object if active else statement.subject
        told = escape(visible(_in_words(end))) if active and statement.property in LITERALS else self._link(end, "../")
        sure = _CERTAINTIES.get(statement.certainty, visible(statement.certainty))
        tag = "" if statement.certainty == "affirmed" else f" <em>{escape(sure)}</em>"
        said = "".join(
            f'<blockquote lang="zh"><mark>{escape(visible(e.quote))}</mark> '
            f'<cite title="{escape(visible(e.rule))}">'
            f"《{escape(self.titles.get(e.document, visible(e.document)))}》"
            f"{escape(visible(''.join(f' › {title}' for title in e.section[1:])))}</cite></blockquote>"
            for e in merged(statement.evidence)
        )
        return f"{told}{tag}{self._qualifiers(statement.qualifiers)}{said}"

    def _qualifiers(self, qualifiers: Qualifiers) -> str:
        parts = [
            self._link(value, "../")
            if value in self.paths and name in _KEYED
            else escape(visible(_in_words(value) if name.endswith("_date") else value))
            for name in qualifiers.__slots__
            if (value := getattr(qualifiers, name))
        ]
        return f' <span class="quiet">({", ".join(parts)})</span>' if parts else ""

    def _link(self, key: str, way: str) -> str:
        return f'<a href="{way}{quote(self.paths[key])}">{escape(self.names[key])}</a>'

    def _class(self, kind: str) -> str:
        return escape(visible(self.vocabulary.classes.get(kind, {}).get("zh-Hans", kind)))

    def _property(self, name: str) -> str:
        known = self.vocabulary.properties.get(name)
        return escape(visible(known.labels.get("zh-Hans", name) if known else name))

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


def _in_words(edtf: str) -> str:
    """``edtf`` with the seasons that EDTF numbers as months named: ``1949-22`` is ``1949年夏``."""
    return _SEASON.sub(lambda found: f"{found[1]}年{_SEASONS[found[2]]}", edtf)


_KEYED = ("at_place", "under_treaty", "claimant")


def _tagged(labels: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"@language": visible(tag), "@value": visible(text)} for tag, text in labels]


def _page(title: str, body: str, json_ld: str) -> str:
    policy = f"default-src 'none'; style-src {hashed(_STYLE)}; img-src data:; base-uri 'none'; form-action 'none'"
    data = f'<script type="application/ld+json">{json_ld}</script>\n' if json_ld else ""
    return f"""<!DOCTYPE html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
<style>{_STYLE}</style>
{data}</head>
<body>
<main>
<h1>{escape(title)}</h1>
{body}</main>
</body>
</html>
"""
