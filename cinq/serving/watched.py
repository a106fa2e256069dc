"""Lists as people get them: found, counted, and now and then kept as a sample."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cinq import wire
from cinq.errors import CinqError, UnknownFilm
from cinq.models.bundle import ModelBundle
from cinq.serving.finding import Finder, Found
from cinq.serving.shown import Tally
from cinq.traffic.sample import TrafficSample


@dataclass(frozen=True)
class Watched:
    """Finds as its finder does, and notes what was found.

    Parameters
    ----------
    finder
        Makes the lists.
    shown
        Counts them and their films.
    traffic
        Keeps some of them, and of what could not be answered for a film that is not there.
    """

    finder: Finder
    shown: Tally
    traffic: TrafficSample

    @classmethod
    def of(cls, bundle: ModelBundle, finder: Finder, release: int, model_version: str) -> "Watched":
        """For a model, with nothing counted or kept yet."""
        films, dataset = bundle.catalogue.film_ids, bundle.info.dataset
        traffic = TrafficSample(films, dataset, release, model_version)
        return cls(finder, Tally(bundle.popularity.scores), traffic)

    def find(self, request: wire.RecommendRequest) -> Found:
        """As `Finder.find`."""
        try:
            found = self.finder.find(request)
        except UnknownFilm as error:
            self.traffic.keep_refused(request.favourites, error.film_ids)
            raise
        self.shown.add(found.source, found.rows)
        self.traffic.keep(found.source, found.picks, found.rows, found.scores)
        return found

    def find_all(
        self, requests: Sequence[wire.RecommendRequest]
    ) -> Iterator[list[Found | CinqError]]:
        """As `Finder.find_all`."""
        asked = iter(requests)
        for part in self.finder.find_all(requests):
            for found in part:
                request = next(asked)
                if isinstance(found, Found):
                    self.shown.add(found.source, found.rows)
                    self.traffic.keep(found.source, found.picks, found.rows, found.scores)
                elif isinstance(found, UnknownFilm):
                    self.traffic.keep_refused(request.favourites, found.film_ids)
            yield part
