#!/bin/sh
# Prints where a working uv is: the one on the path, or one of our own in .local/uv, installed with pip the first time.
set -eu
cd "$(dirname "$0")/../.."

# A shim on the path can be there and fail, so it has to answer.
if uv --version >/dev/null 2>&1; then
    command -v uv
    exit
fi
if [ ! -x .local/uv/bin/uv ]; then
    echo "Installing uv (once) ..." >&2
    for python in python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do
        "$python" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
        "$python" -m venv .local/uv
        .local/uv/bin/python -m pip install -q uv >&2
        break
    done
    [ -x .local/uv/bin/uv ] || { echo "Python 3.11 or newer is needed, with its venv module (on Debian and Ubuntu the package python3-venv)." >&2; exit 1; }
fi
echo .local/uv/bin/uv
