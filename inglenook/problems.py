"""Errors as HTTP problems: those of the way in from `ingest`, those of the way out from here."""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

import ingest.problem
import writeback.problem
from diarize import DiarizeError


def handle_problems(app: FastAPI) -> None:
    """Every error that leaves a route becomes a problem; none shows what was said or sent."""

    async def of_a_document(_: Request, error: Exception) -> JSONResponse:
        return ingest.problem.problem(422, str(error))

    ingest.problem.add_problem_handlers(app)
    writeback.problem.add_problem_handlers(app)
    app.add_exception_handler(DiarizeError, of_a_document)
