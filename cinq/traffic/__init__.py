"""A bounded sample of what was asked and served, and what monitoring found in it."""
