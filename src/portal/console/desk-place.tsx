import { useEffect } from 'preact/hooks'
import { ApplicationPlace } from './application-place.js'
import { Applications } from './applications.js'
import { SessionPage } from './session-page.js'

export const PLACES = ['apps'] as const

/** The page that the parts of an address name. */
export function DeskPlace ({ parts }: { parts: readonly string[] }) {
  const key = parts.slice(0, 3).join('/')
  useEffect(() => { scrollTo(0, 0) }, [key])
  const [place, id] = parts
  if (place === 'app' && id !== undefined) return <ApplicationPlace key={id} id={id} parts={parts.slice(2)} />
  if (place === 'session') return <SessionPage key={key} />
  return <Applications key={key} />
}
