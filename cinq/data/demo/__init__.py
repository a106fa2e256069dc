"""The embedded data set: 385 real films and a simulated audience."""

from cinq.data.demo.catalogue import demo_films
from cinq.data.demo.relevance import make_demo

__all__ = ["demo_films", "make_demo"]
