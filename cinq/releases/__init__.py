"""The ledger of releases, and Bentos of what was released."""
