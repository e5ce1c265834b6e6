#!/bin/sh
# test/tools/build.sh NAME...: builds the real tools that tests compare with into .cache/tools/bin.
# Each is a small Go module beside this script whose `tool` line names the program and whose go.sum pins it;
# a tool is built again only when its module changed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
bin=$here/../../.cache/tools/bin
mkdir -p "$bin"
bin=$(cd "$bin" && pwd)

for name in "$@"; do
  module=$here/$name
  if [ ! -f "$module/go.mod" ]; then
    echo "build.sh: unknown tool \"$name\"; expected one of: $(cd "$here" && ls -d */ | tr -d / | tr '\n' ' ')" >&2
    exit 2
  fi
  wanted=$(cat "$module"/go.* "$module"/*.go 2>/dev/null | cksum)
  stamp=$bin/.$name.cksum
  if [ -x "$bin/$name" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then continue; fi
  echo "build.sh: building $name ..." >&2
  (cd "$module" && CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o "$bin/$name" "$(go list -f '{{.ImportPath}}' tool)")
  echo "$wanted" >"$stamp"
done
