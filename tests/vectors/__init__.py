"""The committed vectors, reproduced by a reader who has nothing but docs/event-format.md."""
