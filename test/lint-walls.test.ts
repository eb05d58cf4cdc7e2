import t from 'tap'
import { ESLint, type Linter } from 'eslint'
import { plugins } from 'neostandard'

// Runs the project's rules on sources in memory; rules with type information need a file on disk, and are off.
const untyped = plugins['typescript-eslint'].configs.disableTypeChecked as Linter.Config
const eslint = new ESLint({ overrideConfig: untyped })

const WALLS = /^(@typescript-eslint\/no-restricted-imports|no-restricted-(syntax|properties))$/

/** The messages of the import rules for one line of source at a path. */
async function refusals (filePath: string, line: string): Promise<string[]> {
  const [result] = await eslint.lintText(line + '\n', { filePath })
  if (result === undefined) throw new Error(`nothing was linted at ${filePath}`)
  const broken = result.messages.find(message => message.fatal)
  if (broken) throw new Error(`${filePath}: ${broken.message}`)
  return result.messages.filter(({ ruleId }) => WALLS.test(ruleId ?? '')).map(({ message }) => message)
}

const use = (name: string, from: string) => `import { ${name} } from '${from}'; ${name}()`

const REFUSED: Array<[says: string, path: string, line: string]> = [
  ['models do not load repositories', 'src/models/a.ts', use('put', '../repositories/messages.js')],
  ['repositories do not load delivery', 'src/repositories/a.ts', use('accept', '../delivery/accept.js')],
  ['delivery does not load routes', 'src/delivery/a.ts', use('routes', '../routes/index.js')],
  ['routes do not load plugins', 'src/routes/a.ts', use('auth', '../plugins/auth.js')],
  ['plugins do not load routes', 'src/plugins/a.ts', use('routes', '../routes/index.js')],
  ['what routes and plugins share loads neither', 'src/http/a.ts', use('auth', '../plugins/auth.js')],
  ['rules load no routes', 'src/rules/a.ts', use('routes', '../routes/index.js')],
  ['sending knows no attempt', 'src/delivery/sending/a.ts', use('attempt', '../attempt/attempt.js')],
  ['endpoint health knows no attempt', 'src/delivery/endpoint-health/a.ts', use('attempt', '../attempt/attempt.js')],
  ['an attempt knows no hand-off', 'src/delivery/attempt/a.ts', use('sweep', '../hand-off/sqs/sweep-queue.js')],
  ['what all rooms share knows none of them', 'src/delivery/a.ts', use('attempt', './attempt/attempt.js')],
  ['settings load no config', 'src/settings/a.ts', use('loadConfig', '../config.js')],
  ['commands share nothing with a host', 'src/cli/shared/a.ts', use('start', '../../server.js')],
  ['plugins do not load the app', 'src/plugins/a.ts', use('buildApp', '../app.js')],
  ['the app does not load a host', 'src/app.ts', use('start', './server.js')],
  ['the app does not load the embedded database', 'src/app.ts', use('start', './hosting/embedded-database.js')],
  ['the app does not load a Lambda entry', 'src/app.ts', use('handler', './lambda/http-function.js')],
  ['config loads no layer', 'src/config.ts', use('put', './repositories/messages.js')],
  ['errors load no layer', 'src/errors.ts', use('accept', './delivery/accept.js')],
  ['schemas load no layer', 'src/schemas/a.ts', use('accept', '../delivery/accept.js')],
  ['lib does not load config', 'src/lib/a.ts', use('readConfig', '../config.js')],
  ['lib does not load errors', 'src/lib/a.ts', use('notFound', '../errors.js')],
  ['lib does not load schemas', 'src/lib/a.ts', use('Message', '../schemas/message.js')],
  ['fastify stays out of delivery', 'src/delivery/a.ts', use('fastify', 'fastify')],
  ['fastify packages stay out of repositories', 'src/repositories/a.ts', use('swagger', '@fastify/swagger')],
  ['fastify stays out of the other Lambda entries', 'src/lambda/deliver-function.ts', use('fastify', 'fastify')],
  ['dynamoose stays out of delivery', 'src/delivery/a.ts', use('model', 'dynamoose')],
  ['dynamoose stays out of routes', 'src/routes/a.ts', use('model', 'dynamoose/dist/Model.js')],
  ['the AWS SDK stays out of routes', 'src/routes/a.ts', use('send', '@aws-sdk/client-sqs')],
  ['the AWS SDK stays out of the rest of delivery', 'src/delivery/a.ts', use('send', '@aws-sdk/client-sqs')],
  ['a dynamic import is held by the walls', 'src/models/a.ts', "await import('../repositories/messages.js')"],
  ['a dynamic import of a package is held too', 'src/delivery/a.ts', "await import('dynamoose')"],
  ['a re-export is held by the walls', 'src/models/a.ts', "export * from '../repositories/messages.js'"],
  ['the environment is not read outside config', 'src/server.ts', 'export const port = process.env.PORT'],
  ['nor taken apart', 'src/routes/a.ts', 'export const { env } = process'],
  ['nor imported by name', 'src/delivery/a.ts', "import { env } from 'node:process'; env.toString()"],
  ['src does not load tests', 'src/delivery/a.ts', use('receiver', '../../test/helpers/receiver.js')],
  ['src has no default exports', 'src/lib/a.ts', 'export default 1'],
  ['facts load nothing', 'src/facts/a.ts', use('formatTimestamp', '../lib/time.js')],
  ['of src, infra imports the facts alone', 'infra/a.ts', use('tables', '../src/models/models.js')],
  ['infra imports no types of the rest either', 'infra/constructs/a.ts', "export type { A } from '../../src/models/index.js'"]
]

