import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

// Writes the declarations of `posthorn/testing` and `posthorn/cdk` for the package: those of these files alone. The compiler itself
// would write those of all that they load too, and they need packages that an installation does not have.

const TARGET = 'dist/types'
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  src: ['src/testing/start-posthorn.ts'],
  '.': ['infra/cdk.ts', 'infra/stage-file.ts', 'infra/stages.ts', 'infra/stacks.ts', 'src/facts/functions.ts']
}

const asksForHelp = process.argv.slice(2).some(arg => ['--help', '-h'].includes(arg))
if (asksForHelp) process.stdout.write(`npm run build:lone-types\n\n  Writes the types of posthorn/testing and posthorn/cdk to ${TARGET}.\n`)
else await writeAll()

async function writeAll (): Promise<void> {
  // Loaded when the command line has been read, so that --help is quick.
  const { default: ts } = await import('typescript')
  const { config } = ts.readConfigFile('tsconfig.json', path => ts.sys.readFile(path)) as { config: { compilerOptions: object } }
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, '.')
  for (const [rootDir, files] of Object.entries(SOURCES)) {
    const program = ts.createProgram(files, {
      ...options, noEmit: false, declaration: true, emitDeclarationOnly: true, rootDir: resolve(rootDir), outDir: resolve(TARGET)
    })
    for (const file of files) program.emit(program.getSourceFile(file), write, undefined, true)
  }
}

function write (path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
