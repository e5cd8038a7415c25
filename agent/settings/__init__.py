"""The settings of the service: one YAML file and the environment, checked as a whole."""

from agent.settings.load import load_settings as load_settings
from agent.settings.models import LogSettings as LogSettings
from agent.settings.models import ServiceSettings as ServiceSettings
