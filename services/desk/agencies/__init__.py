"""Agencies as operators keep them: what is agreed, made true on Kafka, and tried out."""
