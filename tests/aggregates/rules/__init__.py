"""Rules: pass, refusal and boundary day of each."""
