"""Whether certificates are good for a while: in files, and as servers show them."""

import ssl
from collections.abc import Iterator, Mapping

from services.chassis.certificates import days_left, end
from services.desk.operations.checks import Check, failed, ok, unknown

DAYS = 14
"""So long before the end somebody should know."""
ANSWER_SECONDS = 5.0
DO = "Renew it, and see whether its file is a new one: parts read it again by themselves, and say so in their logs."


def judged(what: str, days: float) -> Check:
    """One certificate."""
    name = f"certificate {what}"
    if days < 0:
        return failed(name, f"It ended {-days:.0f} days ago.", DO)
    if days < DAYS:
        return failed(name, f"It ends in {days:.0f} days.", DO)
    return ok(name, f"It is good for {days:.0f} days.")


def of_servers(addresses: Mapping[str, str], authority: str | None) -> Iterator[Check]:
    """Those that servers show: name -> `host:port`."""
    for name, address in addresses.items():
        host, _, port = address.rpartition(":")
        try:
            shown = ssl.get_server_certificate((host, int(port)), ca_certs=authority, timeout=ANSWER_SECONDS)
        except ssl.SSLCertVerificationError as error:
            yield failed(f"certificate {name}", f"It is not accepted: {error.verify_message}.", DO)
        except (OSError, ValueError) as error:
            do = f"See whether something answers with TLS at {address}."
            yield unknown(f"certificate {name}", f"It is not shown ({type(error).__name__}).", do)
        else:
            yield judged(name, days_left(end(shown.encode())))
