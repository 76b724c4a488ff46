"""Mistakes planted on real servers: `ekc ops check` finds each, and what it says to do mends it."""

import asyncpg
import pytest
from confluent_kafka.admin import AclOperation, AlterConfigOpType, ConfigEntry, ConfigResource, ResourceType

from contracts.topics import events
from services.desk.agencies.kafka import Cluster, allow, create_rules, done
from tests.ops.operator import Operator


async def failed(operator: Operator, code: int = 1) -> list[tuple[str, str]]:
    """What is not as it should be."""
    found = (await operator.reads("ops", "check", code=code))["checks"]
    return sorted((one["name"], one["said"]) for one in found if one["state"] == "failed")


@pytest.mark.long
@pytest.mark.servers
async def test_each_planted_mistake_is_found_and_mended(whole: Operator) -> None:
    """A right too many and a setting that somebody changed on Kafka, a right too many in a database."""
    assert await failed(whole, code=0) == []
    cluster = Cluster(whole.platform.kafka_settings())
    create_rules(cluster.admin, [allow("plan", ResourceType.TOPIC, events("referral"), AclOperation.WRITE)])
    shorter = ConfigEntry("retention.ms", "1000", incremental_operation=AlterConfigOpType.SET)
    changed = ConfigResource(ConfigResource.Type.TOPIC, events("plan"), incremental_configs=[shorter])
    done(cluster.admin.incremental_alter_configs([changed]).values())
    database = await asyncpg.connect(whole.platform.admin_url("plan"))
    await database.execute("GRANT UPDATE ON event_log TO plan")

    assert await failed(whole) == [
        ("kafka", "too much: plan may write topic ekc.referral.events"),
        ("kafka", "topic ekc.plan.events: retention.ms should be -1"),
        ("rights in plan", "plan may update event_log in plan: too much"),
    ]
    dry = await whole.reads("ops", "topics", code=1)
    left = await whole.reads("ops", "topics", "--apply", "--yes", code=1)
    nothing = await whole.reads("ops", "topics", "--apply", "--remove", "--yes")
    await database.execute("REVOKE UPDATE ON event_log FROM plan")
    await database.close()

    assert (len(dry["differences"]), dry["done"]) == (2, [])
    assert (left["done"], len(left["differences"])) == (["settings of ekc.plan.events mended"], 1)
    assert nothing["done"] == ["no longer plan may write topic ekc.referral.events"]
    assert await failed(whole, code=0) == []
