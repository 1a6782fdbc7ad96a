// A registry on loopback that has the packed packages and nothing else. Package managers are told to ask it for `@req`,
// so that they choose and install the packages as they would from a public one.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

/** `tarballs`: `{ manifest, path }`. Resolves with `{ url, close() }`. */
export async function startRegistry(tarballs) {
  const packages = new Map();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url.split('?', 1)[0]).slice(1);
    const tarball = packages.get(path.replace(/\/-\/.*$/, ''));
    if (tarball === undefined) {
      response.statusCode = 404;
      response.end('{}');
    } else if (path.includes('/-/')) response.end(tarball.content);
    else {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(document(tarball, url)));
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  for (const { manifest, path } of tarballs)
    packages.set(manifest.name, { manifest, content: readFileSync(path), file: path.split('/').at(-1) });
  return { url, close: () => server.close() };
}

function document({ manifest, content, file }, url) {
  const hash = (algorithm, encoding) => createHash(algorithm).update(content).digest(encoding);
  const dist = {
    tarball: `${url}/${manifest.name}/-/${file}`,
    integrity: `sha512-${hash('sha512', 'base64')}`,
    shasum: hash('sha1', 'hex'),
  };
  return {
    name: manifest.name,
    'dist-tags': { latest: manifest.version },
    // Long enough ago for package managers that wait a while before they take a new version.
    time: { [manifest.version]: '2026-01-01T00:00:00.000Z' },
    versions: { [manifest.version]: { ...manifest, dist } },
  };
}
