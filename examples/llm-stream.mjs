// A language model's answer, word by word:  node examples/llm-stream.mjs [BASE]
import { pathToFileURL } from 'node:url';
import { HTTPBearerAuth, Session } from '@req/requests';
import { HERE } from './server.mjs';

async function* answer(session, question) {
  const r = await session.post('/v1/chat/completions', {
    json: { model: 'small', stream: true, messages: [{ role: 'user', content: question }] },
    stream: true,
    timeout: { read: 60_000 },
  });
  r.raiseForStatus();
  for await (const { data } of r.iterEvents()) {
    if (data === '[DONE]') return;
    yield JSON.parse(data).choices[0].delta.content ?? '';
  }
  // Without an end mark it is not the whole answer.
  throw new Error('The answer broke off');
}

export async function main(baseUrl = HERE, write = (text) => process.stdout.write(text)) {
  const session = new Session({ baseUrl, auth: new HTTPBearerAuth(process.env.API_KEY ?? 'none') });
  for await (const word of answer(session, 'Hello?')) write(word);
  write('\n');
  await session.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
