import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { TABLES, type Table } from '../../src/facts/table-definitions.js'
import { describe, type Attribute, type Attributes } from '../../src/models/attributes.js'
import { SCHEMAS, type ModelName } from '../../src/models/schemas.js'
import { keyTypes } from '../../src/models/shapes.js'

// docs/data.md's tables of attributes: names and types of the schemas, meanings of the interfaces that they are compared with.

interface Shown { from: string, keys?: string[] }

/** The models of configuration, each with the interface of its items, and the keys of its table if it has not all. */
const CONFIGURED: Partial<Record<ModelName, Shown>> = {
  applications: { from: 'Application' },
  settings: { from: 'OrganizationSettings', keys: ['orgId', 'id'] },
  endpoints: { from: 'Endpoint' },
  destinations: { from: 'Destination' },
  'event-types': { from: 'EventType' },
  tasks: { from: 'Task' },
  'task-results': { from: 'TaskResultItem', keys: ['orgId', 'id', 'expiresAt'] }
}
const SOURCES = [
  ...['applications', 'settings', 'endpoints', 'destinations', 'event-types', 'tasks', 'import-state', 'deliveries']
    .map(name => `src/repositories/${name}.ts`),
  'src/models/task-model.ts', 'src/models/due-item.ts'
]
const KEYS: Record<string, string> = {
  dueShard: 'the part of the index `due` that it waits in',
  dueAt: 'when it goes on',
  expiresAt: 'when it may be dropped, Unix seconds'
}
/** Meanings that are the same in all models, if an interface does not give them. */
const COMMON: Record<string, string> = {
  rev: 'how often it was written: a write is made over the revision that was read',
  uid: "the caller's name for it",
  createdAt: 'Unix milliseconds',
  updatedAt: 'Unix milliseconds',
  deletedAt: 'when it was deleted: this is its tombstone'
}

interface Field { meaning: string, of: readonly string[] }

const parse = (path: string) => ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2023, true)
const interfaces = new Map(SOURCES.flatMap(path => interfacesOf(parse(path))))

function interfacesOf (file: ts.SourceFile): Array<[name: string, fields: Map<string, Field>]> {
  return file.statements.filter(ts.isInterfaceDeclaration).map(({ name, members, heritageClauses = [] }) => {
    const own = members.filter(ts.isPropertySignature).map(member => [member.name.getText(), fieldOf(member)] as [string, Field])
    const above = heritageClauses.flatMap(({ types }) => types.flatMap(type => type.getText().match(/\w+/g)!))
    return [name.text, new Map([...own, ...above.map(parent => [`...${parent}`, { meaning: '', of: [parent] }] as [string, Field])])]
  })
}

function fieldOf (member: ts.PropertySignature): Field {
  const comment = ts.getJSDocCommentsAndTags(member).map(({ comment }) => ts.getTextOfJSDocComment(comment)).join(' ')
  // A value that is null in the code is absent in the table.
  const said = comment.replaceAll(/\s+/g, ' ').replaceAll(/\bnull( or absent)?\b/g, 'absent').replace(/\.$/, '').replaceAll('|', '\\|')
  const meaning = said.startsWith('Unix') ? said : said.slice(0, 1).toLowerCase() + said.slice(1)
  return { meaning, of: member.type!.getText().match(/\w+/g) ?? [] }
}

/** The comments of an interface's attributes, including those of its parents. */
function find (names: readonly string[], attribute: string): Field | undefined {
  for (const fields of names.flatMap(name => interfaces.get(name) ?? [])) {
    const parents = [...fields].flatMap(([name, { of }]) => name.startsWith('...') ? of : [])
    const found = fields.get(attribute) ?? find(parents, attribute)
    if (found) return found
  }
  return undefined
}

/** A table for each model of configuration: its attributes with their types and meanings. */
export function modelTables (): string {
  return Object.entries(CONFIGURED).map(([name, { from, keys }]) => {
    const { table, attributes } = SCHEMAS[name as ModelName]
    const head = [`\`${name}\`, in the table ${table}`, '', '| attribute | type | meaning |', '|---|---|---|']
    return [...head, ...keyRows(table, keys), ...rowsOf(attributes, [from], '')].join('\n')
  }).join('\n\n')
}

function keyRows (name: keyof typeof TABLES, only?: string[]): string[] {
  const { hash, range }: Table = TABLES[name]
  const own = { [hash]: 'the hash key', ...(range !== undefined && { [range]: 'the range key' }) }
  const meanings: Record<string, string> = { ...KEYS, ...own }
  const types = Object.entries(keyTypes(name)).filter(([key]) => only?.includes(key) ?? true)
  const typeOfKey = (key: string, type: 'S' | 'N') => `${type === 'N' ? 'number' : 'text'}${key in own ? ', always' : ''}`
  return types.map(([key, type]) => row(key, typeOfKey(key, type), meanings[key]!))
}

function rowsOf (attributes: Attributes, from: readonly string[], path: string): string[] {
  return Object.entries(attributes).flatMap(([name, attribute]) => {
    const field = find(from, name)
    const own = row(path + name, typeOf(attribute) + rulesOf(attribute), field?.meaning || (COMMON[name] ?? ''))
    const { inner, suffix } = within(attribute)
    return [own, ...(inner ? rowsOf(inner, field?.of ?? [], `${path}${name}${suffix}.`) : [])]
  })
}

const row = (...cells: [name: string, type: string, meaning: string]) => `| \`${cells[0]}\` | ${cells[1]} | ${cells[2]} |`

function typeOf (attribute: Attribute): string {
  const { type, schema } = describe(attribute)
  if (schema === 'texts') return 'map of texts'
  if (type === Array) return `list of ${plural(typeOf((schema as readonly [Attribute])[0]))}`
  return type === Object ? 'map' : type === Number ? 'number' : type === Boolean ? 'true or false' : type === Buffer ? 'bytes' : 'text'
}

function rulesOf (attribute: Attribute): string {
  const { required, ...rules } = describe(attribute)
  const values = 'enum' in rules ? `: ${(rules.enum as string[]).map(value => `\`${value}\``).join(', ')}` : ''
  return `${required ? ', always' : ''}${values}`
}

const plural = (type: string) => `${type}s`

/** The attributes inside an attribute, with their paths. */
function within (attribute: Attribute): { inner?: Attributes, suffix: string } {
  const { type, schema } = describe(attribute)
  if (type === Array) return { ...within((schema as readonly [Attribute])[0]), suffix: '[]' }
  return type === Object && typeof schema === 'object' ? { inner: schema as Attributes, suffix: '' } : { suffix: '' }
}
