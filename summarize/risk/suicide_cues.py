"""Thoughts of killing oneself, and intent, plan, preparation or attempt."""

from summarize.risk import RiskLevel
from summarize.risk.cue import (
    HEIGHT,
    PILLS,
    SELF,
    THINK,
    WANT,
    WATER,
    cue,
)

THOUGHTS = cue(
    RiskLevel.ACTIVE_IDEATION,
    "Suicidal thoughts",
    rf"{THINK}(?: \w+){{0,4}}? (?:crash|wreck|roll|flip|total)(?:ing|ed)? (?:the|my) (?:car|"
    r"truck|bike|motorcycle|van)|(?:could|would|to|just|maybe) (?:step|jump|fall|drop|slip|"
    r"walk|roll) off(?= \.|$| it| and| the)(?! (?:the (?:bus|couch|bed|train at)))|(?:says?|"
    r"said|goes|tells? me to|whispers?) (?:to )?jump(?! in)",
    r"suicid\w+(?! (?:squad|prevention|awareness|bomb\w*|watch (?:on|at)|checks?|hotline|risk|"
    r"assessment|screen\w*|training|note|letter|by cop (?:movie|show)|drills?|doors?))|sewer "
    r"?slide|kms\b|ctb\b|unaliv\w+|un-aliv\w+|self-delet\w+|felo de se",
    r"(?:kill(?:ing|ed|s)?|off(?:ing|ed)?|shoot(?:ing)?|shot|hang(?:ing|ed)?|hung|"
    r"drown(?:ing|ed)?|gas(?:sing|sed)?|poison(?:ing|ed)?|electrocut\w+|top(?:ping|ped)?|"
    r"neck(?:ing)?|delet(?:e|ing)|stab(?:bing|bed)?|strangl\w+|smother\w*|suffocat\w+|"
    r"asphyxiat\w+|starv(?:e|ing)|end(?:ing)?|euthani[sz]\w+|throw(?:ing)?|threw|"
    r"chuck(?:ing)?|fling(?:ing)?|yeet(?:ing)?|crash(?:ing)?|destroy(?:ing)?|eliminat\w+|"
    r"eras(?:e|ing)|remov(?:e|ing)|dispos\w+ of|get(?:ting)? rid of|finish(?:ing)? off|"
    rf"do(?:ing)? away with|string(?:ing)?|dos(?:e|ing)) {SELF}"
    r"(?! (?:laughing|at (?:work|the gym)|trying|to (?:get|go|pay|make|meet|finish|the)|over|"
    r"with (?:work|coffee)|for (?:that|this|not|being|saying|forgetting)|from (?:the|this|"
    r"that|him|her|them|it|my)|out (?:there|of (?:bed|my|the (?:house|loop|equation|"
    r"situation)))|into (?:work|my|the|it|that|school|a (?:project|book|job))|in the (?:foot|"
    r"mirror)|a (?:party|break)|off (?:the|from)|down|at (?:him|her|it|them)))",
    r"(?:throw(?:ing)?|threw|fling(?:ing)?|hurl(?:ing)?|yeet(?:ing)?|chuck(?:ing)?) (?:my "
    r"?self|yourself) (?:off|out|in front|under|from|down (?:the|a)|into (?:the (?:river|"
    r"traffic|sea|water|road)|traffic|a river))",
    r"(?:end|ending|ended|take|taking|took|taken|finish|finishing) (?:my|your|this|one's) "
    r"(?:own )?(?:life|lives|existence|suffering|misery)|my own life(?= \.|$| away| last| "
    r"when)|ending my life",
    rf"(?:{WANT}|{THINK} (?:about|of|to)|could|might|should|going to|ready to|way to|ways to|"
    r"how to|tempted to|decided to|tried to|easier to|better to|time to|almost|nearly|about "
    rf"to|so close to|one day i will|about|of|you could|maybe i should)(?: \w+){{0,2}}? "
    r"(?:end(?:ing)? (?:it(?= \.|$| all| right| there| then| tonight| now| i | and i | and "
    r"that| for good| because| once)|everything|things(?= \.|$| for good| once| tonight)|the "
    r"pain|all of (?:it|this)|all this|this (?:pain|suffering|misery))|do(?:ing)? (?:away "
    r"with myself|myself in|myself)|kill(?:ing)? (?:myself|yourself)|check(?:ing)? out(?= "
    r"for good| permanently| of (?:life|this (?:life|world))| early)|leav(?:e|ing) this "
    r"(?:world|life|earth)|put(?:ting)? an end to (?:it|my|everything|this|all)|mak(?:e|ing) "
    r"it (?:all )?(?:stop for good|end)|finish(?:ing)? (?:it|things)(?= \.|$| off| for good| "
    r"once))",
    r"end it all|end(?:ing)? it (?:right there|once and for all|for good|myself)|(?:put|"
    r"putting) an end to (?:myself|my life|it all|my)|off myself|do myself (?:in|harm)|done "
    r"myself in|do away with myself|punch(?:ing)? (?:my|out my) (?:own )?(?:ticket|clock)|"
    r"catch(?:ing)? the (?:last )?bus out|(?:eat|suck|kiss|swallow)(?:ing)? (?:on )?(?:my|a|"
    r"the) (?:gun|bullet|shotgun|barrel|pistol|glock)|(?:blow(?:ing)?|blew) (?:my|your) "
    r"(?:head|brains?|face)\w* (?:off|out)|bullet (?:in|through|to|into) (?:my|the) (?:head|"
    r"brain|temple|mouth|skull)|put(?:ting)? a bullet|pull(?:ing)? the (?:trigger|plug on "
    r"(?:myself|my life|it all))|(?:own|my) worst enemy and (?:kill|end)",
    r"(?:driv(?:e|ing)|drove|steer\w*|swerv\w*|turn(?:ing|ed)?(?: the wheel)?|veer\w*|"
    r"crash\w*|yank\w*|jerk\w*|run(?:ning)?|plow\w*|ram\w*|smash\w*|wrap\w*|aim\w*|point\w*|"
    r"take|taking|wheel|let(?:ting)? go of the wheel|cut(?:ting)? the wheel|floor(?:ing)? it|"
    rf"go(?:ing)?)(?: \w+){{0,3}}? (?:off|into|over|through|in front of|around|at|straight "
    rf"(?:off|into|at))(?: of)?(?: \w+){{0,2}}? (?:the road(?= \.|$| and| so)|{HEIGHT}|tree|"
    r"trees|wall|oncoming|traffic(?! (?:jam|court|was|is|again))|opposite lane|lane of|"
    rf"median|guard ?rail|{WATER}|ditch|embankment|truck|semi|lorry|barrier|pole|pillar|"
    r"abutment|concrete|train)(?! (?:to (?:my|work|see|get|the|pick)|every day|home|on my "
    r"way|and (?:parked|bought)|for (?:work|lunch)|with my|jam))",
    r"(?:jump|jumping|jumped|step|stepping|stepped|walk|walking|walked|run|running|ran|lie|"
    r"lying|laying|lay|leap|leaping|dive|diving|fall|falling|let(?:ting)? (?:myself|go)|hop|"
    r"hopping|roll|throw|throwing|go|going|toppl\w*|tip\w*|climb\w*|sit|stand|standing)(?: "
    rf"\w+){{0,2}}? (?:off|in front of|into|under|from|over|out (?:in front of|into|of a)|"
    rf"down on|on to|onto|on the)(?: of)?(?: \w+){{0,2}}? (?:{HEIGHT}|(?:the|a|my|that|some|"
    r"oncoming|moving|an|those|this|coming|next|fast) (?:\w+ )?(?:train|trains|tracks|subway|"
    rf"bus|lorry|truck|semi|car|highway|freeway|motorway|interstate|tube)|{WATER}(?= \.|$| "
    r"and| with| until| so| to die| in my| at night)|traffic|(?:\w+ )?(?:floor|story|"
    r"storey))(?! (?:(?:to|for|on my way to|and went to|and got) (?:work|school|the|my|get|"
    r"go|lunch|home)|and (?:home|wait\w*|got home|took)|cards?|ride|at the (?:park|fair)|"
    r"dealership|business))",
    r"(?:take|taking|took|taken|swallow\w*|down(?:ing|ed)?|pop(?:ping|ped)?|gulp\w*|"
    r"neck(?:ing|ed)?|eat(?:ing)?|drink(?:ing)?|inject\w*|shoot\w* up|od(?:ing)? on|use|"
    rf"using|inhal\w*)(?: \w+){{0,2}}? (?:all(?! (?:of )?(?:my|the) other)|the whole|a bunch|"
    r"every|an entire|the entire|a (?:whole )?(?:bottle|handful|load|lot|ton|fistful|pack|"
    r"packet|box|couple dozen|dozen)|too many|too much|the rest|the lot|handfuls?|like "
    r"(?:\w+teen|\w+ty|\d\d)|everything (?:in the|i (?:have|had))|enough|\w+teen|\w+ty|\d\d|"
    rf"extra|more than)(?: of)?(?: \w+){{0,3}}? (?:{PILLS}|of them|in the (?:cabinet|"
    r"medicine)|so i (?:would|could|did)|to (?:die|end|not wake|sleep forever|kill|do it|"
    r"make sure))(?! (?:units|mg|milligrams|a day|every (?:day|morning|night)|minutes|of "
    r"water|right (?:before|after)|as (?:prescribed|directed)|on time|before (?:bed|"
    r"breakfast)|in the morning|with (?:food|breakfast)|at (?:night|bedtime)|like i|exactly|"
    r"regularly|for (?:my|the|a) (?:headache|back|pain|knee)))",
    r"(?:all|whole|entire|handful|bottle|rest)(?: \w+)? (?:of )?(?:my|the|her|his|those|these|"
    r"of) (?:\w+ )?(?:pills|tablets|meds|medication|tylenol|insulin|xanax|bottle|sleeping)(?= "
    r"\.|$| at once| and | one| in one| last| on| until)",
    r"overdos(?:e|es|ed|ing)(?! on (?:sugar|chocolate|caffeine|coffee|tv|netflix|news|candy|"
    r"carbs|cheese|social|turkey))|\bo\.?d\.?(?:ed|'d|ing)?(?= on| last| in| when| again| \.|"
    r"$)|drink(?:ing)? (?:bleach|antifreeze|pesticide|drain)|carbon monoxide|exhaust (?:pipe|"
    r"fumes|hose)|(?:car|engine|truck) running (?:in the|and the) (?:garage|door)|in the "
    r"(?:car|garage) with the (?:hose|engine|door|car running)|helium (?:tank|hood|bag)|exit "
    r"bag|plastic bag over my head|head in the oven|toaster in the bath\w*|bag over my head|"
    r"hose (?:from|on|to) the (?:exhaust|tailpipe)",
    r"(?:slit|slitting|slash\w*|cut|cutting|open|opening|opened)(?: up)? my (?:\w+ "
    r")?(?:wrists?|throat|veins?|arteries|artery|neck|jugular|femoral)|bleed(?:ing)? out|bled "
    r"out|hang(?:ing)? (?:from|there|off) the (?:\w+ )?(?:beam|rafters?|tree|door|ceiling|fan|"
    r"rail|rod|pipe)|(?:looking|staring|look|looked|stared) (?:up )?at (?:the|that|a|my) "
    r"(?:\w+ )?(?:beam|rafters?|rail(?:ing)?|ceiling fan|hook|noose|knife|knives|razor|blade|"
    r"pills?|bottle of pills|gun|gun safe|medicine cabinet|tracks|ledge|edge|drop|rope|belt|"
    r"water below|bridge|oncoming)(?! (?:for (?:dinner|sale)|in the (?:store|shop)|drill))",
    r"(?:do|did|can|could|am|would|will)(?: \w+)? not (?:\w+ )?(?:trust (?:myself|me)(?! "
    r"(?:to (?:drive|decide|date|pick|choose|cook|eat|buy|spend|say|remember|get|have (?:one|"
    r"a drink))|around (?:cake|food|sweets|chocolate|alcohol|money|credit)|with (?:money|food|"
    r"my phone|a credit|credit)|yet|financially))|feel(?:ing)? safe (?:with myself|by myself|"
    r"alone|being alone|on my own|from myself|in my own (?:head|company|mind))|safe (?:with|"
    r"from|by) myself|keep(?:ing)? myself safe|be (?:left )?alone (?:right now|tonight|with "
    r"(?:myself|my thoughts|the pills|the knives))|promise(?: you)?(?: \w+)? (?:i will be "
    r"(?:here|alive)|to (?:stay (?:safe|alive)|keep)|i will not (?:do|kill|hurt)|that i))|not "
    r"safe (?:with|from|by|around) (?:myself|me)|(?:unsafe|danger) (?:with|to) myself|"
    r"(?:scared|afraid|worried|frightened|terrified|fear) (?:of )?(?:what i(?: \w+)? (?:do|"
    r"might|could|would)|i(?: \w+)? (?:do something(?! (?:wrong|embarrassing|at))|hurt myself|"
    r"kill|end|not stop|act)|(?:of )?myself(?= \.|$| right| when| at| lately)|to be (?:alone|"
    r"by myself) (?:with|because))",
    r"(?:tried|trying|try|attempt(?:ed|ing)?|made an? (?:attempt|effort)|came close|come "
    r"close|close|nearly|almost|about)(?: \w+){0,2} (?:to|on|at) (?:die(?! on)|kill (?:myself|"
    r"me)|end (?:it(?= \.|$| all| once| when| with| that)|my|things(?= \.|$))|hang|jump(?= \.|"
    r"$| off| from| in)|od\b|overdose|off myself|take my|drown|shoot myself|do it(?= \.|$| "
    r"once| twice| again| when| with| in (?:the|my|20|19))|my (?:own )?life|suicide|slit|"
    r"asphyx\w*)",
    r"(?:had|have|made|been|after|since|was|were|there was|there were|my|two|three|one|an|"
    r"another|previous|past|last|first|second|failed|serious|few|couple(?: of)?|multiple|"
    r"several|number of|aborted|interrupted)(?: \w+){0,2} attempts?(?= \.|$| in| when| at| on|"
    r" before| after| with| by| both| and| as| since| was| were| that| back| once| last| "
    r"years| i | they| two| three| when)(?! (?:to (?!die|kill|end|hang)|at (?:humor|the|a|"
    r"making|work|dating|humour|quitting|cooking|sobriety)|with (?:ivf|the)))",
    r"(?:voices?|head|brain|mind|something|part of me|it|demon|devil|depression|thought|he|"
    r"they)(?: \w+){0,4} (?:says?|said|saying|tells?|telling|told|goes|going|whisper\w*|"
    r"yell\w*|scream\w*|command\w*|order\w*|keeps?|like|urging|want\w*)(?: \w+){0,5}? (?:to "
    r")?(?:kill (?:myself|yourself|me)|end it(?= \.|$| all| now| and)|jump(?= \.|$| off| now| "
    r"and)|hurt (?:myself|yourself)|die(?= \.|$| already| and| now)|do it(?= \.|$| already| "
    r"now| and| end)|cut (?:myself|yourself|deeper)|be dead|you (?:should|deserve|need|have) "
    r"to die|i (?:should|deserve|need|have) to die|end my|take the (?:pills|whole)|drive "
    r"(?:off|into)|pull the trigger|swerve|step off)|kill yourself(?! (?:laughing|working|"
    r"with|over|for|trying|at the))",
    r"(?:the|that|this|my|those|these|had|have|having|a|same)(?: \w+)? (?:suicid\w+ (?:thing|"
    r"stuff|thoughts?|feelings?|ideation)|ending (?:my life|it) (?:one|thing|thought)|killing "
    r"myself (?:one|thing|thought))|(?:had|have|having|got|get|getting|been having) (?:the|"
    r"that|those|them|bad|dark)(?: \w+)? (?:thoughts?|urges?|impulses?|feelings?)(?: \w+)? "
    r"(?:again|back)|(?:think|thinking|thought) about (?:it|doing it|doing something)(?= "
    r"every| all the time| constantly| daily| at night| a lot| more| most| nonstop| 24)(?! "
    r"(?:all the time since the (?:wedding|trip)))|(?:urge|urges|impulse|compulsion|"
    r"temptation|pull|tempted)(?: \w+){0,2} (?:to )?(?:jump|swerve|step|drive|let go|end|die|"
    r"hurt|cut|take|fall|drop|go over|steer)(?= \.|$| off| into| in front| over| it| myself| "
    r"my| all| the (?:pills|wheel|whole)| out| on)(?! (?:the (?:class|ball|gym)|my hair|sugar|"
    r"it (?:short|out)))",
    r"(?:it|that) (?:would|will|could|might) (?:be|look|feel|take)(?: \w+)? (?:(?:so |that |"
    r"very |real )?(?:quick|easy|fast|painless|instant|over (?:quick|fast|in (?:a|one|"
    r"seconds))|simple|like an accident|one (?:step|second|jump|turn|move|push)|a few "
    r"seconds|enough to (?:kill|do it|die))|only take|take (?:one|a) (?:second|step|turn|"
    r"jerk|swerve))(?= \.|$| and| to| if| right| one| so| then| i)",
    r"(?:how|so)(?: \w+)? (?:easy|quick|simple|painless|little) (?:it|that) (?:would|could|"
    r"might) be(?! (?:to (?:get|find|quit|call|lose|make|learn|fix|just quit|cook))|for "
    r"(?:you|him|her|them|us)|if we)|how (?:far|high|deep|long) (?:the|a|down|it is|it would "
    r"take)(?: \w+)? (?:drop|fall|down|is down|to (?:die|bleed|fall|hit))|one (?:step|jump|"
    r"turn of the wheel|twist of the wheel|bullet|swerve|slip|jerk of the wheel|pull) (?:and|"
    r"away|would|is all|from)",
)
ATTEMPT = cue(
    RiskLevel.ACTIVE_IDEATION,
    "Suicide attempt or crisis",
    r"(?:pumped|pump) (?:out )?my stomach|(?:my )?stomach pumped|(?:psych|psychiatric|72[- "
    r"]hour|seventy[- ]two[- ]hour|involuntary|mental health) hold|5150\w*|fifty[- ]one[- "
    r"]fifty\w*|baker act\w*|on suicide watch|(?:got|was|been) sectioned|(?:found|cut) me "
    r"(?:hanging|down(?= \.|$| from| in| just| and)|in (?:the|a) (?:tub|bath|garage|pool of)|"
    r"unconscious|with the (?:bottle|pills|note)|on the (?:bathroom|kitchen) floor)|(?:rope|"
    r"cord|beam|belt|branch|rod) (?:broke|snapped|gave way|did not hold)|(?:gun|it) (?:jammed|"
    r"misfired|did not (?:go off|fire))|(?:did|done|does|do) (?:that|this|it) to myself",
)

CUES = (THOUGHTS, ATTEMPT)
