#!/bin/sh
# embed.sh FILE.js OUT.c: the file's bytes as the C string js_FILE, with its length.
set -eu
name=$(basename "$1" .js)
mkdir -p "$(dirname "$2")"
{
    printf 'const char js_%s[] = {' "$name"
    od -An -v -tx1 "$1" | sed 's/ \(..\)/0x\1,/g'
    printf '0};\nconst unsigned js_%s_size = sizeof js_%s - 1;\n' "$name" "$name"
} >"$2.tmp"
mv "$2.tmp" "$2"
