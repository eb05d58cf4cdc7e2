import { Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

/** Says of cdk-nag's findings on a construct, by rule, why they are meant so. */
export function acknowledge (construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(construct).acknowledge({ id, reason })
}

/** A text as cdk-nag's findings show it: what is only known at deployment by its name. */
export const shownTokens = (text: string) => text.replace(/\$\{Token\[AWS\.([A-Za-z]+)\.\d+\]\}/g, '<AWS::$1>')
