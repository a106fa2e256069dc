"""The prediction pipeline: one step, for its users stand in the model itself."""

from zenml import pipeline

from steps.predict import predict


@pipeline(name="prediction")
def prediction_pipeline(release: int, k: int, file: str) -> None:
    """Rank what every known user has not seen, by the model of a release.

    Parameters
    ----------
    release
        Its number.
    k
        Films a user.
    file
        Absolute path of the Parquet file.
    """
    predict(release, k, file)
