#!/usr/bin/env bash
# Builds the functions and the tools of the bench, and measures the functions. Arguments go to infra/bench/bench.py:
# names of actions, --quick.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.tools/bin:$PWD/.tools/venv/bin:$PATH" PYTHONDONTWRITEBYTECODE=1

infra/install.sh font valgrind emulator python
infra/functions.sh host
infra/functions.sh bare
if [ $# -eq 0 ]; then
    # These print the tables of docs/BENCH-PAGES.md.
    cargo run --locked --quiet -p beian-pages --example bench -- 2007
    cargo run --locked --quiet -p beian-pages --example worn -- 2000
    cargo run --locked --quiet -p beian-reader --example cost
fi
exec python3 infra/bench/bench.py --emulator "$(command -v dynoxide)" "$@"
