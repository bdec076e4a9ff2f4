"""Tests of the tree, the checkpoints and the proofs."""
