# shellcheck shell=bash disable=SC2034,SC2154
# Which packages each group needs, which of them are missing, and how apt installs them.

# One row a package: name, then how its presence shows: a program on PATH, a header, or a word of its own.
package_rows() {
    case $1 in
    build)
        cat <<'ROWS'
g++ program g++
gcc program gcc
make program make
pkg-config program pkg-config
libsdl2-dev header SDL2/SDL.h
libstb-dev header stb/stb_image.h
nettle-dev header nettle/sha1.h
libuv1-dev header uv.h
libwslay-dev header wslay/wslay.h
libxxhash-dev header xxhash.h
libnode-dev v8 -
ROWS
        ;;
    unit) echo "libcmocka-dev header cmocka.h" ;;
    test)
        cat <<'ROWS'
nodejs node 18
xvfb wish Xvfb
xdotool wish xdotool
chromium-headless-shell wish chromium-headless-shell
ROWS
        if [ -f tests/package.json ]; then echo "npm program npm"; fi
        ;;
    bench)
        cat <<'ROWS'
valgrind program valgrind
love wish love
luajit wish luajit
ROWS
        ;;
    *) die "there is no group \"$1\": build, unit, test and bench exist" ;;
    esac
}

triplet() { gcc -print-multiarch 2>/dev/null || printf '%s-linux-gnu' "$(uname -m)"; }

header_present() {
    local dir
    for dir in /usr/include /usr/local/include "/usr/include/$triplet" "$private_root/usr/include" "$private_root/usr/include/$triplet"; do
        if [ -e "$dir/$1" ] && { [[ $dir = /* ]] || [ -e "$private_root/whole" ]; }; then return 0; fi
    done
    return 1
}

node_present() {
    local version
    version=$(node --version 2>/dev/null) && version=${version#v} && [ "${version%%.*}" -ge "$1" ] 2>/dev/null
}

# present KIND WORD: is the thing of a row here already?
present() {
    case $1 in
    program | wish) have "$2" ;;
    header) header_present "$2" ;;
    node) node_present "$2" ;;
    v8) v8_present ;;
    esac
}

# missing_rows GROUP...: the rows whose thing is not here.
missing_rows() {
    local group name kind word
    for group in "$@"; do
        while read -r name kind word; do
            if ! present "$kind" "$word"; then echo "$name $kind $word"; fi
        done < <(package_rows "$group")
    done
}

names_of() { printf '%s\n' "$@" | cut -d' ' -f1; }

# --- apt. apt_options choose between the system's package lists and private ones (see private.sh).
apt_options=(-o APT::Get::Show-User-Simulation-Note=false)
apt_plan=""

# plan NAME...: asks apt what installing would do, in apt_plan. Fails when apt cannot, or only by removing or replacing what is installed.
plan() {
    apt_plan=$(LC_ALL=C apt-get "${apt_options[@]}" -s -y --no-install-recommends install "$@" 2>&1) || return 1
    if grep -qE '^Remv |^Inst nodejs \[' <<<"$apt_plan"; then return 1; fi
}

plan_unknown() { grep -qE 'Unable to locate package|no installation candidate|Package .* is not available' <<<"$apt_plan"; }

# plan_fresh NAME...: plan, after one look for newer package lists if apt does not know a name.
plan_fresh() {
    plan "$@" && return
    plan_unknown || return 1
    refresh_lists "${as_root[@]}"
    plan_again "$@"
}

# plan_again NAME...: plan with lists that were just fetched; a name that is still unknown is the end.
plan_again() {
    plan "$@" && return
    plan_unknown || return 1
    if [ -n "$lists_trouble" ]; then die "so these could not be had: $*"; fi
    die "apt knows one of these not, by lists that are new: $*" "$(grep -m3 -E '^E: ' <<<"$apt_plan" | paste -sd' ')"
}

# refresh_lists [sudo -n…]: fetches the package lists that apt_options choose. Their lock knows no waiting of its own, so we wait here.
# What could not be fetched goes to lists_trouble: one broken archive among several need not matter.
lists_trouble=""
refresh_lists() {
    local try
    say "fetching the package lists"
    for try in $(seq 60); do
        printf '\n$ apt-get update\n' >>"$log"
        "$@" env LC_ALL=C apt-get "${apt_options[@]}" update 2>&1 </dev/null | tee "$log.update" >>"$log" || true
        grep -q 'Could not get lock' "$log.update" || break
        if [ "$try" = 1 ]; then say "another apt is at work: waiting for it"; fi
        sleep 5
    done
    lists_trouble=$(grep -m1 -E '^[WE]: ' "$log.update" || true)
    if [ -n "$lists_trouble" ]; then
        lists_trouble="the package lists could not be fetched: ${lists_trouble#*: }"
        say "$lists_trouble"
    fi
}

# install NAME...: installs into the system, planned before. Fetches newer lists once when a package is no longer where the lists say.
install_packages() {
    local total try
    total=$(grep -c '^Inst ' <<<"$apt_plan" || true)
    if [ "$total" = 0 ]; then return 0; fi
    say "installing $total packages: $*"
    for try in 1 2; do
        printf '\n$ apt-get install %s\n' "$*" >>"$log"
        if "${as_root[@]}" env LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get -y --no-install-recommends -o DPkg::Lock::Timeout=300 \
            -o Dpkg::Options::=--force-confold install "$@" 2>&1 </dev/null 9>&- | tee -a "$log" | count_set_up "$total"; then
            return 0
        fi
        # the lists may be older than the mirror: one more try with new ones
        if [ "$try" = 2 ] || ! tail -n 15 "$log" | grep -qE 'Failed to fetch|404|unauthenticated'; then break; fi
        refresh_lists "${as_root[@]}"
    done
    tail -n 8 "$log" | sed 's/^/    /' >&2
    die "apt could not install: $*" "its words are above, all of them in $log"
}

# Progress from apt's own lines, one of ours for every twentieth package.
count_set_up() {
    awk -v total="$1" '
        /^Get:/ && ++got % 20 == 0 { printf "set-up:   fetched %d\n", got > "/dev/stderr" }
        /^Setting up/ && ++done % 20 == 0 { printf "set-up:   %d of %d\n", done, total > "/dev/stderr" }
        /^Waiting for cache lock/ && !told++ { print "set-up:   another apt is at work: waiting for it" > "/dev/stderr" }'
}

# not_installed NAME...: those of them that are not.
not_installed() {
    local name
    for name in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || echo "$name"
    done
}
