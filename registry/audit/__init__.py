"""History that an outsider can verify: the Merkle tree of a log, signed checkpoints, proofs, and what checks them."""
