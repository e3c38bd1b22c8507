"""read: a file of markdown or plain text → :class:`kg.records.Document`, the converter's damage undone.

bytes ──decode──▶ source ──formats──▶ canvas ──inline, links──▶ blocks ──assemble──▶ text, links, sections
"""

from __future__ import annotations

from collections import deque
from hashlib import sha256
from itertools import takewhile
from pathlib import Path

from kg.errors import BadDocument
from kg.read.apparatus import without_notes
from kg.read.assemble import Text, assemble, blocks_and_sections, place_bold, place_links, words_of
from kg.read.blocks import markdown_blocks, plain_blocks
from kg.read.canvas import Canvas, RawBlock, prepare
from kg.read.decode import decode
from kg.read.discover import documents
from kg.read.formats import MARKDOWN, format_of
from kg.read.inline import clean_plain, read_emphasis, read_literals, read_tags, read_templates, read_variants
from kg.read.links import read_links, read_note
from kg.read.naming import is_title_line, names_of, stem_of, title_of
from kg.records import Document, Span

__all__ = ["documents", "read", "read_bytes"]

# In this order: each pass takes away what the next would misread.
_PASSES = (read_note, read_literals, read_tags, read_variants, read_templates, read_links, read_emphasis)


def read(path: Path, *, name: str | None = None) -> Document:
    """The document in the file ``path``; ``name`` is what it is called in the record, if not by its path.

    Raises :class:`BadDocument` for a file that is missing, unreadable, empty, binary or in an unknown encoding.
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
    return read_bytes(data, called)


def read_bytes(data: bytes, path: str | Path) -> Document:
    """The document in ``data``, the content of the file ``path``. Raises :class:`BadDocument` like :func:`read`."""
    path = str(path)
    source, encoding = decode(data, path)
    form = format_of(source)
    canvas, blocks = _markdown(source) if form == MARKDOWN else _plain(source)
    blocks = _with_title_line(canvas, blocks)
    result = assemble(canvas, blocks)
    if not result.text:
        raise BadDocument("there is no running text in the file, only markup and references", path=path)
    bold = place_bold(canvas, result)
    title, names = _names(canvas, result, bold, path)
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
    )


def _markdown(source: str) -> tuple[Canvas, list[RawBlock]]:
    canvas = prepare(source)
    for undo in _PASSES:
        undo(canvas)
    return canvas, without_notes(canvas, markdown_blocks(canvas.work, source))


def _plain(source: str) -> tuple[Canvas, list[RawBlock]]:
    canvas = prepare(source)
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


def _names(canvas: Canvas, result: Text, bold: tuple[Span, ...], path: str) -> tuple[str, tuple[str, ...]]:
    """The title, and the bold names of the lead after it."""
    text = result.text
    names = names_of(text[start:end] for start, end in _lead(result, bold))
    headings = [text[one.start : one.end] for one in result.placed if one.level]
    first = result.placed[0]
    top = text[first.start : first.end] if first.level == 1 else None
    title = title_of([canvas.note, top, *names[:1], stem_of(path), *headings], text)
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
