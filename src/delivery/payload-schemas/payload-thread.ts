import { serve } from '../../lib/side-thread-serve.js'

/**
 * The thread's end of `payload-checks.ts`: this module is loaded twice, by the process for its address alone, and by the
 * thread to serve. So it stays in a file of its own wherever it is bundled, and what it needs is loaded in the thread only.
 */
export const address = import.meta.url

await serve(async () => (await import('./payload-work.js')).works)
