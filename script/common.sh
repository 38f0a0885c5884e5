# Shared by the scripts: sourced, never run.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT"
# Of Rasa's own use of SQLAlchemy; nothing that a reader of our logs could act on.
export SQLALCHEMY_SILENCE_UBER_WARNING=1
export PYTHONPATH="$ROOT" PYTHONDONTWRITEBYTECODE="${PYTHONDONTWRITEBYTECODE:-}"
VENV="$ROOT/.venv"
BRAIN_PYTHON="$VENV/brain/bin/python"
DESK_PYTHON="$VENV/desk/bin/python"

say() { printf '\n\033[1m▸ %s\033[0m\n' "$*"; }
stop() { printf '\n%s\n' "$*" >&2; exit 1; }

# step "what" command…: say what is done, do it, say how long it took.
step() {
  local what="$1" began=$SECONDS; shift
  say "$what"
  "$@"
  printf '  done in %d s\n' "$((SECONDS - began))"
}

# The variables of .env, where there is one, without overriding the environment's own.
load_env() {
  [ -f "$ROOT/.env" ] || return 0
  local line name
  while IFS= read -r line || [ -n "$line" ]; do
    case "$line" in ''|'#'*) continue ;; esac
    name="${line%%=*}"
    [[ "$name" =~ ^[A-Z_][A-Z0-9_]*$ ]] || continue
    local value="${line#*=}"
    if [[ "$value" =~ ^\"(.*)\"$ ]]; then value="${BASH_REMATCH[1]}"; fi
    [ -n "${!name+x}" ] || export "$name=$value"
  done < "$ROOT/.env"
}

# What a model is made from, in one sum.
sources_sum() {
  find config.yml domain.yml data brain/nlu -type f \( -name '*.yml' -o -name '*.py' -o -name '*.tsv' \) -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}

# Whether there is a model, and one of today's sources.
model_is_current() {
  compgen -G "$ROOT/models/*.tar.gz" > /dev/null && [ "$(sources_sum)" = "$(cat models/sources.sha256 2> /dev/null)" ]
}
