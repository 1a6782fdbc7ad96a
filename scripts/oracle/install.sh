#!/usr/bin/env bash
# Installs Debian's Python Requests for record.py, check.py and the differential test. Does nothing if it is installed;
# otherwise needs Debian and root.
set -euo pipefail

python=/usr/bin/python3
if [ -x "$python" ] && "$python" -c 'import requests, urllib3, charset_normalizer, idna, brotli' 2>/dev/null; then
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo 'install.sh: apt-get is missing: this script installs Python Requests on Debian only.' >&2
  exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
  echo 'install.sh: Python Requests is missing; run this script as root to install it.' >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends \
  python3 python3-requests python3-urllib3 python3-charset-normalizer python3-idna python3-brotli >/dev/null
