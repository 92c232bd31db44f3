"""A draft and what becomes of it: versions, edits, corrections, signature, addenda.

In: a `Note`. Out, through `writeback.drafts.drafts.Drafts`: `Draft`, `RejectedDraft`, `SignedNote`.
Errors: `WritebackError` and below.
"""
