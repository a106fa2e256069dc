"""Whether what is asked and served is still what the champion was trained and judged on."""
