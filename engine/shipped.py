"""Where the files that travel with the engine are: the national template, the migrations, and examples of mistakes.

A wheel carries them inside the package. A checkout, an unpacked sdist and an editable install have them beside
`pyproject.toml`, where people edit them; nobody keeps a second copy.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CONFIGURATION = ("casepath.yaml", "form_schemas", "workflow_definitions")
_MIGRATIONS = "migrations"
_MISTAKES = "tests/bad"


def shipped_configuration() -> Path:
    """Return the folder of the national template: `casepath.yaml`, `form_schemas` and `workflow_definitions`.

    Raises FileNotFoundError when the installation is incomplete, which is a fault of the package and not of its user.
    """
    return _folder_with(*_CONFIGURATION)


def shipped_migrations() -> Path:
    """Return the folder of the Alembic migrations, the one that holds `env.py`.

    Raises FileNotFoundError when the installation is incomplete.
    """
    return _folder_with(_MIGRATIONS) / _MIGRATIONS


def shipped_mistakes() -> Path:
    """Return the folder of the examples of mistakes: `definitions` and `yaml`, each with what is said of it.

    Raises FileNotFoundError when the installation is incomplete.
    """
    return _folder_with(_MISTAKES) / _MISTAKES


def _folder_with(*names: str) -> Path:
    packed, root = _PACKAGE / "_shipped", _PACKAGE.parent
    if _holds(packed, names):
        return packed
    # Without pyproject.toml the folder above is somebody's site-packages, and what lies there is not ours.
    if (root / "pyproject.toml").is_file() and _holds(root, names):
        return root
    raise FileNotFoundError(
        f"Casepath is not completely installed: {', '.join(names)} should come with it and cannot be found. "
        "Install Casepath again."
    )


def _holds(folder: Path, names: tuple[str, ...]) -> bool:
    return all((folder / name).exists() for name in names)
