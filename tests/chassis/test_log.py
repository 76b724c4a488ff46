"""The log (promise 3): by its level, in JSON, without the text of an error and without what other libraries quote."""

import json
import subprocess
import sys
from collections import defaultdict

SCRIPT = """
import logging
from services.chassis import log
for level in ("debug", "info", "error"):
    log.configure(level, "json", level)
    own = log.logger("here")
    own.debug("in detail"); own.info("as usual"); own.error("failed", error=ValueError("Els van der Zande"))
    logging.getLogger("aiokafka.conn").debug("Els van der Zande, as a record")
    logging.getLogger("httpcore.http11").debug("Bearer token-of-plan")
    logging.getLogger("temporalio.worker").debug("of a library")
"""


def test_the_level_says_how_much_is_told() -> None:
    """At no level a record, a token or the text of an error."""
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    said = defaultdict(list)
    for line in map(json.loads, done.stderr.splitlines()):
        said[line["part"]].append(line["event"])

    assert said == {
        "debug": ["in detail", "as usual", "failed", "of a library"],
        "info": ["as usual", "failed"],
        "error": ["failed"],
    }
    assert "Els" not in done.stderr
    assert "token-of-plan" not in done.stderr
