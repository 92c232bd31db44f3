"""The ways out to health records, as the settings name them."""

import ssl

import httpx

from inglenook.settings import BadSettings, Settings
from writeback.ehr.fhir_connector import FhirConnector
from writeback.ehr.outbox import Connector
from writeback.ehr.smart import BackendTokens, BadKey, SmartOptions, read_key
from writeback.ehr.watched_folder import WatchedFolder
from writeback.ehr.webhook import Webhook

_LOCAL = ("127.0.0.1", "::1", "localhost")


def make_connectors(settings: Settings) -> list[Connector]:
    """Where signed notes go. Raises `BadSettings` where a way is half set."""
    ways: list[Connector] = []
    if settings.export_folder is not None:
        ways.append(WatchedFolder(settings.export_folder))
    if settings.fhir_url is not None:
        ways.append(_fhir(settings, settings.fhir_url))
    if settings.webhook_url is not None:
        ways.append(_webhook(settings, settings.webhook_url))
    return ways


def draft_connectors(settings: Settings) -> list[str]:
    """Which of them are given drafts before anybody signed: none, unless the practice says so."""
    return ["fhir"] if settings.fhir_drafts and settings.fhir_url is not None else []


def _fhir(settings: Settings, url: str) -> FhirConnector:
    http = _client(settings, "INGLENOOK_FHIR_URL", url)
    token_url = settings.fhir_token_url
    if token_url is None:
        return FhirConnector(url, http)
    _require_tls("INGLENOOK_FHIR_TOKEN_URL", token_url)
    if settings.fhir_client_id is None or settings.fhir_key is None:
        raise BadSettings(
            "INGLENOOK_FHIR_TOKEN_URL is set; set INGLENOOK_FHIR_CLIENT_ID and INGLENOOK_FHIR_KEY "
            "too."
        )
    try:
        key = read_key(settings.fhir_key.expanduser())
    except BadKey as error:
        raise BadSettings(f"INGLENOOK_FHIR_KEY: {error}") from None
    options = SmartOptions(token_url, settings.fhir_client_id, key, settings.fhir_scope)
    return FhirConnector(url, http, BackendTokens(options, http))


def _webhook(settings: Settings, url: str) -> Webhook:
    if settings.webhook_secret is None:
        raise BadSettings("INGLENOOK_WEBHOOK_URL is set; set INGLENOOK_WEBHOOK_SECRET too.")
    given = (settings.webhook_secret, settings.webhook_next_secret)
    secrets = tuple(one.get_secret_value() for one in given if one is not None)
    if any(len(secret) < 32 for secret in secrets):
        raise BadSettings("INGLENOOK_WEBHOOK_SECRET: 32 characters or more are wanted.")
    return Webhook(url, _client(settings, "INGLENOOK_WEBHOOK_URL", url), secrets)


def _client(settings: Settings, name: str, url: str) -> httpx.Client:
    """Redirects are not followed: a note goes where it was meant to, or nowhere."""
    _require_tls(name, url)
    try:
        trusted = ssl.create_default_context(
            cafile=None if settings.ehr_ca is None else str(settings.ehr_ca.expanduser())
        )
    except OSError as error:
        raise BadSettings(f"INGLENOOK_EHR_CA cannot be read: {error.strerror}.") from None
    return httpx.Client(verify=trusted, timeout=settings.ehr_timeout_s, trust_env=False)


def _require_tls(name: str, url: str) -> None:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        raise BadSettings(f"{name} is no address.") from None
    if parsed.scheme == "https" or (parsed.scheme == "http" and parsed.host in _LOCAL):
        return
    raise BadSettings(f"{name} must be https (http on this machine alone).")
