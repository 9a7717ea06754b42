"""One module a command. What is heavy is imported inside the command's function."""
