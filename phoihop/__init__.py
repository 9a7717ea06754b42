"""The front door: the command line, and the jobs that need both wings."""
