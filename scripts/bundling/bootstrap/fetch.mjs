// Fetches the program from a mirror, or from the component's project at the component's commit. The shell checks its digest.
import { writeFileSync } from 'node:fs';
const [mirror, server, project, commit, name, target] = process.argv.slice(2);
const { CI_API_V4_URL, CI_JOB_TOKEN } = process.env;
const stop = (status, text) => {
  console.error(`countersign: ${text}`);
  process.exit(status);
};
// Both inputs reach the log.
const { username, password, search } = URL.parse(mirror) ?? {};
if (username || password || search) stop(3, 'program-from has credentials or a query, which it must not: a log shows it');
const api = server === '' ? CI_API_V4_URL : `${server}/api/v4`;
const file = `${encodeURIComponent(project)}/repository/files/${encodeURIComponent(`dist/${name}`)}/raw?ref=${commit}`;
const url = mirror === '' ? `${api}/projects/${file}` : `${mirror.replace(/\/+$/, '')}/${name}`;
const ask = (more) => fetch(url, { signal: AbortSignal.timeout(60_000), ...more });
// The job's token goes to the server that the pipeline names, and to no other: variables can be replaced, redirects lead away, and
// without TLS a proxy reads it.
const mayTell = mirror === '' && server.startsWith('https://') && CI_JOB_TOKEN;
class Final extends Error {}
async function download() {
  let answer = await ask({});
  if ([401, 403, 404].includes(answer.status) && mayTell)
    answer = await ask({ headers: { 'JOB-TOKEN': CI_JOB_TOKEN }, redirect: 'error' });
  const { status } = answer;
  if (status === 407) throw new Final(proxyText(407));
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) throw new Final(`answered ${status}. ${refusalText()}`);
  if (!answer.ok) throw new Error(`answered ${status}`);
  return Buffer.from(await answer.arrayBuffer());
}
function refusalText() {
  if (mirror !== '') return `Put ${name} of this version there, readable without a password`;
  if (mayTell)
    return `The job's token cannot read ${project}: add your project there in Settings > CI/CD > Job token permissions, and make who starts the pipeline a member. Tokens of GitLab before 18 cannot read files: name a mirror in program-from`;
  if (server === '')
    return `${project} is not the project that you include the component from (component-project), or it is not public: then set server to the https URL of this GitLab instance`;
  return `${project} is not public, and the job has no CI_JOB_TOKEN`;
}
function proxyText(status) {
  const proxy = URL.parse(process.env.https_proxy || process.env.HTTPS_PROXY || '');
  const how = 'http://USER:PASSWORD@HOST:PORT (special characters as %XX, the variable masked)';
  if (status !== 407) return `the proxy ${proxy?.host} answered ${status}: it does not connect to this host`;
  if (proxy?.username) return `the proxy ${proxy.host} refuses the user and password in HTTPS_PROXY (407): write them as ${how}`;
  return `the proxy ${proxy?.host} asks for a user and a password (407): set HTTPS_PROXY to ${how}`;
}
const UNTRUSTED = /^(?:UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|CERT_UNTRUSTED)/;
/** The error at the end of the causes says what has happened. */
const rootOf = (error) => (error.cause instanceof Error ? rootOf(error.cause) : error);
/** What cannot pass is not asked again. */
function finalText({ code, message }) {
  const tunnel = /Proxy response \((\d{3})\)/.exec(message)?.[1];
  if (tunnel !== undefined && !tunnel.startsWith('5')) return proxyText(Number(tunnel));
  if (UNTRUSTED.test(code ?? ''))
    return `its certificate is of an authority that is not known here (${code}). A proxy or firewall may inspect TLS, or the server has its own authority: name the authority's file in the input ca-file`;
  return undefined;
}
for (let left = 2; ; left -= 1) {
  try {
    writeFileSync(target, await download(), { mode: 0o600 });
    break;
  } catch (error) {
    const root = rootOf(error);
    const final = root instanceof Final ? root.message : finalText(root);
    const text = final ?? `${root.message}. Behind a proxy, set HTTPS_PROXY; without a network, use program-from`;
    if (left === 0 || final !== undefined) stop(2, `${shown(url)}${mirror === '' ? ` at ${commit}` : ''}: ${text}`);
    await new Promise((resume) => setTimeout(resume, 2000));
  }
}
function shown(text) {
  const { protocol, host, pathname } = URL.parse(text) ?? {};
  return host ? `${protocol}//${host}${pathname}` : 'no URL';
}
