"""Alerts on the parts themselves: they are there, they can work, they stay."""

from contracts.topics import SERVICES
from deploy.observability.rules import Alert, Group

PARTS = (*SERVICES, "bridge", "worker")
"""The values of the label `part`, which comes from the scraping and not from the parts."""
SCRAPED = f'up{{part=~"{"|".join(PARTS)}"}}'

ASKED = 'http_server_request_duration_seconds_count{part="desk"}'
FAILED = ASKED.replace("}", ',http_response_status_code=~"5.."}')

GROUP = Group(
    "ekc-parts",
    [
        Alert(
            "EkcPartDown",
            f"sum by (part) ({SCRAPED}) == 0\n" + "\n".join(f'or absent(up{{part="{part}"}})' for part in PARTS),
            "3m",
            "page",
            "No replica of {{ $labels.part }} answers",
            "What is for it waits on Kafka; nothing is lost. While privacy is away all others wait too.",
        ),
        Alert(
            "EkcPartNotReady",
            "max by (part) (ekc_ready) == 0",
            "5m",
            "page",
            "No replica of {{ $labels.part }} can work",
            "It lives, and something that it needs does not answer, or it handles nothing any more.",
        ),
        Alert(
            "EkcPartRestarts",
            'max by (part) (changes(process_start_time_seconds{part=~".+"}[30m])) >= 4',
            "1m",
            "ticket",
            "A replica of {{ $labels.part }} was started again {{ $value }} times in half an hour",
            "It dies by itself, of an error or of too little memory.",
        ),
        Alert(
            "EkcDeskFails",
            f"sum(rate({FAILED}[10m])) / sum(rate({ASKED}[10m])) > 0.05\nand\nsum(increase({FAILED}[10m])) > 5",
            "5m",
            "page",
            "{{ $value | humanizePercentage }} of what staff ask the desk fails",
            "Staff and portals cannot work; what they were told was accepted is kept.",
        ),
        Alert(
            "EkcCertificateExpires",
            "min by (part, certificate) (ekc_certificate_expires_seconds) < {14d}",
            "1h",
            "ticket",
            "The certificate `{{ $labels.certificate }}` of {{ $labels.part }} ends in {{ $value | humanizeDuration }}",
            "After that nobody lets the part in, or nobody trusts it.",
        ),
    ],
)
