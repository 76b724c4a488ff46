"""Kubernetes' Pod Security Standard `restricted`, rule by rule, as its page has them (of 1.30 and later)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

type Pod = Mapping[str, Any]
"""The `spec` of a pod."""

VOLUMES = {
    *("configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret")
}
SYSCTLS = {
    *("kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start"),
    *("net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports"),
    *("net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl"),
    "net.ipv4.tcp_keepalive_probes",
}
TYPES = {"container_t", "container_init_t", "container_kvm_t", "container_engine_t", ""}
"""Of SELinux."""


def breaches(pod: Pod) -> list[str]:
    """The names of the rules that a pod breaks; none when it is restricted."""
    return [name for name, keeps in RULES.items() if not keeps(pod)]


def containers(pod: Pod) -> Iterator[Any]:
    """All of them, whatever they are for."""
    for kind in ("initContainers", "containers", "ephemeralContainers"):
        yield from pod.get(kind, ())


def contexts(pod: Pod) -> Iterator[Any]:
    """The security context of the pod and of each container."""
    yield pod.get("securityContext", {})
    yield from (one.get("securityContext", {}) for one in containers(pod))


def each(pod: Pod, name: str) -> Iterator[Any]:
    """What counts in each container: its own word, or the pod's."""
    outer = pod.get("securityContext", {}).get(name)
    yield from (one.get("securityContext", {}).get(name, outer) for one in containers(pod))


def no_host(pod: Pod) -> bool:
    """No namespace, port or probe of the host."""
    ports = [port.get("hostPort", 0) for one in containers(pod) for port in one.get("ports", ())]
    asked = [
        one.get(name, {}).get("httpGet", {}).get("host")
        for one in containers(pod)
        for name in ("startupProbe", "livenessProbe", "readinessProbe")
    ]
    return not any((*(pod.get(name) for name in ("hostNetwork", "hostPID", "hostIPC")), *ports, *asked))


RULES: Mapping[str, Callable[[Pod], bool]] = {
    "host": no_host,
    "privileged": lambda pod: not any(one.get("privileged") for one in contexts(pod)),
    "windows": lambda pod: not any(one.get("windowsOptions", {}).get("hostProcess") for one in contexts(pod)),
    "app-armor": lambda pod: all(
        one.get("appArmorProfile", {}).get("type", "RuntimeDefault") in {"RuntimeDefault", "Localhost"}
        for one in contexts(pod)
    ),
    "se-linux": lambda pod: all(
        (options := one.get("seLinuxOptions", {})).get("type", "") in TYPES and not {"user", "role"} & options.keys()
        for one in contexts(pod)
    ),
    "proc-mount": lambda pod: all(one.get("procMount", "Default") == "Default" for one in contexts(pod)),
    "sysctls": lambda pod: {one["name"] for one in pod.get("securityContext", {}).get("sysctls", ())} <= SYSCTLS,
    "volumes": lambda pod: {kind for one in pod.get("volumes", ()) for kind in one if kind != "name"} <= VOLUMES,
    "privilege-escalation": lambda pod: all(
        one.get("securityContext", {}).get("allowPrivilegeEscalation") is False for one in containers(pod)
    ),
    "non-root": lambda pod: all(value is True for value in each(pod, "runAsNonRoot")),
    "user": lambda pod: all(one.get("runAsUser") != 0 for one in contexts(pod)),
    "seccomp": lambda pod: all(
        value and value.get("type") in {"RuntimeDefault", "Localhost"} for value in each(pod, "seccompProfile")
    ),
    "capabilities": lambda pod: all(
        "ALL" in (has := one.get("securityContext", {}).get("capabilities", {})).get("drop", ())
        and set(has.get("add", ())) <= {"NET_BIND_SERVICE"}
        for one in containers(pod)
    ),
}
"""Each with whether a pod keeps it."""
