"""Alerts on keys, on forgetting, and on the access log (R33, R34)."""

from deploy.observability.rules import Alert, Group

GROUP = Group(
    "ekc-privacy",
    [
        Alert(
            "EkcKeysLost",
            "max(ekc_keyring_lost_keys) > 0",
            "2m",
            "page",
            "{{ $value }} data keys cannot be opened: what wrapped them is not there",
            "The cases of these people cannot be read by anybody until it is back; without it, never.",
        ),
        Alert(
            "EkcKeyringNotRenewed",
            "max(ekc_keyring_older_keys) > 0",
            "1h",
            "ticket",
            "{{ $value }} data keys are wrapped by an older epoch since an hour",
            "A renewal does not come to its end, so the key that it is to destroy is still there.",
        ),
        Alert(
            "EkcEpochTooOld",
            "max(ekc_keyring_deleted_age_seconds) > {2d}",
            "1h",
            "ticket",
            "Somebody who was erased could still be brought back from a backup",
            "A key was deleted {{ $value | humanizeDuration }} ago, and its epoch is not closed.",
        ),
        Alert(
            "EkcErasuresLate",
            "max(ekc_erasures_late) > 0",
            "10m",
            "page",
            "{{ $value }} erasure(s) are past their term",
            "Somebody has a right to be forgotten by now (R34, GDPR 17), and is not.",
        ),
        Alert(
            "EkcErasuresWait",
            "max(ekc_erasures_oldest_seconds) > {4d}",
            "1h",
            "ticket",
            "An erasure is open since {{ $value | humanizeDuration }}",
            "It takes a day and a little; something keeps it, and its term goes on.",
        ),
        Alert(
            "EkcAccessLogWaits",
            "max(ekc_access_log_waiting_seconds) > {10m}",
            "5m",
            "page",
            "An access waits since {{ $value | humanizeDuration }} to be written into the access log",
            "It is on its topic and not lost; until then nobody can look it up (R33).",
        ),
        Alert(
            "EkcAccessLogUnsigned",
            "max(ekc_access_log_unsigned_seconds) > {15m}",
            "5m",
            "page",
            "Rows of the access log wait since {{ $value | humanizeDuration }} for their checkpoint",
            "So long they could be rewritten unseen by who administers the database.",
        ),
    ],
)
