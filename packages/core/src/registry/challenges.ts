export type Challenge =
  | {
      readonly scheme: 'bearer';
      readonly realm: string;
      readonly service: string | undefined;
      readonly scope: string | undefined;
    }
  | { readonly scheme: 'basic' };

const TOKEN = "[!#$%&'*+.^_`|~A-Za-z0-9-]+";
const PARAMETER = new RegExp(`[ \\t,]*(${TOKEN})[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}))`, 'y');
const SCHEME = new RegExp(`[ \\t,]*(${TOKEN})(?=[ \\t,]|$)`, 'y');
const MAX_LENGTH = 16_384;

/**
 * The challenges of a `WWW-Authenticate` header that registries use (RFC 9110 §11.6.1, several in one header).
 * Other schemes and malformed parts are ignored.
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const found: { scheme: string; parameters: Map<string, string> }[] = [];
  for (let at = 0; at < Math.min(header.length, MAX_LENGTH);) {
    const parameter = matchAt(PARAMETER, header, at);
    const scheme = parameter ?? matchAt(SCHEME, header, at);
    if (scheme === undefined) break;
    if (parameter === undefined) found.push({ scheme: (scheme[1] ?? '').toLowerCase(), parameters: new Map() });
    else
      found
        .at(-1)
        ?.parameters.set((parameter[1] ?? '').toLowerCase(), parameter[3] ?? (parameter[2] ?? '').replace(/\\(.)/g, '$1'));
    at += scheme[0].length;
  }
  return found.flatMap(({ scheme, parameters }): Challenge[] => {
    if (scheme === 'basic') return [{ scheme }];
    const realm = parameters.get('realm');
    if (scheme !== 'bearer' || realm === undefined) return [];
    return [{ scheme, realm, service: parameters.get('service'), scope: parameters.get('scope') }];
  });
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
