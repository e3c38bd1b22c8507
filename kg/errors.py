"""Errors that a user can mend. Everything else is our own bug and keeps its traceback."""

from __future__ import annotations

__all__ = ["BadDocument", "BadKnowledge", "BadOutput", "BadSources", "BangjiaoError"]


class BangjiaoError(Exception):
    """The base: what is wrong, where, and what to do about it.

    ``path`` is the file or folder, ``line`` the line in it (from 1), ``rule`` the id of a rule, each where known.
    """

    def __init__(
        self, message: str, *, path: str | None = None, line: int | None = None, rule: str | None = None
    ) -> None:
        super().__init__(message)
        self.message, self.path, self.line, self.rule = message, path, line, rule

    def __str__(self) -> str:
        place = self.path or ""
        if place and self.line is not None:
            place += f":{self.line}"
        if self.rule:
            place += f" [{self.rule}]" if place else f"[{self.rule}]"
        return f"{place}: {self.message}" if place else self.message


class BadDocument(BangjiaoError):
    """A source document that cannot be read."""


class BadKnowledge(BangjiaoError):
    """A name list or a rule that is malformed."""


class BadOutput(BangjiaoError):
    """A place that cannot be written to."""


class BadSources(BangjiaoError):
    """A ``sources.toml`` that cannot be used: what documents are from is not to be guessed, so that nothing is built."""
