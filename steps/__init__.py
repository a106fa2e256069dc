"""ZenML steps, one a file: unpack, call one function of `cinq`, log metadata, return."""
