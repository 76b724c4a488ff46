"""What an operator does with agencies: it is agreed in the register first, then Kafka is made so.

Where Kafka is away meanwhile, `apply` makes up for it: whatever was agreed is done again, and changes nothing twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from contracts.agreement import Agreement, Authentication, State
from services.desk.agencies.certificates import Authority, BadRequest
from services.desk.agencies.credentials import environment, new_password, write_once
from services.desk.agencies.kafka import Cluster
from services.desk.agencies.manifests import manifests
from services.desk.agencies.register import NotAgreed, Register, changed, finished, rotated
from services.desk.agencies.wanted import user, wanted

type Making = Callable[[str, Agreement], list[str]]
"""Makes it so for one agency; what was done, in words."""


@dataclass
class OnKafka:
    """Makes it so on Kafka itself. Secrets of new users go into a folder, a file for each."""

    cluster: Cluster
    secrets: Path
    connection: Mapping[str, str]
    """What an agency's client is told of where Kafka is."""
    patience: float = 10
    """Seconds to wait until what a removed agency wrote is handled."""

    def __call__(self, agency: str, agreement: Agreement) -> list[str]:
        """See `Making`."""
        written: list[str] = []

        def hand_out(name: str) -> str:
            password, path = new_password(), self.secrets / f"{name}.env"
            write_once(path, environment(agency, name, agreement.organisation, self.connection, password))
            written.append(f"the secret of {name} is in {path}: hand it over, then remove the file")
            return password

        scram = agreement.authentication is Authentication.SCRAM
        changes = self.cluster.establish(wanted(agency, agreement), hand_out if scram else None)
        return [*changes, *written, *self.clear(agency, agreement)]

    def clear(self, agency: str, agreement: Agreement) -> list[str]:
        """Once all that a removed agency wrote is handled, let go of its topic and its groups."""
        if agreement.state is not State.REMOVED:
            return []
        until = monotonic() + self.patience
        while waiting := self.cluster.unhandled(agency):
            if monotonic() > until:
                return [f"{waiting} of its messages are not handled yet: `ekc agency apply` later, for its topic"]
            sleep(0.2)
        return [f"the group {name} has members still: `ekc agency apply` later" for name in self.cluster.clear(agency)]


@dataclass
class AsManifests:
    """Writes what Strimzi's operator makes so."""

    folder: Path
    cluster: str

    def __call__(self, agency: str, agreement: Agreement) -> list[str]:
        """See `Making`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{agency}.yaml"
        path.write_text(manifests(agency, agreement, self.cluster), "utf-8")
        return [f"{path} written"]


@dataclass
class Upkeep:
    """The commands."""

    register: Register
    make: Making
    authority: Path | None
    """Who signs certificates."""
    secrets: Path

    def add(self, name: str, agreement: Agreement, request: Path | None = None) -> list[str]:
        """A new one.

        Raises:
            NotAgreed: its name is taken, or a certificate is to be asked for.
        """
        self.register.free(name)
        return self.settle(name, agreement, request)

    def rotate(self, name: str, request: Path | None = None) -> list[str]:
        """A second user beside the first, with a secret of its own.

        Raises:
            NotAgreed: it cannot be now.
        """
        return self.settle(name, rotated(self.register.one(name)), request)

    def finish(self, name: str) -> list[str]:
        """The older user goes.

        Raises:
            NotAgreed: there is one only.
        """
        return self.settle(name, finished(self.register.one(name)), None, new_user=False)

    def turn(self, name: str, state: State) -> list[str]:
        """Suspend, resume or remove it.

        Raises:
            NotAgreed: it is not there.
        """
        return self.settle(name, changed(self.register.one(name), state=state), None, new_user=False)

    def apply(self) -> list[str]:
        """All of them, as they are written."""
        return [f"{name}: {said}" for name, one in self.register.all().items() for said in self.make(name, one)]

    def settle(self, name: str, agreement: Agreement, request: Path | None, *, new_user: bool = True) -> list[str]:
        """Write it down, then make it so."""
        tls = agreement.authentication is Authentication.TLS
        if new_user and tls is not bool(request):
            raise NotAgreed("a certificate needs a signing request (`--csr`), and a password none.")
        signed = self.certificate(user(name, agreement.users[-1]), request) if request else []
        self.register.put(name, agreement)
        return [*self.make(name, agreement), *signed]

    def certificate(self, name: str, request: Path) -> list[str]:
        """Sign what it asks for.

        Raises:
            BadRequest: it cannot be.
        """
        if self.authority is None:
            raise BadRequest("nobody signs certificates here: set EKC_CLIENT_CA_FILE.")
        try:
            asked = request.read_bytes()
        except OSError as error:
            raise BadRequest(f"{request} cannot be read: {error.strerror}") from None
        path = self.secrets / f"{name}.crt.pem"
        write_once(path, Authority.at(self.authority).sign(asked, name).decode())
        return [f"the certificate of {name} is in {path}: hand it over"]
