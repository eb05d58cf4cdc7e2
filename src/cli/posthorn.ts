#!/usr/bin/env node
import { nodeProblem } from './shared/node-version.js'

// The entry of all commands. What it loads before it has looked at Node is old syntax enough to say what is wrong.

const MISUSED = 2
const problem = nodeProblem(process.versions.node)
if (problem === undefined) {
  const [{ mapStacks }, { runCommand }] = await Promise.all([import('./shared/mapped-stacks.js'), import('./run-command.js')])
  mapStacks()
  await runCommand(process.argv.slice(2))
} else {
  process.stderr.write(`${problem}\n`)
  process.exitCode = MISUSED
}
