import type { Config } from '../config.js'
import type { Server } from '../server.js'

export async function banner ({ url }: Server, _config: Config): Promise<string> {
  return `\n  Posthorn is ready at ${url}\n\n`
}
