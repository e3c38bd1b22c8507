"""What of an article is no running text: sections of references and links, and the notes at the end."""

from __future__ import annotations

from kg.language.script import fold
from kg.read.canvas import Canvas, RawBlock

__all__ = ["LEFT_OUT", "is_left_out", "without_notes"]

# Titles of sections that are left out with everything under them, folded to simplified script.
LEFT_OUT = frozenset(
    {
        "参考文献", "参考资料", "参考来源", "参考书目", "参考",
        "注释", "注解", "附注", "脚注", "注脚", "尾注",
        "参见", "参看", "参阅", "另见", "另请参见", "相关条目",
        "外部链接", "外部连接", "外部连结",
        "延伸阅读", "扩展阅读", "进一步阅读",
        "引用", "引文", "引注", "来源", "资料来源", "出处", "书籍", "图书", "文献",
        "注释与参考文献", "参考文献与注释", "注释和参考文献", "参考资料与注释",
        "References", "Notes", "Bibliography", "See also", "External links", "Further reading",
    }
)  # fmt: skip


def is_left_out(title: str) -> bool:
    """Whether a section of this title is no running text."""
    return fold(title).strip().rstrip("：:") in LEFT_OUT


def without_notes(canvas: Canvas, blocks: list[RawBlock]) -> list[RawBlock]:
    """``blocks`` without the numbered list of notes that the converter puts at the end of the file."""
    cut = len(blocks)
    while cut and blocks[cut - 1].kind == "ordered":
        cut -= 1
    if canvas.last_category is not None:
        after = next((n for n, block in enumerate(blocks) if block.start >= canvas.last_category), len(blocks))
        if after < len(blocks) and blocks[after].kind == "ordered":
            return blocks[:after]
    notes = blocks[cut:]
    # Without categories before it, the list is told by its gaps (notes that the converter lost) or by its length.
    if any(not _has_words(canvas, block) for block in notes) or 0 < len(notes) == canvas.marks:
        return blocks[:cut]
    return blocks


def _has_words(canvas: Canvas, block: RawBlock) -> bool:
    return any(canvas.work[start:end].strip("\0 \t\u3000") for start, end in block.pieces)
