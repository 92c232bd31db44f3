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
    idle_timeout_s: float = Field(120.0, gt=0, description="silence on the socket until 4408")
    ack_interval_ms: int = Field(200, ge=0, description="pace of acknowledgements")
    abandon_after_s: float = Field(
        1800.0, gt=0, description="a session whose client stays away is finished after this"
    )
    sign_in_ttl_s: int = Field(3600, ge=60, description="life of a browser session")
    export_folder: Path | None = Field(None, description="signed notes are also written here")
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
