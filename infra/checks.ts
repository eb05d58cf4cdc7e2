import { Validations, type App } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'

/** Makes findings of cdk-nag fail the synthesis. */
export function addChecks (app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
}
