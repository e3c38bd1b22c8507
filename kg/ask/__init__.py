"""ask: a graph → answers, scores, reasons.

>>> from kg.ask import Dataset, as_of, question
>>> dataset = Dataset.load("output/graph.ttl")
>>> rows = dataset.query(question("treaties-between").bind(dataset, {"a": "苏联", "b": "中华民国"}))
>>> then = as_of(dataset, "1941-05-01")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = [
    "BadGraph",
    "BadQuery",
    "Dataset",
    "Question",
    "as_of",
    "load_questions",
    "question",
    "resolve",
    "shortest_path",
]

if TYPE_CHECKING:
    from kg.ask.asof import as_of
    from kg.ask.dataset import Dataset
    from kg.ask.names import resolve
    from kg.ask.paths import shortest_path
    from kg.ask.questions import Question, load_questions, question
    from kg.ask.sparql import BadGraph, BadQuery

_HOMES = {
    "BadGraph": "sparql",
    "BadQuery": "sparql",
    "Dataset": "dataset",
    "Question": "questions",
    "as_of": "asof",
    "load_questions": "questions",
    "question": "questions",
    "resolve": "names",
    "shortest_path": "paths",
}


def __getattr__(name: str) -> object:
    # Loaded on first use: to ask one thing is not to pay for all.
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module 'kg.ask' has no attribute {name!r}")
    return getattr(import_module(f"kg.ask.{_HOMES[name]}"), name)
