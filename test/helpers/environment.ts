import t from 'tap'

/** Sets variables of this process's environment until the file of tests ends; it may share the process with others. */
export function setEnvironment (values: Record<string, string>): void {
  const before = Object.keys(values).map(name => [name, process.env[name]] as const)
  t.teardown(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  })
  Object.assign(process.env, values)
}
