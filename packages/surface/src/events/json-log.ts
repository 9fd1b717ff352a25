import { isLogged, jsonLine } from '../log/create-log.js';
import type { MakeReader } from './reader.js';

/** Events as JSON with all their fields, one per line. */
export const jsonLog: MakeReader = ({ format, level: least, screen, secrets }) =>
  format === 'json'
    ? {
        wants: (level) => isLogged(level, least),
        read({ event: { event, ...fields }, time, level, text }) {
          screen.event(secrets.mask(jsonLine({ time, level, event, message: text, ...fields })));
        },
      }
    : undefined;
