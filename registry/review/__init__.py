"""The review: after the fact, every event that no rule has judged yet, and whatever a later one puts into question."""
