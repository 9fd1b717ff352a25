import type { State } from '../state.js';
import { leafHash, MerkleTree } from './merkle.js';
import { signCheckpoint, type NoteSigner } from './note.js';

/** An inclusion proof for one entry in one published tree. */
export interface InclusionProof {
  readonly index: number;
  readonly treeSize: number;
  readonly rootHash: Buffer;
  readonly hashes: readonly Buffer[];
  /** The signed checkpoint of the same tree. */
  readonly checkpoint: string;
}

export interface LogOptions {
  readonly state: State;
  /** Name of the file of entries inside the state. */
  readonly file: string;
  readonly signer: NoteSigner;
  /** First line of the checkpoint. */
  readonly origin: string;
  /** How long, in milliseconds, new entries wait for others before one checkpoint covers all. 0: the next turn of the event loop. */
  readonly batchDelayMs: number;
  /** The first entry of an empty log. */
  readonly first: () => { readonly body: Buffer; readonly note?: string };
}

export type Appended =
  | { readonly kind: 'added'; readonly index: number; readonly proof: InclusionProof }
  /** The same entry already exists; a log does not add it twice. */
  | { readonly kind: 'duplicate'; readonly index: number };

interface Stored {
  readonly body: Buffer;
  /** Data that is stored with the entry but not hashed (the v1 log's time of integration). */
  readonly note: string;
}

/** An append-only log: entries on disk, the tree in memory, checkpoints signed in batches. */
export class TransparencyLog {
  private readonly tree = new MerkleTree();
  private readonly entries: Stored[] = [];
  private readonly byLeaf = new Map<string, number>();
  private published = { size: 0, checkpoint: '' };
  private publishing: Promise<void> | undefined;

  constructor(private readonly options: LogOptions) {
    for (const line of options.state.lines(options.file)) {
      const [body = '', note = ''] = line.split(' ');
      this.store(Buffer.from(body, 'base64'), note);
    }
    if (this.tree.size === 0) {
      const { body, note = '' } = options.first();
      this.keep(body, note);
    }
    this.publish();
  }

  get size(): number {
    return this.published.size;
  }

  get checkpoint(): string {
    return this.published.checkpoint;
  }

  get merkle(): MerkleTree {
    return this.tree;
  }

  /** Adds an entry and waits until a checkpoint covers it. `note` is one word that is stored with the entry. */
  async append(body: Buffer, note = ''): Promise<Appended> {
    const known = this.find(leafHash(body));
    if (known !== undefined) {
      await this.publishing;
      return { kind: 'duplicate', index: known };
    }
    const index = this.keep(body, note);
    this.publishing ??= this.publishLater();
    await this.publishing;
    return { kind: 'added', index, proof: this.prove(index) };
  }

  find(leaf: Buffer): number | undefined {
    return this.byLeaf.get(leaf.toString('hex'));
  }

  /** The bytes of a published entry. */
  entry(index: number): Stored | undefined {
    return index < this.published.size ? this.entries[index] : undefined;
  }

  /** A proof against the newest checkpoint. */
  prove(index: number): InclusionProof {
    const { size, checkpoint } = this.published;
    return {
      index,
      treeSize: size,
      rootHash: this.tree.root(size),
      hashes: this.tree.inclusionProof(index, size),
      checkpoint,
    };
  }

  private keep(body: Buffer, note: string): number {
    this.options.state.appendLine(this.options.file, `${body.toString('base64')} ${note}`);
    return this.store(body, note);
  }

  private store(body: Buffer, note: string): number {
    const hash = leafHash(body);
    const index = this.tree.append(hash);
    this.byLeaf.set(hash.toString('hex'), index);
    this.entries.push({ body, note });
    return index;
  }

  private async publishLater(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.options.batchDelayMs));
    this.publishing = undefined;
    this.publish();
  }

  private publish(): void {
    const size = this.tree.size;
    this.published = { size, checkpoint: signCheckpoint(this.options.signer, this.options.origin, size, this.tree.root(size)) };
  }
}
