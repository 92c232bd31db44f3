"""The web application."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from inglenook import __version__
from inglenook.body_limit import BodyLimit
from inglenook.problems import handle_problems
from inglenook.settings import Settings
from vault import Vault
from writeback.oversight.access_record import AccessRecord, Unknowns


def make_app(settings: Settings) -> FastAPI:
    """Rooms are opened at start-up and their routes added then; `state.failure` is why they could
    not be."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        from inglenook import routes
        from inglenook.wiring import open_house

        async with AsyncExitStack() as stack:
            try:
                house = await stack.enter_async_context(open_house(settings))
            except Exception as error:
                app.state.failure = error
                raise
            app.state.house = house
            for router in routes.all_routers(house):
                app.include_router(router)
            app.openapi_schema = None
            yield

    app = FastAPI(
        title="Inglenook",
        version=__version__,
        summary="Consented session audio in, a reviewed and signed note out.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    handle_problems(app)
    app.add_middleware(BodyLimit, most=settings.max_body_bytes)
    app.state.unknowns = Unknowns()
    app.add_middleware(AccessRecord, vault=lambda: _vault_of(app), unknowns=app.state.unknowns)
    return app


def _vault_of(app: FastAPI) -> Vault | None:
    house = getattr(app.state, "house", None)
    return None if house is None else house.vault
