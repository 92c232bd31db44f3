"""How being a burden, not minding and the nearness of death are spoken of."""

from summarize.risk import RiskLevel
from summarize.risk.cue import KIN, THINK, cue

_THEM = (
    r"(?:everyone|everybody|they(?: all)?|people|the (?:world|family|kids|house)|(?:my|the) "
    r"(?:\w+ )?"
    rf"{KIN}|(?:all of )?(?:you|them)|he|she|we|it)"
)

BURDEN = cue(
    RiskLevel.PASSIVE_IDEATION,
    "Feels that others would be better off",
    rf"{_THEM} (?:would|will|might|could|is|are|were|was|has|have|gets?|could have)?(?: "
    rf"all)?(?: \w+){{0,3}}? (?:be |have been |feel |do )?(?:so much |a lot |much |way |all |"
    r"far )*(?:better(?! (?:than|at|about|now|and i))(?: off)?|happier|relieved|fine|easier|"
    r"freer|free|okay|rid of|over it|move on|cope|manage|less stressed|thankful|celebrate|"
    rf"throw a party)(?: (?:off|place|life|in the end))*(?: \w+){{0,3}}? (?:without (?:me|"
    r"having me|me (?:here|around|in))(?! (?:there|at (?:work|the)|for (?:a|the|an) (?:day|"
    r"week|weekend|night|hour)))|if (?:i|it was not for me|(?:i|they) (?:had|did) not "
    r"(?:have|exist))(?: \w+)? (?:was|were|am|had|did|do|died?|dead|gone|not|never|"
    r"disappear\w*|dropped|left (?:this|the) (?:world|earth)|stopped existing|got hit)|once "
    r"i (?:am|was|were) (?:gone|dead)|when i (?:am|was|were) (?:gone|dead)|with me (?:gone|"
    r"dead|out of))",
    rf"{_THEM} (?:would|will|might)(?: \w+)? (?:cry|be (?:sad|upset|sorry)|grieve|miss me|be "
    rf"shocked|feel bad)(?: \w+){{0,5}} (?:week|month|while|bit|days?|year|minute)(?: "
    rf"\w+){{0,5}} (?:move on|get on|get over|be (?:fine|okay|better|relieved)|forget|go on|"
    r"carry on)",
    rf"{_THEM}(?: \w+)? (?:would|will|might|is|are)(?: \w+){{0,2}} better off(?= \.|$| and| "
    r"they| then| honestly| in the)",
    r"better off (?:without (?:me|having me)|dead|if i|gone(?= \.|$)|not (?:here|alive|being)|"
    r"with me (?:gone|dead)|in the ground)|better (?:if|place without|world without|place if|"
    r"without me)(?: me| i)?(?= \.|$| were| was| had| did| died| am| not| never| if| in| "
    r"around)",
    r"(?:be|been|am|was|feel|like|become|becoming|such|just|nothing but|only|always)(?: "
    r"\w+){0,4} (?:a |such a |this |the |huge |big |massive |total |complete )*(?:burden|"
    r"dead weight|millstone|liability|deadweight|drain|drag|weight|anchor|parasite|nuisance|"
    r"leech)(?: \w+)? (?:on|to|for|around|anymore|and they|they|my|everyone|them|his|her)(?! "
    r"(?:the (?:economy|environment|battery)))|(?:i am|i feel like|feel like|feeling like|"
    r"being|am just|was|become)(?: \w+){0,2} (?:a|the|such a|nothing but a|only a) "
    r"(?:burden|dead weight|millstone|bill they|waste)(?= \.|$| to| on| and| for| they)",
    r"(?:no one|nobody|not a soul|who|no body|they|anyone|anybody|people|world|my (?:kids|"
    r"wife|husband|family|mom|dad|parents|friends))(?: \w+){0,2} (?:would|will|could|is going "
    r"to)(?: \w+)? (?:not )?(?:even )?(?:miss|notice|care|cry|come|blink|mourn|find me|know|"
    r"remember|shed a tear|give a (?:shit|damn)|mind)(?: \w+){0,5} (?:if|when|that) i (?:was|"
    r"were|am|died|die|had|did|do|disappear\w*|dropped|vanish\w*|never|went (?:missing|away)|"
    r"stopped|killed|ended|left this|passed)(?! (?:late|sick|home|at|in the office))",
    r"(?:no one|nobody|they|no body|my (?:kids|wife|husband|family|mom|dad|parents|"
    r"friends))(?: \w+)? (?:would|will) (?:not )?(?:even )?(?:miss me|mourn|cry for me|come "
    r"to my funeral|notice i (?:was|am|were) gone)|not be missed|(?:would|will) (?:anyone|"
    r"anybody|people|they)(?: \w+)? (?:miss me|notice|care|cry|come to my funeral|find me)(?= "
    r"\.|$| if i| when i| gone| dead)|who would (?:miss me|care|notice|come)|(?:be|get|be so|"
    r"be all)(?: \w+)? relieved(?= \.|$| if i| when i| to be rid| without)",
    r"(?:world|everyone|everybody|planet|family|kids|earth|things)(?: \w+){0,3} (?:better|"
    r"fine|happier|easier|improved)(?: \w+){0,2} without me|(?:fine|okay|happier|great|better|"
    r"all right|get by|get along|manage|cope|do well) without me(?= \.|$| in| around| here| "
    r"they| i | and| anyway| once| if)|without me in (?:the|this|their|it|her|his) (?:world|"
    r"life|lives|way|picture)?|(?:rid|free) of me(?= \.|$| and| for good| they| once)",
    r"(?:life )?insurance(?: \w+){0,6} (?:worth|money|would|pays?|paid|cover\w*|clears?|"
    r"enough|if i|when i|kids|family)|worth more (?:to \w+ |to my \w+ )?(?:dead|gone|to them "
    r"dead)|more use (?:to \w+ )?dead|(?:cost|costing)(?: \w+){0,3} (?:less|nothing) (?:dead|"
    r"if i (?:was|were) (?:dead|gone))",
    own=False,
    negatable=False,
)
NOT_MINDING = cue(
    RiskLevel.PASSIVE_IDEATION,
    "Would not mind dying",
    r"(?:not|never|hardly|barely)(?: \w+)? (?:mind|care|fight|complain|object|be (?:mad|upset|"
    r"sad|sorry|bothered|against|opposed|the worst)|bother|bothered|try|stop it|move|flinch|"
    r"swerve|brake|run|resist|treat|get out of|step (?:back|out)|call (?:911|for help|anyone)|"
    r"do anything (?:about|to stop))(?: \w+){0,8} "
    r"(?:if (?:i|it|a|the|something|my|that|god)(?: \w+){0,4} (?:die|died|dead|did not|do not|"
    r"wake|happen\w*|hit|killed|kill|took|take|crash\w*|gone|went down|over|stopped|cancer|"
    r"end\w*|never|got (?:sick|shot|hit|cancer)|fell)|to swerve|swerve|to (?:brake|move|get "
    r"out)|getting (?:hit|cancer|sick|shot)|dying|not waking|being (?:dead|hit|gone)|be dead|"
    r"die(?= \.|$)|death|going to sleep and|when (?:it|my time|death) (?:comes|came)|out of "
    r"the way|the way(?= \.|$))",
    r"if (?:i|the|a|that|my|something|it|this)(?: \w+){0,7} (?:hit me|died|die|killed me|"
    r"kills me|took me out|takes me|crash\w*|dead|wake up|came over the|crossed the (?:line|"
    r"median)|went down|run me over|fell on me|stopped|gets me|happened to me|cancer|not wake|"
    r"gone)(?: \w+){0,6} (?:fine|okay|ok|good|so be it|not (?:mind|care|fight|bother|swerve|"
    r"move|complain|be (?:mad|upset|sad))|relief|relieved|glad|happy|great|whatever|cool|all "
    r"right|would be (?:that|it)|oh|a (?:favor|blessing|mercy))",
    r"(?:good|great|fine|thank god|finally|yes|okay|please|cool|bring it|whatever|about "
    r"time)(?: \w+)? (?:let (?:it|them|him|this|the (?:plane|car|train|truck|fire|water))(?: "
    r"\w+)? (?:go down|crash|hit|happen|take me|come|end|be (?:me|it|over|cancer)|kill me|"
    r"sink|burn)|take me(?: instead)?|hit me|do it(?= \.|$)|kill me)|let (?:it|this|that|the "
    r"(?:plane|car|train|truck|bus|fire|water|wave|current|cold|thing))(?: \w+)? (?:go down|"
    r"crash|hit me|take me(?! (?:to|back|where))|kill me|fall on me|end me|be cancer|be the "
    r"(?:end|bad)|swallow me|finish me)",
    r"(?:hop(?:e|ed|ing)|wish(?:ed|ing)?|wanted|pray\w*|half hoping|part of me (?:hoped|"
    r"wanted|wished))(?: \w+){0,3} (?:it (?:was|is|would be|to be|were) (?:cancer|the bad "
    r"(?:kind|one)|terminal|malignant|fatal|serious|something|bad)|the (?:plane|car|bus|train|"
    r"elevator|roof)|a (?:car|truck|bus|train|tree|drunk driver|semi|plane|meteor|brain tumor|"
    r"tumor|stray)|(?:some|any)(?:one|body|thing) (?:would |will |to )?(?:just )?(?:hit|shoot|"
    r"kill|take|run|happen|fall|end|finish|put)|for (?:cancer|a tumor|a diagnosis|an accident|"
    r"a heart)|i (?:get|got|would get|had|have|catch|caught) (?:hit|sick|cancer|covid|killed|"
    r"shot|in (?:a|an) (?:accident|crash|wreck)|something (?:terminal|fatal|bad)|a (?:heart "
    r"attack|stroke|terminal|tumor|brain)))",
    r"(?:disappointed|let down|bummed|upset(?! my)|sad|annoyed|gutted|sorry|jealous|"
    r"envious)(?: \w+){0,8} (?:benign|clear|negative|not (?:cancer|terminal|serious|fatal)|"
    r"fine|healthy|okay|all clear|came back|nothing wrong|survived|missed me|pulled me|"
    r"stopped|lived|made it|landed|good news)|(?:scan|biopsy|results?|tests?|mammogram|lump|"
    r"x-?ray|bloodwork|doctor said)(?: \w+){0,12} (?:disappointed|let down|wish(?:ed)? it|"
    r"hop(?:ed|ing) it|almost sad|kind of sad)",
    r"(?:he|she|they|my \w+|him|her|the dead|dead people|grandma|grandpa|mom|dad)(?: "
    r"\w+){0,3} (?:is|was|are|were) (?:the )?(?:lucky|luckier|better off now|the smart|free "
    r"now and i|at peace (?:now )?and i)(?: one| ones)?|(?:lucky|luckier) (?:one|ones|him|her|"
    r"them|bastard)(?= \.|$| and| because| they)|(?:get|understand|see|know) (?:it now|why "
    r"(?:he|she|they|my \w+|people|someone|anyone|somebody|robin) (?:did|do|does|would|killed|"
    r"kills|kill|jump|end|ended|give up|choose|chose|want|wanted|went|check)|how (?:he|she|"
    r"they|people|someone|somebody) (?:could|get|got|gets|end|felt|did))(?! (?:that to|my|the "
    r"(?:dishes|job)))|(?:starting|start|beginning|begin) to (?:get|understand|see) (?:it|why|"
    r"how)(?= \.|$| he| she| they| people| my| someone)",
    r"(?:careless|reckless|recklessly|not careful|stopped (?:wearing|looking|checking|"
    r"bothering|taking (?:my (?:heart|insulin|blood)))|without looking|do not look|not "
    r"look(?:ing)?)(?: \w+){0,8} (?:crossing|cross|both ways|seat ?belt|road|street|traffic|"
    r"if something|whatever happens|happens happens|helmet|heart (?:pills|meds|medication)|"
    r"insulin)|cross(?:ed|ing)? (?:the |a )?(?:\w+ )?(?:street|road|highway|tracks)(?: "
    r"\w+){0,4} (?:without|not|do not|eyes (?:closed|shut)) ?(?:look\w*)?|stopped (?:taking|"
    r"using) (?:my |the )?(?:heart|insulin|blood pressure|chemo|dialysis|epipen|hiv|"
    r"inhaler)(?: \w+){0,3}|(?:skip|refus\w+|stop|quit)(?: \w+)? (?:my |the )?(?:chemo|"
    r"dialysis|insulin|treatment)(?: \w+){0,4} (?:die|go|over with|take me|let it|end)",
    r"(?:kill|shoot|euthani[sz]e|end|finish) me (?:now please i|already please|off|and get it "
    r"over|in my sleep)|put me (?:down|out of my misery|to sleep|in the ground)|(?:assisted|"
    r"medical(?:ly)?|doctor)[- ](?:suicide|dying|assisted)|euthanasia|dignitas|(?:someone|"
    r"somebody|doctor|they|you|god)(?: \w+){0,3} (?:would |could |to |should )?(?:kill|shoot|"
    r"end|euthani[sz]e|finish) me(?= \.|$| and| off| in my)",
    own=False,
    negatable=False,
)
DYING = cue(
    RiskLevel.PASSIVE_IDEATION,
    "Thoughts of death",
    rf"{THINK}(?: \w+)? (?:about|of|on|with|over|how) (?:my |what )?(?:\w+ "
    rf"){{0,3}}?(?:death(?! of| penalty| anxiety| with)|dying(?! of (?:him|her|my)|and "
    r"leaving)|being (?:dead|gone(?= \.|$| for)|buried|not here)|not (?:being|be) (?:here(?= "
    r"\.|$| anymore)|alive|around(?= \.|$| anymore))|not waking|never waking|not exist\w*|"
    r"funeral(?! home| for)|(?:it|life) (?:would |will )?(?:be|being|is|was|would be) "
    r"(?:like )?(?:if i (?:was|were) (?:dead|gone|not)|over|without me)|disappearing(?= \.|$|"
    r" forever| for good)|what (?:it|they) would (?:be like|do|say)(?: \w+)? (?:if i|when i|"
    r"without me|after i|at my funeral)|(?:who|how many)(?: \w+)? (?:would )?come to my "
    r"funeral|my (?:own )?(?:grave|obituary|headstone|eulogy))",
    r"(?:death|dying|suicide) (?:is|was|has been|keeps?|seems?|comes?|crosses|crossed|"
    r"enters)(?: \w+){0,4} (?:mind|head|option|answer|comfort|way out|on repeat|solution|"
    r"thought|only|appealing)|(?:crossed|crosses|crossing) my mind(?: \w+)? (?:to (?:die|end|"
    r"not|disappear|kill)|that i (?:could|might|would|should) (?:die|end|not|be|disappear)|"
    r"not (?:being|to be|to wake|living))",
    r"join (?:him|her|them|my (?:\w+ )?(?:\w+))(?= in heaven| up there| on the other| where "
    r"(?:he|she|they)| wherever| soon| in death| in the (?:ground|grave)| \.|$)(?! (?:for|at|"
    r"on the)\b)|(?:be|go be|go and be|going to be|be back|be together|be reunited|reunited) "
    r"with (?:him|her|them|(?:my|our) (?:late |dead )?(?:\w+)|[a-z]+)(?: \w+)? ?(?:again)?(?= "
    r"in heaven| up there| on the other side| in the (?:grave|ground|next)| soon(?! as)| when "
    r"i (?:die|go)| wherever)|see (?:him|her|them|my \w+) (?:again )?(?:in heaven|on the "
    r"other side|up there|soon in)",
    r"i (?:want|wanted|wish|wished|would love|hope|hoped|would like|long|need|ought|deserve|"
    r"choose|chose|decided|expect|prefer|plan|crave)(?: \w+)?(?: to)? (?:die(?! (?:of "
    r"(?:laughter|embarrassment|happiness|shame)|laughing|for (?:that|a|this|those)))|be dead|"
    r"death|be no more|be (?:under|in) the ground|not live|not be living)(?! on (?:the spot|"
    r"my feet))",
    r"(?:want(?:ed|ing|s)?|wanna|trying) to die(?! (?:of|laughing|for|on that hill))|(?:want|"
    r"wanting) (?:it|everything|all of (?:it|this)|all this|this(?= to)|life|my life|the pain|"
    r"things)(?: \w+)? to (?:be over(?= \.|$| with| already| now| for)|end(?= \.|$| already| "
    r"now| for good| and i)|stop for good|all stop|all be over|finally (?:end|stop)|go black|"
    r"go dark|fade)|want (?:out(?= of (?:this|my|life|here for good|existence))|an out|the "
    r"end(?= \.|$)|peace and (?:death|only)|to (?:be free of|escape|leave) (?:this|my) "
    r"(?:life|body|world|pain))|not (?:feel|feeling|do) (?:like )?(?:living|being alive|"
    r"life)(?= \.|$| anymore| today| at all| right)(?! (?:in|with))|ideation|(?:passively|"
    r"passive) suicid\w+",
    r"(?:be (?:a )?relief|wouldn't be so bad|be nice|be easier|not be so bad|be okay|be "
    r"better) (?:if|to|for)(?: \w+){0,2} (?:it|everything|life|my life|i|all)(?: \w+){0,4} "
    r"(?:over|stopp?ed|ended|end|stop|gone|dead|die|wake|happened|not have to)(?! (?:with|by|"
    r"work|at))",
)

CUES = (BURDEN, NOT_MINDING, DYING)
