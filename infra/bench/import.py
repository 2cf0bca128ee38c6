#!/usr/bin/env python3
"""Measures `beian import-claims` in the local edition: rows a second, and the most memory it had.

  cargo build --release --locked -p beian-local
  infra/bench/import.py [--rows 1000000] [--beian target/release/beian] [--beside]

It makes a list of fictional claims that are valid by their checksums, in no order, one row in a thousand of them bad,
and an empty office in a folder that goes when it ends. --beside has the office run meanwhile.
"""

import argparse
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

WANTED_RATE = 20_000
WANTED_MIB = 150
PROVINCES = {"11": "京", "31": "沪", "33": "浙", "44": "粤", "51": "蜀"}
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(number):
    """A social credit code of no county, around eight digits of an organization that does not exist."""
    body = f"{number:08}"
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2))) % 11
    code = "91360000" + body + {10: "X", 11: "0"}.get(rest, str(rest))
    weight, total = 1, 0
    for sign in code:
        total += SIGNS.index(sign) * weight
        weight = weight * 3 % 31
    return code + SIGNS[(31 - total % 31) % 31]


def write(path, rows):
    """Domains and certificates by turns. The multiplier is prime to the modulus, so that none comes twice."""
    codes = list(PROVINCES)
    with open(path, "w", encoding="utf-8") as out:
        out.write("subject,certificate_kind,value,province,number,change\n")
        for row in range(rows):
            scattered = row * 48_271 % 99_999_989
            province = codes[row % len(codes)]
            number = f"{PROVINCES[province]}ICP备2026{scattered % 1_000_000:06}号"
            if row % 1000 == 999:
                out.write(f"domain,,www.shili-{scattered}.cn,{province},{number}-1,add\n")
            elif row % 4 == 3:
                out.write(f"certificate,1,{credit_code(scattered)},{province},{number},add\n")
            else:
                out.write(f"domain,,shili-{scattered}.cn,{province},{number}-1,add\n")


def run(command, **more):
    """Runs a command, and gives seconds and MiB with its exit status."""
    begun = time.monotonic()
    child = subprocess.Popen(command, **more)
    _, status, usage = os.wait4(child.pid, 0)
    return time.monotonic() - begun, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--beian", default="target/release/beian")
    parser.add_argument("--beside", action="store_true", help="have the office run meanwhile")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="beian-import-") as folder:
        folder = pathlib.Path(folder)
        claims, data = folder / "claims.csv", folder / "data"
        write(claims, arguments.rows)
        office = subprocess.Popen(
            [arguments.beian, "run", "--empty", "--port", "0", "--data", data], stdout=subprocess.PIPE, text=True
        )
        try:
            # The edition prints its address once the table is laid out.
            office.stdout.readline()
            if not arguments.beside:
                office.terminate()
                office.wait()
            figures = {}
            for what, more in (("judged", ["--dry-run"]), ("taken over", []), ("again", [])):
                (folder / "claims.csv.bad.csv").unlink(missing_ok=True)
                command = [arguments.beian, "import-claims", claims, "--data", data, *more]
                seconds, mib, status = run(command, stdout=subprocess.DEVNULL)
                if status not in (0, 2):
                    sys.exit(f"it ended with {status}")
                figures[what] = (arguments.rows / seconds, mib)
                print(f"{what:12} {arguments.rows / seconds:10,.0f} rows/s  peak {mib:6.1f} MiB  {seconds:.1f} s", flush=True)
        finally:
            if office.poll() is None:
                office.terminate()
                office.wait()
    rate, mib = figures["taken over"]
    if not arguments.beside and (rate < WANTED_RATE or mib >= WANTED_MIB):
        sys.exit(f"wanted are {WANTED_RATE:,} rows/s below {WANTED_MIB} MiB")


if __name__ == "__main__":
    main()
