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
try:
    {}["Els van der Zande"]
except KeyError as error:
    logging.getLogger("uvicorn.error").error("a request failed", exc_info=error)
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
        "error": ["failed", "a request failed"],
    }
    assert "Els" not in done.stderr
    assert "token-of-plan" not in done.stderr
    of_a_library = json.loads(done.stderr.splitlines()[-1])
    assert (of_a_library["error"], of_a_library["at"]) == ("KeyError", "<string>:12")


MANY = """
import sys
from services.chassis import log
for form, level in (("json", "info"), ("json", "warning"), ("console", "info")):
    log.configure("plan", form, level)
    log.many("batch", "decided", [{"stream": "case-1", "events": 2}, {"stream": "case-2", "events": 0}])
    log.many("batch", "decided", [])
"""


def test_several_lines_at_once_are_like_any_other() -> None:
    """With part, level and time, in either form; none where the level says so."""
    done = subprocess.run([sys.executable, "-c", MANY], capture_output=True, text=True, check=True)
    first, second, *on_a_terminal = done.stderr.splitlines()

    assert [set(json.loads(one)) for one in (first, second)] == [
        {"part", "level", "timestamp", "module", "event", "stream", "events"}
    ] * 2
    assert [json.loads(one)["stream"] for one in (first, second)] == ["case-1", "case-2"]
    assert [("decided" in one, "case-" in one) for one in on_a_terminal] == [(True, True)] * 2
