#!/usr/bin/env node
import { nodeProblem } from './shared/node-version.js'

// The entry of all commands. What it loads before it has looked at Node is old syntax enough to say what is wrong.

const MISUSED = 2
const problem = nodeProblem(process.versions.node)
if (problem === undefined) {
  process.setSourceMapsEnabled(true)
  const { runCommand } = await import('./run-command.js')
  await runCommand(process.argv.slice(2))
} else {
  process.stderr.write(`${problem}\n`)
  process.exitCode = MISUSED
}
