#!/usr/bin/env bash
# Builds the site from two clones of the last commit that differ in folder, time zone, language, umask, hash seed and
# dates of files, and compares the two byte by byte. Both use the packages that are installed for this folder.
set -euo pipefail
unset MAKEFLAGS MAKELEVEL
root=$(git rev-parse --show-toplevel)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
one=$work/1 two=$work/a-longer-name/of-a-folder/for-the-second

build() {
    git clone --quiet "$root" "$1"
    find "$1" -path "$1/.git" -prune -o -type f -exec touch -t "$2" {} +
    ln -s "$root/.venv" "$1/.venv"
    PYTHONPATH=$1 make -C "$1" book >"$work/$3.log" 2>&1 || { tail -n 40 "$work/$3.log" >&2; return 1; }
}

(umask 022; export TZ=UTC LANG=C.UTF-8 PYTHONHASHSEED=1; build "$one" 202001020304 first) &
first=$!
(umask 077; export TZ=Asia/Tokyo LANG=de_DE.UTF-8 LANGUAGE=de PYTHONHASHSEED=2; build "$two" 200102030405 second)
wait "$first"

# .buildinfo, a note of Sphinx to itself, hashes where the theme is installed; no page refers to it.
rm "$one/_build/html/.buildinfo" "$two/_build/html/.buildinfo"
if differing=$(diff -rq "$one/_build/html" "$two/_build/html"); then
    echo "$(find "$one/_build/html" -type f | wc -l) files are byte-identical in both builds."
    exit
fi
echo "$differing" | sed "s|$work/||g"
cd "$one/_build/html"
find . -type f | sort | while read -r file; do
    [ ! -e "$two/_build/html/$file" ] || cmp -s "$file" "$two/_build/html/$file" && continue
    echo "== $file"
    { diff -a "$file" "$two/_build/html/$file" || true; } | cut -c1-300 | sed -n 1,6p
done
exit 1
