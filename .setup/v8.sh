# shellcheck shell=bash disable=SC2034,SC2154
# V8, as Debian packs it: libnode and its headers, from the system or unpacked for us alone.

# v8_present: is there a libnode with its complete headers? Those of a foreign nodejs package have no library, so do not count.
v8_present() {
    [ -n "${THAW_OWN_V8:-}" ] || [ -e /usr/include/nodejs/deps/v8/include/v8.h ] || [ -e "$private_v8/whole" ]
}

# depends NAME: the names of the packages that NAME needs, as apt knows them.
depends() {
    LC_ALL=C apt-cache "${apt_options[@]:0:2}" depends "$1" |
        sed -nE 's/^ +Depends: ([^<]+)$/\1/p'
}

# v8_packages: libnode-dev and the library it asks for (libnode108, 109, 115…).
v8_packages() { echo libnode-dev; depends libnode-dev | grep -E '^libnode[0-9]+'; }

# v8_needs: what those two need and the system has not. The JavaScript packages among them serve Node itself, not V8.
v8_needs() {
    local name
    for name in $(v8_packages); do depends "$name"; done | grep -vE '^(libnode|node-|nodejs)' | sort -u |
        while read -r name; do not_installed "$name"; done
}

# Unpacks the two into build/setup/v8.
v8_unpack() {
    local name version list=()
    say "unpacking V8 for this project alone, into $private_v8"
    for name in $(v8_packages); do
        version=$(LC_ALL=C apt-cache "${apt_options[@]:0:2}" policy "$name" | sed -nE 's/^ +Candidate: (.*)$/\1/p')
        list+=("$name=$version")
    done
    [ "${#list[@]}" -ge 2 ] || die "apt does not know which library libnode-dev belongs to"
    rm -rf "$private_v8"
    unpack "$private_v8" "${list[@]}"
    [ -e "$private_v8/usr/include/nodejs/deps/v8/include/v8.h" ] || die "libnode-dev holds no V8 headers where they are expected"
}

# v8_options: what premake is told.
v8_options() {
    if [ -e "$private_v8/whole" ]; then printf '%s\n' --v8=libnode "--v8-prefix=$private_v8/usr"; fi
}
