"""Skills that tests put into a project."""

from pathlib import Path

BODY = "Write the handler, then a test of it."
METADATA = "metadata:\n  journeyman-globs: routes/*.py\n  journeyman-languages: python"
ROUTES = "add-a-route"
DESCRIPTION = "Adds an endpoint with its test."


def text_of(name: str, body: str = BODY, metadata: str = METADATA) -> str:
    return f"---\nname: {name}\ndescription: {DESCRIPTION}\n{metadata}\n---\n\n{body}\n"


def put(project: Path, name: str = ROUTES, **more: str) -> Path:
    """A skill that came with the repository."""
    file = project / ".agents" / "skills" / name / "SKILL.md"
    file.parent.mkdir(parents=True)
    file.write_text(text_of(name, **more))
    return file
