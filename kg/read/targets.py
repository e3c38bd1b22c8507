"""What a link's address names: an article, a picture, a category, or something outside."""

from __future__ import annotations

import html
import re
from typing import NamedTuple
from urllib.parse import unquote

__all__ = ["ARTICLE", "CATEGORY", "IMAGE", "OUTSIDE", "Target", "target_of"]

ARTICLE, IMAGE, CATEGORY, OUTSIDE = "article", "image", "category", "outside"

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_WIKI = re.compile(r"(?:https?:)?//zh(?:\.m)?\.wiki(?:pedia|source)\.org/(?:wiki|zh(?:-[a-z]+)?)/(.+)", re.IGNORECASE)
_INDEX = re.compile(r"(?:https?:)?//zh(?:\.m)?\.wikipedia\.org/w/index\.php\?(?:[^#]*&)?title=([^&#]+)", re.IGNORECASE)
_PAGE = re.compile(r"(?:\.{1,2}/)*(?:Page/|/?wiki/)?(.+)\.md(?:#.*)?$|/wiki/(.+)")
_QUERY = re.compile(r"\?(?:action|oldid|variant|redirect|useskin)=.*")
_NAMESPACE = re.compile(r"(:?)([^:\s]{1,20}):(.+)")
_LANGUAGE = re.compile(r"[a-z]{1,3}(?:-[a-z]+)*")
_PICTURE = re.compile(r"\.(?:jpe?g|png|svg|gif|tiff?|webp|djvu|ogg|ogv|webm|pdf)$", re.IGNORECASE)

_IMAGES = frozenset({"file", "image", "media", "文件", "檔案", "档案", "圖像", "图像", "媒體", "媒体"})
_CATEGORIES = frozenset({"category", "分类", "分類"})
_SISTERS = frozenset({"s", "w", "wikisource"})
_NO_ARTICLES = frozenset(
    {"wikipedia", "help", "user", "template", "portal", "special", "project", "talk", "module", "draft"}
    | {"wikt", "commons"}
    | {"维基百科", "維基百科", "帮助", "幫助", "用户", "用戶", "模板", "主题", "主題", "特殊"}
)


class Target(NamedTuple):
    """The kind of thing that an address names, its title if it has one, and the address if absolute."""

    kind: str
    title: str = ""
    iri: str | None = None


def target_of(address: str, anchor: str = "", tooltip: str = "") -> Target:
    """What ``address``, as markdown writes it, names; anchor and tooltip tell pictures that are not in the wiki."""
    address = html.unescape(_ESCAPE.sub(r"\1", address)).strip().removeprefix("<").removesuffix(">")
    iri = address if re.match(r"(?:https?:)?//", address) else None
    title = _title(address)
    if title is None:
        picture = tooltip.startswith("fig:") or _PICTURE.search(anchor)
        return Target(IMAGE if picture else OUTSIDE)
    kind, title = _in_namespace(title)
    return Target(kind, title, iri) if title else Target(OUTSIDE)


def _title(address: str) -> str | None:
    for pattern in (_WIKI, _INDEX, _PAGE):
        match = pattern.match(address)
        if match and (iri_or_path := next(filter(None, match.groups()), None)):
            if pattern is _PAGE and re.match(r"[a-z][a-z+.-]+:|//|www\.", address):
                return None
            return unquote(_QUERY.sub("", iri_or_path).partition("#")[0]).replace("_", " ").strip()
    return None


def _in_namespace(title: str) -> tuple[str, str]:
    match = _NAMESPACE.match(title)
    if not match:
        return ARTICLE, title
    colon, space, rest = match[1], match[2].lower(), match[3].strip()
    if space in _IMAGES:
        return (OUTSIDE if colon else IMAGE), rest
    if space in _CATEGORIES:
        return (OUTSIDE if colon else CATEGORY), rest
    if space in _SISTERS or (colon and _LANGUAGE.fullmatch(space)):
        return ARTICLE, rest
    if space in _NO_ARTICLES:
        return OUTSIDE, rest
    return ARTICLE, title.removeprefix(":")
