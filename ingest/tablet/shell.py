"""The files of the page, and the policy under which they are served."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Final

from starlette.responses import Response

_STATIC: Final = Path(__file__).parent / "static"
_MEDIA_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
_KEPT_FROM_ELSEWHERE: Final = ("/review/static/base.css", "/review/static/mark.svg")
"""The look that all pages share."""

PAGE: Final = "record.html"
MANIFEST: Final = "manifest.json"
WORKER: Final = "worker.js"
_OF_THEIR_OWN: Final = frozenset({PAGE, MANIFEST, WORKER})

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": ("camera=(), geolocation=(), microphone=(self), screen-wake-lock=(self)"),
    "Cache-Control": "no-cache",
}
"""On the page and every file of it. The service worker keeps them; the browser's own cache asks."""


def page(status: int) -> Response:
    """The shell; `status` tells whether its caller may record."""
    return Response(
        (_STATIC / PAGE).read_bytes(), status, HEADERS, media_type="text/html; charset=utf-8"
    )


def manifest() -> Response:
    return Response(
        (_STATIC / MANIFEST).read_bytes(), headers=HEADERS, media_type="application/manifest+json"
    )


def worker() -> Response:
    """The service worker. It names every file of the shell and a digest over them, so that a
    browser sees a new one whenever any of them changes."""
    kept = ["/record", "/record/manifest.json", *_KEPT_FROM_ELSEWHERE]
    kept += [f"/record/static/{name}" for name in _names()]
    head = f"const VERSION = {json.dumps(_version())};\nconst SHELL = {json.dumps(kept)};\n"
    body = head.encode() + (_STATIC / WORKER).read_bytes()
    headers = {**HEADERS, "Service-Worker-Allowed": "/record"}
    return Response(body, headers=headers, media_type=_MEDIA_TYPES[".js"])


def static_file(name: str) -> Response:
    """A file of the page; 404 for any other name."""
    if name not in _names():
        return Response(status_code=404, headers=HEADERS)
    path = _STATIC / name
    return Response(path.read_bytes(), headers=HEADERS, media_type=_MEDIA_TYPES[path.suffix])


@cache
def _names() -> tuple[str, ...]:
    found = (path for path in _STATIC.iterdir() if path.suffix in _MEDIA_TYPES)
    return tuple(sorted(path.name for path in found if path.name not in _OF_THEIR_OWN))


@cache
def _version() -> str:
    digest = hashlib.sha256()
    for name in (PAGE, MANIFEST, WORKER, *_names()):
        digest.update(name.encode() + b"\0" + (_STATIC / name).read_bytes())
    return digest.hexdigest()[:16]
