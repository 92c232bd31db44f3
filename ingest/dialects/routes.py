"""All dialects of the audio door."""

from fastapi import APIRouter

from ingest.dialects.listen_socket import listen_router
from ingest.dialects.twilio_socket import twilio_router
from ingest.door import Door


def dialect_router(door: Door) -> APIRouter:
    router = APIRouter()
    router.include_router(twilio_router(door))
    router.include_router(listen_router(door))
    return router
