"""Models beside the one that the conversation is held with, which may run at another service: `NAME@SERVICE`."""

import re
from typing import get_args

from .options import ProviderName, Settings

_NAMED = "|".join(name for name in get_args(ProviderName) if name != "scripted")
_ELSEWHERE = re.compile(rf"(?P<model>.+?)@(?P<service>(?P<provider>{_NAMED})|https?://.+)")
"""Names may hold an `@` of their own, such as `qwen3-4b@q4_k_m` in LM Studio."""


def settings_for(settings: Settings, name: str) -> Settings:
    """Return the settings with which a model is opened that `settings` name beside their own.

    Behind the last `@` there may be a service, by its name or address. Its key is looked for where keys are kept:
    the one in the settings is for another service.
    """
    found = _ELSEWHERE.fullmatch(name)
    if not found:
        return settings.model_copy(update={"model": name})
    endpoint = None if found["provider"] else found["service"]
    place = {"model": found["model"], "provider": found["provider"], "endpoint": endpoint}
    return settings.model_copy(update={**place, "api_key": None, "context_window": None})
