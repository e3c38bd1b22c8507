"""Markdown or plain text, told by what a text holds and never by what its file is called."""

from __future__ import annotations

import re

__all__ = ["MARKDOWN", "PLAIN", "format_of"]

MARKDOWN = "markdown"
PLAIN = "plain"

# One sure sign is enough: none of these stands in a Chinese text without markup. List markers are
# no sign, since they mean the same in both.
_SIGNS = re.compile(
    r"""
      \]\([^\s()]                              # a link or an image
    | \*\*[^\s*]                               # bold
    | __[^\s_][^_\n]*__
    | ^[ ]{0,3}\#{1,6}(?:[ \t]+\S|[ \t]*\r?$)  # a heading
    | \\[\[\]*_\\`-]                           # an escape
    | -\{[^{}\n]*\}-                           # a variant of script
    | \{\{[^{}]*\}\}                           # a template
    | <!--
    | </?(?:big|small|b|i|u|br|ref|sup|sub|div|span|p|table|td|tr|center|font)\b[^<>]*>
    | &(?:nbsp|amp|lt|gt|quot|ensp|emsp|mdash|ndash|middot|\#\d+|\#x[0-9a-fA-F]+);
    | ^[ \t]*\|?[ ]*:?-{3,}+:?[ ]*\|           # the rule under a pipe table's head
    | ^\+[-=]{3,}+\+                           # a grid table
    | ^[ ]*-{3,}+[ ]++-{3,}                    # a simple table
    """,
    re.VERBOSE | re.MULTILINE,
)


def format_of(text: str) -> str:
    """``markdown`` or ``plain``."""
    return MARKDOWN if _SIGNS.search(text) else PLAIN
