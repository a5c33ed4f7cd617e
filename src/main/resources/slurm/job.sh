#!/bin/sh
# The inner part of a Slurm job of Trotline; started in the run's folder by slurm.sbatch:  slurm_job.sh
# Reads  slurm_command.sh   the marker and the environment; sets the positional parameters to the program
# Leaves pid, console.log, exit_code  by supervisor.sh, as for a run without Slurm
#        slurm_events      "<epoch seconds> <job id> <word> ...": started, refused, got-USR1, got-TERM, over ...
#
# Slurm signals the processes it can trace to this shell and forgets those whose parent ended, so what is left of the run
# on this node is ended here, by the marker in its environment.

# The helpers of this script must not be taken for processes of the run.
if [ -n "${TROTLINE_RUN+x}" ]; then
  exec env -u TROTLINE_RUN /bin/sh "$0"
fi

job=${SLURM_JOB_ID:--}
event() { printf '%s %s %s\n' "$(date +%s)" "$job" "$*" >>slurm_events; }

# A requeued job, or one that a restarted controller started a second time: the folder has been used, whatever came of it.
if [ -e pid ]; then
  event refused
  exit 75
fi

asked=
supervisor=
# Without "--", which dash takes for a number; the signal comes first, so the group is no option.
to_program() { [ -z "$supervisor" ] || kill "-$1" "-$supervisor" 2>/dev/null; }
heard() {
  asked=$1
  event "got-$1"
  to_program INT
}
trap 'heard INT' INT
trap 'heard TERM' TERM
trap 'heard USR1' USR1
trap '' HUP

. ./slurm_command.sh
ancestors=
pid=$$
while [ "${pid:-0}" -gt 1 ]; do
  ancestors="$ancestors $pid"
  pid=$(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | cut -d' ' -f2)
done

if [ "$asked" = TERM ]; then
  event "left before it started"
  exit 75
fi
event "started on ${SLURMD_NODENAME:-$(uname -n)}"
# The traps above are not inherited, and neither is being ignored.
setsid env TROTLINE_RUN="$marker" /bin/sh supervisor.sh "$@" </dev/null &
supervisor=$!

# A process in the table that is no zombie.
runs() {
  state=$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -c1)
  [ -n "$state" ] && [ "$state" != Z ] && [ "$state" != X ]
}

# Everything on this node that carries the marker; with "astray" only what is outside the program's own session.
marked() {
  grep -lzxsF "TROTLINE_RUN=$marker" /proc/[0-9]*/environ 2>/dev/null | while IFS=/ read -r _ _ pid _; do
    case " $ancestors " in *" $pid "*) continue ;; esac
    if [ "${1-}" = astray ]; then
      [ "$(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | cut -d' ' -f4)" != "$supervisor" ] || continue
    fi
    printf '%s\n' "$pid"
  done
}

to_marked() {
  found=$(marked "${2-}")
  [ -n "$found" ] || return 1
  for pid in $found; do
    kill "-$1" "$pid" 2>/dev/null
    kill -CONT "$pid" 2>/dev/null
  done
}

# Slurm kills everything it knows soon after TERM (KillWait, by default 30 s), so what it does not know comes first.
leave() {
  to_marked TERM astray
  sleep 1
  to_marked KILL astray
  sleep 2
  ! runs "$supervisor" || to_program TERM
}

# The time limit is near (--signal=B:USR1@...): INT, so that the program can save its work, then TERM.
wind_down() {
  waited=0
  while [ "$waited" -lt "${wind_down_seconds:-60}" ] && runs "$supervisor" && [ "$asked" = USR1 ]; do
    sleep 1
    waited=$((waited + 1))
  done
  ! runs "$supervisor" || [ "$asked" != USR1 ] || to_program TERM
}

while runs "$supervisor"; do
  [ -n "$asked" ] || wait "$supervisor"
  case $asked in
    INT) asked= ;;
    TERM) asked=; leave ;;
    USR1) wind_down; [ "$asked" != USR1 ] || asked= ;;
  esac
done

sweep() {
  [ -n "$(marked)" ] || return 0
  event "swept $(marked | tr '\n' ' ')"
  to_marked TERM
  sleep 1
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    to_marked KILL || return 0
    sleep 0.2
  done
  event "survivors $(marked | tr '\n' ' ')"
  return 1
}

code=
[ ! -e exit_code ] || read -r code _ <exit_code
if sweep; then
  event "over ${code:-without an exit code}"
fi
exit "${code:-75}"
