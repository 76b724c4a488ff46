"""Do cases go on? What do they wait for, and is what is due done?"""

from deploy.observability.levels import LEVELS
from deploy.observability.panels import Dashboard, Panel, late, quantiles

STEPS = LEVELS[1]
BOARD = Dashboard(
    "process",
    "Eigen Kracht-conferenties: process",
    [
        (
            "Cases",
            [
                Panel(
                    "Waiting",
                    "How many cases are in each phase?",
                    [("max by (phase) (ekc_cases_waiting)", "{{phase}}")],
                    width=12,
                ),
                Panel(
                    "Waiting longest",
                    "How long does the oldest case of each phase wait? Families decide how fast they go.",
                    [("max by (phase) (ekc_case_oldest_wait_seconds)", "{{phase}}")],
                    "s",
                    width=12,
                ),
                Panel(
                    "Silent",
                    "Does a case wait without anybody hearing of it?",
                    [("max(ekc_cases_silent)", "")],
                    kind="stat",
                    high=1,
                    width=12,
                ),
                Panel(
                    "Day",
                    "Did the day begin for every service?",
                    [("max by (part) (ekc_day_turned_seconds)", "{{part}}")],
                    "s",
                    "stat",
                    high=26 * 3_600,
                    width=12,
                ),
            ],
        ),
        (
            "What is due",
            [
                Panel(
                    "Steps",
                    "How many steps are due, and how many overdue?",
                    [("max(ekc_steps_due)", "due"), ("max(ekc_steps_overdue)", "overdue")],
                ),
                Panel(
                    "Oldest overdue",
                    "Since when is the oldest of them overdue?",
                    [("max(ekc_step_overdue_oldest_seconds)", "")],
                    "s",
                    high=900,
                ),
                Panel(
                    "Delay",
                    "How long after it was due is a step done?",
                    quantiles(STEPS.histogram, "1h"),
                    "s",
                    high=STEPS.bound,
                ),
                Panel(
                    "Late steps",
                    f"Which part was late, where {STEPS.budget:g} may be?",
                    late(STEPS),
                    "percentunit",
                    high=STEPS.budget,
                    width=24,
                ),
            ],
        ),
        (
            "Temporal",
            [
                Panel(
                    "Failed workflow tasks",
                    "Does a case stand still because code cannot go on with it?",
                    [("sum by (part) (rate(ekc_workflow_task_failures_total[10m]))", "{{part}}")],
                    "ops",
                    high=0.001,
                ),
                Panel(
                    "Workflow tasks",
                    "How much does the worker do?",
                    [
                        (
                            "sum by (workflow_type) (rate(temporal_workflow_task_execution_latency_seconds_count[5m]))",
                            "{{workflow_type}}",
                        )
                    ],
                    "ops",
                ),
                Panel(
                    "Waiting for a worker",
                    "How long do tasks wait until a worker takes them? More than a second is too few workers.",
                    quantiles("temporal_workflow_task_schedule_to_start_latency_seconds"),
                    "s",
                    high=1,
                ),
            ],
        ),
    ],
)
