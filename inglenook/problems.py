"""Errors as HTTP problems: those of the way in from `ingest`, those of the way out from here."""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from diarize import DiarizeError
from ingest.problem import add_problem_handlers, problem
from summarize import SummarizeError
from writeback.errors import WritebackError
from writeback.problem import http_headers, http_status


def handle_problems(app: FastAPI) -> None:
    """Every error that leaves a route becomes a problem; none shows what was said or sent."""

    async def of_writeback(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, WritebackError)
        return problem(http_status(error), str(error), http_headers(error))

    async def of_a_document(_: Request, error: Exception) -> JSONResponse:
        return problem(422, str(error))

    add_problem_handlers(app)
    app.add_exception_handler(WritebackError, of_writeback)
    app.add_exception_handler(SummarizeError, of_a_document)
    app.add_exception_handler(DiarizeError, of_a_document)
