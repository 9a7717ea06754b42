"""Analyses of the tables, and the script that runs them."""
