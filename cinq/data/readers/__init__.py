"""Readers: a source's files to columns."""
