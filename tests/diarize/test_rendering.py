import re
from dataclasses import replace

from diarize import RENDERINGS, SpeakerRole, Transcript, speaker_name
from transcribe import Word


def test_text(transcript: Transcript) -> None:
    assert RENDERINGS["txt"](transcript) == (
        "[00:01] Clinician: How are you?\n[00:02] Client: Not <so> good.\n"
    )


def test_subtitles(transcript: Transcript) -> None:
    assert RENDERINGS["srt"](transcript) == (
        "1\n00:00:01,000 --> 00:00:02,000\nClinician: How are you?\n\n"
        "2\n00:00:02,500 --> 00:00:03,000\nClient: Not <so> good.\n"
    )
    assert RENDERINGS["vtt"](transcript) == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Clinician>How are you?\n\n"
        "00:00:02.500 --> 00:00:03.000\n<v Client>Not &lt;so&gt; good.\n"
    )


def test_segments(transcript: Transcript) -> None:
    assert RENDERINGS["rttm"](transcript) == (
        "SPEAKER s_1 1 1.000 1.000 <NA> <NA> S1 <NA> <NA>\n"
        "SPEAKER s_1 1 2.500 0.500 <NA> <NA> S2 <NA> <NA>\n"
    )


def test_a_long_turn_is_cut_between_words(transcript: Transcript) -> None:
    words = tuple(Word(f"w{n}", n * 500, n * 500 + 400, 0.9) for n in range(50))
    text = " ".join(word.text for word in words)
    turn = replace(transcript.turns[0], start_ms=0, end_ms=24_900, text=text, words=words)
    cues = RENDERINGS["srt"](replace(transcript, turns=(turn,))).split("\n\n")
    assert len(cues) > 3
    assert re.findall(r"w\d+", " ".join(cues)) == [word.text for word in words]


def test_names(transcript: Transcript) -> None:
    assert speaker_name(transcript, "S1") == "Clinician"
    assert speaker_name(transcript, "S9") == "S9"
    both = tuple(replace(s, role=SpeakerRole.CLIENT) for s in transcript.speakers)
    assert speaker_name(replace(transcript, speakers=both), "S2") == "Client S2"
