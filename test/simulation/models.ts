import { definitionOf } from '../../src/models/definitions.js'
import { createModels, type TableName } from '../../src/models/models.js'

export const PREFIX = 'simulated-'

// Binding the models takes longer than a simulation, and models hold no state.
export const models = createModels(PREFIX)

export const definitions = Object.entries(models).map(([name, { tableName }]) => definitionOf(name as TableName, tableName))
