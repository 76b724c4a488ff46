"""Where a case stands, what it waits for and what happened, in words and without anybody's data: pure."""
