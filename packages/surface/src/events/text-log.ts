import { isShownBySurface } from '@countersign/core/run';
import { isLogged, textLines } from '../log/create-log.js';
import type { MakeReader } from './reader.js';

/** The line for people, under the event's code; what the surface shows by itself is left out. */
export const textLog: MakeReader = ({ format, level: least, screen }) =>
  format === 'text'
    ? {
        wants: (level) => isLogged(level, least),
        read({ event, level, text }) {
          if (!isShownBySurface(event)) screen.message(level, textLines(text), 'code' in event ? event.code : undefined);
        },
      }
    : undefined;
