"""What happens in a terminal: progress, tables, log files, starting several processes."""
