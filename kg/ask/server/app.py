"""The routes: SPARQL 1.1 Protocol at ``/sparql``, the saved questions, the page of the graph, the entities.

The protocol: https://www.w3.org/TR/sparql11-protocol/, of which this is the query operation. Updates are refused with
403, since the graph is read-only; the other errors are those of the protocol and of HTTP.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from urllib.parse import parse_qsl

import pyoxigraph as ox
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from kg.ask.answers import graph_bytes
from kg.ask.dataset import Dataset
from kg.ask.questions import Question, load_questions
from kg.ask.server.entity import describe, page
from kg.ask.server.media import BY_NAME, GRAPHS, HTML, RESULTS, best, best_of
from kg.ask.server.worker import Job, Limits, Pool, Reply
from kg.ask.sparql import BadQuery

__all__ = ["Settings", "create_app"]

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_FORM, _DIRECT, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_KINDS = ("entity", "statement", "document", "selector", "run")
_QUERY_TYPE = "application/sparql-query"


@dataclass(frozen=True, slots=True)
class Settings:
    """What is served and how: the graph's file, the limits, the origins of other pages that may ask (CORS)."""

    path: str
    limits: Limits = field(default_factory=Limits)
    cors: tuple[str, ...] = ()


class _Refused(Exception):
    def __init__(self, status: int, message: str) -> None:
        self.reply = Reply.error(status, message)


def create_app(settings: Settings) -> Starlette:
    """The application, for any ASGI server.

    Raises:
        BadGraph: the graph cannot be read.
        BadKnowledge: a saved question is malformed.
    """
    return _Server(settings).app


