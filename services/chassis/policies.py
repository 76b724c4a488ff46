"""The policies of the regions: one validated, versioned YAML file each."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from contracts.policy import Policy


def load_policies(folder: Path) -> Mapping[str, Policy]:
    """Region -> policy, by the names of the files. A region's file says only where it differs from `default.yaml`.

    Raises:
        pydantic.ValidationError: a file holds an unknown key or a bad value.
    """
    written = {path.stem: yaml.safe_load(path.read_text()) or {} for path in sorted(folder.glob("*.yaml"))}
    base = written.get("default", {})
    return {region: Policy.model_validate({**base, **policy}) for region, policy in written.items()}
