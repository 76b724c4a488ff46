"""Is everything well? Where not, which other page is to be looked at?"""

from deploy.observability.levels import LEVELS, Level
from deploy.observability.panels import Dashboard, Panel, quantiles
from deploy.observability.parts import SCRAPED


def left(level: Level) -> Panel:
    """What is left of a level's budget of a month."""
    used = f"(1 - (\n{level.in_time('30d')}\n)) / {level.budget:g}"
    title = f"Budget left: {level.what}"
    question = f"How much is left of what may be late in a month? Promised are {level.objective * 100:g} %."
    return Panel(title, question, [(f"1 - {used}", "")], "percentunit", "stat", low=0.25, width=6)


BOARD = Dashboard(
    "overview",
    "Eigen Kracht-conferenties: overview",
    [
        (
            "Is somebody to act?",
            [
                Panel(
                    "Alerts",
                    "What is firing now? The page of each says what to do.",
                    [('ALERTS{alertname=~"Ekc.+",alertstate="firing"}', "")],
                    kind="table",
                    width=12,
                ),
                *(left(level) for level in LEVELS),
                Panel(
                    "Silent cases",
                    "Does a case wait without anybody hearing of it? There is no budget for that.",
                    [("max(ekc_cases_silent)", "")],
                    kind="stat",
                    high=1,
                    width=6,
                ),
                Panel(
                    "Overdue",
                    "How many steps that are due were not done yet?",
                    [("max(ekc_steps_overdue)", "")],
                    kind="stat",
                    high=1,
                    width=6,
                ),
            ],
        ),
        (
            "The parts",
            [
                Panel(
                    "Replicas that answer",
                    "Is every part there?",
                    [(f"sum by (part) ({SCRAPED})", "{{part}}")],
                    kind="stat",
                    low=1,
                    width=12,
                ),
                Panel(
                    "Can work",
                    "Does one replica of each reach all that it needs?",
                    [("max by (part) (ekc_ready)", "{{part}}")],
                    kind="stat",
                    low=1,
                    width=12,
                ),
                Panel(
                    "Versions",
                    "Which version of each part runs? Two of one are a release that is under way.",
                    [("count by (part, version) (ekc_build_info)", "{{part}} {{version}}")],
                    kind="table",
                    width=12,
                ),
                Panel(
                    "Ages",
                    "Since when does each replica run? One that is always young dies again and again.",
                    [('min by (part) (time() - process_start_time_seconds{part=~".+"})', "{{part}}")],
                    "s",
                    width=12,
                ),
            ],
        ),
        (
            "Work and what it costs",
            [
                Panel(
                    "Messages handled",
                    "How much comes in?",
                    [("sum by (part) (rate(ekc_messages_total[5m]))", "{{part}}")],
                    "ops",
                ),
                Panel(
                    "Processor",
                    "How much of a core does each part use?",
                    [('sum by (part) (rate(process_cpu_seconds_total{part=~".+"}[5m]))', "{{part}}")],
                ),
                Panel(
                    "Memory",
                    "How much does the largest replica of each part have?",
                    [('max by (part) (process_resident_memory_bytes{part=~".+"})', "{{part}}")],
                    "bytes",
                ),
                Panel(
                    "The desk: requests",
                    "How much is asked for, and how much of it fails?",
                    [
                        (
                            "sum by (http_response_status_code) "
                            '(rate(http_server_request_duration_seconds_count{part="desk"}[5m]))',
                            "{{http_response_status_code}}",
                        )
                    ],
                    "ops",
                ),
                Panel(
                    "Requests: time",
                    "How long does a request take, in the middle and at worst?",
                    quantiles("http_server_request_duration_seconds", by="part"),
                    "s",
                ),
                Panel(
                    "Certificates",
                    "When does the first certificate of each part end?",
                    [("min by (part, certificate) (ekc_certificate_expires_seconds)", "{{part}} {{certificate}}")],
                    "s",
                    low=14 * 86_400,
                ),
            ],
        ),
    ],
)
