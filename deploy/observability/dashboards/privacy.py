"""Are keys there, is who is to be forgotten forgotten, and is every access written down (R33, R34)?"""

from deploy.observability.panels import Dashboard, Panel

BOARD = Dashboard(
    "privacy",
    "Eigen Kracht-conferenties: privacy",
    [
        (
            "Keys",
            [
                Panel(
                    "Lost keys",
                    "Is there a data key that nothing opens?",
                    [("max(ekc_keyring_lost_keys)", "")],
                    kind="stat",
                    high=1,
                ),
                Panel(
                    "Epoch",
                    "Which epoch is it?",
                    [("max(ekc_keyring_epoch)", "")],
                    kind="stat",
                ),
                Panel(
                    "Age of the epoch",
                    "Since when is it the current one?",
                    [("min(ekc_keyring_epoch_age_seconds)", "")],
                    "s",
                    "stat",
                ),
                Panel(
                    "Key operations",
                    "How many keys are opened, made, erased, wrapped anew? With many openings somebody reads a lot.",
                    [("sum by (what) (rate(ekc_keys_total[5m]))", "{{what}}")],
                    "ops",
                    width=12,
                ),
                Panel(
                    "Keys of older epochs",
                    "Does a renewal come to its end?",
                    [("max(ekc_keyring_older_keys)", "")],
                    high=1,
                    width=12,
                ),
            ],
        ),
        (
            "Forgetting",
            [
                Panel(
                    "Erasures",
                    "How many are under way, and how many past their term?",
                    [("max(ekc_erasures_open)", "open"), ("max(ekc_erasures_late)", "late")],
                ),
                Panel(
                    "Oldest erasure",
                    "Since when is the oldest of them open?",
                    [("max(ekc_erasures_oldest_seconds)", "")],
                    "s",
                    high=4 * 86_400,
                ),
                Panel(
                    "Deleted, and still in backups",
                    "Since when could somebody be brought back who was deleted?",
                    [("max(ekc_keyring_deleted_age_seconds)", "")],
                    "s",
                    high=2 * 86_400,
                ),
            ],
        ),
        (
            "The access log",
            [
                Panel(
                    "Accesses that wait",
                    "Since when does an access wait to be written down?",
                    [("max(ekc_access_log_waiting_seconds)", "")],
                    "s",
                    high=600,
                ),
                Panel(
                    "Rows that are not signed",
                    "Since when does a row wait for its checkpoint?",
                    [("max(ekc_access_log_unsigned_seconds)", "")],
                    "s",
                    high=900,
                ),
                Panel(
                    "Unusual readings",
                    "What was unusual about who read what? The region's lead hears of each.",
                    [("sum by (kind) (increase(ekc_unusual_access_total[1h]))", "{{kind}}")],
                ),
            ],
        ),
    ],
)
