"""Repeatable measurements of this registry, printed as ratios: `make bench`, or `python -m benchmarks NAME…`."""
