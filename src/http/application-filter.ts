import { eachOf } from '../lib/parallel.js'
import type { Keep } from '../repositories/applications.js'
import type { Database } from '../repositories/database.js'
import * as endpoints from '../repositories/endpoints.js'
import type { Endpoint } from '../repositories/endpoints.js'

/** Which applications a list is to leave out. */
export interface Exclusions {
  exclude_apps_with_no_endpoints?: boolean
  exclude_apps_with_disabled_endpoints?: boolean
  exclude_apps_with_svix_play_endpoints?: boolean
}

// Applications whose endpoints are read at a time.
const WIDTH = 16

/** Keeps those that are not left out, by their endpoints as they are now; undefined when nothing is to be left out. */
export function keptBy (db: Database, exclusions: Exclusions): Keep | undefined {
  const {
    exclude_apps_with_no_endpoints: none, exclude_apps_with_disabled_endpoints: disabled, exclude_apps_with_svix_play_endpoints: play
  } = exclusions
  if (!none && !disabled && !play) return undefined
  const isOut = (found: Endpoint[]) => found.length === 0
    ? none === true
    : (disabled === true && found.every(endpoint => endpoint.disabled)) || (play === true && found.every(isPlay))
  return async applications => {
    const out = await eachOf(applications, WIDTH, async ({ id }) => isOut(await endpoints.live(db, id)))
    return applications.filter((_, at) => !out[at])
  }
}

const isPlay = ({ url }: Endpoint) => /(^|\.)play\.svix\.com$/.test(new URL(url).hostname)
