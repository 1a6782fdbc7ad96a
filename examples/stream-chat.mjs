// A language model's answer, word by word:  node examples/stream-chat.mjs [BASE] [PROMPT]
// Any server with the OpenAI API will do; the default is Ollama's. The key comes from OPENAI_API_KEY.
import { pathToFileURL } from 'node:url';
import { HTTPBearerAuth, Session } from '@req/requests';

export async function main(base = 'http://localhost:11434/v1', prompt = 'Why is the sky blue?', write = writeOut) {
  const key = process.env.OPENAI_API_KEY;
  const session = new Session({ baseUrl: base, auth: key ? new HTTPBearerAuth(key) : null });
  try {
    const r = await session.post('chat/completions', {
      json: { model: process.env.MODEL ?? 'llama3.2', stream: true, messages: [{ role: 'user', content: prompt }] },
      stream: true, // The body is read by iterEvents(), as it comes.
      timeout: { connect: 5_000, read: 60_000 }, // No event for a minute: a ReadTimeout.
    });
    if (!r.ok) await r.read(); // So that the error's response has its text.
    r.raiseForStatus();
    let answer = '';
    for await (const { data } of r.iterEvents()) {
      if (data === '[DONE]') break; // Leaving the loop closes the connection.
      const piece = JSON.parse(data).choices[0]?.delta?.content ?? '';
      answer += piece;
      write(piece);
    }
    return answer;
  } finally {
    await session.close();
  }
}

function writeOut(piece) {
  process.stdout.write(piece);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2], process.argv[3]);
