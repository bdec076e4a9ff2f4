"""The command line `fangji`, one file a group of commands; `main` brings them together."""
