#!/usr/bin/env bash
# Runs the tests that take long: once before a large change is called done, not in CI, which has samples of them.
#
#   infra/long.sh [STEP …]   all steps that did not pass yet, or these again
#
# The output of each step is in target/long/STEP.txt; STEP.passed beside it holds the commit for which the step passed.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.tools/bin:$PWD/.tools/venv/bin:$PATH" BEIAN_LONG=1

infra/install.sh font node nextest python
infra/site.sh build

tests() {
    cargo nextest run --locked --workspace --no-fail-fast --success-output immediate "$@"
}
# These tests wait for answers that do not come more than they compute.
faults() { tests -j 8 -E 'binary(faults)'; }
kills() { tests -E 'package(beian-local) & test(kill)'; }
fuzz() { BEIAN_FUZZ_SECONDS=600 tests -E 'package(beian-pages) & test(randomly_changed_files)'; }
forms() { tests -E 'package(beian-pages) & test(hostile_files)'; }
crowds() { tests -E 'binary(actions) & test(/^crowds::/)'; }
hostile() {
    rm -rf target/long/files
    cargo build --locked --workspace --tests --bin beian
    cargo run --locked --quiet -p beian-pages --example hostile -- --count 5000 --seed 1 --to target/long/files
    python3 infra/bench/hostile.py target/long/files
}
planted() { infra/planted.sh run; }

mkdir -p target/long
now=$(git rev-parse HEAD)
failed=()
for step in "${@:-faults kills crowds fuzz forms hostile planted}"; do
    # shellcheck disable=SC2086  # the names are meant to be words
    for step in $step; do
        if [ $# -eq 0 ] && [ "$(cat "target/long/$step.passed" 2>/dev/null)" = "$now" ]; then
            echo "── $step: passed before"
            continue
        fi
        echo "── $step"
        rm -f "target/long/$step.passed"
        begun=$SECONDS
        if ("$step") >"target/long/$step.txt" 2>&1; then
            echo "$now" >"target/long/$step.passed"
            echo "   passed in $(((SECONDS - begun) / 60)) min $(((SECONDS - begun) % 60)) s"
        else
            failed+=("$step")
            echo "   failed: target/long/$step.txt"
        fi
        grep -E '^ *Summary|outcomes|at most, edition|triples|caught|files of' "target/long/$step.txt" || true
    done
done
[ ${#failed[@]} -eq 0 ] || { echo "Failed: ${failed[*]}" >&2 && exit 1; }
