# Configuration files are complete files, with a reason beside each setting; only @NAME@ is replaced here.
# shellcheck shell=bash

# render TEMPLATE TARGET NAME…: replaces each @NAME@ by the variable NAME. Only the owner can read the result, because
# some files hold a password.
render() {
  local template=$1 target=$2 text name
  shift 2
  text=$(<"$template")
  for name in "$@"; do
    text=${text//"@$name@"/"${!name}"}
  done
  (
    umask 077
    printf '%s\n' "$text" >"$target.new"
  )
  mv -f "$target.new" "$target"
}

# write_launch PART [NAME=VALUE…] -- COMMAND…: writes the script that the supervisor runs for PART. COMMAND replaces the
# shell, so signals reach COMMAND itself.
write_launch() {
  local part=$1 target=$RUN/$1.launch
  local -a variables=()
  shift
  while [[ $1 != -- ]]; do
    variables+=("$1")
    shift
  done
  shift
  (
    umask 077
    {
      printf '# Written by infra/dev at each start of this part, from infra/%s/part.sh.\n' "$part"
      printf '# The pid with its start time identifies the process if its supervisor dies first.\n'
      declare -f start_time_of
      # shellcheck disable=SC2016 # to be expanded when it is run
      printf 'echo "$$ $(start_time_of $$)" >%q\n' "$RUN/$part.pid"
      ((${#variables[@]} == 0)) || printf 'export %q\n' "${variables[@]}"
      printf 'exec'
      printf ' %q' "$@"
      printf '\n'
    } >"$target.new"
  )
  mv -f "$target.new" "$target"
}
