"""Recordings that come after the session: in one request, or in pieces over tus.

Both keep the file's bytes under the session's key until it is decoded (`held`), both hand it to the
same `intake`, which makes it the session's recording, and both go on after a crash.
"""
