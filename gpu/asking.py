"""A request as the decoder is asked: in tokens."""

from faster_whisper.tokenizer import Tokenizer

from gpu.audio import MODEL_RATE_HZ
from gpu.whisper.decoding import Task
from gpu.worker import DecodeRequest

STAMPS_PER_S = 50
_TOKENS_PER_S = 10
_SPARE_TOKENS = 20
_PROMPT_TOKENS = 112
_KNOWN_TOKENS = 224
_CONTEXT_TOKENS = 440
"""The decoder has places for 448; placing words in time takes a few of them."""
_PROMPT_STEPS = 12
"""Of 20 ms for each token of the prompt: about as long as it took to say."""
_LAST_TIMESTAMP = 1_400


def task_of(tokenizer: Tokenizer, request: DecodeRequest) -> Task:
    """With word times the decoder also writes its own phrase times: it then skips far fewer
    phrases where two people speak in one window (deletions halved on room recordings). What was
    said before is written the same way, or the decoder would follow it and leave them out."""
    first = tokenizer.timestamp_begin
    prompt = list(tokenizer.sot_sequence)
    if not request.word_times:
        prompt.append(tokenizer.no_timestamps)
    if request.prompt:
        before = tokenizer.encode(" " + request.prompt.strip())[-_PROMPT_TOKENS:]
        if request.word_times:
            before = [first, *before, first + min(_PROMPT_STEPS * len(before), _LAST_TIMESTAMP)]
        prompt = [tokenizer.sot_prev, *before, *prompt]
    known: list[int] = []
    goes_on = False
    for part in request.known:
        if request.word_times and not goes_on:
            known.append(first + part.start_ms * STAMPS_PER_S // 1000)
        known += tokenizer.encode(" " + part.text.strip())
        goes_on = part.open
        if request.word_times and not goes_on:
            known.append(first + part.end_ms * STAMPS_PER_S // 1000)
    known = known[-_KNOWN_TOKENS:]
    guess = tokenizer.encode(" " + request.guess.strip()) if request.guess else []
    room = min(_room(request), _CONTEXT_TOKENS - len(prompt) - len(known))
    return Task(prompt, known, guess[:room], room)


def _room(request: DecodeRequest) -> int:
    """Tokens that the new part may have at most."""
    known_ms = request.known[-1].end_ms if request.known else 0
    new_s = len(request.samples) / MODEL_RATE_HZ - known_ms / 1000
    return int(_SPARE_TOKENS + _TOKENS_PER_S * max(new_s, 0.0))
