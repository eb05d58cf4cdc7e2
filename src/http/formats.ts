import { parseTimestamp } from '../lib/time.js'

/** The formats that schemas of bodies name; all others are not checked. */
export const formats = {
  'date-time': { type: 'string' as const, validate: (text: string) => parseTimestamp(text) !== undefined }
}
