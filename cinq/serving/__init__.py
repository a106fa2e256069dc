"""Answering: top-k, reasons, filters, proposals, title search, and what a server serves."""
