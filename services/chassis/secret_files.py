"""Secrets from files: `EKC_<NAME>_FILE` stands for `EKC_<NAME>` of every secret setting."""

import os
from pathlib import Path
from typing import Any, get_args

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import PydanticBaseSettingsSource


class UnreadableSecret(ValueError):
    """A file of a secret cannot be used. The text names the variable, and quotes nothing."""


def is_secret(field: FieldInfo) -> bool:
    """Whether a setting is a secret."""
    return field.annotation is SecretStr or SecretStr in get_args(field.annotation)


class SecretFiles(PydanticBaseSettingsSource):
    """Reads them; what both variables say is a mistake."""

    prefix = "EKC_"

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """The secret of a field, if a file holds it.

        Raises:
            UnreadableSecret: the file cannot be read, or the secret is given twice.
        """
        name = f"{self.prefix}{field_name}".upper()
        path = os.environ.get(f"{name}_FILE")
        if path is None or not is_secret(field):
            return None, field_name, False
        if name in os.environ:
            raise UnreadableSecret(f"{name} and {name}_FILE: say one of them.")
        try:
            return Path(path).read_text("utf-8").strip(), field_name, False
        except (OSError, UnicodeDecodeError):
            raise UnreadableSecret(f"{name}_FILE: this file cannot be read.") from None

    def __call__(self) -> dict[str, Any]:
        """All that files hold."""
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}
