"""`/v1/uploads` (and `/uploads`): tus 1.0, a recording in pieces."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from ingest import problem
from ingest.caller import caller_of
from ingest.errors import IngestError, Malformed, Undecodable, UploadGone
from ingest.streams import Claim
from ingest.uploads import tus
from ingest.uploads.form import roles_of
from ingest.uploads.held import HeldBytes
from ingest.uploads.intake import Intake
from ingest.uploads.piece import Broken, keep_piece
from ingest.uploads.upload import Upload, UploadId, UploadState
from vault import Principal, SessionId, VaultError

_RESUMABLE: Final = {"Tus-Resumable": tus.VERSION}
_OVERRIDE: Final = "x-http-method-override"
_OVERRIDDEN: Final = ("PATCH", "HEAD", "DELETE")
_STATUSES: Final[Mapping[type[Exception], int]] = {
    tus.OtherVersion: HTTPStatus.PRECONDITION_FAILED,
    tus.OffsetMismatch: HTTPStatus.CONFLICT,
    tus.NoPiece: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    tus.ChecksumMismatch: tus.CHECKSUM_MISMATCH,
}
_DRAINED_BYTES: Final = 16 << 20
_DRAINED_S: Final = 5.0
"""Of a body that is refused so much is read and dropped, so that its sender sees the answer and
not a broken connection."""
_RETRY_S: Final = 1


class TusRoute(APIRoute):
    """Checks the version before anything else, and says its own in every answer."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                if request.method != "OPTIONS":
                    tus.require_version(request.headers)
                response = await handle(request)
            except (IngestError, VaultError, Broken) as error:
                response = await _refusal(request, error)
            response.headers.update(_RESUMABLE)
            return response

        return handled


def tus_routers(intake: Intake) -> tuple[APIRouter, APIRouter]:
    """The same routes under both prefixes; the interface describes the first."""
    described = _tus_router(intake, "/v1/uploads", shown=True)
    return described, _tus_router(intake, "/uploads", shown=False)


def _tus_router(intake: Intake, prefix: str, *, shown: bool) -> APIRouter:
    routes = APIRouter(
        prefix=prefix, route_class=TusRoute, tags=["uploads"], include_in_schema=shown
    )
    caller = Depends(caller_of(intake.door.issuer))
    pieces = _Pieces(intake)

    @routes.options("", status_code=204)
    @routes.options("/", status_code=204, include_in_schema=False)
    @routes.options("/{upload_id}", status_code=204)
    def discover() -> Response:
        """Version, extensions and limits of the protocol; asks for no token."""
        limit = intake.door.limits.max_upload_bytes
        return Response(status_code=204, headers=tus.discovery_headers(limit))

    @routes.post("", status_code=201, response_class=Response)
    @routes.post("/", status_code=201, response_class=Response, include_in_schema=False)
    async def create(request: Request, who: Annotated[Principal, caller]) -> Response:
        """`Upload-Metadata` names the session (`session_id`), and may name who speaks on which
        channel (`channel_roles`). The first piece may come along."""
        upload = await pieces.create(request, who)
        headers = {"Location": f"{prefix}/{upload.upload_id}"}
        if tus.is_piece(request.headers):
            try:
                headers |= await pieces.add(request, who, upload)
            except Broken:
                headers |= tus.expiry_headers(upload)
        else:
            headers |= tus.expiry_headers(upload)
        return Response(status_code=201, headers=headers)

    @routes.head("/{upload_id}", status_code=200, response_class=Response)
    async def look(upload_id: str, who: Annotated[Principal, caller]) -> Response:
        """How much is here."""
        return Response(headers=await pieces.look(who, upload_id))

    @routes.patch("/{upload_id}", status_code=204, response_class=Response)
    async def add(upload_id: str, request: Request, who: Annotated[Principal, caller]) -> Response:
        """The next piece. The last one is answered once the recording is made of them all, or
        with the reason why it cannot be."""
        upload = await pieces.touch(who, upload_id, "upload.add")
        tus.require_piece(request.headers)
        return Response(status_code=204, headers=await pieces.add(request, who, upload))

    @routes.delete("/{upload_id}", status_code=204, response_class=Response)
    async def terminate(upload_id: str, who: Annotated[Principal, caller]) -> Response:
        """Give it up; what was sent is destroyed."""
        await pieces.terminate(who, upload_id)
        return Response(status_code=204)

    @routes.post("/{upload_id}", response_class=Response, include_in_schema=False)
    async def overridden(
        upload_id: str, request: Request, who: Annotated[Principal, caller]
    ) -> Response:
        """For clients that can only POST."""
        match request.headers.get(_OVERRIDE, "").upper():
            case "PATCH":
                return await add(upload_id, request, who)
            case "HEAD":
                return await look(upload_id, who)
            case "DELETE":
                return await terminate(upload_id, who)
        raise Malformed(f"X-HTTP-Method-Override must be of {', '.join(_OVERRIDDEN)}.")

    return routes


