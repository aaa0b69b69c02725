# Completions of gantry for zsh, made from its commands; print them anew after an update.
# {{install}}

(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }

# command|option|what it takes|what it is for
typeset -ga _gantry_rows
_gantry_rows=(
  {{rows}}
)
typeset -gA _gantry_before

_gantry_names() { NODE_COMPILE_CACHE={{cache}} {{node}} {{script}} --names $1 </dev/null 2>/dev/null }

# Offers commands, or the options of $1, each with what it is for.
_gantry_list() {
  emulate -L zsh -o extended_glob
  local row pattern='[^|*]##\|\|*'
  local -a fields names shown
  (( $# )) && pattern="(${(b)1}|\\*)\\|-*"
  for row in ${(M)_gantry_rows:#${~pattern}}; do
    fields=("${(@s:|:)row}")
    names+=($fields[$(( $# + 1 ))])
    shown+=("$names[-1]  -- ${(j:|:)fields[4,-1]}")
  done
  compadd -l -d shown -a names
}

# Prints what the option $2 of the command $1 takes, or the command itself.
_gantry_takes() {
  local row
  for row in $_gantry_rows; do
    [[ $row == "$1|$2|"* || ( -n $2 && $row == "*|$2|"* ) ]] || continue
    print -r -- ${${row#*|*|}%%|*}
    return
  done
}

# Offers what $1 stands for.
_gantry_values() {
  local -a names
  case $1 in
    services | environments | tiers) names=(${(f)"$(_gantry_names $1)"}); compadd -a names ;;
    commands) _gantry_list ;;
    shells) compadd -- {{shells}} ;;
    folders) _path_files -/ ;;
    files) _files ;;
  esac
}

# The word at the cursor after those of $@, which are gantry's: the command first.
_gantry_words() {
  local command=${1-} word takes skip= count=0
  if (( ! $# )); then _gantry_list; return; fi
  for word in "${(@)argv[2,-1]}"; do
    if [[ -n $skip ]]; then skip=; continue; fi
    if [[ $word != -* ]]; then count=$(( count + 1 )); continue; fi
    [[ $word == *=* ]] && continue
    takes=$(_gantry_takes $command $word)
    [[ -z $takes || $takes == "="* ]] || skip=$takes
  done
  if [[ -n $skip ]]; then
    _gantry_values $skip
  elif [[ $PREFIX == --*=* ]]; then
    takes=$(_gantry_takes $command ${PREFIX%%=*})
    compset -P '*='
    _gantry_values ${takes#"="}
  elif [[ $PREFIX == -* ]]; then
    _gantry_list $command
  else
    takes=$(_gantry_takes $command '')
    if [[ $takes != words ]]; then _gantry_values $takes
    elif (( count == 0 )); then _gantry_values services
    else _files; fi
  fi
}

# `ENV=`, `ARGS=` and commands of make; in ARGS the words of gantry, in quotes or not.
_gantry_make() {
  emulate -L zsh -o extended_glob
  local word command=
  for word in "${(@)words[2,CURRENT-1]}"; do [[ $word == *=* || $word == -* || -n $command ]] || command=$word; done
  case $PREFIX in
    ENV=*) compset -P 'ENV='; _gantry_values environments ;;
    ARGS=*)
      [[ -n $command ]] || return
      local typed=${${PREFIX#ARGS=}//[\'\"\\]/}
      compset -P '*[[:space:]]' || compset -P "ARGS=[\\'\"]#"
      [[ $typed == *[[:space:]]* ]] || typed=
      _gantry_words $command ${=typed% *}
      ;;
    *)
      [[ -n $command ]] || _gantry_list
      compadd -S '' -- ENV= ARGS=
      ;;
  esac
}

_gantry_complete() {
  setopt local_options extended_glob
  case $service in
    gantry) _gantry_words "${(@)words[2,CURRENT-1]}"; return ;;
    npx) [[ $words[2] == gantry && $CURRENT -gt 2 ]] && { _gantry_words "${(@)words[3,CURRENT-1]}"; return } ;;
    make) [[ -f scripts/completions.mts && -f Makefile ]] && { _gantry_make; return } ;;
    node)
      local script=${(Q)words[2]}
      [[ $script == (*/|)scripts/[a-z0-9-]##.mts && $CURRENT -gt 2 && -f ${script:h}/completions.mts ]] && { _gantry_words ${script:t:r} "${(@)words[3,CURRENT-1]}"; return }
      ;;
  esac
  ${_gantry_before[$service]:-_default} "$@"
}

for _gantry_program in make npx node; do
  [[ ${_comps[$_gantry_program]-} == _gantry_complete ]] || _gantry_before[$_gantry_program]=${_comps[$_gantry_program]-}
done
unset _gantry_program
compdef _gantry_complete gantry make npx node
