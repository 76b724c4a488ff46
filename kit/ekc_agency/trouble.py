"""What Kafka's client says beside the messages. Of a wrong password it tells only there, and tries for ever."""

from __future__ import annotations

import time

from confluent_kafka import KafkaError

from ekc_agency.connection import Connection

SECONDS = 30.0
"""So long Kafka may stay silent before it is told."""
LOOK = 0.5
"""Seconds between two looks: what a callback raises comes out only when a poll ends."""
RIGHTS = (KafkaError.TOPIC_AUTHORIZATION_FAILED, KafkaError.GROUP_AUTHORIZATION_FAILED)


class NotConnected(Exception):
    """Kafka does not answer, or does not let the agency in; the text says which setting to look at."""


class Trouble:
    """What went wrong with a connection; Kafka's client tells it as its `error_cb`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.last: KafkaError | None = None

    def __call__(self, error: KafkaError) -> None:
        """Take note.

        Raises:
            NotConnected: trying again does not help.
        """
        self.last = error
        if error.code() == KafkaError._AUTHENTICATION:
            raise NotConnected(self.said(error))

    def heed(self, until: float) -> None:
        """Nothing came.

        Raises:
            NotConnected: and nothing will.
        """
        if time.monotonic() > until:
            raise NotConnected(self.said(self.last))

    def said(self, error: KafkaError | None) -> str:
        """What is wrong, and where to look."""
        if error and error.code() == KafkaError._AUTHENTICATION:
            return "Kafka knows no such name with this password: look at AGENCY_NAME, AGENCY_USER and AGENCY_PASSWORD."
        if error and error.code() in RIGHTS:
            return "Kafka gives you no right to this topic or group: look at AGENCY_NAME, by which yours are called."
        settings = "AGENCY_BOOTSTRAP and AGENCY_SECURITY_PROTOCOL"
        if self.connection.protocol.endswith("SSL"):
            settings = "AGENCY_BOOTSTRAP, AGENCY_SECURITY_PROTOCOL, AGENCY_CA_FILE and the certificate, if you have one"
        why = f" ({error.str()})" if error else ""
        return f"Kafka does not answer at {self.connection.bootstrap}: look at {settings}.{why}"
