"""What to offer next to somebody who is choosing favourites: strategies, one a file."""

from cinq.serving.proposals.adaptive import Adaptive
from cinq.serving.proposals.crowd import Crowd
from cinq.serving.proposals.entropy import LogPopularityEntropy
from cinq.serving.proposals.groups import Groups
from cinq.serving.proposals.popular import Popular
from cinq.serving.proposals.served import Proposals
from cinq.serving.proposals.strategy import Strategy

__all__ = [
    "Adaptive",
    "Crowd",
    "Groups",
    "LogPopularityEntropy",
    "Popular",
    "Proposals",
    "Strategy",
]
