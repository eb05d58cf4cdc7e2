import { Argument, type CommandUnknownOpts } from '@commander-js/extra-typings'
import { newCommand } from '../shared/new-command.js'

const SHELLS = ['bash', 'zsh', 'fish'] as const

/** `posthorn completion`: a script for a shell, made of the commands of `program`. */
export const completionCommand = (program: () => Promise<CommandUnknownOpts>) => newCommand('completion', {
  says: 'Print a script that completes commands and options in a shell.',
  group: 'Server',
  examples: [
    ['completion bash >> ~/.bashrc', 'bash'],
    ['completion zsh > ~/.zfunc/_posthorn', 'zsh, with ~/.zfunc in fpath'],
    ['completion fish > ~/.config/fish/completions/posthorn.fish', 'fish']
  ]
})
  .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(SHELLS))
  .action(async (shell, { json }) => {
    const words = wordsOf(await program())
    process.stdout.write(json === true ? `${JSON.stringify(words, null, 2)}\n` : SCRIPTS[shell](words))
  })

interface Words { name: string, about: string, options: Array<{ long: string, about: string }> }

const wordsOf = (program: CommandUnknownOpts): Words[] => program.commands.map(command => ({
  name: command.name(),
  about: command.description(),
  options: [...command.options.map(({ long, description }) => ({ long: long!, about: description })), HELP]
}))

const HELP = { long: '--help', about: 'show this help' }
const longs = ({ options }: Words) => options.map(({ long }) => long).join(' ')
const described = ({ long, about }: { long: string, about: string }) => quoted(`${long}:${about.replaceAll(':', '\\:')}`)
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

const SCRIPTS: Readonly<Record<typeof SHELLS[number], (words: Words[]) => string>> = {
  bash: words => `_posthorn () {
  local current="\${COMP_WORDS[COMP_CWORD]}" words
  if [ "$COMP_CWORD" -eq 1 ]; then words=${quoted(words.map(({ name }) => name).join(' '))}
  else
    case "\${COMP_WORDS[1]}" in
${words.map(one => `      ${one.name}) words=${quoted(longs(one))} ;;`).join('\n')}
    esac
  fi
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
    *)
      if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "$words" -- "$current"))
      else COMPREPLY=($(compgen -f -- "$current")); fi ;;
  esac
}
complete -o filenames -F _posthorn posthorn
`,
  zsh: words => `#compdef posthorn
_posthorn () {
  local -a commands options
  if (( CURRENT == 2 )); then
    commands=(
${words.map(({ name, about }) => `      ${quoted(`${name}:${about}`)}`).join('\n')}
    )
    _describe command commands
    return
  fi
  case "$words[2]" in
${words.map(({ name, options }) => `    ${name}) options=(${options.map(described).join(' ')}) ;;`).join('\n')}
  esac
  if [[ "$words[CURRENT]" == -* ]]; then _describe option options; else _files; fi
}
if [ "$funcstack[1]" = _posthorn ]; then _posthorn "$@"; else compdef _posthorn posthorn; fi
`,
  fish: words => words.map(({ name, about, options }) => [
    `complete -c posthorn -n __fish_use_subcommand -f -a ${name} -d ${quoted(about)}`,
    ...options.map(({ long, about }) =>
      `complete -c posthorn -n '__fish_seen_subcommand_from ${name}' -l ${long.slice(2)} -d ${quoted(about)}`)
  ].join('\n')).join('\n') + '\n'
}
