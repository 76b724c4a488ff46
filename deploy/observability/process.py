"""Alerts on the process: what is due is done, each day turns, no workflow stands still."""

from deploy.observability.rules import Alert, Group

GROUP = Group(
    "ekc-process",
    [
        Alert(
            "EkcStepsOverdue",
            "max(ekc_step_overdue_oldest_seconds) > {15m}",
            "5m",
            "page",
            "A step of a case is overdue since {{ $value | humanizeDuration }}",
            "The worker does not ask for what is due, or a service does not do it.",
        ),
        Alert(
            "EkcWorkflowTasksFail",
            "sum(increase(ekc_workflow_task_failures_total[30m])) > 1.5",
            "5m",
            "page",
            "Workflow tasks fail again: {{ $value | humanize }} in half an hour",
            "Some cases go no further until the worker's code can go on with them; nothing of them is lost.",
        ),
        Alert(
            "EkcDayNotTurned",
            "max by (part) (ekc_day_turned_seconds) > {26h}",
            "10m",
            "page",
            "For {{ $labels.part }} no day began since {{ $value | humanizeDuration }}",
            "Birthdays, dates of actions and terms of keeping are not looked at. A day that comes late looks back.",
        ),
        Alert(
            "EkcNotReconciled",
            "max by (part) (ekc_behind_topic) > 0",
            "5m",
            "page",
            "{{ $labels.part }} was restored, and waits to be reconciled",
            "It refuses to run ahead of its topics: what it would decide now could be numbered twice.",
        ),
    ],
)
