/** Shorter values are words, which would be removed from what a service says. */
const SHORTEST_SECRET = 6;
/** Members of requests for tokens (RFC 6749, 7521, 8693) and headers that are secret; those that end in `_type` are not. */
const SECRET_NAME = /(?:token|assertion|secret|password|code|authorization|x-identity-header)$/i;

/** The secrets of a request, as they are and as a form writes them: a service may repeat what it was sent. */
export function secretsIn(headers: Readonly<Record<string, string>>, body: Uint8Array | string | undefined): readonly string[] {
  const text = body === undefined ? '' : typeof body === 'string' ? body : new TextDecoder().decode(body);
  const pairs = [...Object.entries(headers), ...(text.startsWith('{') ? membersOf(text) : new URLSearchParams(text))];
  const secrets = pairs
    .filter(([name]) => SECRET_NAME.test(name))
    .map(([, value]) => value.replace(/^(?:bearer|basic) /i, ''))
    .filter((value) => value.length >= SHORTEST_SECRET)
    .flatMap((value) => [value, encodeURIComponent(value), new URLSearchParams({ '': value }).toString().slice(1)]);
  return [...new Set(secrets)];
}

function membersOf(text: string): readonly [string, string][] {
  try {
    const members = Object.entries(JSON.parse(text) as Readonly<Record<string, unknown>>);
    return members.filter((one): one is [string, string] => typeof one[1] === 'string');
  } catch {
    return [];
  }
}
