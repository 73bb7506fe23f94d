"""The functional core: forms worked out, decisions made, cases folded. Pure: no clock, no file, no database."""
