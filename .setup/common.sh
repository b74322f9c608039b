# shellcheck shell=bash disable=SC2034,SC2154
# What every part of the set-up shares: places, words, and who may install. Sourced with the project's top as the current folder.
# All paths are relative to the top, so that a path with spaces in it never has to be quoted twice.

state=build/setup           # everything set-up makes; deleting build/ is a clean slate
private_root=$state/root    # libraries unpacked for us alone, as a tree with usr/
private_v8=$state/v8        # libnode unpacked for us alone
cache=$state/cache          # downloads
log=$state/log              # the full words of apt, make and npm

say() { printf 'set-up: %s\n' "$*" >&2; }

# die TEXT...: what keeps the set-up from going on; exit 3 says "the machine lacks something", unlike a failed build or test.
die() {
    local line
    for line in "$@"; do say "$line"; done
    exit 3
}

have() { command -v "$1" >/dev/null 2>&1; }

# in_log COMMAND...: runs it with its words in the log; on failure shows the last of them.
in_log() {
    printf '\n$ %s\n' "$*" >>"$log"
    "$@" >>"$log" 2>&1 </dev/null && return
    local status=$?
    tail -n 12 "$log" | sed 's/^/    /' >&2
    return "$status"
}

# A folder that outlives build/ and serves every clone of this user, or nothing when there is no safe place for it.
shared_cache() {
    local dir=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
    case $dir in /*) ;; *) return 0 ;; esac
    dir=$dir/thaw-setup
    (umask 077 && mkdir -p "$dir") 2>/dev/null || return 0
    if [ -O "$dir" ] && [ -w "$dir" ]; then printf '%s' "$dir"; fi
}

# keep FILE: puts it into the shared cache, whole or not at all; a second name for it where that is possible, else a copy.
keep() {
    local dir
    dir=$(shared_cache)
    [ -n "$dir" ] || return 0
    { { cp -lL "$1" "$dir/.new.$$" || cp "$1" "$dir/.new.$$"; } && mv -f "$dir/.new.$$" "$dir/${1##*/}"; } 2>/dev/null ||
        rm -f "$dir/.new.$$" 2>/dev/null || true
}

# kept FILE SHA256: fetches FILE from the shared cache if the copy there is the right one.
kept() {
    local dir
    dir=$(shared_cache)
    [ -n "$dir" ] && [ -f "$dir/${1##*/}" ] && same_sum "$dir/${1##*/}" "$2" &&
        { cp -lf "$dir/${1##*/}" "$1" || cp -f "$dir/${1##*/}" "$1"; } 2>/dev/null
}

same_sum() { [ "$(sha256sum <"$1")" = "$2  -" ]; }

# Finds out once how root's rights can be had: as_root=() when we are root, (sudo …) with sudo; fails when not at all.
as_root=()
can_install() {
    if [ "${EUID:-$(id -u)}" = 0 ]; then return 0; fi
    [ "${#as_root[@]}" = 0 ] || return 0
    have sudo || return 1
    if sudo -n true 2>/dev/null; then as_root=(sudo -n); return 0; fi
    [ -t 0 ] && [ -t 2 ] && id -nG | grep -qwE 'sudo|admin|wheel' || return 1
    say "packages have to be installed: sudo asks for your password (without it, libraries are unpacked for this project alone)"
    sudo -v && as_root=(sudo)
}
