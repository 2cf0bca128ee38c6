#!/usr/bin/env bash
# Every check that needs no run of the code, the quickest first.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.tools/bin:$PWD/.tools/venv/bin:$PATH"

infra/install.sh node deny sam template python

echo "── Format"
cargo fmt --all --check
cargo fmt --manifest-path infra/bench/bare/Cargo.toml --check
for script in infra/*.sh .ci/run; do bash -n "$script"; done
python3 -m compileall -q infra
python3 infra/cost.py --check
infra/planted.sh check
python3 infra/lint/circles.py
python3 -m unittest discover --quiet -s infra -p 'test_*.py'

echo "── Dependencies"
cargo fetch --locked # the next check then needs no network, and sees the tree that is built
cargo deny --locked --offline --workspace check --hide-inclusion-graph licenses bans sources

echo "── Template"
# The region only chooses the rules that are checked; nothing is called.
SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION=us-east-1 sam validate --lint --template template.yaml
.tools/lint/bin/python infra/lint/template.py

echo "── Site"
infra/site.sh check

echo "── Code"
cargo clippy --locked --workspace --all-targets -- -D warnings
