// A file as a streamed body, and the same file in a form, with progress:  node examples/upload.mjs [BASE] [FILE]
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Session } from '@req/requests';

export async function main(baseUrl = 'https://httpbin.org', path = fileURLToPath(import.meta.url)) {
  const session = new Session({ baseUrl });
  try {
    // The length of a file is known, so it is sent as Content-Length; any other stream goes out in chunks.
    const put = await session.put('/put', {
      data: createReadStream(path),
      headers: { 'Content-Type': 'application/octet-stream' },
      onUploadProgress({ transferred, total }) {
        if (transferred === total) console.log('sent', transferred, 'bytes');
      },
    });
    console.log('PUT', put.raiseForStatus().json().headers['Content-Length']);

    // multipart/form-data: fields beside files, each with a name and a type of its own if need be.
    const post = await session.post('/post', {
      data: { title: 'An example' },
      files: { document: [basename(path), createReadStream(path), 'text/plain'] },
    });
    const { form, files } = post.raiseForStatus().json();
    console.log('POST', form.title, files.document.length > 0);
  } finally {
    await session.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2], process.argv[3]);
