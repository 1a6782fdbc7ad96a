// Several files in one form, some under the same name:  node examples/many-files.mjs [BASE]
import { createReadStream } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import requests from '@req/requests';

const here = fileURLToPath(import.meta.url);

export async function main(baseUrl = 'https://httpbin.org') {
  const r = await requests.post(`${baseUrl}/post`, {
    data: { album: 'Holidays' },
    files: {
      // A list is several parts under one name. A stream of a file brings its name along.
      photo: [
        ['beach.svg', '<svg/>', 'image/svg+xml'],
        ['sunset.svg', '<svg><!-- red --></svg>', 'image/svg+xml'],
      ],
      notes: createReadStream(here),
      // [file name, content, type, headers of the part]
      table: ['days.csv', new Blob(['day,weather\n', '1,sun\n']), 'text/csv', { 'X-Rows': '1' }],
    },
  });
  const { form, files } = r.raiseForStatus().json();
  console.log(form, Object.keys(files), files.table);
  console.log(r.request.headers.get('content-type').split(';')[0]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv[2]);
