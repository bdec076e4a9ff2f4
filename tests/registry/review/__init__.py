"""The resumable review, on a real ledger."""
