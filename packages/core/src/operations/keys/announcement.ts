import type { KeyFacts } from './key-facts.js';

export interface Announced {
  readonly signer: string;
  readonly name: string;
  readonly old: KeyFacts;
  readonly key: KeyFacts;
  /** RFC 3339. */
  readonly began: string;
  readonly notAfter: string;
  /** The new public key as PEM. */
  readonly publicPem: string;
  /** Where policies name the new public key. */
  readonly publicFile: string;
}

/** What people who verify must know, as Markdown. */
export function announcement(about: Announced): string {
  const day = (time: string): string => time.slice(0, 10);
  return `# Signing key ${about.signer} is replaced by ${about.name}

| | old key: ${about.signer} | new key: ${about.name} |
| --- | --- | --- |
| type | ${about.old.type} | ${about.key.type} |
| fingerprint (SHA-256 of the public key) | \`${about.old.fingerprint}\` | \`${about.key.fingerprint}\` |
| signs | until ${about.notAfter} | from ${day(about.began)} on |

What to do when you verify our signatures:

1. Before ${day(about.notAfter)}: accept the new key, beside the old one. In a policy of Countersign, take over the changes of the
   signers; with one key, pass \`--key ${about.publicFile}\` for new releases. Compare the fingerprint with this text, from a second
   source.
2. After ${about.notAfter}: signatures that the old key made later do not count. Signatures that it made before stay valid: keep the old
   key, with its end date. Only a signed time proves when a signature was made: a timestamp, or an entry in a log that signs its time. A
   signature of the old key without one does not count after this change.

The new public key:

\`\`\`
${about.publicPem.trimEnd()}
\`\`\`
`;
}
