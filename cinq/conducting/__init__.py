"""The conductor's own server: hooks that ask for jobs, figures, and telling how jobs ended."""
