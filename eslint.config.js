import neostandard, { plugins, resolveIgnoresFromGitignore } from 'neostandard'

// Dependencies point down: a layer may load the layers after it in this list, and the leaves, never the ones before it.
const LAYERS = {
  hosts: 'lambda/|cli/|(server|embedded-[a-z]+|first-start)\\.js$',
  app: 'app\\.js$',
  plugins: 'plugins/',
  routes: 'routes/',
  delivery: 'delivery/',
  repositories: 'repositories/',
  models: 'models/'
}
const LEAVES = {
  config: 'config\\.js$',
  errors: 'errors\\.js$',
  schemas: 'schemas/'
}
const PACKAGES = {
  fastify: '(@fastify/|fastify$|fastify/|fastify-plugin$)',
  dynamoose: 'dynamoose($|/)',
  aws: '@(aws-sdk|smithy)/'
}

// Each folder: its layer, and which of the walled packages it may load. Later zones win over earlier ones.
const ZONES = [
  { files: ['src/*.ts', 'src/cli/**/*.ts'], above: [], packages: [] },
  { files: ['src/cli/doctor/**/*.ts'], above: [], packages: ['aws'] },
  { files: ['src/config.ts', 'src/errors.ts', 'src/schemas/**/*.ts'], above: Object.keys(LAYERS), packages: [] },
  { files: ['src/lib/**/*.ts'], above: [...Object.keys(LAYERS), ...Object.keys(LEAVES)], packages: [] },
  { files: ['src/server.ts'], above: [], packages: ['fastify'] },
  { files: ['src/lambda/**/*.ts'], above: [], packages: ['aws'] },
  { files: ['src/lambda/http.ts'], above: [], packages: ['aws', 'fastify'] },
  { files: ['src/app.ts'], above: layersAbove('app'), packages: ['fastify'] },
  { files: ['src/plugins/**/*.ts'], above: layersAbove('plugins'), packages: ['fastify'] },
  { files: ['src/routes/**/*.ts'], above: layersAbove('routes'), packages: ['fastify'] },
  { files: ['src/delivery/**/*.ts'], above: layersAbove('delivery'), packages: [] },
  { files: ['src/delivery/dispatcher-sqs*.ts'], above: layersAbove('delivery'), packages: ['aws'] },
  { files: ['src/repositories/**/*.ts'], above: layersAbove('repositories'), packages: ['dynamoose', 'aws'] },
  { files: ['src/models/**/*.ts'], above: layersAbove('models'), packages: ['dynamoose', 'aws'] },
  // Run when a bundle is made: they look at the whole to write down what it would make at every start.
  { files: ['src/**/*.build.ts'], above: [], packages: ['fastify', 'dynamoose', 'aws'] }
]

function layersAbove (layer) {
  const names = Object.keys(LAYERS)
  return names.slice(0, names.indexOf(layer))
}

function restrictionsOf ({ above, packages }) {
  const walls = above.map(name => ({
    regex: `^(\\.\\.?/)+(${{ ...LAYERS, ...LEAVES }[name]})`,
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
  files: ['src/**/*.ts'],
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
      patterns: [{ regex: '^(\\.\\.?/)+src/', message: 'infra imports nothing from src.' }]
    }]
  }
}

const typed = {
  files: ['**/*.ts'],
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
  '@stylistic/object-property-newline': 'off', // a table of settings reads best with a row on a line or two
  'no-void': ['error', { allowAsStatement: true }] // how a promise that is left alone on purpose is marked
}

const size = {
  files: ['src/**/*.ts', 'infra/**/*.ts', 'openapi/**/*.ts'],
  rules: {
    'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
    'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    'max-params': ['error', 4],
    'max-depth': ['error', 4],
    complexity: ['error', 12],
    'no-console': 'error'
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
  ...neostandard({ ts: true, noJsx: true, ignores: resolveIgnoresFromGitignore() }),
  { linterOptions: { reportUnusedDisableDirectives: 'error' }, rules: style },
  { ...typed, plugins: { '@typescript-eslint': plugins['typescript-eslint'].plugin } },
  size,
  testSize,
  chance,
  ...walls,
  environment,
  infraWall
]
