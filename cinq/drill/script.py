"""The acts of a drill, one after another."""

from cinq.drill.audience import newcomers, usual_guests
from cinq.drill.crowd import sign_up_all, tell_likes
from cinq.drill.evidence import END
from cinq.drill.scene import Scene
from cinq.drill.verdicts import learned_from, old_taste_kept, told_drift
from cinq.jobs.job import REFUSED_EXIT_CODE

USUAL, NEW = "usual taste", "new taste"
ALERT = "CinqDriftAct"
COMPARED = 150
"""Lists of the new model that are looked at."""


def hold(scene: Scene) -> None:
    """Go through all acts; all processes have ended afterwards, whatever happens.

    Raises
    ------
    CinqError
        If one cannot be gone through; what was seen so far stands in the evidence.
    """
    with scene.stage:
        _first_release(scene)
        _start(scene)
        with scene.traffic:
            _quiet(scene)
            _shift(scene)
            _alarm(scene)
            _release(scene)
            _rollback(scene)
        _conclude(scene)


def _first_release(scene: Scene) -> None:
    note, train = scene.evidence.note, ["train", "--asked-by=drill"]
    note("the home is empty: the first model is trained and judged")
    scene.stage.cinq(*train, "--reason=first release of the drill")
    note("release 1 stands in the ledger", "release 1")
    scene.stage.cinq(*train, "--set=training.control=shuffled", exit_code=REFUSED_EXIT_CODE)
    note("to try the gate, a model was learned from shuffled ratings: refused")
    newest = scene.loop.released().number
    scene.evidence.check(
        "the gate refuses a model that learned nothing (from shuffled ratings)",
        f"refused; release {newest} stays",
        holds=newest == 1,
    )


def _start(scene: Scene) -> None:
    targets = scene.start_all()
    scene.evidence.note(
        "API, page, conductor, Prometheus and Alertmanager run; the alert rules are those of "
        f"life, {1 / scene.plan.time_scale:g} times as fast"
    )
    scene.evidence.check(
        "Prometheus reaches API, page and conductor", ", ".join(targets), holds=len(targets) == 3
    )
    known = scene.loop.model().info
    scene.evidence.facts["data of the first model"] = (
        f"{known.dataset} (simulated), {known.n_users:,} people, {known.n_films:,} films, "
        f"{known.n_ratings:,} ratings"
    )
    scene.evidence.facts["watched by"] = scene.watching.versions()


def _quiet(scene: Scene) -> None:
    note, check, plan = scene.evidence.note, scene.evidence.check, scene.plan
    guests = usual_guests(scene.loop.model(), plan.window, plan.likes, plan.seed)
    note("people of the usual taste ask for lists", "quiet")
    scene.traffic.become(USUAL, guests)
    scene.asked(USUAL, 2 * plan.window + 20)  # the first of a model are what it is compared with
    drifts = scene.monitored(USUAL)
    note(f"a signed hook had the requests looked at: {told_drift(drifts)}", "quiet judged")
    scene.let_pass(8)  # an alert would fire by then
    firing, trainings = scene.watching.firing(), scene.loop.trainings()
    check(
        "quiet traffic: monitoring sees no drift",
        told_drift(drifts),
        holds=not any(drift.level for drift in drifts.values()),
    )
    check(
        "quiet traffic: no alert fires, and no training is started",
        f"{', '.join(firing) or 'no alert'}; {len(trainings)} trainings",
        holds=not firing and not trainings,
    )


def _shift(scene: Scene) -> None:
    note, check, plan = scene.evidence.note, scene.evidence.check, scene.plan
    people = newcomers(scene.loop.model(), plan.newcomers, plan.likes, plan.seed)
    note(f"the taste shifts: {len(people)} people come who love films that few knew", "shift")
    scene.traffic.become(NEW, people[: plan.window])
    dataset = scene.loop.released().dataset
    accounts = sign_up_all(scene.loop.database, dataset, people, plan.unwilling)
    failures = tell_likes(scene.api, accounts, people)
    told = sum(len(guest.others) for guest in people)
    note(
        f"each has an account with five favourites; of {told:,} more films they said that they "
        f"like them; {plan.unwilling} of them do not want models to learn from them"
    )
    check(
        "every word of feedback was taken",
        f"{len(failures)} of {told:,} failed" + (f": {failures[0]}" if failures else ""),
        holds=not failures,
    )
    scene.asked(NEW, plan.window + 20)
    drifts = scene.monitored(NEW)
    note(f"a signed hook had the requests looked at: {told_drift(drifts)}", "drift")
    check(
        "the shift is seen as drift to act on",
        told_drift(drifts),
        holds=any(drift.level == 2 for drift in drifts.values()),
    )


