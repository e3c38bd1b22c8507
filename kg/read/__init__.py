"""read: a file of markdown or plain text → :class:`kg.records.Document`, the converter's damage undone.

bytes ──decode──▶ source ──formats──▶ canvas ──inline, links──▶ blocks ──assemble──▶ text, links, sections
"""

from __future__ import annotations

from collections import deque
from hashlib import sha256
from itertools import takewhile
from pathlib import Path

from kg.errors import BadDocument
from kg.read.about import Sources, front_matter, is_iri
from kg.read.apparatus import without_notes
from kg.read.assemble import Text, assemble, blocks_and_sections, place_bold, place_links, words_of
from kg.read.blocks import markdown_blocks, plain_blocks
from kg.read.canvas import Canvas, RawBlock, erase, prepare
from kg.read.decode import decode
from kg.read.discover import documents
from kg.read.formats import MARKDOWN, format_of
from kg.read.inline import clean_plain, read_emphasis, read_literals, read_tags, read_templates, read_variants
from kg.read.links import read_links, read_note
from kg.read.naming import is_title_line, names_of, stem_of, title_of
from kg.records import About, Document, Span

__all__ = ["Sources", "documents", "read", "read_bytes"]

_NOTHING = About()
# In this order: each pass takes away what the next would misread.
_PASSES = (read_note, read_literals, read_tags, read_variants, read_templates, read_links, read_emphasis)


def read(path: Path, *, name: str | None = None, sources: Sources | None = None) -> Document:
    """The document in the file ``path``; ``name`` is what it is called in the record, if not by its path.

    ``sources`` is what the folder tells of its documents besides what they tell themselves.

    Raises :class:`BadDocument` for a file that is missing, unreadable, empty, binary or in an unknown encoding,
    :class:`BadSources` for a malformed ``sources.toml``.
    """
    called = name if name is not None else str(path)
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError as error:
        raise BadDocument("there is no such file; check the path", path=called) from error
    except IsADirectoryError as error:
        raise BadDocument("this is a folder; name the files in it", path=called) from error
    except PermissionError as error:
        raise BadDocument("the file may not be read; check its permissions", path=called) from error
    except OSError as error:
        raise BadDocument(f"the file cannot be read ({error.strerror or error})", path=called) from error
    one, every = sources.of(Path(path)) if sources else (About(), About())
    return read_bytes(data, called, one=one, every=every)


def read_bytes(data: bytes, path: str | Path, *, one: About = _NOTHING, every: About = _NOTHING) -> Document:
    """The document in ``data``, the content of the file ``path``. Raises :class:`BadDocument` like :func:`read`.

    ``one`` is what is told of it besides what it tells itself, and goes before that; ``every`` comes after it.
    """
    path = str(path)
    source, encoding = decode(data, path)
    head, own = front_matter(source, path)
    form = format_of(source[head:])
    canvas, blocks = _markdown(source, head) if form == MARKDOWN else _plain(source, head)
    about = one.or_else(own).or_else(About(page=_absolute(canvas.page))).or_else(every)
    blocks = _with_title_line(canvas, blocks)
    result = assemble(canvas, blocks)
    if not result.text:
        raise BadDocument("there is no running text in the file, only markup and references", path=path)
    bold = place_bold(canvas, result)
    title, names = _names(canvas, result, bold, path, about.title)
    placed, sections = blocks_and_sections(result, title)
    return Document(
        path=path,
        source=source,
        sha256=sha256(data).hexdigest(),
        encoding=encoding,
        format=form,
        title=title,
        names=names,
        text=result.text,
        offsets=result.offsets,
        blocks=placed,
        sections=sections,
        links=place_links(canvas, result),
        bold=bold,
        categories=tuple(dict.fromkeys(canvas.categories)),
        about=about,
    )


def _absolute(address: str | None) -> str:
    """The address of a page as an IRI; nothing where it is none."""
    iri = f"https:{address}" if address and address.startswith("//") else address or ""
    return iri if is_iri(iri) else ""


def _prepare(source: str, head: int) -> Canvas:
    canvas = prepare(source)
    canvas.work = erase(canvas.work, [(0, head)])
    return canvas


def _markdown(source: str, head: int) -> tuple[Canvas, list[RawBlock]]:
    canvas = _prepare(source, head)
    for undo in _PASSES:
        undo(canvas)
    return canvas, without_notes(canvas, markdown_blocks(canvas.work, source))


def _plain(source: str, head: int) -> tuple[Canvas, list[RawBlock]]:
    canvas = _prepare(source, head)
    clean_plain(canvas)
    return canvas, plain_blocks(canvas.work)


def _with_title_line(canvas: Canvas, blocks: list[RawBlock]) -> list[RawBlock]:
    """``blocks`` with a title line before the text made the heading that it is."""
    for number, block in enumerate(blocks[:-1]):
        if words := words_of(canvas, block):
            if block.kind == "paragraph" and len(block.pieces) == 1 and is_title_line(words):
                start, end = block.pieces[0]
                # Words in bold or links within a line show that it is a sentence, if a short one.
                places = [at for at, _ in canvas.bold] + [link.start for link in canvas.links]
                if not any(start <= at < end for at in places):
                    return [*blocks[:number], RawBlock("heading", block.pieces, 1), *blocks[number + 1 :]]
            break
    return blocks


def _names(canvas: Canvas, result: Text, bold: tuple[Span, ...], path: str, told: str) -> tuple[str, tuple[str, ...]]:
    """The title, and the bold names of the lead after it; ``told`` is the title if it is told."""
    text = result.text
    names = names_of(text[start:end] for start, end in _lead(result, bold))
    headings = [text[one.start : one.end] for one in result.placed if one.level]
    first = result.placed[0]
    top = text[first.start : first.end] if first.level == 1 else None
    title = title_of([told, canvas.note, top, *names[:1], stem_of(path), *headings], text)
    return title, tuple(dict.fromkeys([title, *names]))


def _lead(result: Text, bold: tuple[Span, ...]) -> list[Span]:
    """The bold spans of the first paragraph with any, before the first section."""
    lead = takewhile(lambda one: not one.level or one is result.placed[0], result.placed)
    left = deque(bold)
    for one in lead:
        found = []
        while left and left[0].end <= one.end:
            found.append(left.popleft())
        if one.kind == "paragraph" and found:
            return found
    return []
