// Fetches the program from a mirror, or from the component's project at the component's commit. The shell checks its digest.
import { writeFileSync } from 'node:fs';
const [mirror, server, project, commit, name, target] = process.argv.slice(2);
const { CI_API_V4_URL, CI_JOB_TOKEN } = process.env;
const api = server === '' ? CI_API_V4_URL : `${server}/api/v4`;
const file = `${encodeURIComponent(project)}/repository/files/${encodeURIComponent(`dist/${name}`)}/raw?ref=${commit}`;
const url = mirror === '' ? `${api}/projects/${file}` : `${mirror.replace(/\/+$/, '')}/${name}`;
const ask = (more) => fetch(url, { signal: AbortSignal.timeout(60_000), ...more });
async function download() {
  let answer = await ask({});
  // The job's token goes to the server that the pipeline names, and to no other: variables can be replaced, redirects lead away.
  if ([401, 403, 404].includes(answer.status) && mirror === '' && server !== '' && CI_JOB_TOKEN)
    answer = await ask({ headers: { 'JOB-TOKEN': CI_JOB_TOKEN }, redirect: 'error' });
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}
for (let left = 2; ; left -= 1) {
  try {
    writeFileSync(target, await download(), { mode: 0o600 });
    break;
  } catch (error) {
    if (left === 0) {
      console.error(`countersign: ${url}: ${error.message}${error.cause ? `: ${error.cause.message}` : ''}`);
      process.exit(2);
    }
    await new Promise((resume) => setTimeout(resume, 2000));
  }
}
