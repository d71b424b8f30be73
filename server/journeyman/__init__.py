"""A coding agent that lives in the editor and gets better at your repository the more you use it."""

__version__ = "0.1.0"
