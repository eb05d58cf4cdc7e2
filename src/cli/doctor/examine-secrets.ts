import { openJson, SSM } from '../../aws/json.js'
import { reasonOf, type Finding } from './finding.js'
import { generatedSecrets, type Target } from './target.js'

const CHECK = 'secrets'
const WEAK_BYTES = 32

/** The findings and, where it could be read, the secret that signs tokens; it is never shown. */
export interface Secrets { findings: Finding[], jwtSecret: string | undefined, mainSecret?: string | undefined }

/** Checks that the secrets exist and can be read; those of a remote server cannot be checked. */
export async function checkSecrets (target: Target, isLocal: boolean): Promise<Secrets> {
  const { parameters, awsProblem, config } = target
  if (parameters.jwt !== undefined || parameters.main !== undefined) {
    if (awsProblem !== undefined) {
      return { findings: [{ check: CHECK, verdict: 'skip', says: 'AWS cannot be asked' }], jwtSecret: undefined }
    }
    return await checkParameters(parameters)
  }
  if (!isLocal) {
    return {
      jwtSecret: config.jwtSecret,
      mainSecret: config.mainSecret,
      findings: [{ check: CHECK, verdict: 'skip', says: 'they are the server\'s own: the token and the canary show whether they work' }]
    }
  }
  if (config.jwtSecret !== undefined && config.mainSecret !== undefined) {
    return {
      findings: [{ check: CHECK, verdict: 'pass', says: 'both are set' }],
      jwtSecret: config.jwtSecret,
      mainSecret: config.mainSecret
    }
  }
  return await checkGenerated(config)
}

// A secret without a setting was made by the server.
async function checkGenerated (config: Target['config']): Promise<Secrets> {
  const generated = await generatedSecrets(config)
  const [jwtSecret, mainSecret] = [config.jwtSecret ?? generated?.jwtSecret, config.mainSecret ?? generated?.mainSecret]
  if (!generated) {
    return {
      findings: [{
        check: CHECK,
        verdict: 'skip',
        says: `there are none in ${config.dataDir}: the server that made its own keeps them to itself`
      }],
      jwtSecret
    }
  }
  if (!generated.isPrivate) {
    return {
      findings: [{
        check: CHECK,
        verdict: 'warn',
        says: `other users than its owner may read ${config.dataDir}/secrets.json`,
        todo: 'The next start makes it private again; a user who has read it can make tokens until both secrets are changed.'
      }],
      jwtSecret,
      mainSecret
    }
  }
  return {
    findings: [{ check: CHECK, verdict: 'pass', says: `in ${config.dataDir}, readable by their owner alone` }],
    jwtSecret,
    mainSecret
  }
}

interface Answer { Parameters?: Array<{ Name: string, Type?: string, Value?: string }>, InvalidParameters?: string[] }

async function checkParameters ({ jwt, main }: Target['parameters']): Promise<Secrets> {
  const Names = [jwt, main].filter(name => name !== undefined)
  const client = openJson(SSM)
  try {
    const { Parameters = [], InvalidParameters = [] } = await client.call<Answer>('GetParameters', { Names, WithDecryption: true })
    const findings = InvalidParameters.map((name): Finding => ({
      check: CHECK,
      verdict: 'fail',
      says: `the parameter ${name} is missing`,
      todo: 'Restore it from your copy (posthorn secrets restore <file> --stage <name>). Only the first deployment of a stage makes it; ' +
        'without the main secret the stored secrets of endpoints cannot be read.'
    }))
    for (const { Name, Type, Value = '' } of Parameters) findings.push(parameterFinding(Name, Type, Value))
    const valueOf = (name: string | undefined) => Parameters.find(({ Name }) => Name === name)?.Value
    return { findings, jwtSecret: valueOf(jwt), mainSecret: valueOf(main) }
  } catch (error) {
    return {
      findings: [{
        check: CHECK,
        verdict: 'fail',
        says: `the parameters cannot be read: ${reasonOf(error)}`,
        todo: 'Allow ssm:GetParameters on them and kms:Decrypt on their key, or give --token and accept that they are not looked at.'
      }],
      jwtSecret: undefined
    }
  } finally {
    await client.close()
  }
}

function parameterFinding (name: string, type: string | undefined, value: string): Finding {
  if (type !== 'SecureString') {
    return {
      check: CHECK,
      verdict: 'fail',
      says: `the parameter ${name} is a ${type}, stored as plain text`,
      todo: 'Replace it by a SecureString with a new value.'
    }
  }
  if (Buffer.byteLength(value) < WEAK_BYTES) {
    return {
      check: CHECK,
      verdict: 'warn',
      says: `the parameter ${name} is shorter than ${WEAK_BYTES} bytes`,
      todo: 'A generated secret has 32 random bytes or more.'
    }
  }
  return { check: CHECK, verdict: 'pass', says: `the parameter ${name} is there and can be read` }
}
