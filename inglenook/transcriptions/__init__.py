"""`POST /v1/audio/transcriptions`: words for a recording of which nothing is kept, as clients of
the OpenAI interface ask for them."""
