"""Made-up handles for the simulated people; none belongs to anybody."""

ADJECTIVES = (
    "amber", "brisk", "calm", "dapper", "eager", "fabled", "gentle", "hazy", "ivory", "jolly",
    "keen", "lunar", "mellow", "nimble", "opal", "patient", "quiet", "rusty", "silver", "tidy",
    "upbeat", "velvet", "witty", "young", "zesty",
)  # fmt: skip
ANIMALS = (
    "badger", "crane", "dolphin", "egret", "falcon", "gecko", "heron", "ibis", "jackdaw", "koala",
    "lynx", "marten", "newt", "otter", "puffin", "quail", "raven", "stoat", "tapir", "urchin",
    "vole", "walrus", "yak", "zebra",
)  # fmt: skip


def handles(count: int) -> list[str]:
    """``count`` different handles such as ``amber_otter_17``."""
    n_pairs = len(ADJECTIVES) * len(ANIMALS)
    return [
        f"{ADJECTIVES[place % len(ADJECTIVES)]}_{ANIMALS[place % len(ANIMALS)]}"
        f"_{place // n_pairs + 1}"
        for place in range(count)
    ]
