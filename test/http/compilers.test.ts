import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Ajv, type ErrorObject } from 'ajv'
import t, { type Test } from 'tap'
import { bundleModule } from '../../infra/bundle.js'
import * as models from '../../src/models/shapes.js'
import * as atStart from '../../src/http/compilers.js'
import { asked } from '../../src/http/compilers.build.js'
import { withNullables } from '../../src/http/nullable-schema.js'
import { violationsOf } from '../../src/http/violations.js'
import { nearly } from '../helpers/schema-values.js'
import { fc } from '../helpers/chance.js'

const folders = t.testdir()

// The modules that take the place of these modules in a bundle.
async function built<T> (source: string): Promise<T> {
  const folder = join(folders, basename(source))
  const { outputs } = await bundleModule(source, folder)
  t.notMatch(Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs))
    .join('\n'), /ajv\/dist\/(core|ajv|compile)|fast-json-stringify\/index|dynamoose/)
  return await import(pathToFileURL(join(folder, 'index.mjs')).href) as T
}

const compiled = await built<typeof atStart>('src/http/compilers.ts')
const { bodies, answers } = await asked()
const RUNS = { numRuns: 150 }

t.test('The validator of a bundle and the validator compiled at start accept and refuse the same bodies, with the same errors.', async t => {
  t.ok(bodies.size > 20)
  let [accepted, refused] = [0, 0]
  for (const [route, { schema, method, url }] of bodies) {
    const [theirs, ours] = [atStart.checkOf({ schema, method, url }), compiled.checkOf({ schema, method, url })]
    fc.assert(fc.property(nearly(schema), body => {
      // Validators fill in defaults, so each gets its own copy.
      const [forTheirs, forOurs] = [structuredClone(body), structuredClone(body)]
      const result = theirs(forTheirs)
      if (result) accepted++; else refused++
      same(t, ours(forOurs), result, route)
      same(t, ours.errors ?? [], theirs.errors ?? [], route)
      same(t, forOurs, forTheirs, route)
    }), RUNS)
  }
  t.comment(`${accepted} bodies were accepted, ${refused} refused`)
  t.ok(accepted > 200 && refused > 1000)
})

t.test('The serializer of a bundle and the serializer compiled at start write the same answers.', async t => {
  t.ok(answers.size > 200)
  let [written, thrown] = [0, 0]
  const seen = new Set<string>()
  for (const [route, given] of answers) {
    const text = JSON.stringify(given.schema)
    if (seen.has(text)) continue
    seen.add(text)
    const [theirs, ours] = [atStart.stringifyOf(given), compiled.stringifyOf(given)]
    t.equal(ours.hasRaw, theirs.hasRaw, route)
    fc.assert(fc.property(nearly(given.schema), data => {
      const result = outcome(theirs.stringify, data)
      if (result.error) thrown++; else written++
      same(t, outcome(ours.stringify, data), result, route)
    }), RUNS)
  }
  t.comment(`${written} answers were written, ${thrown} could not be written`)
  t.ok(written > 1000 && thrown > 100)
})

t.test('A nullable type as one type accepts the same values as two branches, with the same violations.', async t => {
  const ajv = new Ajv(atStart.AJV_OPTIONS)
  let nullable = 0
  for (const [route, { schema }] of bodies) {
    const lean = withNullables(schema) as object
    nullable += JSON.stringify(lean).split('"nullable":true').length - 1
    const [plain, ours] = [ajv.compile(schema as object), ajv.compile(lean)]
    const told = (errors: ErrorObject[] | null | undefined) =>
      violationsOf(errors ?? []).map(violation => JSON.stringify(violation)).toSorted()
    fc.assert(fc.property(nearly(schema), body => {
      const [first, second] = [structuredClone(body), structuredClone(body)]
      const result = plain(first)
      same(t, ours(second), result, route)
      same(t, second, first, route)
      same(t, told(ours.errors), told(plain.errors), route)
    }), RUNS)
  }
  t.ok(nullable > 50, `${nullable} places`)
})

t.test('A schema that several routes share gets its validator. An unknown route gets none.', async t => {
  const [[, { schema, method, url }]] = [...bodies] as [[string, atStart.RouteSchema]]
  t.ok(compiled.checkOf({ schema, method, url: '/elsewhere' }), 'the same schema object')
  t.throws(
    () => compiled.checkOf({ schema: { ...schema as object }, method, url }), /No validator/, 'another schema for a route that has a schema'
  )
  t.throws(() => compiled.checkOf({ schema: {}, method: 'POST', url: '/elsewhere' }), /No validator/)
  t.throws(() => compiled.stringifyOf({ schema: {}, method: 'GET', url: '/elsewhere', httpStatus: '200' }), /No serializer/)
})

t.test('A bundle has the keys and attribute types of the models.', async t => {
  t.strictSame((await built<typeof models>('src/models/shapes.ts')).shapes, models.shapes)
})

// Whether it throws, and the type of the error. Its message names variables of the bundle, which are minified.
function outcome (stringify: (data: unknown) => string, data: unknown): { text?: string, error?: string } {
  try {
    return { text: stringify(data) }
  } catch (error) {
    return { error: (error as Error).name }
  }
}

// Thousands of assertions that pass would fill the output.
function same (t: Test, got: unknown, wanted: unknown, route: string): void {
  if (JSON.stringify(got) !== JSON.stringify(wanted)) t.strictSame(got, wanted, route)
}