class _Server:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.dataset = Dataset.load(settings.path)
        self.questions = load_questions()
        self.pool: Pool | None = None
        loader = PackageLoader("kg.ask.server", "page")
        self.templates = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
        cors = Middleware(
            CORSMiddleware, allow_origins=settings.cors, allow_methods=["GET", "POST"], allow_headers=["*"]
        )
        self.app = Starlette(
            routes=[
                Route("/", self.home),
                Route("/sparql", self.sparql, methods=["GET", "POST"]),
                Route("/questions", self.listing),
                Route("/questions/{name}", self.question),
                Route("/ontology", self.ontology),
                Route("/page/{name}", self.asset),
                *(Route(f"/{kind}/{{key:path}}", self.thing) for kind in _KINDS),
            ],
            middleware=[cors] if settings.cors else [],
            lifespan=self.lifespan,
        )

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """The workers live as long as the server."""
        self.pool = await run_in_threadpool(Pool, self.settings.path, self.settings.limits)
        try:
            yield
        finally:
            await run_in_threadpool(self.pool.close)

    # SPARQL

    async def sparql(self, request: Request) -> Response:
        """The query operation of the protocol; without a query, the page or the description of the service."""
        accept = request.headers.get("accept")
        try:
            fields = await self._fields(request)
            text = _only(fields, "query")
            form = _form(fields)
            if text is None:
                return self._no_query(request, form, accept)
            if request.method == "GET" and best_of(form, accept, [*RESULTS, *GRAPHS, HTML]) == HTML:
                return self._page(text)
            endpoint = str(request.url.replace(query="", fragment=""))
            job = Job(
                text,
                endpoint,
                _all(fields, "default-graph-uri"),
                _all(fields, "named-graph-uri"),
                _only(fields, "as-of"),
                form,
                accept,
            )
        except _Refused as refused:
            return _response(refused.reply)
        return await self._ask(job)

    async def _ask(self, job: Job) -> Response:
        assert self.pool is not None, "the application was not started"
        return _response(await run_in_threadpool(self.pool.ask, job))

    async def _fields(self, request: Request) -> list[tuple[str, str]]:
        """The parameters of a request, from the address and the body, the query among them."""
        fields = _decoded(request.url.query)
        if request.method == "POST":
            media, _, parameters = request.headers.get("content-type", "").partition(";")
            media = media.strip().lower()
            charset = parameters.lower().replace(" ", "").replace('"', "")
            if media == _UPDATE:
                raise _Refused(403, "this graph is read-only: updates are refused")
            if media not in (_FORM, _DIRECT):
                raise _Refused(415, f"send a query as {_FORM} or {_DIRECT}")
            if "charset=" in charset and "charset=utf-8" not in charset:
                raise _Refused(415, "send the query in UTF-8")
            body = await self._body(request)
            fields += _decoded(body) if media == _FORM else [("query", body)]
        if any(name == "update" for name, _ in fields):
            raise _Refused(403, "this graph is read-only: updates are refused")
        return fields

    async def _body(self, request: Request) -> str:
        limit = self.settings.limits.request_bytes
        data = b""
        async for part in request.stream():
            data += part
            if len(data) > limit:
                raise _Refused(413, f"the query is longer than {limit:,} bytes")
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _Refused(400, "the query is no UTF-8") from error

    def _no_query(self, request: Request, form: str | None, accept: str | None) -> Response:
        if request.method == "POST":
            raise _Refused(400, "no query was sent")
        media = best_of(form, accept, [*GRAPHS, HTML])
        if media == HTML:
            return self._page("")
        if media is None:
            raise _Refused(406, f"the description of this service can be had as {', '.join([*GRAPHS, HTML])}")
        return self._graph(_description(str(request.url.replace(query="", fragment=""))), media)

    # Questions

    async def listing(self, request: Request) -> Response:
        """The saved questions as JSON."""
        return _json([_as_data(one) for one in self.questions.values()])

    async def question(self, request: Request) -> Response:
        """A saved question: answered, or as SPARQL for ``Accept: application/sparql-query`` or ``format=sparql``."""
        one = self.questions.get(request.path_params["name"])
        if one is None:
            return _response(Reply.error(404, "no such saved question: see /questions"))
        accept = request.headers.get("accept")
        try:
            fields = _decoded(request.url.query)
            as_sparql = dict(fields).get("format") == "sparql"
            form = None if as_sparql else _form(fields)
            values = {name: str(_only(fields, name)) for name, _ in fields if name not in ("format", "as-of")}
            text = await run_in_threadpool(one.bind, self.dataset, values)
            if as_sparql or (form is None and best(accept, [*RESULTS, *GRAPHS, _QUERY_TYPE]) == _QUERY_TYPE):
                return Response(text, media_type=f"{_QUERY_TYPE}; charset=utf-8")
            if best_of(form, accept, [*RESULTS, *GRAPHS, HTML]) == HTML:
                return self._page(text)
            job = Job(text, str(request.url), as_of=_only(fields, "as-of"), form=form, accept=accept)
        except BadQuery as error:
            return _response(Reply.error(400, str(error)))
        except _Refused as refused:
            return _response(refused.reply)
        return await self._ask(job)

    # Pages

    async def home(self, request: Request) -> Response:
        """The HTML graph that was written beside the Turtle, or else the query page."""
        graph = Path(self.settings.path).with_suffix(".html")
        if graph.is_file():
            return FileResponse(graph, media_type=HTML, headers={"X-Content-Type-Options": "nosniff"})
        return self._page("")

    def _page(self, query: str) -> Response:
        prefixes = sorted(self.dataset.prefixes.items())
        questions = [_as_data(one) for one in self.questions.values()]
        return self._html("query.html", query=query, questions=questions, prefixes=prefixes, base=self.dataset.base)

    def _html(self, name: str, **values: object) -> Response:
        headers = {"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff", "Vary": "Accept"}
        return Response(self.templates.get_template(name).render(**values), media_type=HTML, headers=headers)

    async def asset(self, request: Request) -> Response:
        """The style and the script of the pages."""
        media = {"page.css": "text/css", "query.js": "text/javascript"}.get(request.path_params["name"])
        if media is None:
            return _response(Reply.error(404, "no such file"))
        source = files("kg.ask.server") / "page" / request.path_params["name"]
        return Response(source.read_bytes(), media_type=media, headers={"X-Content-Type-Options": "nosniff"})

    # Things

    async def thing(self, request: Request) -> Response:
        """An entity, statement or document by its IRI: Turtle, JSON-LD … or a page."""
        iri = self.dataset.base + request.url.path.lstrip("/").partition("/")[0] + "/" + request.path_params["key"]
        try:
            media = best_of(_form(_decoded(request.url.query)), request.headers.get("accept"), [*GRAPHS, HTML])
        except _Refused as refused:
            return _response(refused.reply)
        try:
            triples = await run_in_threadpool(describe, self.dataset, iri)
        except ValueError:  # the address holds what no IRI can
            triples = []
        if not triples:
            return _response(Reply.error(404, "the graph has no such thing"))
        if media is None:
            return _response(Reply.error(406, f"this can be had as {', '.join([*GRAPHS, HTML])}"))
        if media == HTML:
            return self._html("entity.html", page=await run_in_threadpool(page, self.dataset, iri))
        return self._graph(triples, media)

    async def ontology(self, request: Request) -> Response:
        """The vocabulary."""
        from kg.knowledge import folder

        media = best(request.headers.get("accept"), list(GRAPHS))
        if media is None:
            return _response(Reply.error(406, f"this can be had as {', '.join(GRAPHS)}"))
        quads = ox.parse(path=str(folder() / "bangjiao.ttl"), format=ox.RdfFormat.TURTLE)
        return self._graph([quad.triple for quad in quads], media)

    def _graph(self, triples: list[ox.Triple], media: str) -> Response:
        charset = "; charset=utf-8" if media.startswith("text/") else ""
        return _response(Reply(200, media + charset, graph_bytes(self.dataset, triples, GRAPHS[media])))


