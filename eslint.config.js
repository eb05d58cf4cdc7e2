import neostandard, { plugins, resolveIgnoresFromGitignore } from 'neostandard'

/**
 * Dependencies point down: the files of a rung may load those of the rungs below it, never those above. Each rung has its
 * files, how an import names one of them, and which of the walled packages it may load. A folder's rung is not that of the
 * folders in it. `test/lint-walls.test.ts` draws all imports and compares.
 */
export const LADDER = [
  folder('lambda'),
  folder('testing'),
  folder('cli'),
  folder('cli/commands'),
  folder('cli/demo'),
  folder('cli/doctor'),
  folder('cli/listen'),
  folder('cli/migrate'),
  folder('cli/restore'),
  folder('cli/secrets'),
  folder('cli/rollback'),
  folder('cli/client'),
  file('server', ['fastify']),
  folder('hosting'),
  folder('delivery/hand-off/local'),
  folder('delivery/hand-off/sqs'),
  folder('delivery/hand-off/table'),
  folder('delivery/hand-off'),
  folder('cli/shared'),
  file('app', ['fastify']),
  // Neither of the two loads the other: what they share is below both.
  { ...folder('routes', ['fastify']), apart: ['plugins'] },
  folder('plugins', ['fastify']),
  folder('http', ['fastify']),
  folder('rules'),
  folder('delivery/tasks'),
  folder('delivery/import'),
  folder('delivery/attempt'),
  folder('delivery/endpoint-health'),
  folder('delivery/operational-webhooks'),
  folder('delivery/accept'),
  folder('delivery/polling'),
  folder('delivery/payload-schemas'),
  folder('delivery/sending'),
  folder('delivery'),
  folder('repositories', ['dynamoose', 'aws']),
  folder('models', ['dynamoose', 'aws']),
  folder('dynamodb/embedded'),
  folder('dynamodb'),
  folder('aws', ['aws']),
  folder('schemas'),
  file('config'),
  file('version'),
  folder('settings'),
  file('errors'),
  folder('lib'),
  folder('facts'),
  // Code of the browser: of the rest of src it loads nothing.
  folder('portal'),
  folder('portal/console'),
  folder('portal/pages'),
  folder('portal/parts'),
  folder('portal/state')
]

function folder (path, packages = []) {
  return { name: path, files: [`src/${path}/*.ts`, `src/${path}/*.tsx`], imported: `(^|/)${path.split('/').at(-1)}/[^/]+\\.js$`, packages }
}

function file (name, packages = []) {
  return { name, files: [`src/${name}.ts`], imported: `(^|/)${name}\\.js$`, packages }
}

const PACKAGES = {
  fastify: '(@fastify/|fastify$|fastify/|fastify-plugin$)',
  dynamoose: 'dynamoose($|/)',
  aws: '@(aws-sdk|smithy)/'
}

// Later zones win over earlier ones.
const ZONES = [
  ...LADDER.map(({ files, packages, apart = [] }, rung) =>
    ({ files, above: LADDER.filter(({ name }, other) => other < rung || apart.includes(name)), packages })),
  { files: ['src/lambda/http-function.ts'], above: [], packages: ['fastify'] },
  // Run when a bundle is made: they look at the whole to write down what it would make at every start.
  { files: ['src/**/*.build.ts'], above: [], packages: ['fastify', 'dynamoose', 'aws'] }
]

function restrictionsOf ({ above, packages }) {
  const walls = above.map(({ name, imported }) => ({
    regex: `^\\.(?!.*openapi/).*${imported}`,
    message: `Dependencies point down: ${name} may not be loaded from here (types may be imported).`
  }))
  const foreign = Object.keys(PACKAGES).filter(name => !packages.includes(name)).map(name => ({
    regex: `^${PACKAGES[name]}`,
    message: `The ${name} packages have their place (see CONTRIBUTING.md), and this is not it (types may be imported).`
  }))
  const outside = { regex: '^(\\.\\./)+(infra/|test/|openapi/.*\\.js$)', message: 'src loads nothing from outside src.' }
  return [...walls, ...foreign, outside]
}

