"""One way of speaking about one kind of danger, and the words that all kinds share.

Patterns are read over `canonical` text: contractions apart, no commas, no hedges.
"""

import re
from dataclasses import dataclass

from summarize.risk import RiskLevel


@dataclass(frozen=True, slots=True)
class RiskCue:
    """Patterns that each say the same kind of thing."""

    type: RiskLevel
    label: str
    """What a reader is told."""
    pattern: re.Pattern[str]
    own: bool = True
    """Only the speaker's own danger counts, not another person's."""
    negatable: bool = True
    """A no before it denies it; not so where the cue is itself a no ("nobody would care")."""


def cue(
    kind: RiskLevel, label: str, *patterns: str, own: bool = True, negatable: bool = True
) -> RiskCue:
    whole = re.compile("|".join(rf"\b(?:{one})" for one in patterns))
    return RiskCue(kind, label, whole, own, negatable)


def gap(most: int) -> str:
    """Up to so many words of the same sentence."""
    return rf"(?: [\w'-]+){{0,{most}}}"


KIN = (
    r"(?:wife|husband|spouse|ex|dad|father|mom|mother|brother|sister|son|daughter|step\w+|uncle|"
    r"aunt|auntie|cousin|grand\w+|nan|nana|gran|granny|papa|boyfriend|girlfriend|fiance\w?|"
    r"partner|in-laws?|(?:mother|father|brother|sister)(?: |-)in(?: |-)law|parents?|folks|"
    r"roommate|flatmate|housemate|boss|manager|coach|teacher|pastor|priest|imam|rabbi|doctor|"
    r"landlord|baby ?daddy|foster \w+|carer|caregiver|aide|nurse|nanny|sitter|babysitter|"
    r"neighbou?r|nephew|niece|caretaker|guardian|friend|mate|kids?|children|baby|man|guy|"
    r"bloke|dude|woman|girl|boy|lady)"
)
HE = (
    rf"(?:he|she|they|(?:my|his|her|their|the|our|that|this|one of my)(?: \w+){{0,2}}? {KIN}(?: "
    r"\w+ hired)?)"
)
"""Another person as the one who does."""
CHILD = (
    r"(?:kids?|children|child|son|daughter|baby|toddler|infant|newborn|twins|little (?:boy|"
    r"girl|one)|"
    r"boys?|girls?|nephews?|nieces?|grand(?:son|daughter|kids?|child\w*)|"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+)[- ]year[- ]old)"
)
ELDER = (
    r"(?:mom|mother|dad|father|grand(?:ma|mother|pa|father|dad)|nan|nana|gran|granny|aunt|uncle)"
)
WEAK = (
    rf"(?:(?:my|our|his|her|their|the) (?:\w+ )?(?:{CHILD}|{ELDER}|brother|sister)|mom|grandma|"
    r"grandpa|nana|dad)"
)
"""Somebody who depends on others."""
SELF = r"(?:myself|yourself|my self)"
PILLS = (
    r"(?:pills?|tablets?|meds|medications?|capsules?|tylenol|paracetamol|acetaminophen|ibuprofen|"
    r"advil|aspirin|benadryl|xanax|klonopin|ativan|valium|oxy\w*|opioids?|percocet|vicodin|"
    r"fentanyl|morphine|insulin|ambien|trazodone|amitriptyline|seroquel|lithium|sleepers|"
    r"sleeping (?:pills|tablets)|antidepressants?|painkillers?|benzos?|heroin|bleach|antifreeze|"
    r"pesticide|rat poison|beta blockers|bottle)"
)
GUN = (
    r"(?:guns?|pistol|rifle|shotgun|revolver|handgun|glock|firearm|barrel|thirty-eight|"
    r"\.?38|forty-five|nine[- ]mil\w*|service weapon|sidearm|weapon)"
)
BLADE = r"(?:blades?|razors?|razor ?blades?|knife|knives|scissors|box ?cutter|scalpel|sharps?)"
ROPE = r"(?:rope|noose|cord|belt|bedsheet|dressing gown cord|extension cord|zip ?ties?)"
HEIGHT = (
    r"(?:bridge|overpass|roof(?:top)?|building|ledge|balcony|cliff|edge|parapet|railing|rail|"
    r"window|viaduct|overlook|tower|parking (?:garage|structure|deck)|car park|multi-?storey|"
    r"quarry|gorge|pier)"
)
TRACKS = (
    r"(?:trains?|tracks?|subway|platform|tube|traffic|bus|lorry|trucks?|semi|cars?|highway|"
    r"freeway|motorway|interstate)"
)
WATER = r"(?:river|lake|sea|ocean|reservoir|canal|water|surf|waves|pond|well)"
WANT = (
    r"(?:want(?:s|ed|ing)? to|would like to|would love to|wish(?:ed)? (?:i could|to)|need to|"
    r"hop(?:e|ed|ing) to|long(?:ed|ing)? to|ready to|feel like|fe(?:lt|eling) like|itching to|"
    r"dying to)"
)
THINK = (
    r"(?:think(?:s|ing)?|thought|thoughts?|ideas?|idea|fantas\w+|daydream\w*|dream(?:s|ed|t|ing)?|"
    r"imagin\w+|pictur\w+|images?|visuali[sz]\w+|urges?|impulses?|plan\w*|obsess\w*|ruminat\w+|"
    r"contemplat\w+|consider\w*|flash(?:es)?|visions?|voice\w*|googl\w+|read(?:ing)?)"
)
