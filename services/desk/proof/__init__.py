"""The proof of an erasure (R34): what became of keys, what rests unreadable, and a search through places at rest."""
