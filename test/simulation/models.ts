import { createModels } from '../../src/models/index.js'

export const PREFIX = 'simulated-'

// Binding the models takes longer than a simulation, and they hold no state.
export const models = createModels(PREFIX)

export const definitions = await Promise.all(Object.values(models).map(async model => await model.definition()))
