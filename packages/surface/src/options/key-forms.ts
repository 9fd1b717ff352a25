import { knownKeys } from '@countersign/core/public-keys';

/** The forms of key references, from the table of key schemes: `keyless`, a PEM file, or `env://VAR`. */
export function keyForms(use: 'sign' | 'verify'): string {
  const forms = knownKeys(use).map((form) => (form.includes(' ') ? form : `\`${form}\``));
  return `${forms.slice(0, -1).join(', ')}${forms.length > 2 ? ',' : ''} or ${forms.at(-1) ?? ''}`;
}
