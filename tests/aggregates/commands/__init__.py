"""Commands, decided without any database."""
