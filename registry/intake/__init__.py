"""Bulk import of real registers: profiles, staging, grouping by subject, accounting, quarantine, findings, resume."""
