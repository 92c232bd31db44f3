"""A Whisper decoder small enough to compare with slow, plain ways."""

import torch

from gpu.whisper.decoder import Decoder
from gpu.whisper.rules import Alphabet

WIDTH, HEADS, LAYERS, FRAMES = 16, 2, 2, 12
ALPHABET = Alphabet(begin=41, end=40, first_stamp=44, never=(3, 41, 42, 43), blank=(0,))
VOCABULARY = 60


def variables(seed):
    """A Whisper of two layers with random weights, by CTranslate2's names."""
    made = torch.Generator().manual_seed(seed)

    def random(*shape, scale=0.5):
        return torch.randn(*shape, generator=made) * scale

    found = {
        "decoder/num_heads": torch.tensor(HEADS, dtype=torch.int16),
        "decoder/embeddings/weight": random(VOCABULARY, WIDTH),
        "decoder/position_encodings/encodings": random(448, WIDTH, scale=0.3),
        "decoder/layer_norm/gamma": torch.ones(WIDTH),
        "decoder/layer_norm/beta": torch.zeros(WIDTH),
    }
    found["decoder/projection/weight"] = found["decoder/embeddings/weight"]
    for layer in range(LAYERS):
        name = f"decoder/layer_{layer}"
        for norm in ("self_attention", "attention", "ffn"):
            found[f"{name}/{norm}/layer_norm/gamma"] = torch.ones(WIDTH)
            found[f"{name}/{norm}/layer_norm/beta"] = torch.zeros(WIDTH)
        for part, out, into in (
            ("self_attention/linear_0", 3 * WIDTH, WIDTH),
            ("self_attention/linear_1", WIDTH, WIDTH),
            ("attention/linear_0", WIDTH, WIDTH),
            ("attention/linear_1", 2 * WIDTH, WIDTH),
            ("attention/linear_2", WIDTH, WIDTH),
            ("ffn/linear_0", 4 * WIDTH, WIDTH),
            ("ffn/linear_1", WIDTH, 4 * WIDTH),
        ):
            found[f"{name}/{part}/weight"] = random(out, into)
            found[f"{name}/{part}/bias"] = random(out, scale=0.1)
    return found


def small_decoder(seed):
    return Decoder(variables(seed), device=torch.device("cpu"), kind=torch.float32)
