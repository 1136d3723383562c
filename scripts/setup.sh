#!/usr/bin/env bash
# Gets a machine ready: `setup.sh run` for the product, `check` for the code checks, `test` for everything.
# Safe to repeat: each step looks first whether its work is done already, so a second run takes well under a second.
set -euo pipefail
cd "$(dirname "$0")/.."
want=${1:-test}
case $want in run | check | test) ;; *) echo "usage: scripts/setup.sh [run|check|test]" >&2; exit 2 ;; esac

NOTES=var/setup
mkdir -p "$NOTES"
exec 8>"$NOTES/lock"
flock 8 # two set-ups at once would trip over each other

RUN_PACKAGES=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk)
TEST_PACKAGES=(chromium poppler-utils postgresql)
FONTS=(FandolFang-Regular FandolHei-Regular FandolHei-Bold FandolKai-Regular FandolSong-Regular FandolSong-Bold)
STEPS=6
warnings=()

say() { printf '[%s/%s] %s\n' "$1" "$STEPS" "$2"; }
warn() { warnings+=("$1"); printf '      ! %s\n' "$1" >&2; }

# Runs a command quietly, shows that it is alive, and shows its last words when it fails.
quietly() {
    local log="$NOTES/last.log" began=$SECONDS pid status=0
    "$@" >"$log" 2>&1 8>&- &
    pid=$!
    while kill -0 "$pid" 2>/dev/null; do
        sleep 0.2
        if ((SECONDS - began >= 5)) && (((SECONDS - began) % 5 == 0)) && [ "${shown:-}" != "$SECONDS" ]; then
            shown=$SECONDS
            printf '      … %s s\n' $((SECONDS - began))
        fi
    done
    wait "$pid" || status=$?
    [ "$status" -eq 0 ] || { printf '      failed: %s\n' "$*" >&2; tail -n 20 "$log" | sed 's/^/      | /' >&2; }
    return "$status"
}

checksum() { cat "$@" | sha256sum | cut -d' ' -f1; }
stamped() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

missing_packages() {
    local name
    for name in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || echo "$name"
    done
}

apt_install() {
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300)
    quietly "${apt[@]}" install --no-install-recommends "$@" && return 0
    echo "      refreshing the list of packages"
    quietly "${apt[@]}" update && quietly "${apt[@]}" install --no-install-recommends "$@"
}

what_for() {
    case $1 in
        libpango* | libpangoft2*) echo "official papers (PDF) cannot be made" ;;
        libharfbuzz-subset0) echo "each paper takes seconds instead of a third of one" ;;
        fonts-noto-cjk) echo "rare characters and screenshots have no Chinese face" ;;
        chromium) echo "the browser tests cannot run" ;;
        poppler-utils) echo "the tests that read papers cannot run" ;;
        postgresql) echo "the tests on PostgreSQL cannot run" ;;
        *) echo "something that needs it will fail" ;;
    esac
}

