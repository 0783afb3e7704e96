"""The training: when it happens, and what is shown of it."""

import threading
from pathlib import Path

import pytest

from demo.stack import ProcessFailedError, model_path, trained_model
from tests.demo.processes import wait_until
from tests.demo.rasa_stand_in import started_pids


def test_the_bot_is_trained_once_and_says_how_far_it_is(root: Path) -> None:
    steps: list[str] = []

    model = trained_model(root, progress=steps.append)

    assert model == model_path(root)
    assert model.parent == root / "models"
    assert model.name.startswith("demo-")
    assert model.read_text() == "a model"
    assert steps == ["reading the training data", "DIETClassifier", "DIETClassifier 50 %"]
    assert trained_model(root, progress=steps.append) == model
    assert len(started_pids(root)) == 1
    assert [path.name for path in model.parent.iterdir() if path.is_dir()] == []


@pytest.mark.parametrize(
    "changed", ["domain.yml", "config.yml", "data/nlu.yml", "data/more/rules.yml"]
)
def test_what_the_bot_is_made_of_decides_the_model(root: Path, changed: str) -> None:
    before = model_path(root)
    (root / changed).parent.mkdir(exist_ok=True)
    (root / changed).write_text("# other\n")

    assert model_path(root) != before


def test_a_file_that_moves_makes_another_model(root: Path) -> None:
    before = model_path(root)
    (root / "data" / "nlu.yml").rename(root / "data" / "other.yml")

    assert model_path(root) != before


def test_another_domain_makes_a_model_that_nobody_takes_for_the_bots_own(
    root: Path, tmp_path: Path
) -> None:
    domain = tmp_path / "short_sessions.yml"
    domain.write_text((root / "domain.yml").read_text() + "# short\n")

    model = trained_model(root, domain)

    assert model.exists()
    assert model.parent == root / "models" / "other_domains"
    assert not model_path(root).exists()
    elsewhere = tmp_path / "elsewhere.yml"
    domain.rename(elsewhere)
    assert model_path(root, elsewhere) == model


def test_the_model_in_use_is_the_newest_of_its_folder(root: Path) -> None:
    """A plain `rasa test` takes the newest."""
    model = trained_model(root)
    other = model.with_name("demo-other.tar.gz")
    other.touch()

    trained_model(root)

    assert model.stat().st_mtime >= other.stat().st_mtime


def test_who_comes_while_somebody_trains_waits_for_the_model(root: Path) -> None:
    (root / "slow").touch()
    threads = [threading.Thread(target=trained_model, args=(root,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    wait_until(lambda: len(started_pids(root)) == 1)

    (root / "slow").unlink()
    for thread in threads:
        thread.join(10)

    assert len(started_pids(root)) == 1


def test_a_training_that_fails_shows_why_and_the_next_one_succeeds(root: Path) -> None:
    (root / "broken").touch()

    with pytest.raises(ProcessFailedError) as failed:
        trained_model(root)

    assert failed.value.reason == "Rasa could not train the bot (exit 1)."
    assert failed.value.log_tail.endswith("the stand-in is broken")
    assert not model_path(root).exists()
    (root / "broken").unlink()
    assert trained_model(root).exists()
