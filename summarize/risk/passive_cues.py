"""Wishing to be dead, not to wake up, to be gone; life as not worth it; others as better off."""

from summarize.risk import RiskLevel
from summarize.risk.cue import WANT, cue, gap

_GONE = (
    r"(?:dead|gone(?! (?:to|through|back|out|for|on|over|from|with|up|well))|not (?:here|"
    r"alive|around|exist\w*|born)|(?:never )?(?:been )?born|never (?:here|existed|"
    r"made it)|die|died|disappear(?:ed)?|vanish(?:ed)?|out of the (?:way|picture)|buried|"
    r"in the ground|no longer (?:here|alive|around)|not (?:be|been) (?:here|alive|around|born)|"
    r"six feet under|in (?:a|the|my) (?:grave|box|coffin|casket))"
)
_HERE = (
    r"(?:here(?! (?:today|tonight|early|late|on time|at (?:this|the|my)|in this|because|to "
    r"(?:talk|see|"
    r"meet|work|do)|all day|for (?:the|this|my|an))\b)|alive|around(?! (?:him|her|them|people|you|"
    r"my|the|that|those|other))|"
    r"living|on (?:this|the) (?:earth|planet)|in (?:this|the) world|existing|breathing)"
)
WISHES = cue(
    RiskLevel.PASSIVE_IDEATION,
    "Wish to be dead or not to be alive",
    r"how (?:quiet|peaceful|calm|easy|nice|good|restful|free) it would be|(?:never|not) have "
    r"existed|one less (?:of )?me|(?:could|can|i) go any ?time(?= \.|$| now)|ready (?:when|"
    r"whenever|any ?time) (?:he|god|it|the lord|my time|they)|not (?:to )?(?:let me )?(?:see|"
    r"want to see|live to see) (?:the )?(?:morning|another (?:morning|day|sunrise)|tomorrow|"
    r"sunrise)",
    r"(?:would|will|going to|is) not (?:going to )?notice(?= \.|$| one less| i am| if| me)|"
    r"(?:someone|somebody|god|they|the world) (?:would|could|to) (?:do it for me|finish it|"
    r"end it for me)|(?:not |too )(?:brave|strong|chicken|scared|weak|gutless|afraid|cowardly|"
    r"much of a coward) (?:enough )?to (?:do it(?= \.|$| but| myself| so)|kill|go through|end "
    r"it|die)|take\w* up (?:a bed|a spot|space|oxygen)|taking up a (?:bed|spot|seat)|want out "
    r"of (?:it|all|life|here for)|out of (?:it|all of it|everything) . life",
    r"(?:did|do) not (?:\w+ )?(?:brake|hit the brakes?|swerve|move out of the way|get out of "
    r"the way)(?= \.|$| i| and| when)|(?:let go of|took my hands off) the wheel|closed my "
    r"eyes (?:and (?:drove|let go)|while driving|behind the wheel|at the wheel)",
    r"wish(?:ed|ing|es)?(?: that)?(?: (?:to god|every day|so bad|sometimes))?(?: i| to| for| "
    r"it (?:was|were) me)?"
    rf"(?: (?:was|were|would|could|had|have|be|been|am|did|to))*{gap(1)} "
    rf"(?:{_GONE}|not wake up|never wake up|stop existing|cease to exist|go to sleep and|"
    r"fade away|evaporate|death|it (?:had|would have) (?:killed|been me)|"
    r"taken me|gotten me|hit me|been me(?: instead)?|disappear)",
    r"wish(?:ed|ing|es)? (?:i|he|she|they|god|it|someone|the \w+) (?:had|would have|would|"
    r"could)(?: have)? "
    r"(?:let me (?:go|die)|taken me|take me|left me (?:there|to die)|not (?:found|saved|"
    r"revived|woken) "
    r"me|killed me|kill me|finish\w* me|end\w* me|hit me|not been (?:found|saved)|"
    r"not (?:made|make|survived?|woken up|wake up|lived))",
    r"(?:not|never|no longer|stop(?:ped)?|hate|do i)(?: \w+)? (?:want(?:s|ed|ing)?|care|wish|"
    r"like|deserve|desire|"
    r"need|meant|supposed|see (?:myself|why)|feel like|fit|bear|stand|plan(?:ning)?)(?: "
    r"to)?(?: still)? "
    r"(?:be|being|stay(?:ing)?|go on being|keep being|remain) " + _HERE,
    r"(?:not|never|no longer)(?: \w+)? (?:want|care|wish|deserve|desire)(?:s|ed|ing)?(?: "
    r"to)?(?: \w+)? "
    r"(?:live(?! (?:in|with|at|there|here in|like this with|near|on (?:my|a)|together|alone|"
    r"by|under|off|without (?:him|her|"
    r"my))\b)|living(?! (?:in|with|at)\b)|exist(?:ing)?|"
    r"go on(?! (?:a|the|about|with (?:him|her|it|this (?:job|relationship|marriage)))\b)|keep "
    r"(?:going|living)|carry on(?! with)|wake up(?! (?:early|at|in the|to (?:the|an) alarm|"
    r"every|before|for work|late)\b)|"
    r"see (?:tomorrow|another (?:day|morning|year|birthday|christmas)|the morning|(?:thirty|"
    r"forty|fifty|30|40|50))|"
    r"do (?:life|living|this life)|continue (?:living|on|with life)|make it (?:to|through)|"
    r"grow old|"
    r"be(?= \.|$| anymore| any ?more))",
    r"(?:not|never|stopped) (?:care|caring|bothered|fussed|matter|mind|upset|scared|afraid|"
    r"mad|sad)(?: \w+)? "
    r"(?:if|whether|about|that|of) (?:i (?:live|lived|die|died|wake|woke|make it|made it|"
    r"am (?:dead|alive|here|gone)|was (?:dead|gone|alive)|do not (?:wake|make)|did not "
    r"(?:wake|make|come)|"
    r"get (?:hit|killed|sick|cancer)|got (?:hit|killed|sick|cancer)|never (?:wake|woke))|"
    r"living or dying|death|dying|staying alive|"
    r"(?:something|anything) (?:bad )?(?:happen|killed|took)|it kill\w* me)",
    rf"{WANT}(?: \w+)? (?:not (?:be|wake|exist|live|have to (?:wake|exist|live|be))|be "
    r"(?:dead|gone(?= \.|$| for good| from (?:this|the) (?:world|"
    r"earth|life)| forever)|no more|nothing|nowhere|erased|unborn|in heaven|with (?:god|jesus|"
    r"the lord)|"
    r"put (?:down|out of my misery))|never (?:wake|have|exist)|"
    r"(?:disappear|vanish|evaporate|dissolve|fade (?:away|out)|cease|go poof|melt away|"
    r"dissipate)(?! (?:for (?:a|the)|to (?:a|the|my)|into (?:my|the|a) "
    r"(?:couch|sofa|floor|bed|ground|book|game|show|mountains|woods|cabin)|from (?:work|my "
    r"phone|social|the (?:party|room|meeting)))\b)|"
    r"stop (?:existing|being(?= \.|$| here| alive| me)|living|breathing)|go to sleep (?:and|"
    r"forever|for good|permanently)|"
    r"sleep (?:forever|and not|and never|for ?ever|for good|permanently|until i (?:die|am "
    r"dead))|leave this (?:world|earth|life|planet)|"
    r"go home to|meet my maker|be with (?:him|her|them|my (?:late )?\w+)(?: \w+)? (?:in "
    r"heaven|again up|up there)|"
    r"get off (?:this|the) (?:planet|earth|ride)|close my eyes and not|go and not come back|"
    r"crawl in(?:to)? a hole and die|rest (?:forever|in peace)|slip away|drift (?:off|away) "
    r"(?:and|for))",
    r"(?:die|pass|slip away|go|croak) (?:in (?:my|his|her) sleep|peacefully|quietly|naturally|"
    r"of natural causes|tonight|tomorrow)"
    r"|(?:take|took|takes|call|called|calls) me (?:home|in my sleep|in the night|now|tonight|"
    r"away|already|next|instead|too|soon|out of (?:here|this))"
    r"(?! (?:from (?:work|school|the)|a |to))|"
    r"(?:god|the lord|lord|jesus|allah|he|him|she|universe|angels?|death|cancer|virus|covid|"
    r"heart)(?: \w+){0,3} "
    r"(?:take|took|takes|taken|call|called|come for|came for|comes for|claim|claimed) me(?= "
    r"\.|$| i | and i | home| soon| now| already| too| away| in)",
    r"(?:pray(?:s|ed|ing|ers?)?|beg(?:ged|ging)?|ask(?:ed|ing)?|hop(?:e|ed|ing)|wait(?:ed|"
    r"ing)?|wish(?:ed|ing)?|long(?:ed|ing)?)"
    rf"{gap(6)} (?:take me(?= \.|$| home| now| in| away| too| already| out| soon)|let me "
    r"(?:die|go(?= \.|$| home to)|not wake)|to die|(?:i|to) (?:do |did |will |would )?not "
    r"(?:wake|make it|come out|survive)|i (?:never|do not) (?:wake|come out)|not to wake|my "
    r"(?:heart|body) (?:gives? out|stops?|quits?)|(?:it|this) kills me|i (?:get|got|have|"
    r"catch) "
    r"(?:cancer|hit|sick|a (?:heart|brain|disease|terminal))|"
    r"i (?:die|died|would die|drop dead|stop breathing|have a (?:heart attack|stroke|"
    r"aneurysm)|get (?:hit|killed|cancer|shot))|"
    r"(?:it|that) (?:is|was|would be|will be) (?:cancer|terminal|the bad kind|malignant|fatal|"
    r"something (?:bad|fatal|terminal|serious))|"
    r"for (?:death|the end|it to (?:be over|end)|my time|an accident|cancer|a (?:heart attack|"
    r"stroke|car)|something to (?:kill|take|finish))|"
    r"something (?:bad |would |will |to )*(?:happen|kill|take)\w*|(?:a|the|some|that) (?:car|"
    r"truck|bus|plane|tree|lorry|train|meteor|asteroid|bomb|stray bullet|drunk driver)"
    r"{0,1}(?: \w+){0,3} (?:hit|hits|take|takes|crash\w*|fall\w*|goes down|went down|run me|"
    r"runs me|kill\w*|plow\w*))",
    r"(?:rather|prefer(?:red)?(?: to)?|sooner|better to|easier to|best to|nice to|good to|"
    r"happier|happy to|glad to|okay (?:to|with)|fine with|ready to|at peace with)"
    rf"{gap(2)} (?:be dead|die(?! (?:than (?:eat|go|do|wear|work|watch|see|sing|dance|talk|"
    r"ask|call|admit|sit|listen|date|move|let)|for|laughing))|dead|dying|not be (?:here|"
    r"alive|around|born)|not (?:exist|wake|live)|not being (?:here|alive|around)|be gone(?= "
    r"\.|$| for| from)|"
    r"(?:get|go) (?:it )?over with and die|be nothing|be in the ground|stop existing)",
    r"(?:die|dead|death|dying|not being (?:here|alive)|being (?:dead|gone)|not existing|never "
    r"waking up|not waking up|eternal sleep)(?: \w+){0,2} "
    r"(?:would|will|sounds|seems|looks|feels|might|could|has to)(?: \w+){0,2} (?:a relief|"
    r"relief|peaceful|nice|easier|better|"
    r"comforting|good|appealing|like (?:peace|rest|relief|a (?:relief|break|way|rest|"
    r"vacation))|simpler|heaven|beautiful|restful|quiet)",
    r"(?:relief|peaceful|peace|nice|lovely|wonderful|easier|better|great|comforting|freeing|"
    r"good|restful|simpler|okay|fine|happier|tempting)"
    r"(?: \w+){0,3} (?:to|if|in|about) (?:\w+ ){0,2}?(?:be dead|being dead|die(?= \.|$| and| "
    r"in)|dying|death|not (?:be|being) (?:here|alive|around|born)|not (?:wake|waking) up|not "
    r"(?:exist|existing)|"
    r"i (?:was|were|am|had|could)? ?(?:dead|died|never woke|not (?:be )?(?:here|alive|around|"
    r"born|wake)|gone(?= \.|$| for)|never (?:been )?born|not existing|got hit|disappear\w*(?! "
    r"for))|"
    r"i (?:did|do|would) not (?:wake|make it|exist|have to (?:live|exist|be (?:here|alive)))|"
    r"it (?:was|were|would be|is|all)? ?(?:all |already )?(?:over|ended|stopped)(?= \.|$| for|"
    r" my|$))",
    r"(?:looking forward to|welcome|embrace|comfort(?:ed|ing)? (?:in|by)|env(?:y|ied|ying)|"
    r"envious of|jealous of|ready for|at peace with|obsessed with|fixated on) "
    r"(?:\w+ ){0,3}?(?:obituar\w+|death|dying|being dead|the dead|dead people|people who "
    r"(?:die|are dead|died|have died|have cancer|are dying|pass)|the end(?= \.|$)|my (?:own "
    r")?(?:death|funeral)|(?:dying|terminal) (?:people|patients?)|whoever died)",
)
SLEEP = cue(
    RiskLevel.PASSIVE_IDEATION,
    "Wish not to wake up",
    r"(?:not|never|without)(?: ever)?(?: \w+)?(?: have to| want to| need to)? (?:wake|waking|"
    r"woke|woken|get|getting) up(?: again| ever| from (?:it|that|this)| in the morning| one "
    r"(?:day|morning)| tomorrow|(?= \.|$| and that| because|$))"
    r"(?! (?:until|before|early|in time|on time|at))",
    r"(?:did|do|could|would|will|does|will|if i|i) (?:not|never) (?:ever )?(?:wake|woke) "
    r"up(?! (?:in time|until|on time|early|at|to|for|with|from|when|by|before|because|late|"
    r"all night|once|feeling|tired|rested|during|in the (?:night|middle))\b)",
    r"(?:sleep|sleeping|asleep|nap|coma|rest|eyes|bed)(?: \w+){0,4} (?:forever|for good|for "
    r"eternity|never (?:end|wake|get|open|come)\w*|not (?:wake|ever wake|open (?:them|my))|"
    r"stay (?:asleep|there forever|that way forever)|and that is it|permanently|the big sleep)",
    r"(?:disappointed|angry|mad|annoyed|sad|upset|pissed|gutted|devastated|hate|hated|bummed|"
    r"cry|crying|cried|sorry|let down|furious)(?: \w+){0,5} (?:i |to |that i |to have |when i "
    r"|because i )(?:woke up|wake up|waking up|am still (?:here|alive|breathing)|still "
    r"(?:here|alive)|survived|open(?:ed)? my eyes|made it through)(?! (?:late|early|at|with|"
    r"from|to|next)\b)",
    r"(?:wake|woke|waking|open my eyes)(?: \w+){0,6}? (?:disappointed|still (?:here|alive|"
    r"breathing)|not again|damn|another day(?: of this)?|why am i (?:still )?(?:here|alive)|"
    r"ugh i am alive|wish i had not)",
    r"(?:why|how come)(?: \w+){0,2} (?:am i|i am|did i|i) (?:still )?(?:here(?= \.|$| anymore|"
    r" on)|alive|living|breathing|wake up|woke up|born|exist|even bother)",
)
WORTH = cue(
    RiskLevel.PASSIVE_IDEATION,
    "Life felt as not worth living",
    r"(?:not|never|doubt i will|no way i)(?: \w+){0,4} (?:see|seeing|make it to|making it to|"
    r"live to|living to|live past|reach|reaching|turn|turning|last (?:to|until))(?: be)? "
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|\d\d|my (?:next )?birthday|christmas|the new "
    r"year|next (?:year|summer|christmas)|graduation|spring|summer)(?= \.|$|[- ]| and| "
    r"because| or)",
    r"what is (?:it|this) all for|what am i (?:doing|even doing) (?:here|alive)(?= \.|$)|"
    r"already died|over (?:being|with being) alive|done (?:being|with being|with life)(?: "
    r"alive)?(?= \.|$| bro| man)|done being (?:alive|here|a person)",
    r"(?:no|not (?:any|much|a|see|see the|see any|see a)|any|little|zero|without|lost (?:any|"
    r"the|all|my)|is there (?:a|any)|what is my|only) (?:more |real |good )*(?:reason|point|"
    r"purpose|use|sense)(?: \w+){0,4}? (?:to|in|for|of|me) "
    r"(?:\w+ ){0,2}?(?:liv(?:e|ing)(?! (?:in|with|at|there|near|together|apart))|go(?:ing)? "
    r"on(?! (?:a|the|about|with the|to))|be(?:ing)? (?:here(?= \.|$| anymore| on)|alive|"
    r"around|born|on this)|stay(?:ing)?(?: here)?(?: alive|(?= \.|$)| around| on this)|"
    r"keep(?:ing)? (?:going|living|trying|on|fighting|breathing)|continu\w+|exist\w*|carry\w* "
    r"on|wak(?:e|ing) up|get(?:ting)? (?:up|out of bed)|anything|any of (?:it|this)|fight\w*|"
    r"try(?:ing)? anymore|life|me(?= \.|$)(?! either))",
    r"what (?:is|was|would be) (?:the|my|even the) (?:point|use|purpose|reason)(?: \w+){0,2}? "
    r"(?:of|in|to|for)? ?(?:\w+ ){0,2}?(?:liv\w+|being (?:here|alive)|going on|it all|life|"
    r"any of (?:it|this)|anything|everything|being|all this|keep\w*|try\w*|existing|wak\w+|"
    r"staying|stay|going|continuing|me)",
    r"what is the (?:point|use)(?= \.| anymore| of (?:it|this)(?= \.|$))",
    r"(?:life|living|it|this|i|anything|being alive|going on|existence|me|staying)(?: (?:is|"
    r"was|am|does|feels?|felt|seems?|did|do|are|feel|has|would|being))*(?: \w+)? not(?: "
    r"\w+){0,2} (?:worth (?:living|it anymore|going on|the (?:pain|effort|struggle|trouble|"
    r"fight)|being (?:alive|here)|staying|continuing|it to (?:live|keep|go on|be)|fighting|"
    r"saving|much anymore)|meant (?:for me|to be (?:here|alive))|for me anymore|livable|a "
    r"life)",
    r"not worth (?:living|being alive|going on|staying (?:here|alive|around)|sticking around|"
    r"it to (?:live|stay|keep going))|(?:is|was|if|whether|feels?|felt) (?:life|it|living|any "
    r"of (?:it|this))(?: is)? (?:is |was |even )?worth (?:living|it anymore|going on|sticking "
    r"around)(?! (?:there|in|near))",
    r"(?:nothing|no one|nobody|not (?:much|anything|a thing)|little|what)(?: (?:is|was|have|i "
    r"have|i have got|do i have|to|much|else|there is|really))*(?: \w+)? (?:left )?(?:to live "
    r"for|worth (?:living|staying|being here) for|to stay (?:here )?for|worth living|keep\w* "
    r"me (?:here|alive|going|on this earth|around)|to go on for|to wake up for|holding me "
    r"here|left (?:for me )?(?:here|in this (?:world|life))|to look forward to (?:ever|in "
    r"life|anymore)|to keep going for)",
    r"(?:tired|sick|weary|exhausted|bored|done|finished|through|over|fed up|had it|had enough|"
    r"sick and tired|worn out|had my fill)(?: \w+)? (?:of|with|from|by) (?:\w+ )?(?:living(?! "
    r"(?:in|with|at|out of|here|there|near|alone|like a student|paycheck|on))|life(?! "
    r"(?:admin|insurance))|being (?:alive|here(?= \.|$| without| anymore| on)|me(?= \.|$))|"
    r"exist\w*|breathing|this (?:life|world|earth|planet|existence)|the world|my life|"
    r"everything and|waking up(?! (?:early|at|to|with|in the|tired|so|every (?:hour|two)))|"
    r"fighting(?= \.|$| to| every| this| anymore)|trying to (?:stay|live|keep going|survive)|"
    r"it all(?= \.|$| and)|surviving)",
    r"(?:can|could|do|am|will|would)(?: \w+)? (?:not|never|no longer|hardly|barely)(?: "
    r"\w+){0,5}? (?:go on(?= \.|$| like| living| this| without| anymore| much| another| with "
    r"(?:life|living|my life|this life|it all|all this))(?! like this at work)|keep (?:living|"
    r"going on|being alive|going(?= \.|$| like| anymore| much| on| any))|carry on(?= \.|$| "
    r"like| anymore| living| much| without)|do (?:this|it|life) (?:life|living|"
    r"anymore|any ?more|much longer|another day)|do this (?:life|living)|live (?:like this|"
    r"anymore|this way|another day|with (?:myself|this pain|the pain|what i)|without (?:him|"
    r"her|them|my \w+)(?= \.|$| anymore| i))|face (?:another|tomorrow|one more)|"
    r"survive (?:this|another|like)|hold on(?= \.|$| "
    r"anymore| much| any)|hang on(?= \.|$| anymore| much)|keep (?:fighting|doing this|this "
    r"up)(?= \.|$| anymore| much)|bear (?:it|this|living|another|to (?:be (?:here|alive)|live|"
    r"go on))|stand (?:being (?:alive|me)|living|another day|to be alive)|cope with (?:being "
    r"alive|life|living)|make it(?= \.|$| much| another| through (?:the|this|another|"
    r"tonight))|see (?:a|any|the|my|myself having a|much of a) (?:way out|future(?! for (?:us|"
    r"this (?:job|relationship|company)))|point|way forward|reason|light|end to)|see "
    r"(?:myself|me) (?:here|alive|being (?:here|alive|around|thirty|forty|fifty)|(?:living|"
    r"making it|lasting|getting) (?:to|past|till|until|that|through|much)|in (?:five|ten|a|"
    r"\d+)|around|at (?:thirty|forty|fifty)|past|next (?:year|christmas))|imagine (?:being "
    r"(?:alive|here|around)|living|(?:making it|getting) (?:to|past|through)))",
    r"(?:can|could)(?: \w+)? (?:not|never|no longer|hardly|barely)(?: \w+){0,3}? "
    r"take (?:it|this|life|another (?:day|minute|week|"
    r"year)|any ?more|much more|one more)(?: \w+)?(?: (?:anymore|longer|more))?(?= \.|$| i | "
    r"and )",
    r"(?:give|giving|given|gave|giving) up (?:on (?:life|living|everything|trying to live)|"
    r"completely|entirely|on it all|the (?:fight|ghost)|living)|lost (?:the|my|any|all) "
    r"(?:will|desire|wish|reason|reasons) (?:to (?:live|go on|be|keep)|for living)|will to "
    r"live(?! on)|(?:do|did) not (?:have|feel) (?:the|any|a|much) will to (?:live|go on)",
    r"(?:life|living|being alive|existing|existence) (?:is|was|feels|hurts|seems|has become|"
    r"has been|just)(?: \w+){0,2} (?:pointless|meaningless|torture|hell|unbearable|a "
    r"(?:punishment|prison|chore|mistake|sentence|burden|curse)|not worth|over(?= \.|$| for "
    r"me)|too (?:much|painful|hard|long)|empty|hopeless|finished|useless|hurt|hurts|"
    r"exhausting)",
    r"(?:my|our) (?:life|existence) (?:is|was|has been|feels like)(?: \w+){0,2} (?:over|a "
    r"(?:mistake|waste|joke)|worthless|pointless|done|finished|meaningless|useless|not worth|"
    r"nothing)(?! (?:with|between))",
    r"(?:waiting|biding my time|counting (?:the )?(?:days|hours)|killing time|marking time) "
    r"(?:around )?(?:for|to|until) (?:\w+ )?(?:die|death|dying|be dead|the end(?= \.|$)|my "
    r"(?:time|turn)|it to (?:be over|end)|it is (?:over|my turn)|i (?:die|am dead|go))",
    r"(?:no|not (?:see|have|any|a|much)(?: \w+)?|zero|without(?: a| any)?) (?:future(?= \.|$| "
    r"for me| at all| anymore| i)|way out(?= \.|$| of this life| except| but| other)|other "
    r"way out|light at the end|hope (?:left|for me|at all|anymore|of))|only (?:way out|option "
    r"left|way (?:this|it) (?:ends|stops|gets better)|escape)",
    r"(?:lived|been (?:here|alive)|had) (?:long enough|too long|my (?:time|turn|run|life|"
    r"innings)|a (?:long|good|full) (?:enough )?(?:life|run|innings)(?= \.|$| and i)|enough "
    r"(?:birthdays|years|of (?:life|living|this (?:life|world)|it all|everything)))|(?:seen|"
    r"outlived)(?: \w+){0,2} (?:enough|my use\w*|everyone|my welcome|all my friends)|"
    r"overstayed my (?:welcome|time)|(?:god|death|the lord|he) (?:has )?forg(?:ot|otten) "
    r"(?:about )?(?:me|to take)|ready to (?:go(?= \.|$| whenever| any ?time| if| now| be with|"
    r" home to| meet)(?! home$| now please)|meet (?:my maker|god|him|her)|die|be done(?= \.|$|"
    r" with (?:life|living|it all|everything))|check out|leave this (?:world|earth|life))|my "
    r"time (?:has come|is up|to go)|(?:it is|is it) (?:my )?time (?:for me )?to go(?= \.|$| "
    r"be| and be| already)(?! home)",
    r"(?:do|did|why) (?:not |i )?deserve(?:s|d)? to (?:be (?:here|alive|breathing|born|on "
    r"this)|live|exist|breathe|die|be dead|take up space)|(?:i|myself|me) (?:do not "
    r")?deserve(?:d|s)? (?:to die|death|to be dead|to suffer and die)|should (?:be dead|not "
    r"(?:be (?:here|alive)|exist|have been born|have (?:lived|survived|made it))|have (?:died|"
    r"been me|let me die|never been born))|(?:a )?waste of (?:space|air|oxygen|breath|skin|"
    r"life|a life|a person|resources|food)|tak(?:e|es|ing) up (?:space|air|oxygen|room)(?= \.|"
    r"$| that| on| in (?:this|the) world)|never (?:should have been|should be|asked to be|"
    r"meant to be) born|(?:mistake|regret)(?: \w+){0,3} (?:born|existing|alive)|(?:unlovable|"
    r"useless|worthless) and (?:should|might as well) (?:die|be)",
    r"(?:might|may) as well (?:be dead|die|not (?:be here|exist|be alive|wake)|be gone(?= \.|"
    r"$)|kill|end it|disappear|give up and die)|(?:already|practically|basically|as good as|"
    r"half|feel|feels like i am) dead (?:anyway|already|inside|to (?:them|him|her|everyone))|"
    r"dead (?:inside|already|anyway|weight to|man walking)|(?:a )?(?:walking )?(?:ghost|"
    r"corpse|zombie) (?:already|anyway|walking|waiting)",
    r"dark (?:thoughts|ideas|stuff in my head)|(?:bad|scary|intrusive|those|the|these|ugly|"
    r"awful|terrible|horrible|morbid|the old|my) thoughts(?: \w+)? (?:are |have |came |come |"
    r"keep |coming |started |getting |got |about )*(?:back|again|returned|coming|louder|"
    r"stronger|worse|creep\w*|about (?:dying|death|ending)|of (?:dying|death|ending))|"
    r"(?:those|that kind of|the dark|the bad) thoughts(?= \.|$| again| lately| at night| "
    r"every)|thinking (?:the|those) (?:dark|bad|worst) (?:thoughts|things|stuff)|morbid "
    r"thoughts|death wish",
)

CUES = (WISHES, SLEEP, WORTH)
