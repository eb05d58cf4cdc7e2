import { duration } from '../state/times.js'
import { Field } from '../parts/fields.js'
import { c } from './console-words.js'

const CHOICES = ['ViewEndpointSecret', 'ManageEndpointSecret', 'ManageEndpoint', 'CreateAttempts'] as const
const EXPIRIES = [3600, 14_400, 86_400, 604_800]

/** What a link to a portal allows. */
export interface Grant { capabilities: Array<typeof CHOICES[number]>, expiry: number, sessionId: string, featureFlags: string }

export const everything: Grant = { capabilities: [...CHOICES], expiry: 86_400, sessionId: '', featureFlags: '' }

/** The body that asks for it. */
export const bodyOfGrant = ({ capabilities, expiry, sessionId, featureFlags }: Grant) => ({
  capabilities: ['ViewBase' as const, ...capabilities],
  expiry,
  ...(sessionId.trim() !== '' && { sessionId: sessionId.trim() }),
  featureFlags: featureFlags.split(/[\s,]+/).filter(Boolean)
})

interface Props { value: Grant, errors?: Partial<Record<'sessionId' | 'featureFlags', string>>, onChange: (change: Partial<Grant>) => void }

/** The choice of capabilities, and for how long. */
export function GrantFields ({ value, onChange }: Props) {
  const { capabilities } = value
  return (
    <>
      <fieldset class='choices'>
        <legend>{c('grant.may')}</legend>
        <label><input type='checkbox' checked disabled /><span><span>{c('grant.ViewBase')}</span></span></label>
        {CHOICES.map(one => (
          <label key={one}>
            <input
              type='checkbox' checked={capabilities.includes(one)}
              onChange={event => onChange({ capabilities: CHOICES.filter(other => other === one ? event.currentTarget.checked : capabilities.includes(other)) })}
            />
            <span>{c(`grant.${one}`)}</span>
          </label>
        ))}
      </fieldset>
      <Field label={c('grant.expiry')}>
        {props => <select {...props} value={String(value.expiry)} onChange={event => onChange({ expiry: Number(event.currentTarget.value) })}>{EXPIRIES.map(seconds => <option key={seconds} value={String(seconds)}>{duration(seconds * 1000)}</option>)}</select>}
      </Field>
    </>
  )
}
