#!/bin/sh
# embed.sh FILE OUT.c [NAME]: the file's bytes as the C string NAME, js_FILE when none is given, with its length in NAME_size.
set -eu
name=${3:-js_$(basename "$1" .js)}
mkdir -p "$(dirname "$2")"
{
    printf 'const char %s[] = {' "$name"
    od -An -v -tx1 "$1" | sed 's/ \(..\)/0x\1,/g'
    printf '0};\nconst unsigned %s_size = sizeof %s - 1;\n' "$name" "$name"
} >"$2.tmp"
mv "$2.tmp" "$2"
