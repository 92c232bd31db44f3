"""Which tokens may come next, and how probable each of the best is: Whisper's own rules for text
and time stamps.

Source: https://github.com/openai/whisper, `decoding.py` (SuppressBlank, SuppressTokens,
ApplyTimestampRules).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

_FIRST_STAMP_AT_MOST = 50
"""Of 20 ms: text begins in the window's first second."""
_NEAR = 10
"""Of 20 ms: so far apart time stamps mean the same moment."""
_PART = 256
"""The best of many are sought among the parts with the best of their parts."""


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The numbers of tokens that mean something."""

    begin: int
    """Of a transcript."""
    end: int
    first_stamp: int
    never: tuple[int, ...]
    """Suppressed everywhere: signs that are not speech, tasks, languages."""
    blank: tuple[int, ...]
    """Suppressed where text begins."""


@dataclass(frozen=True, slots=True)
class Best:
    """The most probable tokens at each position among those allowed, the best first."""

    tokens: Tensor
    """(positions, count);"""
    log_probabilities: Tensor
    """as many; −inf where fewer are allowed."""
    sure: Tensor
    """Log probability of the best, or where that is a time stamp of one near it: (positions,)."""


def best_next(
    scores: Tensor,
    written: Sequence[Sequence[int]],
    alphabet: Alphabet,
    count: int,
    *,
    stamped: bool,
) -> Best:
    """What comes behind each of `written`.

    `scores`: (positions, vocabulary), changed in place. With `stamped` text is written in phrases
    between time stamps, without it none may occur.
    """
    stamp = alphabet.first_stamp
    scores[:, list(alphabet.never)] = -torch.inf
    begins = [position for position, before in enumerate(written) if not before]
    if begins:
        blank = torch.tensor([*alphabet.blank, alphabet.end])
        scores[torch.tensor(begins)[:, None], blank] = -torch.inf
    text = scores[:, :stamp]
    if not stamped:
        best, tokens = _best(text, count)
        log_probabilities = best - text.logsumexp(1, keepdim=True)
        return Best(tokens, log_probabilities, log_probabilities[:, 0])
    stamps = scores[:, stamp:]
    for position, before in enumerate(written):
        _restrict(text[position], stamps[position], before, alphabet)
    best_text, text_tokens = _best(text, count)
    best_stamps, stamp_tokens = stamps.topk(count, 1)
    all_text = text.logsumexp(1, keepdim=True)
    all_stamps = stamps.logsumexp(1, keepdim=True)
    only_stamps = all_stamps > best_text[:, :1]
    all_text = all_text.masked_fill(only_stamps, -torch.inf)
    best_text = best_text.masked_fill(only_stamps, -torch.inf)
    best, order = torch.cat([best_text, best_stamps], 1).topk(count, 1)
    tokens = torch.cat([text_tokens, stamp_tokens + stamp], 1).gather(1, order)
    log_probabilities = best - torch.logaddexp(all_text, all_stamps)
    near = _near_best(stamps, stamp_tokens[:, :1]) - torch.logaddexp(all_text, all_stamps)
    sure = torch.where(tokens[:, :1] >= stamp, near, log_probabilities[:, :1])
    return Best(tokens, log_probabilities, sure[:, 0])


def _near_best(stamps: Tensor, best: Tensor) -> Tensor:
    """The scores of all stamps near the best as one."""
    around = best + torch.arange(-_NEAR, _NEAR + 1, device=stamps.device)
    inside = (around >= 0) & (around < stamps.shape[1])
    scores = stamps.gather(1, around.clamp(0, stamps.shape[1] - 1))
    return scores.masked_fill(~inside, -torch.inf).logsumexp(1, keepdim=True)


def _best(scores: Tensor, count: int) -> tuple[Tensor, Tensor]:
    if count == 1:
        return scores.max(1, keepdim=True)
    parts = scores.shape[1] // _PART
    if parts < count:
        return scores.topk(count, 1)
    whole = scores[:, : parts * _PART].reshape(len(scores), parts, _PART)
    among = whole.amax(2).topk(count, 1).indices
    near = whole.gather(1, among[:, :, None].expand(-1, -1, _PART)).flatten(1)
    places = (among[:, :, None] * _PART + torch.arange(_PART, device=scores.device)).flatten(1)
    rest = scores[:, parts * _PART :]
    beyond = torch.arange(parts * _PART, scores.shape[1], device=scores.device)
    best, order = torch.cat([near, rest], 1).topk(count, 1)
    return best, torch.cat([places, beyond.expand(len(scores), -1)], 1).gather(1, order)


def _restrict(text: Tensor, stamps: Tensor, before: Sequence[int], alphabet: Alphabet) -> None:
    """Stamps come in pairs around phrases and never go back."""
    first = alphabet.first_stamp
    if not before:
        text.fill_(-torch.inf)
        stamps[_FIRST_STAMP_AT_MOST + 1 :] = -torch.inf
        return
    last = next((token for token in reversed(before) if token >= first), None)
    if last is None:
        return
    closed = before[-1] >= first
    if closed and (len(before) < 2 or before[-2] >= first):
        stamps.fill_(-torch.inf)
        return
    if closed:
        text[: alphabet.end] = -torch.inf
        stamps[: last - first] = -torch.inf
    else:
        stamps[: last - first + 1] = -torch.inf
