from .elsewhere import settings_for
from .loading import Loaded, command_environment, home_folder, load_settings, system_environment
from .options import Mode, ProviderName, Settings, Thinking, ToolCalls

__all__ = [
    "Loaded",
    "Mode",
    "ProviderName",
    "Settings",
    "Thinking",
    "ToolCalls",
    "command_environment",
    "home_folder",
    "load_settings",
    "settings_for",
    "system_environment",
]
