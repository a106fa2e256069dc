"""Running each pipeline, from settings to its outcome."""

from concurrent.futures import ThreadPoolExecutor

from cinq.adapters.lock import only_training
from cinq.adapters.tracking import Tracking
from cinq.data.declarations import Dataset
from cinq.evaluation.comparison_figures import ComparisonFigures, ComparisonPlan
from cinq.hyperparameters import Hyperparameters
from cinq.settings import Settings
from pipelines.comparison import comparison_pipeline
from pipelines.execution import execute
from pipelines.store import open_store
from pipelines.training import training_pipeline
from steps.outcome import Outcome


def run_training(settings: Settings, dataset: Dataset, actor: str, reason: str) -> Outcome:
    """Run the training pipeline to its end.

    Parameters
    ----------
    settings
        Applied to the environment already (`cinq.environment.apply_environment`).
    dataset
        What to train on.
    actor, reason
        Who or what asks, and why.

    Raises
    ------
    JobError
        If a training is running in this home.
    StepFailed
        If a step failed; the run is red then and nothing was released.
    """
    with only_training(settings.home), ThreadPoolExecutor(1) as aside:
        open_store(settings.home)  # before the thread: both set up SQLAlchemy's mappers
        # opening MLflow's store is mostly waiting, for the disk or for `made_ahead`;
        # should it fail, the step that opens it again fails too and tells why
        aside.submit(Tracking.of(settings).experiment_id, "evaluate")
        run = execute(
            training_pipeline,
            settings,
            dataset,
            training=settings.training,
            judging=settings.judging,
            gate=settings.gate,
            learning=settings.learning,
            actor=actor,
            reason=reason,
        )
        outcome = run.steps["release"].outputs["outcome"][0].load()
    return Outcome.model_validate(outcome, from_attributes=True)


def run_comparison(
    settings: Settings, dataset: Dataset, plan: ComparisonPlan
) -> tuple[str, ComparisonFigures]:
    """Run the comparison pipeline to its end; trainings may run beside it.

    Parameters
    ----------
    settings
        Applied to the environment already; hyper-parameters and judging are used.
    dataset
        What to compare on.
    plan
        Which models, how many folds and draws.

    Returns
    -------
    Name of the run, and what was found.

    Raises
    ------
    StepFailed
        If a step failed, as it does where no model could be compared.
    """
    open_store(settings.home)
    given = {name: getattr(settings.training, name) for name in Hyperparameters.model_fields}
    run = execute(
        comparison_pipeline,
        settings,
        dataset,
        plan=plan,
        hyperparameters=Hyperparameters(**given),
        judging=settings.judging,
    )
    figures = run.steps["compare"].outputs["comparison"][0].load()
    return run.name, ComparisonFigures.model_validate(figures, from_attributes=True)
