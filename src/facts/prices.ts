/** An AWS list price: the price for `per` units, and the units that are free every month in every account, without an end. */
export interface Price { what: string, usd: number, per: number, free: number, source: string }

/** The region and date of the prices below, which are from AWS's public price pages. */
export const PRICES_OF = { region: 'us-east-1', date: 'September 2026' } as const

const page = (path: string) => `https://aws.amazon.com/${path}/pricing/`

/** List prices in US dollars without tax, for Arm where it matters. Free allowances that end after a year are left out. */
export const PRICES = {
  restRequests: { what: 'API Gateway, REST API requests', usd: 3.5, per: 1e6, free: 0, source: page('api-gateway') },
  httpRequests: { what: 'API Gateway, HTTP API requests', usd: 1, per: 1e6, free: 0, source: page('api-gateway') },
  lambdaRequests: { what: 'Lambda invocations', usd: 0.2, per: 1e6, free: 1e6, source: page('lambda') },
  lambdaGbSeconds: { what: 'Lambda GB-seconds', usd: 0.0000133334, per: 1, free: 400_000, source: page('lambda') },
  writeUnits: { what: 'DynamoDB write units, on demand', usd: 0.625, per: 1e6, free: 0, source: page('dynamodb') },
  readUnits: { what: 'DynamoDB read units, on demand', usd: 0.125, per: 1e6, free: 0, source: page('dynamodb') },
  storedGb: { what: 'DynamoDB storage, GB-months', usd: 0.25, per: 1, free: 25, source: page('dynamodb') },
  restorableGb: { what: 'DynamoDB point-in-time recovery, GB-months', usd: 0.2, per: 1, free: 0, source: page('dynamodb') },
  queueRequests: { what: 'SQS requests', usd: 0.4, per: 1e6, free: 1e6, source: page('sqs') },
  logGb: { what: 'CloudWatch logs taken in, GB', usd: 0.5, per: 1, free: 5, source: page('cloudwatch') },
  metrics: { what: 'CloudWatch metrics', usd: 0.3, per: 1, free: 10, source: page('cloudwatch') },
  alarms: { what: 'CloudWatch alarms', usd: 0.1, per: 1, free: 10, source: page('cloudwatch') },
  dashboards: { what: 'CloudWatch dashboards', usd: 3, per: 1, free: 3, source: page('cloudwatch') },
  traces: { what: 'X-Ray traces', usd: 5, per: 1e6, free: 100_000, source: 'https://aws.amazon.com/xray/pricing/' },
  sentGb: { what: 'Data sent to the internet, GB', usd: 0.09, per: 1, free: 100, source: 'https://aws.amazon.com/ec2/pricing/on-demand/' }
} as const satisfies Record<string, Price>

/** Prices of what a stage has only if its file asks for it, US dollars. */
export const OPTION_PRICES = {
  /** A web ACL with three rules, and the requests that it looks at. */
  firewall: { month: 8, million: 0.6 },
  /** A NAT gateway with its address, a month of 730 hours, and the traffic through it. */
  natGateway: { month: 730 * (0.045 + 0.005), gb: 0.045 }
} as const

export type Priced = keyof typeof PRICES

/** The price of one unit, US dollars. */
export const priceOf = (name: Priced): number => PRICES[name].usd / PRICES[name].per

/** The SQS requests for one queue entry: send, receive, delete. */
export const REQUESTS_PER_ENTRY = 3

/** The share of requests to a REST API that X-Ray traces in the stage prod. */
export const PROD_TRACED_SHARE = 0.05
