"""Does every message have its effect? Where does one wait, and for what?"""

from deploy.observability.panels import Dashboard, Panel, quantiles

BOARD = Dashboard(
    "message-path",
    "Eigen Kracht-conferenties: message path",
    [
        (
            "Coming in",
            [
                Panel(
                    "Oldest message",
                    "How old is the oldest record of each topic that is not handled?",
                    [("max by (part, topic) (ekc_lag_seconds)", "{{part}} {{topic}}")],
                    "s",
                    high=300,
                    width=12,
                ),
                Panel(
                    "Records behind",
                    "How many records are not handled?",
                    [("sum by (part, topic) (ekc_lag_records)", "{{part}} {{topic}}")],
                    width=12,
                ),
                Panel(
                    "Handled",
                    "How much does each part take in?",
                    [
                        (
                            "sum by (part, messaging_destination_name) "
                            "(rate(messaging_client_consumed_messages_total[5m]))",
                            "{{part}} {{messaging_destination_name}}",
                        )
                    ],
                    "ops",
                ),
                Panel(
                    "Time of a batch",
                    "How long does handling take, in the middle and at worst?",
                    quantiles("messaging_process_duration_seconds", by="part"),
                    "s",
                ),
                Panel(
                    "Database",
                    "How long do operations on the database take, in the middle and at worst?",
                    quantiles("db_client_operation_duration_seconds", by="part"),
                    "s",
                ),
            ],
        ),
        (
            "Deciding",
            [
                Panel(
                    "Outcomes",
                    "What became of messages?",
                    [("sum by (part, outcome) (rate(ekc_outcomes_total[5m]))", "{{part}} {{outcome}}")],
                    "ops",
                ),
                Panel(
                    "Decisions",
                    "What is decided about?",
                    [("topk(12, sum by (message) (rate(ekc_decisions_total[5m])))", "{{message}}")],
                    "ops",
                ),
                Panel(
                    "Refusals",
                    "What do rules say no to, and why? A new reason after a release is worth a look.",
                    [("topk(12, sum by (reason) (rate(ekc_refusals_total[5m])))", "{{reason}}")],
                    "ops",
                ),
            ],
        ),
        (
            "Going out",
            [
                Panel(
                    "Oldest row of the outbox",
                    "How long does what was decided wait to be told?",
                    [("max by (part) (ekc_outbox_oldest_seconds)", "{{part}}")],
                    "s",
                    high=120,
                ),
                Panel(
                    "Rows of the outbox",
                    "How much waits to be told?",
                    [("max by (part) (ekc_outbox_rows)", "{{part}}")],
                ),
                Panel(
                    "Published",
                    "How much goes out?",
                    [("sum by (part) (rate(ekc_published_total[5m]))", "{{part}}")],
                    "ops",
                ),
                Panel(
                    "Who publishes",
                    "Does one replica of each part lead, and only one?",
                    [("sum by (part) (ekc_relay_leading)", "{{part}}")],
                    kind="stat",
                    low=1,
                    width=12,
                ),
                Panel(
                    "Refused by Kafka",
                    "Was anything too large to be told?",
                    [("max by (part) (ekc_refused_rows)", "{{part}}")],
                    kind="stat",
                    high=1,
                    width=12,
                ),
            ],
        ),
        (
            "Standing still",
            [
                Panel(
                    "Parked streams",
                    "How many cases stand still behind a message that failed?",
                    [("max by (part) (ekc_parked_streams)", "{{part}}")],
                    high=1,
                ),
                Panel(
                    "Held messages",
                    "How many wait for another message that is to come first?",
                    [("max by (part) (ekc_held_messages)", "{{part}}")],
                ),
                Panel(
                    "An outage",
                    "Is something away that a part needs, or does it handle nothing?",
                    [
                        ("max by (part) (ekc_outage)", "{{part}} waits"),
                        ("max by (part) (ekc_stalled)", "{{part}} stalls"),
                    ],
                    high=1,
                ),
                Panel(
                    "Dead letters",
                    "What failed, of which kind and how much of each? `ekc dead-letters list` has them one by one.",
                    [
                        (
                            "max by (part, topic, reason, state, fingerprint) (ekc_dead_letters)",
                            "{{part}} {{topic}} {{reason}} {{state}} {{fingerprint}}",
                        )
                    ],
                    kind="table",
                    width=24,
                ),
            ],
        ),
    ],
)
