"""What other agencies and analysts take away: the feed's events, or the state of subjects, page by page into a file."""
