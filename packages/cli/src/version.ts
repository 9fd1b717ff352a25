export { VERSION } from '@countersign/surface/version';
