"""Images of the parts: how they are built, what is in them, and how large they are."""
