export { FORMAT_NAMES, FORMATS, formatNamed, LATER_FORMATS, type Format, type Render, type ReportFormat } from './formats.js';
export { writeReports, type ReportRequest } from './write-reports.js';
