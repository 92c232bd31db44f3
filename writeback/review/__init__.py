"""The pages a clinician reads, corrects and signs a draft on.

In: a `Desk`. Out: `writeback.review.pages.page_router`. What is shown is worked out by pure modules
(`view`, `people`, `trend`) and rendered on the server (`page`); the scripts ask for changes over
`/v1` and then read the page again.
"""
