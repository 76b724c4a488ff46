"""Alerts on the path of messages: what comes in is handled, what was decided goes out, what fails is looked at."""

from contracts.topics import DAY_MS, agency_topics
from deploy.observability.rules import Alert, Group

KEPT_DAYS = int(agency_topics("any")[0].config["retention.ms"]) // DAY_MS
"""For so long Kafka keeps what an agency wrote."""

EACH = "max by (part, fingerprint, topic, reason, state)"
"""Dead letters are counted by each replica from the same table."""
LETTERS = f'{EACH} (ekc_dead_letters{{topic!~"ekc[.]in[.].+"}})'
LETTERS_BEFORE = f'{EACH} (ekc_dead_letters{{topic!~"ekc[.]in[.].+"}} offset 1h)'
ANY_LETTERS = f"{EACH} (ekc_dead_letters)"
ANY_LETTERS_YESTERDAY = f"{EACH} (ekc_dead_letters offset 1d)"

GROUP = Group(
    "ekc-messages",
    [
        Alert(
            "EkcMessagesWait",
            'max by (part, topic) (ekc_lag_seconds{topic!~"ekc[.]in[.].+"}) > {5m}',
            "5m",
            "page",
            "A message on {{ $labels.topic }} waits for {{ $labels.part }} since {{ $value | humanizeDuration }}",
            "The part does not keep up, or stands still.",
        ),
        Alert(
            "EkcAgencyWaits",
            'max by (topic) (ekc_lag_seconds{topic=~"ekc[.]in[.].+"}) > {5m}\n'
            "unless on (topic)\nmax by (topic) (ekc_topic_closed) == 1",
            "5m",
            "page",
            "A message on {{ $labels.topic }} waits since {{ $value | humanizeDuration }}",
            "An agency is not answered, and it is not because its topic was closed.",
        ),
        Alert(
            "EkcAgencyTopicClosed",
            "max by (topic) (ekc_topic_closed) == 1",
            "1m",
            "ticket",
            "{{ $labels.topic }} is read no further",
            "Too many of its messages fail. Other agencies notice nothing; this one gets no answer.",
        ),
        Alert(
            "EkcAgencyTopicHalfGone",
            f'max by (topic) (ekc_lag_seconds{{topic=~"ekc[.]in[.].+"}}) > {{{KEPT_DAYS // 2}d}}',
            "10m",
            "page",
            "A message on {{ $labels.topic }} waits for half of the time for which it is kept",
            f"After {KEPT_DAYS} days Kafka deletes it, and a referral is lost.",
        ),
        Alert(
            "EkcOutboxWaits",
            "max by (part) (ekc_outbox_oldest_seconds) > {2m}",
            "5m",
            "page",
            "What {{ $labels.part }} decided waits since {{ $value | humanizeDuration }} to be told",
            "Kafka (or, for the bridge, Temporal) does not take it, or nobody hands it over.",
        ),
        Alert(
            "EkcNobodyPublishes",
            "max by (part) (ekc_relay_leading) == 0",
            "5m",
            "ticket",
            "No replica of {{ $labels.part }} publishes what was decided",
            "Each waits for the lock of another one. Once something is decided it waits (EkcOutboxWaits).",
        ),
        Alert(
            "EkcOutboxRefused",
            "max by (part) (ekc_refused_rows) > 0",
            "1m",
            "ticket",
            "Kafka refused {{ $value }} message(s) of {{ $labels.part }} for good",
            "Their streams stand still: no later message of these cases may overtake them.",
        ),
        Alert(
            "EkcStreamsParked",
            "max by (part) (ekc_parked_streams) > 0",
            "10m",
            "ticket",
            "{{ $value }} case(s) stand still at {{ $labels.part }} behind a message that failed",
            "Only withdrawals, deaths and erasures pass until it was handled.",
        ),
        Alert(
            "EkcMessagesHeld",
            "max by (part) (min_over_time(ekc_held_messages[30m])) > 0",
            "30m",
            "ticket",
            "{{ $value }} message(s) wait at {{ $labels.part }} for another one that does not come",
            "An event is missing, or its part is far behind; these cases go no further here.",
        ),
        Alert(
            "EkcDeadLettersGrow",
            f"sum by (part) ({LETTERS}) - (sum by (part) ({LETTERS_BEFORE}) or sum by (part) ({LETTERS}) * 0) > 20",
            "5m",
            "page",
            "{{ $value }} dead letters more at {{ $labels.part }} within an hour",
            "None of them came from an agency: something is wrong with a release, a policy or a setting of ours.",
        ),
        Alert(
            "EkcDeadLettersWait",
            f"sum by (part) ({ANY_LETTERS} and {ANY_LETTERS_YESTERDAY}) > 0",
            "10m",
            "ticket",
            "Dead letters wait at {{ $labels.part }} for more than a day: {{ $value }}",
            "Nobody handled or discarded them; after four weeks they cannot be handled any more.",
        ),
    ],
)
