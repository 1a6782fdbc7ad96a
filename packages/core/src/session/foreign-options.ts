// What other HTTP clients call an option: our name for it, or a sentence for the message. In lower case, without `_` and `-`.
// Only the messages of errors need these tables: a browser's build goes without.

type Hints = Readonly<Record<string, string>>;

const OF_THE_SESSION = 'it is an option of the session';
const OF_THE_TRANSPORT = 'connections are made by the transport, which has options of its own';
const OF_A_REQUEST = 'it is an option of each request';
const OF_FETCH = 'only a browser has it; FetchTransport takes a fetch that sets it';
const HEADER = 'it is a header, for example headers: { Accept: "text/html" }';
const RETRY = 'wrap the transport, retry(transport, policy)';
const STATUS = 'no status is an error until you call response.raiseForStatus(), or set it as a response hook';

const OF_BOTH: Hints = {
  accept: HEADER,
  adapter: 'it is the transport of the session',
  afterresponse: 'use hooks: { response: (response) => … }',
  agent: OF_THE_TRANSPORT,
  beforerequest: 'use auth, a function that may change the request',
  ca: 'verify',
  cache: OF_FETCH,
  cafile: 'verify',
  contenttype: HEADER,
  cookiejar: 'cookies',
  credentials: 'it is an option of FetchTransport',
  decompress: 'bodies are always decoded; response.raw has the bytes as they came, with stream: true',
  dispatcher: OF_THE_TRANSPORT,
  encoding: 'set response.encoding, or the option defaultEncoding',
  family: OF_THE_TRANSPORT,
  fetch: 'it is an option of FetchTransport',
  gzip: 'bodies are always decoded; response.raw has the bytes as they came, with stream: true',
  http2: OF_THE_TRANSPORT,
  httpagent: OF_THE_TRANSPORT,
  httpsagent: OF_THE_TRANSPORT,
  insecure: 'verify',
  interceptors: 'use auth for requests, and hooks: { response: (response) => … }',
  isstream: 'stream',
  jar: 'cookies',
  keepalive: OF_THE_TRANSPORT,
  key: 'cert',
  lookup: OF_THE_TRANSPORT,
  maxcontentlength: 'maxBodySize',
  maxresponsesize: 'maxBodySize',
  mode: OF_FETCH,
  paramsserializer: 'give params as the text that you want',
  password: 'it is part of auth: [username, password]',
  pfx: 'cert',
  proxy: 'proxies',
  qs: 'params',
  query: 'params',
  rejectunauthorized: 'verify',
  responseencoding: 'set response.encoding, or the option defaultEncoding',
  responsetype:
    'every response has text, content (bytes) and json(); with stream: true the body is left to be iterated',
  retries: RETRY,
  retry: RETRY,
  searchparams: 'params',
  socketpath: OF_THE_TRANSPORT,
  ssl: 'verify',
  strictssl: 'verify',
  throwhttperrors: STATUS,
  token: 'use auth: new HTTPBearerAuth(token)',
  transformrequest: 'use data with text or bytes of your own',
  transformresponse: 'use parseJson, or hooks: { response: (response) => … }',
  useragent: HEADER,
  username: 'it is part of auth: [username, password]',
  validatestatus: STATUS,
  withcredentials: 'it is credentials: "include" of FetchTransport',
};

/** The hints for a request's options, and those of `send()`. */
export const REQUEST_HINTS: Hints = {
  ...OF_BOTH,
  allowhosts: OF_THE_SESSION,
  attachments: 'files',
  baseurl: OF_THE_SESSION,
  body: 'data',
  canceltoken: 'signal',
  connecttimeout: 'it is timeout: { connect }, in milliseconds',
  content: 'data',
  denyprivatenetworks: OF_THE_SESSION,
  followredirect: 'allowRedirects',
  followredirects: 'allowRedirects',
  form: 'data',
  formdata: 'data',
  maxdecompressionratio: OF_THE_SESSION,
  maxredirects: OF_THE_SESSION,
  method: 'it is the first argument of request(method, url), or the name of the function, as in post(url)',
  multipart: 'files',
  payload: 'data',
  prefixurl: OF_THE_SESSION,
  readtimeout: 'it is timeout: { read }, in milliseconds',
  redirect: 'allowRedirects',
  schema: 'give it to response.json(schema)',
  sensitiveheaders: OF_THE_SESSION,
  transport: OF_THE_SESSION,
  trustenv: OF_THE_SESSION,
  url: 'it is an argument before the options: get(url, options)',
};

/** The hints for a session's options. */
export const SESSION_HINTS: Hints = {
  ...OF_BOTH,
  allowredirects: OF_A_REQUEST,
  data: OF_A_REQUEST,
  files: OF_A_REQUEST,
  json: OF_A_REQUEST,
  prefixurl: 'baseUrl',
  signal: OF_A_REQUEST,
};

/** What to write in place of `post(url, 'text')`, `post(url, { name: 'value' })` or `get(url, { name: 'value' })`. */
export const BODY_HINT: string | null =
  'a body goes into data or json, a query into params: { json: { key: "value" } }';
