"""The cost of a year on AWS, from the figures of `make bench`: prints the table that docs/OPERATING.md holds.

    infra/cost.py           prints it
    infra/cost.py --check   fails when docs/OPERATING.md holds another
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]

# The runs of each action for one filing, from registering to the number, with a return on the way. The counts are
# assumed, not measured: owners look often, as the pages are made for it.
JOURNEY = {
    "register": 1, "sign-in": 10, "show-session": 25, "sign-out": 4, "reset-password": 0.2, "set-password": 0.2, "list-codes": 4,
    "list-providers": 2, "look-up": 20, "conflict-check": 3, "start-filing": 1, "list-filings": 20, "show-filing": 40,
    "show-history": 5, "save-draft": 8, "discard": 0.1, "upload-scan": 5, "attach-scan": 5, "remove-scan": 0.5, "view-scan": 30,
    "submit": 1.3, "correct": 0.5, "return-filing": 0.3, "forward": 1, "record-sheet": 1, "correct-arrival": 0.02, "review": 1.3, "amend": 0.3,
    "deregister": 0.05, "confirm-deregistration": 0.05, "cancel-access": 0.01, "authorize-provider": 0.02, "revoke-authorization": 0.005,
    "list-records": 5, "show-record": 5, "issue-certificate": 0.3, "make-form": 0.03, "print-form": 1.2, "verify-certificate": 0.6, "file-in-bulk": 0.1, "show-conflict": 0.02,
    "unmask": 2, "confirm-registration": 1, "show-account": 1, "export-data": 0.05, "change-password": 0.1, "end-session": 0.1,
    "begin-second-factor": 0.1, "confirm-second-factor": 0.1, "remove-second-factor": 0.01, "keep-email": 0.001, "invite": 0.01,
    "add-provider": 0.001, "list-accounts": 0.1, "recover-staff": 0.001, "disable-account": 0.002, "enable-account": 0.001, "add-owner": 0.3,
    "recover-owner": 0.05, "receive-request": 0.02, "receive-evidence": 0.01, "list-requests": 0.1, "show-request": 0.06,
    "decide-request": 0.02, "ask-progress": 0.5, "show-progress": 1, "take-up": 1, "hand-over": 0.05, "pause-review": 0.02,
    "resume-review": 0.02, "show-calendar": 0.005, "propose-calendar": 0.001, "sign-calendar": 0.0005, "withdraw-calendar": 0.0001,
    "list-undelivered": 0.05, "resend-notice": 0.03, "lift-suppression": 0.005, "save-preferences": 0.02, "send-notices": 9,
    "note-delivery": 12, "watch-terms": 1.5, "count-work": 0, "show-statistics": 0.01, "download-statistics": 0.05,
    "publish-statistics": 0.01, "purge": 0.01, "import-claims": 0.01, "upload-post": 0.9, "read-post": 0.9, "list-post": 1.5,
    "list-unmatched": 0.3, "view-letter": 0.1, "find-cases": 0.1, "match-letter": 0.05, "set-aside-letter": 0.01, "take-back-letter": 0.005, "view-papers": 0.04,
}
# These jobs are no API calls.
JOBS = ("send-notices", "note-delivery", "watch-terms", "count-work", "publish-statistics", "purge", "import-claims", "read-post")
MAILS, SCANS_MB, TABLE_KB, LOG_BYTES = 12, 5 * 0.6, 25, 700
HASHING = (
    "register", "sign-in", "set-password", "change-password", "end-session", "begin-second-factor", "remove-second-factor", "export-data",
)
HASH_SECONDS, OTHER_SECONDS = 0.15, 0.02
# These functions read pages and have one whole processor, which comes with 1,769 MB.
READING, READING_GB, READING_SECONDS = ("attach-scan", "read-post"), 1.769, 0.3

# Dollars, us-east-1, on demand, 2026-11, without any free tier. China regions: about a third more, in yuan.
WRITE_UNIT, READ_UNIT = 0.625e-6, 0.125e-6
TABLE_GB_MONTH = 0.25 + 0.20  # with the log for restoring
LAMBDA_CALL, LAMBDA_GB_SECOND = 0.20e-6, 13.3334e-6
API_TIERS = [(333e6, 3.5e-6), (667e6, 2.8e-6), (19e9, 2.38e-6)]  # a month
WALL_CALL, WALL_MONTH = 0.60e-6, 5 + 4
MAIL, S3_GB_MONTH, LOG_GB = 0.10e-3, 0.023, 0.50
WATCHING_MONTH = 9 * 0.10 + 3 + 0.40  # alarms, dashboard, one secret
TICKS_YEAR = 60 * 24 * 365
# Jobs that run every five minutes whether there is anything to do or not. watch-terms reads the calendar and four lists when
# nothing is due. count-work reads the state of everything that is open: so many days of filings, a megabyte a call.
RUNS_YEAR, WATCH_READS = 12 * 24 * 365, 3
OPEN_DAYS, STATE_KB, CALL_SECONDS = 25, 1.5, 0.05


def measured():
    """Write and read units of each action, its indexes' too."""
    units = {}
    for line in (ROOT / "docs/BENCH.md").read_text().splitlines():
        cells = [cell.strip().strip("*") for cell in line.split("|")]
        if len(cells) == 13 and cells[1].startswith("`"):
            writes, indexes, reads = (float(cells[place]) for place in (9, 10, 11))
            units[cells[1].strip("`")] = (writes + indexes, reads)
    missing = set(JOURNEY) ^ set(units)
    if missing:
        sys.exit(f"infra/cost.py and docs/BENCH.md do not name the same actions: {', '.join(sorted(missing))}")
    return units


