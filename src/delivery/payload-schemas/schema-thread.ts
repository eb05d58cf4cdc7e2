import { serve } from '../../lib/side-thread-serve.js'

/**
 * The entry of the side thread of `schema-checks.ts`. This module is loaded twice: by the process, only for its
 * address, and by the thread, to do the work. So bundles keep it as a separate file, and it loads the rest inside the
 * thread only.
 */
export const address = import.meta.url

await serve(async () => (await import('./schema-work.js')).works)
