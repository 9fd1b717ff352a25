/**
 * The GitLab components: gitlab-components/dist (the programs) and gitlab-components/templates (made from the table of inputs,
 * with the programs' SHA-256 as literals). Run by build-dist.mjs; alone it rewrites the templates around the committed programs.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ncc, root, sha256, singleFile, tar } from './bundling/bundle.mjs';
import { addLicenses, buildLibraries } from './bundling/libraries.mjs';
import { template } from './bundling/component-template.mjs';
import { PIECES, PIECES_WITH_COMMAND } from './surface.mjs';

const ARCHIVE = 'countersign.tar';
const GATE = 'countersign-gate.mjs';

/** Builds the signing archive, the gate's one file and their licences into a folder. */
export async function buildPrograms(folder) {
  const temporary = mkdtempSync(join(tmpdir(), 'countersign-component-'));
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const lib = join(root, 'packages', 'cli', 'lib');
    await ncc(join(lib, 'pipeline.js'), join(temporary, 'pipeline'));
    const libraries = join(temporary, 'pipeline', 'libraries');
    addLicenses(join(temporary, 'pipeline', 'licenses.txt'), await buildLibraries(root, libraries));
    tar(join(temporary, 'pipeline'), join(folder, ARCHIVE));
    copyFileSync(join(temporary, 'pipeline', 'licenses.txt'), join(folder, 'licenses.txt'));
    await singleFile(join(lib, 'gate.js'), join(folder, GATE), libraries);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Path (from the root) → content of every template, around the programs in `folder`. */
export async function templates(folder = join(root, 'gitlab-components', 'dist')) {
  const { format } = await import('prettier');
  const digest = (name) => (existsSync(join(folder, name)) ? sha256(readFileSync(join(folder, name))) : '0'.repeat(64));
  const files = new Map();
  for (const piece of PIECES_WITH_COMMAND) {
    const program = PIECES[piece].role === 'gate' ? GATE : ARCHIVE;
    const text = template(piece, { program, digest: digest(program) });
    files.set(
      `gitlab-components/templates/${piece}/template.yml`,
      await format(text, { parser: 'yaml', printWidth: 130, singleQuote: true }),
    );
  }
  return files;
}

export async function writeTemplates(folder) {
  for (const [path, content] of await templates(folder)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/** Paths of the templates that are not what `folder`'s programs and the table of inputs give. */
export async function checkTemplates(folder) {
  return [...(await templates(folder))]
    .filter(([path, content]) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== content)
    .map(([path]) => path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeTemplates();
