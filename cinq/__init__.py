"""The domain of Cinq: data, models, judging, releases and serving, free of frameworks."""
