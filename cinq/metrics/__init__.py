"""Metrics: rating error, ranking, beyond accuracy, and their intervals."""
