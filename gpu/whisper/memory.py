"""What the decoder keeps of the tokens that its rows have read."""

from collections.abc import Sequence
from typing import Protocol

import torch
import torch.nn.functional as nn
from torch import Tensor


class Memory(Protocol):
    """Keys and values of each layer; all rows read in step."""

    def begin(self, there: Tensor) -> Tensor:
        """Make room for as many tokens as `there` (rows, tokens) has columns, gaps where it is
        false. Returns the place of each token in its row."""
        ...

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """What the tokens that were begun make of all that their rows have read, themselves
        included. All of shape (rows, heads, tokens, width of a head)."""
        ...

    def end(self) -> None:
        """All layers have read these tokens."""
        ...


class Trunk:
    """Rows that read any number of tokens at a time; one that has less to read has gaps.

    What a row read can be forgotten again: a guess that was wrong.
    """

    def __init__(self, kept: Tensor) -> None:
        """`kept`: zeros of shape (2, layers, rows, heads, columns, width of a head)."""
        self._kept = kept
        self._there = torch.zeros(
            (kept.shape[2], kept.shape[4]), dtype=torch.bool, device=kept.device
        )
        self._length = 0
        self._end = 0
        self._hidden: Tensor | None = None

    def begin(self, there: Tensor) -> Tensor:
        begin, end = self._length, self._length + there.shape[1]
        read = self._there[:, :begin].sum(1, keepdim=True)
        self._there[:, begin:end] = there
        self._end = end
        columns = torch.arange(end, device=there.device)
        seen = self._there[:, None, :end] & (columns <= columns[begin:, None])
        self._hidden = _hiding(seen[:, None], self._kept)
        return (read + there.cumsum(1) - 1).clamp(min=0)

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        assert self._hidden is not None
        kept = self._kept[:, layer, :, :, : self._end]
        kept[0, :, :, self._length :] = key
        kept[1, :, :, self._length :] = value
        scores = query @ kept[0].transpose(2, 3) * query.shape[-1] ** -0.5
        attended: Tensor = (scores + self._hidden).softmax(-1) @ kept[1]
        return attended

    def end(self) -> None:
        self._length = self._end

    def forget(self, row: int, tokens: int, of: int) -> None:
        """The last `tokens` that a row has read among the last `of` columns, in which its gaps
        come last."""
        columns = self._there[row, self._length - of : self._length]
        columns[int(columns.sum()) - tokens :] = False

    def keep(self, rows: Tensor) -> None:
        """Only these rows, in this order."""
        self._kept = self._kept.index_select(2, rows)
        self._there = self._there.index_select(0, rows)

    def read_by(self, row: int) -> Tensor:
        """What it has read, without gaps: shape (2, layers, heads, tokens, width of a head)."""
        there = self._there[row, : self._length]
        return self._kept[:, :, row, :, : self._length][..., there, :]


class Branches:
    """Rows that go on differently from a trunk: those of one trunk are neighbours, and what is
    common to them is kept once. They read one token at a time."""

    def __init__(self, trunks: Sequence[Tensor], branches: int, columns: int) -> None:
        """`trunks`: what each has read, as `Trunk.read_by` gives it; `branches` of each will read
        at most `columns` tokens."""
        lengths = torch.tensor([trunk.shape[3] for trunk in trunks], device=trunks[0].device)
        longest = int(lengths.max())
        self._trunk = torch.stack(
            [nn.pad(trunk, (0, 0, 0, longest - trunk.shape[3])) for trunk in trunks], 2
        )
        self._lengths = lengths
        _, layers, count, heads, _, width = self._trunk.shape
        self._branches = branches
        self._kept = self._trunk.new_empty((2, layers, count * branches, heads, columns, width))
        self._length = 0
        self._look_at_trunk()

    def _look_at_trunk(self) -> None:
        columns = torch.arange(self._trunk.shape[4], device=self._trunk.device)
        self._hidden = _hiding((columns < self._lengths[:, None])[:, None, None], self._trunk)
        self._read = self._lengths.repeat_interleave(self._branches)[:, None]

    def begin(self, there: Tensor) -> Tensor:
        assert there.shape[1] == 1
        return self._read + self._length

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        trunk = self._trunk[:, layer]
        kept = self._kept[:, layer, :, :, : self._length + 1]
        kept[0, :, :, self._length :] = key
        kept[1, :, :, self._length :] = value
        rows, heads, _, width = query.shape
        query = query * width**-0.5
        # (trunks, heads, branches, …): the branches of a trunk look at it together.
        together = query.view(-1, self._branches, heads, width).transpose(1, 2)
        at_trunk = together @ trunk[0].transpose(2, 3) + self._hidden
        at_own = (query @ kept[0].transpose(2, 3)).view(-1, self._branches, heads, kept.shape[3])
        weights = torch.cat([at_trunk, at_own.transpose(1, 2)], -1).softmax(-1)
        length = trunk.shape[3]
        common, own = weights[..., :length], weights[..., length:]
        from_trunk = (common @ trunk[1]).transpose(1, 2).reshape(rows, heads, 1, width)
        return from_trunk + own.transpose(1, 2).reshape(rows, heads, 1, -1) @ kept[1]

    def end(self) -> None:
        self._length += 1

    def follow(self, rows: Tensor) -> None:
        """Row `n` goes on from what row `rows[n]` has read; of one trunk only."""
        self._kept[..., : self._length, :] = self._kept[..., : self._length, :].index_select(
            2, rows
        )

    def keep(self, trunks: Tensor) -> None:
        """Only the rows of these trunks, in this order."""
        branches = torch.arange(self._branches, device=trunks.device)
        rows = (trunks[:, None] * self._branches + branches).flatten()
        self._trunk = self._trunk.index_select(2, trunks)
        self._lengths = self._lengths.index_select(0, trunks)
        self._kept = self._kept.index_select(2, rows)
        self._look_at_trunk()


def _hiding(seen: Tensor, like: Tensor) -> Tensor:
    """A bias that hides what is not seen. It is finite: a gap sees nothing, and stays a number."""
    bias = torch.zeros((), dtype=like.dtype, device=like.device)
    return bias.masked_fill(~seen, torch.finfo(like.dtype).min)
