"""The page about capacity: what a case was measured to take, and what so many of them ask for."""

from collections.abc import Callable, Iterable, Sequence

import yaml

from contracts.topics import PARTITIONS
from docs.generate.sizing import FULL, MEASURED, PEAK, SPARE, Measured, Size, cost, partitions
from docs.generate.tracing import ROOT

PAGE = ROOT / "docs" / "operations" / "capacity.md"
SIZES = {"a region": 80, "the country": 1_000, "a thousand times that": 1_000_000}
"""Referrals a year: a twelfth of the country, the country as published, and every municipality and agency."""
AGENCIES = {"a region": 20, "the country": 200, "a thousand times that": 3_000}

TEMPLATE = ROOT / "docs" / "operations" / "capacity.md.in"


def page() -> str:
    """The whole of it."""
    told = yaml.safe_load(MEASURED.read_text())
    found = Measured.read()
    return TEMPLATE.read_text().format(
        **told["when"],
        case=table(("what", "a case"), of_case(found)),
        replica=table(("process", "milliseconds a case", "cases an hour"), carried(found)),
        full=FULL,
        peak=PEAK,
        spare=SPARE,
        memory=found.memory_mb,
        connections=found.connections,
        partitions_each=PARTITIONS,
        sizes=table(("", *SIZES), sizes(found)),
        actions=found.actions,
        gbh=found.active_gbh,
        history=found.history_kb,
        tiers=tiers(found),
        sum=arithmetic(found),
    )


def of_case(found: Measured) -> Iterable[Sequence[str]]:
    """What one case takes."""
    yield "messages on all topics", f"{found.messages:,.0f}"
    yield "processor time, over all processes", f"{sum(found.milliseconds.values()):,.0f} ms"
    yield "PostgreSQL, rows and indexes", f"{sum(found.kilobytes.values()):,.0f} kB"
    for name, size in found.kilobytes.items():
        yield f"- {name}", f"{size:,.0f} kB"
    yield "Kafka, in one replica", f"{found.kafka_kb:,.0f} kB"
    yield "Temporal, history", f"{found.history_kb:,.0f} kB"
    yield "Temporal, actions in thirteen months", f"{found.actions:g}"


def carried(found: Measured) -> Iterable[Sequence[str]]:
    """What one replica of each process carries in an hour."""
    for name, milliseconds in found.milliseconds.items():
        yield name, f"{milliseconds:,.0f}", f"{FULL * 3_600_000 / milliseconds:,.0f}"


def sizes(found: Measured) -> Iterable[Sequence[str]]:
    """One row for each thing that is asked for."""
    all_of = [Size(cases, found) for cases in SIZES.values()]
    rows: dict[str, Callable[[Size], str]] = {
        "referrals a year": lambda size: f"{size.cases:,}",
        "messages a second at the peak": lambda size: f"{size.messages_per_second:,.2f}",
        "cores in use at the peak": lambda size: f"{sum(map(size.cores, found.milliseconds)):,.3f}",
        "replicas of each part": lambda size: told_replicas(size, found),
        "memory of all replicas": lambda size: f"{size.memory_gb:,.1f} GB",
        "connections to PostgreSQL": lambda size: f"{size.connections}",
        "PostgreSQL, a year": lambda size: f"{size.postgres_gb:,.2f} GB",
        "Kafka, a year, one replica": lambda size: f"{size.kafka_gb:,.2f} GB",
        "Temporal, actions a month": lambda size: f"{size.actions_per_month * 1e6:,.0f}",
        "Temporal Cloud, a month": lambda size: f"${size.dollars_per_month:,.2f}",
    }
    for name, told in rows.items():
        yield name, *map(told, all_of)
    yield "agencies", *(f"{count:,}" for count in AGENCIES.values())
    yield "Kafka partitions", *(f"{partitions(count):,}" for count in AGENCIES.values())


def told_replicas(size: Size, found: Measured) -> str:
    """How many of each, in few words."""
    more = {name: count for name in found.milliseconds if (count := size.replicas(name)) > SPARE}
    beyond = size.beyond_partitions
    words = ", ".join(f"{name} {count}" for name, count in more.items()) or f"{SPARE}"
    rest = f"; others {SPARE}" if more and len(more) < len(found.milliseconds) else ""
    return words + rest + (f" (**beyond the partitions: {', '.join(beyond)}**)" if beyond else "")


def tiers(found: Measured) -> str:
    """The price in words."""
    words, below = [], 0.0
    for upto, dollars in found.price:
        words.append(f"${dollars:g} a million from {below:g} to {upto:g}" if upto else "above that by agreement")
        below = upto or below
    return ", ".join(words)


def arithmetic(found: Measured) -> str:
    """The sum for a million cases, written out."""
    size = Size(1_000_000, found)
    stored = size.cases * found.history_kb / 1024**2
    lines = [
        f"1,000,000 cases x {found.actions:g} actions / 12 = {size.actions_per_month:,.2f} million a month",
        f"actions: ${cost(size.actions_per_month, found.price):,.2f}",
        f"histories: 1,000,000 x {found.history_kb:.1f} kB = {stored:,.1f} GB x 744 h x ${found.active_gbh:g} = "
        f"${stored * 744 * found.active_gbh:,.2f}",
        f"together ${size.dollars_per_month:,.2f} a month, ${size.dollars_per_month * 12 / size.cases:.4f} a case",
    ]
    return "\n".join(["```", *lines, "```"])


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
