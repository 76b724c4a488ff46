"""Every setting of every part, read from the classes that take them: their names, defaults and docstrings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import SecretStr, TypeAdapter
from pydantic.fields import FieldInfo

from contracts import docstrings
from services.chassis.settings import PREFIX, FencedSettings, Settings
from services.desk.settings import DeskSettings
from services.privacy.settings import PrivacySettings
from services.referral.__main__ import ReferralSettings
from workflows.settings import WorkflowSettings

CLASSES: Mapping[str, type[Settings]] = {
    "privacy": PrivacySettings,
    "referral": ReferralSettings,
    "coordination": Settings,
    "plan": Settings,
    "desk": DeskSettings,
    "bridge": WorkflowSettings,
    "worker": WorkflowSettings,
}
"""What each process reads of its environment."""

CHART_SAYS = (
    *("part", "environment", "http_", "kafka_", "keyring_", "database_tls"),
    *("temporal_", "kek", "oidc_", "parts_"),
)
"""How the settings begin that follow from other values of the chart, beside all secrets and files."""


@dataclass(frozen=True)
class Setting:
    """One setting of a class."""

    name: str
    field: FieldInfo
    meaning: str

    @property
    def variable(self) -> str:
        """The variable of the environment."""
        return f"{PREFIX}{self.name.upper()}"

    @property
    def kinds(self) -> tuple[Any, ...]:
        """Its type, or those that it may have."""
        return get_args(self.field.annotation) or (self.field.annotation,)

    @property
    def secret(self) -> bool:
        """Whether it may be given as a file, `<variable>_FILE`."""
        return SecretStr in self.kinds

    @property
    def free(self) -> bool:
        """Whether a value of the chart may say it: what is no secret, no file, and nothing that follows from others."""
        return not (self.secret or self.name.endswith(("_file", "_dir")) or self.name.startswith(CHART_SAYS))

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of its value."""
        found: dict[str, Any] = TypeAdapter(self.field.rebuild_annotation()).json_schema()
        return {**found, **({"description": self.meaning} if self.meaning else {})}


def settings(kind: type[FencedSettings]) -> Iterator[Setting]:
    """Those of a class and what it stands on, in the order in which they are written."""
    said = docstrings.of_fields(kind)
    for name, field in kind.model_fields.items():
        yield Setting(name, field, said.get(name, ""))
