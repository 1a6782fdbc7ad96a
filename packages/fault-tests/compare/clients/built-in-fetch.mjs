/** Node's built-in fetch: it has no options for timeouts, proxies, CAs or size limits. */
export class BuiltInFetch {
  static lacks = ['CONNECT proxy'];
  static lacksCa = true;

  async send({ method, url, body, stream }) {
    const response = await fetch(url, { method, body });
    const chunks = [];
    if (stream && response.body !== null) for await (const chunk of response.body) chunks.push(chunk);
    const bytes = stream ? Buffer.concat(chunks) : Buffer.from(await response.arrayBuffer());
    return {
      status: response.status,
      reason: response.statusText,
      body: bytes.toString('latin1'),
      header: (name) => response.headers.get(name),
    };
  }

  async close() {}
}
