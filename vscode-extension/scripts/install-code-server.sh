#!/usr/bin/env bash
# Installs what the end-to-end tests need: code-server, which is a real VS Code with a real extension host.
# usage: install-code-server.sh [DIR]
#
# code-server and all it needs come from npm, compiled here: its own installer asks other hosts for
# compiled files. The browser and the tools come from Debian. A second run returns at once.
set -euo pipefail

VERSION=4.100.3 # VS Code 1.100.3, the last that runs on Node 20.
NODE_MAJOR=20
DIR="$(realpath -m "${1:-$(dirname "$0")/../../.cache/code-server}")"

fail() {
  echo "$*" >&2
  exit 1
}

[ "$(node -p 'process.versions.node.split(".")[0]')" = "$NODE_MAJOR" ] ||
  fail "code-server $VERSION runs on Node $NODE_MAJOR alone, and this is $(node -v). Put Node $NODE_MAJOR first in PATH."

missing_packages() {
  local pair
  for pair in chromium:chromium rg:ripgrep g++:g++ make:make python3:python3 flock:util-linux; do
    command -v "${pair%%:*}" >/dev/null || echo "${pair##*:}"
  done
  # Without a font the browser draws boxes.
  find /usr/share/fonts -name '*.ttf' 2>/dev/null | grep -q . || echo fonts-dejavu-core
}

mapfile -t packages < <(missing_packages)
if [ "${#packages[@]}" -gt 0 ]; then
  command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] ||
    fail "The end-to-end tests need these packages: ${packages[*]}. Install them, then run this again."
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${packages[@]}"
fi

# Two runs at once would write into each other's files.
mkdir -p "$DIR"
exec 9>"$DIR/.lock"
flock 9

STAMP="$DIR/.ready" # Written last: what was interrupted begins anew.
WANTED="code-server $VERSION node-abi $(node -p process.versions.modules)"
if [ "$(cat "$STAMP" 2>/dev/null)" = "$WANTED" ]; then
  echo "code-server $VERSION is in $DIR"
  exit 0
fi
rm -rf "$STAMP" "$DIR/node_modules"

NODE_HOME="$(dirname "$(dirname "$(realpath "$(command -v node)")")")"
[ -e "$NODE_HOME/include/node/node.h" ] ||
  fail "The headers of Node are not in $NODE_HOME/include/node. Install them, or a Node that carries them."
export npm_config_nodedir="$NODE_HOME" # Else node-gyp downloads the headers.
NPM_HOME="$(dirname "$(dirname "$(realpath "$(command -v npm)")")")"
NODE_GYP="$NPM_HOME/node_modules/node-gyp/bin/node-gyp.js"
LOG="$DIR/install.log"
: >"$LOG"

step() {
  printf '[%3ss] %s\n' "$SECONDS" "$1"
  shift
  "$@" >>"$LOG" 2>&1 || {
    tail -20 "$LOG" >&2
    fail "code-server could not be installed; all that was said is in $LOG."
  }
}

# shellcheck disable=SC2317
compile() {
  cd "$1"
  node "$NODE_GYP" rebuild --loglevel=error
}

quietly=(--no-audit --no-fund --loglevel=error)
echo '{ "private": true, "name": "code-server-for-tests" }' >"$DIR/package.json"
cd "$DIR"
step "code-server $VERSION" npm install "${quietly[@]}" --ignore-scripts "code-server@$VERSION"
step "compile argon2" npm rebuild "${quietly[@]}" argon2 --build-from-source

VSCODE="$DIR/node_modules/code-server/lib/vscode"
cd "$VSCODE"
step "what VS Code needs" npm install "${quietly[@]}" --omit=dev --ignore-scripts
# The others that could be compiled (keychain, device id, Windows) are not needed to run.
for module in @vscode/spdlog native-watchdog node-pty; do
  (step "compile $module" compile "$VSCODE/node_modules/$module")
done
mkdir -p node_modules/@vscode/ripgrep/bin
ln -sf "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg

# The rest is what code-server's own installer does after these steps.
ln -sfn node_modules node_modules.asar
ln -sf code-linux.sh bin/remote-cli/code-server
ln -sf browser-linux.sh bin/helpers/browser.sh
cd extensions
step "what VS Code's extensions need" npm install "${quietly[@]}" --omit=dev --ignore-scripts

step "try it" env XDG_CONFIG_HOME="$DIR/.config" "$DIR/node_modules/.bin/code-server" --version
echo "$WANTED" >"$STAMP"
printf '[%3ss] code-server %s is in %s\n' "$SECONDS" "$VERSION" "$DIR"
