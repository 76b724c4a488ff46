"""The read model: what happened, row by row, with personal fields sealed; and the one way to open them."""
