#!/bin/sh
# Runs a command where a Docker engine answers: the one of this machine, or one of its own for as long as it takes, which
# root installs from Debian's packages when it is missing. With it comes what makes a base image (base.py).
#   sh deploy/images/engine.sh .venv/bin/python -m pytest tests/images
set -eu
cd "$(dirname "$0")/../.."

packages() { # what is missing of the programs that are named, from the packages that have them
    command -v "$1" >/dev/null 2>&1 && return
    [ -n "${updated:-}" ] || apt-get update -qq
    updated=yes
    DEBIAN_FRONTEND=noninteractive apt-get install -qqy --no-install-recommends "$2" >/dev/null
}

if ! docker version >/dev/null 2>&1; then
    [ "$(id -u)" = 0 ] || { echo "No engine answers, and only root can start one." >&2; exit 1; }
    packages dockerd docker.io
    packages docker docker-cli
    mkdir -p build
    dockerd >build/dockerd.log 2>&1 &
    engine=$!
    trap 'kill "$engine"; wait "$engine" || true' EXIT
    seconds=0
    until docker version >/dev/null 2>&1; do
        seconds=$((seconds + 1))
        kill -0 "$engine" && [ "$seconds" -lt 60 ] || { tail -20 build/dockerd.log >&2; exit 1; }
        sleep 1
    done
fi
[ "$(id -u)" != 0 ] || [ -n "${EKC_IMAGE_BASE:-}" ] || packages debootstrap debootstrap
"$@"
