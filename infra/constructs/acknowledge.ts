import { Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

/** Acknowledges findings of cdk-nag on a construct, each with the reason. */
export function acknowledge (construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(construct).acknowledge({ id, reason })
}

/** A text in the form of cdk-nag's findings, which show values known only at deployment by their names. */
export const shownTokens = (text: string) => text.replace(/\$\{Token\[AWS\.([A-Za-z]+)\.\d+\]\}/g, '<AWS::$1>')
