"""Who may read what: tokens, identities, and later roles, jurisdictions and the disclosure log."""
