#!/usr/bin/env bash
# Builds every function.
#
#   infra/functions.sh host              for this machine, into target/functions/ACTION
#   infra/functions.sh bare              the yardsticks of `make bench` in the same way, into target/functions/
#   infra/functions.sh lambda [--arm64]  for AWS Lambda with cargo-lambda, into target/lambda/ACTION/bootstrap,
#                                        where template.yaml looks; --x86-64 instead of --arm64 where that is wanted,
#                                        --profile dev instead of --release where it must be quick
#   infra/functions.sh stack             for `make stack` on Linux, with everything that the tests need, into the same
#                                        place: one build for tests and stack
#
# Cargo gives all packages of one build the features that any of them asks for. Functions that ask for the same features
# are built together, so that no function carries the features of another.
set -euo pipefail
cd "$(dirname "$0")/.."

kind=${1:?host, bare, lambda or stack}
shift
flags=("$@")
[[ " ${flags[*]-} " == *" --profile "* ]] || flags+=(--release)

# No tables for unwinding and no path of this machine in it: smaller, and the same bytes wherever it is built.
SMALL="-C force-unwind-tables=no -C link-arg=-Wl,-T,$PWD/infra/no-unwind.ld -C link-arg=-Wl,--no-eh-frame-hdr"
for from in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
    SMALL+=" --remap-path-prefix=$from=/"
done
SMALL+=" --remap-path-prefix=$PWD/=/"
# A program that need not be moved when it is loaded starts quicker. A crate that S3's client brings is always
# built as a library that must be.
FIXED="-C relocation-model=static"
if [ "$kind" = stack ]; then
    cargo build --locked --workspace --tests --bins
    for folder in functions/*/; do
        [ -f "$folder/Cargo.toml" ] || continue
        name=$(basename "$folder")
        mkdir -p "target/lambda/$name"
        ln -f "target/debug/$name" "target/lambda/$name/bootstrap"
    done
fi

# Without a named target, the flags reach programs that run at build time too.
target=$(rustc -vV | sed -n 's/^host: //p')
case $kind in
bare)
    mkdir -p target/functions
    RUSTFLAGS="$SMALL $FIXED" cargo build --locked --target "$target" "${flags[@]}" --manifest-path infra/bench/bare/Cargo.toml --target-dir target/bare
    exec cp -p "target/bare/$target/release/bare" "target/bare/$target/release/hash" target/functions/
    ;;
host)
    build=(cargo build --locked --target "$target" "${flags[@]}")
    ;;
lambda)
    command -v cargo-lambda >/dev/null || { echo "cargo-lambda is missing: infra/install.sh lambda" >&2 && exit 1; }
    [[ " ${flags[*]} " == *" --x86-64 "* ]] || [[ " ${flags[*]} " == *" --arm64 "* ]] || flags+=(--arm64)
    build=(cargo lambda build --locked "${flags[@]}")
    # A program that runs can be removed, but not overwritten.
    rm -f target/lambda/*/bootstrap
    ;;
stack) build=() ;;
*) echo "host, bare, lambda or stack, not $kind" >&2 && exit 2 ;;
esac

declare -A alike
[ "$kind" = stack ] || for folder in functions/*/; do
    [ -f "$folder/Cargo.toml" ] || continue
    asked=$(sed -n 's/^beian-.*features = \[\(.*\)\].*/\1/p' "$folder/Cargo.toml" | sort -u | tr '\n' ' ')
    alike[${asked:-none}]+=" -p $(basename "$folder")"
done
for asked in "${!alike[@]}"; do
    echo "Building with the features ${asked}:${alike[$asked]// -p / }"
    rustflags="$SMALL $FIXED"
    [[ $asked != *scans* ]] || rustflags=$SMALL
    # shellcheck disable=SC2086  # the names are meant to be words
    RUSTFLAGS=$rustflags "${build[@]}" ${alike[$asked]}
done

# The font that certificates and forms are set in lies beside the programs that set them.
if [ "$kind" = lambda ] || [ "$kind" = stack ]; then
    infra/install.sh font
    for function in issue-certificate make-form print-form; do
        cp -p .tools/font/NotoSansSC-Regular.ttf "target/lambda/$function/font.ttf"
    done
fi
if [ "$kind" = host ]; then
    mkdir -p target/functions
    for folder in functions/*/; do
        [ ! -f "$folder/Cargo.toml" ] || cp -p "target/$target/release/$(basename "$folder")" target/functions/
    done
fi
