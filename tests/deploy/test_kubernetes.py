"""The fleet as `kubectl kustomize` renders it, without a cluster: schemas and what must hold."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
OWN_KINDS = {"RayService", "PodMonitor"}
"""Of operators: Kubernetes has no schema of them."""


@pytest.fixture(scope="module")
def resources():
    if not shutil.which("kubectl"):
        return [
            one
            for file in sorted((DEPLOY / "kubernetes/base").glob("*.yaml"))
            if file.name != "kustomization.yaml"
            for one in yaml.safe_load_all(file.read_text())
        ]
    base = DEPLOY / "kubernetes" / "base"
    made = subprocess.run(
        ["kubectl", "kustomize", base], check=True, capture_output=True, text=True, timeout=30
    )
    return list(yaml.safe_load_all(made.stdout))


def named(resources, kind):
    return {one["metadata"]["name"]: one for one in resources if one["kind"] == kind}


def pods(resources):
    """Every pod template with its place in the files."""
    found = {
        f"{one['kind']}/{one['metadata']['name']}": one["spec"]["template"]
        for one in resources
        if one["kind"] in {"Deployment", "StatefulSet"}
    }
    ray = named(resources, "RayService")["models"]["spec"]["rayClusterConfig"]
    found["ray/head"] = ray["headGroupSpec"]["template"]
    for group in ray["workerGroupSpecs"]:
        found[f"ray/{group['groupName']}"] = group["template"]
    return found


def test_kubernetes_knows_every_field(resources):
    checked = 0
    for one in resources:
        if one["kind"] not in OWN_KINDS:
            kubernetes_validate.validate(one, "1.34", strict=True)
            checked += 1
    assert checked > 25


def test_the_pods_in_ray_are_pods(resources):
    for template in pods(resources).values():
        metadata = {"name": "x", "labels": template["metadata"]["labels"]}
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"]}
        kubernetes_validate.validate(pod, "1.34", strict=True)


def test_every_pod_keeps_to_the_restricted_standard(resources):
    for place, template in pods(resources).items():
        spec = template["spec"]
        assert spec["securityContext"]["runAsNonRoot"], place
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, place
        assert not any(spec.get(host) for host in ("hostNetwork", "hostPID", "hostIPC")), place
        assert all("hostPath" not in volume for volume in spec["volumes"]), place
        for container in spec["containers"]:
            context = container["securityContext"]
            assert context["allowPrivilegeEscalation"] is False, place
            assert context["readOnlyRootFilesystem"] is True, place
            assert context["capabilities"] == {"drop": ["ALL"]}, place
            assert "limits" in container["resources"], place
    labels = named(resources, "Namespace")["inglenook"]["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"


def test_only_the_head_that_scales_holds_a_token_of_the_cluster(resources):
    holds = {
        place
        for place, pod in pods(resources).items()
        if pod["spec"].get("automountServiceAccountToken") is not False
    }
    assert holds == {"ray/head"}


def test_rays_folders_are_memory_and_it_spills_and_reports_nothing(resources):
    for place, template in pods(resources).items():
        if not place.startswith("ray/"):
            continue
        volumes = {volume["name"]: volume for volume in template["spec"]["volumes"]}
        (container,) = template["spec"]["containers"]
        mounts = {mount["mountPath"]: mount["name"] for mount in container["volumeMounts"]}
        for path in ("/tmp", "/dev/shm"):
            assert volumes[mounts[path]]["emptyDir"]["medium"] == "Memory"
        environment = {one["name"]: one.get("value") for one in container["env"]}
        assert environment["RAY_USAGE_STATS_ENABLED"] == "0"
        assert environment["RAY_automatic_object_spilling_enabled"] == "0"


def test_nothing_reaches_anything_but_by_name(resources):
    policies = named(resources, "NetworkPolicy")
    closed = policies["default-deny"]["spec"]
    assert closed == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    for name, policy in policies.items():
        for way, ends in (("ingress", "from"), ("egress", "to")):
            for rule in policy["spec"].get(way, ()):
                assert rule.get(ends), name
                assert all(end.get("ipBlock", {}).get("cidr") != "0.0.0.0/0" for end in rule[ends])


def test_what_serves_is_probed_spread_and_not_evicted_at_once(resources):
    budgets = named(resources, "PodDisruptionBudget")
    for one in resources:
        if one["kind"] not in {"Deployment", "StatefulSet"}:
            continue
        name, spec = one["metadata"]["name"], one["spec"]["template"]["spec"]
        assert name in budgets
        assert spec["topologySpreadConstraints"]
        assert all(
            "readinessProbe" in container and "livenessProbe" in container
            for container in spec["containers"]
        )
        assert spec["terminationGracePeriodSeconds"] >= 90
    for name, budget in budgets.items():
        (value,) = budget["spec"]["selector"]["matchLabels"].values()
        assert value == name


def test_secrets_are_named_and_never_written_down(resources):
    assert not named(resources, "Secret")
    for template in pods(resources).values():
        for container in template["spec"]["containers"]:
            for one in container.get("env", ()):
                if re.search("TOKEN|SECRET|PASSWORD|_KEY", one["name"]):
                    assert "secretKeyRef" in one["valueFrom"]


def test_gateways_scale_and_workers_keep_their_names(resources):
    target = named(resources, "HorizontalPodAutoscaler")["gateway"]["spec"]["scaleTargetRef"]
    assert target["name"] in named(resources, "Deployment")
    assert "worker" in named(resources, "StatefulSet")


def test_the_router_names_every_replica_of_the_language_model(resources):
    replicas = named(resources, "StatefulSet")["llm"]["spec"]["replicas"]
    (router,) = named(resources, "Deployment")["llm-router"]["spec"]["template"]["spec"][
        "containers"
    ]
    told = [one for one in router["args"] if one.startswith("http://")]
    assert told == [f"http://llm-{number}.llm:8000" for number in range(replicas)]
    assert "--enable-prefix-caching" in json.dumps(named(resources, "StatefulSet")["llm"])


def test_the_models_of_ray_are_those_that_are_built(resources):
    config = yaml.safe_load(named(resources, "RayService")["models"]["spec"]["serveConfigV2"])
    fields = re.findall(r"^    (\w+): ", _options_source(), re.M)
    for application in config["applications"]:
        module, _, builder = application["import_path"].partition(":")
        assert module == "gpu.cluster.rayserve"
        assert f"def {builder}(" in _rayserve()
        assert set(application["args"]) <= set(fields)
        assert application["args"]["least"] <= application["args"]["most"]


def _rayserve():
    return (DEPLOY.parent / "gpu/cluster/rayserve.py").read_text()


def _options_source():
    return _rayserve().partition("class RayOptions")[2].partition("Make =")[0]
