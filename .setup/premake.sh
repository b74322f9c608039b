# shellcheck shell=bash disable=SC2034,SC2154
# premake5: the one on PATH, else built for us alone from the copy inside Debian's source package 0ad (suite bookworm).

premake_suite=bookworm
premake_source=0ad
premake_tar=0ad_0.0.26.orig.tar.gz
premake_sum=4a9905004e220d774ff07fd31fe5caab3ada3807eeb7bf664b2904583711421c
premake_part='*/build/premake/premake5'

# premake_path: prints the program to use; fails when there is none yet.
premake_path() {
    if have premake5; then command -v premake5; else [ -x "$state/premake5" ] && echo "$state/premake5"; fi
}

premake_ensure() {
    premake_path >/dev/null && return
    local stored start=$SECONDS
    stored=$cache/premake5-${premake_sum:0:12}-$(. /etc/os-release && echo "${ID:-linux}${VERSION_ID:-}")-$(uname -m)
    mkdir -p "$cache"
    if premake_stored "$stored"; then return 0; fi
    premake_fetch
    say "building premake5 (about 20 s)"
    rm -rf "$state/premake"
    mkdir -p "$state/premake"
    tar -xzf "$cache/$premake_tar" -C "$state/premake" --strip-components=4 --no-same-owner --wildcards "$premake_part/*" ||
        die "could not unpack $cache/$premake_tar"
    # its C is older than the compilers that take a forgotten #include for an error
    in_log make -C "$state/premake/build/gmake2.unix" -j"$(nproc)" config=release \
        CFLAGS="-Wno-error=implicit-function-declaration -Wno-error=int-conversion" ||
        die "premake5 could not be built; the compiler's words are in $log"
    cp "$state/premake/bin/release/premake5" "$stored"
    sha256sum <"$stored" >"$stored.sum"
    keep "$stored"
    keep "$stored.sum"
    premake_take "$stored" || die "the premake5 just built does not run"
    rm -rf "$state/premake" "${cache:?}/$premake_tar"
    say "premake5 is ready ($((SECONDS - start)) s)"
}

# premake_stored FILE: takes the program an earlier run or another clone has built, if it is whole and runs here.
premake_stored() {
    local dir sum
    if [ ! -f "$1" ]; then
        dir=$(shared_cache)
        [ -n "$dir" ] && [ -f "$dir/${1##*/}.sum" ] || return 1
        read -r sum _ <"$dir/${1##*/}.sum" || return 1
        kept "$1" "$sum" || return 1
    fi
    premake_take "$1"
}

# premake reads a premake5.lua beside it whatever it is asked, so it is tried where there is none.
premake_take() {
    install -m 755 "$1" "$state/premake5.new" && (cd "$state" && ./premake5.new --version >/dev/null 2>&1) &&
        mv "$state/premake5.new" "$state/premake5"
}

# The archives this machine's apt is set up with, our own release's first. apt itself reads them, whatever their form.
premake_archives() {
    local release uris
    release=$(. /etc/os-release && echo "${VERSION_CODENAME:-none}")
    uris=$(LC_ALL=C apt-get update --print-uris 2>>"$log" | sed -nE "s@^'([^']+)/dists/([^/']+)/(In)?Release' .*@\2 \1@p" | sort -u)
    { grep -E "^($release|$premake_suite) " <<<"$uris"; echo "$uris"; } |
        sed -E 's@^[^ ]+ @@; s@/debian-security/?$@/debian@' | awk 'NF && !seen[$0]++'
}

# Debian's keys, which Debian itself has installed and others offer as a package.
debian_keyring() {
    local name=usr/share/keyrings/debian-archive-keyring dir
    for dir in / "$PWD/$state/keyring/"; do
        if [ -e "$dir$name.gpg" ]; then echo "$dir$name.gpg"; return; fi
    done
    use_private_apt
    plan debian-archive-keyring && (unpack "$state/keyring" "$(planned | grep '^debian-archive-keyring=')") &&
        echo "$PWD/$state/keyring/$name.gpg"
}

# Where the source may be had: a row holds archive, suite, components, keyring. Ubuntu carries the same file among its own.
premake_rows() {
    local archive release keyring
    release=$(. /etc/os-release && [ "${ID:-}" = ubuntu ] && echo "$VERSION_CODENAME") || release=""
    for archive in $(premake_archives); do
        if [ -n "$release" ]; then echo "$archive|$release|main universe|/usr/share/keyrings/ubuntu-archive-keyring.gpg"; fi
    done
    keyring=$(debian_keyring) || return 0
    premake_archives | sed -E 's@/ubuntu(-ports)?/?$@/debian@' | awk -v rest="|$premake_suite|main|$keyring" '!seen[$0]++ { print $0 rest }'
}

# Fetches the source package with lists of our own; apt checks the signature, we the checksum.
premake_fetch() {
    local archive suite components keyring file=$cache/$premake_tar
    if [ -f "$file" ] && same_sum "$file" "$premake_sum"; then return 0; fi
    while IFS='|' read -r archive suite components keyring; do
        premake_fetch_from "$archive" "$suite" "$components" "$keyring" || continue
        same_sum "$file" "$premake_sum" && return 0
        rm -f "$file"
        say "$premake_tar is not the file this project knows (its checksum differs): not used"
    done < <(premake_rows)
    die "premake5 is not on PATH, and no package archive of this machine gave the source of $premake_source from Debian's $premake_suite" \
        "$(grep -E '^[EW]: ' "$log" | tail -n 1)" \
        "either install premake5 yourself, or give apt an archive that carries Debian $premake_suite, and start again"
}

# The file is asked for by name and checksum before it is fetched: a release may carry the source in another version.
premake_fetch_from() {
    local dir=$PWD/$state/apt-source options status=0
    mkdir -p "$dir/lists/partial" "$dir/parts"
    printf 'Types: deb-src\nURIs: %s\nSuites: %s\nComponents: %s\nSigned-By: %s\n' "$@" >"$dir/parts/source.sources"
    {
        echo '#clear APT::Update::Post-Invoke;'
        echo '#clear APT::Update::Post-Invoke-Success;'
        echo 'APT::Sandbox::User "root";'
        printf 'Dir::State::lists "%s";\nDir::Cache "%s";\n' "$dir/lists" "$dir"
        printf 'Dir::Etc::sourcelist "/dev/null";\nDir::Etc::sourceparts "%s";\n' "$dir/parts"
    } >"$dir/apt.conf"
    options=(-c "$dir/apt.conf" --download-only --tar-only source "$premake_source")
    say "fetching the source of premake5 (78 MB)"
    (
        exec >>"$log" 2>&1 </dev/null
        export LC_ALL=C
        apt-get -c "$dir/apt.conf" update &&
            [[ $(apt-get --print-uris "${options[@]}") = *" $premake_tar "*"SHA256:$premake_sum"* ]] &&
            cd "$cache" && apt-get "${options[@]}" && [ -f "$premake_tar" ]
    ) || status=1
    rm -rf "$dir"
    return "$status"
}
