/** The properties of the resource in the template. */
export interface Properties {
  JwtSecretName: string
  MainSecretName: string
  /** 'true': the secrets stay when the stack is deleted. */
  Retain?: string
  /** The KMS key for the parameters. Without it, AWS's own. */
  KeyId?: string
}

/** CloudFormation's request about a custom resource. */
export interface ResourceRequest {
  type: 'Create' | 'Update' | 'Delete'
  properties: Properties
  /** The URL for the answer. It is signed, so it is a secret. */
  responseUrl: string
  /** The values that the answer repeats. PhysicalResourceId is the resource's name: another name means another resource. */
  echo: { PhysicalResourceId: string, StackId: string, RequestId: string, LogicalResourceId: string }
}

const TYPES = ['Create', 'Update', 'Delete'] as const

/** Reads an event of CloudFormation. Throws a TypeError for any other event, which needs no answer. */
export function requestOf (event: unknown): ResourceRequest {
  const {
    RequestType, ResponseURL, ResourceProperties, PhysicalResourceId, StackId, RequestId, LogicalResourceId
  } = (event ?? {}) as Record<string, unknown>
  const type = TYPES.find(one => one === RequestType)
  if (!type || typeof ResponseURL !== 'string') {
    throw new TypeError('This function answers requests of CloudFormation about a custom resource; this event is none.')
  }
  const properties = (ResourceProperties ?? {}) as Properties
  const name = typeof PhysicalResourceId === 'string' && type === 'Delete'
    ? PhysicalResourceId
    : `posthorn-secrets:${properties.JwtSecretName}:${properties.MainSecretName}`
  return {
    type,
    properties,
    responseUrl: ResponseURL,
    echo: { PhysicalResourceId: name, StackId: String(StackId), RequestId: String(RequestId), LogicalResourceId: String(LogicalResourceId) }
  }
}

// CloudFormation accepts answers up to 4 KB.
const MAX_REASON = 1000
const ANSWER_WITHIN_MS = 10_000
const TRIES = 3

/** Sends the result to CloudFormation. Throws when it cannot be sent; the error does not contain the URL. */
export async function answerTo (
  { responseUrl, echo }: ResourceRequest,
  { Status, Reason = '' }: { Status: 'SUCCESS' | 'FAILED', Reason?: string }
): Promise<void> {
  const body = JSON.stringify({ Status, Reason: Reason.slice(0, MAX_REASON), ...echo })
  let status = 0
  for (let tries = 0; tries < TRIES; tries++) {
    // The signature is for a request without content type.
    const answer = await fetch(responseUrl, {
      method: 'PUT',
      body: Buffer.from(body),
      headers: { 'content-type': '' },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS)
    }).catch(() => undefined)
    if (answer?.ok) return
    status = answer?.status ?? 0
  }
  throw new Error(`CloudFormation did not take the answer (${status === 0 ? 'no connection' : `status ${status}`}).`)
}
