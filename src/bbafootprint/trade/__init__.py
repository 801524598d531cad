"""From what was shipped to where and as what it grew."""
