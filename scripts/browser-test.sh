#!/usr/bin/env bash
# browser-test.sh – plays the main job in a real browser, against a demo city of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/need.sh chromium chromium
scripts/need.sh font:zh-cn fonts-noto-cjk fontconfig
scripts/need.sh mosquitto_pub mosquitto-clients
scripts/need.sh curl curl
make -s build
scripts/with-server.sh npm --prefix web run -s e2e
