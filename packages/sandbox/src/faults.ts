import type { Answer, Handler, SandboxRequest, SandboxResponse } from './http/router.js';

export type ServiceName = 'issuer' | 'fulcio' | 'ct' | 'rekor' | 'rekorV1' | 'tsa' | 'tuf' | 'registry';

/** One simulated failure for matching requests. Without `answer` and `alter` the request is only delayed. */
export interface FaultRule {
  readonly service: ServiceName;
  readonly method?: string;
  /** Matched against path and query. */
  readonly path?: RegExp;
  /** How many matching requests are served normally first. Default 0. */
  readonly skip?: number;
  /** How many requests fail after that. Default: all. */
  readonly times?: number;
  readonly delayMs?: number;
  /** Sent instead of calling the service; `hang` never answers, `reset` closes the connection. */
  readonly answer?: Answer;
  /** Changes the service's answer. */
  readonly alter?: (answer: SandboxResponse) => SandboxResponse;
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
  around(service: ServiceName, handler: Handler): Handler {
    return async (request) => {
      const rule = this.next(service, request);
      if (rule?.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, rule.delayMs));
      if (rule?.answer !== undefined) return rule.answer;
      const answer = await handler(request);
      return rule?.alter && typeof answer === 'object' ? rule.alter(answer) : answer;
    };
  }

  private next(service: ServiceName, request: SandboxRequest): FaultRule | undefined {
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
