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
async function download() {
  let answer = await ask({});
  if ([401, 403, 404].includes(answer.status) && mayTell)
    answer = await ask({ headers: { 'JOB-TOKEN': CI_JOB_TOKEN }, redirect: 'error' });
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}
for (let left = 2; ; left -= 1) {
  try {
    writeFileSync(target, await download(), { mode: 0o600 });
    break;
  } catch (error) {
    if (left === 0) stop(2, `${shown(url)}${mirror === '' ? ` at ${commit}` : ''}: ${error.cause?.message ?? error.message}`);
    await new Promise((resume) => setTimeout(resume, 2000));
  }
}
function shown(text) {
  const { protocol, host, pathname } = URL.parse(text) ?? {};
  return host ? `${protocol}//${host}${pathname}` : 'no URL';
}
