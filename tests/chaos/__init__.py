"""Faults on purpose: a real system under a mixed load, struck by a seeded schedule and held against what was told."""
