"""The recordings of a folder, and where what is made of each goes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

_ENDINGS: Final = """
3ga 3gp aac ac3 aif aifc aiff alac amr ape asf au avi awb caf dss flac flv gsm m2ts m4a m4b m4v mka
mkv mov mp2 mp3 mp4 mpeg mpg mts oga ogg ogv opus qcp ra rm snd spx tak ts tta voc w64 wav weba webm
wma wmv wv
"""
RECORDINGS: Final = frozenset(f".{ending}" for ending in _ENDINGS.split())
"""Endings that recordings have; what else lies in a folder is passed over."""


def recordings_in(folder: Path) -> list[Path]:
    """By name; hidden files are passed over. Raises `OSError`."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file() and path.suffix.lower() in RECORDINGS and not path.name.startswith(".")
    )


def outputs_of(recordings: Sequence[Path], folder: Path | None, ending: str) -> list[Path]:
    """In `folder`, else next to each recording; under its whole name where another would have the
    same place without its ending."""
    stems = [path.stem for path in recordings]
    return [
        (folder or path.parent)
        / f"{path.name if stems.count(path.stem) > 1 else path.stem}.{ending}"
        for path in recordings
    ]
