# shellcheck shell=bash disable=SC2034,SC2154
# Packages for this project alone: downloaded by apt with its signatures checked, unpacked below build/setup, never installed.

# Lets apt work on lists and caches of our own; needs no root. Whether the system's lists serve as they are is tried first.
private_lists=no
use_private_apt() {
    local dir=$PWD/$state/apt
    case $dir in
    *[\"\\]*) die "the path of this folder has a quote or backslash in it, which apt's configuration cannot hold: move it" ;;
    esac
    mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial"
    {
        echo '#clear APT::Update::Post-Invoke;'
        echo '#clear APT::Update::Post-Invoke-Success;'
        echo 'APT::Sandbox::User "root";'
        printf 'Dir::Cache "%s";\n' "$dir/cache"
        if [ "$private_lists" = yes ]; then printf 'Dir::State::lists "%s";\n' "$dir/lists"; fi
    } >"$dir/apt.conf"
    apt_options=(-c "$dir/apt.conf" -o APT::Get::Show-User-Simulation-Note=false)
}

# plan_private NAME...: like plan_fresh, with lists of our own when the system's do not serve: they may be missing or old.
plan_private() {
    use_private_apt
    plan "$@" && return
    fetch_private_lists && plan_again "$@"
}

fetch_private_lists() {
    if [ "$private_lists" = yes ]; then return 1; fi
    private_lists=yes
    use_private_apt
    refresh_lists
}

# planned: of the last plan, each package as name=version. What belongs to the C library or the compiler's runtime stays the
# system's: a second copy of those beside the first would break every program.
planned() {
    local system='libc6|libc-bin|libc-dev-bin|libc6-dev|libgcc-s1|libstdc\+\+6|gcc-[0-9]+-base'
    sed -nE 's/^Inst ([^ ]+) (\[[^]]*\] )?\(([^ ]+) .*/\1=\3 \2/p' <<<"$apt_plan" |
        grep -vE "^($system)(:[a-z0-9]+)?=[^ ]+ \\[" | sed 's/ .*//' || true
}

# download NAME=VERSION...: into the cache; prints the files. One that is there with the right checksum is not fetched again.
download() {
    local uris file sum wanted=()
    mkdir -p "$cache"
    # asked in another folder: apt is silent about files that lie where it would put them
    uris=$(cd "$state/apt" && LC_ALL=C apt-get "${apt_options[@]}" download --print-uris "$@" 2>>"../log") && [ -n "$uris" ] || return 1
    while read -r _ file _ sum; do
        sum=${sum#SHA256:}
        echo "$cache/$file"
        if [ -f "$cache/$file" ] && same_sum "$cache/$file" "$sum"; then continue; fi
        kept "$cache/$file" "$sum" || wanted+=("$file")
    done <<<"$uris" >"$state/files"
    if [ "${#wanted[@]}" -gt 0 ]; then
        say "fetching packages for this project alone: ${#wanted[@]}"
        (cd "$cache" && apt-get "${apt_options[@]}" download "$@" </dev/null >>"../log" 2>&1) || return 1
        for file in "${wanted[@]}"; do keep "$cache/$file"; done
    fi
    cat "$state/files"
}

# unpack DIR NAME=VERSION...: downloads and unpacks into DIR; its file "whole" says that this was not broken off.
unpack() {
    local dir=$1 files file
    shift
    if [ "$#" = 0 ]; then return 0; fi
    files=$(download "$@") || {
        # lists older than the mirror name versions that are gone: the newest of each, by new lists
        fetch_private_lists && files=$(download "${@%%=*}")
    } || die "could not fetch these packages: ${*%%=*}" "$(grep -E '^[EW]: ' "$log" | tail -n 1)" "all of apt's words are in $log"
    mkdir -p "$dir/usr/lib"
    rm -f "$dir/whole"
    while read -r file; do
        in_log dpkg -x "$file" "$dir" || die "could not unpack $file into $dir"
    done <<<"$files"
    # some packages still ship in /lib what the system has in /usr/lib
    if [ -d "$dir/lib" ]; then cp -al "$dir/lib/." "$dir/usr/lib/" && rm -rf "${dir:?}/lib"; fi
    mend_links "$dir"
    : >"$dir/whole"
}

# mend_links DIR: turns what points into the system's /usr to where the files are now.
mend_links() {
    local libs link target arch
    arch=$(triplet)
    libs=$1/usr/lib/$arch
    # a development package's libX.so names a file of a package that may be the system's
    while IFS= read -r -d '' link; do
        target=/usr/lib/$arch/$(basename "$(readlink "$link")")
        if [ -e "$target" ]; then ln -sfn "$target" "$link"; fi
    done < <(find "$libs" -xtype l -name '*.so*' -print0)
    # libraries in a folder of their own (libpulsecommon) are found through a link beside the others…
    for link in "$libs"/pulseaudio/*.so; do
        target=$libs/${link##*/}
        if [ -e "$link" ] && [ ! -e "$target" ]; then ln -s "pulseaudio/${link##*/}" "$target"; fi
    done
    # …and whoever looks for them there by an absolute path (same length, so that nothing else in the file moves) looks beside itself
    grep -rlZF --include='*.so*' "/usr/lib/$arch/pulseaudio" "$libs" | while IFS= read -r -d '' link; do turn_run_path "$link"; done || true
}

turn_run_path() {
    # shellcheck disable=SC2016  # the loader's word, not the shell's
    local old new='$ORIGIN:$ORIGIN/..'
    old=$(LC_ALL=C readelf -d "$1" 2>/dev/null | sed -nE 's/.*\((RUNPATH|RPATH)\).*\[(\/[^]$]+)\]$/\2/p')
    [ "${#old}" -ge "${#new}" ] || return 0
    while [ "${#new}" -lt "${#old}" ]; do new+=/; done
    LC_ALL=C sed -i "s|$old\x00|$new\x00|g" "$(realpath "$1")"
}
