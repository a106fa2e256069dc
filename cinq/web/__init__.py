"""What the API and the page share of HTTP: request ids, and a line in the log for each request."""
