"""The graph as one HTML page: pyvis's network and library, with our own page around it.

Nothing is fetched: the page carries vis-network whole, its own style and script, and the data as JSON (compressed
where the graph is large). A Content-Security-Policy in the page names them by their hash and forbids everything
else, and no text of a document or a name is ever read as markup: the page's script only sets ``textContent``.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from kg.records import Document, Entity, Mention, Statement
from kg.write.html_data import page_data
from kg.write.html_text import visible
from kg.write.network import network
from kg.write.turtle import BASE

__all__ = ["embedded_json", "hashed", "visible", "write_html"]

# Joined in this order into one script; what a later one uses, an earlier one has defined.
_SCRIPTS = (
    "data",
    "words",
    "view",
    "labels",
    "picture",
    "facts",
    "panel",
    "source",
    "search",
    "time",
    "filters",
    "tables",
    "timeline",
    "save",
    "main",
)
# Of the site; where no script runs, its pages are there to be read.
_CONTENTS = "".join(
    f' <a href="entities{ending}.html" lang="{tag}">{words}</a>'
    for ending, tag, words in (("", "zh-Hans", "目录"), (".zh-Hant", "zh-Hant", "目錄"), (".en", "en", "Contents"))
)
_COMPRESSED = 500_000  # characters of JSON past which the page carries it compressed


def write_html(
    entities: Sequence[Entity],
    statements: Sequence[Statement],
    documents: Sequence[Document],
    *,
    title: str,
    mentions: Mapping[str, Sequence[Mention]] | None = None,
    base: str = BASE,
    pages: Mapping[str, str] | None = None,
) -> str:
    """The page that shows ``entities`` and ``statements``, with the texts of ``documents`` that say them.

    ``mentions`` are what was found in each document, by its path; ``base`` is the base of the graph's IRIs; ``pages``
    leads to a page for each entity (see :mod:`kg.write.site`), by its key, without the ending.
    Write it as UTF-8 with line ends as they are (``newline="\\n"``). The same records give the same page.
    Raises ValueError for a statement about an entity that is not among ``entities``.
    """
    graph = network(entities, statements)
    data = embedded_json(page_data(graph, documents, mentions or {}, title=title, base=base, pages=pages))
    compressed = len(data) > _COMPRESSED
    style, library, script = _asset("page.css"), _library(), _script()
    return Template(_asset("page.html")).substitute(
        policy=_policy(style, library, script),
        title=escape(visible(title)),
        style=style,
        library=library,
        script=script,
        data=base64.b64encode(gzip.compress(data.encode(), mtime=0)).decode() if compressed else data,
        encoding=' data-encoding="gzip"' if compressed else "",
        contents=_CONTENTS if pages else "",
        empty="" if graph else " class=empty",
    )


def _asset(name: str) -> str:
    return (files("kg.write") / "page" / name).read_text(encoding="utf-8").strip("\n")


def _script() -> str:
    parts = "\n\n".join(_asset(f"{name}.js") for name in _SCRIPTS)
    return f'"use strict";\n(async () => {{\n{parts}\n}})();'


@cache
def _library() -> str:
    """vis-network as pyvis carries it, licence included, without the style of its editing tools (220 KB of icons).

    pyvis's page also refers to Bootstrap on a CDN and runs a script of its own; both stay behind.
    """
    from pyvis.network import Network

    page = Network(cdn_resources="in_line").generate_html()
    scripts: list[str] = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
    found = [script for script in scripts if "visjs.github.io/vis-network" in script]
    if len(found) != 1:
        raise RuntimeError(f"pyvis's page holds vis-network {len(found)} times, not once: it has changed its template")
    # Browsers hash a script after turning its line ends into LF.
    return found[0].replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def hashed(text: str) -> str:
    """The source expression that lets a Content-Security-Policy pass an inline script or style of this text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _policy(style: str, *scripts: str) -> str:
    """The Content-Security-Policy. vis-network sets styles only through the CSSOM, which needs no permission."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(hashed, scripts))}",
            f"style-src {hashed(style)}",
            "img-src data:",  # the empty icon, without which a browser asks the server for one
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        )
    )


def embedded_json(data: object) -> str:
    """JSON that can stand in a script element: nothing in it opens or closes a tag or ends a line."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
