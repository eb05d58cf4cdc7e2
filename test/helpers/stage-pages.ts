import { createGenerator } from 'ts-json-schema-generator'
import { stages, type Stage } from '../../infra/stages.js'

// infra/stage-file.schema.json and the table of docs/stages.md, made from the types in infra/stage-file.ts and infra/stages.ts
// (`npm run pages`).

interface Schema {
  type?: string
  description?: string
  enum?: string[]
  items?: Schema
  properties?: Record<string, Schema>
  additionalProperties?: boolean | Schema
}

export const STAGE_SCHEMA = 'infra/stage-file.schema.json'

/** The JSON schema of a stage file. */
export function stageSchema (): string {
  const generator = createGenerator({
    path: 'infra/stage-file.ts', tsconfig: 'tsconfig.json', type: 'StageFile', skipTypeCheck: true, topRef: false, expose: 'none'
  })
  return `${JSON.stringify(generator.createSchema('StageFile'), null, 1)}\n`
}

/** A row for each option of a stage: its type, its value in both stages that exist, and its meaning. */
export function stageTable (schema: string): string {
  const { properties = {} } = (JSON.parse(schema) as Schema).additionalProperties as Schema
  return ['| option | type | dev | prod | meaning |', '|---|---|---|---|---|', ...rowsOf(properties, [])].join('\n')
}

const rowsOf = (properties: Record<string, Schema>, above: string[]): string[] => Object.entries(properties).flatMap(([name, schema]) => {
  const path = [...above, name]
  if (schema.properties) return [...(schema.description === undefined ? [] : [row(path, schema)]), ...rowsOf(schema.properties, path)]
  return [row(path, schema)]
})

function row (path: string[], schema: Schema): string {
  const values = [stages.dev!, stages.prod!].map(stage => schema.properties ? '' : shown(valueAt(stage, path)))
  return `| \`${path.join('.')}\` | ${typeOf(schema)} | ${values.join(' | ')} | ${schema.description?.replaceAll('\n', ' ') ?? ''} |`
}

const shown = (value: unknown) => value === undefined ? '' : `\`${JSON.stringify(value).replaceAll('"', "'")}\``

const valueAt = (stage: Stage, path: string[]) =>
  path.reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], stage)

function typeOf ({ type, enum: values, items, properties, additionalProperties }: Schema): string {
  if (values) return values.map(value => `\`'${value}'\``).join(', ')
  if (items) return `list of ${items.properties ? Object.keys(items.properties).map(name => `\`${name}\``).join(', ') : `${items.type}s`}`
  if (properties) return 'group'
  return typeof additionalProperties === 'object' ? `${additionalProperties.type}s by name` : type ?? ''
}
