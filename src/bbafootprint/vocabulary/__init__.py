"""Any spelling to a code, and a code to its parents."""