class _Pieces:
    """What the routes do."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._door = intake.door
        self._max_bytes = intake.door.limits.max_upload_bytes

    async def create(self, request: Request, who: Principal) -> Upload:
        asked = tus.creation_of(request.headers, self._max_bytes)
        session_id = asked.metadata.get("session_id")
        if not session_id:
            raise Malformed("Upload-Metadata must name the session_id that the recording is of.")
        roles = roles_of(asked.metadata.get("channel_roles", ""))
        session = await asyncio.to_thread(self._door.sessions.feedable, who, SessionId(session_id))
        await asyncio.to_thread(self._intake.refuse_second, session)
        if asked.length == 0:
            raise Undecodable("The file is empty.")
        return await asyncio.to_thread(
            self._intake.uploads.begin,
            who,
            session,
            length=asked.length,
            channel_roles=roles,
            described=asked.described,
        )

    async def touch(
        self, who: Principal, upload_id: str, action: str, *, ending: bool = False
    ) -> Upload:
        uploads = self._intake.uploads
        return await asyncio.to_thread(
            uploads.touch, who, UploadId(upload_id), action, ending=ending
        )

    async def look(self, who: Principal, upload_id: str) -> dict[str, str]:
        upload = await self.touch(who, upload_id, "upload.read")
        held = await asyncio.to_thread(self._intake.uploads.held, upload)
        described = await asyncio.to_thread(self._intake.uploads.described, upload)
        return tus.state_headers(upload, held, described)

    async def terminate(self, who: Principal, upload_id: str) -> None:
        upload = await self.touch(who, upload_id, "upload.terminate", ending=True)
        async with self._door.streams.claim(upload.session_id, who):
            move = self._intake.uploads.move
            await asyncio.to_thread(move, who, upload, UploadState.GONE, "terminated")

    async def add(self, request: Request, who: Principal, upload: Upload) -> dict[str, str]:
        """Raises `Broken` after keeping what came."""
        checksum = tus.checksum_of(request.headers)
        async with self._door.streams.claim(upload.session_id, who) as claim:
            upload = await asyncio.to_thread(self._intake.uploads.get, upload.upload_id)
            if upload.state is UploadState.GONE:
                raise UploadGone
            if upload.state is not UploadState.OPEN:
                return await self._settled(request, who, upload)
            held = await asyncio.to_thread(HeldBytes, self._door.vault, upload)
            try:
                upload = await self._receive(request, claim, upload, held, checksum)
            finally:
                await asyncio.to_thread(held.rest)
            if held.size == upload.length:
                taken = await self._intake.take(who, upload)
                return _done_headers(held.size, taken.notices)
        return {"Upload-Offset": str(held.size), **tus.expiry_headers(upload)}

    async def _settled(self, request: Request, who: Principal, upload: Upload) -> dict[str, str]:
        """All of it is here; an empty piece at its end asks to go on with what was held up."""
        held = await asyncio.to_thread(self._intake.uploads.held, upload)
        tus.require_offset(request.headers, held)
        if upload.state is UploadState.WHOLE:
            taken = await self._intake.take(who, upload)
            return _done_headers(held, taken.notices)
        return {"Upload-Offset": str(held)}

    async def _receive(
        self,
        request: Request,
        claim: Claim,
        upload: Upload,
        held: HeldBytes,
        checksum: tus.Checksum | None,
    ) -> Upload:
        if request.method != "POST" or _OVERRIDE in request.headers:
            tus.require_offset(request.headers, held.size)
            told = tus.length_told(request.headers, upload, held.size, self._max_bytes)
            if told is not None:
                tell = self._intake.uploads.tell_length
                upload = await asyncio.to_thread(tell, upload, told)
        end = self._max_bytes if upload.length is None else upload.length
        await keep_piece(self._door, request, claim, held, end=end, checksum=checksum)
        return await asyncio.to_thread(self._intake.uploads.prolong, upload)


def _done_headers(size: int, notices: tuple[str, ...]) -> dict[str, str]:
    headers = {"Upload-Offset": str(size)}
    if notices:
        headers["Upload-Notice"] = " ".join(notices)
    return headers


async def _refusal(request: Request, error: Exception) -> Response:
    if not isinstance(error, Broken):
        await _drain(request)
    status = _STATUSES.get(type(error))
    if status == tus.CHECKSUM_MISMATCH:
        return problem.problem(status, str(error), title="Checksum Mismatch")
    if status is not None:
        headers = {"Tus-Version": tus.VERSION} if isinstance(error, tus.OtherVersion) else {}
        return problem.problem(status, str(error), headers)
    if isinstance(error, Broken):
        return problem.problem(HTTPStatus.BAD_REQUEST, "The piece ended early.")
    return await problem.answer(request, error)


async def _drain(request: Request) -> None:
    """Read what is still coming of the body, within bounds."""
    if getattr(request.state, "read_to_its_end", False):
        return
    left = _DRAINED_BYTES
    try:
        async with asyncio.timeout(_DRAINED_S):
            while left > 0:
                message = await request.receive()
                if message["type"] == "http.disconnect" or not message.get("more_body"):
                    return
                left -= len(message.get("body", b""))
    except TimeoutError:
        return
