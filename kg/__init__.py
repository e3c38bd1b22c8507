"""Bangjiao (邦交): a knowledge graph of diplomatic history from Chinese documents.

    >>> from kg import build
    >>> graph = build(["seeds"])
    >>> paths = graph.write("output")

``graph.rdf`` is an rdflib graph, ``graph.network`` a networkx one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["BangjiaoError", "Graph", "__version__", "build"]

__version__ = "0.1.0"

if TYPE_CHECKING:
    from kg.errors import BangjiaoError
    from kg.graph import Graph
    from kg.pipeline import build


def __getattr__(name: str) -> object:
    # Loaded on first use: `kg --help` and `import kg` stay fast.
    from importlib import import_module

    home = {"build": "kg.pipeline", "Graph": "kg.graph", "BangjiaoError": "kg.errors"}.get(name)
    if home is None:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    return getattr(import_module(home), name)
