"""The official report of an audit, as Nghị định 30/2020/NĐ-CP lays such documents out: as a view, and as Word."""
