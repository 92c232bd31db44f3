"""`inglenook eval`: transcripts and notes measured against references.

`reference` reads what was said and what a note must hold, `speech` and `note` measure, `figures`
joins and pools, `measuring` runs the pipeline over a folder. All but the last are pure.
"""
