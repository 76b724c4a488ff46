"""Writes the pages that come from the code, and says what is wrong with what they come from."""
