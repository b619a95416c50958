# `infra/dev status`: one line per part, by asking the part itself.
# shellcheck shell=bash

command_status() {
  local part
  printf '%-12s %-9s %-8s %-22s %s\n' PART STATE PID ADDRESS UP
  for part in "${PARTS[@]}"; do
    status_of "$part"
  done
}

status_of() {
  local part=$1 variable=${OUTSIDE_VARIABLE[$1]:-} address state pid
  if is_outside "$part"; then
    address=$(address_in "${!variable}")
    state=unreachable
    ! reachable "$address" || state=outside
    printf '%-12s %-9s %-8s %-22s %s\n' "$part" "$state" - "$address" -
    return
  fi
  case $(supervised "$part" statename) in
    RUNNING | STARTING) if "${part}_ready" >/dev/null 2>&1; then state=ready; else state=starting; fi ;;
    STOPPING) state=stopping ;;
    BACKOFF | FATAL | EXITED) state=crashing ;;
    *) state=stopped ;;
  esac
  pid=$(supervised "$part" pid)
  printf '%-12s %-9s %-8s %-22s %s\n' "$part" "$state" "${pid/#0/-}" "${OWN_ADDRESS[$part]}" "$(age_of "$part" "$pid")"
}

age_of() {
  local -i seconds
  (($2 > 0)) || { printf -- - && return; }
  seconds=$(($(supervised "$1" now) - $(supervised "$1" start)))
  printf '%d:%02d:%02d' $((seconds / 3600)) $((seconds / 60 % 60)) $((seconds % 60))
}
