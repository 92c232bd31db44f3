"""How far the practice lets the machine go: nothing, the words, drafts, drafts with scores.

In: the policy of a tenant and its clinicians' own choices, kept in the database. Out: `Rollouts`,
asked at every place where a session is heard, drafted or scored; `rollout_router`.
"""

from writeback.rollout.policy import Choice, Enrolment, Policy, Stage
from writeback.rollout.rollouts import Rollouts

__all__ = ["Choice", "Enrolment", "Policy", "Rollouts", "Stage"]
