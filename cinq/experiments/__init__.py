"""Experiments: declared, assigned, exposed, answered by feedback, and judged."""
