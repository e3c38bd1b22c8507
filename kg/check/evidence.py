"""K1xx: the evidence against the source files."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

from kg.check.finding import Context, Finding, Side

__all__ = ["k101", "k102", "k103", "stands"]


def k101(context: Context) -> Iterator[Finding]:
    """A quote that does not stand at its place in the source file."""
    if context.sources is None:
        return
    for passage in context.view.passages.values():
        document = context.view.documents.get(passage.document)
        source = context.sources.text(document.sha256) if document else None
        if document is None or source is None:
            continue
        stretch = source[passage.start : passage.end] if 0 <= passage.start < passage.end else ""
        if not stands(passage.quote, stretch):
            place = f"{document.title} [{passage.start}:{passage.end}]"
            yield Finding(
                "K101",
                passage.iri,
                f"引文与源文件不符：{place}",
                f"the quote does not stand at its place in the source: {place}",
                (Side("引文 quote", (passage,)), Side(f"源文件 source 「{stretch[:120]}」")),
            )


def stands(quote: str, stretch: str) -> bool:
    """Whether ``stretch`` is ``quote`` with markup in between: begins and ends with it, all its characters in order.

    A character may be written as an HTML entity; white space does not count.
    """
    wanted = "".join(quote.split())
    for given in (stretch, unescape(stretch)):
        text = "".join(given.split())
        left = iter(text)
        if wanted and text[:1] == wanted[0] and text[-1:] == wanted[-1] and all(c in left for c in wanted):
            return True
    return False


def k102(context: Context) -> Iterator[Finding]:
    """A source file that is no longer the one that was read."""
    sources = context.sources
    if sources is None:
        return
    known = {d.sha256 for d in context.view.documents.values()}
    for document in context.view.documents.values():
        if sources.path(document.sha256) is None and (path := sources.titled(document.title, known)):
            yield Finding(
                "K102",
                document.iri,
                f"源文件已改动：{path}；请重新运行 kg build",
                f"the source file has changed since it was read: {path}; run kg build again",
            )


def k103(context: Context) -> Iterator[Finding]:
    """A source file that is not there."""
    sources = context.sources
    if sources is None:
        return
    known = {d.sha256 for d in context.view.documents.values()}
    for document in context.view.documents.values():
        if sources.path(document.sha256) is None and sources.titled(document.title, known) is None:
            yield Finding(
                "K103",
                document.iri,
                f"找不到源文件：《{document.title}》（SHA-256 {document.sha256[:12]}…）",
                f"the source file is missing: {document.title} (SHA-256 {document.sha256[:12]}…)",
            )
