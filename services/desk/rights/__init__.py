"""What somebody can ask for of what is kept about them: a copy, to be put right, to rest (GDPR, articles 15-18)."""
