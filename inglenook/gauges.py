"""What `/metrics` shows: counts and seconds, never names or words."""

from functools import partial

from prometheus_client import CollectorRegistry, Gauge, ProcessCollector

from gpu import Admission
from ingest.session import SessionState
from ingest.sessions import Sessions
from inglenook import __version__


def make_gauges(admission: Admission, sessions: Sessions) -> CollectorRegistry:
    """Read at each scrape; nothing is counted twice."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    Gauge("inglenook_places", "Live sessions the server takes", registry=registry).set_function(
        lambda: admission.places
    )
    Gauge("inglenook_places_free", "Places not taken", registry=registry).set_function(
        lambda: admission.free
    )
    by_state = Gauge("inglenook_sessions", "Sessions by state", ["state"], registry=registry)
    for state in SessionState:
        by_state.labels(state.value).set_function(partial(sessions.count, state))
    built = Gauge("inglenook_build_info", "Version", ["version"], registry=registry)
    built.labels(__version__).set(1)
    return registry
