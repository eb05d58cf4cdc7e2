import { useId, useState } from 'preact/hooks'
import { api, asked, inApp } from '../state/calls.js'
import { useSchemas } from '../state/catalogue.js'
import { conditionOf, OPERATORS, pathsOf, withCondition, type Operator } from '../state/filter.js'
import { number, w } from '../state/words.js'
import { wordsOf } from '../parts/announce.js'
import { Field, Select } from '../parts/fields.js'

const EXAMPLE = '{"payload": {"amount": {"$gte": 100}}}'

interface FilterProps { value: string, error?: string | undefined, endpointId: string | undefined, types: readonly string[] | null, onChange: (value: string) => void }

/** The filter of an endpoint as JSON, with conditions that are added by choosing them, and a dry run on what was sent before. */
export function FilterField ({ value, error, endpointId, types, onChange }: FilterProps) {
  return (
    <div class='stack'>
      <Field label={w('field.filter')} help={w('field.filter.help', { example: EXAMPLE })} error={error}>
        {props => <textarea {...props} rows={Math.min(20, Math.max(3, value.split('\n').length))} dir='ltr' spellcheck={false} placeholder={EXAMPLE} value={value} onInput={event => onChange(event.currentTarget.value)} />}
      </Field>
      <Builder types={types} onAdd={(path, condition) => onChange(withCondition(value, path, condition) ?? value)} isUsable={withCondition(value, ['eventType'], '') !== undefined} />
      {endpointId !== undefined && value.trim() !== '' && <DryRun endpointId={endpointId} filter={value} />}
    </div>
  )
}

interface BuilderProps { types: readonly string[] | null, isUsable: boolean, onAdd: (path: string[], condition: unknown) => void }

function Builder ({ types, isUsable, onAdd }: BuilderProps) {
  const schemas = useSchemas(types)
  const id = useId()
  const [path, setPath] = useState('payload.')
  const [operator, setOperator] = useState<Operator>('=')
  const [operand, setOperand] = useState('')
  const paths = pathsOf(schemas.data ?? [])
  const names = path.split('.').filter(Boolean)
  return (
    <div class='filters' role='group' aria-label={w('filter.build')}>
      <input aria-label={w('filter.path')} list={id} dir='ltr' spellcheck={false} value={path} onInput={event => setPath(event.currentTarget.value.trim())} />
      <datalist id={id}>{paths.map(one => <option key={one} value={one} />)}</datalist>
      <Select label={w('filter.operator')} value={operator} options={OPERATORS.map(one => [one, one] as const)} onChange={one => setOperator(one as Operator)} />
      <input aria-label={w('filter.value')} placeholder={w('filter.value')} dir='ltr' spellcheck={false} value={operand} onInput={event => setOperand(event.currentTarget.value)} />
      <button type='button' disabled={!isUsable || names.length === 0 || names.join('.') === 'payload'} onClick={() => onAdd(names, conditionOf(operator, operand))}>{w('filter.add')}</button>
    </div>
  )
}

type Result = { words: string } | { checked: number, matched: number }

function DryRun ({ endpointId, filter }: { endpointId: string, filter: string }) {
  const [result, setResult] = useState<Result>()
  const run = async () => {
    try {
      const body = { filter: JSON.parse(filter) as Record<string, unknown>, limit: 100 }
      setResult(await asked(api.POST('/api/v1/app/{app_id}/endpoint/{endpoint_id}/filter/test', { params: { path: inApp({ endpoint_id: endpointId }) }, body })))
    } catch (failure) {
      setResult({ words: failure instanceof SyntaxError ? w('wrong.filter') : wordsOf(failure) })
    }
  }
  return (
    <div class='filters'>
      <button type='button' onClick={() => { void run() }}>{w('filter.test')}</button>
      <span role='status'>
        {result && ('words' in result ? <span class='bad'>{result.words}</span> : w('filter.tested', { matched: number(result.matched), checked: number(result.checked) }))}
      </span>
    </div>
  )
}
