#!/usr/bin/env bash
# Installs what is missing of the tools named, and says what it does. Into .tools/ where it can be; system
# packages where they must be, on Debian and its kin, as root or by sudo; else it says what to install.
#
#   infra/install.sh font node nextest deny sam lambda browser valgrind emulator python template java docker
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.tools/bin:$PWD/.tools/venv/bin:$PATH"

# Tools run for seconds and are built for minutes: without optimization they are there three times sooner.
QUICKLY=(--locked --debug --config profile.dev.debug=0 --root .tools)

# SHA-256 of the font. A certificate is set again from its kept data and must be the same to the byte, so the font must be the same.
FONT="d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16 "

say() { echo "install: $*" >&2; }

system() {
    if ! command -v apt-get >/dev/null; then
        say "please install these, or what they are called on this system: $*" && exit 1
    fi
    local root=()
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2>/dev/null || { say "please run: sudo apt-get install $*" && exit 1; }
        root=(sudo)
    fi
    say "system packages: $*"
    "${root[@]}" apt-get update -qq
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

crate() {
    say "$1 $2, which takes some minutes"
    cargo install "$1" --version "$2" "${QUICKLY[@]}" "${@:3}"
}

wheel() {
    if [ ! -x .tools/venv/bin/pip ]; then
        command -v python3 >/dev/null || system python3 python3-venv
        python3 -c 'import ensurepip, venv' 2>/dev/null || system python3-venv
        python3 -m venv .tools/venv
    fi
    [ $# = 0 ] && return
    say "python packages: $*"
    .tools/venv/bin/pip install --quiet --disable-pip-version-check "$@"
}

install() {
    case $1 in
    node)
        command -v npm >/dev/null || system nodejs npm
        ;;
    font)
        # Noto Sans SC under the Open Font License, which certificates are set in: all of it, and of one weight.
        if ! echo "$FONT .tools/font/NotoSansSC-Regular.ttf" | sha256sum --check --status 2>/dev/null; then
            install node
            say "a Chinese font"
            rm -rf .tools/font && mkdir -p .tools/font
            (
                cd .tools/font
                npm pack --silent @expo-google-fonts/noto-sans-sc@0.4.3 >/dev/null
                tar xzf ./*.tgz --strip-components 1 package/LICENSE_FONT package/400Regular/NotoSansSC_400Regular.ttf
                mv 400Regular/NotoSansSC_400Regular.ttf NotoSansSC-Regular.ttf
                rm -r 400Regular ./*.tgz
                echo "$FONT NotoSansSC-Regular.ttf" | sha256sum --check --quiet
            )
        fi
        ;;
    nextest)
        cargo nextest --version >/dev/null 2>&1 || crate cargo-nextest 0.9.143
        ;;
    deny)
        cargo deny --version >/dev/null 2>&1 || crate cargo-deny 0.20.2
        ;;
    sam)
        command -v sam >/dev/null || wheel aws-sam-cli==1.170.0
        ;;
    python)
        python3 -c 'import deflate, yaml' 2>/dev/null || wheel deflate==0.9.0 pyyaml
        ;;
    lambda)
        command -v cargo-lambda >/dev/null || wheel cargo-lambda==1.9.2
        ;;
    browser)
        command -v chromium >/dev/null || system chromium
        [ -n "$(fc-list :lang=zh 2>/dev/null)" ] || system fonts-noto-cjk fontconfig
        ;;
    valgrind)
        command -v valgrind >/dev/null || system valgrind
        ;;
    template)
        # cfn-lint and checkov have an environment of their own, because SAM's command line may want other versions of the same packages.
        if ! .tools/lint/bin/python -c 'import checkov, cfnlint, samtranslator' 2>/dev/null; then
            wheel
            say "cfn-lint and checkov"
            python3 -m venv .tools/lint
            .tools/lint/bin/pip install --quiet --disable-pip-version-check cfn-lint==1.58.0 checkov==3.3.30 "aws-sam-translator>=1.100"
        fi
        ;;
    java)
        command -v java >/dev/null || system openjdk-17-jre-headless
        ;;
    docker)
        # An engine that answers will do; else one that infra/stack.sh can start, and what it makes an image of.
        if ! docker info >/dev/null 2>&1; then
            command -v dockerd >/dev/null && command -v iptables >/dev/null || system docker.io iptables
            command -v debootstrap >/dev/null || ! command -v apt-get >/dev/null || system debootstrap
        fi
        ;;
    emulator)
        command -v dynoxide >/dev/null ||
            crate dynoxide-rs 3.2.0 --no-default-features --features native-sqlite,http-server,cli
        ;;
    *) say "nothing is known of $1" && exit 2 ;;
    esac
}

command -v cargo >/dev/null || { say "please install Rust first: https://rustup.rs" && exit 1; }
command -v cc >/dev/null || system build-essential
for tool in "$@"; do
    install "$tool"
done
