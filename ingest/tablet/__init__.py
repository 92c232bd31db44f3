"""The tablet page `/record`: a session recorded in the room, kept on the tablet until it is safe.

The page is a shell without protected text, so that a browser may keep it and open it without a
network. What it shows comes from `/record/setup` and from the tablet itself. Recorded audio goes
the way of any client: consent, session, ticket, WebSocket.
"""
