"""How good the drafts are, by what becomes of them: numbers kept at signing, without a word.

In: the first draft and the signed note, and what clinicians say of drafts. Out: `keep_edits`,
`keep_mark` for those who write; `Quality` and its routes for those who watch.
"""
