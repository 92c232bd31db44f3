"""The audio door in the words of others: Twilio Media Streams and Deepgram live.

Consent gate, admission, recording and events are those of the native socket; only the messages
differ. The web side is `ingest.dialects.routes.dialect_router`.
"""
