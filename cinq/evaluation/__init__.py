"""Judging: cases, figures and golden lists; what the gate decides on."""
