"""`ekc`: the command line of the desk, and the client that it and others ask the desk with."""
