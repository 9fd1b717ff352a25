import type { Progress } from './create-log.js';

/** How often the line moves, in milliseconds. */
const FRAME = 80;

/** What the line needs of `yocto-spinner`. */
interface Spinner {
  text: string;
  clear(): unknown;
}

interface ProgressAbove extends Progress {
  /** Removes the line, prints, and shows the line again below. */
  above(print: () => void): void;
}

const spinner = async (): Promise<Spinner> => (await import('yocto-spinner')).default();

/**
 * The line is drawn with a library that is loaded when there is something to show. Its `start` is not used: it would hide the cursor, end
 * the process on a signal, and keep alive a process that waits for nothing.
 */
export function createProgress(load: () => Promise<Spinner> = spinner): ProgressAbove {
  let line: Spinner | undefined;
  let isLoading = false;
  let hasEnded = false;
  let text = '';
  let timer: NodeJS.Timeout | undefined;
  const draw = (): void => {
    if (line !== undefined && !hasEnded) line.text = text;
  };
  const begin = (loaded: Spinner): void => {
    if (hasEnded) return;
    line = loaded;
    draw();
    timer = setInterval(draw, FRAME).unref();
  };
  return {
    show(next) {
      text = next;
      if (hasEnded) return;
      draw();
      if (isLoading) return;
      isLoading = true;
      // Without the library there is no progress line, and nothing else changes.
      load().then(begin, () => undefined);
    },
    above(print) {
      line?.clear();
      print();
      draw();
    },
    end() {
      if (hasEnded) return;
      hasEnded = true;
      clearInterval(timer);
      line?.clear();
    },
  };
}
