import { createServer } from 'node:http';

createServer((request, response) => response.end(`Hello from ${process.arch}, ${request.url}\n`)).listen(8080);
