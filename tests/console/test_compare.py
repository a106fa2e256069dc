from cinq.console.compare import command_line


def test_the_command_can_be_typed_again() -> None:
    options = {"dataset": "my data.yaml", "folds": None, "tune": 0, "seed": 3}
    line = command_line(["ease", "spectral_svd"], options, ["judging.seed=7"])
    assert line == (
        "cinq compare ease spectral_svd --dataset 'my data.yaml' --seed 3 --set judging.seed=7"
    )
