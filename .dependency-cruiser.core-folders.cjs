/** The folders of core, from the lowest to the highest: a folder imports only from those before it. */
const FOLDERS = [
  'lang',
  'platform',
  'errors',
  'url',
  'headers',
  'codecs',
  'body',
  'transport',
  'cookies',
  'auth',
  'proxies',
  'guard',
  'response',
  'request',
  'send',
  'session',
  'events',
  'download',
];

/** Rules for the modules under `root`. `except`: paths that may be imported from anywhere. */
module.exports = (root, except = '^$') =>
  FOLDERS.slice(0, -1).map((folder, i) => ({
    name: `core-${folder}-imports-nothing-above`,
    severity: 'error',
    from: { path: `^${root}/${folder}/` },
    to: { path: `^${root}/(${FOLDERS.slice(i + 1).join('|')})/`, pathNot: except },
  }));