// The import rule does not see `await import(...)`, so the same walls stand there as selectors.
function wallRules (zone) {
  const restrictions = restrictionsOf(zone)
  const dynamic = restrictions.map(({ regex, message }) => ({
    selector: `ImportExpression > Literal[value=/${regex.replaceAll('/', '\\/')}/]`,
    message
  }))
  return {
    '@typescript-eslint/no-restricted-imports': ['error', {
      paths: ['process', 'node:process'].map(name => ({
        name, importNames: ['env'], message: 'The environment is read in src/config.ts alone.'
      })),
      patterns: restrictions.map(restriction => ({ ...restriction, allowTypeImports: true }))
    }],
    'no-restricted-syntax': ['error', ...dynamic, {
      selector: 'ExportDefaultDeclaration', message: 'Exports have names.'
    }]
  }
}

const walls = ZONES.map(zone => ({ files: zone.files, rules: wallRules(zone) }))

const environment = {
  files: ['src/**/*.ts', 'src/**/*.tsx'],
  ignores: ['src/config.ts'],
  rules: {
    'no-restricted-properties': ['error', {
      object: 'process', property: 'env', message: 'The environment is read in src/config.ts alone.'
    }]
  }
}

const infraWall = {
  files: ['infra/**/*.ts'],
  rules: {
    'no-new': 'off', // a construct is part of the scope that it is given
    '@typescript-eslint/no-restricted-imports': ['error', {
      patterns: [{ regex: '^(\\.\\.?/)+src/(?!facts/)', message: 'Of src, infra imports the facts alone.' }]
    }]
  }
}

const typed = {
  files: ['**/*.ts', '**/*.tsx'],
  languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  rules: {
    '@typescript-eslint/no-floating-promises': ['error', {
      // What t.test() returns: tap itself waits for it.
      allowForKnownSafePromises: [{ from: 'package', name: 'PromiseWithSubtest', package: '@tapjs/core' }]
    }],
    '@typescript-eslint/no-misused-promises': 'error',
    '@typescript-eslint/await-thenable': 'error',
    '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
    '@typescript-eslint/only-throw-error': 'error',
    '@typescript-eslint/switch-exhaustiveness-check': 'error',
    '@typescript-eslint/no-unnecessary-type-assertion': 'error',
    '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    '@typescript-eslint/no-explicit-any': 'error'
  }
}

const style = {
  'react/jsx-handler-names': 'off', // what a list or a loader offers has a name of its own
  '@stylistic/object-property-newline': 'off', // a table of settings reads best with a row on a line or two
  'no-void': ['error', { allowAsStatement: true }] // how a promise that is left alone on purpose is marked
}

const size = {
  files: ['src/**/*.ts', 'src/**/*.tsx', 'infra/**/*.ts', 'openapi/**/*.ts'],
  ignores: ['**/*.d.ts'],
  rules: {
    'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
    'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    'max-params': ['error', 4],
    'max-depth': ['error', 4],
    complexity: ['error', 12],
    'no-console': 'error'
  }
}

// What is left out joins as its lines are broken.
const width = {
  files: ['src/**/*.ts', 'infra/**/*.ts'],
  rules: { '@stylistic/max-len': ['error', { code: 140, ignoreUrls: true }] }
}

// A long string of a test is a value, which may not be broken.
const testWidth = {
  files: ['test/**/*.ts'],
  rules: {
    '@stylistic/max-len': ['error', { code: 140, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }]
  }
}

const testSize = {
  files: ['test/**/*.ts'],
  rules: {
    'max-lines': ['error', { max: 600, skipBlankLines: true, skipComments: true }],
    complexity: ['error', 12]
  }
}

const chance = {
  files: ['test/**/*.ts'],
  ignores: ['test/helpers/chance.ts'],
  rules: {
    '@typescript-eslint/no-restricted-imports': ['error', {
      paths: [{ name: 'fast-check', message: 'Take fc from test/helpers/chance.js, which gives it the seed of the run.' }]
    }]
  }
}

export default [
  ...neostandard({ ts: true, ignores: [...resolveIgnoresFromGitignore(), '**/*.d.ts'] }),
  { linterOptions: { reportUnusedDisableDirectives: 'error' }, rules: style },
  { ...typed, plugins: { '@typescript-eslint': plugins['typescript-eslint'].plugin } },
  size,
  width,
  testWidth,
  testSize,
  chance,
  ...walls,
  environment,
  infraWall
]
