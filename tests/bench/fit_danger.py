"""Fits what `summarize/risk/danger.safetensors` holds: the sense of danger in what clients say.

    python tests/bench/fit_danger.py --out FILE [--start FILE] [--dialogues DIR] [--passes 3]

From `tests/bench/danger/`: talk invented for this, danger beside its harmless twin, labelled as
`tests/gold/README.md` says. `--dialogues` adds ordinary talk of patients from ACI-Bench, MTS-Dialog
and PriMock57 (CC BY 4.0; the half that nothing is measured on), in which the rules find no danger.
A sixth of the invented talk, by whole families of ten neighbours, is held out and only measured.
`--start` goes on from an earlier outcome. One pass takes about two CPU-minutes.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from dialogues import read_dialogues
from risk import transcript
from safetensors.torch import load_file, save_file
from sklearn.metrics import roc_auc_score
from torch import Tensor
from torch.nn import functional

from summarize.meaning.adapter import RANK, adapted, adapted_names
from summarize.meaning.encoder import meaning, pieces_of
from summarize.meaning.language import Language, load_language
from summarize.risk.finding import risk_of
from summarize.risk.reader import DANGER_BIAS, DANGER_WEIGHT, KINDS
from summarize.risk.window import windows_of
from summarize.talk.dialogue import dialogue_of

INVENTED = Path(__file__).parent / "danger"
FAMILY, FOLDS = 10, 6
BATCH = 16
SORTED = 15 * BATCH
"""Examples within which those of like length go together."""
RATE, HEAD_RATE = 1e-3, 2e-3
WARM_UP = 0.06
SMOOTHED = 0.02
BARE, ALONE = 0.4, 0.05
"""Shares that are shown without marks and apostrophes, and without what was said before."""
LOST = (0.0, 0.0, 0.05, 0.1)
"""Shares of words lost, one of them by lot for each text."""


@dataclass(frozen=True, slots=True)
class Example:
    name: str
    text: str
    before: str
    danger: bool
    current: bool
    kind: int
    """Among KINDS; -1 where there is no danger."""


def invented() -> tuple[list[Example], list[Example]]:
    """To fit on, and held out."""
    fitted: list[Example] = []
    held: list[Example] = []
    for file in sorted(INVENTED.glob("*.jsonl")):
        for at, line in enumerate(file.read_text("utf-8").splitlines()):
            (held if at // FAMILY % FOLDS == 0 else fitted).append(_example(json.loads(line)))
    return fitted, held


def _example(told: dict) -> Example:
    turns = told["turns"]
    spoken = [at for at, turn in enumerate(turns) if turn["speaker"] == "client"]
    last = spoken[-1] if spoken else len(turns) - 1
    before = " ".join(turn["text"] for turn in turns[:last])
    kind = _kind(told) if told["flag"] else -1
    return Example(told["id"], turns[last]["text"], before, told["flag"], told["current"], kind)


def _kind(told: dict) -> int:
    levels = [str(kind) for kind in KINDS]
    if told["level"] in levels:
        return levels.index(told["level"])
    about = told["kind"]
    if "by_client" in about or "harm_to" in about:
        return levels.index("harm_to_others")
    abuse = ("abuse", "partner_violence", "sexual", "neglect", "traffick")
    return levels.index(
        "abuse_disclosure" if any(one in about for one in abuse) else "active_ideation"
    )


def ordinary(folder: Path) -> Iterator[Example]:
    """What patients said in public dialogues, where no rule finds danger."""
    for dialogue in read_dialogues(folder):
        if dialogue.held_back:
            continue
        talk = dialogue_of(transcript(dialogue))
        if risk_of(talk, (), by_meaning=False).flags:
            continue
        for exchange in talk.exchanges:
            for window in windows_of(exchange, monologue=talk.monologue):
                yield Example(dialogue.name, window.text, window.before, False, False, -1)


def fresh_adapter(language: Language) -> dict[str, Tensor]:
    adapter: dict[str, Tensor] = {}
    for name in adapted_names():
        out, width = language.weights[name].shape
        adapter[f"{name}.down"] = torch.randn(RANK, width) / width**0.5
        adapter[f"{name}.up"] = torch.zeros(out, RANK)
    adapter[DANGER_WEIGHT] = torch.randn(2 + len(KINDS), width_of(language)) * 0.02
    adapter[DANGER_BIAS] = torch.zeros(2 + len(KINDS))
    return adapter


def width_of(language: Language) -> int:
    return language.weights["embeddings.word_embeddings.weight"].shape[1]


def as_heard(text: str) -> str:
    """As a recognizer may write it."""
    words = text.split()
    if random.random() < BARE:
        words = [word.strip(".,?!…").replace("'", "") for word in words]
    share = random.choice(LOST)
    if len(words) > 5:
        words = [word for word in words if random.random() >= share]
    return " ".join(word for word in words if word) or text


def outcome(
    examples: Sequence[Example], language: Language, adapter: dict[str, Tensor], *, heard: bool
) -> Tensor:
    """(example, 2 + kinds): what the reader sees, before any squashing."""
    texts = [as_heard(one.text) if heard else one.text for one in examples]
    before = [
        ""
        if not one.before or (heard and random.random() < ALONE)
        else (as_heard(one.before) if heard else one.before)
        for one in examples
    ]
    weights = adapted(language.weights, adapter)
    means = meaning(pieces_of(texts, before, language.tokenizer), weights)
    return functional.linear(means, adapter[DANGER_WEIGHT], adapter[DANGER_BIAS])


def loss_of(seen: Tensor, examples: Sequence[Example]) -> Tensor:
    danger = torch.tensor([float(one.danger) for one in examples])
    target = danger * (1 - 2 * SMOOTHED) + SMOOTHED
    loss = functional.binary_cross_entropy_with_logits(seen[:, 0], target)
    told = [at for at, one in enumerate(examples) if one.danger]
    if told:
        current = torch.tensor([float(examples[at].current) for at in told])
        kinds = torch.tensor([examples[at].kind for at in told])
        loss = loss + 0.2 * functional.binary_cross_entropy_with_logits(seen[told, 1], current)
        loss = loss + 0.3 * functional.cross_entropy(seen[told, 2:], kinds)
    return loss


def batches(examples: list[Example]) -> list[list[Example]]:
    random.shuffle(examples)
    ordered = [
        one
        for start in range(0, len(examples), SORTED)
        for one in sorted(
            examples[start : start + SORTED], key=lambda one: len(one.text) + len(one.before)
        )
    ]
    cut = [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]
    random.shuffle(cut)
    return cut


def fit(
    fitted: list[Example],
    everyday: list[Example],
    held: list[Example],
    language: Language,
    options: argparse.Namespace,
) -> dict[str, Tensor]:
    adapter = load_file(options.start) if options.start else fresh_adapter(language)
    adapter = {name: one.float().requires_grad_() for name, one in adapter.items()}
    head = [adapter[DANGER_WEIGHT], adapter[DANGER_BIAS]]
    body = [one for name, one in adapter.items() if name not in (DANGER_WEIGHT, DANGER_BIAS)]
    optimizer = torch.optim.AdamW(
        [{"params": body, "rate": RATE}, {"params": head, "rate": HEAD_RATE}], weight_decay=0.01
    )
    began = time.process_time()
    steps = options.passes * (len(fitted) + min(options.everyday, len(everyday))) / BATCH
    step = 0
    for turn in range(options.passes):
        chosen = random.sample(everyday, min(options.everyday, len(everyday)))
        for batch in batches([*fitted, *chosen]):
            pace = min(1.0, step / (WARM_UP * steps)) * max(0.02, 1 - step / steps)
            for group in optimizer.param_groups:
                group["lr"] = group["rate"] * pace * options.pace
            optimizer.zero_grad()
            loss_of(outcome(batch, language, adapter, heard=True), batch).backward()
            torch.nn.utils.clip_grad_norm_([*body, *head], 1.0)
            optimizer.step()
            step += 1
        save_file({name: one.detach().half() for name, one in adapter.items()}, options.out)
        print(
            f"pass {turn + 1}: {time.process_time() - began:.0f} CPU-s, held out: "
            f"{measured(held, language, adapter)}",
            flush=True,
        )
    return adapter


def measured(held: list[Example], language: Language, adapter: dict[str, Tensor]) -> str:
    with torch.inference_mode():
        seen = torch.cat(
            [
                outcome(held[start : start + BATCH], language, adapter, heard=False)
                for start in range(0, len(held), BATCH)
            ]
        )
    danger = torch.tensor([one.danger for one in held])
    kinds = torch.tensor([one.kind for one in held])
    area = roc_auc_score(danger, seen[:, 0])
    kind_right = (seen[:, 2:].argmax(1) == kinds)[danger].float().mean().item()
    return f"area {area:.3f}, kind {100 * kind_right:.0f} %, of {len(held)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="an earlier outcome to go on from")
    parser.add_argument("--dialogues", type=Path, help="folder of public dialogues")
    parser.add_argument("--everyday", type=int, default=400, help="of them, in each pass")
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--pace", type=float, default=1.0, help="of learning, 1 for a fresh start")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    fitted, held = invented()
    everyday = list(ordinary(options.dialogues)) if options.dialogues else []
    print(f"{len(fitted)} invented, {len(everyday)} everyday, {len(held)} held out", flush=True)
    fit(fitted, everyday, held, load_language(), options)


if __name__ == "__main__":
    main()
