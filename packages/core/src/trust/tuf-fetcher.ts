import { BaseFetcher } from 'tuf-js';
import { DownloadHTTPError } from 'tuf-js/dist/error.js';
import type { Net } from '../errors/index.js';

/** Lets tuf-js reach its mirror through our only door to the network, with its proxy, limits and deadline. */
export class NetFetcher extends BaseFetcher {
  readonly #net: Net;
  readonly #maxBytes: number;
  /** What the network failed with last; tuf-js wraps some errors until nothing is left of them. */
  failure: unknown;

  constructor(net: Net, maxBytes: number) {
    super();
    this.#net = net;
    this.#maxBytes = maxBytes;
  }

  override async fetch(url: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    try {
      const response = await this.#net.fetch({ purpose: 'sigstore', method: 'GET', url, maxBytes: this.#maxBytes });
      // tuf-js looks for this very class: 404 for the next root means that the current one is the newest.
      if (response.status !== 200) throw new DownloadHTTPError(`HTTP status ${response.status} from ${url}`, response.status);
      return new Blob([new Uint8Array(response.body)]).stream();
    } catch (error) {
      if (!(error instanceof DownloadHTTPError && [403, 404].includes(error.statusCode))) this.failure = error;
      throw error;
    }
  }
}
