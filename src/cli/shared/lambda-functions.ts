import type { AwsError } from '../../aws/failures.js'
import { openClient } from '../../aws/client.js'
import { Failure } from './cli-failure.js'

/** The calls of Lambda for functions. */
export interface LambdaFunctions {
  /** What a call answers; undefined when there is no such function, version or alias. Throws a Failure when Lambda refuses. */
  call: <Answer> (method: string, path: string, body?: object) => Promise<Answer | undefined>
  close: () => Promise<void>
}

/** Where an alias leads. */
export interface AliasOf { FunctionVersion: string, RoutingConfig?: { AdditionalVersionWeights?: Record<string, number> } }

/** Whether a deployment is shifting requests to another version. */
export const isShifting = ({ RoutingConfig }: AliasOf): boolean => Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {}).length > 0

/** Lambda, with the usual credentials and region. `command` is the one whose help lists the permissions. */
export function openLambda (command: 'secrets' | 'rollback'): LambdaFunctions {
  const client = openClient('lambda')
  return {
    async call<Answer> (method: string, path: string, body?: object) {
      const [where, queried] = path.split('?')
      try {
        const { body: answer } = await client.send({
          method, path: `/2015-03-31/functions/${where}`,
          query: queried === undefined ? undefined : Object.fromEntries(new URLSearchParams(queried)),
          ...body && { headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) }
        })
        return JSON.parse(answer.toString()) as Answer
      } catch (error) {
        const { status, name, message } = error as AwsError
        if (status === undefined) throw error
        if (status === 404) return undefined
        throw new Failure(`Lambda refuses ${method} ${path} (${name}: ${message}). The credentials need the permissions that ` +
          `\`posthorn ${command} --help\` lists.`)
      }
    },
    close: client.close
  }
}
