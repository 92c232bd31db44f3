"""Names of medicines, brand and generic, as they are spoken in therapy sessions.

Generic names are the international nonproprietary ones; brands those on the market in the United
States. A name outside the list is still caught by the endings that such names share (USAN stems).
"""

import difflib
import re
from collections.abc import Mapping

_BRANDS_OF = """
sertraline: zoloft lustral
fluoxetine: prozac sarafem
escitalopram: lexapro cipralex
citalopram: celexa
paroxetine: paxil seroxat
fluvoxamine: luvox
venlafaxine: effexor
desvenlafaxine: pristiq
duloxetine: cymbalta
levomilnacipran: fetzima
vilazodone: viibryd
vortioxetine: trintellix
bupropion: wellbutrin zyban
mirtazapine: remeron
trazodone: desyrel
nefazodone: serzone
amitriptyline: elavil
nortriptyline: pamelor
imipramine: tofranil
clomipramine: anafranil
doxepin: silenor
phenelzine: nardil
tranylcypromine: parnate
esketamine: spravato
ketamine: ketalar
buspirone: buspar
hydroxyzine: vistaril atarax
propranolol: inderal
prazosin: minipress
clonidine: catapres kapvay
guanfacine: intuniv tenex
alprazolam: xanax
lorazepam: ativan
clonazepam: klonopin
diazepam: valium
temazepam: restoril
chlordiazepoxide: librium
zolpidem: ambien
eszopiclone: lunesta
zaleplon: sonata
suvorexant: belsomra
melatonin:
lithium: lithobid eskalith
lamotrigine: lamictal
valproate: depakote divalproex depakene
carbamazepine: tegretol
oxcarbazepine: trileptal
topiramate: topamax
gabapentin: neurontin
pregabalin: lyrica
quetiapine: seroquel
olanzapine: zyprexa
risperidone: risperdal
aripiprazole: abilify
ziprasidone: geodon
lurasidone: latuda
brexpiprazole: rexulti
cariprazine: vraylar
haloperidol: haldol
clozapine: clozaril
paliperidone: invega
chlorpromazine: thorazine
methylphenidate: ritalin concerta
dexmethylphenidate: focalin
amphetamine: adderall
lisdexamfetamine: vyvanse
atomoxetine: strattera
naltrexone: vivitrol revia
buprenorphine: suboxone subutex
methadone: dolophine
disulfiram: antabuse
acamprosate: campral
varenicline: chantix
naloxone: narcan
nicotine: nicorette
levothyroxine: synthroid
metformin: glucophage
insulin: lantus humalog
semaglutide: ozempic wegovy
lisinopril: zestril prinivil
losartan: cozaar
amlodipine: norvasc
atenolol: tenormin
metoprolol: lopressor toprol
hydrochlorothiazide:
atorvastatin: lipitor
simvastatin: zocor
omeprazole: prilosec
pantoprazole: protonix
famotidine: pepcid
albuterol: ventolin proair
montelukast: singulair
prednisone: deltasone
warfarin: coumadin
apixaban: eliquis
ibuprofen: advil motrin
acetaminophen: tylenol paracetamol
naproxen: aleve
aspirin:
oxycodone: oxycontin percocet
hydrocodone: vicodin norco
tramadol: ultram
morphine:
fentanyl:
codeine:
diphenhydramine: benadryl
cetirizine: zyrtec
loratadine: claritin
sumatriptan: imitrex
"""

_NAME = re.compile(r"[^\W\d_]{4,}")
_ENDINGS = re.compile(
    r"^[a-z]{2,}(?:oxetine|azepam|azolam|triptyline|ipramine|azodone|faxine|racetam|peridone|"
    r"piprazole|idone|apine|olol|sartan|statin|prazole|gliptin|tidine|caine|cillin|mycin|barbital|"
    r"orexant|giline|zepam|mazine|phenidate|triptan)$"
)
_NOT_A_DRUG = frozenset({"scapine", "cocaine"})
_ALIKE = 0.84
"""Share of matching letters at which a misheard name counts as meant; tried on Whisper's spelling
of the list above."""


def _read(table: str) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for line in table.strip().splitlines():
        generic, _, brands = line.partition(":")
        for name in (generic, *brands.split()):
            names[name] = generic
    return names


_GENERIC_OF = _read(_BRANDS_OF)


def drugs_in(text: str) -> frozenset[str]:
    """Generic names of the medicines a text names; an unlisted name stands for itself."""
    found: set[str] = set()
    for match in _NAME.finditer(text):
        word = match.group().casefold()
        if word in _GENERIC_OF:
            found.add(_GENERIC_OF[word])
        elif _ENDINGS.match(word) and word not in _NOT_A_DRUG:
            found.add(word)
    return frozenset(found)


def misheard(drug: str, text: str) -> bool:
    """Whether a word of the text sounds on paper like the medicine or one of its brands."""
    names = {name for name, generic in _GENERIC_OF.items() if generic == drug} | {drug}
    words = {match.group().casefold() for match in _NAME.finditer(text)}
    return any(
        difflib.SequenceMatcher(None, name, word).ratio() >= _ALIKE
        for name in names
        for word in words
    )


def is_drug(word: str) -> bool:
    """A listed name, whatever its case."""
    return word.casefold() in _GENERIC_OF
