/** One instruction: its name in capitals, its flags (`--from=build`) and what follows, a JSON array as its elements. */
export interface Instruction { name: string, flags: Record<string, string>, args: string[], text: string }

/** A stage: the image it starts from, its name, and its instructions in order. */
export interface Stage { from: string, as: string | undefined, instructions: Instruction[] }

/** The stages of a Dockerfile of the plain kind: no heredocs, no ONBUILD, no escape directive. */
export function parseDockerfile (text: string): Stage[] {
  const lines = text.replace(/^[ \t]*#.*\n/gm, '').replace(/\\\n/g, ' ').split('\n').map(line => line.trim()).filter(line => line !== '')
  const stages: Stage[] = []
  for (const line of lines) {
    const instruction = parseInstruction(line)
    if (instruction.name === 'FROM') stages.push({ from: instruction.args[0]!, as: instruction.args[2], instructions: [] })
    else stages.at(-1)!.instructions.push(instruction)
  }
  return stages
}

function parseInstruction (line: string): Instruction {
  const [, name = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? []
  const flags: Record<string, string> = {}
  const text = rest.replace(/^(?:--[a-z-]+=\S+\s+)+/, given => {
    for (const [, flag, value] of given.matchAll(/--([a-z-]+)=(\S+)/g)) flags[flag!] = value!
    return ''
  })
  return { name: name.toUpperCase(), flags, args: text.startsWith('[') ? JSON.parse(text) as string[] : text.split(/\s+/), text }
}

/** Whether the build context holds a path, by the patterns of a .dockerignore: the last one that matches decides. */
export function contextOf (dockerignore: string): (path: string) => boolean {
  const patterns = dockerignore.split('\n').map(line => line.trim()).filter(line => line !== '' && !line.startsWith('#')).map(line => {
    const isException = line.startsWith('!')
    const glob = line.replace(/^!/, '').replace(/^\/|\/$/g, '').replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('**', '\0')
      .replaceAll('*', '[^/]*').replaceAll('\0', '.*')
    return { isException, matches: new RegExp(`^${glob}(/|$)`) }
  })
  return path => patterns.reduce((isIn, { isException, matches }) => matches.test(path) ? isException : isIn, true)
}
