// A form, JSON, and text as the body:  node examples/forms.mjs [BASE]
import { pathToFileURL } from 'node:url';
import { Session } from '@req/requests';

export async function main(baseUrl = 'https://httpbin.org') {
  const session = new Session({ baseUrl });

  const form = await session.post('/post', { data: { name: 'Ada', likes: ['maths', 'machines'] } });
  console.log(form.json().headers['Content-Type'], form.json().form);

  const json = await session.post('/post', { json: { name: 'Ada', born: 1815 } });
  console.log(json.json().headers['Content-Type'], json.json().json);

  const text = await session.put('/put', { data: 'any text', headers: { 'Content-Type': 'text/plain' } });
  console.log(text.json().headers['Content-Type'], text.json().data);

  await session.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
