"""Is every agency answered? Does one of them have a problem, and is it theirs or ours?"""

from deploy.observability.levels import LEVELS
from deploy.observability.panels import Dashboard, Panel, late, quantiles
from deploy.observability.path import KEPT_DAYS

ANSWERS = LEVELS[0]
INBOUND = 'topic=~"ekc[.]in[.].+"'
BOARD = Dashboard(
    "agencies",
    "Eigen Kracht-conferenties: agencies",
    [
        (
            "Are they answered?",
            [
                Panel(
                    "Time to the first answer",
                    "How long does it take from Kafka's time of a message to its first status?",
                    quantiles(ANSWERS.histogram, "1h"),
                    "s",
                    high=ANSWERS.bound,
                    width=12,
                ),
                Panel(
                    "Late answers",
                    f"Which part was late, where {ANSWERS.budget:g} may be?",
                    late(ANSWERS),
                    "percentunit",
                    high=ANSWERS.budget,
                    width=12,
                ),
                Panel(
                    "Answered",
                    "How many messages of agencies were answered?",
                    [(f"sum(increase({ANSWERS.histogram}_count[1h]))", "in an hour")],
                    width=12,
                ),
                Panel(
                    "Oldest message of each",
                    "Does somebody's message wait?",
                    [(f"max by (topic) (ekc_lag_seconds{{{INBOUND}}})", "{{topic}}")],
                    "s",
                    high=300,
                    width=12,
                ),
            ],
        ),
        (
            "Does one have a problem?",
            [
                Panel(
                    "Waiting",
                    "How many of each one's messages are not handled?",
                    [(f"sum by (topic) (ekc_lag_records{{{INBOUND}}})", "{{topic}}")],
                ),
                Panel(
                    "Of the time for which they are kept",
                    f"How much of its {KEPT_DAYS} days did the oldest message wait? At all of it, it is lost.",
                    [(f"max by (topic) (ekc_lag_seconds{{{INBOUND}}}) / {KEPT_DAYS * 86_400}", "{{topic}}")],
                    "percentunit",
                    high=0.5,
                ),
                Panel(
                    "Closed topics",
                    "Is one read no further, because too many of its messages fail?",
                    [("max by (topic) (ekc_topic_closed)", "{{topic}}")],
                    kind="stat",
                    high=1,
                ),
                Panel(
                    "Dead letters of each",
                    "What of theirs failed, and why? Each was answered with its reason.",
                    [
                        (
                            f"sum by (topic, reason) (max by (topic, reason, state, fingerprint) "
                            f"(ekc_dead_letters{{{INBOUND}}}))",
                            "{{topic}} {{reason}}",
                        )
                    ],
                    kind="table",
                    width=24,
                ),
            ],
        ),
    ],
)
