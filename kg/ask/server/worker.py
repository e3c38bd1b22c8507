"""Queries in processes of their own: the engine cannot be interrupted, a process can.

A worker reads the graph once and answers one query at a time. One that takes too long, or that the system denies more
memory, is ended and another takes its place.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import queue
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing.connection import Connection
from typing import IO, NamedTuple, cast

import pyoxigraph as ox

from kg.ask.asof import as_of
from kg.ask.dataset import Dataset
from kg.ask.server.media import GRAPHS, RESULTS, best_of
from kg.ask.sparql import BadQuery

__all__ = ["Job", "Limits", "Pool", "Reply"]

_TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for a query, bytes of an answer and of a request, megabytes of memory (0: no limit), queries at a time."""

    seconds: float = 20.0
    answer_bytes: int = 64_000_000
    request_bytes: int = 1_000_000
    memory: int = 4096
    workers: int = 2


@dataclass(frozen=True, slots=True)
class Job:
    """A query to answer, with the dataset that the request names, and the formats it takes."""

    text: str
    base_iri: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    as_of: str | None = None
    form: str | None = None
    accept: str | None = None


class Reply(NamedTuple):
    """Status, media type and body of an HTTP response."""

    status: int
    media_type: str
    body: bytes

    @classmethod
    def error(cls, status: int, message: str) -> Reply:
        """An error in words."""
        return cls(status, _TEXT, f"{message}\n".encode())


class _FullError(OSError):
    """More was written than fits."""


class _Bounded:
    """A file in memory that takes so many bytes and no more."""

    def __init__(self, limit: int) -> None:
        self.parts: list[bytes] = []
        self.left = limit

    def write(self, data: bytes) -> int:
        self.left -= len(data)
        if self.left < 0:
            raise _FullError
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


def answer(view: Callable[[str | None], Dataset], job: Job, limit: int) -> Reply:
    """Answer a query. ``view`` gives the graph as of a day, ``limit`` is that of the answer in bytes."""
    try:
        dataset = view(job.as_of)
        found = dataset.query(
            job.text, base_iri=job.base_iri, default_graphs=job.default_graphs, named_graphs=job.named_graphs
        )
        offers = list(GRAPHS if isinstance(found, ox.QueryTriples) else RESULTS)
        media = best_of(job.form, job.accept, offers)
        if media is None:
            return Reply.error(406, f"this answer can be had as {', '.join(offers)}")
        out = _Bounded(limit)
        stream = cast("IO[bytes]", out)
        try:
            if isinstance(found, ox.QueryTriples):
                prefixes = dataset.prefixes if GRAPHS[media] == ox.RdfFormat.TURTLE else None
                ox.serialize(found, stream, GRAPHS[media], prefixes=prefixes)
            else:
                found.serialize(stream, RESULTS[media])
        except _FullError:
            return Reply.error(500, f"the answer is larger than {limit:,} bytes: add LIMIT, or ask for less")
    except BadQuery as error:
        return Reply.error(400, str(error))
    except MemoryError:
        return Reply.error(500, "the answer needs too much memory: ask for less")
    except (OSError, RuntimeError, ValueError) as error:
        return Reply.error(500, f"the query could not be answered: {error}")
    charset = "; charset=utf-8" if media.startswith("text/") else ""
    return Reply(200, media + charset, b"".join(out.parts))


def _work(connection: Connection, path: str, limits: Limits) -> None:
    """The life of a worker: one job after another, until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends its workers
    if limits.memory:
        with contextlib.suppress(ImportError, ValueError, OSError):  # no such limit on this system
            import resource

            resource.setrlimit(resource.RLIMIT_AS, (limits.memory * 2**20, resource.RLIM_INFINITY))
    dataset = Dataset.load(path)
    views = lru_cache(maxsize=4)(lambda day: as_of(dataset, day))

    def view(day: str | None) -> Dataset:
        return views(day) if day else dataset

    with contextlib.suppress(EOFError, BrokenPipeError):
        connection.send(None)
        while True:
            connection.send(answer(view, connection.recv(), limits.answer_bytes))


class _Worker:
    def __init__(self, path: str, limits: Limits) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, path, limits), daemon=True)
        self.process.start()
        theirs.close()
        self.ready = False

    def wait(self) -> None:
        """Wait until the graph is read, which is no part of the time of a query."""
        if not self.ready:
            self.connection.recv()
            self.ready = True

    def ask(self, job: Job, seconds: float) -> Reply | None:
        """The reply, or None if there was none in time. Raises EOFError or OSError if the process died."""
        self.connection.send(job)
        return cast("Reply", self.connection.recv()) if self.connection.poll(seconds) else None

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


class Pool:
    """Workers on one graph file. ``ask`` may be called from several threads."""

    def __init__(self, path: str, limits: Limits) -> None:
        self._path, self._limits = path, limits
        self._free: queue.Queue[_Worker] = queue.Queue()
        self._all: set[_Worker] = set()
        for _ in range(limits.workers):
            self._hire()
        for worker in self._all:
            worker.wait()

    def _hire(self) -> None:
        worker = _Worker(self._path, self._limits)
        self._all.add(worker)
        self._free.put(worker)

    def _dismiss(self, worker: _Worker) -> None:
        self._all.discard(worker)
        worker.end()

    def ask(self, job: Job) -> Reply:
        """Answer a query within the limits; the time waited for a free worker counts."""
        seconds = self._limits.seconds
        late = time.monotonic() + seconds
        try:
            worker = self._free.get(timeout=seconds)
        except queue.Empty:
            return Reply.error(503, "too many queries at a time: try again later")
        left = max(late - time.monotonic(), 0.05)
        try:
            worker.wait()
            reply = worker.ask(job, left)
        except (EOFError, OSError):  # the engine ends its process when it runs out of memory or of stack
            self._replace(worker)
            return Reply.error(500, f"the query needs over {self._limits.memory} MB of memory, or is nested too deep")
        if reply is None:
            self._replace(worker)
            return Reply.error(503, f"the query takes more than {seconds:g} s: ask for less")
        self._free.put(worker)
        return reply

    def _replace(self, worker: _Worker) -> None:
        self._dismiss(worker)
        self._hire()

    def close(self) -> None:
        """End all workers."""
        for worker in list(self._all):
            self._dismiss(worker)
