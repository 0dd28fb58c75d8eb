#!/usr/bin/env bash
# release.sh VERSION – builds the binary for every platform without cgo and packs each with its notices into release/; beside
# them the programs that check archives, by themselves.
set -euo pipefail
cd "$(dirname "$0")/.."
version=${1:?version}
rm -rf release
mkdir release
for platform in linux/amd64 linux/arm64 linux/loong64; do
  name=anlan_${version}_${platform/\//_}
  mkdir "release/$name"
  echo "building $name"
  CGO_ENABLED=0 GOOS=${platform%/*} GOARCH=${platform#*/} \
    go build -trimpath -ldflags "-s -w -X main.version=$version" -o "release/$name/anlan" ./cmd/anlan
  cp LICENSE NOTICE README.md README.zh-CN.md CHANGELOG.md "release/$name/"
  tar -C release --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$(git log -1 --format=%ct 2>/dev/null || echo 0)" -czf "release/$name.tar.gz" "$name"
  rm -r "release/${name:?}"
done
cp internal/base/archive/verifier/dist/anlan-verify-* release/
cd release
sha256sum ./*.tar.gz anlan-verify-* >SHA256SUMS
cat SHA256SUMS
