"""Time and memory beside other ways to the same numbers."""
