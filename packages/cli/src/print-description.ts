import type { Description } from './describe-bundle.js';

/** A description as indented lines for people. The caller escapes untrusted text. */
export function printDescription({ mediaType, signer, content, logEntries, timestamps }: Description): readonly string[] {
  return [
    `  format: ${mediaType}`,
    ...signerLines(signer),
    ...contentLines(content),
    ...logEntries.flatMap(({ logIndex, logId, kind, integratedTime, inclusionProof }) => [
      `  log entry ${logIndex} (${kind}) in log ${logId}`,
      `    integrated: ${integratedTime ?? 'no time (Rekor v2)'}; inclusion proof: ${inclusionProof ? 'yes' : 'no'}`,
    ]),
    ...timestamps.map((timestamp) =>
      'time' in timestamp ? `  timestamp: ${timestamp.time}` : `  timestamp: unreadable: ${timestamp.problem}`,
    ),
    ...(logEntries.length + timestamps.length === 0 ? ['  no log entry and no timestamp'] : []),
  ];
}

function signerLines(signer: Description['signer']): readonly string[] {
  if (signer.kind === 'public-key') return [`  signer: a key, hint ${signer.hint === '' ? '(none)' : signer.hint}`];
  if (signer.kind === 'unreadable') return [`  signer: unreadable: ${signer.problem}`];
  return [
    `  signer: ${signer.identity}`,
    `    issuer: ${signer.issuer ?? '(none)'}`,
    `    valid: ${signer.notBefore} to ${signer.notAfter}; key ${signer.keyType}; serial ${signer.serialNumber}`,
    ...Object.entries(signer.extensions)
      .filter(([name, value]) => name !== 'issuer' && value !== undefined)
      .map(([name, value]) => `    ${name}: ${String(value)}`),
  ];
}

function contentLines(content: Description['content']): readonly string[] {
  if (content.kind === 'message') return [`  signs: a file${content.digest === undefined ? '' : `, ${content.digest}`}`];
  if (content.kind === 'dsse') return [`  signs: ${content.payloadType}, unreadable: ${content.problem}`];
  return [
    `  attests: ${content.predicateType}`,
    ...content.subjects.map(({ name, digests }) => `    about ${name === '' ? '(no name)' : name} ${digests.join(' ')}`),
    ...JSON.stringify(content.predicate, undefined, 2)
      .split('\n')
      .map((line) => `    ${line}`),
  ];
}
