"""Who looks after the house: what was done in it, and how much of its drafts had to be changed.

In: the audit chain, the numbers kept at signing. Out: `oversight_router`. Nothing here shows a word
of a note or a transcript.
"""
