"""The inventory: agencies, portals, systems, the documents that allow looking at them; read from YAML."""

from agent.inventory.authorisation import Authorisation
from agent.inventory.inventory import Inventory
from agent.inventory.labels import LabelEntry
from agent.inventory.load import load_inventory
from agent.inventory.models import Agency, Portal, Waiver
from agent.inventory.problems import InventoryError, Problem
from agent.inventory.system_record import system_record
from agent.inventory.systems import System

__all__ = [
    "Agency",
    "Authorisation",
    "Inventory",
    "InventoryError",
    "LabelEntry",
    "Portal",
    "Problem",
    "System",
    "Waiver",
    "load_inventory",
    "system_record",
]
