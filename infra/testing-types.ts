import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import ts from 'typescript'

// Writes the declarations of `posthorn/testing` for the package. They come from that file alone: the compiler would write those of all
// that it loads too, and they need packages that an installation does not have.

const SOURCE = 'src/testing/start-posthorn.ts'
const TARGET = 'dist/types/testing/start-posthorn.d.ts'

const { outputText, diagnostics = [] } = ts.transpileDeclaration(await readFile(SOURCE, 'utf8'), {
  fileName: SOURCE, reportDiagnostics: true, compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.NodeNext }
})
if (diagnostics.length > 0) throw new Error(diagnostics.map(({ messageText }) => String(messageText)).join('\n'))
await mkdir(dirname(TARGET), { recursive: true })
await writeFile(TARGET, outputText)
