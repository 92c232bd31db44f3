"""Key points spoken or typed by one clinician: each goes where it belongs, as it was said."""

import re
from dataclasses import dataclass, replace

from diarize.transcript import Transcript
from diarize.turn import Speaker, SpeakerRole
from summarize.extractive.dictated_sentence import DictatedSentence, dictated_sentences
from summarize.extractive.finding import Finding
from summarize.extractive.topics import topic_said
from summarize.talk.dialogue import Dialogue
from summarize.talk.excerpt import is_fragment, is_small_talk
from summarize.talk.numerals import numerals
from summarize.talk.topic import Weight
from summarize.talk.wording import word_count
from summarize.templates import Part, Template

_CUES = (
    (
        Part.PLAN,
        re.compile(
            r"\bplan(?:ned)? (?:is|to|for)\b|^plan\b|\bnext (?:session|appointment|visit|week|"
            r"meeting)\b|\bhomework (?:is|was assigned|assigned|for)\b|\bassigned\b|\bwill "
            r"(?:continue|meet|return|practi[cs]e|complete|follow|call|refer|see|increase|start|"
            r"schedule|keep|bring|try|coordinate|monitor|work on)\b|\brefer(?:red|ral)?\b|"
            r"\bfollow[- ]?up\b|\bcontinue(?: with| the| weekly| current| to)?\b(?!d)|"
            r"\bagreed to\b|\bagreed (?:we|that we)\b|\bscheduled\b|\breturn(?:s|ing)? (?:in|on)\b|"
            r"\b(?:he|she|they|client|patient|i|we)(?:'ll| will)\b(?! (?:not )?(?:say|admit))|"
            r"\b(?:want to |going to )?see (?:him|her|them|client) (?:again|in|on|next)\b|"
            r"\bnext (?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
        ),
    ),
    (
        Part.OBSERVATION,
        re.compile(
            r"\b(?:affect|eye contact|speech|oriented|alert and|thought (?:process|content)|"
            r"appear(?:ance|ed|s)|groom\w+|insight|judge?ment|tearful|presented|presents|"
            r"\d+[- ]minute|telehealth (?:session|visit)|session (?:lasted|was held|via)|observed|"
            r"euthymic|dysphoric|psychomotor|mental status|mood (?:was|is) \w+ and)\b|"
            r"\b(?:phq|gad|pcl|audit)\b.{0,20}\d|\bscored?\b|\bblood pressure\b|\bheart rate\b|"
            r"\bweight (?:is|was)\b|\bvitals\b|\bbmi\b|\bpulse\b"
        ),
    ),
    (
        Part.RESPONSE,
        re.compile(
            r"\b(?:responded (?:well|poorly|positively|to)|was receptive|receptive to|tolerated|"
            r"engaged well|(?:was )?(?:able|unable) to (?:identify|use|apply|practice|name|"
            r"complete)|found (?:it|this|that|the exercise) (?:helpful|hard|difficult|useful)|"
            r"^(?:he|she|they|client|patient) (?:got (?:it|that)|liked|took to|struggled with|"
            r"did well|engaged|participated|understood)|completed (?:the |his |her |"
            r"their )?homework|verbalized|demonstrated)\b"
        ),
    ),
    (
        Part.ASSESSMENT,
        re.compile(
            r"\b(?:assessment|impression|progress(?:ing)?|improv(?:ed|ing|ement)|diagnos\w+|"
            r"criteria|consistent with|risk (?:is|level|low|moderate|high)|(?:low|moderate|high|"
            r"elevated|minimal) (?:acute )?risk|stable|prognosis|responding|remission|"
            r"worsen(?:ed|ing)|contemplati\w+|i(?:'m| am) (?:concerned|"
            r"worried|encouraged)|i (?:think|believe|suspect)|formulation|"
            r"medical(?:ly)? necess\w+|symptoms (?:have|are|remain))\b"
        ),
    ),
    (
        Part.INTERVENTION,
        re.compile(
            r"\b(?:(?:we|i|clinician|therapist) (?:worked|practi[cs]ed|reviewed|discussed|"
            r"processed|explored|used|did|completed|role[- ]?played|challenged|identified|"
            r"provided|taught|validated|introduced|administered)|psychoeducation|reframing|"
            r"(?:used|using|provided|utilized|applied) (?:\w+ )?(?:cbt|dbt|act|emdr|motivational|"
            r"cognitive|supportive|solution|exposure|mindfulness|grounding)|interventions? "
            r"(?:included|used|were))\b|^(?:reviewed|practi[cs]ed|processed|explored|taught|"
            r"validated|provided|discussed|introduced|challenged)\b"
        ),
    ),
)
_ABOUT_CLIENT = re.compile(
    r"\b(?:client|patient|pt|he|she|they|reports?|reported|states?|stated|denie[sd]|endorse[sd]?)\b"
)
_REPORTS = re.compile(
    r"^(?:the )?(?:client|patient|pt|he|she|they|ct) (?:also |still )?(?:reports?|reported|states?|"
    r"stated|says|said|denie[sd]|endorse[sd]?|describe[sd]?|feels?|felt|complain\w*|shared|"
    r"mention\w*|notes|noted|disclosed)\b|^(?:reports?|denies|denied|endorses)\b"
)
_MEETS = re.compile(
    r"\b(?:will|to) (?:meet|see|follow up|return)\b|\bnext (?:session|appointment|visit)\b|"
    r"^(?:follow[- ]up|return|continue) (?:in|on|with|weekly|next|current)\b"
)
"""Said of the plan under whatever heading; clinicians forget to name the next one."""
_INTENDS = re.compile(r"\bwill\b|\bagreed to\b|\bplans to\b")
_PARTS_HEADED = {
    **dict.fromkeys(
        ("subjective", "data", "history", "interval history", "presenting problem", "problem",
         "chief complaint", "behavior", "behaviour", "client report", "summary", "symptoms"),
        Part.REPORT,
    ),
    **dict.fromkeys(
        ("objective", "observations", "observation", "mental status", "mental status exam", "mse",
         "vitals", "vital signs"),
        Part.OBSERVATION,
    ),
    **dict.fromkeys(
        ("assessment", "impression", "diagnosis", "diagnoses", "formulation", "clinical impression",
         "progress"),
        Part.ASSESSMENT,
    ),
    **dict.fromkeys(("risk", "risk assessment", "safety"), Part.RISK),
    **dict.fromkeys(("plan", "plans", "treatment plan", "next steps", "follow up"), Part.PLAN),
    **dict.fromkeys(("homework",), Part.HOMEWORK),
    **dict.fromkeys(("next appointment", "next session"), Part.APPOINTMENT),
    **dict.fromkeys(("intervention", "interventions", "techniques"), Part.INTERVENTION),
    **dict.fromkeys(("response", "client response", "responses"), Part.RESPONSE),
    **dict.fromkeys(("goal", "goals", "treatment goals"), Part.GOAL),
    **dict.fromkeys(("medication", "medications", "meds", "current medications"), Part.MEDICATION),
    **dict.fromkeys(("scores", "measures"), Part.MEASURE),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Headings:
    """Names under which a clinician files a sentence, and the part that each stands for."""

    parts: dict[str, Part]

    @classmethod
    def of(cls, template: Template) -> "Headings":
        """The usual ones, and the format's own."""
        own = {
            name: section.holds[0]
            for section in template.sections
            for name in (section.title.lower(), section.name.replace("_", " "))
            if name not in _PARTS_HEADED
        }
        return cls({**_PARTS_HEADED, **own})

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self.parts, key=len, reverse=True))


