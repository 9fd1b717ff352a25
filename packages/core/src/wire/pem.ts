import { CountersignError, type Code } from '../errors/index.js';
import { decodeBase64, encodeBase64, excerpt } from './text.js';

export interface PemBlock {
  /** `CERTIFICATE`, `PUBLIC KEY` … */
  readonly label: string;
  readonly der: Uint8Array;
}

export interface PemOptions {
  /** The only labels allowed; any when absent. */
  readonly labels?: readonly string[];
  /** Largest text, in characters; default 1 MiB. */
  readonly maxBytes?: number;
  /** How errors name the text; default `PEM text`. */
  readonly what?: string;
  /** Default EVIDENCE_MALFORMED. */
  readonly code?: Code;
}

/** Default limit. */
export const MAX_BYTES = 1024 * 1024;

const BEGIN = /^-----BEGIN ([A-Z0-9](?:[A-Z0-9 #-]*[A-Z0-9])?)-----$/;

/**
 * PEM blocks of RFC 7468: one or more, base64 lines without headers. Text between blocks is skipped (section 5.2 allows it),
 * an unfinished or mismatched block is an error. Errors never show a block's content: it may be a private key.
 * @throws CountersignError `code`
 */
export function parsePem(text: string, options: PemOptions = {}): PemBlock[] {
  const what = options.what ?? 'PEM text';
  const code = options.code ?? 'EVIDENCE_MALFORMED';
  if (text.length > (options.maxBytes ?? MAX_BYTES)) {
    throw new CountersignError(code, `${what} is too large`, {
      expected: `at most ${options.maxBytes ?? MAX_BYTES} characters`,
    });
  }
  const blocks: PemBlock[] = [];
  let open: { readonly label: string; readonly line: number; readonly body: string[] } | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    const label = BEGIN.exec(line)?.[1];
    if (open === undefined) {
      if (label !== undefined) open = { label, line: index + 1, body: [] };
      else if (line.startsWith('-----'))
        throw new CountersignError(code, `${what}:${index + 1}: a PEM boundary line that does not begin a block`);
    } else if (line === `-----END ${open.label}-----`) {
      blocks.push(finish(open.label, open.body, open.line, what, code, options.labels));
      open = undefined;
    } else if (line.startsWith('-----') || line.includes(':')) {
      throw new CountersignError(code, `${what}:${index + 1}: a PEM block with a header or without an end`, {
        expected: `base64 lines and -----END ${open.label}-----`,
      });
    } else {
      open.body.push(line);
    }
  }
  if (open !== undefined) {
    throw new CountersignError(code, `${what}:${open.line}: a PEM block without an end`, {
      expected: `-----END ${open.label}-----`,
    });
  }
  if (blocks.length === 0) throw new CountersignError(code, `${what} contains no PEM block`, { expected: '-----BEGIN …-----' });
  return blocks;
}

function finish(
  label: string,
  body: readonly string[],
  line: number,
  what: string,
  code: Code,
  labels: readonly string[] | undefined,
): PemBlock {
  if (labels !== undefined && !labels.includes(label)) {
    throw new CountersignError(code, `${what}:${line}: an unexpected PEM block`, {
      expected: labels.join(' or '),
      found: excerpt(label),
      ...(label.endsWith('PRIVATE KEY') && labels.includes('PUBLIC KEY')
        ? { hint: 'Verification needs the public key: openssl pkey -in PRIVATE.pem -pubout -out PUBLIC.pem.' }
        : {}),
    });
  }
  try {
    const der = decodeBase64(body.join(''), what, code);
    if (der.length > 0) return { label, der };
  } catch {
    // Replaced below by an error without the excerpt that decodeBase64 adds.
  }
  throw new CountersignError(code, `${what}:${line}: the PEM block is not base64`, { expected: 'base64 lines' });
}

/** @returns a PEM block, base64 in lines of 64 columns, with a trailing newline (RFC 7468 section 2) */
export function encodePem(label: string, der: Uint8Array): string {
  const lines = encodeBase64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
