"""The prompts, as Markdown files."""

from functools import cache
from importlib import resources


@cache
def load_prompt(name: str) -> str:
    """Return the prompt in `name`.md, without white space around it."""
    return resources.files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8").strip()
