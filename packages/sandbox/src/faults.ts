import type { Answer, Handler, SandboxRequest, SandboxResponse } from './http/router.js';

export type ServiceName = 'issuer' | 'fulcio' | 'ct' | 'rekor' | 'rekorV1' | 'tsa' | 'tuf' | 'registry';

/** One simulated failure for matching requests. Without `answer` and `alter` the request is only delayed. */
export interface FaultRule {
  /** Also the name that a test gave to `around` for a service of its own. */
  readonly service: ServiceName | (string & {});
  readonly method?: string;
  /** Matched against path and query. */
  readonly path?: RegExp;
  /** How many matching requests are served normally first. Default 0. */
  readonly skip?: number;
  /** How many requests fail after that. Default: all. */
  readonly times?: number;
  readonly delayMs?: number;
  /** Sent instead of calling the service; `hang` never answers, `reset` closes the connection. */
  readonly answer?: Answer | ((request: SandboxRequest) => Answer);
  /** Changes the service's answer: the service has done what was asked. */
  readonly alter?: (answer: SandboxResponse, request: SandboxRequest) => SandboxResponse | Promise<SandboxResponse>;
}

/** The faults of a running sandbox; rules can be added and removed at any time. */
export class Faults {
  private readonly active = new Set<{ readonly rule: FaultRule; seen: number }>();

  constructor(rules: readonly FaultRule[] = []) {
    for (const rule of rules) this.add(rule);
  }

  /** Returns a function that removes the rule. */
  add(rule: FaultRule): () => void {
    const entry = { rule, seen: 0 };
    this.active.add(entry);
    return () => void this.active.delete(entry);
  }

  clear(): void {
    this.active.clear();
  }

  /** The service's handler with the faults in front of it. */
  around(service: FaultRule['service'], handler: Handler): Handler {
    return async (request) => {
      const rule = this.next(service, request);
      if (rule?.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, rule.delayMs));
      if (rule?.answer !== undefined) return typeof rule.answer === 'function' ? rule.answer(request) : rule.answer;
      const answer = await handler(request);
      return rule?.alter && typeof answer === 'object' ? rule.alter(answer, request) : answer;
    };
  }

  private next(service: FaultRule['service'], request: SandboxRequest): FaultRule | undefined {
    for (const entry of this.active) {
      const { rule } = entry;
      const target = `${request.url.pathname}${request.url.search}`;
      if (rule.service !== service || (rule.method ?? request.method) !== request.method || rule.path?.test(target) === false)
        continue;
      entry.seen += 1;
      const hit = entry.seen - (rule.skip ?? 0);
      if (hit >= 1 && hit <= (rule.times ?? Infinity)) return rule;
    }
    return undefined;
  }
}

/** `Retry-After` in seconds. */
export function tooManyRequests(retryAfter: number): Answer {
  return { status: 429, headers: { 'retry-after': String(retryAfter) }, body: 'too many requests' };
}

/** Changes one byte of the answer and keeps the headers: a wrong digest. */
export function corrupted(answer: SandboxResponse): SandboxResponse {
  const body = Buffer.from(answer.body ?? '');
  if (body.length > 0) body.writeUInt8(body.readUInt8(body.length - 1) ^ 1, body.length - 1);
  return { ...answer, body };
}

/** Adds headers above the default limit of Node's client (16 KiB); some registries send that much. */
export function oversizedHeaders(bytes: number): (answer: SandboxResponse) => SandboxResponse {
  return (answer) => ({ ...answer, headers: { ...answer.headers, 'x-padding': 'x'.repeat(bytes) } });
}

/** The connection is reset after half of the body; an empty body is replaced, because an answer without one is complete at once. */
export function cutShort(answer: SandboxResponse): SandboxResponse {
  const whole = lengthOf(answer) > 1 ? answer : { ...answer, body: 'this text is not sent to its end' };
  return { ...whole, sending: { kind: 'cut', afterBytes: Math.floor(lengthOf(whole) / 2) } };
}

/** The body is sent one byte at a time. */
export function dripping(everyMs: number): (answer: SandboxResponse) => SandboxResponse {
  return (answer) => ({ ...answer, sending: { kind: 'drip', everyMs } });
}

/** A complete answer whose body is the first half of the document. */
export function truncated(answer: SandboxResponse): SandboxResponse {
  return { ...answer, body: Buffer.from(answer.body ?? '').subarray(0, Math.floor(lengthOf(answer) / 2)) };
}

/** White space before the document: valid JSON of `bytes` bytes and more. */
export function oversized(bytes: number): (answer: SandboxResponse) => SandboxResponse {
  return (answer) => ({ ...answer, body: Buffer.concat([Buffer.alloc(bytes, ' '), Buffer.from(answer.body ?? '')]) });
}

/** 307: method and body would be repeated at the other address. */
export function redirectTo(url: string): Answer {
  return { status: 307, headers: { location: url }, body: 'moved' };
}

function lengthOf({ body }: SandboxResponse): number {
  return Buffer.byteLength(body ?? '');
}
