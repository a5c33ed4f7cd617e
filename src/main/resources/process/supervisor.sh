#!/bin/sh
# Runs one program on behalf of Trotline and outlives it. Started under setsid in the run's folder:
#   supervisor.sh PROGRAM [ARGUMENT...]     with TROTLINE_RUN=<marker> in the environment
#
# Leaves  pid          "<pid> <start ticks> <boot id> <marker> <host> <place>", complete and before the program starts
#         console.log  what the program printed
#         exit_code    "<code> <epoch seconds> <seconds since boot>", complete and after the program ended
#
# The pid file is a hard link made last: whoever makes it owns the folder, so of any number of
# supervisors in one folder exactly one starts the program, whoever died at whatever moment.

fail() {
  printf '%s\n' "$2" >&3
  rm -f ".pid.$$" ".exit_code.$$" 2>/dev/null
  exit "$1"
}

# Fields 5, 6 and 22 of /proc/PID/stat; the name before them may hold anything but ends at the last ')'.
place() {
  set -f
  # shellcheck disable=SC2086
  set -- ${1##*) }
  set +f
  group=$3
  session=$4
  ticks=${20}
}

# The blocks of this file were taken at the start, so that a full disk cannot swallow the exit code.
record() {
  now=$(date +%s 2>/dev/null) || now=0
  read -r uptime _ </proc/uptime || uptime=
  printf '%s %s %s\n' "$1" "$now" "$uptime" 1<>".exit_code.$$" && mv -f ".exit_code.$$" exit_code
}

main() {
  # Ignored here and not trapped: the helpers below (ln, mv) would die of a signal to the group.
  trap '' HUP INT QUIT TERM USR1 USR2 PIPE
  exec 3>&2 </dev/null >>console.log 2>&1
  command -v ln >/dev/null && command -v mv >/dev/null || PATH=${PATH-}:/usr/bin:/bin

  read -r stat <"/proc/$$/stat" || fail 71 "cannot read /proc/$$/stat"
  place "$stat"
  [ "$group" = "$$" ] && [ "$session" = "$$" ] || fail 71 "not started in a session of its own"
  read -r boot </proc/sys/kernel/random/boot_id || boot=-
  read -r host </proc/sys/kernel/hostname || host=-
  # Names are given twice, and containers of one kernel share its boot but not their processes.
  read -r machine </etc/machine-id || machine=-
  space=$(readlink /proc/self/ns/pid) || space=-
  identity="$$ $ticks $boot $TROTLINE_RUN $host ${machine:--}/${space:--}"

  printf '%64s\n' '' >".exit_code.$$" || fail 74 "cannot write to the folder"
  printf '%s\n' "$identity" >".pid.$$" || fail 74 "cannot write to the folder"
  read -r written <".pid.$$" && [ "$written" = "$identity" ] || fail 74 "cannot write to the folder"

  # Signals that Trotline was itself started to ignore (a script's '&', nohup) must reach the program.
  case $1 in
    *=*) ;;
    *)
      if env --default-signal=HUP,INT,QUIT,TERM,USR1,USR2,PIPE true 2>/dev/null; then
        set -- env --default-signal=HUP,INT,QUIT,TERM,USR1,USR2,PIPE "$@"
      fi
      ;;
  esac

  if ! ln ".pid.$$" pid 2>/dev/null; then
    [ -e pid ] && fail 75 "the folder has a pid file already"
    fail 74 "cannot make a hard link in the folder"
  fi
  rm -f ".pid.$$"
  exec 3>&-

  # Trapped here and not ignored: the program starts with the default actions, this shell survives
  # INT and TERM to the group and writes the exit code. SIGKILL to the group ends both.
  trap : HUP INT QUIT TERM USR1 USR2 PIPE
  (exec "$@")
  code=$?
  trap '' HUP INT QUIT TERM USR1 USR2 PIPE

  for attempt in 1 2 3 4 5; do
    record "$code" && exit "$code"
    sleep "$attempt"
  done
  exit "$code"
}

main "$@"
