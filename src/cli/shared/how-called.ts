/**
 * The words that call this program where it runs now, for messages that name a command: `posthorn` where it is on the path,
 * `npx posthorn` where npx or a project has it. `script` is the path of the running script.
 */
export function howCalled (script: string = process.argv[1] ?? ''): string {
  return /(^|[/\\])posthorn$/.test(script) && !/[/\\]node_modules[/\\]/.test(script) ? 'posthorn' : 'npx posthorn'
}
