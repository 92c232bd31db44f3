"""Every setting, and the only place that reads the environment.

Order: flags, then `INGLENOOK_*` variables, then `inglenook.toml` in the working folder.
"""

from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from gpu.languages import known_language

SETTINGS_FILE = Path("inglenook.toml")


class BadSettings(Exception):
    """A setting cannot be read; the message names it."""


class Settings(BaseSettings):
    """A field's name in capitals behind `INGLENOOK_` is its variable."""

    model_config = SettingsConfigDict(
        env_prefix="INGLENOOK_", toml_file=SETTINGS_FILE, extra="forbid", frozen=True
    )

    data: Path = Field(Path("~/.local/share/inglenook"), description="folder of the vault")
    database_url: str | None = Field(None, description="SQLAlchemy address; SQLite by default")
    host: str = Field("127.0.0.1", description="address the server listens on")
    port: int = Field(8765, ge=0, le=65535, description="port; 0 takes a free one")
    public_url: str | None = Field(None, description="address under which browsers reach it")

    asr_model: str = Field("tiny.en", description="tiny.en, base, a folder, or a hub name")
    device: str = Field("auto", description="cpu, cuda or auto")
    compute_type: str = Field(
        "auto", description="number format of Whisper's encoder, by CTranslate2's names"
    )
    cpu_threads: int = Field(1, ge=1, description="threads of one model call")
    decode_threads: int | None = Field(
        None, ge=1, description="model calls at once; by default, by cores and device"
    )
    model_cache: Path = Field(Path("~/.cache/inglenook"), description="where models are joined")
    language: Annotated[str, AfterValidator(known_language)] | None = Field(
        None, description="ISO 639-1; detected where not set"
    )
    vocabulary: Path | None = Field(
        None, description="file of names and terms to expect, one a line"
    )
    caption_interval_ms: int = Field(1000, ge=200, description="pace of captions")
    live_speakers: bool = Field(
        True, description="tell speakers apart while the session runs, not after it"
    )
    diarization: str | None = Field(
        None,
        description="a pyannote pipeline, by hub name or folder, that tells the speakers of one "
        "microphone apart after the session",
    )
    places: int | None = Field(
        None,
        ge=1,
        description="live sessions at once; the next gets 4429; by default, by model and cores",
    )

    models_url: str | None = Field(
        None, description="where Ray Serve's models answer; in this process by default"
    )
    models_key: SecretStr | None = Field(None, description="what they know a gateway by")
    models_wait_s: float = Field(
        4.0, gt=0, description="while finals wait longer for them, no new session is taken"
    )

    llm_url: str | None = Field(None, description="OpenAI-compatible address of vLLM")
    llm_model: str | None = Field(None, description="model name served there")
    llm_api_key: SecretStr | None = Field(None, description="key for it, where it asks for one")
    llm_timeout_s: float = Field(120.0, gt=0, description="time a section may take")
    llm_deadline_s: float = Field(180.0, gt=0, description="time a whole note may take")
    llm_context_tokens: int | None = Field(
        None, ge=1024, description="window of the model, in tokens; as its server says by default"
    )
    llm_ahead_s: float = Field(
        20.0,
        ge=0,
        description="pace at which a running session's transcript is sent ahead; 0: not at all",
    )

    templates: Path | None = Field(
        None, description="folder of the practice's own note formats (TOML, YAML or JSON)"
    )

    max_frame_bytes: int = Field(1_048_576, ge=4096, description="largest WebSocket frame")
    max_upload_bytes: int = Field(2_147_483_648, ge=1, description="largest recording upload")
    transcriptions_need_consent: bool = Field(
        False, description="a transcription of which nothing is kept must name its consent"
    )
    idle_timeout_s: float = Field(120.0, gt=0, description="silence on the socket until 4408")
    ack_interval_ms: int = Field(200, ge=0, description="pace of acknowledgements")
    abandon_after_s: float = Field(
        1800.0, gt=0, description="a session whose client stays away is finished after this"
    )
    keep_signed_audio_days: float | None = Field(
        0,
        ge=0,
        description="days that audio is kept after the note is signed, where the consent does not "
        "cover keeping it",
    )
    keep_rejected_audio_days: float | None = Field(
        0, ge=0, description="the same after a draft is rejected"
    )
    keep_undrafted_audio_days: float | None = Field(
        30, ge=0, description="the same of sessions whose consent covers no draft"
    )
    keep_failed_days: float | None = Field(
        30, ge=0, description="days until a session that failed is destroyed"
    )
    keep_unstarted_days: float | None = Field(
        30, ge=0, description="the same for one that was opened and never recorded"
    )
    keep_expired_days: float | None = Field(
        30,
        ge=0,
        description="the same for one without a signed note, from when its consent expires",
    )
    keep_unsigned_days: float | None = Field(
        None,
        ge=0,
        description="the same for one whose draft nobody decides upon; kept where not set",
    )
    oidc_issuer: str | None = Field(
        None, description="OpenID Connect issuer whose tokens are taken beside our own"
    )
    oidc_audience: str = Field("inglenook", description="what its tokens for us carry in aud")
    oidc_role_claim: str = Field("role", description="claim of the role; dots lead into objects")
    oidc_subject_claim: str = Field("sub", description="claim of who it is")
    oidc_tenant_claim: str = Field(
        "tenant", description="claim of the practice; empty where the issuer serves one alone"
    )
    oidc_leeway_s: int = Field(60, ge=0, le=600, description="by how much its clock may differ")
    oidc_client_id: str | None = Field(
        None, description="our id there, for people to sign in to the pages"
    )
    oidc_client_secret: SecretStr | None = Field(
        None, description="our secret there, where it asks for one"
    )
    oidc_scopes: str = Field("openid", description="what is asked for at sign-in")
    requests_per_minute: int = Field(
        6000, ge=60, description="requests of one principal; more get 429 or 4429"
    )
    max_body_bytes: int = Field(
        16_777_216, ge=65_536, description="largest request that is not a recording"
    )
    sign_in_ttl_s: int = Field(3600, ge=60, description="life of a browser session")
    sign_within_s: int = Field(
        900, ge=30, description="how old a sign-in to the pages may be for signing a note"
    )
    remind_unsigned_hours: float | None = Field(
        24, gt=0, description="an unsigned draft reminds its clinician on the worklist after this"
    )
    escalate_unsigned_hours: float | None = Field(
        72, gt=0, description="and supervisors are told of it after this"
    )
    audit_anchors: str | None = Field(
        None,
        description="where anchors of the audit are kept: a folder, or s3://bucket/prefix with "
        "object lock",
    )
    audit_anchor_every_s: float = Field(3600.0, ge=10, description="how often it is anchored")
    audit_anchor_keep_days: int = Field(
        2192, ge=1, description="how long a locked bucket holds an anchor; six years"
    )
    audit_timestamp_url: str | None = Field(
        None, description="RFC 3161 authority that attests the time of each anchor"
    )
    audit_timestamp_roots: Path | None = Field(None, description="its root certificates (PEM)")
    export_folder: Path | None = Field(None, description="signed notes are also written here")
    fhir_url: str | None = Field(None, description="base address of the EHR's FHIR R4 server")
    fhir_token_url: str | None = Field(
        None, description="its token endpoint (SMART backend services); no token where not set"
    )
    fhir_client_id: str | None = Field(None, description="our client id there")
    fhir_key: Path | None = Field(None, description="our private key (PEM; RSA, or EC on P-384)")
    fhir_scope: str = Field(
        "system/DocumentReference.write system/Composition.write system/Observation.write "
        "system/QuestionnaireResponse.write system/Provenance.write system/Device.write",
        description="scopes that are asked for",
    )
    fhir_drafts: bool = Field(
        False, description="drafts are put in the EHR too, as preliminary, before they are signed"
    )
    webhook_url: str | None = Field(None, description="signed notes are also posted here")
    webhook_secret: SecretStr | None = Field(
        None, description="what these posts are signed with (HMAC-SHA256)"
    )
    webhook_next_secret: SecretStr | None = Field(
        None, description="a second one beside it, while the receiver changes over"
    )
    ehr_timeout_s: float = Field(30.0, gt=0, description="time an EHR may take to answer")
    ehr_ca: Path | None = Field(None, description="certificates (PEM) an EHR is trusted by")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**flags: Any) -> Settings:
    """Settings with the given flags on top; a flag of None is not given.

    Raises `BadSettings` naming every setting that cannot be read.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        settings = Settings(**given)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
            for fault in error.errors()
        )
        raise BadSettings(
            f"Settings cannot be read: {faults}. Look at the flags, INGLENOOK_* variables "
            f"and {SETTINGS_FILE}."
        ) from None
    except ValueError as error:
        raise BadSettings(f"{SETTINGS_FILE} cannot be read: {error}") from None
    return settings.model_copy(
        update={
            "data": settings.data.expanduser().absolute(),
            "model_cache": settings.model_cache.expanduser().absolute(),
        }
    )
