"""How many planted falsehoods the grounding checks catch, and how many true statements they keep.

    python tests/bench/grounding.py [--each 10] [--seed 1] [--json FILE]

Statements were written by hand about written sessions; falsehoods are made of them by rule
(`tests/support/planted.py`). A falsehood is caught where it is dropped or marked. Of each check it
tells how many falsehoods it catches by itself, how many nothing else catches, and how many true
statements it marks or drops.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from planted import Stated, falsehoods, sessions, told_to_lie, true_statements

from summarize.grounding.check import Grounded, ground
from summarize.grounding.verdict import Check, Verdict


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement and what the checks made of it."""

    stated: Stated
    found: Grounded


def measured(*, each: int, seed: int) -> dict[str, object]:
    known = sessions()
    true = {name: true_statements(name) for name in known}
    judged_true: list[Judged] = []
    judged_false: list[Judged] = []
    for name, session in known.items():
        foreign = [one for other in known if other != name for one in true[other]]
        hostile = told_to_lie(session)
        lies = falsehoods(session, true[name], foreign, seed=seed, each=each)
        judged_true += [Judged(s, ground(s.text, s.citations, hostile)) for s in true[name]]
        judged_false += [Judged(s, ground(s.text, s.citations, hostile)) for s in lies]
    return {
        "seed": seed,
        "sessions": sorted(known),
        "true": _counts(judged_true),
        "false": _counts(judged_false),
        "kinds": {
            kind: _counts(one for one in judged_false if one.stated.kind == kind)
            for kind in dict.fromkeys(one.stated.kind for one in judged_false)
        },
        "checks": {str(check): _of_check(check, judged_true, judged_false) for check in Check},
    }


def _counts(judged: Iterable[Judged]) -> dict[str, int]:
    counted = Counter(one.found.verdict for one in judged)
    return {str(verdict): counted[verdict] for verdict in Verdict}


def _of_check(check: Check, true: list[Judged], false: list[Judged]) -> dict[str, int]:
    caught = [one for one in false if check in _objecting(one)]
    return {
        "catches": len(caught),
        "alone": sum(_objecting(one) == {check} for one in caught),
        "drops": sum(
            any(f.check is check and f.verdict is Verdict.DROPPED for f in one.found.findings)
            for one in caught
        ),
        "true_marked": sum(check in _objecting(one) for one in true),
    }


def _objecting(one: Judged) -> set[Check]:
    return {finding.check for finding in one.found.findings}


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:5.1f} %" if whole else "    – "


def _table(result: dict[str, object]) -> str:
    kinds, checks = result["kinds"], result["checks"]
    assert isinstance(kinds, dict) and isinstance(checks, dict)
    lines = [f"{'':14}{'n':>6}{'dropped':>9}{'marked':>8}{'verified':>10}{'caught':>10}"]
    for name, counts in [*kinds.items(), ("falsehoods", result["false"]), ("true", result["true"])]:
        whole = sum(counts.values())
        caught = counts["dropped"] + counts["unverified"]
        last = (
            _share(caught, whole)
            if name != "true"
            else "kept" + _share(whole - counts["dropped"], whole)
        )
        lines.append(
            f"{name:14}{whole:6}{counts['dropped']:9}{counts['unverified']:8}"
            f"{counts['verified']:10}{last:>10}"
        )
    lines += ["", f"{'check':14}{'catches':>9}{'alone':>7}{'drops':>7}{'true marked':>13}"]
    for name, counts in checks.items():
        lines.append(
            f"{name:14}{counts['catches']:9}{counts['alone']:7}{counts['drops']:7}"
            f"{counts['true_marked']:13}"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--each", type=int, default=10, help="falsehoods of a kind and session")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, metavar="FILE")
    asked = parser.parse_args()
    result = measured(each=asked.each, seed=asked.seed)
    print(_table(result))
    if asked.json is not None:
        asked.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
