"""The Excel workbook that clerks fill: agencies, systems, portals, and back into the inventory's register."""
