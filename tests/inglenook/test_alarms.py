import pytest
from prometheus_client import CollectorRegistry, generate_latest

from gpu import Admission, OverCapacity
from gpu.scripted import ScriptedWorker
from ingest.recording import Recordings
from inglenook.alarms import Alarms, final_delays
from vault import AuditBroken, Vault, VaultOptions, VaultUnusable


@pytest.fixture
def alarms(tmp_path):
    vault = Vault.open(VaultOptions(folder=tmp_path))
    alarms = Alarms(vault, Recordings(vault), Admission(1), ScriptedWorker(delay_s=2.5))
    yield alarms
    vault.close()


def told(alarms):
    registry = CollectorRegistry()
    registry.register(alarms)
    lines = generate_latest(registry).decode().splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))


def test_all_that_alerts_look_at_is_told(alarms):
    alarms.admission.admit("a")
    with pytest.raises(OverCapacity):
        alarms.admission.admit("b")
    figures = told(alarms)
    assert figures['inglenook_queue_delay_seconds{priority="final"}'] == "2.5"
    assert figures["inglenook_sessions_refused_total"] == "1.0"
    assert figures["inglenook_audio_not_durable_seconds"] == "0.0"
    assert figures["inglenook_drafts_waiting"] == "0.0"
    assert figures["inglenook_outbox_dead"] == "0.0"
    assert figures["inglenook_audit_intact"] == "1.0"
    assert figures["inglenook_records_readable"] == "1.0"


def test_a_broken_audit_is_told(alarms, monkeypatch):
    def broken(_):
        raise AuditBroken("the sealed head was changed")

    monkeypatch.setattr(Vault, "audit_head", broken)
    assert told(alarms)["inglenook_audit_intact"] == "0.0"


def test_without_the_records_the_rest_is_told(alarms, monkeypatch):
    def unusable(*_):
        raise VaultUnusable("the database does not answer")

    monkeypatch.setattr(Vault, "rows", unusable)
    figures = told(alarms)
    assert figures["inglenook_records_readable"] == "0.0"
    assert "inglenook_drafts_waiting" not in figures
    assert "inglenook_audio_not_durable_seconds" in figures


def test_the_delays_of_finals_are_counted_by_length():
    registry = CollectorRegistry()
    tell = final_delays(registry)
    tell(1.2)
    assert registry.get_sample_value("inglenook_final_delay_seconds_bucket", {"le": "1.0"}) == 0
    assert registry.get_sample_value("inglenook_final_delay_seconds_bucket", {"le": "1.5"}) == 1
