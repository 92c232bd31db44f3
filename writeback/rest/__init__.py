"""REST under `/v1`: what clients send about drafts and what they are answered."""