def tiered(calls):
    cost = 0
    for size, price in API_TIERS:
        cost += min(calls, size) * price
        calls -= min(calls, size)
    return cost


def year(filings, units):
    """Dollars of a first year, by service."""
    times = {action: count * filings for action, count in JOURNEY.items()}
    calls = sum(count for action, count in times.items() if action not in JOBS)

    def gb_seconds(action):
        if action in READING:
            return READING_GB * READING_SECONDS
        return 1.0 * HASH_SECONDS if action in HASHING else 0.25 * OTHER_SECONDS

    seconds = sum(count * gb_seconds(action) for action, count in times.items())
    months = 12 / 2  # what is kept grows evenly from nothing
    open_kb = filings * OPEN_DAYS / 365 * STATE_KB
    run_writes, run_reads = units["count-work"]
    run_reads += WATCH_READS + open_kb / 4 / 2  # an index's reads are half the price
    run_seconds = 2 * OTHER_SECONDS + open_kb / 1000 * CALL_SECONDS
    return {
        "DynamoDB": sum(count * (units[action][0] * WRITE_UNIT + units[action][1] * READ_UNIT) for action, count in times.items())
        + TICKS_YEAR * READ_UNIT * 2 + RUNS_YEAR * (run_writes * WRITE_UNIT + run_reads * READ_UNIT)
        + filings * TABLE_KB / 1e6 * TABLE_GB_MONTH * months,
        "Lambda": (sum(times.values()) + TICKS_YEAR + 2 * RUNS_YEAR) * LAMBDA_CALL
        + (seconds + TICKS_YEAR * 0.25 * 0.02 + RUNS_YEAR * 0.25 * run_seconds) * LAMBDA_GB_SECOND,
        "API Gateway": 12 * tiered(calls / 12),
        "WAF": calls * WALL_CALL + 12 * WALL_MONTH,
        "SES": filings * MAILS * MAIL,
        "S3": filings * SCANS_MB / 1e3 * S3_GB_MONTH * months,
        "Logs, alarms": calls * LOG_BYTES / 1e9 * LOG_GB + 12 * WATCHING_MONTH,
    }


def table():
    units = measured()
    sizes = [1_000, 100_000, 10_000_000]
    costs = [year(size, units) for size in sizes]
    lines = [f"| dollars a year | {' | '.join(f'{size:,} filings' for size in sizes)} |", "| --- " + "| ---: " * len(sizes) + "|"]
    for service in costs[0]:
        lines.append(f"| {service} | {' | '.join(f'{cost[service]:,.0f}' for cost in costs)} |")
    lines.append(f"| **all** | {' | '.join(f'**{sum(cost.values()):,.0f}**' for cost in costs)} |")
    lines.append(f"| a filing | {' | '.join(f'{sum(cost.values()) / size:.4f}' for cost, size in zip(costs, sizes))} |")
    return "\n".join(lines)


if sys.argv[1:] == ["--check"]:
    held = re.search(r"(?ms)^\| dollars a year.*?\n(?=\n|\Z)", (ROOT / "docs/OPERATING.md").read_text())
    if not held or held[0].strip() != table():
        sys.exit("docs/OPERATING.md holds other costs than infra/cost.py prints; put its table there")
else:
    print(table())
