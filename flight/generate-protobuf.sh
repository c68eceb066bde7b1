#!/bin/sh
# Writes src/gen/*.ts from proto/*.proto. Run it after a change of a .proto file; the result is committed.
# The tools are installed in a temporary folder: buf alone is 90 MB, and only this script needs it.
set -eu
cd "$(dirname "$0")"
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
npm install --silent --no-audit --no-fund --prefix "$tools" @bufbuild/buf@1.75.0 @bufbuild/protoc-gen-es@2.17.0
cat > "$tools/buf.gen.yaml" <<YAML
version: v2
plugins:
  - local: $tools/node_modules/.bin/protoc-gen-es
    out: src/gen
    opt: [target=ts, import_extension=ts, erasable_syntax=true]
YAML
"$tools/node_modules/.bin/buf" generate proto --template "$tools/buf.gen.yaml"