def _response(reply: Reply) -> Response:
    headers = {"Vary": "Accept", "X-Content-Type-Options": "nosniff", "Content-Type": reply.media_type}
    if reply.status == 503:
        headers["Retry-After"] = "10"
    return Response(reply.body, reply.status, headers=headers)


def _json(data: object) -> Response:
    return Response(json.dumps(data, ensure_ascii=False, indent=1), media_type="application/json")


def _decoded(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError as error:
        raise _Refused(400, f"the parameters cannot be read: {error}") from error


def _all(fields: list[tuple[str, str]], name: str) -> tuple[str, ...]:
    return tuple(value for key, value in fields if key == name)


def _only(fields: list[tuple[str, str]], name: str) -> str | None:
    values = _all(fields, name)
    if len(values) > 1:
        raise _Refused(400, f"{name} is given {len(values)} times, where one is asked for")
    return values[0] if values else None


def _form(fields: list[tuple[str, str]]) -> str | None:
    form = _only(fields, "format")
    if form is not None and form not in BY_NAME:
        raise _Refused(400, f"no format {form}: there are {', '.join(BY_NAME)}")
    return form


def _as_data(one: Question) -> dict[str, object]:
    parameters = [
        {"name": p.name, "kind": p.kind, "example": p.example, "help": p.help, "optional": p.optional}
        for p in one.parameters
    ]
    return {"name": one.name, "zh": one.zh, "en": one.en, "notes": list(one.notes), "parameters": parameters}


def _description(endpoint: str) -> list[ox.Triple]:
    """What https://www.w3.org/TR/sparql11-service-description/ asks for."""
    sd, formats = "http://www.w3.org/ns/sparql-service-description#", "http://www.w3.org/ns/formats/"
    service = ox.NamedNode(endpoint)
    said = [
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", sd + "Service"),
        (sd + "endpoint", endpoint),
        (sd + "supportedLanguage", sd + "SPARQL11Query"),
        (sd + "feature", sd + "UnionDefaultGraph"),
    ]
    names = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
    said += [(sd + "resultFormat", formats + name) for name in (*names, "Turtle", "N-Triples", "JSON-LD", "RDF_XML")]
    return [ox.Triple(service, ox.NamedNode(p), ox.NamedNode(o)) for p, o in said]
