"""Write what follows from the chart's values: `python -m deploy.helm`, or `--check` whether it is fresh."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy.helm import kafka, page, postgres, schema
from deploy.helm.values import CHART, BadValues, read


def files() -> dict[Path, str]:
    """Every generated file and its text."""
    values = read()
    return {
        CHART / "values.schema.json": json.dumps(schema.schema(values), indent=2, ensure_ascii=False) + "\n",
        CHART / "README.md": page.page(values),
        CHART / "files" / "kafka.yaml": kafka.text(),
        CHART / "files" / "postgres.yaml": postgres.text(),
    }


def main(arguments: Sequence[str]) -> int:
    """Write what is stale, or say what is."""
    try:
        wanted = files()
    except BadValues as error:
        print(error)
        return 1
    stale = [path for path, text in wanted.items() if not path.is_file() or path.read_text() != text]
    if "--check" in arguments:
        for path in stale:
            print(f"stale: {path.name} of the chart. Run `python -m deploy.helm` and commit what it writes.")
        return 1 if stale else 0
    for path in stale:
        path.write_text(wanted[path])
    print(f"{len(wanted)} files, {len(stale)} written.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
