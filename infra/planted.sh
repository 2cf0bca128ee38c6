#!/usr/bin/env bash
# Checks the tests: each patch in tests/planted plants one bug, and names the test that must catch it.
#
#   infra/planted.sh check         every patch applies, and the test that it names exists
#   infra/planted.sh run [NAME…]   plants each (or those named) in a worktree of its own, and has the test fail
#
# `run` takes long and goes on where it was stopped: a patch that has not changed since its result in target/planted/results.txt
# is not run again. The worktree and its build stay, so that the next bug builds a few crates only.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.tools/bin:$PATH"

results=$PWD/target/planted/results.txt
tree=$PWD/target/planted/tree

# Package, binary and name of the test that catches it.
caught_by() { sed -n 's/^Caught by: //p' "$1"; }

# A test is a function of this name in the package; whether it is in the named binary shows when it runs.
exists() {
    local name=${3##*::} where
    case $1 in beian-tests) where=tests ;; *) where=crates/${1#beian-} ;; esac
    grep -rqE "(fn $name\(|    $name = \")" --include='*.rs' "$where"
}

check() {
    local failed=0 patch package binary test
    for patch in tests/planted/*.patch; do
        read -r package binary test < <(caught_by "$patch")
        git apply --check "$patch" || { echo "$patch does not apply" >&2; failed=1; }
        exists "$package" "$binary" "$test" || { echo "$patch names no test: $test" >&2; failed=1; }
    done
    [ "$(find tests/planted -name '*.patch' | wc -l)" -ge 30 ] || { echo "fewer than 30 planted bugs" >&2; failed=1; }
    return $failed
}

run() {
    local wanted=("$@") patch name sum package binary test outcome missed=0
    mkdir -p target/planted && touch "$results"
    if [ ! -d "$tree" ]; then
        git worktree prune
        git worktree add --quiet --detach "$tree" HEAD
    fi
    # The dependencies need not be built twice.
    if [ ! -d target/planted/target ] && [ -d target/debug ]; then
        mkdir -p target/planted/target/debug
        cp -a --reflink=auto target/debug/{.fingerprint,build,deps} target/planted/target/debug/
    fi
    git -C "$tree" reset --quiet --hard
    git -C "$tree" checkout --quiet --detach "$(git rev-parse HEAD)"
    [ ! -d .tools ] || ln -sfn "$PWD/.tools" "$tree/.tools"
    for patch in tests/planted/*.patch; do
        name=$(basename "$patch" .patch)
        sum=$(cksum <"$patch" | tr ' ' -)
        [ ${#wanted[@]} -eq 0 ] || [[ " ${wanted[*]} " == *" $name "* ]] || continue
        if grep -q "^$name $sum caught" "$results"; then continue; fi
        read -r package binary test < <(caught_by "$patch")
        git -C "$tree" apply "$PWD/$patch"
        # Only the package's program that has the test is linked again.
        local only=--lib
        [ "${binary//_/-}" = "$package" ] || only="--test $binary"
        # shellcheck disable=SC2206  # two words are meant
        local chosen=(-p "$package" $only -E "binary($binary) & test(=$test)")
        if ! (cd "$tree" && CARGO_TARGET_DIR="$PWD/../target" cargo nextest run --locked "${chosen[@]}" --no-run) >target/planted/log.txt 2>&1; then
            outcome="unbuilt"
        elif (cd "$tree" && CARGO_TARGET_DIR="$PWD/../target" cargo nextest run --locked "${chosen[@]}" --no-fail-fast) >target/planted/log.txt 2>&1; then
            outcome="missed"
        elif grep -q '1 test run: 0 passed' target/planted/log.txt; then
            outcome="caught"
        else
            outcome="unrun"
        fi
        git -C "$tree" apply --reverse "$PWD/$patch"
        sed -i "/^$name /d" "$results"
        echo "$name $sum $outcome by $test" | tee -a "$results"
        [ "$outcome" = caught ] || { missed=1; cp target/planted/log.txt "target/planted/$name.log"; }
    done
    [ $missed -eq 0 ]
}

case ${1:-check} in
check) check ;;
run) shift && run "$@" ;;
*) sed -n '2,5p' "$0" >&2 && exit 2 ;;
esac
