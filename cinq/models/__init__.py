"""Recommenders: one file each, one contract (`cinq.models.recommender`)."""
