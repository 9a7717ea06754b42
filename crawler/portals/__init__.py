"""The portals, one TOML each, and what both wings need to know of them. Imports nothing else of ours."""
