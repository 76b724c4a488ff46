"""Every command that operators read is real: nobody finds out at night that it is not."""

import re
from pathlib import Path

import pytest

from deploy.local.layout import ROOT
from tests.chart.rendering import EXAMPLES, rendered
from tests.docs.commands import as_words, commands, in_blocks, mistake
from tests.docs.pages import BLOCK, links

FOLDER = ROOT / "docs" / "operations"
PAGES = sorted(FOLDER.rglob("*.md"))
SERIES = re.compile(r"(?<![\w.])(?:ekc|messaging|db_client|http_server|temporal)_[a-z_]+[a-z](?![\w.*])")
SOURCES = ("services", "workflows", "deploy/observability", "deploy/helm/ekc/files")
NAMED = re.compile(r"(?:deployment|deploy|service|svc|job|configmap|secret|statefulset)s?/(ekc-[a-z-]+)")
LABEL = re.compile(r"app\.kubernetes\.io/(name|component|part-of|instance)=([a-z-]+)")
VERBS = {
    "kubectl": "annotate apply config cordon cp create delete describe drain edit exec explain get label logs patch"
    " port-forward rollout run scale top uncordon wait",
    "helm": "diff get history install list repo rollback search show status template test uninstall upgrade lint",
}


def name(page: Path) -> str:
    """A page by its place."""
    return str(page.relative_to(FOLDER))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_on_a_page_is_real(page: Path) -> None:
    """`ekc` takes it, make has it, the module is there; in a block it has all that it needs."""
    assert [(" ".join(words), wrong) for words in commands(page) if (wrong := mistake(words))] == []
    assert [(" ".join(words), wrong) for words in in_blocks(page) if (wrong := mistake(words, typed=True))] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_kubectl_and_helm_are_asked_for_what_they_do(page: Path) -> None:
    """A verb that they know."""
    asked = [(words[0], verb(words[1:])) for words in commands(page) if words[0] in VERBS and len(words) > 1]

    assert [one for one in asked if one[1] not in VERBS[one[0]].split()] == []


def verb(words: list[str]) -> str:
    """The first word that is no option, nor what an option is given."""
    while words and words[0].startswith("-"):
        words = words[1:] if "=" in words[0] else words[2:]
    return words[0] if words else ""


@pytest.mark.chart
def test_what_is_asked_of_a_cluster_has_the_names_that_the_chart_gives() -> None:
    """Deployments and services by name, pods by label, in one of the examples."""
    things = [thing for example in EXAMPLES for thing in rendered(example)]
    names = {thing["metadata"]["name"] for thing in things}
    labels = {pair for thing in things for pair in thing["metadata"].get("labels", {}).items()}
    values = {(key.rpartition("/")[2], value) for key, value in labels}

    for page in PAGES:
        text = page.read_text()
        assert [one for one in NAMED.findall(text) if one not in names] == [], name(page)
        assert [one for one in LABEL.findall(text) if one not in values] == [], name(page)


def test_every_series_on_a_page_is_one_that_a_part_has() -> None:
    """Or that a rule makes of them."""
    files = [
        file for folder in SOURCES for file in (ROOT / folder).rglob("*") if file.suffix in {".py", ".yaml", ".json"}
    ]
    known = "\n".join(file.read_text() for file in files if "__pycache__" not in file.parts)

    for page in PAGES:
        found = set(SERIES.findall(page.read_text()))
        assert sorted(one for one in found if stem(one) not in known) == [], name(page)


def stem(series: str) -> str:
    """The name that the code gives; a histogram's three series and a counter's total are of one."""
    return re.sub(r"_(bucket|count|sum|total)$", "", series).removeprefix("temporal_")


def test_every_page_is_found_from_the_first() -> None:
    """Each is linked from the first page, or from one that is."""
    seen: set[Path] = set()
    to_read = [FOLDER / "README.md"]
    while to_read:
        page = to_read.pop()
        if page not in seen and page.suffix == ".md" and page.is_file():
            seen.add(page)
            to_read += [(page.parent / link.partition("#")[0]).resolve() for link in links(page)]

    assert [name(page) for page in PAGES if page not in seen] == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("ekc ops pause <topic>", None),
        ("ekc ops pasue <topic>", "ekc has no pasue"),
        ("ekc ops dead-letters discard <fingerprint> --reason inc-1042", None),
        ("ekc ops dead-letters discard <fingerprint> --because inc-1042", "No such option: --because"),
        ("ekc dead-letters replay <id> --wait <seconds>", None),
        ("ekc ops", None),
        ("make up IDP=keycloak", None),
        ("make upp", "make has no upp"),
        (".venv/bin/python -m workflows.prepare", None),
        ("python -m workflows.prepaer", "there is no module workflows.prepaer"),
    ],
)
def test_what_is_not_real_is_seen(line: str, wrong: str | None) -> None:
    """The check itself."""
    said = mistake(as_words(line))

    assert said == wrong or (said or "").startswith(wrong or "-")


def test_what_is_typed_has_all_that_it_needs() -> None:
    """In a sentence a command is only named."""
    assert mistake(as_words("ekc erasure status")) is None
    assert "Missing argument" in (mistake(as_words("ekc erasure status"), typed=True) or "")
    assert mistake(as_words("ekc status"), typed=True) is None


def test_commands_are_found_in_blocks_and_in_sentences(tmp_path: Path) -> None:
    """Those of pipes too; a file that is named is none."""
    page = tmp_path / "page.md"
    page.write_text("Run `ekc status`; see `ekc.in.x`.\n\n```sh\nekc cases --json | python -m json.tool  # all\n```\n")

    assert list(commands(page)) == [["ekc", "cases", "--json"], ["python", "-m", "json.tool"], ["ekc", "status"]]
    assert BLOCK.search(page.read_text())
