# What a component's job runs before Countersign: fetches the program, and starts it if its SHA-256 is the one in the template.
# Its environment is an allow-list, made by the template. Tested in tests/bootstrap.e2e.test.ts. Arguments:
#   PROGRAM DIGEST FROM SERVER PROJECT COMMIT CA_FILE IMAGES_FROM  ARGUMENTS OF THE PROGRAM…
set -eu
stop() { status=$1 && shift && echo "countersign: $*" >&2 && exit "$status"; }
# Status 3 stays what it is; everything else that ends a download is no decision.
wrong_use() { [ "$1" = 3 ] && echo 3 || echo 2; }
program=$1 digest=$2 from=$3 server=$4 project=$5 commit=$6 ca_file=$7 images_from=$8
shift 8

# An image without what is used below is told so. Whatever the reason to stop: nothing of an earlier job may stay as the gate's results.
unfit='' wanted='node mktemp readlink sha256sum cp rm mkdir cat id cut'
case $program in *.tar) wanted="$wanted tar" ;; esac
for tool in $wanted; do
  command -v "$tool" >/dev/null 2>&1 || unfit="$unfit $tool"
done
if [ -n "$unfit" ]; then
  unfit="the image has no$unfit in its path ($PATH): use an image with Node 24, coreutils and tar, such as node:24-slim, or correct the input path"
else
  version=$(node --version 2>/dev/null || true)
  case $version in
    v22.2[1-9].* | v22.[3-9][0-9].* | v2[4-9].* | v[3-9][0-9].*) ;;
    *) unfit="Node 24 is needed (or 22.21 and later), and this image has ${version:-a Node that does not start}: use an image such as node:24-slim" ;;
  esac
fi
if [ -n "$unfit" ]; then
  [ "$1" != verify ] || rm -rf countersign-gate
  stop 2 "$unfit"
fi

# Results of an earlier job must not be taken for results of this one: they are removed. If they are in the repository, each job that
# checks it out has them again, and the gate cannot remove them there: it stops.
if [ "$1" = verify ]; then
  if [ -e countersign-gate ] || [ -L countersign-gate ]; then
    node --input-type=module - <<'TRACKED' || stop 3 "git tracks countersign-gate, the folder of the gate's results: remove it from the repository"
@@tracked@@
TRACKED
  fi
  rm -rf countersign-gate
  mkdir countersign-gate
fi
private=$(mktemp -d)
trap 'rm -rf "$private"' EXIT
HOME=$(getent passwd "$(id -u)" | cut -d: -f6)
export HOME="${HOME:-$private}"

# A variable may only name a file outside the project's folder: files inside may come from earlier jobs.
for name in NODE_EXTRA_CA_CERTS CI_SERVER_TLS_CA_FILE SSL_CERT_FILE; do
  eval "file=\${$name:-}"
  [ -n "$file" ] || continue
  case $(readlink -f "$file" || true) in
    "$(pwd -P)"/* | '')
      echo "countersign: $name is ignored, because it names a file in the project, or no file; use the input ca-file" >&2
      unset "$name"
      ;;
  esac
done
# A trust file decides which signers are trusted and which service gets the identity token. In the project's folder, an earlier job may
# have written it.
trust='' pinned=''
for argument in "$@"; do
  case $argument in
    --trust-digest=*) pinned=yes ;;
    --trusted-root='{'* | --signing-config='{'* | --trusted-root=public-good | --trusted-root=github) ;;
    --trusted-root=[hH][tT][tT][pP]://*'#root='* | --trusted-root=[hH][tT][tT][pP][sS]://*'#root='*)
      trust="$trust
${argument#*'#root='}"
      ;;
    --trusted-root=[hH][tT][tT][pP]://* | --trusted-root=[hH][tT][tT][pP][sS]://*) ;;
    --trusted-root=* | --signing-config=*)
      trust="$trust
${argument#*=}"
      ;;
  esac
done
if [ -z "$pinned" ] && [ -n "$trust" ]; then
  printf '%s\n' "$trust" | while IFS= read -r file; do
    [ -n "$file" ] || continue
    case $(readlink -f -- "$file" || true) in
      "$(pwd -P)"/* | '') stop 3 "$file is in the project, where an earlier job may have written it: pin it with trust-digest (sha256sum)" ;;
    esac
  done
fi

if [ -n "$ca_file" ]; then NODE_EXTRA_CA_CERTS=$ca_file; fi
# Node takes one file.
authorities=${NODE_EXTRA_CA_CERTS:-${CI_SERVER_TLS_CA_FILE:-${SSL_CERT_FILE:-}}}
if [ -n "$authorities" ]; then export NODE_EXTRA_CA_CERTS="$authorities"; fi

# An image may contain the program. Its digest is checked as everywhere.
digest_of() { sha256sum "$1" | { read -r found _ && echo "$found"; }; }
if [ -z "$from" ] && [ -f "@@folder@@/$program" ]; then
  if [ "$(digest_of "@@folder@@/$program")" = "$digest" ]; then
    from='@@folder@@'
  else
    echo "countersign: the image holds another version of $program; this component's own is downloaded" >&2
  fi
fi
case $from in
  '' | https://*)
    # The program takes a proxy without its scheme; Node does not, and prints one that is no URL with its password.
    for name in HTTPS_PROXY https_proxy HTTP_PROXY http_proxy; do
      proxy=''
      eval "proxy=\${$name:-}"
      case $proxy in
        '') continue ;;
        *://*) ;;
        *) export "$name=http://$proxy" ;;
      esac
      node -e 'process.exit(URL.canParse(process.env[process.argv[1]]) ? 0 : 1)' "$name" </dev/null || stop 2 "$name is not the URL of a proxy"
    done
    NODE_USE_ENV_PROXY=1 node --input-type=module - "$from" "$server" "$project" "$commit" "$program" "$private/$program" <<'FETCH' || stop "$(wrong_use "$?")" "the program $program could not be fetched"
@@fetch@@
FETCH
    ;;
  # Not printed: it may contain a password.
  *://*) stop 3 "program-from is a folder or an https URL" ;;
  *) cp -- "$from/$program" "$private/$program" || stop 2 "the program $program is not in $from" ;;
esac
unset CI_JOB_TOKEN
found=$(digest_of "$private/$program")
[ "$found" = "$digest" ] || stop 2 "$program: expected sha256 $digest, found $found; it is not run"
main=$private/$program
case $program in
  *.tar)
    tar -xf "$private/$program" -C "$private"
    main=$private/index.js
    ;;
esac

if [ -n "$images_from" ]; then
  if [ ! -f "$images_from" ] || [ -L "$images_from" ]; then stop 3 "images-from: $images_from is not a file"; fi
  set -- "$@" "--image=$(cat "$images_from")"
fi
node "$main" "$@" </dev/null
