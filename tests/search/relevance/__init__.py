"""Judged questions, as caseworkers ask them, and the documents among which they are asked."""
