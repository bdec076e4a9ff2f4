"""Column maps: what the columns of a department's file mean, written by hand or proposed from the file itself."""
