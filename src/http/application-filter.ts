import { eachOf } from '../lib/parallel.js'
import type { Keep } from '../repositories/applications.js'
import type { Database } from '../repositories/database.js'
import * as endpoints from '../repositories/endpoints.js'
import type { Endpoint } from '../repositories/endpoints.js'

/** Which applications a list leaves out. */
export interface Exclusions {
  exclude_apps_with_no_endpoints?: boolean
  exclude_apps_with_disabled_endpoints?: boolean
  exclude_apps_with_svix_play_endpoints?: boolean
}

// How many applications' endpoints are read in parallel.
const WIDTH = 16

/** A filter that keeps the other applications, by the present state of their endpoints; undefined when none is left out. */
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