unpack_package() { # name, folder: without root, without installing
    rm -rf "$2" && mkdir -p "$2"
    (cd "$2" && apt-get -q -o APT::Sandbox::User=root download "$1" && dpkg-deb -x ./*.deb tree && rm ./*.deb)
}

fetch_package() {
    quietly unpack_package "$1" "$2" && return 0
    [ "$(id -u)" -eq 0 ] && quietly apt-get -q update && quietly unpack_package "$1" "$2"
}

# Without root the library that keeps papers fast can still be unpacked beside the product; ./xinfu finds it there.
fast_papers() {
    compgen -G 'var/lib/libharfbuzz-subset.so.0*' >/dev/null && return 0
    fetch_package libharfbuzz-subset0 "$NOTES/harfbuzz" || return 1
    mkdir -p var/lib
    find "$NOTES/harfbuzz" -name 'libharfbuzz-subset.so.0*' -exec cp -P {} var/lib/ \;
    rm -rf "$NOTES/harfbuzz"
    echo "      libharfbuzz-subset unpacked into var/lib"
}

system_packages() {
    local wanted=("${RUN_PACKAGES[@]}") name
    [ "$want" = test ] && wanted+=("${TEST_PACKAGES[@]}")
    if ! command -v dpkg-query >/dev/null; then
        warn "no Debian packages here; please provide: ${wanted[*]}"
        return 0
    fi
    mapfile -t missing < <(missing_packages "${wanted[@]}")
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        echo "      installing ${missing[*]}"
        apt_install "${missing[@]}" && return 0
        mapfile -t missing < <(missing_packages "${wanted[@]}")
    fi
    local lacking=()
    for name in "${missing[@]}"; do
        [ "$name" = libharfbuzz-subset0 ] && fast_papers && continue
        lacking+=("$name")
        warn "$name is missing: $(what_for "$name")"
    done
    [ ${#lacking[@]} -eq 0 ] || echo "      to mend it: sudo apt-get install ${lacking[*]}" >&2
}

find_python() {
    local name
    for name in python3.11 python3.12 python3.13 python3; do
        if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return 0
        fi
    done
    echo "      Python 3.11 or newer is missing: sudo apt-get install python3 python3-venv" >&2
    return 1
}

environment() {
    if [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null; then return 0; fi
    local python
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then apt_install python3-venv; else
            echo "      python3-venv is missing: sudo apt-get install python3-venv" >&2
            return 1
        fi
    fi
    quietly "$python" -m venv --clear .venv
}

python_libraries() {
    local files=(requirements/run.txt) sum arguments=() file
    [ "$want" = run ] || files+=(requirements/test.txt)
    sum=$(checksum "${files[@]}")
    stamped ".venv/.ready-$want" "$sum" && return 0
    for file in "${files[@]}"; do arguments+=(-r "$file"); done
    [ -x .venv/bin/pip ] || quietly .venv/bin/python -m ensurepip
    quietly .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes "${arguments[@]}"
    checksum requirements/run.txt >.venv/.ready-run
    [ "$want" = run ] || tee .venv/.ready-check <<<"$sum" >.venv/.ready-test
}

build_bundle() {
    if ! stamped node_modules/.ready "$1"; then
        quietly npm ci --ignore-scripts --no-audit --no-fund || return 1
        echo "$1" >node_modules/.ready
    fi
    quietly node webapp/frontend/build.mjs
}

page_scripts() {
    local lock bundle
    lock=$(checksum package.json package-lock.json)
    mapfile -t sources < <(find webapp/frontend -type f | sort)
    bundle=$(checksum package-lock.json "${sources[@]}")
    stamped webapp/static/built/.ready "$bundle" && { [ "$want" = run ] || [ -d node_modules/axe-core ]; } && return 0
    if ! command -v npm >/dev/null || ! node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)'; then
        warn "Node 20 with npm is missing: pages work, but diagrams are shown as lists of steps only"
        return 0
    fi
    if build_bundle "$lock"; then
        echo "$bundle" >webapp/static/built/.ready
    elif [ "$want" = test ]; then
        return 1
    else
        warn "the page scripts could not be built: pages work, but diagrams are shown as lists of steps only"
    fi
}

have_fonts() {
    local face
    for face in "${FONTS[@]}"; do [ -s "var/fonts/$face.otf" ] || return 1; done
}

paper_fonts() {
    have_fonts && return 0
    local found
    mkdir -p var/fonts
    found=$(find /usr/share/texlive /usr/share/texmf /usr/share/fonts -name FandolFang-Regular.otf 2>/dev/null | head -n 1 || true)
    if [ -z "$found" ] && command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
        if fetch_package texlive-lang-chinese "$NOTES/fandol"; then
            found=$(find "$NOTES/fandol" -name FandolFang-Regular.otf | head -n 1)
        fi
    fi
    [ -z "$found" ] || cp "$(dirname "$found")"/Fandol*.otf var/fonts/
    rm -rf "$NOTES/fandol"
    have_fonts || warn "the Fandol faces (仿宋, 黑体, 楷体, 小标宋) are missing: papers use Noto instead"
}

translations() {
    local sources sum
    sources=$(find webapp -name '*.po' 2>/dev/null | sort)
    [ -n "$sources" ] || return 0
    # shellcheck disable=SC2086  # our own file names, without spaces
    sum=$(checksum $sources)
    stamped "$NOTES/translations" "$sum" && compgen -G 'webapp/translations/*/LC_MESSAGES/*.mo' >/dev/null && return 0
    quietly .venv/bin/pybabel compile -d webapp/translations
    echo "$sum" >"$NOTES/translations"
}

say 1 "System libraries"; if [ "$want" != check ]; then system_packages; fi
say 2 "Python environment"; environment
say 3 "Python libraries"; python_libraries
say 4 "Page scripts"; if [ "$want" != check ]; then page_scripts; fi
say 5 "Fonts of official papers"; if [ "$want" != check ]; then paper_fonts; fi
say 6 "Translations"; translations
if [ ${#warnings[@]} -gt 0 ]; then
    printf 'Ready, with %s thing(s) missing:\n' ${#warnings[@]}
    printf '  - %s\n' "${warnings[@]}"
else
    echo "Ready."
fi
