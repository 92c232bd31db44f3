"""No route without a row that says who may use it."""

from collections.abc import Iterator

from access_practice import Practice
from access_rows import PUBLIC, ROWS, SOCKETS
from fastapi import FastAPI
from starlette.routing import BaseRoute, WebSocketRoute


def routes_of(app: FastAPI) -> Iterator[BaseRoute]:
    for route in app.routes:
        contexts = getattr(route, "effective_route_contexts", None)
        if contexts is None:
            yield route
        else:
            yield from (context.original_route for context in contexts())


def test_every_route_has_a_row(practice: Practice) -> None:
    asked: set[tuple[str, str]] = set()
    sockets: set[str] = set()
    for route in routes_of(practice.app):
        if isinstance(route, WebSocketRoute):
            sockets.add(route.path)
        else:
            methods: set[str] = getattr(route, "methods", None) or {"MOUNT"}
            for method in methods - ({"HEAD"} if "GET" in methods else set()):
                asked.add((method, route.path))  # type: ignore[attr-defined]
    rows = set(ROWS) | set(PUBLIC)
    assert asked - rows == set(), "say in ROWS who may use these routes"
    assert rows - asked == set(), "these routes are gone"
    assert sockets == set(SOCKETS)
