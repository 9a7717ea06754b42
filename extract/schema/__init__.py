"""The schemas of the tables: names, types, units and meaning of every column. Used through :mod:`extract.tables`."""
