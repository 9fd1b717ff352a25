export { REPORT_VERSION, renderJson } from './json.js';
export { renderJunit } from './junit.js';
export { renderMarkdown } from './markdown.js';
export { checkReports, writeReports, type ReportRequest } from './write-reports.js';
