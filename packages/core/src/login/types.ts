/** `browser`: the authorization code flow (RFC 8252, RFC 7636). `device`: with a browser anywhere (RFC 8628). */
export type LoginMethod = 'browser' | 'device';

/** Waits for one answer of the provider on a loopback address. */
export interface RedirectListener {
  readonly redirectUri: string;
  /** The first answer with the expected `state`; all other requests are refused. Settles once; never, if nothing comes. */
  readonly answer: Promise<URL>;
  close(): void;
}

/** What a login needs of the place where the person is. Only the command line has one. */
export interface PersonAtTerminal {
  /** Prints lines for the person, whatever the log level is. The text has no control characters. */
  tell(text: string): void;
  /** Opens an address in the person's browser. @returns whether a browser was started */
  openBrowser(url: string): Promise<boolean>;
  /** Starts to listen on loopback only. */
  listen(state: string): Promise<RedirectListener>;
  /** Asks a question. Undefined if there is no terminal to ask at. */
  confirm(question: string): Promise<boolean | undefined>;
}
