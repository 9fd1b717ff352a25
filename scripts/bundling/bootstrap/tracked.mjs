// Fails if git tracks something called countersign-gate; images of jobs need not have git. Format: gitformat-index(5), versions 2 to 4.
import { existsSync, readFileSync, statSync } from 'node:fs';
const git =
  existsSync('.git') && statSync('.git').isFile() ? readFileSync('.git', 'utf8').slice('gitdir: '.length).trim() : '.git';
function* paths(index, hash) {
  const version = index.readUInt32BE(4);
  if (index.toString('latin1', 0, 4) !== 'DIRC' || ![2, 3, 4].includes(version)) throw new Error('an unknown format');
  let at = 12;
  let path = '';
  for (let left = index.readUInt32BE(8); left > 0; left -= 1) {
    const start = at;
    at += 40 + hash;
    at += index.readUInt16BE(at) & 0x4000 ? 4 : 2;
    let kept = 0;
    if (version === 4) {
      let byte = index[at++];
      let cut = byte & 127;
      while (byte & 128) cut = ((cut + 1) << 7) | ((byte = index[at++]) & 127);
      kept = path.length - cut;
    }
    const end = index.indexOf(0, at);
    if (end < 0) throw new Error('it ends early');
    path = path.slice(0, kept) + index.toString('latin1', at, end);
    at = version === 4 ? end + 1 : start + (((end - start) >> 3) + 1) * 8;
    yield path;
  }
  if (index.toString('latin1', at, at + 4) === 'link') throw new Error('an index in two files');
}
try {
  const sha256 = existsSync(`${git}/config`) && /^\s*objectformat\s*=\s*sha256/im.test(readFileSync(`${git}/config`, 'utf8'));
  for (const path of existsSync(`${git}/index`) ? paths(readFileSync(`${git}/index`), sha256 ? 32 : 20) : [])
    if (/^countersign-gate(?:\/|$)/i.test(path)) process.exit(1);
} catch (error) {
  console.error(`countersign: what git tracks could not be read: ${error.message}`);
  process.exit(1);
}
