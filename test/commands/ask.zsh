# zsh -f ask.zsh SCRIPT OUT LINE…: types each line and TAB into an interactive zsh; writes what is offered, then `line:` and what stands there.
zmodload zsh/zpty
script=$1 out=$2
shift 2
zpty asked zsh -f -i
zpty -w asked "PS1= PS2= out=${(q)out}; autoload -Uz compinit; compinit -u -D; . ${(q)script}"
zpty -w asked 'compadd() {
  local -a matched
  [[ "${@[1,-2]}" == *-[OAD]* ]] || { builtin compadd -O matched "$@"; (( ! $#matched )) || print -rl -- $matched >>! $out }
  builtin compadd "$@"
}
ask() { zle complete-word; print -r -- "line:$BUFFER" >>! $out; BUFFER=; CURSOR=0 }
zle -N ask; bindkey "^I" ask; unsetopt auto_menu; print -n >! $out'
repeat 400; do [[ -e $out ]] && break; sleep 0.02; done
sleep 0.1
typeset -i asked=0
typeset -a answers
for line; do
  asked+=1
  zpty -w -n asked $line$'\t'
  repeat 400; do
    # A screen that nobody reads is full in the end.
    while zpty -r -t asked screen; do :; done
    answers=(${(M)${(f)"$(<$out)"}:#line:*})
    (( $#answers >= asked )) && break
    sleep 0.02
  done
done
zpty -d asked
