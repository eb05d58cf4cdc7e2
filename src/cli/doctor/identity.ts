import { reasonOf, type Finding } from './finding.js'
import type { Target } from './target.js'

const CHECK = 'identity'

/** The identity that AWS reports; without AWS, the place of the data. */
export async function checkIdentity ({ aws, awsProblem, isEmbedded, config }: Target): Promise<Finding[]> {
  if (awsProblem !== undefined) {
    return [{
      check: CHECK,
      verdict: 'fail',
      says: `AWS cannot be asked: ${awsProblem}`,
      todo: 'Give credentials and a region (AWS_PROFILE, or AWS_ACCESS_KEY_ID and its companions; AWS_REGION).'
    }]
  }
  if (aws) {
    try {
      const { account, arn } = await aws.identity()
      return [{ check: CHECK, verdict: 'pass', says: `AWS account ${account}, ${aws.region}, as ${arn}` }]
    } catch (error) {
      return [{
        check: CHECK,
        verdict: 'fail',
        says: `AWS does not say who we are: ${reasonOf(error)}`,
        todo: 'Renew the credentials (aws sso login), and look at the region and the clock.'
      }]
    }
  }
  if (isEmbedded) {
    return [{
      check: CHECK,
      verdict: 'skip',
      says: 'no AWS is named: looking at the API alone',
      todo: 'For a deployment, name its --stage.'
    }]
  }
  return [{ check: CHECK, verdict: 'pass', says: `no AWS: the database is at ${new URL(config.dynamodbEndpoint).host}` }]
}
