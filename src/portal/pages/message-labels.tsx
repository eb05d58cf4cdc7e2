import type { Message } from '../state/calls.js'
import { shows } from '../state/session.js'

/** What a message can be found by, beside its id: event id, channels and tags. */
export function Labels ({ of: { channels, tags, eventId } }: { of: Pick<Message, 'channels' | 'tags' | 'eventId'> }) {
  const [named, tagged] = [shows('enableChannels') ? channels ?? [] : [], shows('enableMessageTags') ? tags ?? [] : []]
  const labels = [...(eventId === null ? [] : [eventId]), ...named.map(one => `#${one}`), ...tagged]
  return labels.length > 0 ? <span class='labels'>{labels.map(one => <span key={one} class='label'><bdi>{one}</bdi></span>)}</span> : null
}
