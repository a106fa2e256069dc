"""What people say of films: kept, taken back, exported, deleted, and read for training."""

from cinq.feedback.book import FeedbackBook
from cinq.feedback.opinions import LIKED, NOT_FOR_ME, SEEN, Opinions, read_opinions

__all__ = ["LIKED", "NOT_FOR_ME", "SEEN", "FeedbackBook", "Opinions", "read_opinions"]
