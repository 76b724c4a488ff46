"""Figures of a region: counted, made so that they lead to nobody, and published."""
