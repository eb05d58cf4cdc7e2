// Records the answers of DynamoDB Local to the cases:
// .ci/dynamodb-local.sh node --import ./test/helpers/typescript.js test/dynamodb/embedded/record.ts
import { writeFileSync } from 'node:fs'
import { openRemote } from '../../../src/dynamodb/remote.js'
import { answersOf } from './answers.js'
import { CASES } from './cases.js'

const { call, close } = openRemote(process.env.POSTHORN_TEST_DYNAMODB_ENDPOINT!)
const recorded: string[] = []
for (const one of CASES) {
  const answers = (await answersOf(call, one)).map(answer => `    ${JSON.stringify(answer)}`)
  recorded.push(`  ${JSON.stringify(one.name)}: [\n${answers.join(',\n')}\n  ]`)
}
writeFileSync(new URL('answers.json', import.meta.url), `{\n${recorded.join(',\n')}\n}\n`)
await close()
