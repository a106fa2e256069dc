"""Data sets: declarations, readers, integrity, the demo, and splits of people."""
