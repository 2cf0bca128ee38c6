#!/usr/bin/env bash
# Builds what is measured and what measures it, and measures. Arguments go to infra/bench/bench.py:
# names of actions, --quick.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.tools/bin:$PWD/.tools/venv/bin:$PATH" PYTHONDONTWRITEBYTECODE=1

infra/install.sh valgrind emulator
python3 -c 'import yaml, tomllib' 2>/dev/null || infra/install.sh sam
infra/functions.sh host
cargo build --release --locked --manifest-path infra/bench/bare/Cargo.toml --target-dir target/bare
exec python3 infra/bench/bench.py --emulator "$(command -v dynoxide)" "$@"