def _alarm(scene: Scene) -> None:
    note, check, loop = scene.evidence.note, scene.evidence.check, scene.loop
    scene.alarmed(ALERT)
    note(f"Prometheus: the alert {ALERT} fires", "alert")
    job = scene.trained_for()
    note(f"Alertmanager told the conductor, which runs job {job.id}, a training", "hook")
    check(
        "the alert, and nobody else, started one training",
        f"{len(loop.trainings())} training, asked for by: {job.asked_by}",
        holds=len(loop.trainings()) == 1 and ALERT in job.asked_by,
    )
    refused = scene.refused_hooks()
    check(
        "hooks that are forged, stale or replayed are refused",
        ", ".join(f"{name}: status {status}" for name, status in refused.items()),
        holds=set(refused.values()) == {401},
    )
    ended = loop.ended(job.id)
    spent = f"{ended.processor_seconds:.0f} s of processor time"
    note(f"job {job.id} {ended.state}: {ended.message} ({spent})", "trained")
    check("the gate let the new model pass", ended.message, holds=ended.state == "succeeded")


def _release(scene: Scene) -> None:
    note, check, plan = scene.evidence.note, scene.evidence.check, scene.plan
    release, first = scene.loop.released(), scene.loop.ledger.numbered(1)
    scene.asked(NEW, 1, release.number)
    note(f"the API answers from release {release.number}", "swap")
    scene.evidence.decision = release.decision
    check(
        "the ledger has a second release, on newer data",
        f"release {release.number}, asked for by: {release.actor}",
        holds=release.number == 2 and release.data_version != first.data_version,
    )
    learned = learned_from(release.decision)
    check(
        "the new model learned from those who agreed, and from nobody else",
        f"{learned} of {plan.newcomers} accounts joined the training data",
        holds=learned == plan.newcomers - plan.unwilling,
    )
    holds, found = old_taste_kept(release.decision)
    check("the new taste gains, and everybody together loses nothing", found, holds=holds)
    scene.asked(NEW, COMPARED, release.number)
    before, after = (scene.traffic.hit_share(NEW, number) for number in (1, release.number))
    check(
        "lists of the new model are better for the people of the new taste",
        f"{before:.0%} of the lists held a film they like before, {after:.0%} after",
        holds=after > before,
    )


def _rollback(scene: Scene) -> None:
    note, loop = scene.evidence.note, scene.loop
    scene.stage.cinq("models", "rollback", "--reason=drill: the way back")
    release, first = loop.released(), loop.ledger.numbered(1)
    note(f"somebody rolled back: release {release.number} is the first model again", "rollback")
    scene.asked(NEW, 1, release.number)
    note(f"the API answers from release {release.number}", "swap back")
    scene.evidence.check(
        "the rollback serves the first model again, under a number of its own",
        f"release {release.number}, a {release.kind}, model version {release.model_version}",
        holds=release.number == 3 and release.digest == first.digest,
    )
    scene.asked(NEW, 20, release.number)


def _conclude(scene: Scene) -> None:
    scene.stage.check()
    answered = scene.traffic.answered
    failed = [each for each in answered if each.failure]
    scene.evidence.check(
        "no request for a list failed, from the first to the last",
        f"{len(failed)} of {len(answered):,}" + (f": {failed[0].failure}" if failed else ""),
        holds=not failed,
    )
    trainings = len(scene.loop.trainings())
    scene.evidence.check(
        "all the while the conductor ran one training", f"{trainings}", holds=trainings == 1
    )
    scene.keep_curves(ALERT)
    scene.evidence.note("the drill ends", END)
