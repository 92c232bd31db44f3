"""Names, places, dates and numbers out before any prompt, and exactly back afterwards."""