def of_one_voice(transcript: Transcript) -> Transcript:
    """A dictation: whoever was heard in it, it is the clinician who speaks."""
    if not transcript.turns:
        return transcript
    first = transcript.turns[0].speaker_id
    return replace(
        transcript,
        speakers=(Speaker(first, SpeakerRole.CLINICIAN, 1.0, None),),
        turns=tuple(replace(turn, speaker_id=first) for turn in transcript.turns),
    )


def dictated(dialogue: Dialogue, template: Template) -> list[Finding]:
    """Everything but greetings and fragments: what a clinician takes the trouble to say is never
    cut for length. What stands under a heading stays there, unless it
    says plainly that it is something else."""
    headings = Headings.of(template)
    return [
        finding
        for at, said in enumerate(dictated_sentences(dialogue.passages, headings.names()))
        if (finding := _finding(said, headings, at)) is not None
    ]


def placed(text: str, under: Part | None = None) -> Part | None:
    """Where a clinician's sentence belongs by its words; None where they do not tell.

    `text` is plain. What the client reports is a report, whatever it is about.
    """
    if _REPORTS.search(text) and not _INTENDS.search(text):
        return under if under not in (None, Part.PLAN) else Part.REPORT
    return next((part for part, cue in _CUES if cue.search(text)), None)


def _finding(said: DictatedSentence, headings: Headings, at: int) -> Finding | None:
    under = headings.parts.get(said.heading) if said.heading else None
    if is_small_talk(said.text) or (is_fragment(said.text) and under is None):
        return None
    topic = topic_said(said.plain)
    part = _part(said, under)
    if part is None:
        if topic is None and not _ABOUT_CLIENT.search(said.plain) and word_count(said.text) < 4:
            return None
        part = Part.REPORT
    text = numerals(said.text)
    text = text[:1].upper() + text[1:]
    name = topic.name if topic and part is Part.REPORT else "dictated"
    return Finding(part, name, text, Weight.ALWAYS, said.evidence, at)


def _part(said: DictatedSentence, under: Part | None) -> Part | None:
    """`For the plan, …` holds for its sentence, and for the next as long as they are not plainly
    something else; a heading spoken alone holds until the next."""
    if under is None:
        return placed(said.plain)
    if said.is_headed or (said.heading_stands_alone and not _MEETS.search(said.plain)):
        return under
    return placed(said.plain, under) or under
