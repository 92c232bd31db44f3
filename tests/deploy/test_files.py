"""Container files, compose, rules and dashboards, by the field's own checkers where they are."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from prometheus_client import CollectorRegistry

from gpu import Admission
from gpu.scripted import ScriptedWorker
from ingest.recording import Recordings
from ingest.sessions import Sessions
from inglenook.alarms import Alarms, final_delays
from inglenook.gauges import make_gauges
from inglenook.settings import Settings
from vault import Vault, VaultOptions

DEPLOY = Path(__file__).parents[2] / "deploy"
TEXTS = [
    file
    for file in sorted(DEPLOY.rglob("*"))
    if file.is_file() and file.suffix in {".yaml", ".md", ".json", ".Dockerfile", ".service"}
]
CONTAINERS = sorted((DEPLOY / "containers").glob("*.Dockerfile"))
COMPOSE = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text())
OBSERVE = DEPLOY / "observe"
RULES = yaml.safe_load((OBSERVE / "rules" / "inglenook.yaml").read_text())["groups"][0]["rules"]


def ran(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def tool(name):
    return str(Path(sys.executable).with_name(name))


def test_every_setting_named_here_exists():
    known = {f"INGLENOOK_{name.upper()}" for name in Settings.model_fields}
    compose_only = {"INGLENOOK_LLM_FOLDER"}
    for file in TEXTS:
        named = set(re.findall(r"INGLENOOK_[A-Z0-9_]*[A-Z0-9]", file.read_text()))
        assert named <= known | compose_only, file


def test_yaml_is_written_cleanly():
    ran(tool("yamllint"), "--strict", "-c", str(DEPLOY / ".yamllint.yaml"), str(DEPLOY))


@pytest.mark.parametrize("file", CONTAINERS, ids=lambda file: file.stem)
def test_container_files_are_linted_pinned_and_without_root(file):
    ran(tool("hadolint"), "-c", str(DEPLOY / "containers" / ".hadolint.yaml"), str(file))
    lines = file.read_text().splitlines()
    for line in lines:
        if line.startswith("FROM "):
            assert re.fullmatch(r"FROM \S+:v?\d+\.\d+\.\d+\S*( AS \w+)?", line)
    assert [line for line in lines if line.startswith("USER ")][-1] == "USER 10001:10001"
    assert any(line.startswith("HEALTHCHECK ") for line in lines)


def test_compose_names_only_what_it_defines():
    for kind in ("networks", "volumes", "secrets"):
        defined = set(COMPOSE[kind])
        for name, service in COMPOSE["services"].items():
            for one in service.get(kind, ()):
                used = one.partition(":")[0]
                if not used.startswith((".", "$", "/")):
                    assert used in defined, (name, kind, used)
    for service in COMPOSE["services"].values():
        assert set(service.get("depends_on", ())) <= set(COMPOSE["services"])


def test_compose_services_are_pinned_unprivileged_and_apart():
    for name, service in COMPOSE["services"].items():
        assert re.search(r":(v?\d+\.\d+|RELEASE\.)", service["image"]), name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
    public = {name for name, service in COMPOSE["services"].items() if "ports" in service}
    assert public == {"balancer", "prometheus"}
    assert COMPOSE["services"]["prometheus"]["ports"] == ["127.0.0.1:9090:9090"]
    assert all(COMPOSE["networks"][name]["internal"] for name in ("stores", "models"))
    redis = COMPOSE["services"]["redis"]["command"]
    assert redis[redis.index("--appendfsync") + 1] == "always"


def test_each_gateway_and_worker_has_a_folder_of_its_own():
    folders = [
        volume
        for service in COMPOSE["services"].values()
        for volume in service.get("volumes", ())
        if volume.endswith(":/var/lib/inglenook")
    ]
    assert len(folders) == len(set(folders)) == 3


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Names of all that `/metrics` tells."""
    vault = Vault.open(VaultOptions(folder=tmp_path_factory.mktemp("vault")))
    admission = Admission(1)
    registry: CollectorRegistry = make_gauges(admission, Sessions(vault))
    final_delays(registry)
    registry.register(Alarms(vault, Recordings(vault), admission, ScriptedWorker()))
    names = {sample.name for family in registry.collect() for sample in family.samples}
    vault.close()
    return names


def expressions():
    yield from (rule["expr"] for rule in RULES)
    board = json.loads((OBSERVE / "grafana.json").read_text())
    for panel in board["panels"]:
        yield from (target["expr"] for target in panel["targets"])


def test_rules_and_dashboard_name_only_what_is_told(told):
    named = {name for one in expressions() for name in re.findall(r"\binglenook_\w+", one)}
    assert named <= told
    for must in (
        "inglenook_audio_not_durable_seconds",
        "inglenook_final_delay_seconds_bucket",
        "inglenook_queue_delay_seconds",
        "inglenook_drafts_waiting",
        "inglenook_sessions_refused_total",
        "inglenook_audit_intact",
        "inglenook_outbox_dead",
    ):
        assert must in named


def test_every_alert_has_a_runbook_that_is_there():
    for rule in RULES:
        assert (DEPLOY.parent / rule["annotations"]["runbook"]).is_file()


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool (Debian: prometheus) is absent")
def test_rules_fire_when_they_should():
    ran("promtool", "check", "rules", str(OBSERVE / "rules" / "inglenook.yaml"))
    ran("promtool", "test", "rules", str(OBSERVE / "rules_test.yaml"))
    ran("promtool", "check", "config", str(OBSERVE / "prometheus.yaml"))


def test_links_between_the_papers_lead_somewhere():
    for file in DEPLOY.rglob("*.md"):
        for link in re.findall(r"\]\(([^)#:]+)\)", file.read_text()):
            assert (file.parent / link).exists(), (file, link)
