# Configuration files are files, with their reasons beside each setting; here only the places marked @NAME@ are filled in.
# shellcheck shell=bash

# render TEMPLATE TARGET NAME…: replaces each @NAME@ by the variable NAME. Only the owner can read the result: some of
# them hold a password.
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

# write_launch PART [NAME=VALUE…] -- COMMAND…: what the supervisor runs for PART. The process replaces its shell, so that
# a signal reaches it and nothing between.
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
      printf '# Written by infra/dev at each start of this part; it comes from infra/%s/part.sh.\n' "$part"
      printf '# Its pid and start time, by which it is known again should its supervisor die before it.\n'
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
