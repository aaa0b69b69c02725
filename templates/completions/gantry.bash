# Completions of gantry for bash 4.1 or newer, made from its commands; print them anew after an update.
# {{install}}

# command|option|what it takes|what it is for
_gantry_rows=(
  {{rows}}
)
declare -A _gantry_before

_gantry_names() { NODE_COMPILE_CACHE={{cache}} {{node}} {{script}} --names "$1" </dev/null 2>/dev/null; }

# Offers those words that begin with $cur, each with $1 before it.
_gantry_offer() {
  local before=$1 word
  shift
  for word; do [[ $word != "$cur"* ]] || COMPREPLY+=("$before$word"); done
}

# Sets $found to the second field of every command, or to the options of $1.
_gantry_list() {
  local row
  found=()
  for row in "${_gantry_rows[@]}"; do
    if [[ -z ${1-} ]]; then
      [[ $row != +([!|*])\|\|* ]] || found+=("${row%%|*}")
    elif [[ $row == "$1|-"* || $row == '*|'* ]]; then
      row=${row#*|}
      found+=("${row%%|*}")
    fi
  done
}

# Sets $takes to what the option $2 of the command $1 takes, or the command itself.
_gantry_takes() {
  local row
  takes=
  for row in "${_gantry_rows[@]}"; do
    [[ $row == "$1|$2|"* || ( -n $2 && $row == "*|$2|"* ) ]] || continue
    row=${row#*|*|}
    takes=${row%%|*}
    return
  done
}

# Offers what $1 stands for, with $2 before it; paths are left to readline.
_gantry_values() {
  local found
  case $1 in
    services | environments | tiers) mapfile -t found < <(_gantry_names "$1") ;;
    commands) _gantry_list ;;
    shells) found=({{shells}}) ;;
    folders) compopt -o dirnames 2>/dev/null; return ;;
    files) compopt -o default 2>/dev/null; return ;;
    *) return ;;
  esac
  _gantry_offer "$2" "${found[@]}"
}

# The words of a command line before $cur, without `gantry`; candidates get $before before them.
_gantry_words() {
  local command=${1-} takes found last=${!#} word skip='' count=0
  if (($# == 0)); then _gantry_values commands "$before"; return; fi
  shift
  for word; do
    if [[ -n $skip ]]; then skip=; continue; fi
    if [[ $word != -* ]]; then count=$((count + 1)); continue; fi
    [[ $word == *=* ]] || { _gantry_takes "$command" "$word"; [[ -z $takes || $takes == =* ]] || skip=yes; }
  done
  _gantry_takes "$command" "$last"
  if [[ -n $skip ]]; then
    _gantry_values "$takes" "$before"
  elif [[ $cur == --*=* ]]; then
    word=${cur%%=*}
    cur=${cur#*=}
    _gantry_takes "$command" "$word"
    _gantry_values "${takes#=}" "$before$word="
  elif [[ $cur == -* ]]; then
    _gantry_list "$command"
    _gantry_offer "$before" "${found[@]}"
  else
    _gantry_takes "$command" ''
    if [[ $takes != words ]]; then _gantry_values "$takes" "$before"
    elif ((count == 0)); then _gantry_values services "$before"
    else compopt -o default 2>/dev/null; fi
  fi
}

# `ENV=`, `ARGS=` and commands of make; in ARGS the words of gantry, in quotes or not.
_gantry_make() {
  local word command='' before='' words
  for word; do [[ $word == *=* || $word == -* || -n $command ]] || command=$word; done
  case $cur in
    ENV=*) cur=${cur#ENV=}; _gantry_values environments ENV= ;;
    ARGS=*)
      cur=${cur#ARGS=}
      cur=${cur//[\'\"]/}
      [[ $cur != *[[:space:]]* ]] || before=${cur%"${cur##*[[:space:]]}"}
      cur=${cur##*[[:space:]]}
      read -r -a words <<<"$before"
      before=ARGS=$before
      [[ -z $command ]] || _gantry_words "$command" "${words[@]}"
      ;;
    *)
      [[ -n $command ]] || _gantry_values commands ''
      _gantry_offer '' ENV= ARGS=
      [[ ${#COMPREPLY[@]} != 1 || ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null
      ;;
  esac
}

# What completed a program before, or would without us: bash-completion loads its own when it is first asked.
_gantry_else() {
  local name=$1 spec
  compopt -o bashdefault -o default 2>/dev/null
  if [[ -z ${_gantry_before[$name]+known} ]]; then
    complete -r "$name" 2>/dev/null
    if declare -F _comp_load >/dev/null; then _comp_load "$name"; elif declare -F _completion_loader >/dev/null; then _completion_loader "$name"; fi
    spec=$(complete -p "$name" 2>/dev/null)
    _gantry_before[$name]=
    [[ ! $spec =~ \ -F\ ([^ ]+) || ${BASH_REMATCH[1]} == _minimal ]] || _gantry_before[$name]=${BASH_REMATCH[1]}
    complete -F _gantry_complete "$name"
  fi
  [[ -z ${_gantry_before[$name]} ]] || "${_gantry_before[$name]}" "$@"
}

# readline splits at `=`; here the pieces are words again.
_gantry_complete() {
  local words=() word cur before='' index glued='' typed
  for ((index = 1; index <= COMP_CWORD; index++)); do
    word=${COMP_WORDS[index]-}
    if [[ $index -gt 1 && ( $word == = || -n $glued ) ]]; then words[${#words[@]} - 1]+=$word; else words+=("$word"); fi
    glued=
    [[ $word != = ]] || glued=yes
  done
  ((${#words[@]})) || words=('')
  cur=${words[-1]}
  unset 'words[-1]'
  COMPREPLY=()
  typed=$cur
  case ${1##*/} in
    gantry) _gantry_words "${words[@]}" ;;
    npx) if [[ ${words[0]-} == gantry ]]; then _gantry_words "${words[@]:1}"; else _gantry_else "$@"; fi ;;
    make) if [[ -f scripts/completions.mts && -f Makefile ]]; then _gantry_make "${words[@]}"; else _gantry_else "$@"; fi ;;
    node)
      if [[ ${words[0]-} == ?(*/)scripts/+([a-z0-9-]).mts && -f ${words[0]%/*}/completions.mts ]]; then
        word=${words[0]##*/}
        _gantry_words "${word%.mts}" "${words[@]:1}"
      else _gantry_else "$@"; fi
      ;;
  esac
  # Only what stands behind an opened quote, or behind the last `=`, is replaced.
  case $typed in
    *[\'\"]*) COMPREPLY=("${COMPREPLY[@]#"${typed%%[\'\"]*}"}") ;;
    *=*) [[ $COMP_WORDBREAKS != *=* ]] || COMPREPLY=("${COMPREPLY[@]#"${typed%=*}="}") ;;
  esac
}

for _gantry_program in make npx node; do
  [[ ! $(complete -p "$_gantry_program" 2>/dev/null) =~ \ -F\ ([^ ]+) || ${BASH_REMATCH[1]} == _gantry_complete ]] ||
    _gantry_before[$_gantry_program]=${BASH_REMATCH[1]}
done
unset _gantry_program
complete -F _gantry_complete gantry make npx node
