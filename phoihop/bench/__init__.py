"""The bench: speed and memory in ratios, each against a yardstick measured in the same run (`make bench`)."""
