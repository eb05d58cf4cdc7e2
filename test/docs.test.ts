import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'

const markdownIn = (folder: string) => readdirSync(folder).filter(name => name.endsWith('.md')).map(name => join(folder, name))
const documents = [...markdownIn('.'), ...markdownIn('docs'), ...markdownIn('docs/guides')]
const read = (path: string) => readFileSync(path, 'utf8')

/** The handwritten files below a folder. */
function filesIn (folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(ts|js|md)$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
}

/** The lines of a document without its blocks of code. */
function proseOf (path: string): Array<{ line: string, number: number }> {
  let isCode = false
  return read(path).split('\n').map((line, at) => ({ line, number: at + 1 })).filter(({ line }) => {
    const isFence = line.startsWith('```')
    if (isFence) isCode = !isCode
    return !isCode && !isFence
  })
}

const anchorsOf = (path: string) => new Set(proseOf(path).flatMap(({ line }) => {
  const title = /^#+ (.+)$/.exec(line)?.[1]
  return title === undefined ? [] : [title.toLowerCase().replace(/[^\w -]/g, '').replaceAll(' ', '-')]
}))

/** The cited sections: "contract 1.1", "contract 3.2 to 3.4", "contract 3.3, 8", "docs/contract.md 3.5", "contract's section 1.8". */
function citedIn (text: string): string[] {
  const citation = /\b(?:contract(?:\.md)?|contract's section) (\d+(?:\.\d+)?(?:(?:, | to | and )\d+(?:\.\d+)?)*)/gi
  return [...text.matchAll(citation)].flatMap(([, sections]) => sections!.match(/\d+(?:\.\d+)?/g)!)
}

t.test('Every section of the contract that a comment or a document cites exists.', async t => {
  const sections = new Set([...read('docs/contract.md').matchAll(/^#+ (\d+(?:\.\d+)?)\b/gm)].map(([, section]) => section!))
  t.strictSame(
    citedIn('(contract 3.3, 8), docs/contract.md 3.5 and the contract\'s section 1.8; contract 3.2 to 3.4; contract N.M'),
    ['3.3', '8', '3.5', '1.8', '3.2', '3.4']
  )
  const files = [
    ...['src', 'infra', 'test', 'openapi'].flatMap(filesIn), ...documents
  ].filter(path => path !== join('test', 'docs.test.ts'))
  const cited = files.flatMap(path => citedIn(read(path)).map(section => ({ path, section })))
  t.ok(cited.length > 50, 'comments cite it')
  t.strictSame(cited.filter(({ section }) => !sections.has(section)), [])
})

t.test("The targets of the documents' links exist, including headings.", async t => {
  for (const path of documents) {
    for (const [, target = '', anchor] of read(path).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)) {
      const file = target === '' ? path : join(dirname(path), target)
      t.ok(existsSync(file), `${path}: ${target}`)
      if (anchor !== undefined && existsSync(file)) t.ok(anchorsOf(file).has(anchor), `${path}: ${target}#${anchor}`)
    }
  }
})

t.test('The files and commands in the documents exist.', async t => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  for (const path of documents.filter(name => name !== 'CHANGELOG.md')) {
    for (const [, file] of read(path).matchAll(/`((?:src|infra|test|openapi|docs)\/[\w./-]*\w\.\w+)`/g)) {
      t.ok(existsSync(file!), `${path}: ${file}`)
    }
    for (const [, script] of read(path).matchAll(/npm run (?:--silent )?([a-z][\w:]*)/g)) {
      t.ok(scripts[script!], `${path}: npm run ${script}`)
    }
  }
})

t.test('The architecture is a map of at most 180 lines, and no line of prose is longer than 140 characters.', async t => {
  t.ok(read('ARCHITECTURE.md').trimEnd().split('\n').length <= 180)
  const isFree = (line: string) => /^\s*\||\]\(/.test(line)
  for (const path of documents) {
    t.strictSame(proseOf(path).filter(({ line }) => line.length > 140 && !isFree(line)).map(({ number }) => `${path}:${number}`), [])
  }
})

t.test('The rights that a server on DynamoDB needs are those of its calls.', async t => {
  const calls = ['src/repositories', 'src/hosting'].flatMap(filesIn).flatMap(path => [...read(path).matchAll(/\bcall\('([A-Z]\w+)'/g)].map(([, name]) => name!))
  const rights = [...read('docs/running.md').matchAll(/"dynamodb:(\w+)"/g)].map(([, name]) => name!)
  // Transactions are for the embedded database alone.
  t.strictSame(rights.toSorted(), [...new Set(calls)].filter(name => name !== 'TransactWriteItems').sort())
})
