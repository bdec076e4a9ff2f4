"""The desk: takes commands in, loads what they need, lets the domain decide, and appends what it decided."""