const ACCEPTED: Array<[says: string, path: string, line: string]> = [
  ['a host loads the app', 'src/server.ts', use('buildApp', './app.js')],
  ['a host loads fastify', 'src/server.ts', use('fastify', 'fastify')],
  ['a command loads a host', 'src/cli/demo.ts', use('start', '../server.js')],
  ['the app loads plugins lazily', 'src/app.ts', "await import('./plugins/openapi.js')"],
  ['plugins load delivery', 'src/plugins/a.ts', use('accept', '../delivery/accept/accept.js')],
  ['an attempt loads sending', 'src/delivery/attempt/a.ts', use('sign', '../sending/sign.js')],
  ['routes load delivery and fastify packages', 'src/routes/a.ts', use('cors', '@fastify/cors')],
  ['routes load schemas', 'src/routes/a.ts', use('Message', '../schemas/message.js')],
  ['delivery loads repositories', 'src/delivery/a.ts', use('put', '../repositories/messages.js')],
  ['delivery loads its own folder', 'src/delivery/a.ts', use('sign', './sign.js')],
  ['repositories load models and dynamoose', 'src/repositories/a.ts', use('model', 'dynamoose')],
  ['repositories use the AWS SDK', 'src/repositories/blobs-s3.ts', use('unmarshall', '@aws-sdk/util-dynamodb')],
  ['the transport to AWS uses the AWS SDK', 'src/aws/client.ts', use('fromNodeProviderChain', '@aws-sdk/credential-providers')],
  ['the HTTP Lambda loads fastify', 'src/lambda/http-function.ts', use('awsLambda', '@fastify/aws-lambda')],
  ['config reads the environment', 'src/config.ts', 'export const port = process.env.PORT'],
  ['config loads lib', 'src/config.ts', use('parseDuration', './lib/duration.js')],
  [
    'plugins load the committed OpenAPI document', 'src/plugins/a.ts',
    "import document from '../../openapi/openapi.json' with { type: 'json' }; document.toString()"
  ],
  ['infra imports facts', 'infra/constructs/a.ts', use('nameIn', '../../src/facts/resource-names.js')],
  ['tools load facts', 'src/lib/a.ts', use('nameIn', '../facts/resource-names.js')],
  ['types cross any wall', 'src/models/a.ts', "export type { Put } from '../repositories/messages.js'"],
  ['types of packages cross too', 'src/delivery/a.ts', "import { type FastifyInstance } from 'fastify'; export type App = FastifyInstance"],
  ['tests load what they test', 'test/delivery/a.test.ts', use('accept', '../../src/delivery/accept.js')]
]

t.test('Lint refuses', async t => {
  for (const [says, path, line] of REFUSED) {
    t.equal((await refusals(path, line)).length, 1, says)
  }
})

t.test('Lint accepts', async t => {
  for (const [says, path, line] of ACCEPTED) {
    t.strictSame(await refusals(path, line), [], says)
  }
})
