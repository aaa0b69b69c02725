# Completions of gantry for fish, made from its commands; print them anew after an update.
# {{install}}

# command|option|what it takes|what it is for
set -g __gantry_rows \
  {{rows}}

function __gantry_names
  NODE_COMPILE_CACHE={{cache}} {{node}} {{script}} --names $argv[1] </dev/null 2>/dev/null
end

# What the option $argv[2] of the command $argv[1] takes, or the command itself.
function __gantry_takes
  for row in $__gantry_rows
    set -l fields (string split -m 3 '|' -- $row)
    if test "$fields[2]" = "$argv[2]"; and begin; test "$fields[1]" = "$argv[1]"; or test -n "$argv[2]" -a "$fields[1]" = '*'; end
      echo $fields[3]
      return
    end
  end
end

# Commands, or the options of $argv[1], each with what it is for.
function __gantry_list
  for row in $__gantry_rows
    set -l fields (string split -m 3 '|' -- $row)
    if test -z "$argv[1]"
      test -z "$fields[2]"; and printf '%s\t%s\n' $fields[1] $fields[4]
    else if test -n "$fields[2]"; and contains -- "$fields[1]" $argv[1] '*'
      printf '%s\t%s\n' $fields[2] $fields[4]
    end
  end
end

# What $argv[1] stands for; $argv[2] is what has been typed of it.
function __gantry_values
  switch "$argv[1]"
    case services environments tiers
      __gantry_names $argv[1]
    case commands
      __gantry_list
    case shells
      string split ' ' -- '{{shells}}'
    case folders
      __fish_complete_directories "$argv[2]" ''
    case files
      __fish_complete_path "$argv[2]" ''
  end
end

# Candidates for the word $argv[1] after the words $argv[2..-1] of gantry: the command first.
function __gantry_words
  set -l current $argv[1]
  set -l name $argv[2]
  if test -z "$name"
    __gantry_list
    return
  end
  set -l skip ''
  set -l count 0
  for word in $argv[3..-1]
    if test -n "$skip"
      set skip ''
    else if not string match -q -- '-*' $word
      set count (math $count + 1)
    else if not string match -q -- '*=*' $word
      set skip (__gantry_takes $name $word | string match -v '=*')
    end
  end
  set -l takes (__gantry_takes $name '')
  if test -n "$skip"
    __gantry_values $skip $current
  else if string match -q -- '--*=*' $current
    set -l parts (string split -m 1 '=' -- $current)
    for value in (__gantry_values (__gantry_takes $name $parts[1] | string trim -l -c '=') $parts[2])
      echo -- "$parts[1]=$value"
    end
  else if string match -q -- '-*' $current
    __gantry_list $name
  else if test "$takes" != words
    __gantry_values $takes $current
  else if test $count -eq 0
    __gantry_values services
  else
    __fish_complete_path $current ''
  end
end

# `ENV=`, `ARGS=` and commands of make for the word $argv[1]; in ARGS the words of gantry, in quotes or not.
function __gantry_make
  set -l name (string match -v -r -- '=|^-' $argv[2..-1])[1]
  set -l typed (string replace -r '^[A-Z]*=' '' -- $argv[1] | string replace -a -r '[\'"\\\\]' '')
  switch $argv[1]
    case 'ENV=*'
      for value in (__gantry_names environments)
        echo "ENV=$value"
      end
    case 'ARGS=*'
      test -n "$name"; or return
      set -l before (string match -r -- '^.*\s' $typed)
      set -l words (string split -n ' ' -- $before)
      for value in (__gantry_words (string replace -r -- '^.*\s' '' $typed) $name $words)
        echo "ARGS=$before$value"
      end
    case '*'
      test -n "$name"; or __gantry_list
      printf '%s\n' ENV= ARGS=
  end
end

# Whether the command line is gantry's, and which words of it are.
function __gantry_tail
  set -l words (commandline -opc)
  while string match -q -r -- '^[A-Za-z_]+=' $words[1]
    set -e words[1]
  end
  switch (string replace -r '^.*/' '' -- $words[1])
    case gantry
      string join \n -- $words[2..-1]
    case npx
      test "$words[2]" = gantry; or return 1
      string join \n -- $words[3..-1]
    case make
      test -f scripts/completions.mts -a -f Makefile; or return 1
      string join \n -- $words[2..-1]
    case node
      string match -q -r -- '^(.*/)?scripts/[a-z0-9-]+\.mts$' "$words[2]"; or return 1
      test -f (string replace -r '[^/]+$' completions.mts -- $words[2]); or return 1
      string replace -r '^.*/(.*)\.mts$' '$1' -- $words[2]
      string join \n -- $words[3..-1]
  end
  return 0
end

function __gantry_is
  __gantry_tail >/dev/null
end

function __gantry_complete
  __gantry_words (commandline -ct | string collect) (__gantry_tail)
end

complete -c gantry -f -a '(__gantry_complete)'
complete -c npx -n __gantry_is -f -a '(__gantry_complete)'
complete -c node -n __gantry_is -f -a '(__gantry_complete)'
complete -c make -n __gantry_is -f -a '(__gantry_make (commandline -ct | string collect) (__gantry_tail))'
