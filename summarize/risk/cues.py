"""How danger is spoken of, plainly and indirectly, the most urgent kinds first.

Written for recall: a cue that is negated, about somebody else, long ago or an idiom is sorted out
by `sense`, not here.
"""

from summarize.risk import (
    abuse_cues,
    burden_cues,
    harm_cues,
    passive_cues,
    plan_cues,
    suicide_cues,
)

CUES = (
    *plan_cues.CUES,
    *suicide_cues.CUES,
    *harm_cues.CUES,
    *passive_cues.CUES,
    *burden_cues.CUES,
    *abuse_cues.CUES,
)
