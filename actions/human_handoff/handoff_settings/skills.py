"""Check that the desks have the skills that `skills` names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ..desk import AgentDesk
from ..errors import ConfigurationError, Problems, SkillError, closest
from .desks import BuiltDesk


def check_skills(
    values: Mapping[str, Any], names: Collection[str], built: Mapping[str, BuiltDesk], path: str
) -> None:
    """Check that every desk has the skills that it should serve.

    Args:
        values: The whole file.
        names: The desks in order.
        built: The desks that could be built; of the others, the file is read.
        path: The file's path, for errors.

    Raises:
        ConfigurationError: Names every setting that is wrong and what to write.
    """
    if not names or not isinstance(values.get("skills"), Mapping):
        return  # another error says so
    # Read as they are written: another error says what is wrong with their types.
    skills = values["skills"]
    desks_of = {
        str(skill): desks
        for skill, desks in _mapping(skills.get("desks")).items()
        if isinstance(desks, list) and all(isinstance(desk, str) for desk in desks)
    }
    problems = Problems()
    for skill, desks in desks_of.items():
        setting = f"{path}: skills.desks.{skill}"
        problems.collect(_check_desks, desks, names, setting)
        problems.collect(_check_skill, skill, desks, built, values, setting)
    for setting in ("default", "fallback"):
        name = skills.get(setting)
        if isinstance(name, (str, int)):
            desks = desks_of.get(str(name), list(names))
            problems.collect(
                _check_skill, str(name), desks, built, values, f"{path}: skills.{setting}"
            )
    problems.raise_all()


def _check_desks(desks: list[str], names: Collection[str], path: str) -> None:
    unknown = [name for name in desks if name not in names]
    if unknown or not desks:
        meant = closest(unknown[0], names) if unknown else ""
        raise ConfigurationError(
            f"{path} is wrong: name at least one of {', '.join(names)}.{meant}"
        )


def _check_skill(
    skill: str,
    desks: Iterable[str],
    built: Mapping[str, BuiltDesk],
    values: Mapping[str, Any],
    path: str,
) -> None:
    problems = Problems()
    for name in desks:
        if name not in values:
            continue  # another error says so
        written = written_skills(values.get(name))
        if name in built:
            is_known = has_skill(built[name].desk, skill)
        else:  # LivePerson takes a number as the id of a skill
            is_known = not written or skill in written or skill.isdigit()
        if not is_known:
            problems.add(
                f"{path} is wrong: {skill!r} does not stand in {name}.skills."
                f"{closest(skill, written)} Write it there, or name the desks that have it in "
                "skills.desks."
            )
    problems.raise_all()


def has_skill(desk: AgentDesk, skill: str) -> bool:
    """Tell whether a skill stands in a desk's section."""
    try:
        desk.skill_key(skill)
    except SkillError:
        return False
    return True


def written_skills(section: object) -> list[str]:
    """Return the names of the skills in a desk's section, as far as it shows them."""
    skills = _mapping(section).get("skills")
    return [str(name) for name in skills] if isinstance(skills, (Mapping, list)) else []


def _mapping(value: object) -> Mapping[Any, Any]:
    return value if isinstance(value, Mapping) else {}
