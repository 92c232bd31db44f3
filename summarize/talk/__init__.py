"""How people talk: sentences as spans, question and answer, numbers, negation, drugs."""
