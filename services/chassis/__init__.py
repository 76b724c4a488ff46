"""The microservice chassis that all services stand on: the message path, keys, event log, outbox, health."""
