// A GET, a session and an exception against a real server.
import { createServer } from 'node:http';
import requests, { HTTPError, Session } from '@req/requests';

const server = createServer((request, response) => {
  response.statusCode = request.url === '/missing' ? 404 : 200;
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ url: request.url }));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${server.address().port}`;
const r = await requests.get(`${base}/get`, { params: { a: ['1', '2'] } });
if (r.json().url !== '/get?a=1&a=2') throw new Error(`wrong: ${r.text}`);
const session = new Session();
const missing = await session.get(`${base}/missing`);
let raised = null;
try {
  missing.raiseForStatus();
} catch (error) {
  raised = error;
}
if (!(raised instanceof HTTPError)) throw new Error('no HTTPError');
await session.close();
server.close();
