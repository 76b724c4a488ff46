"""Write the pages that are generated from the code: `python -m docs.generate`, or `--check` whether they are fresh.

`--check` also says which rule has no home or no test, which code of a refusal means two things or is said in no test,
which problem agencies find no help for, what waits without anybody having said for how long, and of which field of a
message or column of a table nobody said what it holds.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from contracts.declared import checking as declaring
from contracts.waits import BY_DAY, BY_PROCESS
from docs.generate import (
    agency_page,
    capacity_page,
    checking,
    columns,
    data_map,
    field_page,
    metrics_page,
    rule_pages,
    settings_page,
    waits_page,
)
from docs.generate.tracing import ROOT, refusals, said_in_tests


def files() -> dict[Path, str]:
    """Every generated file and its text."""
    rules = rule_pages.traced()
    known = json.dumps(rule_pages.as_data(rules), indent=1, ensure_ascii=False)
    return {
        ROOT / "docs" / "rules.md": rule_pages.rules_page(rules),
        ROOT / "docs" / "refusals.md": rule_pages.refusals_page(),
        ROOT / "docs" / "waits.md": waits_page.page(),
        metrics_page.PAGE: metrics_page.page(),
        agency_page.PAGE: agency_page.page(),
        field_page.PAGE: field_page.page(),
        data_map.PAGE: data_map.page(),
        capacity_page.PAGE: capacity_page.page(),
        settings_page.PAGE: settings_page.page(),
        ROOT / "services" / "desk" / "cli" / "rules.json": f"{known}\n",
    }


def wrong() -> list[str]:
    """What is not as it should be, whatever the pages say."""
    return [
        *checking.wrong_rules(rule_pages.traced()),
        *checking.wrong_policy(),
        *checking.wrong_codes(refusals(), rule_pages.meanings()),
        *checking.untested(refusals(), said_in_tests()),
        *checking.wrong_waits(BY_PROCESS, BY_DAY),
        *agency_page.wrong(),
        *declaring.wrong(),
        *columns.wrong_columns(),
    ]


def main(arguments: Sequence[str]) -> int:
    """Write what is stale, or say what is; and say what is wrong."""
    wanted = files()
    stale = [path for path, text in wanted.items() if not path.is_file() or path.read_text() != text]
    found = wrong()
    for text in found:
        print(text)
    if "--check" in arguments:
        for path in stale:
            print(f"stale: {path.relative_to(ROOT)}")
        if stale:
            print("Run `python -m docs.generate` and commit what it writes.")
        return 1 if stale or found else 0
    for path in stale:
        path.write_text(wanted[path])
    print(f"{len(wanted)} files, {len(stale)} written.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
