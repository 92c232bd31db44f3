"""`inglenook doctor`."""

from inglenook.commands.options import DataFolder


def doctor(data: DataFolder = None) -> None:
    """What is configured, what answers, what is missing and how to get it."""
    from inglenook.checkup import Kind, check_up
    from inglenook.commands.failure import CommandFailed
    from inglenook.settings import load_settings

    marks = {Kind.FINE: "ok     ", Kind.ABSENT: "absent ", Kind.BROKEN: "BROKEN "}
    findings = check_up(load_settings(data=data))
    for finding in findings:
        print(f"{marks[finding.kind]} {finding.subject}: {finding.detail}")
        if finding.mend:
            print(f"        mend: {finding.mend}")
    broken = sum(finding.kind is Kind.BROKEN for finding in findings)
    if broken:
        raise CommandFailed(f"{broken} of {len(findings)} checks failed; see above.")
