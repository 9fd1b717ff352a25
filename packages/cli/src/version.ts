export { VERSION } from '@countersign/surface/pages';
