"""What is known of one item so far."""

from dataclasses import dataclass, field

from summarize.evidence import Evidence
from summarize.score import Remark
from summarize.scores.reply import Reply
from summarize.talk.passage import Passage, evidence_of


@dataclass(slots=True)
class Answer:
    """The score that stands and everything it rests on."""

    asked_at: int
    opened: bool = False
    """Asked as an instrument asks: announced, over two weeks, or in its own words."""
    worded: bool = False
    """Asked nearly as the item is worded."""
    score: int | None = None
    firm: bool = False
    remark: Remark | None = None
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def settled(self) -> bool:
        return self.score is not None

    def take(self, reply: Reply, question: Passage | None, *, to_check: bool = False) -> None:
        """A later score or refusal stands over an earlier; what tells neither is only kept."""
        if reply.declined:
            self.score, self.firm, self.remark = None, False, Remark.DECLINED
        elif reply.score is not None:
            self.score, self.firm = reply.score, reply.firm
            self.remark = Remark.TO_CHECK if to_check or reply.near else None
        elif not self.settled and reply.passages and self.remark is None:
            self.remark = Remark.UNCLEAR
        for said in (*([question] if question is not None else []), *reply.passages):
            proof = evidence_of(said)
            if reply.passages and proof not in self.evidence:
                self.evidence.append(proof)
