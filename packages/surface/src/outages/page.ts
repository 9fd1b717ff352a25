import type { Code } from '@countersign/core/errors';
import { FAULTS, outcomeOf, SERVICES, type Fault, type Outcome, type Service } from './table.js';

/** How a run can end, with what a user sees and does. */
const ENDINGS: Readonly<Partial<Record<Code | 'done', string>>> = {
  done: 'The run ends as usual. If this takes longer than five seconds, the log says what the run waits for, and why; JSON logs have the events `waiting` and `retried`. There is nothing to do.',
  SERVICE_UNAVAILABLE:
    'The service gave no usable answer until the deadline (`timeout`), or it cannot be reached at all: its certificate is not trusted, or the proxy refuses the connection. The error names host, attempts, the last answer or network error, and the text of the server. Certificates and proxies are corrected at once; during an outage, run the job again later. Nothing was written; a signature without its log entry or timestamp is discarded.',
  FETCH_FAILED:
    'The same, for the TUF repository and for registries. The gate is undecided and exits with status 2: it never allows because evidence cannot be read. A registry that cannot be reached at all is noticed before the certificate is requested. A signature that could not be pushed is kept as a bundle file, whose path is in the log: where the next run has this file, `resume: true` pushes it; without it, the next run makes a new signature.',
  SERVICE_ANSWER_INVALID:
    'The service answered, and the answer is incomplete, too large, or about something else: another key, another signature, other bytes. The run ends at once, because the same request would get the same answer. Check that the address is that of the service, and which proxy answers in its place; if both are right, tell the operator of the service. Such an answer is never used.',
  SERVICE_REFUSED:
    'The service refused the request, or redirects to another host. Neither tokens nor signatures are sent to an address that only an answer names. If the service has moved, correct its address where it is configured.',
  TOKEN_INVALID:
    'The identity token is for another audience, or its signature does not verify with the keys of its issuer. Nothing was signed. Check which program answers at the address of the issuer.',
  TOKEN_EXPIRED:
    'The identity token has expired by the clock of this machine. If this clock and the `Date` header of the token service differ, the hint says by how much: correct the clock. A clock that is behind by minutes does not matter, because signing takes its times from the services.',
  TRUST_ROOT_INVALID:
    'The metadata of the TUF repository does not verify from the pinned root. The gate is undecided, and signing ends before a token is requested. A copy from an earlier run is not used instead: it would hide an attack. Ask the operator of the repository, over another channel.',
  REGISTRY_UNAVAILABLE:
    'The registry answered each attempt with an internal error. The gate is undecided; a signature that could not be pushed is kept as a bundle file. Run the job again later, with `resume: true` if the file is still there.',
  REGISTRY_ANSWER_INVALID:
    'The content from the registry does not have the requested digest, is not what the protocol demands, or comes from a redirect that is not followed. The run ends at once, and the content is not used. Check the proxies and mirrors between this machine and the registry.',
  STORE_FAILED:
    'The registry accepted the signature and does not list it. The bundle file is kept. Run the job again with `resume: true`, which pushes it, or ask the operator of the registry.',
  SUBJECT_MISMATCH: 'The evidence is for another artifact: the gate denies, with exit status 1. This is not an outage.',
};

/** The table of docs/operations/outages.md: for each fault, services with the same ending together. */
export function outagesTable(): string {
  const rows = (Object.keys(FAULTS) as Fault[]).flatMap((fault) =>
    [...grouped(fault)].map(([ending, services]) => `| ${FAULTS[fault]} | ${listed(services)} | ${ending} |`),
  );
  return ['| what happens | service | how the run ends |', '|---|---|---|', ...rows].join('\n');
}

function listed(services: readonly string[]): string {
  return services.length === Object.keys(SERVICES).length ? 'all' : services.join('; ');
}

function grouped(fault: Fault): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const service of Object.keys(SERVICES) as Service[]) {
    const ending = endingOf(outcomeOf(service, fault));
    const known = groups.get(ending);
    if (known === undefined) groups.set(ending, [SERVICES[service]]);
    else known.push(SERVICES[service]);
  }
  return groups;
}

function endingOf(outcome: Outcome): string {
  return outcome.ends === 'done' ? 'as usual' : `[\`${outcome.code}\`](../reference/errors.md#${outcome.code.toLowerCase()})`;
}

/** One section for each way to end, in the order of the table above. @throws Error if a code has no text */
export function outagesEndings(): string {
  const used = new Set<Code | 'done'>([
    'done',
    ...(Object.keys(FAULTS) as Fault[]).flatMap((fault) =>
      (Object.keys(SERVICES) as Service[]).map((service) => {
        const outcome = outcomeOf(service, fault);
        return outcome.ends === 'done' ? 'done' : outcome.code;
      }),
    ),
  ]);
  return [...used]
    .map((ending) => {
      const text = ENDINGS[ending];
      if (text === undefined) throw new Error(`docs/operations/outages.md: no text for ${ending}`);
      return `### ${ending === 'done' ? 'As usual' : ending}\n\n${text}`;
    })
    .join('\n\n');
}
