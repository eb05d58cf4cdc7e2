import type { Message } from '../state/calls.js'

/** What a message can be found by, beside its id: event id, channels and tags. */
export function Labels ({ of: { channels, tags, eventId } }: { of: Pick<Message, 'channels' | 'tags' | 'eventId'> }) {
  const labels = [...(eventId === null ? [] : [eventId]), ...(channels ?? []).map(one => `#${one}`), ...(tags ?? [])]
  return labels.length > 0 ? <span class='labels'>{labels.map(one => <span key={one} class='label'><bdi>{one}</bdi></span>)}</span> : null
}
