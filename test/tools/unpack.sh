#!/bin/sh
# test/tools/unpack.sh PACKAGE...: unpacks programs of Debian packages into .cache/tools, without installing them:
# nothing is started, no root is needed, and the machine stays as it is.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tools=$here/../../.cache/tools
mkdir -p "$tools/bin" "$tools/debian"
tools=$(cd "$tools" && pwd)

for package in "$@"; do
  if [ -f "$tools/debian/.$package" ]; then continue; fi
  echo "unpack.sh: unpacking $package ..." >&2
  scratch=$(mktemp -d)
  (
    cd "$scratch"
    apt-get download "$package" >/dev/null 2>&1 || { apt-get update >/dev/null && apt-get download "$package" >/dev/null; }
    dpkg -x ./"$package"_*.deb "$tools/debian"
    dpkg -c ./"$package"_*.deb | sed -n 's#.* \./usr/bin/##p' | while read -r program; do
      ln -sf "../debian/usr/bin/$program" "$tools/bin/$program"
    done
  )
  rm -r "$scratch"
  touch "$tools/debian/.$package"
done
