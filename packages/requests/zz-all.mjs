// packages/core/src/platform/platform.node.ts
var hasFiles = true;
function environment() {
  return process.env;
}
function homeDirectory() {
  return process.env["HOME"] ?? process.env["USERPROFILE"] ?? null;
}
function readFile(path) {
  return process.getBuiltinModule("node:fs").readFileSync(path);
}
function isDirectory(path) {
  return process.getBuiltinModule("node:fs").statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
function listDirectory(path) {
  return process.getBuiltinModule("node:fs").readdirSync(path).sort();
}
function fileStamp(path) {
  let stat;
  try {
    stat = process.getBuiltinModule("node:fs").statSync(path, { throwIfNoEntry: false });
  } catch {
  }
  return stat === void 0 ? null : `${stat.mtimeMs}:${stat.size}:${stat.ino}`;
}
function toContent(bytes) {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
function latin1Bytes(text2) {
  return Buffer.from(text2, "latin1");
}
function toBase64(bytes) {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
var LONGEST_NAME = 1e3;
function domainToASCII(host) {
  if (host.length > LONGEST_NAME) return "";
  return process.getBuiltinModule("node:url").domainToASCII(host);
}
function fileSource(value) {
  const file = value;
  const fs = () => process.getBuiltinModule("node:fs");
  if (typeof file.createReadStream === "function" && typeof file.fd === "number") {
    const stat2 = fs().fstatSync(file.fd);
    if (!stat2.isFile()) return null;
    const open2 = () => file.createReadStream({ start: 0, autoClose: false });
    return { open: open2, length: stat2.size, repeatable: true };
  }
  if (typeof file.pipe !== "function" || typeof file.bytesRead !== "number" || file.flags === void 0) return null;
  if (typeof file.path !== "string" && !Buffer.isBuffer(file.path) || file.bytesRead > 0) return null;
  const path = file.path;
  const stat = typeof file.fd === "number" ? fs().fstatSync(file.fd) : fs().statSync(path, { throwIfNoEntry: false });
  if (stat === void 0 || !stat.isFile()) return null;
  const start = typeof file.start === "number" ? file.start : 0;
  const end = typeof file.end === "number" && Number.isFinite(file.end) ? file.end : null;
  const last2 = end === null ? stat.size : Math.min(stat.size, end + 1);
  let first = true;
  const open = () => {
    if (!first) return fs().createReadStream(path, end === null ? { start } : { start, end });
    first = false;
    return value;
  };
  return { open, length: Math.max(0, last2 - start), repeatable: true };
}
async function writeStream(path, chunks) {
  const { open, rename, rm } = process.getBuiltinModule("node:fs/promises");
  const suffix = process.getBuiltinModule("node:crypto").randomBytes(6).toString("hex");
  const partial = `${path}.${suffix}.part`;
  const file = await open(partial, "wx");
  let written = 0;
  try {
    for await (const chunk of chunks) {
      await file.writeFile(chunk);
      written += chunk.byteLength;
    }
    await file.close();
    await rename(partial, path);
  } catch (error) {
    await file.close().catch(() => {
    });
    await rm(partial, { force: true });
    throw error;
  }
  return written;
}

// packages/core/src/errors/brand.ts
var BRAND = /* @__PURE__ */ Symbol.for("@req/core brand");
var KINDS = /* @__PURE__ */ Symbol.for("@req/core kinds");
var ordinary = Function.prototype[Symbol.hasInstance];
function brand(target, name, ...parents) {
  const kinds2 = /* @__PURE__ */ new Set([name]);
  for (const parent of parents) for (const kind of parent.prototype[KINDS] ?? []) kinds2.add(kind);
  Object.defineProperty(target, BRAND, { value: name });
  Object.defineProperty(target.prototype, KINDS, { value: [...kinds2] });
  Object.defineProperty(target.prototype, "name", { value: name, configurable: true, writable: true });
  Object.defineProperty(target, Symbol.hasInstance, { value: isInstance });
}
function alsoKindOf(error, parent) {
  const kinds2 = /* @__PURE__ */ new Set([...error[KINDS] ?? [], ...parent.prototype[KINDS] ?? []]);
  Object.defineProperty(error, KINDS, { value: [...kinds2], configurable: true });
}
function isInstance(value) {
  if (ordinary.call(this, value)) return true;
  if (!Object.hasOwn(this, BRAND) || typeof value !== "object" || value === null) return false;
  return value[KINDS]?.includes(this[BRAND]) ?? false;
}

// packages/core/src/errors/received-bytes.ts
var MAX_DEPTH = 5;
var RECEIVED = ["data", "rawPacket"];
function dropReceivedBytes(error, depth = 0) {
  if (typeof error !== "object" || error === null || depth > MAX_DEPTH) return;
  const { name, code, cause, errors } = error;
  if (name === "HTTPParserError" || typeof code === "string" && code.startsWith("HPE_")) {
    for (const property of RECEIVED) Reflect.deleteProperty(error, property);
  }
  dropReceivedBytes(cause, depth + 1);
  if (Array.isArray(errors)) for (const each of errors) dropReceivedBytes(each, depth + 1);
}

// packages/core/src/errors/errors.ts
function attach(error, details) {
  const request = details?.request ?? details?.response?.request ?? null;
  Object.defineProperty(error, "request", { value: request, writable: true, configurable: true });
  Object.defineProperty(error, "response", { value: details?.response ?? null, writable: true, configurable: true });
  if (details?.cause !== void 0) {
    dropReceivedBytes(details.cause);
    Object.defineProperty(error, "cause", { value: details.cause, writable: true, configurable: true });
  }
}
var RequestException = class extends Error {
  constructor(message = "", details) {
    super(message);
    attach(this, details);
  }
};
var HTTPError = class extends RequestException {
};
var ConnectionError = class extends RequestException {
};
var ProxyError = class extends ConnectionError {
};
var SSLError = class extends ConnectionError {
};
var Timeout = class extends RequestException {
};
var ConnectTimeout = class extends ConnectionError {
};
var ReadTimeout = class extends Timeout {
};
var URLRequired = class extends RequestException {
};
var TooManyRedirects = class extends RequestException {
};
var MissingSchema = class extends RequestException {
};
var InvalidSchema = class extends RequestException {
};
var InvalidURL = class extends RequestException {
};
var InvalidProxyURL = class extends InvalidURL {
};
var HostNotAllowed = class extends InvalidURL {
};
var InvalidHeader = class extends RequestException {
};
var InvalidJSONError = class extends RequestException {
};
var JSONDecodeError = class extends SyntaxError {
  constructor(message = "", details) {
    super(message);
    attach(this, details);
  }
};
var ChunkedEncodingError = class extends RequestException {
};
var ContentDecodingError = class extends RequestException {
};
var StreamConsumedError = class extends TypeError {
  constructor(message = "", details) {
    super(message);
    attach(this, details);
  }
};
var RetryError = class extends RequestException {
};
var UnrewindableBodyError = class extends RequestException {
};
var ResponseNotRead = class extends RequestException {
};
var ContentTooLarge = class extends RequestException {
};
var UnsupportedByTransport = class extends RequestException {
  constructor(transport, capability, details) {
    const reason = details?.reason === void 0 ? "" : `: ${details.reason}`;
    super(`The ${transport} transport lacks the capability '${capability}'${reason}. Nothing was sent.`, details);
    Object.defineProperty(this, "transport", { value: transport, enumerable: true });
    Object.defineProperty(this, "capability", { value: capability, enumerable: true });
  }
};
var AbortError = class extends RequestException {
};
function define(target, name, ...parents) {
  brand(target, name, ...parents);
  const code = name.replace(/Error$/, (m) => `_${m}`).replace(/([a-z])([A-Z])|([A-Z])([A-Z][a-z])/g, "$1$3_$2$4").replace(/__/g, "_").toUpperCase();
  Object.defineProperty(target.prototype, "code", { value: code, configurable: true, writable: true });
}
define(RequestException, "RequestException");
define(HTTPError, "HTTPError", RequestException);
define(ConnectionError, "ConnectionError", RequestException);
define(ProxyError, "ProxyError", ConnectionError);
define(SSLError, "SSLError", ConnectionError);
define(Timeout, "Timeout", RequestException);
define(ConnectTimeout, "ConnectTimeout", ConnectionError, Timeout);
define(ReadTimeout, "ReadTimeout", Timeout);
define(URLRequired, "URLRequired", RequestException);
define(TooManyRedirects, "TooManyRedirects", RequestException);
define(MissingSchema, "MissingSchema", RequestException);
define(InvalidSchema, "InvalidSchema", RequestException);
define(InvalidURL, "InvalidURL", RequestException);
define(InvalidProxyURL, "InvalidProxyURL", InvalidURL);
define(HostNotAllowed, "HostNotAllowed", InvalidURL);
define(InvalidHeader, "InvalidHeader", RequestException);
define(InvalidJSONError, "InvalidJSONError", RequestException);
define(JSONDecodeError, "JSONDecodeError", InvalidJSONError);
define(ChunkedEncodingError, "ChunkedEncodingError", RequestException);
define(ContentDecodingError, "ContentDecodingError", RequestException);
define(StreamConsumedError, "StreamConsumedError", RequestException);
define(RetryError, "RetryError", RequestException);
define(UnrewindableBodyError, "UnrewindableBodyError", RequestException);
define(ResponseNotRead, "ResponseNotRead", RequestException);
define(ContentTooLarge, "ContentTooLarge", RequestException);
define(UnsupportedByTransport, "UnsupportedByTransport", RequestException);
define(AbortError, "AbortError", RequestException);

// packages/core/src/platform/inspect.ts
function inspectAs(target, show) {
  Object.defineProperty(target.prototype, /* @__PURE__ */ Symbol.for("nodejs.util.inspect.custom"), {
    configurable: true,
    value(_depth, options2, print) {
      const shown = show(this);
      return typeof shown === "string" || print === void 0 ? shown : print(shown, options2);
    }
  });
}

// packages/core/src/url/percent.ts
var UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-~";
var SUB_DELIMS = "!$&'()*+,;=";
var HEX = Array.from({ length: 256 }, (_, i) => `%${i.toString(16).toUpperCase().padStart(2, "0")}`);
function charTable(chars) {
  const table = new Uint8Array(128);
  for (let i = 0; i < chars.length; i++) table[chars.charCodeAt(i)] = 1;
  return table;
}
var UNRESERVED_CHARS = charTable(UNRESERVED);
var USERINFO_CHARS = charTable(`${UNRESERVED}${SUB_DELIMS}:`);
var PATH_CHARS = charTable(`${UNRESERVED}${SUB_DELIMS}:@/`);
var QUERY_CHARS = charTable(`${UNRESERVED}${SUB_DELIMS}:@/?`);
var encoder = new TextEncoder();
function utf8(text2) {
  return encoder.encode(text2);
}
function quoteBytes(bytes, allowed) {
  let out = "";
  for (const byte of bytes) out += byte < 128 && allowed[byte] === 1 ? String.fromCharCode(byte) : HEX[byte];
  return out;
}
function isAll(text2, allowed) {
  for (let i = 0; i < text2.length; i++) {
    const c = text2.charCodeAt(i);
    if (c > 127 || allowed[c] === 0) return false;
  }
  return true;
}
function quote(text2, allowed) {
  return isAll(text2, allowed) ? text2 : quoteBytes(utf8(text2), allowed);
}
var decoder = new TextDecoder("utf-8", { ignoreBOM: true });
function unquote(text2) {
  if (!text2.includes("%")) return text2;
  return text2.replace(/(?:%[0-9a-fA-F]{2})+/g, (escapes) => {
    const bytes = new Uint8Array(escapes.length / 3);
    for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(escapes.slice(i * 3 + 1, i * 3 + 3), 16);
    return decoder.decode(bytes);
  });
}

// packages/core/src/auth/basic.ts
function basicAuthHeader(user, password) {
  if (typeof user !== "string" || typeof password !== "string")
    throw new InvalidHeader("User name and password of Basic authentication must be strings.");
  for (let i = 0; i < user.length; i++) {
    const c = user.charCodeAt(i);
    if (c === 58) throw new InvalidHeader("A user name of Basic authentication cannot hold a colon.");
    if (c < 32 || c === 127)
      throw new InvalidHeader("A user name of Basic authentication cannot hold a control character.");
  }
  const credentials = `${user}:${password}`;
  return `Basic ${toBase64(isLatin1(credentials) ? latin1Bytes(credentials) : utf8(credentials))}`;
}
function isLatin1(text2) {
  for (let i = 0; i < text2.length; i++) if (text2.charCodeAt(i) > 255) return false;
  return true;
}
var HTTPBasicAuth = class {
  username;
  #password;
  constructor(username, password) {
    this.username = username;
    this.#password = password;
  }
  /** Sets `Authorization`. */
  apply(request) {
    request.headers.set("Authorization", basicAuthHeader(this.username, this.#password));
  }
  toJSON() {
    return { username: this.username, password: "***" };
  }
};
inspectAs(HTTPBasicAuth, (auth) => ({ ...auth.toJSON() }));

// packages/core/src/auth/bearer.ts
var TOKEN68 = /^[A-Za-z0-9\-._~+/]+=*$/;
var HTTPBearerAuth = class {
  #token;
  constructor(token) {
    this.#token = token;
  }
  /**
   * Sets `Authorization`.
   * @throws InvalidHeader when the token holds what RFC 6750 does not allow; the message does not show it.
   */
  apply(request) {
    const token = typeof this.#token === "function" ? this.#token() : this.#token;
    if (typeof token !== "string") throw new InvalidHeader("A Bearer token must be a string.");
    if (!TOKEN68.test(token))
      throw new InvalidHeader("A Bearer token may hold only letters, digits, and - . _ ~ + / (RFC 6750).");
    request.headers.set("Authorization", `Bearer ${token}`);
  }
  toJSON() {
    return { token: "***" };
  }
};
inspectAs(HTTPBearerAuth, (auth) => ({ ...auth.toJSON() }));

// packages/core/src/headers/challenge.ts
function parseChallenges(values2) {
  const found = [];
  for (const value of values2) new ChallengeReader(value, found).read();
  return found;
}
var TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
var SPACE = /[ \t]+/y;
var EQUALS = /[ \t]*=[ \t]*/y;
var TOKEN682 = /([A-Za-z0-9\-._~+/]+=*)[ \t]*(?=,|$)/y;
var BARE_VALUE = /[^", \t]*/y;
var ChallengeReader = class {
  #text;
  #found;
  #at = 0;
  constructor(text2, found) {
    this.#text = text2;
    this.#found = found;
  }
  read() {
    let params = null;
    while (this.#at < this.#text.length) {
      const name = this.#take(TOKEN);
      if (name === null) {
        this.#at++;
      } else if (this.#take(EQUALS) !== null) {
        const value = this.#value();
        if (params !== null) params[name.toLowerCase()] = value;
      } else {
        params = this.#challenge(name);
      }
    }
  }
  #challenge(scheme) {
    const params = /* @__PURE__ */ Object.create(null);
    const token68 = this.#take(SPACE) === null ? null : this.#take(TOKEN682);
    this.#found.push({ scheme, token68: token68 === null ? null : token68.trimEnd(), params });
    return params;
  }
  #value() {
    if (this.#text[this.#at] !== '"') return this.#take(BARE_VALUE);
    let value = "";
    let from = ++this.#at;
    for (; this.#at < this.#text.length; this.#at++) {
      const c = this.#text[this.#at];
      if (c === '"') break;
      if (c !== "\\") continue;
      value += this.#text.slice(from, this.#at);
      from = ++this.#at;
    }
    value += this.#text.slice(from, this.#at);
    this.#at++;
    return value;
  }
  #take(pattern) {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return null;
    this.#at = pattern.lastIndex;
    return match[0];
  }
};

// packages/core/src/request/own-options.ts
var Nothing = class {
};
Object.setPrototypeOf(Nothing.prototype, null);
var NONE = Object.freeze(new Nothing());
function isNone(options2) {
  return options2 === NONE;
}
function ownOptions(options2) {
  if (options2 === void 0 || options2 === null) return NONE;
  if (typeof options2 !== "object" || options2 === NONE || Object.getPrototypeOf(options2) === null) return options2;
  return Object.assign(/* @__PURE__ */ Object.create(null), options2);
}
function trait(value, name) {
  if (name in Object.prototype && !hasBelowObject(value, name)) return void 0;
  return value[name];
}
function hasBelowObject(value, name) {
  let at = value;
  for (; at !== null; at = Object.getPrototypeOf(at)) {
    if (Object.hasOwn(at, name)) return at !== Object.prototype;
  }
  return false;
}

// packages/core/src/url/url-parts.ts
var lastUrl = "";
var lastParts = null;
function urlParts(url) {
  if (url !== lastUrl) {
    lastParts = split(url);
    lastUrl = url;
  }
  return lastParts;
}
function split(url) {
  const colon = url.indexOf("://");
  if (colon < 0) return null;
  const start = colon + 3;
  let end = start;
  while (end < url.length) {
    const c = url.charCodeAt(end);
    if (c === 47 || c === 63 || c === 35) break;
    end++;
  }
  const authority2 = url.slice(start, end);
  const at = authority2.lastIndexOf("@");
  const netloc = at < 0 ? authority2 : authority2.slice(at + 1);
  const portColon = netloc.lastIndexOf(":");
  const hasPort = portColon > netloc.lastIndexOf("]");
  const hash = url.indexOf("#", end);
  return {
    scheme: url.slice(0, colon).toLowerCase(),
    userinfo: at < 0 ? null : authority2.slice(0, at),
    netloc,
    host: hasPort ? netloc.slice(0, portColon) : netloc,
    port: hasPort ? netloc.slice(portColon + 1) : null,
    target: withoutEmptyQuery(hash < 0 ? url.slice(end) : url.slice(end, hash)),
    fragment: hash < 0 ? null : url.slice(hash + 1)
  };
}
function withoutEmptyQuery(target) {
  return target.endsWith("?") && target.indexOf("?") === target.length - 1 ? target.slice(0, -1) : target;
}

// packages/core/src/url/canonical-host.ts
function canonicalHost(host) {
  const plain = /^[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)*$/;
  if (plain.test(host)) return host;
  let text2 = host.toLowerCase();
  if (text2.startsWith("[") && text2.endsWith("]")) text2 = text2.slice(1, -1);
  if (text2.includes(":")) return canonicalIpv6(text2);
  while (text2.endsWith(".")) text2 = text2.slice(0, -1);
  return domainToASCII(text2) || text2;
}
function canonicalUrl(url) {
  const parts = urlParts(url);
  if (parts === null || parts.host === "") return url;
  const host = canonicalHost(parts.host);
  const userinfo = parts.userinfo === null ? "" : `${parts.userinfo}@`;
  const authority2 = `${userinfo}${host.includes(":") ? `[${host}]` : host}${parts.port === null ? "" : `:${parts.port}`}`;
  return `${parts.scheme}://${authority2}${parts.target}`;
}
function canonicalIpv6(address) {
  const zone = address.indexOf("%");
  const bare = zone < 0 ? address : address.slice(0, zone);
  let compressed;
  try {
    compressed = new URL(`http://[${bare}]/`).hostname.slice(1, -1);
  } catch {
    return address;
  }
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(compressed);
  if (mapped !== null) {
    const high = Number.parseInt(mapped[1], 16);
    const low = Number.parseInt(mapped[2], 16);
    return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
  }
  return zone < 0 ? compressed : compressed + address.slice(zone);
}

// packages/core/src/url/same-origin.ts
var DEFAULT_PORTS = { http: "80", https: "443" };
function originOf(url) {
  const parts = urlParts(url);
  if (parts === null) return null;
  return {
    scheme: parts.scheme,
    host: canonicalHost(parts.host),
    port: parts.port || (DEFAULT_PORTS[parts.scheme] ?? "")
  };
}
function sameOrigin(a, b) {
  const one = originOf(a);
  const two = originOf(b);
  return one !== null && two !== null && one.scheme === two.scheme && one.host === two.host && one.port === two.port;
}
function mustStripAuth(oldUrl, newUrl) {
  const from = urlParts(oldUrl);
  const to = urlParts(newUrl);
  if (from === null || to === null) return true;
  if (from.host.toLowerCase() !== to.host.toLowerCase()) return true;
  if (from.host !== to.host && DEFAULT_PORTS[to.scheme] === void 0) return true;
  const fromPort = from.port || (DEFAULT_PORTS[from.scheme] ?? "");
  const toPort = to.port || (DEFAULT_PORTS[to.scheme] ?? "");
  if (from.scheme === "http" && fromPort === "80" && to.scheme === "https" && toPort === "443") return false;
  return from.scheme !== to.scheme || fromPort !== toPort;
}

// packages/core/src/platform/hash.node.ts
function hashHex(name, bytes) {
  return process.getBuiltinModule("node:crypto").hash(name, bytes, "hex");
}

// packages/core/src/auth/digest-answer.ts
var HASHES = {
  __proto__: null,
  md5: "md5",
  sha: "sha1",
  "sha-256": "sha256",
  "sha-512": "sha512",
  "sha-512-256": "sha512-256"
};
var STRENGTH = ["sha-512", "sha-512-256", "sha-256", "sha", "md5"];
function algorithmOf(challenge) {
  return (challenge.params["algorithm"] || "MD5").toLowerCase();
}
var baseOf = (algorithm) => algorithm.replace(/-sess$/, "");
function qopOf(challenge, bodyKnown) {
  const offered = challenge.params["qop"];
  if (!offered) return "";
  const words2 = offered.toLowerCase().split(",").map((word) => word.trim());
  if (words2.includes("auth")) return "auth";
  return words2.includes("auth-int") && bodyKnown ? "auth-int" : null;
}
function bestChallenge(challenges, allowed, bodyKnown) {
  let best = null;
  let bestRank = STRENGTH.length;
  for (const challenge of challenges) {
    const algorithm = algorithmOf(challenge);
    const rank = STRENGTH.indexOf(baseOf(algorithm));
    if (rank < 0 || rank >= bestRank || !allowed.has(algorithm) || qopOf(challenge, bodyKnown) === null) continue;
    best = challenge;
    bestRank = rank;
  }
  return best;
}
function digestAnswer(challenge, credentials, target) {
  const { params } = challenge;
  const realm = params["realm"];
  const nonce = params["nonce"];
  const algorithm = algorithmOf(challenge);
  const name = HASHES[baseOf(algorithm)];
  const hash = (text2) => hashHex(name, utf8(text2));
  const qop = qopOf(challenge, target.body !== void 0);
  const nc = target.count.toString(16).padStart(8, "0");
  const bodyHash = qop === "auth-int" ? `:${hashHex(name, target.body ?? new Uint8Array(0))}` : "";
  let ha1 = hash(`${credentials.username}:${realm}:${credentials.password}`);
  if (algorithm.endsWith("-sess")) ha1 = hash(`${ha1}:${nonce}:${target.cnonce}`);
  const ha2 = hash(`${target.method}:${target.uri}${bodyHash}`);
  const use = qop ? `${nc}:${target.cnonce}:${qop}:` : "";
  const response = hash(`${ha1}:${nonce}:${use}${ha2}`);
  const userhash = params["userhash"]?.toLowerCase() === "true";
  const user = userhash ? `username="${hash(`${credentials.username}:${realm}`)}"` : usernameField(credentials.username, params["charset"]?.toLowerCase() === "utf-8");
  let answer = `Digest ${user}, realm="${quoted(realm)}", nonce="${quoted(nonce)}", uri="${quoted(target.uri)}", response="${response}"`;
  if (params["opaque"]) answer += `, opaque="${quoted(params["opaque"])}"`;
  if (params["algorithm"]) answer += `, algorithm="${quoted(params["algorithm"])}"`;
  if (qop) answer += `, qop="${qop}", nc=${nc}, cnonce="${target.cnonce}"`;
  else if (algorithm.endsWith("-sess")) answer += `, cnonce="${target.cnonce}"`;
  if (userhash) answer += ", userhash=true";
  return answer;
}
function usernameField(username, utf8Agreed) {
  let highest = 0;
  for (let i = 0; i < username.length; i++) highest = Math.max(highest, username.charCodeAt(i));
  if (highest > 255 || highest > 127 && utf8Agreed) return `username*=UTF-8''${quote(username, UNRESERVED_CHARS)}`;
  return `username="${quoted(username)}"`;
}
var quoted = (text2) => /["\\]/.test(text2) ? text2.replace(/["\\]/g, "\\$&") : text2;

// packages/core/src/auth/digest.ts
var ALGORITHMS = ["MD5", "SHA", "SHA-256", "SHA-512"].flatMap((name) => [name, `${name}-sess`]);
var MAX_ORIGINS = 1e3;
var HTTPDigestAuth = class {
  username;
  #password;
  #allowed;
  #states = /* @__PURE__ */ new Map();
  constructor(username, password, options2) {
    if (typeof username !== "string" || typeof password !== "string")
      throw new TypeError("User name and password of Digest authentication must be strings.");
    this.username = username;
    this.#password = password;
    this.#allowed = new Set((ownOptions(options2).algorithms ?? ALGORITHMS).map((name) => name.toLowerCase()));
  }
  *authFlow(request, context) {
    const origin = originKey(request.url);
    const known2 = context.redirected ? void 0 : this.#states.get(origin);
    if (known2 !== void 0 && bestChallenge([known2.challenge], this.#allowed, bodyOf(request) !== void 0) !== null)
      this.#authorize(request, known2);
    let response = yield request;
    for (let answers = 0; answers < 2; answers++) {
      const challenges = digestChallenges(response);
      if (challenges.length === 0) break;
      if (answers > 0 && !challenges.some((challenge2) => challenge2.params["stale"]?.toLowerCase() === "true")) break;
      const again = request.copy();
      again.headers.delete("Authorization");
      const challenge = bestChallenge(challenges, this.#allowed, bodyOf(again) !== void 0);
      if (challenge !== null) this.#authorize(again, this.#remember(origin, challenge));
      response = yield again;
      if (challenge === null) break;
    }
    this.#renew(origin, response);
  }
  #authorize(request, state) {
    const parts = urlParts(request.url);
    const path = parts?.target || "/";
    const target = {
      method: request.method,
      uri: path.startsWith("/") ? path : `/${path}`,
      body: bodyOf(request),
      count: ++state.count,
      cnonce: newCnonce()
    };
    const credentials = { username: this.username, password: this.#password };
    request.headers.set("Authorization", digestAnswer(state.challenge, credentials, target));
  }
  /** A nonce that is challenged anew keeps its count: a server may refuse one that goes down. */
  #remember(origin, challenge) {
    const old = this.#states.get(origin);
    if (old !== void 0 && old.challenge.params["nonce"] === challenge.params["nonce"]) {
      old.challenge = challenge;
      return old;
    }
    const state = { challenge, count: 0 };
    this.#states.delete(origin);
    this.#states.set(origin, state);
    if (this.#states.size > MAX_ORIGINS) {
      for (const oldest of this.#states.keys()) {
        this.#states.delete(oldest);
        break;
      }
    }
    return state;
  }
  /** RFC 7616 §3.5: the server may hand out its next nonce with any answer. */
  #renew(origin, response) {
    const info = response.headers.get("Authentication-Info");
    const state = this.#states.get(origin);
    if (info === null || state === void 0) return;
    const next = parseChallenges([`Info ${info}`])[0]?.params["nextnonce"];
    if (!next || next === state.challenge.params["nonce"]) return;
    const params = Object.assign(/* @__PURE__ */ Object.create(null), state.challenge.params, { nonce: next });
    this.#states.set(origin, { challenge: { ...state.challenge, params }, count: 0 });
  }
  toJSON() {
    return { username: this.username, password: "***" };
  }
};
inspectAs(HTTPDigestAuth, (auth) => ({ ...auth.toJSON() }));
function digestChallenges(response) {
  if (response.statusCode < 400 || response.statusCode > 499) return [];
  const values2 = response.headers.getAll("WWW-Authenticate");
  return parseChallenges(values2).filter(
    ({ scheme, params }) => scheme.toLowerCase() === "digest" && params["realm"] !== void 0 && params["nonce"] !== void 0
  );
}
function originKey(url) {
  const origin = originOf(url);
  return origin === null ? url : `${origin.scheme}://${origin.host}:${origin.port}`;
}
function bodyOf(request) {
  const body = request.body;
  if (body === null || body === void 0) return null;
  if (typeof body === "string") return utf8(body);
  return body instanceof Uint8Array ? body : void 0;
}
function newCnonce() {
  let hex2 = "";
  for (const byte of crypto.getRandomValues(new Uint8Array(16))) hex2 += byte.toString(16).padStart(2, "0");
  return hex2;
}

// packages/core/src/auth/proxy.ts
var HTTPProxyAuth = class {
  username;
  #password;
  constructor(username, password) {
    this.username = username;
    this.#password = password;
  }
  /** Sets `Proxy-Authorization`. */
  apply(request) {
    request.headers.set("Proxy-Authorization", basicAuthHeader(this.username, this.#password));
  }
  toJSON() {
    return { username: this.username, password: "***" };
  }
};
inspectAs(HTTPProxyAuth, (auth) => ({ ...auth.toJSON() }));

// packages/core/src/codecs/normalize-name.ts
function normalizeName(name) {
  if (/^[a-z0-9]+(?:_[a-z0-9]+)*$/.test(name)) return name;
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_|_$/g, "");
}

// packages/core/src/codecs/registry.ts
var registered = /* @__PURE__ */ new Map();
var codecs = {
  /** @throws TypeError for an empty name or a codec without `decode`. */
  register(name, codec) {
    const key = normalizeName(name);
    if (key === "") throw new TypeError("The name of a codec must not be empty.");
    if (typeof codec?.decode !== "function") throw new TypeError(`The codec ${name} needs a decode function.`);
    registered.set(key, codec);
  },
  /** The registered codec of that name, or `null`; built-in ones are not listed. */
  lookup(name) {
    return registered.size === 0 ? null : registered.get(normalizeName(name)) ?? null;
  }
};

// packages/core/src/platform/cookie-store.node.ts
import { createRequire } from "node:module";
var library = null;
function toughCookie() {
  library ??= createRequire(import.meta.url)("tough-cookie");
  return library;
}
function parseSetCookie(line) {
  const cookie = toughCookie().Cookie.parse(line);
  if (cookie === void 0) return null;
  const { key, value, domain, path, secure: secure2, httpOnly, maxAge, expires } = cookie;
  let until = Number.POSITIVE_INFINITY;
  if (maxAge !== null) until = Number(maxAge) <= 0 ? Number.NEGATIVE_INFINITY : fromNow(Number(maxAge));
  else if (typeof expires === "object") until = expires?.getTime() ?? until;
  const sameSite = cookie.sameSite === "strict" || cookie.sameSite === "lax" || cookie.sameSite === "none" ? cookie.sameSite : null;
  return { name: key, value, domain, path, secure: secure2, httpOnly, sameSite, expires: until };
}
function fromNow(seconds) {
  return Math.min(864e13, Date.now() + seconds * 1e3);
}
function isPublicSuffix(domain) {
  return !toughCookie().getPublicSuffix(domain, { allowSpecialUseDomain: true, ignoreError: true });
}

// packages/core/src/url/ipv6.ts
function isIpv6(text2) {
  const halves = text2.split("::");
  if (halves.length > 2) return false;
  let groups = 0;
  for (const [h, half] of halves.entries()) {
    if (half === "") {
      if (halves.length === 1) return false;
      continue;
    }
    const parts = half.split(":");
    for (const [i, part] of parts.entries()) {
      const last2 = h === halves.length - 1 && i === parts.length - 1;
      if (last2 && part.includes(".")) {
        if (!/^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/.test(part)) return false;
        groups += 2;
      } else {
        if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return false;
        groups += 1;
      }
    }
  }
  return halves.length === 2 ? groups <= 7 : groups === 8;
}

// packages/core/src/cookies/cookie.ts
var created = 0;
function nextOrder() {
  return ++created;
}
var CONTROLS = /[\u0000-\u001f\u007f]/;
var SAME_SITE = /* @__PURE__ */ new Set(["strict", "lax", "none"]);
function hasControls(text2) {
  return CONTROLS.test(text2);
}
function givenCookie(name, value, init) {
  const options2 = ownOptions(init);
  if (typeof name !== "string" || name === "") throw new InvalidHeader("A cookie needs a name.");
  const label = `cookie ${JSON.stringify(name)}`;
  const text2 = typeof value === "number" || typeof value === "boolean" ? String(value) : value;
  if (typeof text2 !== "string") throw new InvalidHeader(`The value of ${label} must be a string.`);
  const path = options2.path || "/";
  const given = options2.domain?.replace(/^\.+/, "") ?? "";
  const domain = given === "" ? "" : canonicalHost(given);
  if (name.includes("=")) throw new InvalidHeader(`The name of ${label} holds "=".`);
  for (const [part, content] of [
    ["name", name],
    ["value", text2],
    ["path", path],
    ["domain", given]
  ]) {
    if (hasControls(content) || content.includes(";"))
      throw new InvalidHeader(`The ${part} of ${label} holds a semicolon or a control character.`);
  }
  if (/[/\\\s@?#]/.test(given) || domain.includes(":") && !isIpv6(domain))
    throw new InvalidHeader(`The domain of ${label} is no host: it takes neither scheme nor port.`);
  if (!isLatin12(name) || !isLatin12(text2))
    throw new InvalidHeader(`Name and value of ${label} must not go beyond ISO-8859-1: encode them first.`);
  const sameSite = options2.sameSite?.toLowerCase() ?? null;
  return {
    name,
    value: text2,
    domain,
    path,
    hostOnly: domain === "" || options2.hostOnly === true,
    secure: options2.secure === true,
    httpOnly: options2.httpOnly === true,
    sameSite: sameSite !== null && SAME_SITE.has(sameSite) ? sameSite : null,
    expires: expiryOf(options2.expires),
    order: nextOrder(),
    bare: options2.bare === true && text2 === "",
    given: true
  };
}
function expiryOf(expires) {
  if (expires === null || expires === void 0) return Number.POSITIVE_INFINITY;
  const time = typeof expires === "number" ? expires : expires.getTime();
  return Number.isNaN(time) ? Number.POSITIVE_INFINITY : time;
}
function isLatin12(text2) {
  for (let i = 0; i < text2.length; i++) if (text2.charCodeAt(i) > 255) return false;
  return true;
}
var LAST_DATE = 864e13;
function shownCookie(cookie) {
  const { name, value, domain, path, hostOnly, secure: secure2, httpOnly, sameSite, expires, bare } = cookie;
  const date = expires === Number.POSITIVE_INFINITY ? null : new Date(Math.max(-LAST_DATE, Math.min(LAST_DATE, expires)));
  const shown = { name, value, domain, path, hostOnly, secure: secure2, httpOnly, sameSite, expires: date };
  return bare ? { ...shown, bare } : shown;
}
function pathMatches(requestPath, cookiePath) {
  if (!requestPath.startsWith(cookiePath)) return false;
  if (requestPath.length === cookiePath.length || cookiePath.endsWith("/")) return true;
  return requestPath.charCodeAt(cookiePath.length) === 47;
}
function domainMatches(host, domain) {
  return host === domain || host.endsWith(domain) && host.at(-domain.length - 1) === "." && !isAddress(host);
}
var IPV4 = /^\d+\.\d+\.\d+\.\d+$/;
function isAddress(host) {
  return host.includes(":") || IPV4.test(host);
}

// packages/core/src/cookies/accept-cookie.ts
var MAX_PAIR = 4096;
var MAX_ATTRIBUTE = 1024;
function acceptCookie(line, target) {
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(line)) return null;
  const end = line.indexOf(";");
  const pair = end < 0 ? line : line.slice(0, end);
  const bare = !pair.includes("=");
  const parsed = parseSetCookie(`${pair}${bare ? "=" : ""}${end < 0 ? "" : shortAttributes(line.slice(end))}`);
  if (parsed === null || parsed.name === "") return null;
  const { name, value } = parsed;
  const secure2 = parsed.secure && (target.secure || !/;\s*secure\s*=\s*(?:;|$)/i.test(line));
  if (name.length + value.length > MAX_PAIR || hasControls(name) || hasControls(value)) return null;
  if (!isLatin12(name) || !isLatin12(value)) return null;
  const scope = scopeOf(parsed.domain, target.host);
  if (scope === null) return null;
  const path = parsed.path ?? defaultPath(target.path);
  if (hasControls(path)) return null;
  if (secure2 && !target.secure) return null;
  const prefix = /^__(?:secure|host)-/i.exec(name)?.[0].toLowerCase();
  if (prefix !== void 0 && !secure2) return null;
  if (prefix === "__host-" && (!scope.hostOnly || parsed.path !== "/")) return null;
  const { httpOnly, sameSite, expires } = parsed;
  return { name, value, ...scope, path, secure: secure2, httpOnly, sameSite, expires, order: nextOrder(), bare, given: false };
}
function shortAttributes(text2) {
  if (text2.length <= MAX_ATTRIBUTE) return text2;
  return text2.split(";").filter((attribute) => attribute !== "" && attribute.length <= MAX_ATTRIBUTE).map((attribute) => `;${attribute}`).join("");
}
function scopeOf(attribute, host) {
  if (!attribute) return { domain: host, hostOnly: true };
  const domain = canonicalHost(attribute);
  if (domain === "" || !domainMatches(host, domain)) return null;
  if (isAddress(domain) || !isPublicSuffix(domain)) return { domain, hostOnly: false };
  return domain === host ? { domain, hostOnly: true } : null;
}
function defaultPath(path) {
  const slash = path.lastIndexOf("/");
  return slash <= 0 ? "/" : path.slice(0, slash);
}

// packages/core/src/cookies/cookie-filter.ts
function fits(cookie, filter) {
  if (filter === void 0) return true;
  const { domain, path } = ownOptions(filter);
  if (path !== void 0 && path !== cookie.path) return false;
  return domain === void 0 || canonicalHost(domain.replace(/^\.+/, "")) === cookie.domain;
}
function inOrder(cookies) {
  return cookies.sort((a, b) => a.order - b.order);
}

// packages/core/src/cookies/cookie-header.ts
var MAX_HEADER = 8190;
function writeCookieHeader(cookies) {
  if (cookies.length > 1) cookies.sort((a, b) => b.path.length - a.path.length || a.order - b.order);
  let header = "";
  for (const { name, value, bare, given } of cookies) {
    const pair = bare ? name : `${name}=${value}`;
    if (!given && header.length + pair.length > MAX_HEADER) continue;
    header += header === "" ? pair : `; ${pair}`;
  }
  return header;
}

// packages/core/src/cookies/shared-map.ts
var PARTS = 64;
var SharedMap = class _SharedMap {
  #parts = [];
  #size = 0;
  /** Copied as a whole, one of two that share the list of parts lets go of it when it writes. */
  #shared = false;
  #token = {};
  get size() {
    return this.#size;
  }
  copy() {
    const copy = new _SharedMap();
    copy.#parts = this.#parts;
    copy.#size = this.#size;
    copy.#shared = true;
    this.#shared = true;
    this.#token = {};
    return copy;
  }
  get(key) {
    return this.#size === 0 ? void 0 : this.#parts[partOf(key)]?.entries.get(key);
  }
  set(key, value) {
    const entries = this.#writable(partOf(key));
    if (!entries.has(key)) this.#size++;
    entries.set(key, value);
  }
  delete(key) {
    if (this.get(key) === void 0) return;
    this.#writable(partOf(key)).delete(key);
    this.#size--;
  }
  *[Symbol.iterator]() {
    for (const part of this.#parts) if (part !== void 0) yield* part.entries;
  }
  /** The entries of those parts of another map that this one does not share with it. */
  *unsharedOf(other) {
    for (const [i, part] of other.#parts.entries()) {
      if (part !== void 0 && part !== this.#parts[i]) yield* part.entries;
    }
  }
  #writable(index) {
    if (this.#shared) {
      this.#parts = this.#parts.slice();
      this.#shared = false;
    }
    const part = this.#parts[index];
    if (part?.owner === this.#token) return part.entries;
    const entries = new Map(part?.entries);
    this.#parts[index] = { owner: this.#token, entries };
    return entries;
  }
};
function partOf(key) {
  let hash = key.length;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash, 31) + key.charCodeAt(i) | 0;
  return (hash ^ hash >>> 16) & PARTS - 1;
}

// packages/core/src/cookies/cookie-target.ts
function cookieTarget(url, loopbackIsSecure) {
  const parts = urlParts(url);
  if (parts === null || parts.host === "") return null;
  const host = canonicalHost(parts.host);
  const query = parts.target.indexOf("?");
  const path = query < 0 ? parts.target : parts.target.slice(0, query);
  const secure2 = parts.scheme === "https" || loopbackIsSecure && isLoopback(host);
  return { host, path: path || "/", secure: secure2 };
}
function fitsTarget(cookie, target, now2) {
  return cookie.expires > now2 && (!cookie.secure || target.secure) && pathMatches(target.path, cookie.path);
}
function isLoopback(host) {
  return host === "localhost" || host.endsWith(".localhost") || host === "::1" || host.startsWith("127.") && isAddress(host);
}

// packages/core/src/cookies/cookie-index.ts
var keyOf = (cookie) => `${cookie.name};${cookie.path}`;
var CookieIndex = class _CookieIndex {
  #buckets;
  /** Names that Secure cookies of this index or its copies ever had: most are spared the search of `guards`. */
  #secureNames;
  #token = {};
  constructor(buckets = new SharedMap(), secureNames = /* @__PURE__ */ new Set()) {
    this.#buckets = buckets;
    this.#secureNames = secureNames;
  }
  get isEmpty() {
    return this.#buckets.size === 0;
  }
  copy() {
    this.#token = {};
    return new _CookieIndex(this.#buckets.copy(), this.#secureNames);
  }
  /** In no order. */
  *[Symbol.iterator]() {
    for (const [, bucket] of this.#buckets) yield* bucket.cookies.values();
  }
  /** The cookies of another index that this one does not share with it already; in no order. */
  *unsharedOf(other) {
    for (const [domain, bucket] of this.#buckets.unsharedOf(other.#buckets)) {
      if (this.#buckets.get(domain) !== bucket) yield* bucket.cookies.values();
    }
  }
  /** Those of one domain, none above or below it. */
  ofDomain(domain) {
    return [...this.#buckets.get(domain)?.cookies.values() ?? []];
  }
  find(domain, name, path) {
    return this.#buckets.get(domain)?.cookies.get(`${name};${path}`);
  }
  /** Adds a cookie, or replaces the one of the same domain, path and name, whose place in the order it takes. */
  put(cookie) {
    if (cookie.secure) this.#secureNames.add(cookie.name);
    const cookies = this.#writable(cookie.domain);
    const old = cookies.get(keyOf(cookie));
    cookies.set(keyOf(cookie), old === void 0 ? cookie : { ...cookie, order: old.order });
  }
  remove(cookie) {
    if (this.find(cookie.domain, cookie.name, cookie.path) === void 0) return;
    const cookies = this.#writable(cookie.domain);
    cookies.delete(keyOf(cookie));
    if (cookies.size === 0) this.#buckets.delete(cookie.domain);
  }
  /**
   * Drops cookies of a domain that servers set, down to `limit`: expired ones first, then those that are not Secure, so
   * that http cannot drive out what https set (RFC 6265bis §5.7), then the oldest.
   */
  trim(domain, limit, now2) {
    const cookies = this.#buckets.get(domain)?.cookies;
    if (cookies === void 0 || cookies.size <= limit) return;
    const worth = (cookie) => cookie.expires <= now2 ? 0 : cookie.secure ? 2 : 1;
    const first = [...cookies.values()].filter((cookie) => !cookie.given);
    first.sort((a, b) => worth(a) - worth(b) || a.order - b.order);
    for (const cookie of first.slice(0, cookies.size - limit)) this.remove(cookie);
  }
  /** What a request to the target carries, in no order. */
  matching(target, now2) {
    const found = [];
    const { host } = target;
    this.#collect(host, target, now2, found);
    if (isAddress(host)) return found;
    for (let dot = host.indexOf("."); dot >= 0; dot = host.indexOf(".", dot + 1)) {
      this.#collect(host.slice(dot + 1), target, now2, found);
    }
    return found;
  }
  /**
   * RFC 6265bis §5.7, "leave Secure cookies alone": true when http would replace, hide or delete with this cookie what
   * https set for the same domain, one above or one below it.
   */
  guards(cookie, now2) {
    if (!this.#secureNames.has(cookie.name)) return false;
    for (const [domain, { cookies }] of this.#buckets) {
      const related = domain === cookie.domain || isBelow(domain, cookie.domain) || isBelow(cookie.domain, domain);
      if (!related) continue;
      for (const other of cookies.values()) {
        if (other.secure && other.name === cookie.name && other.expires > now2 && pathMatches(cookie.path, other.path))
          return true;
      }
    }
    return false;
  }
  #collect(domain, target, now2, found) {
    const bucket = this.#buckets.get(domain);
    if (bucket === void 0) return;
    for (const cookie of bucket.cookies.values()) {
      if (cookie.hostOnly && domain !== target.host) continue;
      if (fitsTarget(cookie, target, now2)) found.push(cookie);
    }
  }
  #writable(domain) {
    const bucket = this.#buckets.get(domain);
    if (bucket?.owner === this.#token) return bucket.cookies;
    const cookies = new Map(bucket?.cookies);
    this.#buckets.set(domain, { owner: this.#token, cookies });
    return cookies;
  }
};
var isBelow = (host, domain) => host.endsWith(`.${domain}`);

// packages/core/src/cookies/cookie-source.ts
function* sourceEntries(source) {
  if (typeof source !== "object" || source === null)
    throw new TypeError("cookies must be a record of names and values, a CookieJar, or a list of cookies");
  if (!(Symbol.iterator in source)) {
    for (const [name, value] of Object.entries(source)) {
      if (value !== null && value !== void 0) yield { name, value, options: {} };
    }
    return;
  }
  for (const item of source) {
    if (Array.isArray(item)) {
      yield { name: item[0], value: item[1], options: {} };
    } else if (typeof item === "object" && item !== null) {
      const { name, value, domain, path, secure: secure2, httpOnly, sameSite, hostOnly, bare, expires } = ownOptions(
        item
      );
      yield {
        name,
        value,
        options: { domain, path, secure: secure2, httpOnly, sameSite, hostOnly, bare, expires: dateOf(expires) }
      };
    } else {
      throw new TypeError("A cookie must be an object with name and value, or a pair of them");
    }
  }
}
function dateOf(expires) {
  if (typeof expires === "string") return new Date(expires);
  return expires instanceof Date || typeof expires === "number" ? expires : null;
}
function listedCookies(json) {
  const list = typeof json === "string" ? JSON.parse(json) : json;
  if (!Array.isArray(list)) throw new TypeError("A cookie jar in JSON is a list of cookies.");
  return list;
}

// packages/core/src/cookies/netscape.ts
var HEADER = "# Netscape HTTP Cookie File\n";
var HTTP_ONLY = "#HttpOnly_";
function writeNetscape(cookies) {
  let text2 = HEADER;
  for (const cookie of cookies) {
    const { name, value, domain, path, hostOnly, secure: secure2, expires } = cookie;
    if ([name, value, domain, path].some(hasControls)) continue;
    const scope = hostOnly ? domain : `.${domain}`;
    const date = expires === Number.POSITIVE_INFINITY ? 0 : Math.max(1, Math.floor(expires / 1e3));
    const fields = [
      scope,
      flag(!hostOnly),
      path,
      flag(secure2),
      date,
      cookie.bare ? "" : name,
      cookie.bare ? name : value
    ];
    text2 += `${cookie.httpOnly ? HTTP_ONLY : ""}${fields.join("	")}
`;
  }
  return text2;
}
function readNetscape(text2) {
  const found = [];
  for (let line of text2.split(/\r?\n/)) {
    const httpOnly = line.startsWith(HTTP_ONLY);
    if (httpOnly) line = line.slice(HTTP_ONLY.length);
    else if (line.startsWith("#") || line.trim() === "") continue;
    const [scope, subdomains, path, secure2, date, name, value = "", ...rest] = line.split("	");
    if (scope === void 0 || path === void 0 || name === void 0 || rest.length > 0) continue;
    if (!path.startsWith("/") || !/^-?\d{1,15}(?:\.\d+)?$/.test(date)) continue;
    const seconds = Number(date);
    found.push({
      // Without a name the value is the name of a cookie that came without "=".
      name: name === "" ? value : name,
      value: name === "" ? "" : value,
      options: {
        domain: scope,
        path,
        secure: secure2 === "TRUE",
        httpOnly,
        hostOnly: subdomains !== "TRUE",
        bare: name === "",
        expires: seconds === 0 ? null : seconds * 1e3
      }
    });
  }
  return found;
}
var flag = (yes) => yes ? "TRUE" : "FALSE";

// packages/core/src/cookies/cookie-jar.ts
var CookieConflictError = class extends Error {
  name = "CookieConflictError";
};
var MAX_PER_DOMAIN = 50;
var CookieJar = class _CookieJar {
  #index = new CookieIndex();
  /** Not bound to a host yet. Copies for a request share these objects, so that binding one binds it everywhere. */
  #unbound = [];
  #loopbackIsSecure;
  constructor(cookies, options2) {
    this.#loopbackIsSecure = ownOptions(options2).loopbackIsSecure ?? false;
    if (cookies !== void 0 && cookies !== null) this.update(cookies);
  }
  /** From a record of names and values, another jar, or cookies as a jar lists them. */
  static from(cookies) {
    return new _CookieJar(cookies);
  }
  /** No cookie at all: sending need not look further. */
  get isEmpty() {
    return this.#unbound.length === 0 && this.#index.isEmpty;
  }
  /** Number of cookies that have not expired. */
  get size() {
    return this.#live().length;
  }
  /**
   * The value of a cookie.
   * @throws CookieConflictError when several domains or paths have one of that name.
   */
  get(name, filter) {
    const found = this.#find(name, filter);
    if (found.length > 1)
      throw new CookieConflictError(`There are multiple cookies with name, ${JSON.stringify(name)}`);
    return found[0]?.value;
  }
  has(name, filter) {
    return this.#find(name, filter).length > 0;
  }
  /**
   * Adds a cookie, or replaces the one of the same domain, path and name. `null` as value removes it.
   * @throws InvalidHeader for a semicolon, control character or the like in any part.
   */
  set(name, value, options2 = {}) {
    if (value === null || value === void 0) {
      const { domain, path } = ownOptions(options2);
      this.delete(name, { ...domain ? { domain } : {}, ...path ? { path } : {} });
      return this;
    }
    this.#put(givenCookie(name, value, options2));
    return this;
  }
  /** Removes every cookie of that name, domain and path; true when there was one. */
  delete(name, filter) {
    const found = this.#find(name, filter);
    for (const cookie of found) this.#remove(cookie);
    return found.length > 0;
  }
  /** Removes all cookies, or those of a domain or path. */
  clear(filter) {
    for (const cookie of this.#live()) if (fits(cookie, filter)) this.#remove(cookie);
  }
  *keys() {
    for (const cookie of this.#live()) yield cookie.name;
  }
  *values() {
    for (const cookie of this.#live()) yield cookie.value;
  }
  /** In the order in which they were made; those that have expired are left out. */
  *[Symbol.iterator]() {
    for (const cookie of this.#live()) yield shownCookie(cookie);
  }
  /** Names and values (Requests' `get_dict`); of several of a name the last. Null-prototype. */
  toRecord(filter) {
    const record = /* @__PURE__ */ Object.create(null);
    for (const cookie of this.#live()) if (fits(cookie, filter)) record[cookie.name] = cookie.value;
    return record;
  }
  /** Adds cookies; those of the same domain, path and name are replaced. */
  update(cookies) {
    if (cookies instanceof _CookieJar) {
      cookies.#settle();
      if (this.#index.isEmpty) this.#index = cookies.#index.copy();
      else {
        const others = [...this.#index.unsharedOf(cookies.#index)];
        for (const cookie of inOrder(others)) this.#put({ ...cookie, order: nextOrder() });
      }
      for (const cookie of cookies.#unbound) {
        if (!this.#unbound.includes(cookie)) this.#put({ ...cookie, order: nextOrder() });
      }
      return this;
    }
    for (const { name, value, options: options2 } of sourceEntries(cookies)) this.set(name, value, options2);
    return this;
  }
  /** An independent jar of the same cookies. */
  copy() {
    return new _CookieJar(this, { loopbackIsSecure: this.#loopbackIsSecure });
  }
  /** As `copy`, but a cookie that it binds to a host is bound in this jar too. `unbound: false` leaves those out. */
  copyForRequest({ unbound } = { unbound: true }) {
    this.#settle();
    const copy = new _CookieJar(null, { loopbackIsSecure: this.#loopbackIsSecure });
    copy.#index = this.#index.copy();
    if (unbound) copy.#unbound = this.#unbound.slice();
    return copy;
  }
  /** Drops the cookies that a caller gave without a domain: those that went to `host`, and those that went nowhere yet. */
  dropGiven(host) {
    this.#settle();
    this.#unbound = [];
    for (const cookie of this.#index.ofDomain(host)) if (cookie.given && cookie.hostOnly) this.#index.remove(cookie);
  }
  /** The cookies as plain data, for `fromJSON`: nothing is lost, host-only cookies stay so. */
  toJSON() {
    return [...this];
  }
  /** @throws TypeError for what `toJSON` did not write. */
  static fromJSON(json) {
    return new _CookieJar(listedCookies(json));
  }
  /** The cookies as a `cookies.txt` file. */
  toNetscape() {
    return writeNetscape(this.#live());
  }
  /** Reads a `cookies.txt` file; lines that are no cookies are passed over. */
  static fromNetscape(text2) {
    const jar = new _CookieJar();
    for (const { name, value, options: options2 } of readNetscape(text2)) jar.set(name, value, options2);
    return jar;
  }
  /** The value of a `Cookie` header for a request to the URL (RFC 6265 §5.4), `''` for none; binds unbound cookies. */
  cookieHeader(url) {
    if (this.isEmpty) return "";
    const target = cookieTarget(url, this.#loopbackIsSecure);
    if (target === null) return "";
    const now2 = Date.now();
    for (const cookie of this.#unbound) {
      if (cookie.domain === "" && fitsTarget(cookie, target, now2)) cookie.domain = target.host;
    }
    this.#settle();
    return writeCookieHeader(this.#index.matching(target, now2));
  }
  /** Keeps the cookies of a response's Set-Cookie lines; what RFC 6265bis refuses is passed over. */
  store(url, setCookies) {
    if (setCookies.length === 0) return;
    const target = cookieTarget(url, this.#loopbackIsSecure);
    if (target === null) return;
    this.#settle();
    const now2 = Date.now();
    for (const line of setCookies) {
      const cookie = acceptCookie(line, target);
      if (cookie === null || !target.secure && this.#index.guards(cookie, now2)) continue;
      if (cookie.expires <= now2) {
        this.#index.remove(cookie);
        continue;
      }
      this.#index.put(cookie);
      this.#index.trim(cookie.domain, MAX_PER_DOMAIN, now2);
    }
  }
  #put(cookie) {
    if (cookie.domain !== "") {
      this.#index.put(cookie);
      return;
    }
    const same = this.#unbound.findIndex((other) => other.name === cookie.name && other.path === cookie.path);
    if (same < 0) this.#unbound.push(cookie);
    else this.#unbound[same] = { ...cookie, order: this.#unbound[same].order };
  }
  #remove(cookie) {
    if (cookie.domain !== "") this.#index.remove(cookie);
    else this.#unbound = this.#unbound.filter((other) => other !== cookie);
  }
  /** Moves cookies that were bound, through this jar or one that shares them, to their host. */
  #settle() {
    if (this.#unbound.length === 0 || !this.#unbound.some((cookie) => cookie.domain !== "")) return;
    const bound = this.#unbound.filter((cookie) => cookie.domain !== "");
    this.#unbound = this.#unbound.filter((cookie) => cookie.domain === "");
    for (const cookie of bound) {
      const rival = this.#index.find(cookie.domain, cookie.name, cookie.path);
      if (rival === void 0 || rival.order < cookie.order) this.#index.put(cookie);
    }
  }
  #live() {
    this.#settle();
    const now2 = Date.now();
    return inOrder([...this.#index, ...this.#unbound].filter((cookie) => cookie.expires > now2));
  }
  #find(name, filter) {
    return this.#live().filter((cookie) => cookie.name === name && fits(cookie, filter));
  }
};
inspectAs(
  CookieJar,
  (jar) => `<CookieJar [${[...jar].map(({ name, domain, path }) => `${name} for ${domain}${path}`).join(", ")}]>`
);

// packages/core/src/url/redact.ts
var SECRET_PARAMETER = /([?&;#](?:[\w-]*(?:token|secret|password|passwd|signature|credential|api[_-]?key|access[_-]?key|private[_-]?key)[\w-]*|key|sig|auth|code|pwd|pass|jwt|session|sid)=)[^&#;\s]*/gi;
function redactUrl(url) {
  let out = url;
  const start = out.indexOf("//");
  if (start >= 0) {
    const rest = out.slice(start + 2);
    const end = rest.search(/[/?#]/);
    const authority2 = end < 0 ? rest : rest.slice(0, end);
    const at = authority2.lastIndexOf("@");
    if (at >= 0) out = `${out.slice(0, start + 2)}***${authority2.slice(at)}${end < 0 ? "" : rest.slice(end)}`;
  }
  return out.includes("=") ? out.replace(SECRET_PARAMETER, "$1***") : out;
}

// packages/core/src/headers/validate.ts
var TOKEN2 = new Uint8Array(128);
for (const c of "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
  TOKEN2[c.charCodeAt(0)] = 1;
function isToken(text2) {
  if (text2.length === 0) return false;
  for (let i = 0; i < text2.length; i++) {
    const c = text2.charCodeAt(i);
    if (c >= 128 || TOKEN2[c] === 0) return false;
  }
  return true;
}
function checkHeader(name, value) {
  if (typeof name !== "string") throw new InvalidHeader(`Header name must be a string, not ${describe(name)}.`);
  if (!isToken(name)) {
    throw new InvalidHeader(
      `Invalid leading whitespace, reserved character(s), or return character(s) in header name: ${JSON.stringify(name)}`
    );
  }
  if (typeof value !== "string") {
    throw new InvalidHeader(`The value of header ${JSON.stringify(name)} must be a string, not ${describe(value)}.`);
  }
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if (c > 255) {
      throw new InvalidHeader(
        `The value of header ${JSON.stringify(name)} holds a character beyond ISO-8859-1 at index ${i}: encode it first.`
      );
    }
    if (c < 32 && c !== 9 || c === 127 || i === 0 && (c === 32 || c === 9 || c === 160)) {
      throw new InvalidHeader(
        `Invalid leading whitespace, reserved character(s), or return character(s) in the value of header ${JSON.stringify(name)}`
      );
    }
  }
}
function describe(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value;
}

// packages/core/src/headers/header-map.ts
var HeaderMap = class _HeaderMap {
  /** name, value, name, value … */
  #flat = [];
  /** @throws InvalidHeader for a name that is no token, or a value with CR, LF or NUL. */
  constructor(init) {
    if (init === void 0 || init === null) return;
    if (init instanceof _HeaderMap) {
      this.#flat = init.#flat.slice();
      return;
    }
    for (const [name, value] of headerEntries(init)) this.append(name, value);
  }
  /**
   * Takes over a flat list of names and values that an HTTP parser has checked, without a copy.
   * For transports: the fast way from a client's raw headers.
   */
  static fromFlat(flat) {
    const map = new _HeaderMap();
    map.#flat = flat;
    return map;
  }
  /** The lines as name, value, name, value …: the list itself, not a copy. Do not change it. */
  toFlat() {
    return this.#flat;
  }
  /** Number of field lines. */
  get size() {
    return this.#flat.length / 2;
  }
  /** The value; repeated ones joined with `, ` (RFC 9110 §5.3). `null` when the header is missing. */
  get(name) {
    const flat = this.#flat;
    let found = null;
    for (let i = 0; i < flat.length; i += 2) {
      if (sameName(flat[i], name))
        found = found === null ? flat[i + 1] : `${found}, ${flat[i + 1]}`;
    }
    return found;
  }
  /** Every value of a header, in order. */
  getAll(name) {
    const values2 = [];
    for (let i = 0; i < this.#flat.length; i += 2) {
      if (sameName(this.#flat[i], name)) values2.push(this.#flat[i + 1]);
    }
    return values2;
  }
  /** Every Set-Cookie value: they cannot be joined (RFC 6265 §3). */
  getSetCookie() {
    return this.getAll("set-cookie");
  }
  has(name) {
    return this.#indexOf(name) >= 0;
  }
  /** Replaces a header where it stands, with the new spelling, or adds it at the end. */
  set(name, value) {
    check(name, value);
    const first = this.#indexOf(name);
    if (first < 0) {
      this.#flat.push(name, value);
      return this;
    }
    this.#flat[first] = name;
    this.#flat[first + 1] = value;
    this.#removeFrom(first + 2, name);
    return this;
  }
  /** Adds a field line, keeping those of the same name. */
  append(name, value) {
    check(name, value);
    this.#flat.push(name, value);
    return this;
  }
  /** Removes every line of that name; true when there was one. */
  delete(name) {
    return this.#removeFrom(0, name);
  }
  copy() {
    return _HeaderMap.fromFlat(this.#flat.slice());
  }
  *[Symbol.iterator]() {
    for (let i = 0; i < this.#flat.length; i += 2) yield [this.#flat[i], this.#flat[i + 1]];
  }
  entries() {
    return this[Symbol.iterator]();
  }
  *keys() {
    for (let i = 0; i < this.#flat.length; i += 2) yield this.#flat[i];
  }
  *values() {
    for (let i = 1; i < this.#flat.length; i += 2) yield this.#flat[i];
  }
  forEach(callback) {
    for (const [name, value] of this) callback(value, name, this);
  }
  /** A plain object, repeated headers joined; null-prototype, so that no name reaches `Object.prototype`. */
  toJSON() {
    const out = /* @__PURE__ */ Object.create(null);
    for (const name of this.keys()) {
      const present = Object.keys(out).some((key) => sameName(key, name));
      if (!present) out[name] = this.get(name);
    }
    return out;
  }
  get [Symbol.toStringTag]() {
    return "HeaderMap";
  }
  #indexOf(name) {
    for (let i = 0; i < this.#flat.length; i += 2) if (sameName(this.#flat[i], name)) return i;
    return -1;
  }
  #removeFrom(start, name) {
    const flat = this.#flat;
    let keep = start;
    for (let i = start; i < flat.length; i += 2) {
      if (sameName(flat[i], name)) continue;
      if (keep !== i) {
        flat[keep] = flat[i];
        flat[keep + 1] = flat[i + 1];
      }
      keep += 2;
    }
    if (keep === flat.length) return false;
    flat.length = keep;
    return true;
  }
};
inspectAs(HeaderMap, (map) => ({ ...shownHeaders(map) }));
var SECRET = /^(?:(?:proxy-)?authorization|(?:set-)?cookie2?|(?:x-)?auth|.*(?:api-?key|token|secret|passw|credential|signature).*)$/i;
var WITH_URL = /^(?:(?:content-)?location|referer|refresh|link)$/i;
function shownHeaders(map) {
  const out = map.toJSON();
  for (const [name, value] of Object.entries(out)) {
    if (SECRET.test(name)) out[name] = "***";
    else if (WITH_URL.test(name)) out[name] = redactUrl(value);
  }
  return out;
}
function headerEntries(init) {
  if (typeof init[Symbol.iterator] === "function") {
    if (typeof init === "string")
      throw new TypeError("headers must be a record, pairs, a Map, Headers or a HeaderMap, not a string");
    return init;
  }
  return Object.entries(init);
}
function check(name, value) {
  if (typeof name !== "string" || !isToken(name))
    throw new InvalidHeader(`Invalid header name: ${JSON.stringify(name)}`);
  if (typeof value !== "string")
    throw new InvalidHeader(`The value of header ${JSON.stringify(name)} must be a string.`);
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if (c === 13 || c === 10 || c === 0) {
      throw new InvalidHeader(`The value of header ${JSON.stringify(name)} holds a CR, LF or NUL.`);
    }
  }
}
function sameName(a, b) {
  if (a.length !== b.length) return false;
  if (a === b) return true;
  for (let i = 0; i < a.length; i++) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x === y) continue;
    if (x >= 65 && x <= 90) x |= 32;
    if (y >= 65 && y <= 90) y |= 32;
    if (x !== y) return false;
  }
  return true;
}

// packages/core/src/headers/last-fields.ts
var LastFields = class {
  #flat = [];
  /** True when `flat` is what was remembered, line by line. */
  matches(flat) {
    const last2 = this.#flat;
    if (last2.length !== flat.length || flat.length === 0) return false;
    for (let i = 0; i < flat.length; i++) if (flat[i] !== last2[i]) return false;
    return true;
  }
  /** `flat` may change later: a copy is kept. */
  remember(flat) {
    this.#flat = flat.slice();
  }
};

// packages/core/src/body/bytes.ts
var encoder2 = new TextEncoder();
function isBytes(value) {
  return ArrayBuffer.isView(value) || Object.prototype.toString.call(value) === "[object ArrayBuffer]";
}
function toUint8Array(value) {
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return new Uint8Array(value);
}
function toChunk(value) {
  if (typeof value === "string") return encoder2.encode(value);
  if (isBytes(value)) return toUint8Array(value);
  throw new TypeError(
    `A body given in pieces must yield bytes or strings, not ${value === null ? "null" : typeof value}`
  );
}
function concatBytes(chunks) {
  if (chunks.length === 1) return chunks[0];
  let length = 0;
  for (const chunk of chunks) length += chunk.byteLength;
  const out = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    out.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return out;
}

// packages/core/src/body/chunk-iterator.ts
var DONE = Object.freeze({ done: true, value: void 0 });
var ChunkIterator = class {
  #open;
  #iterator = null;
  #over = false;
  constructor(open) {
    this.#open = open;
  }
  next() {
    if (this.#over) return Promise.resolve(DONE);
    try {
      this.#iterator ??= iteratorOf(this.#open());
      const step = this.#iterator.next();
      return (step instanceof Promise ? step : settled(step)).then(this.#onStep, this.#onError);
    } catch (error) {
      this.#over = true;
      return Promise.reject(error);
    }
  }
  async return() {
    const iterator = this.#over ? null : this.#iterator;
    this.#over = true;
    await iterator?.return?.();
    return DONE;
  }
  [Symbol.asyncIterator]() {
    return this;
  }
  #onStep = (step) => {
    if (step.done === true) {
      this.#over = true;
      return DONE;
    }
    const { value } = step;
    if (value instanceof Uint8Array) return value.byteLength > 0 ? step : this.next();
    let chunk;
    try {
      chunk = toChunk(value);
    } catch (error) {
      return this.return().then(
        () => Promise.reject(error),
        () => Promise.reject(error)
      );
    }
    return chunk.byteLength > 0 ? { done: false, value: chunk } : this.next();
  };
  #onError = (error) => {
    this.#over = true;
    throw error;
  };
};
function chunksOf(open) {
  return new ChunkIterator(open);
}
function iteratorOf(source) {
  const { [Symbol.asyncIterator]: asynchronous } = source;
  return asynchronous === void 0 || asynchronous === null ? source[Symbol.iterator]() : asynchronous.call(source);
}
async function settled(step) {
  const { done, value } = await step;
  return { done: done === true, value: done === true ? void 0 : await value };
}

// packages/core/src/body/stream-body.ts
var StreamBody = class {
  #source;
  #opened = false;
  constructor(source) {
    this.#source = source;
  }
  /** Bytes; `null` when unknown. */
  get length() {
    return this.#source.length;
  }
  /** True when it can be read from the beginning (again). */
  get rewindable() {
    return !this.#opened || this.#source.repeatable;
  }
  /** Non-empty chunks of bytes. @throws UnrewindableBodyError the second time, when the source is gone. */
  [Symbol.asyncIterator]() {
    return chunksOf(() => this.#open());
  }
  #open() {
    if (!this.rewindable) {
      throw new UnrewindableBodyError(
        "The body can be sent once only and was sent already: give bytes, a Blob or a file to send it again."
      );
    }
    this.#opened = true;
    return this.#source.open();
  }
};
function isBlob(value) {
  return typeof value === "object" && value !== null && typeof trait(value, "stream") === "function" && typeof trait(value, "arrayBuffer") === "function" && typeof trait(value, "size") === "number";
}
function isFormData(value) {
  return Object.prototype.toString.call(value) === "[object FormData]";
}
function isStreamable(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  if (value instanceof Map || value instanceof URLSearchParams || ArrayBuffer.isView(value)) return false;
  if (isBlob(value)) return true;
  const candidate = value;
  return typeof candidate[Symbol.asyncIterator] === "function" || typeof candidate[Symbol.iterator] === "function" || typeof trait(value, "getReader") === "function" || typeof trait(value, "createReadStream") === "function";
}
function streamSource(value) {
  if (isBlob(value)) return { open: () => readStream(value.stream()), length: value.size, repeatable: true };
  const file = fileSource(value);
  if (file !== null) return file;
  if (typeof trait(value, "getReader") === "function") {
    return { open: () => readStream(value), length: lengthOf(value), repeatable: false };
  }
  const iterable = value;
  const once2 = typeof trait(value, "pipe") === "function" || isOwnIterator(iterable);
  return { open: () => iterable, length: lengthOf(value), repeatable: !once2 };
}
function isOwnIterator(iterable) {
  const method = iterable[Symbol.asyncIterator] ?? iterable[Symbol.iterator];
  return method.call(iterable) === iterable;
}
function lengthOf(value) {
  for (const name of ["length", "size", "byteLength"]) {
    const known2 = trait(value, name);
    if (typeof known2 === "number" && Number.isSafeInteger(known2) && known2 >= 0) return known2;
  }
  return null;
}
async function* readStream(stream) {
  const reader = stream.getReader();
  let done = false;
  try {
    for (; ; ) {
      const result = await reader.read();
      done = result.done;
      if (done) return;
      yield result.value;
    }
  } finally {
    if (!done) await reader.cancel().catch(() => {
    });
    reader.releaseLock();
  }
}

// packages/core/src/request/hooks.ts
var NO_HOOKS = { response: [] };
function normaliseHooks(init) {
  if (init === null || init === void 0) return NO_HOOKS;
  for (const event of Object.keys(init)) if (event !== "response") throw unsupported(event);
  const { response } = ownOptions(init);
  if (response === null || response === void 0) return NO_HOOKS;
  return addHooks(NO_HOOKS, "response", response);
}
function addHooks(hooks, event, added) {
  if (event !== "response") throw unsupported(event);
  if (typeof added === "function") return { response: [...hooks.response, added] };
  const list = Array.isArray(added) ? added.filter((hook) => typeof hook === "function") : [];
  return { response: [...hooks.response, ...list] };
}
function mergeHooks(request, session) {
  return request.response.length > 0 ? request : session;
}
function unsupported(event) {
  return new TypeError(`Unsupported event specified, with event name "${event}"`);
}

// packages/core/src/request/prepared-request.ts
var PreparedRequest = class _PreparedRequest {
  /** Upper case. */
  method;
  /** Absolute and encoded; with fragment and userinfo, which are not sent. */
  url;
  headers;
  /** What is called with the response: `{ response: [...] }`. */
  hooks;
  /** The cookies that apply to this request and its redirects: the session's and its own. */
  cookies = null;
  /** Authentication of several rounds, run when the request is sent. */
  auth = null;
  #body = null;
  #source = null;
  constructor(init) {
    this.method = init.method;
    this.url = init.url;
    this.headers = init.headers;
    this.hooks = init.hooks ?? { response: [] };
  }
  /** Text, bytes, a Blob, a stream, an (async) iterable of chunks, or `null`. @throws TypeError for anything else. */
  get body() {
    return this.#body;
  }
  set body(value) {
    this.#source = toSource(value);
    this.#body = value ?? null;
  }
  /** The body in the one shape that sending knows. */
  get source() {
    return this.#source;
  }
  /** Path and query, as in the request line (Requests' `path_url`). */
  get pathUrl() {
    const target = urlParts(this.url)?.target ?? "";
    return target.startsWith("/") ? target : `/${target}`;
  }
  /** Headers are copied; the body, hooks and cookies are shared. */
  copy() {
    const copy = new _PreparedRequest({
      method: this.method,
      url: this.url,
      headers: this.headers.copy(),
      hooks: this.hooks
    });
    copy.cookies = this.cookies;
    copy.auth = this.auth;
    copy.#body = this.#body;
    copy.#source = this.#source;
    return copy;
  }
  /** Adds a hook for `response`. @throws TypeError for another event. */
  registerHook(event, hook) {
    this.hooks = addHooks(this.hooks, event, hook);
  }
  /** Removes a hook; true when it was there. */
  deregisterHook(event, hook) {
    const hooks = this.hooks[event];
    const at = hooks.indexOf(hook);
    if (at >= 0) this.hooks = { response: hooks.toSpliced(at, 1) };
    return at >= 0;
  }
  /**
   * Writes Content-Length or Transfer-Encoding for the body as it is now (Requests' `prepare_content_length`): the
   * length when it is known and not zero, `chunked` for pieces of unknown length; `Content-Length: 0` for no body
   * with any method but GET and HEAD.
   */
  updateFraming() {
    const source = this.#source;
    if (source === null) {
      if (this.method !== "GET" && this.method !== "HEAD" && !this.headers.has("content-length")) {
        this.headers.set("Content-Length", "0");
      }
      return;
    }
    const length = sourceLength(source);
    if (length) this.headers.set("Content-Length", String(length));
    else if (source instanceof StreamBody && !this.headers.has("transfer-encoding")) {
      this.headers.set("Transfer-Encoding", "chunked");
    }
  }
  /** For logs: with `***` for userinfo, and for headers and query values that are secret. */
  toJSON() {
    return { method: this.method, url: redactUrl(this.url), headers: shownHeaders(this.headers) };
  }
};
inspectAs(PreparedRequest, (request) => `<PreparedRequest [${request.method}]>`);
function toSource(value) {
  if (value === null || value === void 0) return null;
  if (typeof value === "string") return value;
  if (value instanceof StreamBody) return value;
  if (isBytes(value)) return toUint8Array(value);
  if (value instanceof URLSearchParams) return value.toString();
  if (isStreamable(value)) return new StreamBody(streamSource(value));
  throw new TypeError(`A body must be text, bytes, a Blob, a stream or an iterable of chunks, not ${typeof value}`);
}
function sourceLength(source) {
  if (typeof source === "string") return utf8Length(source);
  return source instanceof StreamBody ? source.length : source.byteLength;
}
function utf8Length(text2) {
  for (let i = 0; i < text2.length; i++) if (text2.charCodeAt(i) > 127) return utf8(text2).byteLength;
  return text2.length;
}

// packages/core/src/platform/ahead.node.ts
var beforePreparing = null;
var beforeSending = null;

// packages/core/src/cookies/merge-cookies.ts
function mergeCookies(session, request) {
  const merged = session.copyForRequest();
  if (request !== null && request !== void 0) merged.update(request);
  return merged;
}

// packages/core/src/send/stamp.ts
function stamped(error, request) {
  if (error instanceof RequestException && error.request === null) error.request = request;
  return error;
}

// packages/core/src/request/method.ts
function checkMethod(method) {
  if (typeof method !== "string" || !isToken(method)) {
    throw new TypeError(`method must be an HTTP token such as 'GET', not ${JSON.stringify(method) ?? typeof method}`);
  }
  if (method.length === 7 && method.toUpperCase() === "CONNECT")
    throw new TypeError("CONNECT is no request: set proxies to tunnel through a proxy");
  return method;
}

// packages/core/src/request/prepare-auth.ts
function prepareAuth(prepared, auth) {
  if (auth === null || auth === void 0) {
    const credentials = urlCredentials(prepared.url);
    if (credentials !== null) prepared.headers.set("Authorization", basicAuthHeader(...credentials));
    return;
  }
  if (typeof auth === "function") {
    const result = auth(prepared);
    if (isPromise(result)) return result.then((replaced) => adopt(prepared, replaced));
    adopt(prepared, result);
    return;
  }
  if (isPair(auth)) prepared.headers.set("Authorization", basicAuthHeader(auth[0], auth[1]));
  else if (typeof auth.authFlow === "function") prepared.auth = auth;
  else if (typeof auth.apply === "function") {
    auth.apply(prepared);
    prepared.updateFraming();
  } else throw new TypeError("auth must be [user, password], a function, or an object with authFlow()");
}
function isPair(auth) {
  if (!Array.isArray(auth)) return false;
  if (auth.length !== 2)
    throw new TypeError(`auth given as a list must be [user, password], not a list of ${auth.length}`);
  return true;
}
function isPromise(value) {
  return typeof value?.then === "function";
}
function adopt(prepared, result) {
  if (result !== void 0 && result !== null && result !== prepared) {
    if (!(result instanceof PreparedRequest))
      throw new TypeError("an auth function must return the request, or nothing");
    prepared.method = result.method;
    prepared.url = result.url;
    prepared.headers = result.headers;
    prepared.hooks = result.hooks;
    prepared.body = result.body;
  }
  prepared.updateFraming();
}
function urlCredentials(url) {
  if (!url.includes("@")) return null;
  const userinfo = urlParts(url)?.userinfo ?? null;
  const colon = userinfo?.indexOf(":") ?? -1;
  if (userinfo === null || colon < 0 || userinfo === ":") return null;
  return [unquote(userinfo.slice(0, colon)), unquote(userinfo.slice(colon + 1))];
}

// packages/core/src/url/encode-params.ts
var FORM_CHARS = charTable("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~");
function quotePlus(value) {
  if (typeof value === "string") {
    if (isAll(value, FORM_CHARS)) return value;
    return quoteBytes(utf8(value), FORM_CHARS).replaceAll("%20", "+");
  }
  return quoteBytes(value, FORM_CHARS).replaceAll("%20", "+");
}
function isScalar(value) {
  return typeof value !== "object" || value === null || value instanceof Uint8Array || typeof value[Symbol.iterator] !== "function";
}
function asText(value) {
  if (typeof value === "string" || value instanceof Uint8Array) return value;
  try {
    return String(value);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new RequestException("A value of params or data cannot be written as text: it is nested too deeply.", {
      cause
    });
  }
}
function* paramPairs(params, option) {
  for (const [key, value] of entriesOf(params, option)) {
    const name = asText(key);
    if (isScalar(value)) {
      if (isPlainObject(value)) for (const inner of Object.keys(value)) yield [name, inner];
      else if (value !== null && value !== void 0) yield [name, asText(value)];
      continue;
    }
    for (const item of value) {
      if (item === null || item === void 0) continue;
      if (isScalar(item)) yield [name, asText(item)];
      else for (const inner of item) yield [name, asText(inner)];
    }
  }
}
function isPlainObject(value) {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
function* entriesOf(params, option) {
  if (typeof params !== "object" || params === null) {
    throw new TypeError(
      `${option} must be a record, a Map, pairs, URLSearchParams, a string or bytes, not ${typeof params}`
    );
  }
  if (typeof params[Symbol.iterator] !== "function") {
    for (const key of Object.keys(params)) yield [key, params[key]];
    return;
  }
  for (const pair of params) {
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new TypeError(`${option} given as a list must hold [key, value] pairs`);
    }
    yield pair;
  }
}
function encodePairs(params, option) {
  let out = "";
  let first = true;
  for (const [key, value] of paramPairs(params, option)) {
    out += `${first ? "" : "&"}${quotePlus(key)}=${quotePlus(value)}`;
    first = false;
  }
  return out;
}

// packages/core/src/body/multipart.ts
var encoder3 = new TextEncoder();
function encodeMultipart(files, data) {
  const boundary = randomBoundary();
  const pieces2 = [];
  if (data !== null) {
    for (const [name, value] of paramPairs(data, "data")) {
      pieces2.push(partHead(boundary, disposition(textOf(name), null), []), bytesOf(value), CRLF);
    }
  }
  for (const [name, value] of fileEntries(files)) {
    const part = filePart(String(name), value);
    if (part !== null) pieces2.push(partHead(boundary, part.disposition, part.headers), part.content, CRLF);
  }
  pieces2.push(encoder3.encode(`--${boundary}--\r
`));
  const contentType = `multipart/form-data; boundary=${boundary}`;
  if (pieces2.every((piece) => piece instanceof Uint8Array)) return { body: concatBytes(pieces2), contentType };
  return { body: new StreamBody(joined(pieces2)), contentType };
}
var CRLF = encoder3.encode("\r\n");
function randomBoundary() {
  let out = "";
  for (const byte of crypto.getRandomValues(new Uint8Array(16))) out += byte.toString(16).padStart(2, "0");
  return out;
}
function fileEntries(files) {
  if (typeof files !== "object" || files === null || isBytes(files)) {
    throw new TypeError("files must be a record, a Map or [name, file] pairs");
  }
  if (typeof files[Symbol.iterator] !== "function") return Object.entries(files);
  return pairsOnly(files);
}
function* pairsOnly(files) {
  for (const pair of files) {
    if (!Array.isArray(pair) || pair.length !== 2)
      throw new TypeError("files given as a list must hold [name, file] pairs");
    yield pair;
  }
}
function filePart(name, value) {
  let filename;
  let content = value;
  let contentType;
  let extra;
  if (Array.isArray(value)) {
    if (value.length < 2 || value.length > 4) {
      throw new TypeError(
        `The file '${name}' must be [filename, content, contentType?, headers?], not a list of ${value.length}`
      );
    }
    [filename, content, contentType, extra] = value;
  } else {
    filename = guessFilename(value) ?? name;
  }
  if (content === null || content === void 0) return null;
  if (contentType === void 0 && isBlob(content)) contentType = content.type;
  const headers = [];
  if (contentType) headers.push(["Content-Type", contentType]);
  for (const [key, text2] of headerEntries(extra ?? {})) {
    if (!text2 || key === "Content-Disposition" || key === "Content-Type" || key === "Content-Location") continue;
    headers.push([key, text2]);
  }
  for (const [key, text2] of headers) checkHeader(key, text2);
  return { disposition: disposition(name, filename ?? null), headers, content: pieceOf(name, content) };
}
function pieceOf(name, content) {
  if (typeof content === "string") return encoder3.encode(content);
  if (typeof content === "number" || typeof content === "bigint") return encoder3.encode(String(content));
  if (isBytes(content)) return toUint8Array(content);
  if (isStreamable(content)) return streamSource(content);
  throw new TypeError(`The file '${name}' must be bytes, text, a Blob or a stream, not ${typeof content}`);
}
function guessFilename(value) {
  if (typeof value !== "object" || value === null) return null;
  const name = trait(value, "name");
  const path = trait(value, "path");
  const full = typeof name === "string" && name !== "" ? name : typeof path === "string" ? path : "";
  if (full === "" || full.startsWith("<") && full.endsWith(">")) return null;
  return full.slice(full.lastIndexOf("/") + 1) || null;
}
function partHead(boundary, contentDisposition, headers) {
  let head = `--${boundary}\r
Content-Disposition: ${contentDisposition}\r
`;
  for (const [name, value] of headers) head += `${name}: ${value}\r
`;
  return encoder3.encode(`${head}\r
`);
}
function disposition(name, filename) {
  return `form-data; name="${escapeName(name)}"${filename === null ? "" : `; filename="${escapeName(String(filename))}"`}`;
}
var ESCAPES = { '"': "%22", "\r": "%0D", "\n": "%0A" };
function escapeName(name) {
  return name.replace(/["\r\n]/g, (c) => ESCAPES[c]);
}
function textOf(value) {
  return typeof value === "string" ? value : new TextDecoder().decode(value);
}
function bytesOf(value) {
  return typeof value === "string" ? encoder3.encode(value) : value;
}
function joined(pieces2) {
  let length = 0;
  let repeatable = true;
  for (const piece of pieces2) {
    const size = piece instanceof Uint8Array ? piece.byteLength : piece.length;
    length = length === null || size === null ? null : length + size;
    if (!(piece instanceof Uint8Array)) repeatable &&= piece.repeatable;
  }
  async function* open() {
    for (const piece of pieces2) {
      if (piece instanceof Uint8Array) yield piece;
      else yield* piece.open();
    }
  }
  return { open, length, repeatable };
}

// packages/core/src/body/encode-files.ts
function encodeFiles(files, data) {
  return encodeMultipart(files, fieldsBeside(data));
}
function encodeFormData(form) {
  return encodeMultipart(formDataFiles(form), null);
}
function formDataFiles(form) {
  const parts = [];
  form.forEach((value, name) => {
    if (typeof value === "string") parts.push([name, [null, value]]);
    else parts.push([name, [value.name, value, value.type || "application/octet-stream"]]);
  });
  return parts;
}
function fieldsBeside(data) {
  if (data === null) return null;
  if (typeof data === "string" || isBytes(data))
    throw new TypeError("data must be a form, not text or bytes, when files are given");
  if (isFormData(data)) {
    const fields = [];
    data.forEach((value, name) => {
      if (typeof value !== "string") throw new TypeError("a FormData that holds files cannot be combined with files");
      fields.push([name, value]);
    });
    return fields;
  }
  if (isStreamable(data)) throw new TypeError("streamed bodies and files are mutually exclusive");
  return data;
}

// packages/core/src/body/json.ts
function encodeJson(value) {
  let text2;
  try {
    text2 = JSON.stringify(value);
    if (text2?.includes("null")) JSON.stringify(value, refuseNonFinite);
  } catch (cause) {
    if (cause instanceof InvalidJSONError) throw cause;
    throw new InvalidJSONError(`json cannot be encoded: ${cause.message.split("\n", 1)[0]}`, { cause });
  }
  if (text2 === void 0) throw new InvalidJSONError(`json cannot be encoded: a ${typeof value} is no JSON value`);
  return text2;
}
function refuseNonFinite(key, value) {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new InvalidJSONError(
      `Out of range float values are not JSON compliant: ${value}${key === "" ? "" : ` at '${key}'`}`
    );
  }
  return value;
}

// packages/core/src/request/prepare-body.ts
function prepareBody(prepared, init) {
  const encoded = encodeBody(init);
  if (encoded !== null) prepared.body = encoded.body;
  prepared.updateFraming();
  const contentType = encoded?.contentType ?? null;
  if (contentType === null || prepared.headers.has("content-type")) return;
  checkHeader("Content-Type", contentType);
  prepared.headers.set("Content-Type", contentType);
}
function encodeBody({ data: given, json, files }) {
  const data = hasData(given) ? given : null;
  if (files !== null && files !== void 0 && !isEmptyCollection(files)) {
    return encodeFiles(files, data);
  }
  if (data === null) {
    if (json === null || json === void 0) return null;
    return { body: utf8(encodeJson(json)), contentType: "application/json" };
  }
  if (isFormData(data)) return encodeFormData(data);
  if (isRaw(data)) return { body: data, contentType: isBlob(data) ? data.type || null : null };
  return { body: encodePairs(data, "data"), contentType: "application/x-www-form-urlencoded" };
}
function hasData(data) {
  if (data === null || data === void 0 || data === "" || data === false || data === 0) return false;
  if (typeof data === "string") return true;
  if (typeof data !== "object") {
    throw new TypeError(`data must be a form, text, bytes, a Blob, FormData or a stream, not ${typeof data}`);
  }
  if (isBytes(data)) return data.byteLength > 0;
  return isStreamable(data) && !isFormData(data) ? true : !isEmptyCollection(data);
}
function isEmptyCollection(value) {
  const { size, length } = value;
  if (Array.isArray(value)) return length === 0;
  if (value instanceof Map) return size === 0;
  if (value instanceof URLSearchParams || isFormData(value)) return value.keys().next().done === true;
  if (typeof value[Symbol.iterator] === "function") return false;
  return Object.keys(value).length === 0;
}
function isRaw(data) {
  return typeof data === "string" || isBytes(data) || isStreamable(data);
}

// packages/core/src/request/prepare-headers.ts
function mergeHeaders(session, own4) {
  const merged = session === null ? new HeaderMap() : session.copy();
  if (own4 === null || own4 === void 0) return merged;
  const seen = own4 instanceof HeaderMap ? /* @__PURE__ */ new Set() : null;
  for (const [name, value] of headerEntries(own4)) {
    if (value === null || value === void 0) {
      if (session === null)
        throw new InvalidHeader(`The value of header ${JSON.stringify(name)} must be a string, not ${value}.`);
      merged.delete(name);
      continue;
    }
    checkHeader(name, value);
    const key = name.toLowerCase();
    if (seen?.has(key)) merged.append(name, value);
    else merged.set(name, value);
    seen?.add(key);
  }
  return merged;
}

// packages/core/src/errors/printable.ts
var LONGEST = 200;
function printable(text2, longest = LONGEST) {
  const short = text2.length > longest ? `${text2.slice(0, longest)}\u2026` : text2;
  return short.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`
  );
}

// packages/core/src/url/encode-component.ts
var ESCAPE = /%[0-9a-fA-F]{2}/g;
var isHex = (c) => c >= 48 && c <= 57 || (c | 32) >= 97 && (c | 32) <= 102;
var isReady = (code, allowed) => code === 37 || code < 128 && allowed[code] === 1;
function encodeComponent(text2, allowed) {
  if (isAll(text2, allowed)) return text2;
  if (!text2.includes("%")) return quoteBytes(utf8(text2), allowed);
  let out = "";
  let done = 0;
  for (let i = 0; i < text2.length; i++) {
    const c = text2.charCodeAt(i);
    if (c === 37) {
      if (!isHex(text2.charCodeAt(i + 1)) || !isHex(text2.charCodeAt(i + 2)))
        return quoteBytes(utf8(text2.replace(ESCAPE, (triplet) => triplet.toUpperCase())), allowed);
      out += text2.slice(done, i) + text2.slice(i, i + 3).toUpperCase();
      i += 2;
    } else if (c < 128 && allowed[c] === 1) {
      continue;
    } else {
      let end = i + 1;
      while (end < text2.length && !isReady(text2.charCodeAt(end), allowed)) end++;
      out += text2.slice(done, i) + quoteBytes(utf8(text2.slice(i, end)), allowed);
      i = end - 1;
    }
    done = i + 1;
  }
  return out + text2.slice(done);
}

// packages/core/src/url/parse-url.ts
var SCHEME = /^(?:[a-zA-Z][a-zA-Z0-9+-]*:|\/)/;
var URI = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^\\/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#([\s\S]*))?$/;
var HOST_PORT = /^(\[[^\]]*\]|(?:[^[\]%:/?#]|%[a-fA-F0-9]{2})*)(?::0*(|0|[1-9][0-9]{0,4}))?$/;
function parseUrl(url) {
  const match = URI.exec(SCHEME.test(url) ? url : `//${url}`);
  if (match === null) throw new InvalidURL(`Failed to parse: ${printable(redactUrl(url))}`);
  const scheme = match[1]?.toLowerCase() ?? null;
  const normalise = scheme === null || scheme === "http" || scheme === "https";
  let userinfo = null;
  let host = null;
  let port = null;
  const authority2 = match[2];
  if (authority2) {
    const at = authority2.lastIndexOf("@");
    if (at > 0) userinfo = authority2.slice(0, at);
    if (userinfo !== null && normalise) userinfo = encodeComponent(userinfo, USERINFO_CHARS);
    ({ host, port } = parseHostPort(authority2.slice(at + 1), normalise));
  }
  let path = match[3];
  let query = match[4] ?? null;
  let fragment = match[5] ?? null;
  if (normalise) {
    if (path !== "") path = encodeComponent(removeDotSegments(path), PATH_CHARS);
    if (query) query = encodeComponent(query, QUERY_CHARS);
    if (fragment) fragment = encodeComponent(fragment, QUERY_CHARS);
  }
  if (path === "") path = query === null ? null : "";
  return { scheme, userinfo, host: host === "" ? null : host, port, path, query, fragment };
}
function parseHostPort(text2, normalise) {
  const match = HOST_PORT.exec(text2);
  if (match === null) throw new InvalidURL(`Failed to parse: '${printable(text2)}' is not a valid host or port`);
  const port = match[2] ? Number(match[2]) : null;
  if (port !== null && port > 65535) throw new InvalidURL(`Failed to parse: port ${port} is out of range 0-65535`);
  const host = match[1];
  return { host: normalise ? normaliseHost(host) : host, port };
}
function removeDotSegments(path) {
  if (!path.includes(".")) return path;
  const output = [];
  for (const segment of path.split("/")) {
    if (segment === ".") continue;
    if (segment !== "..") output.push(segment);
    else if (output.length > 0) output.pop();
  }
  if (path.startsWith("/") && (output.length === 0 || output[0] !== "")) output.unshift("");
  if (path.endsWith("/.") || path.endsWith("/..")) output.push("");
  return output.join("/");
}
var FORBIDDEN = /[\u0000-\u0020<>\\^`{|}"\u007f]/;
var ESCAPED_DELIMITER = /%(?:2f|3f|23|40|3a|5b|5d|5c|25|0[0-9a-f]|1[0-9a-f]|20|7f)/i;
function normaliseHost(host) {
  if (host === "") return host;
  if (host.startsWith("[")) return normaliseIpv6(host);
  const forbidden = FORBIDDEN.exec(host);
  if (forbidden !== null) {
    throw new InvalidURL(
      `Failed to parse: Host ${JSON.stringify(host.slice(0, 200))} contains invalid character ${JSON.stringify(forbidden[0])}`
    );
  }
  if (ESCAPED_DELIMITER.test(host))
    throw new InvalidURL(`Failed to parse: Host '${printable(host)}' holds an escaped delimiter`);
  if (/^[\u0000-\u007f]*$/.test(host)) {
    return host.toLowerCase().replace(/%[0-9a-f]{2}/g, (triplet) => triplet.toUpperCase());
  }
  const ascii2 = domainToASCII(host);
  if (ascii2 === "") throw new InvalidURL(`Failed to parse: Name '${printable(host)}' is not a valid IDNA label`);
  return ascii2;
}
var IPV6 = /^[0-9a-fA-F:.]+$/;
function normaliseIpv6(host) {
  const inner = host.slice(1, -1);
  const percent = inner.indexOf("%");
  const address = percent < 0 ? inner : inner.slice(0, percent);
  if (!IPV6.test(address) || !isIpv6(address))
    throw new InvalidURL(`Failed to parse: '${printable(host)}' is not a valid host or port`);
  if (percent < 0) return `[${address.toLowerCase()}]`;
  let zone = inner.slice(percent + 1);
  if (zone.startsWith("25") && zone !== "25") zone = zone.slice(2);
  if (zone === "") throw new InvalidURL(`Failed to parse: '${printable(host)}' is not a valid host or port`);
  return `[${address.toLowerCase()}%25${encodeComponent(zone, UNRESERVED_CHARS)}]`;
}

// packages/core/src/url/requote.ts
var SAFE = "!#$&'()*+,/:;=?@[]~ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
var SAFE_WITH_PERCENT = charTable(`${SAFE}%`);
var SAFE_WITHOUT_PERCENT = charTable(SAFE);
function requote(url) {
  const unquoted = unquoteUnreserved(url);
  return unquoted === null ? quote(url, SAFE_WITHOUT_PERCENT) : quote(unquoted, SAFE_WITH_PERCENT);
}
function unquoteUnreserved(url) {
  if (!url.includes("%")) return url;
  const parts = url.split("%");
  for (let i = 1; i < parts.length; i++) {
    const part = parts[i];
    parts[i] = `%${part}`;
    const high = hexDigit(part, 0);
    const low = hexDigit(part, 1);
    if (high < 0 || low < 0) {
      if (/^[\p{L}\p{N}]{2}$/u.test(part.slice(0, 2))) return null;
      continue;
    }
    const code = high * 16 + low;
    if (code < 128 && UNRESERVED_CHARS[code] === 1) parts[i] = String.fromCharCode(code) + part.slice(2);
  }
  return parts.join("");
}
function hexDigit(text2, at) {
  const c = text2.charCodeAt(at);
  if (c >= 48 && c <= 57) return c - 48;
  const lower = c | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

// packages/core/src/request/repair-url.ts
function repairUrl(text2, params) {
  const url = text2.trimStart();
  if (url.includes(":") && !/^http/i.test(url)) return url;
  const parsed = parseUrl(url);
  if (parsed.scheme === null) {
    throw new MissingSchema(
      `Invalid URL '${redactUrl(url)}': No scheme supplied. Perhaps you meant https://${redactUrl(url)}?`
    );
  }
  if (parsed.host === null) throw new InvalidURL(`Invalid URL '${redactUrl(url)}': No host supplied`);
  if (parsed.host.startsWith("*") || parsed.host.startsWith(".")) throw new InvalidURL("URL has an invalid label.");
  return requote(assemble(parsed, params()));
}
function assemble(parsed, params) {
  const userinfo = parsed.userinfo === null ? "" : `${parsed.userinfo}@`;
  const port = parsed.port ? `:${parsed.port}` : "";
  let path = parsed.path || "/";
  if (!path.startsWith("/")) path = `/${path}`;
  const query = parsed.query && params ? `${parsed.query}&${params}` : parsed.query || params;
  return `${parsed.scheme}://${userinfo}${parsed.host}${port}${path}${query ? `?${query}` : ""}${parsed.fragment ? `#${parsed.fragment}` : ""}`;
}

// packages/core/src/url/ready.ts
var PREPARED = /^https?:\/\/[a-z0-9][a-z0-9._-]*(?::(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}))?\/(?![/.])[A-Za-z0-9_~!$&'()*+,;=:@./-]*(?:%(?:[0189A-F][0-9A-F]|2[0-9A-CF]|3[A-F]|[46]0|5[B-E]|7[B-DF])[A-Za-z0-9_~!$&'()*+,;=:@./-]*)*(?:\?(?!$)[A-Za-z0-9_~!$&'()*+,;=:@./?-]*(?:%(?:[0189A-F][0-9A-F]|2[0-9A-CF]|3[A-F]|[46]0|5[B-E]|7[B-DF])[A-Za-z0-9_~!$&'()*+,;=:@./?-]*)*)?$/;
function isPrepared(url) {
  return PREPARED.test(url) && !url.includes("/.");
}
var ON_WIRE = /^https?:\/\/[a-z0-9._-]+(?::[0-9]{1,5})?\/[A-Za-z0-9_~!$&'()*+,;=:@./-]*(?:%[0-9A-F]{2}[A-Za-z0-9_~!$&'()*+,;=:@./-]*)*(?:\?(?!$)[A-Za-z0-9_~!$&'()*+,;=:@./?-]*(?:%[0-9A-F]{2}[A-Za-z0-9_~!$&'()*+,;=:@./?-]*)*)?$/;
function isOnWire(url) {
  return ON_WIRE.test(url);
}

// packages/core/src/request/prepare-url.ts
var lastReady = null;
function prepareUrl(input, params) {
  const text2 = String(input);
  if (text2 === lastReady && (params === void 0 || params === null)) return text2;
  if (isPrepared(text2)) {
    const query = encodeParams(params);
    if (query === "") {
      lastReady = text2;
      return text2;
    }
    if (typeof params !== "string" && !(params instanceof Uint8Array))
      return `${text2}${text2.includes("?") ? "&" : "?"}${query}`;
  }
  return repairUrl(text2, () => encodeParams(params));
}
function encodeParams(params) {
  if (params === null || params === void 0 || params === "") return "";
  if (typeof params === "string") return params;
  if (params instanceof Uint8Array) return new TextDecoder().decode(params);
  return encodePairs(params, "params");
}

// packages/core/src/request/prepare.ts
function prepare(request, session) {
  const prepared = new PreparedRequest({
    method: checkMethod(request.method).toUpperCase(),
    url: prepareUrl(request.url, session === null ? request.params : mergeParams(request.params, session.params)),
    headers: mergeHeaders(session?.headers ?? null, request.headers)
  });
  prepareCookies(prepared, request, session);
  try {
    prepareBody(prepared, request);
  } catch (error) {
    throw stamped(error, prepared);
  }
  const auth = request.auth ?? session?.authFor(prepared.url) ?? null;
  const pending = prepareAuth(prepared, auth);
  const hooks = session === null ? request.hooks : mergeHooks(request.hooks, session.hooks);
  if (pending === void 0) return withHooks(prepared, hooks);
  return pending.then(() => withHooks(prepared, hooks));
}
function withHooks(prepared, hooks) {
  if (prepared.hooks.response.length === 0) prepared.hooks = hooks;
  else if (hooks.response.length > 0) prepared.hooks = { response: [...prepared.hooks.response, ...hooks.response] };
  return prepared;
}
function prepareCookies(prepared, request, session) {
  const own4 = request.cookies;
  const sessionEmpty = session === null || session.cookies.isEmpty;
  if (sessionEmpty && (own4 === null || own4 === void 0)) return;
  prepared.cookies = mergeCookies(session?.cookies ?? new CookieJar(), own4 ?? void 0);
  applyCookies(prepared);
}
function applyCookies(prepared) {
  if (prepared.cookies === null || prepared.headers.has("cookie")) return;
  const header = prepared.cookies.cookieHeader(prepared.url);
  if (header !== "") prepared.headers.set("Cookie", header);
}
function mergeParams(own4, session) {
  if (session === null || session === void 0) return own4;
  if (own4 === null || own4 === void 0 || isEmpty(own4)) return session;
  if (!isRecord(own4) || !isRecord(session)) return own4;
  return { ...session, ...own4 };
}
function isEmpty(own4) {
  return own4 === "" || (Array.isArray(own4) || own4 instanceof Uint8Array) && own4.length === 0;
}
function isRecord(value) {
  return typeof value === "object" && value !== null && !(Symbol.iterator in value) && !(value instanceof Uint8Array);
}

// packages/core/src/request/request.ts
var Request2 = class {
  method;
  url;
  params;
  data;
  json;
  files;
  headers;
  cookies;
  auth;
  hooks;
  constructor(method, url, options2 = {}) {
    this.method = method;
    this.url = url;
    const own4 = ownOptions(options2);
    this.params = own4.params;
    this.data = own4.data;
    this.json = own4.json;
    this.files = own4.files;
    this.headers = own4.headers;
    this.cookies = own4.cookies;
    this.auth = own4.auth;
    this.hooks = normaliseHooks(own4.hooks);
  }
  /** Prepares without a session: no default headers, no cookies or settings but the request's own. */
  async prepare() {
    if (beforePreparing !== null) await beforePreparing(this, null);
    return prepare(this, null);
  }
  /** For logs: what may be secret is left out. */
  toJSON() {
    return { method: this.method, url: redactUrl(String(this.url)) };
  }
};
inspectAs(Request2, (request) => `<Request [${request.method}]>`);

// packages/core/src/body/progress.ts
var ProgressMeter = class {
  #total;
  #listener;
  #started = performance.now();
  #transferred = 0;
  constructor(total, listener) {
    this.#total = total;
    this.#listener = listener;
  }
  add(bytes) {
    this.#transferred += bytes;
    this.#tell();
  }
  end() {
    if (this.#transferred === 0) this.#tell();
  }
  #tell() {
    const seconds = (performance.now() - this.#started) / 1e3;
    const transferred = this.#transferred;
    const total = this.#total;
    const percent = total === null ? null : total === 0 ? 100 : Math.min(100, transferred / total * 100);
    this.#listener({
      transferred,
      total,
      percent,
      bytesPerSecond: seconds > 0 ? Math.round(transferred / seconds) : 0
    });
  }
};
async function* trackProgress(source, total, listener) {
  const meter = new ProgressMeter(total, listener);
  for await (const chunk of source) {
    yield chunk;
    meter.add(chunk.byteLength);
  }
  meter.end();
}

// packages/core/src/response/save.ts
async function saveResponse(response, path, options2) {
  let chunks = wholeBody(response);
  const { onProgress } = ownOptions(options2);
  if (onProgress !== void 0) {
    const coded = response.headers.has("content-encoding");
    const length = response.headers.get("content-length");
    chunks = trackProgress(chunks, coded || length === null ? null : Number(length), onProgress);
  }
  try {
    return await writeStream(path, chunks);
  } catch (error) {
    await response.close();
    throw error;
  }
}
async function* wholeBody(response) {
  yield* response.iterContent();
  response.throwIfClosed();
}

// packages/core/src/platform/charset.node.ts
import { createRequire as createRequire2 } from "node:module";

// packages/core/src/platform/charset-tables.node.ts
var UPPER_HALVES = {
  cp1006: "\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8A\x8B\x8C\x8D\x8E\x8F\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9A\x9B\x9C\x9D\x9E\x9F\xA0\u06F0\u06F1\u06F2\u06F3\u06F4\u06F5\u06F6\u06F7\u06F8\u06F9\u060C\u061B\xAD\u061F\uFE81\uFE8D\uFE8E\uFE8E\uFE8F\uFE91\uFB56\uFB58\uFE93\uFE95\uFE97\uFB66\uFB68\uFE99\uFE9B\uFE9D\uFE9F\uFB7A\uFB7C\uFEA1\uFEA3\uFEA5\uFEA7\uFEA9\uFB84\uFEAB\uFEAD\uFB8C\uFEAF\uFB8A\uFEB1\uFEB3\uFEB5\uFEB7\uFEB9\uFEBB\uFEBD\uFEBF\uFEC1\uFEC5\uFEC9\uFECA\uFECB\uFECC\uFECD\uFECE\uFECF\uFED0\uFED1\uFED3\uFED5\uFED7\uFED9\uFEDB\uFB92\uFB94\uFEDD\uFEDF\uFEE0\uFEE1\uFEE3\uFB9E\uFEE5\uFEE7\uFE85\uFEED\uFBA6\uFBA8\uFBA9\uFBAA\uFE80\uFE89\uFE8A\uFE8B\uFEF1\uFEF2\uFEF3\uFBB0\uFBAE\uFE7C\uFE7D",
  kz1048: "\u0402\u0403\u201A\u0453\u201E\u2026\u2020\u2021\u20AC\u2030\u0409\u2039\u040A\u049A\u04BA\u040F\u0452\u2018\u2019\u201C\u201D\u2022\u2013\u2014\uFFFD\u2122\u0459\u203A\u045A\u049B\u04BB\u045F\xA0\u04B0\u04B1\u04D8\xA4\u04E8\xA6\xA7\u0401\xA9\u0492\xAB\xAC\xAD\xAE\u04AE\xB0\xB1\u0406\u0456\u04E9\xB5\xB6\xB7\u0451\u2116\u0493\xBB\u04D9\u04A2\u04A3\u04AF\u0410\u0411\u0412\u0413\u0414\u0415\u0416\u0417\u0418\u0419\u041A\u041B\u041C\u041D\u041E\u041F\u0420\u0421\u0422\u0423\u0424\u0425\u0426\u0427\u0428\u0429\u042A\u042B\u042C\u042D\u042E\u042F\u0430\u0431\u0432\u0433\u0434\u0435\u0436\u0437\u0438\u0439\u043A\u043B\u043C\u043D\u043E\u043F\u0440\u0441\u0442\u0443\u0444\u0445\u0446\u0447\u0448\u0449\u044A\u044B\u044C\u044D\u044E\u044F",
  mac_arabic: `\xC4\xA0\xC7\xC9\xD1\xD6\xDC\xE1\xE0\xE2\xE4\u06BA\xAB\xE7\xE9\xE8\xEA\xEB\xED\u2026\xEE\xEF\xF1\xF3\xBB\xF4\xF6\xF7\xFA\xF9\xFB\xFC !"#$\u066A&'()*+\u060C-./\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669:\u061B<=>\u061F\u274A\u0621\u0622\u0623\u0624\u0625\u0626\u0627\u0628\u0629\u062A\u062B\u062C\u062D\u062E\u062F\u0630\u0631\u0632\u0633\u0634\u0635\u0636\u0637\u0638\u0639\u063A[\\]^_\u0640\u0641\u0642\u0643\u0644\u0645\u0646\u0647\u0648\u0649\u064A\u064B\u064C\u064D\u064E\u064F\u0650\u0651\u0652\u067E\u0679\u0686\u06D5\u06A4\u06AF\u0688\u0691{|}\u0698\u06D2`,
  mac_croatian: "\xC4\xC5\xC7\xC9\xD1\xD6\xDC\xE1\xE0\xE2\xE4\xE3\xE5\xE7\xE9\xE8\xEA\xEB\xED\xEC\xEE\xEF\xF1\xF3\xF2\xF4\xF6\xF5\xFA\xF9\xFB\xFC\u2020\xB0\xA2\xA3\xA7\u2022\xB6\xDF\xAE\u0160\u2122\xB4\xA8\u2260\u017D\xD8\u221E\xB1\u2264\u2265\u2206\xB5\u2202\u2211\u220F\u0161\u222B\xAA\xBA\u03A9\u017E\xF8\xBF\xA1\xAC\u221A\u0192\u2248\u0106\xAB\u010C\u2026\xA0\xC0\xC3\xD5\u0152\u0153\u0110\u2014\u201C\u201D\u2018\u2019\xF7\u25CA\uF8FF\xA9\u2044\u20AC\u2039\u203A\xC6\xBB\u2013\xB7\u201A\u201E\u2030\xC2\u0107\xC1\u010D\xC8\xCD\xCE\xCF\xCC\xD3\xD4\u0111\xD2\xDA\xDB\xD9\u0131\u02C6\u02DC\xAF\u03C0\xCB\u02DA\xB8\xCA\xE6\u02C7",
  mac_cyrillic: "\u0410\u0411\u0412\u0413\u0414\u0415\u0416\u0417\u0418\u0419\u041A\u041B\u041C\u041D\u041E\u041F\u0420\u0421\u0422\u0423\u0424\u0425\u0426\u0427\u0428\u0429\u042A\u042B\u042C\u042D\u042E\u042F\u2020\xB0\u0490\xA3\xA7\u2022\xB6\u0406\xAE\xA9\u2122\u0402\u0452\u2260\u0403\u0453\u221E\xB1\u2264\u2265\u0456\xB5\u0491\u0408\u0404\u0454\u0407\u0457\u0409\u0459\u040A\u045A\u0458\u0405\xAC\u221A\u0192\u2248\u2206\xAB\xBB\u2026\xA0\u040B\u045B\u040C\u045C\u0455\u2013\u2014\u201C\u201D\u2018\u2019\xF7\u201E\u040E\u045E\u040F\u045F\u2116\u0401\u0451\u044F\u0430\u0431\u0432\u0433\u0434\u0435\u0436\u0437\u0438\u0439\u043A\u043B\u043C\u043D\u043E\u043F\u0440\u0441\u0442\u0443\u0444\u0445\u0446\u0447\u0448\u0449\u044A\u044B\u044C\u044D\u044E\u20AC",
  mac_farsi: `\xC4\xA0\xC7\xC9\xD1\xD6\xDC\xE1\xE0\xE2\xE4\u06BA\xAB\xE7\xE9\xE8\xEA\xEB\xED\u2026\xEE\xEF\xF1\xF3\xBB\xF4\xF6\xF7\xFA\xF9\xFB\xFC !"#$\u066A&'()*+\u060C-./\u06F0\u06F1\u06F2\u06F3\u06F4\u06F5\u06F6\u06F7\u06F8\u06F9:\u061B<=>\u061F\u274A\u0621\u0622\u0623\u0624\u0625\u0626\u0627\u0628\u0629\u062A\u062B\u062C\u062D\u062E\u062F\u0630\u0631\u0632\u0633\u0634\u0635\u0636\u0637\u0638\u0639\u063A[\\]^_\u0640\u0641\u0642\u0643\u0644\u0645\u0646\u0647\u0648\u0649\u064A\u064B\u064C\u064D\u064E\u064F\u0650\u0651\u0652\u067E\u0679\u0686\u06D5\u06A4\u06AF\u0688\u0691{|}\u0698\u06D2`,
  mac_greek: "\xC4\xB9\xB2\xC9\xB3\xD6\xDC\u0385\xE0\xE2\xE4\u0384\xA8\xE7\xE9\xE8\xEA\xEB\xA3\u2122\xEE\xEF\u2022\xBD\u2030\xF4\xF6\xA6\u20AC\xF9\xFB\xFC\u2020\u0393\u0394\u0398\u039B\u039E\u03A0\xDF\xAE\xA9\u03A3\u03AA\xA7\u2260\xB0\xB7\u0391\xB1\u2264\u2265\xA5\u0392\u0395\u0396\u0397\u0399\u039A\u039C\u03A6\u03AB\u03A8\u03A9\u03AC\u039D\xAC\u039F\u03A1\u2248\u03A4\xAB\xBB\u2026\xA0\u03A5\u03A7\u0386\u0388\u0153\u2013\u2015\u201C\u201D\u2018\u2019\xF7\u0389\u038A\u038C\u038E\u03AD\u03AE\u03AF\u03CC\u038F\u03CD\u03B1\u03B2\u03C8\u03B4\u03B5\u03C6\u03B3\u03B7\u03B9\u03BE\u03BA\u03BB\u03BC\u03BD\u03BF\u03C0\u03CE\u03C1\u03C3\u03C4\u03B8\u03C9\u03C2\u03C7\u03C5\u03B6\u03CA\u03CB\u0390\u03B0\xAD",
  mac_iceland: "\xC4\xC5\xC7\xC9\xD1\xD6\xDC\xE1\xE0\xE2\xE4\xE3\xE5\xE7\xE9\xE8\xEA\xEB\xED\xEC\xEE\xEF\xF1\xF3\xF2\xF4\xF6\xF5\xFA\xF9\xFB\xFC\xDD\xB0\xA2\xA3\xA7\u2022\xB6\xDF\xAE\xA9\u2122\xB4\xA8\u2260\xC6\xD8\u221E\xB1\u2264\u2265\xA5\xB5\u2202\u2211\u220F\u03C0\u222B\xAA\xBA\u03A9\xE6\xF8\xBF\xA1\xAC\u221A\u0192\u2248\u2206\xAB\xBB\u2026\xA0\xC0\xC3\xD5\u0152\u0153\u2013\u2014\u201C\u201D\u2018\u2019\xF7\u25CA\xFF\u0178\u2044\u20AC\xD0\xF0\xDE\xFE\xFD\xB7\u201A\u201E\u2030\xC2\xCA\xC1\xCB\xC8\xCD\xCE\xCF\xCC\xD3\xD4\uF8FF\xD2\xDA\xDB\xD9\u0131\u02C6\u02DC\xAF\u02D8\u02D9\u02DA\xB8\u02DD\u02DB\u02C7",
  mac_latin2: "\xC4\u0100\u0101\xC9\u0104\xD6\xDC\xE1\u0105\u010C\xE4\u010D\u0106\u0107\xE9\u0179\u017A\u010E\xED\u010F\u0112\u0113\u0116\xF3\u0117\xF4\xF6\xF5\xFA\u011A\u011B\xFC\u2020\xB0\u0118\xA3\xA7\u2022\xB6\xDF\xAE\xA9\u2122\u0119\xA8\u2260\u0123\u012E\u012F\u012A\u2264\u2265\u012B\u0136\u2202\u2211\u0142\u013B\u013C\u013D\u013E\u0139\u013A\u0145\u0146\u0143\xAC\u221A\u0144\u0147\u2206\xAB\xBB\u2026\xA0\u0148\u0150\xD5\u0151\u014C\u2013\u2014\u201C\u201D\u2018\u2019\xF7\u25CA\u014D\u0154\u0155\u0158\u2039\u203A\u0159\u0156\u0157\u0160\u201A\u201E\u0161\u015A\u015B\xC1\u0164\u0165\xCD\u017D\u017E\u016A\xD3\xD4\u016B\u016E\xDA\u016F\u0170\u0171\u0172\u0173\xDD\xFD\u0137\u017B\u0141\u017C\u0122\u02C7",
  mac_roman: "\xC4\xC5\xC7\xC9\xD1\xD6\xDC\xE1\xE0\xE2\xE4\xE3\xE5\xE7\xE9\xE8\xEA\xEB\xED\xEC\xEE\xEF\xF1\xF3\xF2\xF4\xF6\xF5\xFA\xF9\xFB\xFC\u2020\xB0\xA2\xA3\xA7\u2022\xB6\xDF\xAE\xA9\u2122\xB4\xA8\u2260\xC6\xD8\u221E\xB1\u2264\u2265\xA5\xB5\u2202\u2211\u220F\u03C0\u222B\xAA\xBA\u03A9\xE6\xF8\xBF\xA1\xAC\u221A\u0192\u2248\u2206\xAB\xBB\u2026\xA0\xC0\xC3\xD5\u0152\u0153\u2013\u2014\u201C\u201D\u2018\u2019\xF7\u25CA\xFF\u0178\u2044\u20AC\u2039\u203A\uFB01\uFB02\u2021\xB7\u201A\u201E\u2030\xC2\xCA\xC1\xCB\xC8\xCD\xCE\xCF\xCC\xD3\xD4\uF8FF\xD2\xDA\xDB\xD9\u0131\u02C6\u02DC\xAF\u02D8\u02D9\u02DA\xB8\u02DD\u02DB\u02C7",
  mac_romanian: "\xC4\xC5\xC7\xC9\xD1\xD6\xDC\xE1\xE0\xE2\xE4\xE3\xE5\xE7\xE9\xE8\xEA\xEB\xED\xEC\xEE\xEF\xF1\xF3\xF2\xF4\xF6\xF5\xFA\xF9\xFB\xFC\u2020\xB0\xA2\xA3\xA7\u2022\xB6\xDF\xAE\xA9\u2122\xB4\xA8\u2260\u0102\u0218\u221E\xB1\u2264\u2265\xA5\xB5\u2202\u2211\u220F\u03C0\u222B\xAA\xBA\u03A9\u0103\u0219\xBF\xA1\xAC\u221A\u0192\u2248\u2206\xAB\xBB\u2026\xA0\xC0\xC3\xD5\u0152\u0153\u2013\u2014\u201C\u201D\u2018\u2019\xF7\u25CA\xFF\u0178\u2044\u20AC\u2039\u203A\u021A\u021B\u2021\xB7\u201A\u201E\u2030\xC2\xCA\xC1\xCB\xC8\xCD\xCE\xCF\xCC\xD3\xD4\uF8FF\xD2\xDA\xDB\xD9\u0131\u02C6\u02DC\xAF\u02D8\u02D9\u02DA\xB8\u02DD\u02DB\u02C7",
  mac_turkish: "\xC4\xC5\xC7\xC9\xD1\xD6\xDC\xE1\xE0\xE2\xE4\xE3\xE5\xE7\xE9\xE8\xEA\xEB\xED\xEC\xEE\xEF\xF1\xF3\xF2\xF4\xF6\xF5\xFA\xF9\xFB\xFC\u2020\xB0\xA2\xA3\xA7\u2022\xB6\xDF\xAE\xA9\u2122\xB4\xA8\u2260\xC6\xD8\u221E\xB1\u2264\u2265\xA5\xB5\u2202\u2211\u220F\u03C0\u222B\xAA\xBA\u03A9\xE6\xF8\xBF\xA1\xAC\u221A\u0192\u2248\u2206\xAB\xBB\u2026\xA0\xC0\xC3\xD5\u0152\u0153\u2013\u2014\u201C\u201D\u2018\u2019\xF7\u25CA\xFF\u0178\u011E\u011F\u0130\u0131\u015E\u015F\u2021\xB7\u201A\u201E\u2030\xC2\xCA\xC1\xCB\xC8\xCD\xCE\xCF\xCC\xD3\xD4\uF8FF\xD2\xDA\xDB\xD9\uF8A0\u02C6\u02DC\xAF\u02D8\u02D9\u02DA\xB8\u02DD\u02DB\u02C7",
  palmos: "\u20AC\x81\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u2666\u2663\u2665\u2660\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\x9B\u0153\x9D\x9E\u0178\xA0\xA1\xA2\xA3\xA4\xA5\xA6\xA7\xA8\xA9\xAA\xAB\xAC\xAD\xAE\xAF\xB0\xB1\xB2\xB3\xB4\xB5\xB6\xB7\xB8\xB9\xBA\xBB\xBC\xBD\xBE\xBF\xC0\xC1\xC2\xC3\xC4\xC5\xC6\xC7\xC8\xC9\xCA\xCB\xCC\xCD\xCE\xCF\xD0\xD1\xD2\xD3\xD4\xD5\xD6\xD7\xD8\xD9\xDA\xDB\xDC\xDD\xDE\xDF\xE0\xE1\xE2\xE3\xE4\xE5\xE6\xE7\xE8\xE9\xEA\xEB\xEC\xED\xEE\xEF\xF0\xF1\xF2\xF3\xF4\xF5\xF6\xF7\xF8\xF9\xFA\xFB\xFC\xFD\xFE\xFF"
};
var EBCDIC_CONTROLS = "\0\x9C	\x86\x7F\x97\x8D\x8E\v\f\r\x9D\x85\b\x87\x92\x8F\x80\x81\x82\x83\x84\n\x1B\x88\x89\x8A\x8B\x8C\x07\x90\x91\x93\x94\x95\x96\x98\x99\x9A\x9B\x9E";
var EBCDIC = {
  cp037: " \xA0\xE2\xE4\xE0\xE1\xE3\xE5\xE7\xF1\xA2.<(+|&\xE9\xEA\xEB\xE8\xED\xEE\xEF\xEC\xDF!$*);\xAC-/\xC2\xC4\xC0\xC1\xC3\xC5\xC7\xD1\xA6,%_>?\xF8\xC9\xCA\xCB\xC8\xCD\xCE\xCF\xCC`:#@'=\"\xD8abcdefghi\xAB\xBB\xF0\xFD\xFE\xB1\xB0jklmnopqr\xAA\xBA\xE6\xB8\xC6\xA4\xB5~stuvwxyz\xA1\xBF\xD0\xDD\xDE\xAE^\xA3\xA5\xB7\xA9\xA7\xB6\xBC\xBD\xBE[]\xAF\xA8\xB4\xD7{ABCDEFGHI\xAD\xF4\xF6\xF2\xF3\xF5}JKLMNOPQR\xB9\xFB\xFC\xF9\xFA\xFF\\\xF7STUVWXYZ\xB2\xD4\xD6\xD2\xD3\xD50123456789\xB3\xDB\xDC\xD9\xDA\x9F",
  cp1026: " \xA0\xE2\xE4\xE0\xE1\xE3\xE5{\xF1\xC7.<(+!&\xE9\xEA\xEB\xE8\xED\xEE\xEF\xEC\xDF\u011E\u0130*);^-/\xC2\xC4\xC0\xC1\xC3\xC5[\xD1\u015F,%_>?\xF8\xC9\xCA\xCB\xC8\xCD\xCE\xCF\xCC\u0131:\xD6\u015E'=\xDC\xD8abcdefghi\xAB\xBB}`\xA6\xB1\xB0jklmnopqr\xAA\xBA\xE6\xB8\xC6\xA4\xB5\xF6stuvwxyz\xA1\xBF]$@\xAE\xA2\xA3\xA5\xB7\xA9\xA7\xB6\xBC\xBD\xBE\xAC|\xAF\xA8\xB4\xD7\xE7ABCDEFGHI\xAD\xF4~\xF2\xF3\xF5\u011FJKLMNOPQR\xB9\xFB\\\xF9\xFA\xFF\xFC\xF7STUVWXYZ\xB2\xD4#\xD2\xD3\xD50123456789\xB3\xDB\"\xD9\xDA\x9F",
  cp1140: " \xA0\xE2\xE4\xE0\xE1\xE3\xE5\xE7\xF1\xA2.<(+|&\xE9\xEA\xEB\xE8\xED\xEE\xEF\xEC\xDF!$*);\xAC-/\xC2\xC4\xC0\xC1\xC3\xC5\xC7\xD1\xA6,%_>?\xF8\xC9\xCA\xCB\xC8\xCD\xCE\xCF\xCC`:#@'=\"\xD8abcdefghi\xAB\xBB\xF0\xFD\xFE\xB1\xB0jklmnopqr\xAA\xBA\xE6\xB8\xC6\u20AC\xB5~stuvwxyz\xA1\xBF\xD0\xDD\xDE\xAE^\xA3\xA5\xB7\xA9\xA7\xB6\xBC\xBD\xBE[]\xAF\xA8\xB4\xD7{ABCDEFGHI\xAD\xF4\xF6\xF2\xF3\xF5}JKLMNOPQR\xB9\xFB\xFC\xF9\xFA\xFF\\\xF7STUVWXYZ\xB2\xD4\xD6\xD2\xD3\xD50123456789\xB3\xDB\xDC\xD9\xDA\x9F",
  cp273: " \xA0\xE2{\xE0\xE1\xE3\xE5\xE7\xF1\xC4.<(+!&\xE9\xEA\xEB\xE8\xED\xEE\xEF\xEC~\xDC$*);^-/\xC2[\xC0\xC1\xC3\xC5\xC7\xD1\xF6,%_>?\xF8\xC9\xCA\xCB\xC8\xCD\xCE\xCF\xCC`:#\xA7'=\"\xD8abcdefghi\xAB\xBB\xF0\xFD\xFE\xB1\xB0jklmnopqr\xAA\xBA\xE6\xB8\xC6\xA4\xB5\xDFstuvwxyz\xA1\xBF\xD0\xDD\xDE\xAE\xA2\xA3\xA5\xB7\xA9@\xB6\xBC\xBD\xBE\xAC|\u203E\xA8\xB4\xD7\xE4ABCDEFGHI\xAD\xF4\xA6\xF2\xF3\xF5\xFCJKLMNOPQR\xB9\xFB}\xF9\xFA\xFF\xD6\xF7STUVWXYZ\xB2\xD4\\\xD2\xD3\xD50123456789\xB3\xDB]\xD9\xDA\x9F",
  cp424: " \u05D0\u05D1\u05D2\u05D3\u05D4\u05D5\u05D6\u05D7\u05D8\xA2.<(+|&\u05D9\u05DA\u05DB\u05DC\u05DD\u05DE\u05DF\u05E0\u05E1!$*);\xAC-/\u05E2\u05E3\u05E4\u05E5\u05E6\u05E7\u05E8\u05E9\xA6,%_>?\uFFFD\u05EA\uFFFD\uFFFD\xA0\uFFFD\uFFFD\uFFFD\u2017`:#@'=\"\uFFFDabcdefghi\xAB\xBB\uFFFD\uFFFD\uFFFD\xB1\xB0jklmnopqr\uFFFD\uFFFD\uFFFD\xB8\uFFFD\xA4\xB5~stuvwxyz\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\xAE^\xA3\xA5\xB7\xA9\xA7\xB6\xBC\xBD\xBE[]\xAF\xA8\xB4\xD7{ABCDEFGHI\xAD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD}JKLMNOPQR\xB9\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\\\xF7STUVWXYZ\xB2\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD0123456789\xB3\uFFFD\uFFFD\uFFFD\uFFFD\x9F",
  cp500: " \xA0\xE2\xE4\xE0\xE1\xE3\xE5\xE7\xF1[.<(+!&\xE9\xEA\xEB\xE8\xED\xEE\xEF\xEC\xDF]$*);^-/\xC2\xC4\xC0\xC1\xC3\xC5\xC7\xD1\xA6,%_>?\xF8\xC9\xCA\xCB\xC8\xCD\xCE\xCF\xCC`:#@'=\"\xD8abcdefghi\xAB\xBB\xF0\xFD\xFE\xB1\xB0jklmnopqr\xAA\xBA\xE6\xB8\xC6\xA4\xB5~stuvwxyz\xA1\xBF\xD0\xDD\xDE\xAE\xA2\xA3\xA5\xB7\xA9\xA7\xB6\xBC\xBD\xBE\xAC|\xAF\xA8\xB4\xD7{ABCDEFGHI\xAD\xF4\xF6\xF2\xF3\xF5}JKLMNOPQR\xB9\xFB\xFC\xF9\xFA\xFF\\\xF7STUVWXYZ\xB2\xD4\xD6\xD2\xD3\xD50123456789\xB3\xDB\xDC\xD9\xDA\x9F",
  cp875: " \u0391\u0392\u0393\u0394\u0395\u0396\u0397\u0398\u0399[.<(+!&\u039A\u039B\u039C\u039D\u039E\u039F\u03A0\u03A1\u03A3]$*);^-/\u03A4\u03A5\u03A6\u03A7\u03A8\u03A9\u03AA\u03AB|,%_>?\xA8\u0386\u0388\u0389\xA0\u038A\u038C\u038E\u038F`:#@'=\"\u0385abcdefghi\u03B1\u03B2\u03B3\u03B4\u03B5\u03B6\xB0jklmnopqr\u03B7\u03B8\u03B9\u03BA\u03BB\u03BC\xB4~stuvwxyz\u03BD\u03BE\u03BF\u03C0\u03C1\u03C3\xA3\u03AC\u03AD\u03AE\u03CA\u03AF\u03CC\u03CD\u03CB\u03CE\u03C2\u03C4\u03C5\u03C6\u03C7\u03C8{ABCDEFGHI\xAD\u03C9\u0390\u03B0\u2018\u2015}JKLMNOPQR\xB1\xBD\u0387\u2019\xA6\\STUVWXYZ\xB2\xA7\xAB\xAC0123456789\xB3\xA9\xBB\x9F"
};

// packages/core/src/platform/charset.node.ts
var iconv = null;
function loadIconv() {
  iconv ??= createRequire2(import.meta.url)("iconv-lite");
  return iconv;
}
var view = (bytes) => Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
var LONG_TEXT = 4096;
function utf8Text(bytes) {
  const ascii2 = bytes.length >= LONG_TEXT && isAscii(bytes);
  return view(bytes).toString(ascii2 ? "latin1" : "utf8");
}
function latin1Text(bytes) {
  return view(bytes).toString("latin1");
}
function isAscii(bytes) {
  return process.getBuiltinModule("node:buffer").isAscii(bytes);
}
function isUtf8(bytes) {
  return process.getBuiltinModule("node:buffer").isUtf8(bytes);
}
function utf16Text(units) {
  return view(units).toString("utf16le");
}
var ICONV_NAMES = { ptcp154: "pt154" };
function byteTable(name) {
  const upper = UPPER_HALVES[name];
  if (upper !== void 0) return range(0, 128) + upper;
  const ebcdic = EBCDIC[name];
  if (ebcdic !== void 0) return EBCDIC_CONTROLS + ebcdic;
  if (!SINGLE_BYTE.test(name)) return null;
  const table = loadIconv().decode(Buffer.from(range(0, 256), "latin1"), ICONV_NAMES[name] ?? name, {
    stripBOM: false
  });
  if (name === "cp1255") return `${table.slice(0, 202)}\uFFFD${table.slice(203)}`;
  if (name === "tis_620") return range(0, 160) + table.slice(160);
  return table;
}
var SINGLE_BYTE = /^(?:iso8859_|cp125|koi8_|cp(?:437|720|737|775|85\d|86\d|874|1125)$|hp_roman8$|ptcp154$|tis_620$)/;
var range = (from, to) => String.fromCharCode(...Array.from({ length: to - from }, (_, i) => from + i));
function decodeEach(family, lines) {
  return loadIconv().decode(view(lines), family, { stripBOM: false }).split("\n");
}

// packages/core/src/codecs/ascii.ts
var HIGH = /[\x80-\xff]/g;
var decode = (bytes) => latin1Text(bytes).replace(HIGH, "\uFFFD");
var asciiCodec = {
  decode,
  decodeStrict: (bytes) => bytes.some((byte) => byte > 127) ? null : latin1Text(bytes),
  decoder: () => ({ write: decode, end: () => "" })
};

// packages/core/src/codecs/utf-8.ts
function utf8Codec(signature) {
  const ignoreBOM = !signature;
  const decode3 = signature ? (bytes) => new TextDecoder("utf-8").decode(bytes) : utf8Text;
  return {
    decode: decode3,
    decodeStrict: (bytes) => isUtf8(bytes) ? decode3(bytes) : null,
    decoder() {
      const decoder2 = new TextDecoder("utf-8", { ignoreBOM });
      return { write: (bytes) => decoder2.decode(bytes, { stream: true }), end: () => decoder2.decode() };
    }
  };
}

// packages/core/src/codecs/basic-codecs.ts
var latin1 = {
  decode: latin1Text,
  decodeStrict: latin1Text,
  decoder: () => ({ write: latin1Text, end: () => "" })
};
function basicCodec(name) {
  switch (name) {
    case "utf_8":
      return utf8Codec(false);
    case "utf_8_sig":
      return utf8Codec(true);
    case "latin_1":
      return latin1;
    case "ascii":
      return asciiCodec;
    default:
      return null;
  }
}

// packages/core/src/codecs/byte-codec.ts
function byteCodec(name) {
  const table = byteTable(name);
  if (table === null) return null;
  const codes2 = Uint16Array.from(table, (character) => character.charCodeAt(0));
  const decode3 = (bytes) => {
    const units = new Uint16Array(bytes.length);
    for (let i = 0; i < bytes.length; i++) units[i] = codes2[bytes[i]];
    return utf16Text(units);
  };
  return {
    decode: decode3,
    decodeStrict(bytes) {
      const text2 = decode3(bytes);
      return text2.includes("\uFFFD") ? null : text2;
    },
    decoder: () => ({ write: decode3, end: () => "" })
  };
}

// packages/core/src/codecs/longer-characters.ts
var LINE_END = 10;
var LAST_BMP = 39419;
var FIRST_ASTRAL = 189e3;
var LAST_ASTRAL = 1237575;
var gb18030Four = (bytes, at) => {
  const second = bytes[at + 1];
  if (second < 48 || second > 57) return null;
  if (at + 3 >= bytes.length) return "short";
  const [first = 0, , third = 0, fourth = 0] = bytes.subarray(at, at + 4);
  if (first < 129 || third < 129 || third > 254 || fourth < 48 || fourth > 57) return null;
  if (first === 129 && second === 53 && third === 244 && fourth === 55) return { text: "\u1E3F", length: 4 };
  const index = (((first - 129) * 10 + second - 48) * 126 + third - 129) * 10 + fourth - 48;
  if (index > LAST_BMP && (index < FIRST_ASTRAL || index > LAST_ASTRAL)) return null;
  const [text2 = ""] = decodeEach("gb18030", Uint8Array.of(first, second, third, fourth, LINE_END));
  return text2 === "" || text2.includes("\uFFFD") ? null : { text: text2, length: 4 };
};
var supplementary = null;
var jisX0212 = (bytes, at) => {
  if (bytes[at] !== 143) return null;
  if (at + 2 >= bytes.length) return "short";
  return jisX0212Pair(bytes[at + 1] << 8 | bytes[at + 2], 3);
};
function jisX0212Pair(pair, length) {
  supplementary ??= readSupplementary();
  const text2 = supplementary.get(pair);
  return text2 === void 0 ? null : { text: text2, length };
}
function readSupplementary() {
  const map = /* @__PURE__ */ new Map();
  const lines = [];
  for (let lead = 161; lead <= 254; lead++) {
    for (let trail = 161; trail <= 254; trail++) lines.push(143, lead, trail, LINE_END);
  }
  for (const [i, text2] of decodeEach("eucjp", Uint8Array.from(lines)).entries()) {
    const pair = 161 + Math.floor(i / 94) << 8 | 161 + i % 94;
    if (text2.length === 1 && text2 !== "\uFFFD") map.set(pair, text2);
  }
  map.set(41655, "~");
  return map;
}

// packages/core/src/codecs/double-byte-rules.ts
var ETEN = "c6a1=30fe,309d+2,3005,3041+83,30a1+86,414+2,401,416+7,423+19,451,436+26,2460+10,2474+10";
var BIG5_MARKS = "a145=2022 a14e=ff64 a1c2=203e a1e3=223c a1f2=2641 a1f3=2609 a241=ff0f a242=ff3c a244=a5 a246=a2 a247=a3";
var JIS_MARKS = "8160=301c 8161=2016 817c=2212 8191=a2 8192=a3 81ca=ac";
var EUC_JP = {
  family: "eucjp",
  box: [161, 254, 161, 254],
  without: "ada1-adbe adc0-add6 addf-adfc f9a1-f9fe faa1-fafe fba1-fbfe fca1-fcee fcf1-fcfe",
  instead: "a1c1=301c a1c2=2016 a1dd=2212 a1f1=a2 a1f2=a3 a2cc=ac 8ea1=ff61+63",
  long: jisX0212
};
var CP932 = {
  family: "cp932",
  box: [129, 252, 64, 252],
  private: true,
  instead: "f941=e69d+187",
  single: "cp932"
};
var SHAPES = {
  gb2312: {
    family: "gbk",
    box: [161, 247, 161, 254],
    without: "a2a1-a2aa a2e3 a6e0-a6eb a6ee-a6f2 a6f4-a6f5 a8bb-a8c0",
    instead: "a1a4=30fb a1aa=2015"
  },
  gbk: {
    family: "gbk",
    box: [129, 254, 64, 254],
    without: "a2e3 a3a0 a8bc a8bf a989-a995 fe50 fe54-fe58 fe5a-fe60 fe62-fe65 fe68-fe6b fe6e-fe75 fe77-fe7d fe80-fe8f fe92-fe9f"
  },
  gb18030: {
    family: "gb18030",
    box: [129, 254, 64, 254],
    private: true,
    instead: "a3a0=e5e5 a8bc=e7c7",
    long: gb18030Four
  },
  big5: {
    family: "cp950",
    box: [161, 249, 64, 254],
    without: "a3e1 f9d6-f9fe",
    instead: `${BIG5_MARKS} ${ETEN}`
  },
  cp950: { family: "cp950", box: [129, 254, 64, 254], private: true, instead: ETEN },
  big5hkscs: {
    family: "big5hkscs",
    box: [129, 254, 64, 254],
    without: "877a-877e 87a1-87df 8e69 8e6f 8e7e 8eab 8eb4 8ecd 8ed0 8f57 8f69 8f6e 8fcb-8fcc 8ffe 906d 907a 90dc 90f1 91bf 9244 92af-92b2 92c8 92d1 9447 94ca 95d9 9644 96ed 96fc 9b76 9b78 9b7b 9bc6 9bde 9bec 9bf6 9c42 9c53 9c62 9c68 9c6b 9c77 9cbc-9cbd 9cd0 9d57 9d5a 9dc4 9ea9 9eef 9efd 9f60 9f66 9fcb 9fd8 a063 a077 a0d5 a0df a0e4 a3c0-a3e1 c6cf c6d3 c6d5 c6d7 c6de-c6df fa5f fa66 fabd fac5 fad5 fb48 fbb8 fbf3 fbf9 fc4f fc6c fcb9 fce2 fcf1 fdb7-fdb8 fdbb fdf1 fe52 fe6f feaa fedd",
    instead: BIG5_MARKS
  },
  euc_kr: { family: "cp949", box: [161, 254, 161, 254], without: "a4d4" },
  cp949: { family: "cp949", box: [129, 254, 65, 254], private: true },
  shift_jis: {
    family: "cp932",
    box: [129, 234, 64, 252],
    without: "8740-875d 875f-8775 877e 8780-879c",
    instead: JIS_MARKS,
    single: "katakana"
  },
  cp932: CP932,
  euc_jp: EUC_JP,
  // JIS X 0213 is not at hand: read as the encodings it extends.
  euc_jis_2004: EUC_JP,
  euc_jisx0213: EUC_JP,
  shift_jis_2004: CP932,
  shift_jisx0213: CP932
};
var cache = /* @__PURE__ */ new Map();
function rulesOf(name) {
  const shape = Object.hasOwn(SHAPES, name) ? SHAPES[name] : void 0;
  if (shape === void 0) return null;
  let rules = cache.get(shape);
  if (rules === void 0) {
    rules = build(shape);
    cache.set(shape, rules);
  }
  return rules;
}
function build(shape) {
  const pairs = new Uint16Array(65536);
  const astral = /* @__PURE__ */ new Map();
  const [firstLead, lastLead, firstTrail, lastTrail] = shape.box;
  const order = [];
  const lines = [];
  for (let lead = firstLead; lead <= lastLead; lead++) {
    for (let trail = firstTrail; trail <= lastTrail; trail++) {
      order.push(lead << 8 | trail);
      lines.push(lead, trail, 10);
    }
  }
  const texts = decodeEach(shape.family, Uint8Array.from(lines));
  for (const [i, pair] of order.entries()) {
    const text2 = texts[i] ?? "";
    const code = text2.charCodeAt(0);
    if (text2 === "" || text2.includes("\uFFFD")) continue;
    if (code >= 57344 && code <= 63743 && shape.private !== true) continue;
    if (text2.length === 1) pairs[pair] = code;
    else if (text2.charCodeAt(1) !== (pair & 255)) astral.set(pair, text2);
  }
  for (const range2 of words(shape.without)) {
    const [first = "", last2 = first] = range2.split("-");
    for (let pair = hex(first); pair <= hex(last2); pair++) {
      pairs[pair] = 0;
      astral.delete(pair);
    }
  }
  for (const change of words(shape.instead)) {
    const [pair = "", runs = ""] = change.split("=");
    place(pairs, hex(pair), { runs: runs.split(","), box: shape.box });
  }
  return { single: singles(shape.single), pairs, long: shape.long ?? fromMap(astral) };
}
function place(pairs, first, { runs, box }) {
  let pair = first;
  for (const run of runs) {
    const [code = "", count2 = "1"] = run.split("+");
    for (let i = 0; i < Number(count2); i++) {
      pairs[pair] = hex(code) + i;
      pair = after(pair, box);
    }
  }
}
function after(pair, [, , firstTrail, lastTrail]) {
  const trail = pair & 255;
  if (trail === lastTrail) return (pair & 65280) + 256 + firstTrail;
  if (trail === 126) return pair + (lastTrail === 252 ? 2 : 161 - 126);
  return pair + 1;
}
function fromMap(map) {
  if (map.size === 0) return null;
  return (bytes, at) => {
    const text2 = map.get(bytes[at] << 8 | bytes[at + 1]);
    return text2 === void 0 ? null : { text: text2, length: 2 };
  };
}
function singles(kind) {
  const single = new Uint16Array(256);
  if (kind === void 0) return single;
  for (let byte = 161; byte <= 223; byte++) single[byte] = 65377 + byte - 161;
  if (kind === "cp932") {
    single[128] = 128;
    single[160] = 63728;
    for (let byte = 253; byte <= 255; byte++) single[byte] = 63729 + byte - 253;
  }
  return single;
}
var words = (text2) => text2 === void 0 ? [] : text2.split(" ");
var hex = (text2) => Number.parseInt(text2, 16);

// packages/core/src/codecs/stepper.ts
var replace = () => "\uFFFD";
function codecOf(start) {
  return {
    decode(bytes) {
      const stepper = start();
      return stepper.write(bytes, replace) + stepper.end(replace);
    },
    decodeStrict(bytes) {
      const stepper = start();
      let good = true;
      const bad = () => {
        good = false;
        return "";
      };
      const text2 = stepper.write(bytes, bad) + stepper.end(bad);
      return good ? text2 : null;
    },
    decoder() {
      const stepper = start();
      return { write: (bytes) => stepper.write(bytes, replace), end: () => stepper.end(replace) };
    }
  };
}
function joinKept(kept, bytes) {
  if (kept === null || kept.length === 0) return bytes;
  const out = new Uint8Array(kept.length + bytes.length);
  out.set(kept);
  out.set(bytes, kept.length);
  return out;
}

// packages/core/src/codecs/double-byte.ts
function doubleByteCodec(name) {
  const rules = rulesOf(name);
  return rules === null ? null : codecOf(() => new DoubleByteStepper(rules));
}
var DoubleByteStepper = class {
  #rules;
  #kept = null;
  constructor(rules) {
    this.#rules = rules;
  }
  write(bytes, bad) {
    const { single, pairs, long } = this.#rules;
    const input = joinKept(this.#kept, bytes);
    const units = new Uint16Array(input.length + 1);
    const parts = [];
    let size = 0;
    let at = 0;
    const flush = (text2) => {
      parts.push(utf16Text(units.subarray(0, size)), text2);
      size = 0;
    };
    while (at < input.length) {
      const first = input[at];
      if (first < 128) {
        units[size++] = first;
        at++;
        continue;
      }
      const alone = single[first];
      if (alone !== 0) {
        units[size++] = alone;
        at++;
        continue;
      }
      if (at + 1 === input.length) break;
      const pair = pairs[first << 8 | input[at + 1]];
      if (pair !== 0) {
        units[size++] = pair;
        at += 2;
        continue;
      }
      const other = long === null ? null : long(input, at);
      if (other === "short") break;
      if (other === null) {
        flush(bad());
        at++;
      } else {
        flush(other.text);
        at += other.length;
      }
    }
    this.#kept = at < input.length ? input.slice(at) : null;
    flush("");
    return parts.join("");
  }
  end(bad) {
    return this.#kept === null ? "" : bad();
  }
};

// packages/core/src/codecs/hz.ts
var TILDE = 126;
function hzCodec() {
  const rules = rulesOf("gb2312");
  return rules === null ? null : codecOf(() => new HzStepper(rules.pairs));
}
var HzStepper = class {
  #pairs;
  #kept = null;
  #chinese = false;
  constructor(pairs) {
    this.#pairs = pairs;
  }
  write(bytes, bad) {
    const input = joinKept(this.#kept, bytes);
    let text2 = "";
    let at = 0;
    while (at < input.length) {
      const first = input[at];
      const second = input[at + 1];
      if (first === TILDE) {
        if (second === void 0) break;
        const escaped = this.#escape(second);
        text2 += escaped ?? bad();
        at += escaped === null ? 1 : 2;
      } else if (first > 127) {
        text2 += bad();
        at++;
      } else if (!this.#chinese) {
        text2 += String.fromCharCode(first);
        at++;
      } else {
        if (second === void 0) break;
        const code = second > 127 ? 0 : this.#pairs[(first | 128) << 8 | (second | 128)];
        text2 += code === 0 ? bad() : String.fromCharCode(code);
        at += code === 0 ? 1 : 2;
      }
    }
    this.#kept = at < input.length ? input.slice(at) : null;
    return text2;
  }
  end(bad) {
    return this.#kept === null ? "" : bad();
  }
  /** The text of an escape; `null` when it is none. */
  #escape(second) {
    if (second === TILDE && !this.#chinese) return "~";
    if (second === 10 && !this.#chinese) return "";
    if (second === 123 && !this.#chinese) this.#chinese = true;
    else if (second === 125 && this.#chinese) this.#chinese = false;
    else return null;
    return "";
  }
};

// packages/core/src/codecs/iso-2022.ts
var ESC = 27;
var LONGEST_ESCAPE = 16;
var ascii = { width: 1, text: (byte) => String.fromCharCode(byte) };
var roman = {
  width: 1,
  text: (byte) => byte === 92 ? "\xA5" : byte === 126 ? "\u203E" : String.fromCharCode(byte)
};
var katakana = {
  width: 1,
  text: (byte) => byte >= 33 && byte <= 95 ? String.fromCharCode(65344 + byte) : null
};
var jisX02122 = {
  width: 2,
  text: (first, second) => second > 127 ? null : jisX0212Pair((first | 128) << 8 | second | 128, 2)?.text ?? null
};
function pairsOf(name) {
  return {
    width: 2,
    text(first, second) {
      if (second > 127) return null;
      const code = rulesOf(name)?.pairs[(first | 128) << 8 | second | 128] ?? 0;
      return code === 0 ? null : String.fromCharCode(code);
    }
  };
}
var upperLatin = { width: 1, text: (byte) => String.fromCharCode(byte | 128) };
var greek;
var upperGreek = {
  width: 1,
  text(byte) {
    if (greek === void 0) greek = byteCodec("iso8859_7");
    return greek?.decodeStrict(Uint8Array.of(byte | 128)) ?? null;
  }
};
var JIS = {
  B: ascii,
  J: roman,
  "$@": pairsOf("euc_jp"),
  $B: pairsOf("euc_jp")
};
var JIS_0212 = { ...JIS, $D: jisX02122 };
var JIS_0213 = { ...JIS, $O: pairsOf("euc_jp"), $Q: pairsOf("euc_jp") };
var SETS = {
  iso2022_jp: JIS,
  iso2022_jp_1: JIS_0212,
  iso2022_jp_2: {
    ...JIS_0212,
    $A: pairsOf("gb2312"),
    $C: pairsOf("euc_kr"),
    A: upperLatin,
    F: upperGreek
  },
  iso2022_jp_ext: { ...JIS_0212, I: katakana },
  iso2022_jp_3: JIS_0213,
  iso2022_jp_2004: JIS_0213,
  iso2022_kr: { B: ascii, $C: pairsOf("euc_kr") }
};
var isFinal = (byte) => byte >= 64 && byte <= 90;
function iso2022Codec(name) {
  const sets = Object.hasOwn(SETS, name) ? SETS[name] : void 0;
  return sets === void 0 ? null : codecOf(() => new Iso2022Stepper(sets, name));
}
var Iso2022Stepper = class {
  #sets;
  /** True where SO and SI change between two sets. */
  #shifts;
  /** True where `ESC N` takes one character of a third set. */
  #single;
  #kept = null;
  /** The sets G0, G1 and G2 of the standard. */
  #chosen = [ascii, ascii, ascii];
  #shifted = false;
  /** Inside an escape sequence of another kind, which passes as it is up to its final byte. */
  #passing = false;
  constructor(sets, name) {
    this.#sets = sets;
    this.#shifts = name === "iso2022_kr";
    this.#single = name === "iso2022_jp_2";
  }
  write(bytes, bad) {
    const input = joinKept(this.#kept, bytes);
    let text2 = "";
    let at = 0;
    while (at < input.length) {
      const byte = input[at];
      if (this.#passing) {
        text2 += String.fromCharCode(byte);
        this.#passing = !isFinal(byte);
        at++;
        continue;
      }
      const step = byte === ESC ? this.#escape(input, at) : this.#character(input, at);
      if (step === null) break;
      text2 += step.text ?? bad();
      at += step.length;
    }
    this.#kept = at < input.length ? input.slice(at) : null;
    return text2;
  }
  end(bad) {
    return this.#kept === null ? "" : bad();
  }
  /** `null`: it is not complete. */
  #character(input, at) {
    const first = input[at];
    if (this.#shifts && (first === 14 || first === 15)) {
      this.#shifted = first === 14;
      return { text: "", length: 1 };
    }
    if (first === 10) this.#shifted = false;
    if (first < 32) return { text: String.fromCharCode(first), length: 1 };
    if (first > 127) return { text: null, length: 1 };
    const set = this.#chosen[this.#shifted ? 1 : 0];
    if (set.width === 1) return { text: set.text(first, 0), length: 1 };
    const second = input[at + 1];
    return second === void 0 ? null : { text: set.text(first, second), length: 2 };
  }
  /** `null`: it is not complete. */
  #escape(input, at) {
    const next = input[at + 1];
    if (next === void 0) return null;
    if (this.#single && next === 78) {
      const byte = input[at + 2];
      if (byte === void 0) return null;
      return { text: byte > 127 ? null : this.#chosen[2].text(byte, 0), length: 3 };
    }
    if (!"()$.&".includes(String.fromCharCode(next))) {
      this.#passing = true;
      return { text: "\x1B", length: 1 };
    }
    let end = at + 1;
    if (!this.#shifts && next === 38 && input[at + 2] === 64) end = at + 4;
    for (; ; end++) {
      if (end - at >= LONGEST_ESCAPE) return { text: null, length: 1 };
      const byte = input[end];
      if (byte === void 0) return null;
      if (isFinal(byte)) break;
    }
    const sequence = String.fromCharCode(...input.subarray(at + 1, end + 1));
    return { text: this.#choose(sequence) ? "" : null, length: end + 1 - at };
  }
  /** Puts a character set in its place; false for an unknown sequence. */
  #choose(sequence) {
    if (sequence === "&@\x1B$B") return this.#choose("$B");
    const parts = /^(?:(\$)([()]?)|([().]))([@-Z])$/.exec(sequence);
    if (parts === null) return false;
    const [, wide = "", wideSlot = "", slot = "", final = ""] = parts;
    const place2 = wideSlot + slot === ")" ? 1 : slot === "." ? 2 : 0;
    const mark = wide + final;
    if (place2 === 2 && !this.#single || !Object.hasOwn(this.#sets, mark)) return false;
    this.#chosen[place2] = this.#sets[mark];
    return true;
  }
};

// packages/core/src/codecs/aliases.ts
var ALIASES = {
  ascii: "646 ansi_x3_4_1968 ansi_x3_4_1986 cp367 csascii ibm367 iso646_us iso_646_irv_1991 iso_ir_6 us us_ascii",
  big5: "big5_tw csbig5 x_mac_trad_chinese cn_big5 x_x_big5 big5_eten",
  big5hkscs: "big5_hkscs hkscs",
  cp037: "037 csibm037 ebcdic_cp_ca ebcdic_cp_nl ebcdic_cp_us ebcdic_cp_wt ibm037 ibm039",
  cp1006: "",
  cp1026: "1026 csibm1026 ibm1026",
  cp1125: "1125 ibm1125 cp866u ruscii",
  cp1140: "1140 ibm1140 ibm01140 ccsid01140 cp01140 ebcdic_us_37_euro",
  cp1250: "1250 windows_1250 cswindows1250 x_cp1250",
  cp1251: "1251 windows_1251 cswindows1251 x_cp1251",
  cp1252: "1252 windows_1252 cswindows1252 x_cp1252",
  cp1253: "1253 windows_1253 cswindows1253 x_cp1253",
  cp1254: "1254 windows_1254 cswindows1254 x_cp1254",
  cp1255: "1255 windows_1255 cswindows1255 x_cp1255",
  cp1256: "1256 windows_1256 cswindows1256 x_cp1256",
  cp1257: "1257 windows_1257 cswindows1257 x_cp1257",
  cp1258: "1258 windows_1258 cswindows1258 x_cp1258",
  cp273: "273 ibm273 csibm273",
  cp424: "424 csibm424 ebcdic_cp_he ibm424",
  cp437: "437 cspc8codepage437 ibm437",
  cp500: "500 csibm500 ebcdic_cp_be ebcdic_cp_ch ibm500",
  cp720: "",
  cp737: "",
  cp775: "775 cspc775baltic ibm775",
  cp850: "850 cspc850multilingual ibm850",
  cp852: "852 cspcp852 ibm852",
  cp855: "855 csibm855 ibm855",
  cp856: "",
  cp857: "857 csibm857 ibm857",
  cp858: "858 csibm858 ibm858 ibm00858 ccsid00858 cp00858 pc_multilingual_850_euro",
  cp860: "860 csibm860 ibm860",
  cp861: "861 cp_is csibm861 ibm861",
  cp862: "862 cspc862latinhebrew ibm862",
  cp863: "863 csibm863 ibm863",
  cp864: "864 csibm864 ibm864",
  cp865: "865 csibm865 ibm865",
  cp866: "866 csibm866 ibm866",
  cp869: "869 cp_gr csibm869 ibm869",
  cp874: "windows_874 dos_874 cswindows874",
  cp875: "",
  cp932: "932 ms932 mskanji ms_kanji windows_31j cswindows31j x_sjis",
  cp949: "949 ms949 uhc windows_949",
  cp950: "950 ms950",
  euc_jis_2004: "jisx0213 eucjis2004 euc_jis2004",
  euc_jisx0213: "eucjisx0213",
  euc_jp: "eucjp ujis u_jis cseucpkdfmtjapanese x_euc_jp extended_unix_code_packed_format_for_japanese",
  euc_kr: "euckr korean ksc5601 ks_c_5601 ks_c_5601_1987 ksx1001 ks_x_1001 x_mac_korean cseuckr csksc56011987 iso_ir_149 ks_c_5601_1989",
  gb18030: "gb18030_2000 csgb18030",
  gb2312: "chinese csiso58gb231280 euc_cn euccn eucgb2312_cn gb2312_1980 gb2312_80 iso_ir_58 x_mac_simp_chinese csgb2312",
  gbk: "936 cp936 ms936 x_gbk csgbk windows_936",
  hp_roman8: "roman8 r8 cshproman8 cp1051 ibm1051",
  hz: "hzgb hz_gb hz_gb_2312",
  iso2022_jp: "csiso2022jp iso2022jp iso_2022_jp",
  iso2022_jp_1: "iso2022jp_1 iso_2022_jp_1",
  iso2022_jp_2: "iso2022jp_2 iso_2022_jp_2 csiso2022jp2",
  iso2022_jp_2004: "iso_2022_jp_2004 iso2022jp_2004",
  iso2022_jp_3: "iso2022jp_3 iso_2022_jp_3",
  iso2022_jp_ext: "iso2022jp_ext iso_2022_jp_ext",
  iso2022_kr: "csiso2022kr iso2022kr iso_2022_kr",
  iso8859_10: "csisolatin6 iso_8859_10 iso_8859_10_1992 iso_ir_157 l6 latin6 iso885910",
  iso8859_11: "thai iso_8859_11 iso_8859_11_2001 iso885911",
  iso8859_13: "iso_8859_13 l7 latin7 iso885913 csiso885913",
  iso8859_14: "iso_8859_14 iso_8859_14_1998 iso_celtic iso_ir_199 l8 latin8 iso885914 csiso885914",
  iso8859_15: "iso_8859_15 l9 latin9 iso885915 csiso885915 csisolatin9 latin_9",
  iso8859_16: "iso_8859_16 iso_8859_16_2001 iso_ir_226 l10 latin10 iso885916 csiso885916",
  iso8859_2: "csisolatin2 iso_8859_2 iso_8859_2_1987 iso_ir_101 l2 latin2 iso88592",
  iso8859_3: "csisolatin3 iso_8859_3 iso_8859_3_1988 iso_ir_109 l3 latin3 iso88593",
  iso8859_4: "csisolatin4 iso_8859_4 iso_8859_4_1988 iso_ir_110 l4 latin4 iso88594",
  iso8859_5: "csisolatincyrillic cyrillic iso_8859_5 iso_8859_5_1988 iso_ir_144 iso88595",
  iso8859_6: "arabic asmo_708 csisolatinarabic ecma_114 iso_8859_6 iso_8859_6_1987 iso_ir_127 iso88596 iso_8859_6_e iso_8859_6_i csiso88596e csiso88596i",
  iso8859_7: "csisolatingreek ecma_118 elot_928 greek greek8 iso_8859_7 iso_8859_7_1987 iso_ir_126 iso88597 sun_eu_greek",
  iso8859_8: "csisolatinhebrew hebrew iso_8859_8 iso_8859_8_1988 iso_ir_138 iso88598 iso_8859_8_e iso_8859_8_i csiso88598e csiso88598i logical visual",
  iso8859_9: "csisolatin5 iso_8859_9 iso_8859_9_1989 iso_ir_148 l5 latin5 iso88599",
  johab: "cp1361 ms1361",
  koi8_r: "cskoi8r koi koi8",
  koi8_t: "",
  koi8_u: "koi8_ru cskoi8u",
  kz1048: "kz_1048 rk1048 strk1048_2002 cskz1048",
  latin_1: "8859 cp819 csisolatin1 ibm819 iso8859 iso8859_1 iso_8859_1 iso_8859_1_1987 iso_ir_100 l1 latin latin1 iso88591 isolatin1",
  mac_arabic: "",
  mac_croatian: "",
  mac_cyrillic: "maccyrillic x_mac_cyrillic x_mac_ukrainian",
  mac_farsi: "",
  mac_greek: "macgreek",
  mac_iceland: "maciceland",
  mac_latin2: "maccentraleurope mac_centeuro maclatin2",
  mac_roman: "macintosh macroman mac csmacintosh x_mac_roman",
  mac_romanian: "",
  mac_turkish: "macturkish",
  palmos: "",
  ptcp154: "csptcp154 pt154 cp154 cyrillic_asian",
  shift_jis: "csshiftjis shiftjis sjis s_jis x_mac_japanese",
  shift_jis_2004: "shiftjis2004 sjis_2004 s_jis_2004",
  shift_jisx0213: "shiftjisx0213 sjisx0213 s_jisx0213",
  tis_620: "tis620 tis_620_0 tis_620_2529_0 tis_620_2529_1 iso_ir_166 cstis620",
  utf_16: "u16 utf16 csutf16 csunicode iso_10646_ucs_2 ucs_2 unicode",
  utf_16_be: "unicodebigunmarked utf_16be csutf16be unicodefffe",
  utf_16_le: "unicodelittleunmarked utf_16le csutf16le unicodefeff",
  utf_32: "u32 utf32 csutf32 csucs4 iso_10646_ucs_4 ucs_4",
  utf_32_be: "utf_32be csutf32be",
  utf_32_le: "utf_32le csutf32le",
  utf_7: "u7 utf7 unicode_1_1_utf_7 csutf7",
  utf_8: "u8 utf utf8 utf8_ucs2 utf8_ucs4 cp65001 csutf8 unicode_1_1_utf_8 unicode11utf8 unicode20utf8 x_unicode20utf8",
  utf_8_sig: ""
};

// packages/core/src/codecs/names.ts
var byAlias = null;
function canonicalName(name) {
  const known2 = COMMON.get(name);
  if (known2 !== void 0) return known2;
  byAlias ??= readAliases();
  return byAlias.get(normalizeName(name)) ?? null;
}
var COMMON = /* @__PURE__ */ new Map([
  ["utf-8", "utf_8"],
  ["UTF-8", "utf_8"],
  ["utf8", "utf_8"],
  ["ISO-8859-1", "latin_1"],
  ["iso-8859-1", "latin_1"],
  ["ascii", "ascii"],
  ["us-ascii", "ascii"]
]);
function readAliases() {
  const map = /* @__PURE__ */ new Map();
  for (const [canonical, aliases] of Object.entries(ALIASES)) {
    map.set(canonical, canonical);
    for (const alias of aliases.split(" ")) if (alias !== "") map.set(alias, canonical);
  }
  return map;
}

// packages/core/src/codecs/own-codec.ts
function ownCodec(name) {
  const codec = codecs.lookup(name);
  return codec === null ? null : fromCodec(codec);
}
function fromCodec(codec) {
  return {
    decode: (bytes) => codec.decode(bytes),
    decodeStrict: (bytes) => codec.decode(bytes),
    decoder: () => {
      const pieces2 = [];
      return {
        write(bytes) {
          pieces2.push(bytes.slice());
          return "";
        },
        end: () => pieces2.length === 0 ? "" : codec.decode(concatBytes(pieces2))
      };
    }
  };
}

// packages/core/src/codecs/utf-7.ts
var BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
var utf7Codec = codecOf(() => new Utf7Stepper());
var Utf7Stepper = class {
  #shifted = false;
  /** True right after the `+`, where `-` stands for a plus sign. */
  #fresh = false;
  #bits = 0;
  #count = 0;
  #high = 0;
  write(bytes, bad) {
    let text2 = "";
    for (const byte of bytes) {
      if (!this.#shifted) {
        text2 += this.#direct(byte, bad);
        continue;
      }
      const value = byte < 128 ? BASE64.indexOf(String.fromCharCode(byte)) : -1;
      if (value >= 0) text2 += this.#take(value);
      else text2 += this.#leave(byte, bad);
    }
    return text2;
  }
  end(bad) {
    if (!this.#shifted) return "";
    return this.#high !== 0 || this.#isPartial() ? bad() : "";
  }
  #direct(byte, bad) {
    if (byte > 127) return bad();
    if (byte !== 43) return String.fromCharCode(byte);
    this.#shifted = true;
    this.#fresh = true;
    this.#bits = 0;
    this.#count = 0;
    this.#high = 0;
    return "";
  }
  #take(value) {
    this.#fresh = false;
    this.#bits = this.#bits << 6 | value;
    this.#count += 6;
    if (this.#count < 16) return "";
    this.#count -= 16;
    const unit = this.#bits >>> this.#count;
    this.#bits &= (1 << this.#count) - 1;
    const high = this.#high === 0 ? "" : String.fromCharCode(this.#high);
    this.#high = unit >= 55296 && unit <= 56319 ? unit : 0;
    return this.#high === 0 ? high + String.fromCharCode(unit) : high;
  }
  /** A byte that is no base64 ends the part. */
  #leave(byte, bad) {
    this.#shifted = false;
    if (this.#fresh) return byte === 45 ? "+" : bad();
    if (this.#isPartial()) return bad();
    const high = this.#high !== 0 && byte < 128 && byte !== 43 ? String.fromCharCode(this.#high) : "";
    return byte === 45 ? high : high + this.#direct(byte, bad);
  }
  /** True when more is left over than zero bits that fill a part up. */
  #isPartial() {
    return this.#count >= 6 || this.#count > 0 && this.#bits !== 0;
  }
};

// packages/core/src/codecs/utf-16.ts
function utf16Codec(order) {
  return codecOf(() => new Utf16Stepper(order));
}
var Utf16Stepper = class {
  #order;
  #kept = null;
  constructor(order) {
    this.#order = order;
  }
  write(bytes, bad) {
    const input = joinKept(this.#kept, bytes);
    let at = 0;
    if (this.#order === "") {
      if (input.length < 2) {
        this.#kept = input.slice();
        return "";
      }
      const mark = input[0] << 8 | input[1];
      this.#order = mark === 65279 ? "be" : "le";
      if (mark === 65279 || mark === 65534) at = 2;
    }
    const low = this.#order === "be" ? 1 : 0;
    const unit = (i) => input[i + low] | input[i + 1 - low] << 8;
    const parts = [];
    let units = [];
    for (; at + 1 < input.length; at += 2) {
      const code = unit(at);
      if (code >= 55296 && code <= 57343) {
        if (code < 56320 && at + 3 >= input.length) break;
        const next = code < 56320 ? unit(at + 2) : 0;
        if (next < 56320 || next > 57343) {
          parts.push(String.fromCharCode(...units), bad());
          units = [];
          continue;
        }
        units.push(code, next);
        at += 2;
      } else {
        units.push(code);
      }
      if (units.length >= 4096) {
        parts.push(String.fromCharCode(...units));
        units = [];
      }
    }
    parts.push(String.fromCharCode(...units));
    this.#kept = at < input.length ? input.slice(at) : null;
    return parts.join("");
  }
  end(bad) {
    return this.#kept === null || this.#kept.length === 0 ? "" : bad();
  }
};

// packages/core/src/codecs/utf-32.ts
function utf32Codec(order) {
  return codecOf(() => new Utf32Stepper(order));
}
var Utf32Stepper = class {
  #order;
  #kept = null;
  constructor(order) {
    this.#order = order;
  }
  write(bytes, bad) {
    const input = joinKept(this.#kept, bytes);
    const view2 = new DataView(input.buffer, input.byteOffset, input.byteLength);
    let at = 0;
    if (this.#order === "" && input.length >= 4) {
      const mark = view2.getUint32(0);
      this.#order = mark === 65279 ? "be" : "le";
      if (mark === 65279 || mark === 4294836224) at = 4;
    }
    let text2 = "";
    for (; at + 3 < input.length; at += 4) {
      const code = view2.getUint32(at, this.#order !== "be");
      text2 += code > 1114111 || code >= 55296 && code <= 57343 ? bad() : String.fromCodePoint(code);
    }
    this.#kept = at < input.length ? input.slice(at) : null;
    return text2;
  }
  end(bad) {
    return this.#kept === null || this.#kept.length === 0 ? "" : bad();
  }
};

// packages/core/src/codecs/text-codec.ts
var cache2 = /* @__PURE__ */ new Map();
function findTextCodec(name) {
  const own4 = ownCodec(name);
  if (own4 !== null) return own4;
  const canonical = canonicalName(name);
  if (canonical === null) return null;
  let codec = cache2.get(canonical);
  if (codec === void 0) {
    codec = create(canonical);
    cache2.set(canonical, codec);
  }
  return codec;
}
function create(name) {
  const basic = basicCodec(name);
  if (basic !== null) return basic;
  if (name === "utf_7") return utf7Codec;
  if (name === "hz") return hzCodec();
  if (name.startsWith("utf_16")) return utf16Codec(name.slice(7));
  if (name.startsWith("utf_32")) return utf32Codec(name.slice(7));
  if (name.startsWith("iso2022")) return iso2022Codec(name);
  return byteCodec(name) ?? doubleByteCodec(name);
}

// packages/core/src/response/guess-wide.ts
var SAMPLE = 4 * 1024;
var NO_TEXT = /[\0-\x08\x0e-\x1f\x7f-\x9f]|[\p{Co}\p{Cn}\p{Cs}\ufffd]/u;
function guessWide(bytes) {
  if (bytes.length % 2 === 1 || bytes.length < 4) return null;
  const sample = bytes.subarray(0, SAMPLE);
  const controls = share(sample, isForeign);
  if (controls < 0.02) return null;
  const [even, odd] = kinds(sample);
  if (even === odd) return null;
  const low = sample.filter((_, at) => (at & 1) === (even < odd ? 1 : 0));
  if (controls < 0.25 && share(low, isPrintable) > 0.6) return null;
  const encoding = even < odd ? "UTF-16BE" : "UTF-16LE";
  const text2 = findTextCodec(encoding)?.decoder().write(sample) ?? "";
  return text2 === "" || NO_TEXT.test(text2) ? null : encoding;
}
var isForeign = (byte) => byte < 7 || byte > 13 && byte < 32 && byte !== 27;
var isPrintable = (byte) => byte >= 32 && byte < 127;
function share(bytes, test) {
  let found = 0;
  for (const byte of bytes) if (test(byte)) found++;
  return found / bytes.length;
}
function kinds(sample) {
  const seen = new Uint8Array(512);
  for (let at = 0; at < sample.length; at++) seen[(at & 1) << 8 | sample[at]] = 1;
  const count2 = (from) => seen.subarray(from, from + 256).reduce((sum, one) => sum + one, 0);
  return [count2(0), count2(256)];
}

// packages/core/src/response/alphabet-models.ts
var WEST = ["Windows-1252", "ISO-8859-15", "MacRoman", "IBM850"];
var CENTRAL = ["Windows-1250", "ISO-8859-2", "IBM852", "mac_latin2"];
var ROMANIAN = ["Windows-1250", "ISO-8859-2", "ISO-8859-16", "IBM852"];
var TURKISH = ["Windows-1254", "ISO-8859-9", "IBM857", "mac_turkish"];
var BALTIC = ["Windows-1257", "ISO-8859-13", "ISO-8859-4", "IBM775"];
var RUSSIAN = ["Windows-1251", "KOI8-R", "ISO-8859-5", "IBM866", "MacCyrillic", "IBM855"];
var UKRAINIAN = ["Windows-1251", "KOI8-U", "ISO-8859-5", "MacCyrillic"];
var BULGARIAN = ["Windows-1251", "ISO-8859-5", "MacCyrillic", "IBM855"];
var GREEK = ["Windows-1253", "ISO-8859-7", "MacGreek", "CP737"];
var HEBREW = ["Windows-1255", "ISO-8859-8", "IBM862"];
var ARABIC = ["Windows-1256", "ISO-8859-6", "CP720"];
var THAI = ["TIS-620", "CP874"];
var ALPHABETS = [
  // Made by tune.py: begin
  {
    kind: "latin",
    encodings: WEST,
    letters: "\xE9\xE0\xE8\xEA\xF4\xEE\xE7\xE2\xF9\xFB\u0153\xEB\xF3\u0113\xEF",
    costs: "1556889bccegjjj",
    words: "vous le pour les sur est une dans des votre de pas la sont"
  },
  {
    kind: "latin",
    encodings: WEST,
    letters: "\xFC\xE4\xF6\xDF\xE9\xE0\xEB\u0113",
    costs: "2235eghh",
    words: "sie die und der auf zu das eine oder mit ist ein wenn nicht"
  },
  {
    kind: "latin",
    encodings: WEST,
    letters: "\xF3\xE1\xED\u0301\xFA\xF1\xE9\u0303\xBA\xFC\xE0\u0308\xE8",
    costs: "2355666aggggi",
    words: "el de los la puede las para que pulse una en del tiene con"
  },
  {
    kind: "latin",
    encodings: WEST,
    letters: "\xE3\xE7\xE1\xE9\xED\xF5\xF3\xFA\xEA\xE0\xE2\xBA\xF4\u0301\u0303\xAA\u0300\xEB\u0113\xE8",
    costs: "23455567789adefghjjj",
    words: "para em uma pode de um seu as ou com que ao cor como"
  },
  {
    kind: "latin",
    encodings: WEST,
    letters: "\xE8\xE0\xF9\xF2\xE9\xEC\xEB\u0113",
    costs: "224579ee",
    words: "di il per file non che come dei della dell sono un del la"
  },
  {
    kind: "latin",
    encodings: WEST,
    letters: "\xF3\xE0\xE9\xED\xF2\xE8\xFA\xE7\xEF\xFC\xBA\xAA\xEA",
    costs: "2345566689fgi",
    words: "la per el els amb de que podeu del una es les al hi"
  },
  {
    kind: "latin",
    encodings: WEST,
    letters: "\xE4\xF6\xE5\xE9\xE0\xEB\xE8\u0113",
    costs: "223fikkk",
    words: "att och till du inte ett som om kan av eller detta en det"
  },
  {
    kind: "latin",
    encodings: WEST,
    letters: "\xE6\xE5\xF8\xE9\xE0\u0113\xEB\xE8",
    costs: "2236giii",
    words: "at for til af og du det hvis med er ikke kan eller brug"
  },
  {
    kind: "latin",
    encodings: WEST,
    letters: "\xE5\xF8\xE6\xE9",
    costs: "126b",
    words: "for ikke til av dette og klikk velg vil fra bilde endre med denne"
  },
  {
    kind: "latin",
    encodings: WEST,
    letters: "\xE9\xEB\xEF\xF3\xF6\xE0\xF2\u0113\xE8",
    costs: "233789bcc",
    words: "het een te op van met of uw voor niet als kunt zijn is"
  },
  {
    kind: "latin",
    encodings: WEST,
    letters: "\xF0\xE1\xE6\xED\xFE\xF6\xFA\xF3\xFD\xE9",
    costs: "2445556668",
    words: "fyrir ekki sem er til nota mynd setja og lit eru opna velja birta"
  },
  {
    kind: "latin",
    encodings: WEST,
    letters: "\xE4\xF6\xE9\xE0\u0161\xE5\u017E\u0113\xF4\xE1\xFC\xE8\xEB",
    costs: "04fghhhjjjjjj",
    words: "ja on tai jos voit voi ei kun avaa ole sen ovat kuten kuvan"
  },
  {
    kind: "latin",
    encodings: WEST,
    letters: "\xE4\xF5\xFC\xF6\u017E",
    costs: "2334b",
    words: "kui pildi selle kihi see pole on ei ala seda ja faili jaoks uus"
  },
  {
    kind: "latin",
    encodings: CENTRAL,
    letters: "\u0105\u0142\u0119\u017C\u0107\u015B\xF3\u0144\u017A\xE9\xE0",
    costs: "444444489hj",
    words: "jest lub nie aby do dla to na przez pliku pliki kolor tylko obraz"
  },
  {
    kind: "latin",
    encodings: CENTRAL,
    letters: "\xED\xE1\u017E\u0159\u011B\xE9\u010D\xFD\u0161\u016F\xFA\u0148\u0165\u010F\xF3\xE0",
    costs: "3455555666abbdfj",
    words: "nebo pro se pokud na je jsou jako jen jej jste barev byste do"
  },
  {
    kind: "latin",
    encodings: CENTRAL,
    letters: "\xE1\xED\u0165\xE9\xFD\u017E\xFA\u010D\u0161\u013E\xF4\xF3\u0148\u010F\xE4\u013A\u0155",
    costs: "3455555566899abcg",
    words: "sa pre alebo je na cestu farbu pri iba ak tento zmeny farby ako"
  },
  {
    kind: "latin",
    encodings: CENTRAL,
    letters: "\xE1\xE9\xF3\xED\xF6\u0151\xFC\u0171\xFA\xE0",
    costs: "235555788j",
    words: "az egy vagy meg nem hogy akkor ha be ez lehet kell csak is"
  },
  {
    kind: "latin",
    encodings: CENTRAL,
    letters: "\u010D\u0161\u017E\xE9\xE0\xEB\u0113\xE8",
    costs: "134efhhh",
    words: "za lahko ali kot ni in je bo ki sliko izbor na barvo slike"
  },
  {
    kind: "latin",
    encodings: CENTRAL,
    letters: "\u010D\u017E\u0161\u0107\u0111\xF4\xE9\u0113\xE0\xEB\xE8",
    costs: "23345bgjjjj",
    words: "ili za kako bi ako koji na kao tipku koje nije se boja je"
  },
  {
    kind: "latin",
    encodings: ROMANIAN,
    letters: "\u0103\u0163\u015F\xEE\xE2\xF3\xED",
    costs: "23446gi",
    words: "de cu nu este pe mai care sau strat poate din sunt fie acest"
  },
  {
    kind: "latin",
    encodings: TURKISH,
    letters: "\u0131\xFC\xE7\u015F\xF6\u011F\u0307\u02BC\xE2",
    costs: "2344559gk",
    words: "bir renk bu ve yeni etkin veya daha ile dosya hata ya rengi yok"
  },
  {
    kind: "latin",
    encodings: BALTIC,
    letters: "\u0161\u012F\u0117\u0105\u0173\u017E\u016B\u010D\u0119\u030C\u0328\u0304",
    costs: "444445678hjj",
    words: "yra ir kai arba kaip prie gali su failo bus tik jei pagal bei"
  },
  {
    kind: "latin",
    encodings: BALTIC,
    letters: "\u0101\u0113\u012B\u0161\u016B\u0146\u013C\u017E\u0137\u0123\u010D\xE9\xE0",
    costs: "234566788adij",
    words: "lai vai uz ir ar varat tas un nav var jums kas ka tikai"
  },
  {
    kind: "latin",
    encodings: BALTIC,
    letters: "\xE4\xF5\xFC\xF6\u017E",
    costs: "2334b",
    words: "kui pildi selle kihi see pole on ei ala seda ja faili jaoks uus"
  },
  {
    kind: "latin",
    encodings: ["Windows-1258"],
    letters: "\u0323\u0309\xEA\xF4\u0301\u0111\u01B0\u01A1\xE2\u0300\xE0\u0303\xE1\u0103\xF3\xED\xF9\xE9\xFA\xE8",
    costs: "45555566666777899abf",
    words: "tin cho trong khi thay xem theo sang ra sao gian qua hay thanh"
  },
  {
    kind: "script",
    encodings: RUSSIAN,
    letters: "\u043E\u0435\u0430\u0438\u0442\u043D\u0440\u0441\u0432\u043B\u043A\u043F\u043C\u0434\u0443\u044C\u044B\u0437\u044F\u0431\u0439\u0447\u0436\u0433\u044E\u0445\u0444\u0448\u0446\u044D\u0449\u0451\u044A",
    costs: "5555556666777788888899999aabbbbcg"
  },
  {
    kind: "script",
    encodings: UKRAINIAN,
    letters: "\u043E\u0430\u043D\u0438\u0442\u0456\u0435\u0440\u0432\u043A\u0441\u0443\u043F\u043C\u0434\u043B\u0437\u044F\u0431\u044C\u0433\u0439\u0447\u0436\u0448\u044E\u0445\u0454\u0446\u0449\u0444\u0457",
    costs: "555566666677777777899999aaaaabbb"
  },
  {
    kind: "script",
    encodings: UKRAINIAN,
    letters: "\u0430\u043D\u044B\u0440\u0456\u043A\u043B\u0432\u0441\u0435\u043F\u044C\u0442\u0434\u0446\u044F\u043E\u0437\u043C\u0443\u0431\u044D\u045E\u0447\u0433\u0439\u0448\u0445\u044E\u0436\u0444\u0491\u0451",
    costs: "4566667777777777777788889aaabbbdd"
  },
  {
    kind: "script",
    encodings: BULGARIAN,
    letters: "\u0430\u0435\u0438\u043D\u043E\u0442\u0440\u0432\u0441\u0437\u043A\u043F\u043B\u0434\u043C\u044A\u0431\u044F\u0447\u0443\u0436\u0433\u0446\u0439\u0444\u0449\u0448\u0445\u044E",
    costs: "455555666777778888999aaabbccc"
  },
  {
    kind: "script",
    encodings: BULGARIAN,
    letters: "\u0430\u0435\u0438\u043E\u0442\u0440\u043D\u0443\u043A\u0441\u043F\u0434\u0432\u043C\u043B\u0437\u0458\u0431\u0447\u0433\u0448\u045A\u0436\u0446\u045B\u0459\u0452\u0444\u0445",
    costs: "4555666666777778889999aaaaccc"
  },
  {
    kind: "script",
    encodings: BULGARIAN,
    letters: "\u0430\u0438\u043E\u0435\u0442\u043D\u0440\u0441\u043A\u0432\u0434\u043B\u043F\u0437\u043C\u0458\u0443\u0433\u0431\u0447\u0446\u045A\u0436\u0448\u0444\u045C\u0445\u0453\u0455\u045F",
    costs: "45555566677778888899aaabbcfhhj"
  },
  {
    kind: "script",
    encodings: GREEK,
    letters: "\u03B1\u03B5\u03BF\u03C4\u03B9\u03BD\u03C3\u03C1\u03C0\u03BC\u03B7\u03BA\u03C2\u03BB\u03C5\u03AF\u03B3\u03AE\u03CC\u03AD\u03AC\u03B4\u03C7\u03C9\u03B8\u03CD\u03C6\u03CE\u03BE\u03B2\u03B6\u03C8",
    costs: "555566666777777788888899999abbce"
  },
  { kind: "script", encodings: HEBREW, letters: "\u05D9\u05D5\u05D4\u05EA\u05DC\u05DE\u05E9\u05E8\u05D1\u05D0\u05E0\u05D7\u05E2\u05D3\u05E7\u05E4\u05DD\u05DB\u05E1\u05E6\u05D2\u05D8\u05DF\u05D6\u05DA\u05E5\u05E3", costs: "555556666677778888888899acc" },
  {
    kind: "script",
    encodings: ARABIC,
    letters: "\u0627\u0644\u0645\u064A\u062A\u0631\u0629\u0648\u062F\u0646\u062D\u0628\u0641\u0642\u0639\u0633\u0623\u0637\u062E\u0643\u062C\u0635\u0647\u0634\u0625\u0649\u0636\u0630\u0632\u0651\u063A\u0626\u0638\u062B\u0621\u064B\u064F\u0624\u0622\u0650\u067E\u0640\u0652\u064E",
    costs: "4466666667777778888899999aaaabbbbbcddeefhiii"
  },
  {
    kind: "script",
    encodings: THAI,
    letters: "\u0E32\u0E23\u0E48\u0E2D\u0E01\u0E19\u0E49\u0E07\u0E40\u0E21\u0E14\u0E25\u0E31\u0E41\u0E15\u0E1A\u0E2A\u0E35\u0E22\u0E27\u0E1B\u0E2B\u0E04\u0E17\u0E08\u0E37\u0E30\u0E44\u0E34\u0E1E\u0E02\u0E43\u0E38\u0E0A\u0E33\u0E16\u0E13\u0E39\u0E4C\u0E42\u0E1C\u0E47\u0E20\u0E1F\u0E36\u0E0D\u0E0B\u0E46\u0E29\u0E10\u0E18\u0E28\u0E09\u0E0F\u0E0E\u0E4A\u0E2C",
    costs: "56666666777777888888888888888889999aaaaabbbccddeeefffhhii"
  }
  // Made by tune.py: end
];

// packages/core/src/response/language-models.ts
var RARITY = {
  "ISO-8859-15": 1,
  MacRoman: 4,
  mac_latin2: 4,
  mac_turkish: 4,
  MacCyrillic: 3,
  MacGreek: 4,
  IBM775: 4,
  IBM850: 4,
  IBM852: 4,
  IBM855: 4,
  IBM857: 4,
  IBM862: 4,
  IBM866: 2,
  CP720: 4,
  CP737: 4,
  CP874: 0.5,
  "Windows-1250": 1,
  "ISO-8859-2": 1.5,
  "Windows-1254": 1.5,
  "ISO-8859-9": 2,
  "Windows-1257": 2,
  "ISO-8859-13": 2.5,
  "ISO-8859-4": 4,
  "ISO-8859-16": 4,
  "ISO-8859-5": 1,
  "ISO-8859-6": 1,
  "ISO-8859-7": 0.5,
  "ISO-8859-8": 0.5,
  "KOI8-R": 0.5,
  "KOI8-U": 1,
  "Windows-1258": 2
};
var LANGUAGES = [
  ...ALPHABETS,
  {
    kind: "kana",
    encodings: ["SHIFT_JIS", "EUC-JP"],
    letters: "\u306E\u3044\u306B\u308B\u3068\u3057\u3066\u306F\u3092\u304B\u305F\u306A\u308C\u304C\u308A\u3042\u3055\u3063\u3093\u3053\u307E\u3067\u3089\u3059\u3082\u304F\u304D\u3046"
  },
  {
    kind: "hanzi",
    encodings: ["GB18030"],
    letters: "\u7684\u4E00\u662F\u4E0D\u4E86\u5728\u4EBA\u6709\u6211\u4ED6\u8FD9\u4E2A\u4EEC\u4E2D\u6765\u4E0A\u5927\u4E3A\u548C\u56FD\u5730\u5230\u4EE5\u8BF4\u65F6\u8981\u5C31\u51FA\u4F1A\u53EF\u4E5F\u4F60\u5BF9\u751F\u80FD\u800C\u5B50\u90A3\u5F97\u4E8E\u7740\u4E0B\u81EA\u4E4B\u5E74\u8FC7\u53D1\u540E\u4F5C\u91CC\u7528\u9053\u884C\u6240\u7136\u5BB6\u79CD\u4E8B\u6210\u65B9\u591A\u7ECF\u4E48\u53BB\u6CD5\u5B66\u5982\u90FD\u540C\u73B0\u5F53\u6CA1\u52A8\u9762\u8D77\u770B\u5B9A\u5929\u5206\u8FD8\u8FDB\u597D\u5C0F\u90E8\u5176\u4E9B\u4E3B\u6837\u7406\u5FC3\u5979\u672C\u524D\u5F00\u4F46\u56E0\u53EA\u4ECE\u60F3\u5B9E"
  },
  {
    kind: "hanzi",
    encodings: ["Big5"],
    letters: "\u7684\u4E00\u662F\u4E0D\u4E86\u5728\u4EBA\u6709\u6211\u4ED6\u9019\u500B\u5011\u4E2D\u4F86\u4E0A\u5927\u70BA\u548C\u570B\u5730\u5230\u4EE5\u8AAA\u6642\u8981\u5C31\u51FA\u6703\u53EF\u4E5F\u4F60\u5C0D\u751F\u80FD\u800C\u5B50\u90A3\u5F97\u65BC\u8457\u4E0B\u81EA\u4E4B\u5E74\u904E\u767C\u5F8C\u4F5C\u88E1\u7528\u9053\u884C\u6240\u7136\u5BB6\u7A2E\u4E8B\u6210\u65B9\u591A\u7D93\u9EBC\u53BB\u6CD5\u5B78\u5982\u90FD\u540C\u73FE\u7576\u6C92\u52D5\u9762\u8D77\u770B\u5B9A\u5929\u5206\u9084\u9032\u597D\u5C0F\u90E8\u5176\u4E9B\u4E3B\u6A23\u7406\u5FC3\u5979\u672C\u524D\u958B\u4F46\u56E0\u53EA\u5F9E\u60F3\u5BE6"
  },
  { kind: "hangul", encodings: ["EUC-KR"], letters: "\uC774\uB2E4\uB294\uC744\uC758\uC5D0\uAC00\uACE0\uD558\uC9C0\uB85C\uD55C\uC740\uC0AC\uAE30\uB3C4\uB97C\uC5B4\uC778\uB9AC\uC2DC\uC790\uADF8\uC11C\uC815\uACFC\uB4E4\uD574\uB300\uB098\uB77C" }
];

// packages/core/src/response/legacy-guess.ts
var SAMPLE2 = 640;
var REACH = 16 * 1024;
var PUNCTUATION = -6;
var OTHER_LETTER = -9;
var STRANGER = -14;
var MIXED = -5;
var CAPITAL = -2;
var WORD = 1;
var WORDS_AT_MOST = 6;
var BEFORE = 400;
var BEHIND = 1600;
var COMMON_SIGNS = new Set("\u201C\u201D\u201E\u2018\u2019\u201A\u2013\u2014\u2026\xAB\xBB\u2022\xB7\xA9\xAE\u2122\xB0\xA7\u20AC\xA3\xA0\u2116\xA1\xBF\u3001\u3002\u300C\u300D\u300E\u300F\uFF08\uFF09\uFF0C\uFF0E\uFF1A\uFF1B\uFF1F\uFF01\u30FB\u30FC\uFF5E\u300A\u300B");
function guessLegacy(bytes) {
  const first = bytes.findIndex((byte) => byte > 127);
  const sample = dense(bytes, first);
  const words2 = asciiWords(bytes.subarray(Math.max(0, first - BEFORE), first + BEHIND));
  const profiles = /* @__PURE__ */ new Map();
  let best = null;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const model of LANGUAGES) {
    const ranks = ranksOf(model);
    const told = model.words === void 0 ? 0 : wordsOf(model, words2);
    for (const encoding of model.encodings) {
      let profile = profiles.get(encoding);
      if (profile === void 0) {
        const text2 = validText(sample, encoding);
        profile = text2 === null ? null : profileOf(text2);
        profiles.set(encoding, profile);
      }
      if (profile === null) continue;
      const start = { score: told - (RARITY[encoding] ?? 0), least: bestScore };
      const score = likelihood(profile, { kind: model.kind, ranks }, start);
      if (score > bestScore) {
        best = encoding;
        bestScore = score;
      }
    }
  }
  return best;
}
function dense(bytes, first) {
  const sample = new Uint8Array(SAMPLE2);
  const end = Math.min(bytes.length, first + REACH);
  let size = 0;
  for (let at = Math.max(0, first - 1); at < end && size < SAMPLE2; at++) {
    const byte = bytes[at];
    if ((byte | (bytes[at - 1] ?? 0) | (bytes[at + 1] ?? 0)) > 127) sample[size++] = byte;
  }
  return sample.subarray(0, size);
}
function validText(sample, encoding) {
  const codec = findTextCodec(encoding);
  if (codec === null) return null;
  const text2 = sample.length < SAMPLE2 ? codec.decode(sample) : codec.decoder().write(sample);
  return text2.includes("\uFFFD") ? null : text2;
}
function asciiWords(bytes) {
  const text2 = latin1Text(bytes).replace(/<[^<>]*>/g, " ").toLowerCase();
  return new Set(text2.match(/(?<![a-z\x80-\xff])[a-z]{2,5}(?![a-z\x80-\xff])/g));
}
function wordsOf(model, words2) {
  let found = 0;
  for (const word of (model.words ?? "").split(" ")) if (words2.has(word)) found++;
  return Math.min(found * WORD, WORDS_AT_MOST);
}
var cache3 = /* @__PURE__ */ new Map();
function ranksOf(model) {
  let ranks = cache3.get(model);
  if (ranks === void 0) {
    const letters = [...model.letters];
    const { costs } = model;
    const weights = letters.map(
      (_, rank) => costs === void 0 ? 1 / (rank + 3) : Math.exp(-Number.parseInt(costs.charAt(rank), 36) / 2)
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0) / SHARE[model.kind];
    ranks = new Map(letters.map((letter, rank) => [letter, Math.log(weights[rank] / total)]));
    cache3.set(model, ranks);
  }
  return ranks;
}
var SHARE = {
  latin: 0.95,
  script: 0.95,
  kana: 0.5,
  hanzi: 0.4,
  hangul: 0.4
};
function profileOf(text2) {
  const profile = /* @__PURE__ */ new Map();
  let previous = "";
  for (const character of text2) {
    if (character >= "\x80") {
      const kind = kindOf(previous);
      const key = kind + character;
      let entry = profile.get(key);
      if (entry === void 0) {
        entry = entryOf(character, kind);
        profile.set(key, entry);
      }
      entry.count++;
    }
    previous = character;
  }
  return [...profile.values()];
}
function entryOf(character, previous) {
  const small = character.toLowerCase();
  const sign = COMMON_SIGNS.has(character);
  const inWord = previous === "a" || previous === "s";
  return {
    small,
    code: character.codePointAt(0) ?? 0,
    sign,
    strange: sign ? PUNCTUATION : /\p{L}/u.test(character) ? OTHER_LETTER : STRANGER,
    capital: small === character ? 0 : CAPITAL + (inWord ? MIXED : 0),
    mixed: previous === "a" || previous === "A" ? MIXED : 0,
    count: 0
  };
}
function kindOf(character) {
  if (character >= "a" && character <= "z") return "a";
  if (character >= "A" && character <= "Z") return "A";
  return character >= "\x80" && character !== character.toUpperCase() ? "s" : "-";
}
function likelihood(profile, { kind, ranks }, { score: start, least }) {
  let score = start;
  for (const entry of profile) {
    const rank = ranks.get(entry.small);
    if (rank !== void 0) score += entry.count * (rank + entry.capital + (kind === "script" ? entry.mixed : 0));
    else score += entry.count * ((entry.sign ? null : inBlock(entry.code, kind)) ?? entry.strange);
    if (score < least) return Number.NEGATIVE_INFINITY;
  }
  return score;
}
function inBlock(code, kind) {
  const kana = code >= 12352 && code <= 12543;
  const han = code >= 19968 && code <= 40959;
  const hangul = code >= 44032 && code <= 55203;
  switch (kind) {
    case "kana":
      return kana ? -6 : han ? -9 : null;
    case "hanzi":
      return han ? -8.5 : null;
    case "hangul":
      return hangul ? -7.5 : han ? -11 : null;
    default:
      return null;
  }
}

// packages/core/src/response/detect.ts
function detectEncoding(bytes) {
  if (bytes.length === 0) return "utf-8";
  const marked = byMark(bytes);
  if (marked !== null) return marked;
  const byNuls = fromNuls(bytes);
  if (byNuls !== null) return byNuls;
  const ascii2 = isAscii(bytes);
  const hidden = ascii2 ? hiddenInAscii(bytes) : null;
  if (hidden !== null) return hidden;
  if (ascii2) return guessWide(bytes) ?? "ascii";
  if (isUtf8(bytes)) return "utf-8";
  return guessWide(bytes) ?? guessLegacy(bytes) ?? "utf-8";
}
function byMark(bytes) {
  const [a, b, c, d] = bytes;
  if (a === 239 && b === 187 && c === 191) return "UTF-8-SIG";
  if (a === 255 && b === 254) return c === 0 && d === 0 ? "UTF-32" : "UTF-16";
  if (a === 254 && b === 255) return "UTF-16";
  return a === 0 && b === 0 && c === 254 && d === 255 ? "UTF-32" : null;
}
function hiddenInAscii(bytes) {
  for (let at = bytes.indexOf(27); at >= 0; at = bytes.indexOf(27, at + 1)) {
    if (bytes[at + 1] !== 36) continue;
    if (isText(bytes, "iso2022_jp_ext")) return "ISO-2022-JP";
    return isText(bytes, "iso2022_kr") ? "ISO-2022-KR" : null;
  }
  return hasHz(bytes) && isText(bytes, "hz") ? "HZ-GB-2312" : null;
}
function hasHz(bytes) {
  for (let at = bytes.indexOf(126); at >= 0; at = bytes.indexOf(126, at + 1)) {
    if (bytes[at + 1] !== 123) continue;
    const end = bytes.indexOf(126, at + 2);
    if (end > at + 2 && (end - at) % 2 === 0 && bytes[end + 1] === 125) return true;
  }
  return false;
}
function fromNuls(bytes) {
  const length = Math.min(bytes.length, 4096) & ~3;
  if (length < 4 || bytes.indexOf(0) < 0) return null;
  const nuls = [0, 0, 0, 0];
  for (let at = 0; at < length; at++) if (bytes[at] === 0) nuls[at & 3] = nuls[at & 3] + 1;
  const units = length / 4;
  const [a, b, c, d] = nuls.map((count2) => count2 / units);
  if (a === 1 && b > 0.9 && d < 0.2 && isText(bytes, "utf-32-be")) return "UTF-32BE";
  if (d === 1 && c > 0.9 && a < 0.2 && isText(bytes, "utf-32-le")) return "UTF-32LE";
  const high = (a + c) / 2;
  const low = (b + d) / 2;
  if (high > 0.3 && low < 0.1 && isText(bytes, "utf-16-be")) return "UTF-16BE";
  return low > 0.3 && high < 0.1 && isText(bytes, "utf-16-le") ? "UTF-16LE" : null;
}
var isText = (bytes, encoding) => (findTextCodec(encoding)?.decodeStrict(bytes) ?? null) !== null;

// packages/core/src/platform/text.node.ts
var prepareCodec = null;
var prepareText = null;

// packages/core/src/headers/content-type.ts
function encodingFromHeaders(contentType) {
  if (contentType === null || contentType === "") return null;
  if (contentType !== lastType) {
    lastEncoding = encodingOf(contentType);
    lastType = contentType;
  }
  return lastEncoding;
}
var lastType = "";
var lastEncoding = null;
function encodingOf(contentType) {
  const semicolon = contentType.indexOf(";");
  if (semicolon >= 0) {
    const charset = lastCharset(contentType, semicolon);
    if (charset !== null) return charset;
  }
  const type = semicolon < 0 ? contentType : contentType.slice(0, semicolon);
  if (type.includes("text")) return "ISO-8859-1";
  return type.includes("application/json") ? "utf-8" : null;
}
function lastCharset(header, firstSemicolon) {
  let found = null;
  let start = firstSemicolon + 1;
  while (start <= header.length) {
    let end = header.indexOf(";", start);
    if (end < 0) end = header.length;
    const equals = header.indexOf("=", start);
    if (equals >= 0 && equals < end && stripQuotes(header.slice(start, equals).trim()).toLowerCase() === "charset") {
      found = stripQuotes(header.slice(equals + 1, end).trim());
    }
    start = end + 1;
  }
  return found;
}
function stripQuotes(text2) {
  let start = 0;
  let end = text2.length;
  while (start < end && isQuote(text2.charCodeAt(start))) start++;
  while (end > start && isQuote(text2.charCodeAt(end - 1))) end--;
  return text2.slice(start, end);
}
var isQuote = (code) => code === 34 || code === 39 || code === 32;

// packages/core/src/headers/link.ts
function parseLinks(value) {
  const links = /* @__PURE__ */ Object.create(null);
  const text2 = strip(value, ` '"`);
  if (text2 === "") return links;
  for (const part of splitLinks(text2)) {
    const link = parseLink(part);
    links[link["rel"] || link["url"]] = link;
  }
  return links;
}
function splitLinks(text2) {
  const parts = [];
  let start = 0;
  let comma = text2.indexOf(",");
  while (comma >= 0) {
    let next = comma + 1;
    while (text2.charCodeAt(next) === 32) next++;
    if (text2.charCodeAt(next) === 60) {
      parts.push(text2.slice(start, comma));
      start = next + 1;
    }
    comma = text2.indexOf(",", next);
  }
  parts.push(text2.slice(start));
  return parts;
}
function parseLink(part) {
  const link = /* @__PURE__ */ Object.create(null);
  const semicolon = part.indexOf(";");
  link["url"] = strip(semicolon < 0 ? part : part.slice(0, semicolon), `<> '"`);
  if (semicolon < 0) return link;
  for (const parameter of part.slice(semicolon + 1).split(";")) {
    const equals = parameter.indexOf("=");
    if (equals < 0 || parameter.indexOf("=", equals + 1) >= 0) break;
    link[strip(parameter.slice(0, equals), ` '"`)] = strip(parameter.slice(equals + 1), ` '"`);
  }
  return link;
}
function strip(text2, characters) {
  let start = 0;
  let end = text2.length;
  while (start < end && characters.includes(text2.charAt(start))) start++;
  while (end > start && characters.includes(text2.charAt(end - 1))) end--;
  return text2.slice(start, end);
}

// packages/core/src/send/redirect-rules.ts
function isRedirectStatus(status) {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}
function redirectMethod(method, status) {
  if ((status === 303 || status === 302) && method !== "HEAD") return "GET";
  if (status === 301 && method === "POST") return "GET";
  return method;
}
function keepsBody(status) {
  return status === 307 || status === 308;
}
var ALL_ASCII = charTable(Array.from({ length: 128 }, (_, i) => String.fromCharCode(i)).join(""));
function decodeLocation(location) {
  let ascii2 = true;
  for (let i = 0; i < location.length && ascii2; i++) ascii2 = location.charCodeAt(i) < 128;
  if (ascii2) return location;
  const bytes = latin1Bytes(location);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return quoteBytes(bytes, ALL_ASCII);
  }
}

// packages/core/src/response/decode-text.ts
function decodeText(bytes, encoding) {
  if (bytes.length === 0) return "";
  const codec = findTextCodec(encoding);
  return codec === null ? utf8Text(bytes) : codec.decode(bytes);
}

// packages/core/src/response/line-splitter.ts
var Splitter = class {
  /** Pieces of the unfinished item, without any part of a delimiter. */
  #pieces = [];
  /** The end of what came, which may be the beginning of a delimiter. */
  #carry = null;
  #skipLineFeed = false;
  #delimiter;
  constructor(delimiter) {
    this.#delimiter = delimiter;
  }
  /** The items that this chunk completes. */
  write(chunk) {
    return this.#delimiter === null ? this.#lines(chunk) : this.#items(chunk, this.#delimiter);
  }
  /** The last item, when there is one. */
  end() {
    if (this.#carry !== null) this.#pieces.push(this.#carry);
    if (this.#pieces.length === 0) return null;
    return this.#finish();
  }
  #lines(chunk) {
    const lines = [];
    let start = 0;
    if (this.#skipLineFeed && this.codeAt(chunk, 0) === LF) start = 1;
    this.#skipLineFeed = false;
    for (let at = start; at < chunk.length; at++) {
      const code = this.codeAt(chunk, at);
      if (code !== LF && code !== CR) continue;
      lines.push(this.#finish(this.slice(chunk, start, at)));
      if (code === CR) {
        if (at + 1 === chunk.length) this.#skipLineFeed = true;
        else if (this.codeAt(chunk, at + 1) === LF) at++;
      }
      start = at + 1;
    }
    if (start < chunk.length) this.#pieces.push(this.slice(chunk, start));
    return lines;
  }
  #items(chunk, delimiter) {
    const items = [];
    const text2 = this.#carry === null ? chunk : this.join([this.#carry, chunk]);
    let start = 0;
    for (let at = this.find(text2, delimiter, 0); at >= 0; at = this.find(text2, delimiter, start)) {
      items.push(this.#finish(this.slice(text2, start, at)));
      start = at + delimiter.length;
    }
    const sure = Math.max(start, text2.length - delimiter.length + 1);
    if (sure > start) this.#pieces.push(this.slice(text2, start, sure));
    this.#carry = this.slice(text2, sure);
    return items;
  }
  #finish(last2) {
    if (this.#pieces.length === 0 && last2 !== void 0) return last2;
    if (last2 !== void 0) this.#pieces.push(last2);
    const item = this.#pieces.length === 1 ? this.#pieces[0] : this.join(this.#pieces);
    this.#pieces = [];
    return item;
  }
};
var LF = 10;
var CR = 13;
var TextSplitter = class extends Splitter {
  slice(value, start, end) {
    return value.slice(start, end);
  }
  join(pieces2) {
    return pieces2.join("");
  }
  codeAt(value, at) {
    return value.charCodeAt(at);
  }
  find(value, delimiter, from) {
    return value.indexOf(delimiter, from);
  }
};
var ByteSplitter = class extends Splitter {
  slice(value, start, end) {
    return value.subarray(start, end);
  }
  join(pieces2) {
    return concatBytes(pieces2);
  }
  codeAt(value, at) {
    return value[at];
  }
  find(value, delimiter, from) {
    const first = delimiter[0];
    const last2 = value.length - delimiter.length;
    for (let at = value.indexOf(first, from); at >= 0 && at <= last2; at = value.indexOf(first, at + 1)) {
      let same = 1;
      while (same < delimiter.length && value[at + same] === delimiter[same]) same++;
      if (same === delimiter.length) return at;
    }
    return -1;
  }
};

// packages/core/src/response/iterate-lines.ts
async function* iterateLines(source, delimiter) {
  const bound = delimiter === null || delimiter.length === 0 ? null : delimiter;
  let text2 = null;
  let bytes = null;
  for await (const chunk of source) {
    if (chunk.length === 0) continue;
    if (typeof chunk === "string") {
      text2 ??= new TextSplitter(bound === null ? null : toText(bound));
      yield* text2.write(chunk);
    } else {
      bytes ??= new ByteSplitter(bound === null ? null : toBytes(bound));
      yield* bytes.write(chunk);
    }
  }
  const rest = text2?.end() ?? bytes?.end() ?? null;
  if (rest !== null) yield rest;
}
var toText = (value) => typeof value === "string" ? value : new TextDecoder("utf-8", { ignoreBOM: true }).decode(value);
var toBytes = (value) => typeof value === "string" ? new TextEncoder().encode(value) : value;

// packages/core/src/response/body-reader.ts
var BodyReader = class {
  #source;
  #whole;
  #onEnd = null;
  #iterator = null;
  #rest = null;
  /** What `take` ran into after it had bytes to give. */
  #failure = null;
  #ended = false;
  #closed = false;
  /**
   * @param whole a piece is whole or is not there at all: what came before a failure of its own is dropped
   */
  constructor(source, whole = false) {
    this.#source = source;
    this.#whole = whole;
  }
  /** `listener` is called once, when the source has ended, failed or was given up. */
  onEnd(listener) {
    this.#onEnd = listener;
  }
  /** True when the last byte was taken, the source failed, or the reader was closed. */
  get ended() {
    return this.#ended && this.#rest === null && this.#failure === null;
  }
  /** The next piece as it arrived; `null` at the end. */
  async next() {
    const failure = this.#failure;
    if (failure !== null) {
      this.#failure = null;
      throw failure.error;
    }
    if (this.#rest !== null) {
      const rest = this.#rest;
      this.#rest = null;
      return rest;
    }
    while (!this.#ended) {
      this.#iterator ??= this.#source[Symbol.asyncIterator]();
      let result;
      try {
        result = await this.#iterator.next();
      } catch (error) {
        if (this.#closed) return null;
        this.#end(true);
        throw error;
      }
      if (result.done) this.#end(false);
      else if (result.value.byteLength > 0) return result.value;
    }
    return null;
  }
  /** Exactly `size` bytes, fewer only at the end; `null` when there are none. */
  async take(size) {
    const pieces2 = [];
    let missing = size;
    while (missing > 0) {
      let piece;
      try {
        piece = await this.next();
      } catch (error) {
        if (pieces2.length === 0 || this.#whole) throw error;
        this.#failure = { error };
        break;
      }
      if (piece === null) break;
      if (piece.byteLength > missing) {
        this.#rest = piece.subarray(missing);
        piece = piece.subarray(0, missing);
      }
      pieces2.push(piece);
      missing -= piece.byteLength;
    }
    return pieces2.length === 0 ? null : concatBytes(pieces2);
  }
  /** Everything that is left. */
  async readAll() {
    const pieces2 = [];
    for (let piece = await this.next(); piece !== null; piece = await this.next()) pieces2.push(piece);
    return concatBytes(pieces2);
  }
  /** Gives the source up; what is left of it is dropped. Idempotent. */
  async close() {
    this.#rest = null;
    this.#failure = null;
    if (this.#ended) return;
    this.#closed = true;
    this.#end(false);
    this.#iterator ??= this.#source[Symbol.asyncIterator]();
    await this.#iterator.return?.();
  }
  #end(failed) {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd?.(failed);
  }
  /** The rest as an iterable whose early end leaves the reader open. */
  async *pieces() {
    for (let piece = await this.next(); piece !== null; piece = await this.next()) yield piece;
  }
};

// packages/core/src/response/iterate-content.ts
async function* decodeChunks(source, encoding) {
  if (encoding === null) {
    yield* source;
    return;
  }
  if (prepareCodec !== null) await prepareCodec(encoding);
  const decoder2 = (findTextCodec(encoding) ?? utf82()).decoder();
  for await (const chunk of source) {
    const text2 = decoder2.write(chunk);
    if (text2 !== "") yield text2;
  }
  const rest = decoder2.end();
  if (rest !== "") yield rest;
}
var utf82 = () => findTextCodec("utf-8");

// packages/core/src/response/iterate-response.ts
function iterateResponse(body, options2, iteration) {
  const { chunkSize = null, decodeUnicode } = ownOptions(options2);
  if (chunkSize !== null && !Number.isInteger(chunkSize)) {
    throw new TypeError(`chunkSize must be a whole number of bytes, not ${String(chunkSize)}`);
  }
  const pieces2 = body instanceof BodyReader ? readerPieces(body, chunkSize, iteration) : slices(body, chunkSize);
  return decodeUnicode === true && iteration.encoding !== null ? decodeChunks(pieces2, iteration.encoding) : pieces2;
}
async function* readerPieces(reader, chunkSize, iteration) {
  const size = chunkSize !== null && chunkSize < 0 ? Number.POSITIVE_INFINITY : chunkSize;
  while (size !== 0) {
    const piece = size === null ? await reader.next() : await reader.take(size);
    if (piece === null) break;
    yield toContent(piece);
  }
  iteration.onEnd();
}
async function* slices(bytes, chunkSize) {
  const size = chunkSize !== null && chunkSize > 0 ? chunkSize : bytes.byteLength;
  for (let start = 0; start < bytes.byteLength; start += size) yield toContent(bytes.subarray(start, start + size));
}
function linesOf(pieces2, options2) {
  return contentLines(iterateLines(pieces2, ownOptions(options2).delimiter ?? null));
}
async function* contentLines(lines) {
  for await (const line of lines) yield typeof line === "string" ? line : toContent(line);
}

// packages/core/src/response/json-encoding.ts
function guessJsonEncoding(bytes) {
  const length = Math.min(bytes.length, 4);
  const [a, b, c, d] = bytes;
  if (a === 255 && b === 254) return c === 0 && d === 0 ? "utf-32" : "utf-16";
  if (a === 0 && b === 0 && c === 254 && d === 255) return "utf-32";
  if (a === 239 && b === 187 && c === 191) return "utf-8-sig";
  if (a === 254 && b === 255) return "utf-16";
  let nulls = 0;
  for (let i = 0; i < length; i++) if (bytes[i] === 0) nulls++;
  if (nulls === 0) return "utf-8";
  if (nulls === 2 && a === 0 && c === 0) return "utf-16-be";
  if (nulls === 2 && b === 0 && d === 0) return "utf-16-le";
  if (nulls === 3 && a === 0 && b === 0 && c === 0) return "utf-32-be";
  if (nulls === 3 && b === 0 && c === 0 && d === 0) return "utf-32-le";
  return null;
}

// packages/core/src/response/json-fault.ts
var NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
var LITERALS = ["null", "true", "false"];
function findJsonFault(text2) {
  if (text2.startsWith("\uFEFF")) return { message: "Unexpected UTF-8 BOM (decode using utf-8-sig)", pos: 0 };
  return new Scanner(text2).scan();
}
var Scanner = class {
  #text;
  /** For each open bracket: true for an object. */
  #open = [];
  constructor(text2) {
    this.#text = text2;
  }
  scan() {
    let at = this.#value(this.#blank(0));
    while (typeof at === "number") {
      const inside = this.#open.at(-1);
      if (inside === void 0) {
        const rest = this.#blank(at);
        return { message: "Extra data", pos: rest };
      }
      at = inside ? this.#afterMember(at) : this.#afterElement(at);
    }
    return at;
  }
  /** Past a value, or past the opening brackets of one whose first scalar was read. */
  #value(start) {
    let at = start;
    for (; ; ) {
      const c = this.#text.charAt(at);
      if (c === '"') return this.#string(at);
      if (c === "[" || c === "{") {
        const inner = this.#blank(at + 1);
        if (this.#text.charAt(inner) === (c === "[" ? "]" : "}")) return inner + 1;
        this.#open.push(c === "{");
        if (c === "[") {
          at = inner;
          continue;
        }
        const value = this.#key(inner);
        if (typeof value !== "number") return value;
        at = value;
        continue;
      }
      return this.#scalar(at);
    }
  }
  #scalar(at) {
    for (const literal of LITERALS) if (this.#text.startsWith(literal, at)) return at + literal.length;
    NUMBER.lastIndex = at;
    return NUMBER.test(this.#text) ? NUMBER.lastIndex : { message: "Expecting value", pos: at };
  }
  /** From a member's name to where its value begins. */
  #key(at) {
    if (this.#text.charAt(at) !== '"') {
      return { message: "Expecting property name enclosed in double quotes", pos: at };
    }
    const end = this.#string(at);
    if (typeof end !== "number") return end;
    const colon = this.#blank(end);
    if (this.#text.charAt(colon) !== ":") return { message: "Expecting ':' delimiter", pos: colon };
    return this.#blank(colon + 1);
  }
  #afterMember(end) {
    const at = this.#blank(end);
    const c = this.#text.charAt(at);
    if (c === "}") return this.#close(at);
    if (c !== ",") return { message: "Expecting ',' delimiter", pos: at };
    const value = this.#key(this.#blank(at + 1));
    return typeof value === "number" ? this.#value(value) : value;
  }
  #afterElement(end) {
    const at = this.#blank(end);
    const c = this.#text.charAt(at);
    if (c === "]") return this.#close(at);
    if (c !== ",") return { message: "Expecting ',' delimiter", pos: at };
    return this.#value(this.#blank(at + 1));
  }
  #close(at) {
    this.#open.pop();
    return at + 1;
  }
  #string(start) {
    const text2 = this.#text;
    for (let at = start + 1; at < text2.length; at++) {
      const code = text2.charCodeAt(at);
      if (code === 34) return at + 1;
      if (code < 32) return { message: "Invalid control character at", pos: at };
      if (code !== 92) continue;
      at++;
      if (at >= text2.length) break;
      if (text2.charCodeAt(at) === 117) {
        if (at + 5 >= text2.length || !/^[0-9a-fA-F]{4}$/.test(text2.slice(at + 1, at + 5))) {
          return { message: "Invalid \\uXXXX escape", pos: at };
        }
        at += 4;
      } else if (!'"\\/bfnrt'.includes(text2.charAt(at))) {
        return { message: "Invalid \\escape", pos: at - 1 };
      }
    }
    return { message: "Unterminated string starting at", pos: start };
  }
  #blank(start) {
    let at = start;
    for (; ; ) {
      const code = this.#text.charCodeAt(at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return at;
      at++;
    }
  }
};

// packages/core/src/response/parse-json.ts
function parseJson(text2) {
  try {
    return JSON.parse(text2);
  } catch {
    throw decodeError(text2);
  }
}
function jsonFromBytes(bytes, encoding, textOf2) {
  if ((encoding === null || encoding === "") && bytes.length > 3) {
    const guess = guessJsonEncoding(bytes);
    const text2 = guess === null ? null : findTextCodec(guess)?.decodeStrict(bytes) ?? null;
    if (text2 !== null) return parseJson(text2);
  }
  return parseJson(textOf2());
}
function decodeError(text2) {
  const fault = findJsonFault(text2);
  const before = text2.lastIndexOf("\n", fault.pos - 1);
  let line = 1;
  for (let at = text2.indexOf("\n"); at >= 0 && at < fault.pos; at = text2.indexOf("\n", at + 1)) line++;
  const column = fault.pos - (fault.pos === 0 ? -1 : before);
  const error = new JSONDecodeError(`${fault.message}: line ${line} column ${column} (char ${fault.pos})`);
  return Object.assign(error, { pos: fault.pos, line, column });
}

// packages/core/src/response/raw-body.ts
var RawBody = class {
  #reader;
  constructor(reader) {
    this.#reader = reader;
  }
  /** The next `size` bytes, fewer at the end only; without `size` all that is left. Empty at the end. */
  async read(size) {
    if (size === void 0) return toContent(await this.#reader.readAll());
    if (!Number.isInteger(size) || size < 0)
      throw new TypeError(`read(size) takes a number of bytes, not ${String(size)}`);
    return toContent(await this.#reader.take(size) ?? new Uint8Array(0));
  }
  /** The pieces as they arrived. */
  async *[Symbol.asyncIterator]() {
    for await (const piece of this.#reader.pieces()) yield toContent(piece);
  }
};

// packages/core/src/platform/gzip-header.node.ts
var EXTRA = 4;
var NAME = 8;
var COMMENT = 16;
var CHECK = 2;
var RESERVED = 224;
var FIXED_LENGTH = 10;
var MAGIC = [31, 139, 8];
var GzipHeader = class {
  #field = "fixed";
  #flags = 0;
  /** Bytes of the field that were read. */
  #have = 0;
  #extra = 0;
  /** True between headers. */
  get fresh() {
    return this.#field === "fixed" && this.#have === 0;
  }
  /** True when the bytes are no gzip. */
  get bad() {
    return this.#field === "bad";
  }
  /** Reads on at `at`. Returns where the header ends, and is fresh again; -1 when it goes on or is bad. */
  read(bytes, start) {
    if (this.fresh && isPlainHeader(bytes, start)) return start + FIXED_LENGTH;
    let at = start;
    while (at < bytes.length || this.#isEmpty()) {
      if (this.#field === "done") {
        this.#next("fixed");
        return at;
      }
      if (this.#field === "bad") return -1;
      at = this.#step(bytes, at);
    }
    return -1;
  }
  /** A field without bytes, which is over before the next one comes. */
  #isEmpty() {
    return this.#field === "done" || this.#field === "extra" && this.#extra === 0;
  }
  #step(bytes, at) {
    const byte = bytes[at];
    switch (this.#field) {
      case "fixed":
        this.#readFixed(byte);
        return at + 1;
      case "extra-length":
        this.#extra |= byte << 8 * this.#have++;
        if (this.#have === 2) this.#next("extra");
        return at + 1;
      case "extra": {
        const size = Math.min(this.#extra, bytes.length - at);
        this.#extra -= size;
        if (this.#extra === 0) this.#after(EXTRA);
        return at + size;
      }
      case "name":
      case "comment": {
        const zero = bytes.indexOf(0, at);
        if (zero < 0) return bytes.length;
        this.#after(this.#field === "name" ? NAME : COMMENT);
        return zero + 1;
      }
      default:
        if (++this.#have === 2) this.#next("done");
        return at + 1;
    }
  }
  #readFixed(byte) {
    const at = this.#have++;
    if (at < 3 && byte !== MAGIC[at]) this.#next("bad");
    else if (at === 3) {
      this.#flags = byte;
      if ((byte & RESERVED) !== 0) this.#next("bad");
    } else if (this.#have === FIXED_LENGTH) this.#after(0);
  }
  /** The first of the optional fields after `field` that is there. */
  #after(field) {
    const flags = this.#flags;
    if (field < EXTRA && (flags & EXTRA) !== 0) this.#next("extra-length");
    else if (field < NAME && (flags & NAME) !== 0) this.#next("name");
    else if (field < COMMENT && (flags & COMMENT) !== 0) this.#next("comment");
    else this.#next((flags & CHECK) === 0 ? "done" : "check");
  }
  #next(field) {
    this.#field = field;
    this.#have = 0;
    if (field === "extra-length") this.#extra = 0;
  }
};
function isPlainHeader(bytes, at) {
  return bytes[at] === 31 && bytes[at + 1] === 139 && bytes[at + 2] === 8 && bytes[at + 3] === 0 && at + FIXED_LENGTH <= bytes.length;
}

// packages/core/src/platform/short-deflate.node.ts
var MAX_OUTPUT = 1024;
var ShortDeflate = class {
  #target = new Uint8Array(0);
  #start = 0;
  #limit = 0;
  /** Bytes decoded by the last `read`. */
  length = 0;
  /**
   * Decodes the stream that begins at `at` into `target` from `to` on. Returns where it ends; `'incomplete'` when it
   * goes on after `bytes`; `'other'` when it has dynamic codes, gives too much, or is bad.
   */
  read(bytes, at, target, to) {
    this.length = 0;
    if (bytes[at] === 3 && bytes[at + 1] === 0) return at + 2;
    this.#target = target;
    this.#start = to;
    this.#limit = Math.min(MAX_OUTPUT, target.length - to);
    const bits = bytes.length * 8;
    let bit = at * 8;
    for (; ; ) {
      const header = peek(bytes, bit);
      const type = header >> 1 & 3;
      if (bit + 3 > bits) return "incomplete";
      if (type > 1) return "other";
      const next = type === 0 ? this.#stored(bytes, bit + 3) : this.#fixed(bytes, bit + 3, bits);
      if (typeof next !== "number") return next;
      if ((header & 1) === 1) return Math.ceil(next / 8);
      bit = next;
    }
  }
  #stored(bytes, bit) {
    const at = Math.ceil(bit / 8);
    if (at + 4 > bytes.length) return "incomplete";
    const size = bytes[at] | bytes[at + 1] << 8;
    const check2 = bytes[at + 2] | bytes[at + 3] << 8;
    if ((size ^ check2) !== 65535 || this.length + size > this.#limit) return "other";
    const end = at + 4 + size;
    if (end > bytes.length) return "incomplete";
    let to = this.#start + this.length;
    for (let from = at + 4; from < end; from++) this.#target[to++] = bytes[from];
    this.length += size;
    return end * 8;
  }
  #fixed(bytes, from, bits) {
    let bit = from;
    for (; ; ) {
      const entry = fixedCode(peek(bytes, bit) & 511);
      bit += entry & 15;
      if (bit > bits) return "incomplete";
      const symbol = entry >> 4;
      if (symbol === 256) return bit;
      if (symbol < 256) {
        if (this.length >= this.#limit) return "other";
        this.#target[this.#start + this.length++] = symbol;
        continue;
      }
      const next = this.#match(bytes, bit, symbol);
      if (next === null) return "other";
      if (next > bits) return "incomplete";
      bit = next;
    }
  }
  /** Copies what a length code repeats. Returns the bit after its distance; `null` for a bad or too long one. */
  #match(bytes, from, symbol) {
    if (symbol > 285) return null;
    let bit = from;
    const moreLength = symbol < 265 || symbol === 285 ? 0 : symbol - 261 >> 2;
    const size = LENGTHS[symbol - 257] + (peek(bytes, bit) & (1 << moreLength) - 1);
    bit += moreLength;
    const code = REVERSED_5[peek(bytes, bit) & 31];
    if (code > 29) return null;
    bit += 5;
    const moreDistance = code < 4 ? 0 : code - 2 >> 1;
    const distance = DISTANCES[code] + (peek(bytes, bit) & (1 << moreDistance) - 1);
    bit += moreDistance;
    if (distance > this.length || this.length + size > this.#limit) return null;
    const target = this.#target;
    let at = this.#start + this.length;
    for (const end = at + size; at < end; at++) target[at] = target[at - distance];
    this.length += size;
    return bit;
  }
};
function peek(bytes, bit) {
  const at = bit >> 3;
  return ((bytes[at] ?? 0) | (bytes[at + 1] ?? 0) << 8 | (bytes[at + 2] ?? 0) << 16) >> (bit & 7);
}
var fixedCodes = null;
function fixedCode(bits) {
  fixedCodes ??= fixedTable();
  return fixedCodes[bits];
}
function fixedTable() {
  const table = new Uint16Array(512);
  for (let symbol = 0; symbol < 288; symbol++) {
    const [code, length] = symbol < 144 ? [48 + symbol, 8] : symbol < 256 ? [400 + symbol - 144, 9] : symbol < 280 ? [symbol - 256, 7] : [192 + symbol - 280, 8];
    for (let rest = reversed(code, length); rest < 512; rest += 1 << length) table[rest] = symbol << 4 | length;
  }
  return table;
}
function reversed(code, length) {
  let out = 0;
  for (let i = 0; i < length; i++) out |= (code >> i & 1) << length - 1 - i;
  return out;
}
var REVERSED_5 = Uint8Array.from({ length: 32 }, (_, code) => reversed(code, 5));
var LENGTHS = [
  3,
  4,
  5,
  6,
  7,
  8,
  9,
  10,
  11,
  13,
  15,
  17,
  19,
  23,
  27,
  31,
  35,
  43,
  51,
  59,
  67,
  83,
  99,
  115,
  131,
  163,
  195,
  227,
  258
];
var DISTANCES = [
  1,
  2,
  3,
  4,
  5,
  7,
  9,
  13,
  17,
  25,
  33,
  49,
  65,
  97,
  129,
  193,
  257,
  385,
  513,
  769,
  1025,
  1537,
  2049,
  3073,
  4097,
  6145,
  8193,
  12289,
  16385,
  24577
];

// packages/core/src/platform/zlib-inflater.node.ts
var ZlibInflater = class {
  #engine;
  #error = null;
  #ended = false;
  #wake = null;
  #fed = 0;
  constructor(engine) {
    this.#engine = engine;
    engine.on("readable", this.#notify);
    engine.on("end", () => {
      this.#ended = true;
      this.#notify();
    });
    engine.on("error", (error) => {
      this.#error = error;
      this.#notify();
    });
  }
  /** True once the coded data is known to be complete. */
  get ended() {
    return this.#ended;
  }
  /** How many of the bytes written were not part of the coded data. */
  get unused() {
    return this.#fed - this.#engine.bytesWritten;
  }
  async *write(chunk) {
    if (this.#ended || chunk.length === 0) return;
    this.#fed += chunk.length;
    let taken = false;
    this.#engine.write(chunk, () => {
      taken = true;
      this.#notify();
    });
    yield* this.#drain(() => taken);
    if (this.#engine.bytesWritten < this.#fed) this.#ended = true;
  }
  async *end() {
    if (this.#ended) return;
    this.#engine.end();
    yield* this.#drain(() => false);
  }
  close() {
    this.#engine.destroy();
  }
  #notify = () => {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  };
  async *#drain(done) {
    for (; ; ) {
      const out = this.#engine.read();
      if (out !== null) {
        yield out;
        continue;
      }
      if (this.#error !== null) throw this.#error;
      if (this.#ended || done()) return;
      await new Promise((resolve3) => {
        this.#wake = resolve3;
      });
    }
  }
};

// packages/core/src/platform/gzip.node.ts
var SMALL_INPUT = 4096;
var SMALL_OUTPUT = 65536;
var PIECE = 131072;
var TRAILER = 8;
var GzipInflater = class {
  #engines;
  #header = new GzipHeader();
  #short = new ShortDeflate();
  #phase = "header";
  /** Bytes of a trailer that is not complete. */
  #trailer = new Uint8Array(TRAILER);
  #have = 0;
  #inflater = null;
  /** Bytes that the current member's engine was given. */
  #fed = 0;
  /** Whether the last member was small. */
  #small = false;
  /** What small members gave and nobody has yet. */
  #piece = NOTHING;
  #filled = 0;
  #crc = 0;
  #size = 0;
  #members = 0;
  constructor(engines) {
    this.#engines = engines;
  }
  async *write(chunk) {
    try {
      yield* this.#decode(chunk);
    } catch (error) {
      if (this.#filled > 0) yield this.#takePiece();
      throw error;
    }
  }
  async *#decode(chunk) {
    let at = 0;
    while (at < chunk.length && this.#phase !== "junk") {
      if (this.#phase === "header") at = this.#readHeader(chunk, at);
      else if (this.#phase === "trailer") at = this.#readTrailer(chunk, at);
      else {
        const end = this.#inflater === null && this.#small ? this.#readSmall(chunk, at) : null;
        if (this.#filled > PIECE - SMALL_OUTPUT || end === null && this.#filled > 0) yield this.#takePiece();
        if (end !== null) at = end;
        else {
          const inflater = this.#begun();
          const rest = chunk.subarray(at);
          this.#fed += rest.length;
          yield* this.#check(inflater.write(rest));
          if (!inflater.ended) return;
          at = chunk.length - inflater.unused;
          this.#ended(inflater);
        }
      }
    }
    if (this.#filled > 0) yield this.#takePiece();
  }
  async *end() {
    if (this.#phase === "junk") return;
    if (this.#phase === "header" && (this.#members > 0 || this.#header.fresh)) return;
    if (this.#phase === "data" && this.#inflater !== null) yield* this.#check(this.#inflater.end());
    throw new Error("unexpected end of file");
  }
  close() {
    this.#inflater?.close();
  }
  #begun() {
    if (this.#inflater === null) {
      this.#inflater = new ZlibInflater(this.#engines.create());
      this.#fed = 0;
    }
    return this.#inflater;
  }
  #ended(inflater) {
    this.#small = this.#fed - inflater.unused <= SMALL_INPUT && this.#size <= SMALL_OUTPUT;
    inflater.close();
    this.#inflater = null;
    this.#phase = "trailer";
  }
  async *#check(source) {
    for await (const out of source) {
      this.#crc = this.#engines.crc32(out, this.#crc);
      this.#size = this.#size + out.length >>> 0;
      yield out;
    }
  }
  #readHeader(bytes, start) {
    const at = this.#header.read(bytes, start);
    if (this.#header.bad) {
      if (this.#members === 0) throw new Error("incorrect header check");
      this.#phase = "junk";
    }
    if (at < 0) return bytes.length;
    this.#crc = 0;
    this.#size = 0;
    this.#phase = "data";
    return at;
  }
  /** Decodes a member that is whole here. Returns where its data ends; `null`: it needs an engine. */
  #readSmall(bytes, at) {
    if (this.#piece.length === 0) this.#piece = new Uint8Array(PIECE);
    const short = this.#short.read(bytes, at, this.#piece, this.#filled);
    if (short === "incomplete") return null;
    if (short !== "other") {
      this.#given(this.#short.length);
      return short;
    }
    try {
      const data = bytes.subarray(at, at + SMALL_INPUT);
      const { output, used } = this.#engines.inflateRawSync(data, SMALL_OUTPUT);
      this.#piece.set(output, this.#filled);
      this.#given(output.length);
      return at + used;
    } catch {
      return null;
    }
  }
  /** The member that was just read gave `length` bytes. */
  #given(length) {
    if (length > 0) {
      const output = this.#piece.subarray(this.#filled, this.#filled + length);
      this.#crc = length < 16 ? shortCrc(output) : this.#engines.crc32(output);
    }
    this.#size = length;
    this.#filled += length;
    this.#phase = "trailer";
  }
  #takePiece() {
    const filled = this.#filled;
    this.#filled = 0;
    if (filled < PIECE / 2) return this.#piece.slice(0, filled);
    const piece = this.#piece.subarray(0, filled);
    this.#piece = NOTHING;
    return piece;
  }
  #readTrailer(bytes, start) {
    if (this.#have === 0 && start + TRAILER <= bytes.length) {
      this.#verify(uint32(bytes, start), uint32(bytes, start + 4));
      return start + TRAILER;
    }
    let at = start;
    while (this.#have < TRAILER && at < bytes.length) this.#trailer[this.#have++] = bytes[at++];
    if (this.#have === TRAILER) {
      this.#have = 0;
      this.#verify(uint32(this.#trailer, 0), uint32(this.#trailer, 4));
    }
    return at;
  }
  #verify(crc, size) {
    if (crc !== this.#crc) throw new Error("incorrect data check");
    if (size !== this.#size) throw new Error("incorrect length check");
    this.#members++;
    this.#phase = "header";
  }
};
var NOTHING = new Uint8Array(0);
var uint32 = (bytes, at) => (bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 | bytes[at + 3] << 24) >>> 0;
function shortCrc(bytes) {
  let crc = 4294967295;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = crc >>> 1 ^ (crc & 1 ? 3988292384 : 0);
  }
  return (crc ^ 4294967295) >>> 0;
}

// packages/core/src/platform/short-zstd.node.ts
var MAX_OUTPUT2 = 1024;
var SCRATCH = new Uint8Array(MAX_OUTPUT2);
var NOTHING2 = new Uint8Array(0);
var CHECKSUM_OF_NOTHING = 1373170073;
var MAX_EXPONENT = 17;
function shortZstd(frame2) {
  const header = headerOf(frame2);
  if (header === null) return null;
  const output = SCRATCH;
  let length = 0;
  let at = header.length;
  for (let last2 = false; !last2; ) {
    const block = frame2[at] | frame2[at + 1] << 8 | frame2[at + 2] << 16;
    at += 3;
    last2 = (block & 1) !== 0;
    const type = block >> 1 & 3;
    const size = block >> 3;
    if (type > 1 || length + size > MAX_OUTPUT2) return null;
    if (type === 1) output.fill(frame2[at], length, length + size);
    else output.set(frame2.subarray(at, at + size), length);
    at += type === 1 ? 1 : size;
    length += size;
  }
  if (header.size !== null && header.size !== length) return null;
  if (header.checksum && (length > 0 || uint(frame2, at, 4) !== CHECKSUM_OF_NOTHING)) return null;
  return length === 0 ? NOTHING2 : output.slice(0, length);
}
function headerOf(frame2) {
  const descriptor = frame2[4];
  const single = (descriptor & 32) !== 0;
  if ((descriptor & 11) !== 0) return null;
  if (!single && frame2[5] >> 3 > MAX_EXPONENT) return null;
  const at = single ? 5 : 6;
  const flag2 = descriptor >> 6;
  const bytes = [single ? 1 : 0, 2, 4, 8][flag2];
  if (bytes === 8) return null;
  const size = bytes === 0 ? null : uint(frame2, at, bytes) + (flag2 === 1 ? 256 : 0);
  return { length: at + bytes, size, checksum: (descriptor & 4) !== 0 };
}
function uint(bytes, at, length) {
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = value * 256 + bytes[at + i];
  return value;
}

// packages/core/src/platform/zstd-frames.node.ts
var ZstdFrames = class {
  #part = "magic";
  /** Bytes of the part under way. */
  #head = new Uint8Array(4);
  #have = 0;
  /** Bytes to pass over before the next part. */
  #skip = 0;
  #checksum = false;
  #kind = "unknown";
  /** True between frames. */
  get complete() {
    return this.#part === "magic" && this.#have === 0;
  }
  /** Of the frame under way, or of the one that has just ended. */
  get kind() {
    return this.#kind;
  }
  /** Reads on at `start`. Returns where the frame ends, or the length of `bytes` when it goes on. */
  feed(bytes, start) {
    if (this.complete) this.#kind = "unknown";
    let at = start;
    while (at < bytes.length && this.#kind !== "junk") {
      if (this.#skip > 0) {
        const step = Math.min(this.#skip, bytes.length - at);
        this.#skip -= step;
        at += step;
      } else {
        this.#head[this.#have++] = bytes[at++];
        if (this.#have < LENGTHS2[this.#part]) continue;
        this.#have = 0;
        this.#read();
      }
      if (this.#part === "rest" && this.#skip === 0) {
        this.#part = "magic";
        return at;
      }
    }
    return this.#kind === "junk" ? bytes.length : at;
  }
  #read() {
    const [a = 0, b = 0, c = 0, d = 0] = this.#head;
    switch (this.#part) {
      case "magic": {
        const data = a === 40 && b === 181 && c === 47 && d === 253;
        const skippable = a >> 4 === 5 && b === 42 && c === 77 && d === 24;
        this.#kind = data ? "data" : skippable ? "skippable" : "junk";
        this.#part = data ? "descriptor" : "size";
        break;
      }
      case "size":
        this.#skip = (a | b << 8 | c << 16 | d << 24) >>> 0;
        this.#part = "rest";
        break;
      case "descriptor": {
        const single = (a & 32) !== 0;
        const contentSize = [single ? 1 : 0, 2, 4, 8][a >> 6];
        this.#checksum = (a & 4) !== 0;
        this.#skip = (single ? 0 : 1) + [0, 1, 2, 4][a & 3] + contentSize;
        this.#part = "block";
        break;
      }
      case "block": {
        const header = a | b << 8 | c << 16;
        this.#skip = (header >> 1 & 3) === 1 ? 1 : header >> 3;
        if ((header & 1) !== 0) {
          this.#skip += this.#checksum ? 4 : 0;
          this.#part = "rest";
        }
        break;
      }
    }
  }
};
var LENGTHS2 = { magic: 4, size: 4, descriptor: 1, block: 3, rest: 0 };

// packages/core/src/platform/zstd.node.ts
var SMALL_INPUT2 = 4096;
var SMALL_OUTPUT2 = 65536;
var PIECE2 = 65536;
var AT_ONCE = 256;
var FRAME_COST = 4096;
var ZstdInflater = class {
  #engines;
  #frames = new ZstdFrames();
  /** The beginning of a frame whose kind is not known yet. */
  #kept = NOTHING3;
  #current = null;
  /** What small frames gave and nobody has yet. */
  #pieces = [];
  #filled = 0;
  /** Frames that the engine has decoded at once since the last piece. */
  #atOnce = 0;
  #overhead = 0;
  constructor(engines) {
    this.#engines = engines;
  }
  /** What was spent besides on what was decoded, in bytes that could have been decoded instead. */
  get overhead() {
    return this.#overhead;
  }
  async *write(chunk) {
    let at = 0;
    while (at < chunk.length) {
      const start = at;
      at = this.#frames.feed(chunk, start);
      const { kind } = this.#frames;
      if (kind === "junk") {
        if (this.#filled > 0) yield this.#takePiece();
        throw new Error("Unknown frame descriptor");
      }
      const stretch = join(this.#kept, chunk.subarray(start, at));
      this.#kept = kind === "unknown" ? stretch.slice() : NOTHING3;
      if (kind === "data" && !this.#readSmall(stretch)) {
        if (this.#filled > 0) yield this.#takePiece();
        yield* this.#readOn(stretch);
      } else if (this.#filled >= PIECE2 || this.#atOnce >= AT_ONCE) yield this.#takePiece();
    }
    if (this.#filled > 0) yield this.#takePiece();
  }
  async *end() {
    if (this.#current !== null) yield* this.#current.end();
    if (!this.#frames.complete) throw new Error("unexpected end of file");
  }
  close() {
    this.#current?.close();
  }
  /** Through an engine of its own. */
  async *#readOn(stretch) {
    this.#current ??= new ZlibInflater(this.#engines.create());
    yield* this.#current.write(stretch);
    if (!this.#frames.complete) return;
    yield* this.#current.end();
    this.#current.close();
    this.#current = null;
  }
  /** Decodes a frame that is whole and small. Returns false when it needs an engine. */
  #readSmall(frame2) {
    if (this.#current !== null || !this.#frames.complete || frame2.length > SMALL_INPUT2) return false;
    let output = shortZstd(frame2);
    if (output === null) {
      this.#overhead += FRAME_COST;
      this.#atOnce++;
      try {
        output = this.#engines.decompressSync(frame2, SMALL_OUTPUT2);
      } catch {
        return false;
      }
    }
    if (output.length > 0) this.#pieces.push(output);
    this.#filled += output.length;
    return true;
  }
  #takePiece() {
    const piece = concatBytes(this.#pieces);
    this.#pieces = [];
    this.#filled = 0;
    this.#atOnce = 0;
    return piece;
  }
};
var NOTHING3 = new Uint8Array(0);
var join = (a, b) => a.length === 0 ? b : concatBytes([a, b]);

// packages/core/src/platform/inflate.node.ts
var zlib = () => process.getBuiltinModule("node:zlib");
function inflatable() {
  const codings = ["gzip", "deflate", "br"];
  if ("zstd" in process.versions && typeof zlib().createZstdDecompress === "function") codings.push("zstd");
  return codings;
}
function inflateSync(coding, bytes, limit) {
  const options2 = { maxOutputLength: limit, chunkSize: chunkSizeFor(coding, bytes, limit) };
  try {
    switch (coding) {
      case "gzip":
        return zlib().gunzipSync(bytes, options2);
      case "deflate":
        return zlib().inflateSync(bytes, options2);
      case "deflate-raw":
        return zlib().inflateRawSync(bytes, options2);
      case "br":
        return zlib().brotliDecompressSync(bytes, options2);
      case "zstd":
        return zstdSync(bytes, limit);
    }
  } catch (error) {
    const code = error.code;
    if (code === "ERR_BUFFER_TOO_LARGE" || coding === "gzip") return null;
    throw error;
  }
}
var MAX_RATIO = 1032;
function chunkSizeFor(coding, bytes, limit) {
  const guess = Math.max(1024, bytes.length * 6);
  const told = coding === "gzip" && bytes.length > 4 ? sizeTold(bytes) : 0;
  if (told > guess && told < Math.min(limit, bytes.length * MAX_RATIO)) return told + 64;
  return Math.min(65536, guess);
}
var sizeTold = (bytes) => new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0, true);
function zstdSync(bytes, limit) {
  const frames = new ZstdFrames();
  if (frames.feed(bytes, 0) < bytes.length || frames.kind === "skippable") return null;
  if (!frames.complete) throw new Error("unexpected end of file");
  return zstdFrame(bytes, limit);
}
var zstdFrame = (frame2, limit) => zlib().zstdDecompressSync(frame2, { maxOutputLength: limit });
var OPTIONS = { chunkSize: 64 * 1024 };
function inflateRawSync(bytes, limit) {
  const options2 = { info: true, maxOutputLength: limit, chunkSize: 2048 };
  const { buffer, engine } = zlib().inflateRawSync(bytes, options2);
  return { output: buffer, used: engine.bytesWritten };
}
function createInflater(coding) {
  switch (coding) {
    case "gzip":
      return new GzipInflater({ create: () => zlib().createInflateRaw(OPTIONS), inflateRawSync, crc32: zlib().crc32 });
    case "zstd":
      return new ZstdInflater({
        create: () => zlib().createZstdDecompress(OPTIONS),
        decompressSync: zstdFrame
      });
    case "deflate":
      return new ZlibInflater(zlib().createInflate(OPTIONS));
    case "deflate-raw":
      return new ZlibInflater(zlib().createInflateRaw(OPTIONS));
    case "br":
      return new ZlibInflater(zlib().createBrotliDecompress(OPTIONS));
  }
}

// packages/core/src/response/decode-pace.ts
var STRETCH = 5;
var DecodePace = class {
  #check;
  #since = performance.now();
  /** @param check throws when decoding is to end */
  constructor(check2) {
    this.#check = check2;
  }
  /** Called before each piece of work; a promise when others have their turn first. */
  next() {
    this.#check?.();
    if (performance.now() - this.#since > STRETCH) return this.#rest();
  }
  async #rest() {
    await turn();
    this.#since = performance.now();
    this.#check?.();
  }
};
function turn() {
  return new Promise((resolve3) => {
    schedule(resolve3);
  });
}
var schedule = globalThis.setImmediate ?? ((callback) => setTimeout(callback, 0));

// packages/core/src/response/gather-pieces.ts
var SMALL = 1024;
var PATIENCE = 16;
var FULL = 16384;
async function* gatherPieces(source) {
  const iterator = source[Symbol.asyncIterator]();
  let pending = null;
  let ended = false;
  let small = 0;
  try {
    for (; ; ) {
      const result = await (pending ?? iterator.next());
      pending = null;
      if (result.done === true) {
        ended = true;
        return;
      }
      let piece = result.value;
      small = piece.length < SMALL ? small + 1 : 0;
      if (small > PATIENCE) {
        const gathered = [piece];
        let size = piece.length;
        const late = turn().then(() => null);
        while (size < FULL) {
          pending = iterator.next();
          pending.catch(() => {
          });
          const more = await Promise.race([pending, late]).catch(() => null);
          if (more === null || more.done === true) break;
          pending = null;
          gathered.push(more.value);
          size += more.value.length;
        }
        piece = concatBytes(gathered);
      }
      yield piece;
    }
  } catch (error) {
    ended = true;
    throw error;
  } finally {
    if (!ended) {
      const closing = iterator.return?.();
      if (pending === null) await closing;
      else closing?.catch(() => {
      });
    }
  }
}

// packages/core/src/response/ratio-allowance.ts
var FREE = 10 * 1024 * 1024;
function ratioAllowance(received2, maxRatio) {
  return Math.max(FREE, received2 * maxRatio);
}
var CODING_OVERHEAD = 65536;
function codedAllowance(maxBodySize) {
  return 2 * maxBodySize + CODING_OVERHEAD;
}

// packages/core/src/response/decode-budget.ts
var SLICE = 16 * 1024;
var DecodeBudget = class {
  #limits;
  #received = 0;
  constructor(limits) {
    this.#limits = limits;
  }
  received(bytes) {
    this.#received += bytes;
  }
  /** How many decoded bytes may come of what was received so far. */
  get allowance() {
    const { maxBodySize, maxRatio } = this.#limits;
    const byRatio = maxRatio === null ? Number.POSITIVE_INFINITY : ratioAllowance(this.#received, maxRatio);
    return Math.min(byRatio, maxBodySize ?? Number.POSITIVE_INFINITY);
  }
  /** @throws ContentTooLarge when a coding gave more than the ratio allows. */
  checkRatio(decoded) {
    const { maxRatio } = this.#limits;
    if (maxRatio === null || decoded <= ratioAllowance(this.#received, maxRatio)) return;
    throw new ContentTooLarge(
      `The body expands to more than ${maxRatio} times its size: ${this.#received} bytes gave over ${decoded}.`
    );
  }
  /** @throws ContentTooLarge when the body is larger than `maxBodySize`. */
  checkSize(decoded) {
    const { maxBodySize } = this.#limits;
    if (maxBodySize === null || decoded <= maxBodySize) return;
    throw new ContentTooLarge(`The body is larger than maxBodySize (${maxBodySize} bytes).`);
  }
  /** @throws ContentTooLarge when what one coding gave to the next is more than a body of `maxBodySize` needs. */
  checkCoded(decoded) {
    const { maxBodySize } = this.#limits;
    if (maxBodySize !== null && decoded > codedAllowance(maxBodySize)) this.checkSize(decoded);
  }
  /** In slices, so that a bomb is told by its beginning: what is still to come does not count yet. */
  async *countReceived(source) {
    for await (const chunk of gatherPieces(source)) {
      for (let at = 0; at < chunk.length; at += SLICE) {
        const slice = chunk.length <= SLICE ? chunk : chunk.subarray(at, at + SLICE);
        this.#received += slice.length;
        yield slice;
      }
    }
  }
  async *limitSize(source) {
    let size = 0;
    for await (const chunk of source) {
      size += chunk.length;
      this.checkSize(size);
      yield chunk;
    }
  }
};

// packages/core/src/response/undo-coding.ts
async function* undoCoding(source, coding, undo) {
  const { pace } = undo;
  const undoing = new Undoing(coding, undo);
  try {
    for await (const chunk of source) {
      const rest = pace.next();
      if (rest !== void 0) await rest;
      yield* undoing.write(chunk);
    }
    yield* undoing.end();
  } finally {
    undoing.close();
  }
}
var Undoing = class {
  #coding;
  #undo;
  #inflater = null;
  /** What came before the two bytes that tell the variant. */
  #head = [];
  #produced = 0;
  constructor(coding, undo) {
    this.#coding = coding;
    this.#undo = undo;
  }
  async *write(chunk) {
    if (this.#inflater !== null) {
      yield* this.#guard(this.#inflater.write(chunk));
      return;
    }
    this.#head.push(chunk);
    const head = concatBytes(this.#head);
    if (head.length >= 2) yield* this.#begin(head);
  }
  async *end() {
    if (this.#inflater === null) {
      const head = concatBytes(this.#head);
      if (head.length === 0) return;
      yield* this.#begin(head);
    }
    if (this.#inflater !== null) yield* this.#guard(this.#inflater.end());
  }
  close() {
    this.#inflater?.close();
  }
  #begin(head) {
    this.#inflater = createInflater(variantOf(this.#coding, head));
    this.#head = [];
    return this.#guard(this.#inflater.write(head));
  }
  async *#guard(decoded) {
    const { budget, pace, outermost, innermost } = this.#undo;
    const iterator = decoded[Symbol.asyncIterator]();
    for (; ; ) {
      let next;
      try {
        next = await iterator.next();
      } catch (error) {
        throw badData(this.#coding, error);
      }
      if (next.done !== true) this.#produced += next.value.length;
      const overhead = outermost ? 0 : this.#inflater?.overhead ?? 0;
      budget.checkRatio(this.#produced + overhead);
      if (!innermost) budget.checkCoded(this.#produced);
      if (next.done === true) return;
      if (next.value.length > 0) yield next.value;
      const rest = pace.next();
      if (rest !== void 0) await rest;
    }
  }
};
function variantOf(coding, bytes) {
  if (coding !== "deflate") return coding;
  const [first = 0, second = 0] = bytes;
  return (first & 15) === 8 && first >> 4 <= 7 && (first << 8 | second) % 31 === 0 ? "deflate" : "deflate-raw";
}
function badData(coding, cause) {
  return new ContentDecodingError(`Received response with content-encoding: ${coding}, but failed to decode it.`, {
    cause
  });
}

// packages/core/src/response/decode-content.ts
var SYNC_INPUT = 256 * 1024;
var SYNC_OUTPUT = 2 * 1024 * 1024;
function decodeWhole(bytes, codings, limits, check2 = null) {
  const budget = new DecodeBudget(limits);
  budget.received(bytes.length);
  if (codings.length === 0 || bytes.length === 0) {
    budget.checkSize(bytes.length);
    return bytes;
  }
  let decoded = bytes;
  for (const coding of codings) {
    if (decoded.length === 0) continue;
    if (decoded.length >= SYNC_INPUT) return collect(bytes, codings, { limits, check: check2 });
    decoded = decodeSync(coding, decoded, Math.min(budget.allowance, SYNC_OUTPUT));
    if (decoded === null) return collect(bytes, codings, { limits, check: check2 });
  }
  budget.checkSize(decoded.length);
  return decoded;
}
function decodeSync(coding, bytes, limit) {
  try {
    return inflateSync(variantOf(coding, bytes), bytes, Math.max(1, limit));
  } catch (error) {
    throw badData(coding, error);
  }
}
async function collect(bytes, codings, { limits, check: check2 }) {
  const chunks = [];
  for await (const chunk of decodeStream(only(bytes), codings, limits, check2)) chunks.push(chunk);
  return concatBytes(chunks);
}
async function* only(bytes) {
  yield bytes;
}
function decodeStream(source, codings, limits, check2 = null) {
  if (codings.length === 0 && limits.maxBodySize === null) return source;
  const budget = new DecodeBudget(limits);
  let stream = codings.length === 0 ? source : budget.countReceived(source);
  const pace = new DecodePace(check2);
  for (const [index, coding] of codings.entries()) {
    const [outermost, innermost] = [index === 0, index === codings.length - 1];
    stream = undoCoding(stream, coding, { budget, pace, outermost, innermost });
  }
  return budget.limitSize(stream);
}

// packages/core/src/transport/phase-timer.ts
function errorFromSignal(signal) {
  const reason = signal.reason;
  if (reason instanceof Timeout) return reason;
  const name = reason?.name;
  if (name === "TimeoutError") return new Timeout("The request timed out: its signal fired.", { cause: reason });
  return new AbortError("The request was aborted.", { cause: reason });
}
function needsTimer(request) {
  return request.timeout.connect !== null || request.timeout.read !== null || request.signal !== null;
}
var PhaseTimer = class {
  #read;
  #connect;
  #signal;
  #host;
  #fail;
  #timer = null;
  #deadline = 0;
  #reading = false;
  /** A clock is running: for the connection, or for bytes. */
  #running = false;
  #polled = false;
  constructor(request, fail) {
    this.#connect = request.timeout.connect;
    this.#read = request.timeout.read;
    this.#signal = request.signal;
    this.#host = hostOf(request.url);
    this.#fail = fail;
    if (this.#signal !== null) this.#signal.addEventListener("abort", this.#onAbort, { once: true });
    if (this.#connect !== null) {
      this.#running = true;
      this.#deadline = now() + this.#connect;
      this.#timer = setTimeout(this.#onConnectTimeout, this.#connect);
    }
  }
  /** The connection is ready; the request goes out. */
  connected() {
    if (!this.#reading) this.#rest();
  }
  /** The request is out; from now on the server owes bytes. */
  sent() {
    if (this.#fail === null) return;
    this.connected();
    this.#reading = true;
    this.activity();
  }
  /** Bytes came. */
  activity() {
    if (this.#read === null || this.#fail === null) return;
    this.#reading = true;
    this.#running = true;
    this.#deadline = now() + this.#read;
    this.#timer ??= setTimeout(this.#onReadTimer, this.#read);
  }
  /** The consumer is not reading; its slowness is not the server's. */
  pause() {
    if (this.#reading) this.#rest();
  }
  /** The exchange is over; nothing fires any more. Idempotent. */
  stop() {
    this.#fail = null;
    this.#rest();
    this.#signal?.removeEventListener("abort", this.#onAbort);
  }
  #rest() {
    this.#running = false;
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
  }
  #onAbort = () => {
    this.#fire(errorFromSignal(this.#signal));
  };
  #onConnectTimeout = () => {
    this.#timer = null;
    if (this.#early(this.#onConnectTimeout)) return;
    this.#fire(new ConnectTimeout(`Connecting to ${this.#host} timed out after ${this.#connect} ms.`));
  };
  #onReadTimer = () => {
    this.#timer = null;
    if (this.#early(this.#onReadTimer)) return;
    this.#fire(new ReadTimeout(`${this.#host} sent nothing for ${this.#read} ms.`));
  };
  /**
   * Node's timers may fire up to a millisecond early: never before the deadline. Nor before what has already arrived
   * was looked at: a loop that was blocked runs its timers first.
   */
  #early(again) {
    const left = this.#deadline - now();
    if (left > 0) {
      this.#timer = setTimeout(again, Math.ceil(left));
      return true;
    }
    if (this.#polled) return false;
    this.#polled = true;
    afterPoll(() => {
      if (this.#running && this.#timer === null) again();
      this.#polled = false;
    });
    return true;
  }
  #fire(error) {
    const fail = this.#fail;
    this.stop();
    fail?.(error);
  }
};
var afterPoll = globalThis.setImmediate ?? ((callback) => setTimeout(callback, 0));
var now = () => performance.now();
function hostOf(url) {
  const start = url.indexOf("//") + 2;
  let end = url.length;
  for (let i = start; i < url.length; i++) {
    const c = url.charCodeAt(i);
    if (c === 47 || c === 63 || c === 35) {
      end = i;
      break;
    }
  }
  return url.slice(start, end);
}

// packages/core/src/response/content-codings.ts
var MAX_CODINGS = 5;
var supported = null;
function supportedCodings() {
  supported ??= inflatable();
  return supported.slice();
}
function contentCodings(headers) {
  const header = headers.get("content-encoding");
  if (header === null || header === "") return [];
  const applied = header.toLowerCase().split(",").map((name) => name.trim()).filter((name) => name !== "");
  if (applied.length > MAX_CODINGS) {
    throw new ContentDecodingError(`Too many content encodings in the chain: ${applied.length} > ${MAX_CODINGS}`);
  }
  const codings = [];
  for (const name of applied.reverse()) {
    if (name === "identity") continue;
    const coding = name === "x-gzip" ? "gzip" : name;
    if (!(supported ?? supportedCodings()).includes(coding)) break;
    codings.push(coding);
  }
  return codings;
}

// packages/core/src/response/response-body.ts
var MAX_ASIDE = 65536;
var ResponseBody = class {
  #response;
  #decoding;
  /** As it came, not decoded yet. */
  #whole = null;
  #content = null;
  #raw = null;
  #decoded = null;
  #failure = null;
  #consumed = false;
  #closed = false;
  /** Ends decoding. */
  #signal = null;
  #onEnd = null;
  constructor(body, response, decoding) {
    this.#response = response;
    this.#decoding = decoding;
    if (body instanceof Uint8Array) this.#whole = body;
    else this.#raw = new BodyReader(body, this.lengthFramed);
  }
  /** As urllib3: of a body with a length, a piece that breaks off is lost; of a chunked one, what came is given. */
  get lengthFramed() {
    return this.#response.headers.has("content-length");
  }
  /** True when nothing is left to be read from the connection. */
  get settled() {
    return this.#content !== null || this.#whole !== null;
  }
  /** Decoding ends when the signal fires; `onEnd` is called once nothing is left to be decoded. */
  endWith(signal, onEnd2) {
    this.#signal = signal;
    this.#onEnd = onEnd2;
    this.#raw?.onEnd(() => {
      if (this.#decoded === null || this.#decoded === this.#raw) this.#finished();
    });
  }
  /** All of it, decoded. */
  get content() {
    if (this.#whole !== null) this.load();
    if (this.#content !== null) return this.#content;
    this.throwFailure();
    if (this.#consumed) throw this.#consumedError();
    const response = this.#response;
    throw new ResponseNotRead("The body was not read yet: call `await response.read()` first.", { response });
  }
  /** The bytes as they came. */
  get raw() {
    this.#raw ??= new BodyReader(onePiece(this.#whole ?? this.#content));
    return this.#raw;
  }
  /** What iterating works on: the content when it is there, else the reader of what is left. */
  iterable() {
    if (this.#whole !== null && (this.#whole.byteLength < 65536 || this.#codings().length === 0)) this.load();
    if (this.#content !== null) return this.#content;
    this.throwFailure();
    if (this.#consumed) throw this.#consumedError();
    return this.#reader();
  }
  /** It was iterated to its end. */
  consumed() {
    this.#consumed = true;
  }
  /** Reads what is left. */
  async read() {
    if (this.#content === null && this.#failure === null) {
      if (this.#consumed) throw this.#consumedError();
      await this.load();
      this.throwFailure();
    }
    return this.content;
  }
  /**
   * Reads and decodes all of it; a promise only when that takes time. What goes wrong is kept for whoever asks for the
   * body: a redirect with a broken body is followed.
   */
  load() {
    const whole = this.#whole;
    if (whole === null) return this.#content === null && this.#failure === null ? this.#loadPieces() : void 0;
    const { limits } = this.#decoding;
    try {
      const codings = this.#codings();
      if (codings.length === 0 && limits.maxBodySize === null) {
        this.#settle(whole);
        return;
      }
      const check2 = this.#signal === null ? null : () => this.#checkDecoding();
      const decoded = decodeWhole(whole, codings, limits, check2);
      if (!(decoded instanceof Uint8Array)) {
        return decoded.then(
          (content) => this.#settle(content),
          (error) => this.#fail(error)
        );
      }
      this.#settle(decoded);
    } catch (error) {
      this.#fail(error);
    }
  }
  /**
   * As `load`, for a body that nobody may ever ask for, a redirect's: a coded one is kept as it came, and decoded when
   * somebody does. What the client underneath decodes is given up when it is large.
   */
  collect() {
    const begun = this.settled || this.#failure !== null || this.#decoded !== null || this.#consumed;
    if (!this.#response.headers.has("content-encoding")) return this.#consumed ? void 0 : this.load();
    if (begun) return this.#decoded === null || this.#consumed ? void 0 : this.load();
    return this.#decoding.decode ? this.#collectRaw() : this.#collectDecoded();
  }
  /** Throws what went wrong. */
  throwFailure() {
    if (this.#failure !== null) throw this.#failure.error;
  }
  /** Gives the rest up. As in Requests, what is read afterwards is nothing rather than an error. */
  async close() {
    if (this.settled) return;
    this.#closed = true;
    if (!this.#consumed && this.#failure === null) this.#content = toContent(new Uint8Array(0));
    await Promise.all([this.#decoded?.close(), this.#raw?.close()]);
    this.#finished();
  }
  #finished() {
    const onEnd2 = this.#onEnd;
    this.#onEnd = null;
    onEnd2?.();
  }
  /** @throws AbortError when it was closed before its end */
  throwIfClosed() {
    if (this.#closed) throw this.#closedError();
  }
  /** @throws Timeout, AbortError when decoding is to end */
  #checkDecoding() {
    const { request } = this.#response;
    if (this.#signal?.aborted === true) {
      const error = errorFromSignal(this.#signal);
      throw request === null ? error : stamped(error, request);
    }
    this.throwIfClosed();
  }
  #closedError() {
    const response = this.#response;
    return new AbortError("The response was closed while its body was being read.", { response });
  }
  async #loadPieces() {
    try {
      const content = await this.#reader().readAll();
      this.throwIfClosed();
      this.#settle(content);
      this.#consumed = true;
    } catch (error) {
      this.#fail(error);
    }
  }
  async #collectRaw() {
    try {
      this.#whole = await this.raw.readAll();
      this.#raw = null;
    } catch (error) {
      this.#fail(error);
    }
  }
  async #collectDecoded() {
    try {
      const { raw } = this;
      const start = await raw.take(MAX_ASIDE);
      const more = start !== null && start.byteLength === MAX_ASIDE;
      if (more) await raw.close();
      this.#settle(start === null || more ? new Uint8Array(0) : start);
    } catch (error) {
      this.#fail(error);
    }
  }
  #settle(content) {
    this.#whole = null;
    this.#content = toContent(content);
  }
  #fail(error) {
    const { request } = this.#response;
    this.#whole = null;
    this.#content = null;
    this.#failure = { error: request === null ? error : stamped(error, request) };
  }
  /** The codings to undo. Asked for even when the client has decoded: too long a chain is refused on every transport. */
  #codings() {
    const codings = contentCodings(this.#response.headers);
    return this.#decoding.decode ? codings : [];
  }
  #reader() {
    if (this.#decoded === null) {
      const { raw } = this;
      let codings;
      try {
        codings = this.#codings();
      } catch (error) {
        this.#decodingEnded(true);
        throw error;
      }
      this.#decoded = codings.length === 0 ? raw : this.#decodedReader(raw, codings);
    }
    return this.#decoded;
  }
  #decodedReader(raw, codings) {
    const check2 = () => this.#checkDecoding();
    const stream = decodeStream(raw.pieces(), codings, this.#decoding.limits, check2);
    const reader = new BodyReader(stream);
    reader.onEnd((failed) => this.#decodingEnded(failed));
    return reader;
  }
  #decodingEnded(failed) {
    if (failed) this.#raw?.close().catch(() => {
    });
    this.#finished();
  }
  #consumedError() {
    const response = this.#response;
    return new StreamConsumedError("The content for this response was already consumed", { response });
  }
};
async function* onePiece(bytes) {
  if (bytes !== null && bytes.byteLength > 0) yield bytes;
}

// packages/core/src/response/standard-schema.ts
function validated(schema, value, response) {
  const standard = schema?.["~standard"];
  if (typeof standard?.validate !== "function") throw new TypeError("json(schema) takes a Standard Schema");
  const result = standard.validate(value);
  if (result instanceof Promise) {
    throw new TypeError("json(schema) is synchronous: the schema must not validate asynchronously");
  }
  if (result.issues === void 0) return result.value;
  const first = result.issues[0];
  const error = new InvalidJSONError(
    `The JSON does not match its schema${where(first)}: ${first?.message ?? "refused"}`,
    { response }
  );
  throw Object.assign(error, { issues: result.issues });
}
function where(issue) {
  if (!issue?.path?.length) return "";
  return ` at ${issue.path.map((part) => String(typeof part === "object" ? part.key : part)).join(".")}`;
}

// packages/core/src/response/response.ts
var LONGEST_REASON = 500;
var NO_LIMITS = { maxBodySize: null, maxRatio: null };
var Response = class {
  statusCode;
  /** The phrase after the status, one character a byte; `''` when there was none. */
  reason;
  /** The URL that answered, fragment included. */
  url;
  httpVersion;
  headers;
  /** The request that got this answer. */
  request;
  /** Milliseconds from sending to the end of the response's head. */
  elapsed;
  /** The redirects (and challenges) that led here, oldest first. */
  history = [];
  /** The request that a redirect asks for, when it was not followed. */
  next = null;
  #body;
  #encoding;
  #apparent = null;
  #cookies = null;
  constructor(init = {}) {
    this.statusCode = init.statusCode ?? 200;
    this.reason = init.reason ?? "";
    this.url = init.url ?? init.request?.url ?? "";
    this.httpVersion = init.httpVersion ?? "1.1";
    this.headers = init.headers instanceof HeaderMap ? init.headers : new HeaderMap(init.headers ?? null);
    this.request = init.request ?? null;
    this.elapsed = init.elapsed ?? 0;
    const { decode: decode3 = true, limits = NO_LIMITS } = init;
    const body = init.body ?? "";
    this.#body = new ResponseBody(typeof body === "string" ? utf8(body) : body, this, { decode: decode3, limits });
  }
  /** True for a status that is no error: below 400 (and beyond 599, as in Requests). */
  get ok() {
    return this.statusCode < 400 || this.statusCode >= 600;
  }
  /** True when the server redirects and says where to. */
  get isRedirect() {
    return isRedirectStatus(this.statusCode) && this.headers.has("location");
  }
  /** True for a redirect that is to be remembered: 301 and 308. */
  get isPermanentRedirect() {
    return (this.statusCode === 301 || this.statusCode === 308) && this.headers.has("location");
  }
  /** The charset that `text` uses: from the headers as Requests guesses it, or as it was set. `null`: detected. */
  get encoding() {
    if (this.#encoding === void 0) this.#encoding = encodingFromHeaders(this.headers.get("content-type"));
    return this.#encoding;
  }
  set encoding(name) {
    this.#encoding = name;
  }
  /** The charset as detected from the bytes. */
  get apparentEncoding() {
    this.#apparent ??= detectEncoding(this.content);
    return this.#apparent;
  }
  /** The body, decoded. @throws ResponseNotRead before `read()` of a streamed one; StreamConsumedError after iterating. */
  get content() {
    return this.#body.content;
  }
  /** The body as text, by `encoding` or else as detected; bad bytes become U+FFFD. */
  get text() {
    const { content } = this;
    return content.byteLength === 0 ? "" : decodeText(content, this.encoding || this.apparentEncoding);
  }
  /**
   * The body parsed as JSON; with a Standard Schema, validated by it.
   * @throws JSONDecodeError when it is none; InvalidJSONError, with `issues`, when the schema refuses it
   */
  // biome-ignore lint/suspicious/noExplicitAny: as of `fetch`, what JSON holds is the caller's to say.
  json(schema) {
    const { content } = this;
    let value;
    try {
      value = jsonFromBytes(content, this.encoding, () => this.text);
    } catch (error) {
      throw Object.assign(error, { response: this, request: this.request });
    }
    return schema === void 0 ? value : validated(schema, value, this);
  }
  /** Links of the Link header (RFC 8288), by `rel` or else by URL. */
  get links() {
    const header = this.headers.get("link");
    return header === null ? {} : parseLinks(header);
  }
  /** The cookies that this response set. */
  get cookies() {
    if (this.#cookies === null) {
      this.#cookies = new CookieJar();
      const setCookies = this.headers.getSetCookie();
      if (setCookies.length > 0) this.#cookies.store(this.request?.url ?? this.url, setCookies);
    }
    return this.#cookies;
  }
  /** This response. @throws HTTPError for a 4xx or 5xx status, with Requests' message */
  raiseForStatus() {
    const { statusCode } = this;
    if (statusCode < 400 || statusCode >= 600) return this;
    const kind = statusCode < 500 ? "Client" : "Server";
    const url = redactUrl(this.url);
    const shown = this.history.length > 0 ? printable(url) : url;
    const message = `${statusCode} ${kind} Error: ${printable(this.reason, LONGEST_REASON)} for url: ${shown}`;
    throw new HTTPError(message, { response: this });
  }
  /** The body as it came, undecoded: for a response got with `stream: true`. */
  get raw() {
    return new RawBody(this.#body.raw);
  }
  iterContent(options2 = {}) {
    return iterateResponse(this.#body.iterable(), options2, {
      encoding: this.encoding,
      onEnd: () => this.#body.consumed()
    });
  }
  iterLines(options2 = {}) {
    const chunkSize = ownOptions(options2).chunkSize ?? (!this.#body.settled && this.#body.lengthFramed ? 512 : null);
    return linesOf(this.iterContent({ ...options2, chunkSize }), options2);
  }
  [Symbol.asyncIterator]() {
    return this.iterContent();
  }
  /** Reads what is left of a streamed body, after which `content`, `text` and `json()` work. */
  async read() {
    if (prepareText === null) return this.#body.read();
    const again = this.#body.settled;
    const content = await this.#body.read();
    await prepareText(this, again);
    return content;
  }
  /** Reads and decodes the body; what goes wrong is kept for `throwFailure`. @internal */
  load() {
    const pending = this.#body.load();
    if (prepareText === null) return pending;
    return pending === void 0 ? this.#prepareText() : pending.then(() => this.#prepareText());
  }
  #prepareText() {
    if (this.#body.settled) return prepareText?.(this, false);
  }
  /** Decoding ends when the signal fires; `onEnd` is called once nothing is left to be decoded. @internal */
  endWith(signal, onEnd2) {
    this.#body.endWith(signal, onEnd2);
  }
  /** Reads the body in passing: a coded one is decoded when somebody asks for it. @internal */
  collect() {
    return this.#body.collect();
  }
  /** Throws what went wrong with the body. @internal */
  throwFailure() {
    this.#body.throwFailure();
  }
  /** Throws when it was closed before the end of its body. @internal */
  throwIfClosed() {
    this.#body.throwIfClosed();
  }
  /** Streams the decoded body into a file; a failed download leaves nothing under that name. @returns bytes written */
  save(path, options2 = {}) {
    return saveResponse(this, path, options2);
  }
  /** Gives the connection back, or drops it when the body was not read to its end. Idempotent. */
  async close() {
    await this.#body.close();
  }
  [Symbol.asyncDispose]() {
    return this.close();
  }
  /** For logs: the head, with `***` for userinfo, and for headers and query values that are secret. */
  toJSON() {
    const { statusCode, reason, url, httpVersion, elapsed } = this;
    return { statusCode, reason, url: redactUrl(url), httpVersion, headers: shownHeaders(this.headers), elapsed };
  }
};
inspectAs(Response, (response) => `<Response [${response.statusCode}]>`);

// packages/core/src/response/status-codes.ts
var NAMES = {
  100: ["continue"],
  101: ["switching_protocols"],
  102: ["processing", "early-hints"],
  103: ["checkpoint"],
  122: ["uri_too_long", "request_uri_too_long"],
  200: ["ok", "okay", "all_ok", "all_okay", "all_good", "\\o/", "\u2713"],
  201: ["created"],
  202: ["accepted"],
  203: ["non_authoritative_info", "non_authoritative_information"],
  204: ["no_content"],
  205: ["reset_content", "reset"],
  206: ["partial_content", "partial"],
  207: ["multi_status", "multiple_status", "multi_stati", "multiple_stati"],
  208: ["already_reported"],
  226: ["im_used"],
  300: ["multiple_choices"],
  301: ["moved_permanently", "moved", "\\o-"],
  302: ["found"],
  303: ["see_other", "other"],
  304: ["not_modified"],
  305: ["use_proxy"],
  306: ["switch_proxy"],
  307: ["temporary_redirect", "temporary_moved", "temporary"],
  308: ["permanent_redirect", "resume_incomplete", "resume"],
  400: ["bad_request", "bad"],
  401: ["unauthorized"],
  402: ["payment_required", "payment"],
  403: ["forbidden"],
  404: ["not_found", "-o-"],
  405: ["method_not_allowed", "not_allowed"],
  406: ["not_acceptable"],
  407: ["proxy_authentication_required", "proxy_auth", "proxy_authentication"],
  408: ["request_timeout", "timeout"],
  409: ["conflict"],
  410: ["gone"],
  411: ["length_required"],
  412: ["precondition_failed", "precondition"],
  413: ["request_entity_too_large", "content_too_large"],
  414: ["request_uri_too_large", "uri_too_long"],
  415: ["unsupported_media_type", "unsupported_media", "media_type"],
  416: ["requested_range_not_satisfiable", "requested_range", "range_not_satisfiable"],
  417: ["expectation_failed"],
  418: ["im_a_teapot", "teapot", "i_am_a_teapot"],
  421: ["misdirected_request"],
  422: ["unprocessable_entity", "unprocessable", "unprocessable_content"],
  423: ["locked"],
  424: ["failed_dependency", "dependency"],
  425: ["unordered_collection", "unordered", "too_early"],
  426: ["upgrade_required", "upgrade"],
  428: ["precondition_required", "precondition"],
  429: ["too_many_requests", "too_many"],
  431: ["header_fields_too_large", "fields_too_large"],
  444: ["no_response", "none"],
  449: ["retry_with", "retry"],
  450: ["blocked_by_windows_parental_controls", "parental_controls"],
  451: ["unavailable_for_legal_reasons", "legal_reasons"],
  499: ["client_closed_request"],
  500: ["internal_server_error", "server_error", "/o\\", "\u2717"],
  501: ["not_implemented"],
  502: ["bad_gateway"],
  503: ["service_unavailable", "unavailable"],
  504: ["gateway_timeout"],
  505: ["http_version_not_supported", "http_version"],
  506: ["variant_also_negotiates"],
  507: ["insufficient_storage"],
  509: ["bandwidth_limit_exceeded", "bandwidth"],
  510: ["not_extended"],
  511: ["network_authentication_required", "network_auth", "network_authentication"]
};
var codes = build2();
function build2() {
  const table = /* @__PURE__ */ Object.create(null);
  for (const [code, names] of Object.entries(NAMES)) {
    for (const name of names) {
      table[name] = Number(code);
      if (!/^[\\/]/.test(name)) table[name.toUpperCase()] = Number(code);
    }
  }
  return Object.freeze(table);
}

// packages/core/src/url/ip-address.ts
var IPV42 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
function ipAddress(host) {
  const v4 = IPV42.exec(host);
  if (v4 !== null) {
    const octets = v4.slice(1).map(BigInt);
    if (octets.some((octet) => octet > 255n)) return null;
    return { bits: octets.reduce((sum, octet) => sum * 256n + octet, 0n), width: 32 };
  }
  const address = withoutZone(host);
  if (!address.includes(":") || address.includes(".") || !isIpv6(address)) return null;
  const [head = "", tail = ""] = address.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === "" ? [] : tail.split(":");
  const groups = [...left, ...Array(8 - left.length - right.length).fill("0"), ...right];
  return { bits: groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n), width: 128 };
}
function withoutZone(host) {
  const percent = host.indexOf("%");
  return percent >= 0 && host.includes(":") ? host.slice(0, percent) : host;
}
function network(text2, canonical) {
  const slash = text2.indexOf("/");
  const length = text2.slice(slash + 1);
  if (slash < 0 || !/^\d{1,3}$/.test(length)) return null;
  const base = ipAddress(canonical(text2.slice(0, slash)));
  const prefix = Number(length);
  return base === null || prefix > base.width ? null : { ...base, prefix };
}
function inNetwork({ bits, width }, net7) {
  const shift = BigInt(width - net7.prefix);
  return width === net7.width && bits >> shift === net7.bits >> shift;
}

// packages/core/src/guard/private-networks.ts
var networks = (list) => list.split(" ").map((text2) => network(text2, (host) => host));
var PRIVATE_V4 = networks(
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"
);
var GLOBAL_V6 = network("2000::/3", (host) => host);
var PRIVATE_V6 = networks("2001::/23 2001:db8::/32 3fff::/20");
var NAT64 = network("64:ff9b::/96", (host) => host);
var SIX_TO_FOUR = network("2002::/16", (host) => host);
var LOW_32 = 0xffffffffn;
function isPrivate(address) {
  if (address.width === 32) return PRIVATE_V4.some((net7) => inNetwork(address, net7));
  const { bits } = address;
  if (inNetwork(address, NAT64)) return embedsPrivate(bits);
  if (!inNetwork(address, GLOBAL_V6) || PRIVATE_V6.some((net7) => inNetwork(address, net7))) return true;
  if (inNetwork(address, SIX_TO_FOUR) && embedsPrivate(bits >> 80n)) return true;
  const interfaceId = bits >> 32n & LOW_32;
  return (interfaceId & ~0x02000000n) === 0x5efen && embedsPrivate(bits);
}
function embedsPrivate(bits) {
  return isPrivate({ bits: bits & LOW_32, width: 32 });
}

// packages/core/src/guard/host-guard.ts
function hostGuard(allowHosts, denyPrivate) {
  if (allowHosts === null && !denyPrivate) return null;
  if (allowHosts !== null && !Array.isArray(allowHosts)) throw new TypeError("allowHosts must be a list, or null");
  const key = JSON.stringify([allowHosts, denyPrivate]);
  if (lastGuard === null || lastKey !== key) {
    lastGuard = new Guard(allowHosts, denyPrivate);
    lastKey = key;
  }
  return lastGuard;
}
var lastKey = "";
var lastGuard = null;
var Guard = class {
  addresses;
  #allowed;
  constructor(allowHosts, denyPrivate) {
    this.#allowed = allowHosts === null ? null : new AllowedHosts(allowHosts);
    this.addresses = denyPrivate ? new PublicAddresses(this.#allowed?.networks ?? []) : null;
  }
  check(url) {
    const written = urlParts(url)?.host ?? "";
    const host = withoutZone(canonicalHost(written));
    if (host === "" || this.#allowed?.has(host) === false) {
      throw new HostNotAllowed(`The host '${written}' is not among the session's allowHosts.`);
    }
    if (this.addresses === null) return;
    const local = host === "localhost" || host.endsWith(".localhost");
    if (ipAddress(host) === null ? local && !this.addresses.permits("127.0.0.1") : !this.addresses.permits(host)) {
      throw new HostNotAllowed(`The host '${written}' is not on the public Internet (denyPrivateNetworks).`);
    }
  }
};
var AllowedHosts = class {
  networks;
  #names;
  #suffixes;
  #all;
  constructor(entries) {
    const networks2 = [];
    const names = /* @__PURE__ */ new Set();
    const suffixes = [];
    for (const entry of entries) {
      const net7 = typeof entry === "string" ? networkOf(entry) : null;
      if (net7 !== null) networks2.push(net7);
      else if (entry !== "*" && !isName(entry))
        throw new TypeError(`allowHosts holds no host name, address or network: ${entry}`);
      else if (entry.startsWith("*.")) suffixes.push(`.${canonicalHost(entry.slice(2))}`);
      else names.add(canonicalHost(entry));
    }
    this.networks = networks2;
    this.#names = names;
    this.#suffixes = suffixes;
    this.#all = names.has("*");
  }
  has(host) {
    if (this.#all || this.#names.has(host)) return true;
    const address = ipAddress(host);
    if (address !== null) return this.networks.some((net7) => inNetwork(address, net7));
    return this.#suffixes.some((suffix) => host.length > suffix.length && host.endsWith(suffix));
  }
};
function networkOf(entry) {
  if (entry.includes("/")) return network(entry, canonicalHost);
  const address = ipAddress(canonicalHost(entry));
  return address === null ? null : { ...address, prefix: address.width };
}
function isName(entry) {
  return typeof entry === "string" && /^(?:\*\.)?[^\s*:/?#@[\]\\]+$/.test(entry);
}
var PublicAddresses = class {
  key;
  #exempt;
  constructor(exempt) {
    this.#exempt = exempt;
    this.key = `public${exempt.map(({ bits, width, prefix }) => `+${width}:${bits.toString(16)}/${prefix}`).join("")}`;
  }
  permits(address) {
    const ip = ipAddress(canonicalHost(address));
    if (ip === null) return false;
    return !isPrivate(ip) || this.#exempt.some((net7) => inNetwork(ip, net7));
  }
};

// packages/core/src/session/as-fetch.ts
var NULL_BODY = /* @__PURE__ */ new Set([101, 204, 205, 304]);
function asFetch(session, options2 = {}) {
  return async (input, init) => {
    const request = new globalThis.Request(input, init);
    const { redirect } = request;
    const data = request.body === null ? null : await bodyOf2(request, init?.body);
    let response;
    try {
      response = await session.request(request.method, urlOf(input), {
        ...options2,
        headers: request.headers,
        data,
        signal: request.signal,
        stream: true,
        allowRedirects: redirect === "follow"
      });
    } catch (error) {
      request.signal.throwIfAborted();
      throw error instanceof RequestException ? new TypeError("fetch failed", { cause: error }) : error;
    }
    if (redirect === "error" && response.isRedirect) {
      await response.close();
      throw new TypeError("fetch failed: unexpected redirect");
    }
    return toFetchResponse(response);
  };
}
function urlOf(input) {
  return typeof input === "object" && "url" in input ? input.url : String(input);
}
async function bodyOf2(request, given) {
  const streamed = typeof given?.getReader === "function";
  return streamed ? request.body : new Uint8Array(await request.arrayBuffer());
}
function toFetchResponse(response) {
  const headers = new Headers();
  const coded = response.headers.has("content-encoding");
  for (const [name, value] of response.headers) {
    if (!(coded && /^content-length$/i.test(name))) headers.append(name, value);
  }
  const { statusCode: status, reason, url } = response;
  const inRange = status >= 200 && status <= 599;
  const empty = NULL_BODY.has(status) || response.request?.method === "HEAD";
  const result = new globalThis.Response(empty ? null : streamOf(response), {
    status: inRange ? status : 200,
    statusText: /[^\t\u0020-\u00ff]/.test(reason) ? "" : reason,
    headers
  });
  if (empty) void response.close();
  Object.defineProperty(result, "url", { value: url.split("#", 1)[0] });
  Object.defineProperty(result, "redirected", { value: response.history.length > 0 });
  if (!inRange) Object.defineProperty(result, "status", { value: status });
  return result;
}
function streamOf(response) {
  const chunks = response.iterContent();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      cancel: () => response.close()
    },
    { highWaterMark: 0 }
  );
}

// packages/core/src/cookies/to-jar.ts
function toJar(cookies) {
  if (cookies === null || cookies === void 0) return new CookieJar();
  return cookies instanceof CookieJar ? cookies : CookieJar.from(cookies);
}

// packages/core/src/platform/absence.ts
var PAUSE = 20;
var BURST = 64;
var Absence = class {
  /** Questions in a row that found nothing. */
  #burst = 0;
  #asked = Number.NEGATIVE_INFINITY;
  #looked = Number.NEGATIVE_INFINITY;
  #interval;
  /** `interval`: milliseconds between two looks in a burst. */
  constructor(interval) {
    this.#interval = interval;
  }
  /** True when nothing was there a moment ago; else it is to be looked for. `now`: of `performance`. */
  holds(now2) {
    this.#burst = now2 - this.#asked < PAUSE ? this.#burst + 1 : 0;
    this.#asked = now2;
    return this.#burst > BURST && now2 - this.#looked < this.#interval;
  }
  /** It was looked for, and is not there. */
  confirm(now2) {
    this.#looked = now2;
  }
  /** It is there. */
  end() {
    this.#burst = 0;
    this.#asked = Number.NEGATIVE_INFINITY;
  }
};

// packages/core/src/platform/variable.ts
function variable(env, name) {
  const value = env[name];
  return value === void 0 || !Object.hasOwn(env, name) ? void 0 : value;
}

// packages/core/src/send/in-flight.ts
var count = 0;
var MANY = 8;
function departed() {
  count++;
}
function returned() {
  count--;
}
function underLoad() {
  return count >= MANY;
}

// packages/core/src/proxies/environment.ts
var SPELLINGS = new Map(
  ["http", "https", "all"].map((scheme) => [scheme, [`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`]])
);
function environmentProxy(env, scheme) {
  const [lower, upper] = SPELLINGS.get(scheme) ?? [`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`];
  const lowerValue = variable(env, lower);
  if (lowerValue !== void 0) return lowerValue || null;
  const value = variable(env, upper);
  if (!value || scheme === "http" && variable(env, "REQUEST_METHOD") !== void 0) return null;
  return value;
}
function environmentKey(env, scheme) {
  if (environmentProxy(env, scheme) !== null) return scheme;
  return environmentProxy(env, "all") === null ? null : "all";
}
var noProxy = Object.assign(/* @__PURE__ */ Object.create(null), {
  http: new Absence(0.25),
  https: new Absence(0.25)
});
function proxyEnvironment(scheme) {
  const absence = noProxy[scheme];
  const now2 = performance.now();
  if (absence?.holds(now2) === true && underLoad()) return null;
  const env = environment();
  if (environmentKey(env, scheme) === null) {
    absence?.confirm(now2);
    return null;
  }
  absence?.end();
  return env;
}
function environmentNoProxy(env) {
  return variable(env, "no_proxy") || variable(env, "NO_PROXY") || "";
}

// packages/core/src/proxies/no-proxy.ts
function bypassesProxy(url, noProxy2) {
  const parts = urlParts(url);
  if (parts === null || parts.host === "") return true;
  if (noProxy2 === "") return false;
  if (noProxy2 === "*") return true;
  const host = withoutZone(canonicalHost(parts.host));
  const address = ipAddress(host);
  for (const entry of noProxy2.replaceAll(" ", "").split(",")) {
    if (entry === "") continue;
    if (entry.includes("/")) {
      if (address !== null && isIn(address, entry)) return true;
      continue;
    }
    const { name, port } = hostAndPort(entry);
    if (port !== null && port !== parts.port) continue;
    const own4 = withoutZone(canonicalHost(name));
    if (own4 === "") continue;
    if (host === own4 || address === null && host.endsWith(`.${own4}`)) return true;
  }
  return false;
}
function hostAndPort(entry) {
  const undotted = entry.replace(/^\.+/, "");
  const bracket = /^\[([^\]]*)\](?::(\d+))?$/.exec(undotted);
  if (bracket !== null) return { name: `[${bracket[1]}]`, port: bracket[2] ?? null };
  const colon = undotted.indexOf(":");
  if (colon < 0 || undotted.includes(":", colon + 1)) return { name: undotted, port: null };
  return { name: undotted.slice(0, colon), port: undotted.slice(colon + 1) };
}
function isIn(address, entry) {
  const net7 = network(entry, canonicalHost);
  return net7 !== null && net7.prefix > 0 && inNetwork(address, net7);
}

// packages/core/src/proxies/select.ts
var NONE2 = Object.freeze(/* @__PURE__ */ Object.create(null));
function selectProxy(url, proxies) {
  if (proxies === null || proxies === NONE2) return null;
  const key = matchingKey(url, proxies);
  if (key === null) return null;
  const proxy = proxies[key];
  if (!proxy) return null;
  const noProxy2 = own(proxies, "no_proxy");
  return noProxy2 && bypassesProxy(url, noProxy2) ? null : proxy;
}
function resolveProxies(sources) {
  const explicit2 = mergeProxies(sources.session, sources.request);
  const { env, url } = sources;
  if (env === null || explicit2 !== NONE2 && matchingKey(url, explicit2) !== null) return explicit2;
  const scheme = schemeOf(url);
  const key = environmentKey(env, scheme);
  if (key === null) return explicit2;
  if (bypassesProxy(url, own(explicit2, "no_proxy") ?? environmentNoProxy(env))) return explicit2;
  return Object.assign(/* @__PURE__ */ Object.create(null), explicit2, { [key]: environmentProxy(env, key) });
}
function proxiesFor(sources) {
  const { url, request, session, trustEnv } = sources;
  return resolveProxies({ url, request, session, env: trustEnv ? proxyEnvironment(schemeOf(url)) : null });
}
function mergeProxies(session, request) {
  if (isEmpty2(request)) return isEmpty2(session) ? NONE2 : session;
  if (isEmpty2(session)) return request;
  const merged = Object.assign(/* @__PURE__ */ Object.create(null), session);
  for (const [key, value] of Object.entries(request)) if (value !== void 0) merged[key] = value;
  return merged;
}
function isEmpty2(proxies) {
  if (proxies === null || proxies === void 0) return true;
  for (const key in proxies) if (Object.hasOwn(proxies, key)) return false;
  return true;
}
function matchingKey(url, proxies) {
  const scheme = schemeOf(url);
  const parts = namesHost(proxies) ? urlParts(url) : null;
  const host = parts === null || parts.host === "" ? null : parts;
  const byHost = host === null ? null : hostKey(scheme, host, proxies);
  if (byHost !== null) return byHost;
  if (own(proxies, scheme) !== void 0) return scheme;
  const allByHost = host === null ? null : hostKey("all", host, proxies);
  if (allByHost !== null) return allByHost;
  return own(proxies, "all") === void 0 ? null : "all";
}
function namesHost(proxies) {
  for (const key in proxies) if (key.includes("://")) return true;
  return false;
}
function hostKey(scheme, parts, proxies) {
  const written = `${scheme}://${parts.host.toLowerCase().replace(/^\[|\]$/g, "")}`;
  if (own(proxies, written) !== void 0) return written;
  const canonical = `${scheme}://${canonicalHost(parts.host)}`;
  return own(proxies, canonical) === void 0 ? null : canonical;
}
function own(proxies, key) {
  return Object.hasOwn(proxies, key) ? proxies[key] : void 0;
}
function schemeOf(url) {
  if (url.startsWith("http://")) return "http";
  return url.slice(0, Math.max(0, url.indexOf(":"))).toLowerCase();
}

// packages/core/src/send/verification.ts
function verification({ verify, trustEnv }) {
  if (verify !== void 0 || !trustEnv) return verify;
  const env = environment();
  return variable(env, "REQUESTS_CA_BUNDLE") || variable(env, "CURL_CA_BUNDLE") || void 0;
}

// packages/core/src/send/drain.ts
async function drain(response) {
  try {
    await response.collect();
    response.throwFailure();
  } catch (error) {
    if (!(error instanceof ChunkedEncodingError) && !(error instanceof ContentDecodingError)) throw error;
  }
  await response.close();
}

// packages/core/src/send/rewind.ts
function checkRewindable(request, purpose) {
  const { source } = request;
  if (source instanceof StreamBody && !source.rewindable) {
    throw new UnrewindableBodyError(
      `Unable to rewind request body for ${purpose}: give bytes, a Blob or a file instead of a stream.`,
      { request }
    );
  }
}

// packages/core/src/send/auth-flow.ts
var MAX_ROUNDS = 30;
async function runAuthFlow(request, steps) {
  const flow = request.auth?.authFlow(request, { redirected: steps.redirected });
  if (flow === void 0) return steps.exchange(request);
  const challenges = [];
  let response = null;
  let finished2 = false;
  try {
    for (; ; ) {
      const step = await (response === null ? flow.next() : flow.next(response));
      if (step.done === true) {
        finished2 = true;
        break;
      }
      if (response !== null) {
        if (challenges.length >= MAX_ROUNDS) {
          throw new TooManyRedirects(`Authentication took more than ${MAX_ROUNDS} rounds.`, { response });
        }
        await drain(response);
        keepCookies(step.value, response);
        checkRewindable(step.value, "authentication");
        response.history = challenges.slice();
        challenges.push(response);
      }
      response = await steps.exchange(step.value);
    }
  } finally {
    if (!finished2) await flow.return(void 0);
  }
  if (response === null) return steps.exchange(request);
  response.history = challenges;
  return response;
}
function keepCookies(request, challenge) {
  const setCookies = challenge.headers.getSetCookie();
  if (setCookies.length === 0) return;
  request.cookies ??= new CookieJar();
  request.cookies.store(challenge.url, setCookies);
  applyCookies(request);
}

// packages/core/src/send/required-capabilities.ts
var ASKED = [
  "address-guard",
  "any-method",
  "bad-ports",
  "client-cert",
  "connect",
  "empty-user-agent",
  "get-body",
  "header-bytes",
  "hop-headers",
  "host-header",
  "proxy",
  "raw-target",
  "socks",
  "streaming-upload",
  "tls"
];
var complete = /* @__PURE__ */ new WeakMap();
function requireCapabilities(transport, request, prepared) {
  let all = complete.get(transport);
  if (all === void 0) {
    all = ASKED.every((capability) => transport.capabilities.has(capability));
    complete.set(transport, all);
  }
  if (all) return;
  for (const capability of ASKED) {
    if (transport.capabilities.has(capability)) continue;
    const reason = NEEDS[capability]?.(request);
    if (reason) throw new UnsupportedByTransport(transport.name, capability, { request: prepared, reason });
  }
}
var UNCOMMON_METHOD = /^(?:TRACE|TRACK|.*-.*)$/;
var NEEDS = {
  "address-guard": ({ guard }) => (guard ?? null) !== null && "denyPrivateNetworks is set",
  "any-method": ({ method }) => UNCOMMON_METHOD.test(method) && `the method is ${method}`,
  "bad-ports": ({ url }) => BAD_PORTS.has(whatwg(url)?.port ?? "") && "the Fetch standard blocks the port",
  "client-cert": ({ url, tls: tls5 }) => tls5.cert !== null && isHttps(url) && "cert is set",
  connect: ({ url, proxy }) => proxy !== null && !isSocks(proxy.url) && isHttps(url) && "https goes through a proxy",
  "empty-user-agent": ({ headers }) => headers.get("user-agent") === "" && "User-Agent is empty",
  "get-body": ({ method, body }) => body !== null && (method === "GET" || method === "HEAD") && `${method} has a body`,
  "header-bytes": ({ headers }) => {
    for (const [name, value] of headers) if (/[^\u0000-\u007f]/.test(value)) return `the value of ${name} is not ASCII`;
    return false;
  },
  "hop-headers": ({ headers }) => {
    for (const [name, value] of headers) {
      if (HOP_HEADERS.has(name.toLowerCase())) return `the header ${name} is set`;
      if (sameName(name, "connection") && value.toLowerCase() !== "keep-alive") return "the header Connection is set";
    }
    return false;
  },
  "host-header": ({ headers }) => headers.has("host") && "the header Host is set",
  proxy: ({ url, proxy }) => proxy !== null && !isSocks(proxy.url) && !isHttps(url) && "a proxy is set",
  "raw-target": ({ url }) => rewritten(url) && "a WHATWG URL parser would rewrite the URL",
  socks: ({ proxy }) => proxy !== null && isSocks(proxy.url) && "a SOCKS proxy is set",
  "streaming-upload": ({ headers }) => headers.has("transfer-encoding") && "the body is sent in chunks",
  tls: ({ url, tls: tls5 }) => (!tls5.verify || tls5.ca !== null) && isHttps(url) && "verify is set"
};
var HOP_HEADERS = /* @__PURE__ */ new Set(["te", "upgrade", "expect", "keep-alive", "trailer", "proxy-connection"]);
var BAD_PORTS = new Set(
  "0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080".split(" ")
);
function isHttps(url) {
  return url.startsWith("https:");
}
function isSocks(url) {
  return url.startsWith("socks");
}
function whatwg(url) {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}
function rewritten(url) {
  const plain = url.replace(/^(http:\/\/[^/]*):80(?=\/)/, "$1").replace(/^(https:\/\/[^/]*):443(?=\/)/, "$1");
  return whatwg(url)?.href !== plain;
}

// packages/core/src/body/passed-on.ts
function passedOn(source, pass) {
  return {
    get rewindable() {
      return source.rewindable ?? false;
    },
    [Symbol.asyncIterator]: () => pass(source)
  };
}
function inPieces(bytes) {
  return {
    rewindable: true,
    async *[Symbol.asyncIterator]() {
      for (let start = 0; start < bytes.byteLength; start += 65536) yield bytes.subarray(start, start + 65536);
    }
  };
}

// packages/core/src/transport/stale-connection.ts
var STALE = /* @__PURE__ */ Symbol.for("@req/core stale connection");
function markStale(error) {
  return Object.defineProperty(error, STALE, { value: true });
}
function isStale(error) {
  return typeof error === "object" && error !== null && error[STALE] === true;
}

// packages/core/src/send/body-limit.ts
function bodyLimit(headers, limits, decode3) {
  const { maxBodySize, maxRatio } = limits;
  const coded = headers.has("content-encoding");
  const plain = maxBodySize === null ? null : atMost(maxBodySize, maxBodySize);
  if (!coded) return plain;
  if (decode3) return maxBodySize === null ? null : atMost(codedAllowance(maxBodySize), maxBodySize);
  const length = headers.get("content-length");
  if (maxRatio === null || length === null) return plain;
  const bytes = ratioAllowance(Number(length), maxRatio);
  if (plain !== null && plain.bytes <= bytes) return plain;
  return {
    bytes,
    message: `The body expands to more than ${maxRatio} times its size: ${length} bytes gave over ${bytes}.`
  };
}
function atMost(bytes, maxBodySize) {
  return { bytes, message: `The body is larger than maxBodySize (${maxBodySize} bytes).` };
}

// packages/core/src/send/guarded-body.ts
var abandoned = new FinalizationRegistry((inner) => {
  inner.return?.().catch(() => {
  });
});
var GuardedBody = class {
  #inner;
  #guard;
  #meter;
  #received = 0;
  #ended = false;
  constructor(body, guard) {
    this.#inner = body[Symbol.asyncIterator]();
    this.#guard = guard;
    abandoned.register(this, this.#inner, this);
    this.#meter = guard.progress === null ? null : new ProgressMeter(guard.progress.total, guard.progress.listener);
  }
  async next() {
    if (this.#ended) return { done: true, value: void 0 };
    try {
      const result = await this.#inner.next();
      if (result.done) {
        this.#meter?.end();
        this.#end();
        return { done: true, value: void 0 };
      }
      this.#received += result.value.byteLength;
      const { limit, request } = this.#guard;
      if (limit !== null && this.#received > limit.bytes) {
        await this.#inner.return?.();
        throw new ContentTooLarge(limit.message, { request });
      }
      this.#meter?.add(result.value.byteLength);
      return { done: false, value: result.value };
    } catch (error) {
      this.#end();
      if (error instanceof ReadTimeout) alsoKindOf(error, ConnectionError);
      throw stamped(error, this.#guard.request);
    }
  }
  async return() {
    if (!this.#ended) {
      this.#end();
      await this.#inner.return?.();
    }
    return { done: true, value: void 0 };
  }
  [Symbol.asyncIterator]() {
    return this;
  }
  #end() {
    this.#ended = true;
    abandoned.unregister(this);
  }
};

// packages/core/src/send/response-head.ts
var LONGEST_LINE = 65536;
var MOST_LINES = 2e3;
function headFault({ status, headers }) {
  if (status === 101) return "The server switched protocols, which nobody had asked for.";
  const flat = headers.toFlat();
  if (flat.length > 2 * MOST_LINES) return `The server sent more than ${MOST_LINES} header lines.`;
  let length = null;
  let coded = false;
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i];
    const value = flat[i + 1];
    if (value.length > LONGEST_LINE) return `The server sent a header line of more than ${LONGEST_LINE} bytes.`;
    if (name.length === 14 && sameName(name, "content-length")) {
      if (length !== null) return "The server sent two Content-Length lines.";
      length = value;
    } else if (name.length === 17 && sameName(name, "transfer-encoding")) coded = true;
  }
  if (length === null) return null;
  if (!/^\d+$/.test(length)) return "The server sent a Content-Length that is no number.";
  return coded ? "The server sent both Content-Length and Transfer-Encoding." : null;
}
async function refuseHead(answer) {
  const { body } = answer;
  if (!(body instanceof Uint8Array)) await body[Symbol.asyncIterator]().return?.();
  throw new ConnectionError(headFault(answer) ?? "");
}

// packages/core/src/proxies/proxy-settings.ts
var SOCKS = /^socks(?:4a?|5h?)$/;
var HAS_SCHEME = /^(?:[a-zA-Z][a-zA-Z0-9+-]*:|\/)/;
var settled2 = /* @__PURE__ */ new Map();
var MAX_SETTLED = 100;
function proxySettings(proxyUrl) {
  const known2 = settled2.get(proxyUrl);
  if (known2 !== void 0) return known2;
  const settings = settle(proxyUrl);
  if (settled2.size >= MAX_SETTLED) settled2.clear();
  settled2.set(proxyUrl, settings);
  return settings;
}
function settle(proxyUrl) {
  if (typeof proxyUrl !== "string") throw new InvalidProxyURL("A proxy must be a URL as a string, or null.");
  const hasScheme = HAS_SCHEME.test(proxyUrl);
  const parsed = parseProxyUrl(hasScheme ? proxyUrl : `http://${proxyUrl}`);
  const { scheme, host, port, userinfo } = parsed;
  if (host === null) {
    const hint = hasScheme && !proxyUrl.includes("//") ? " Write it as http://host:port." : "";
    throw new InvalidProxyURL(`Please check proxy URL. It is malformed and could be missing the host.${hint}`);
  }
  const address = `${host}${port === null ? "" : `:${port}`}`;
  const headers = new HeaderMap();
  if (scheme === "http" || scheme === "https") {
    const colon = userinfo?.indexOf(":") ?? -1;
    if (userinfo !== null && colon > 0) {
      const password = unquote(userinfo.slice(colon + 1));
      headers.set("Proxy-Authorization", basicAuthHeader(unquote(userinfo.slice(0, colon)), password));
    }
    return Object.freeze({ url: `${scheme}://${address}`, headers });
  }
  if (scheme !== null && SOCKS.test(scheme))
    return Object.freeze({ url: `${scheme}://${userinfo === null ? "" : `${userinfo}@`}${address}`, headers });
  if (scheme?.startsWith("socks") === true)
    throw new InvalidSchema(`Unknown SOCKS version ${scheme}: use socks4, socks4a, socks5 or socks5h.`);
  throw new InvalidURL(`Proxy URL had unsupported scheme ${scheme}, should use http://, https:// or socks5://`);
}
function parseProxyUrl(text2) {
  try {
    return parseUrl(text2);
  } catch {
    throw new InvalidURL("Failed to parse the URL of the proxy: its host or port is not valid.");
  }
}

// packages/core/src/send/proxied-url.ts
function proxiedUrl(url) {
  const match = /^(http:\/\/[^/?]+)([^?]*)(.*)$/.exec(url);
  if (match === null) return url;
  return `${match[1]}${removeDotSegments(match[2])}${match[3]}`;
}

// packages/core/src/send/default-tls.ts
var DEFAULT_TLS = Object.freeze({ verify: true, ca: null, cert: null });

// packages/core/src/send/tls-settings.ts
var UNVERIFIED = Object.freeze({ verify: false, ca: null, cert: null });
function tlsSettings(verify, cert) {
  if (cert === null) {
    if (verify === void 0 || verify === true || verify === "") return DEFAULT_TLS;
    if (verify === false) return UNVERIFIED;
  }
  const ca = verify === void 0 || typeof verify === "boolean" || verify === "" ? null : bundle(verify);
  return settingsFor(verify !== false, ca, cert === null ? null : certificate(cert));
}
var known = [];
function settingsFor(verify, ca, cert) {
  const found = known.find(
    (tls5) => tls5.verify === verify && tls5.ca === ca && tls5.cert?.cert === cert?.cert && tls5.cert?.key === cert?.key && tls5.cert?.passphrase === cert?.passphrase
  );
  if (found !== void 0) return found;
  const settings = Object.freeze({ verify, ca, cert });
  known.push(settings);
  if (known.length > 32) known.shift();
  return settings;
}
function bundle(verify) {
  if (typeof verify !== "string" || isPem(verify)) return verify;
  return load(verify, "a suitable TLS CA certificate bundle");
}
function certificate(cert) {
  if (typeof cert === "string") {
    const both = isPem(cert) ? cert : load(cert, "the TLS certificate file");
    return { cert: both, key: both };
  }
  if (Array.isArray(cert)) {
    if (cert.length !== 2) throw new TypeError("cert given as a list must be [cert, key]");
    return {
      cert: pem(cert[0], "the TLS certificate file"),
      key: pem(cert[1], "the TLS key file")
    };
  }
  const { cert: own4, key, passphrase } = ownOptions(cert);
  if (own4 === void 0 || key === void 0)
    throw new TypeError("cert must be a path, [cert, key] or { cert, key, passphrase? }");
  const pair = { cert: pem(own4, "the TLS certificate file"), key: pem(key, "the TLS key file") };
  return passphrase === void 0 ? pair : { ...pair, passphrase };
}
function pem(value, what) {
  return typeof value !== "string" || isPem(value) ? value : load(value, what);
}
function isPem(text2) {
  return text2.includes("-----BEGIN ");
}
var loaded = /* @__PURE__ */ new Map();
function load(path, what) {
  const stamp = fileStamp(path);
  if (stamp === null) throw new SSLError(`Could not find ${what}, invalid path: ${path}`);
  const cached2 = loaded.get(path);
  if (cached2?.stamp === stamp) return cached2.content;
  let content;
  try {
    content = isDirectory(path) ? readDirectory(path) : readFile(path);
  } catch (cause) {
    throw new SSLError(`Could not read ${what}: ${path}`, { cause });
  }
  loaded.set(path, { stamp, content });
  return content;
}
function readDirectory(path) {
  const texts = [];
  for (const name of listDirectory(path)) {
    if (!/\.(?:pem|crt|cer|\d+)$/.test(name)) continue;
    const text2 = new TextDecoder().decode(readFile(`${path}/${name}`));
    if (isPem(text2) && !texts.includes(text2)) texts.push(text2);
  }
  return new TextEncoder().encode(texts.join("\n"));
}

// packages/core/src/send/check-head.ts
var FORBIDDEN2 = /[^\t\x20-\x7e\x80-\xff]/;
var checked = new LastFields();
function checkHead(method, headers) {
  checkMethod(method);
  const flat = headers.toFlat();
  if (checked.matches(flat)) return;
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i];
    if (!isToken(name)) throw new InvalidHeader(`Invalid header name: ${JSON.stringify(name)}`);
    if (!FORBIDDEN2.test(flat[i + 1])) continue;
    throw new InvalidHeader(
      `The value of header ${JSON.stringify(name)} holds a control character or one beyond ISO-8859-1.`
    );
  }
  checked.remember(flat);
}

// packages/core/src/send/framing.ts
function frame(prepared, headers) {
  const { source } = prepared;
  if (source === null) {
    const length2 = headers.get("content-length");
    if (length2 !== null && length2 !== "0") {
      throw new InvalidHeader("Content-Length is set, but there is no body: leave the header out.", {
        request: prepared
      });
    }
    headers.delete("transfer-encoding");
    return null;
  }
  if (source instanceof StreamBody) return frameStream(source, prepared, headers);
  const bytes = typeof source === "string" ? utf8(source) : source;
  const length = headers.get("content-length");
  if (length === null) headers.set("Transfer-Encoding", "chunked");
  else {
    if (length !== String(bytes.byteLength)) headers.set("Content-Length", String(bytes.byteLength));
    headers.delete("transfer-encoding");
  }
  return bytes;
}
function frameStream(source, prepared, headers) {
  const length = headers.get("content-length");
  if (length === null) {
    headers.set("Transfer-Encoding", "chunked");
    return source;
  }
  headers.delete("transfer-encoding");
  if (!/^\d+$/.test(length))
    throw new InvalidHeader("Content-Length must be a number of bytes.", { request: prepared });
  return passedOn(source, (body) => exactly(body, Number(length), prepared));
}
async function* exactly(source, length, request) {
  let sent = 0;
  for await (const chunk of source) {
    sent += chunk.byteLength;
    if (sent > length)
      throw new InvalidHeader(`The body has more than the ${length} bytes that Content-Length says.`, { request });
    yield chunk;
  }
  if (sent < length) throw new InvalidHeader(`The body has ${sent} bytes, Content-Length says ${length}.`, { request });
}

// packages/core/src/send/repair-wire-url.ts
function repairWireUrl(url) {
  if (!/^https?:/i.test(url)) return url.split("#", 1)[0].replace(/^([^:/]+:\/\/)[^/?]*@/, "$1");
  const match = /^([^:]+:\/\/)(?:[^/?#]*@)?([^/?#]*)([^?#]*)(?:\?([^#]*))?/.exec(url);
  if (match === null) throw new InvalidURL(`Invalid URL '${redactUrl(url)}': No host supplied`);
  const path = encodeComponent(match[3] || "/", PATH_CHARS);
  const query = !match[4] ? "" : `?${encodeComponent(match[4], QUERY_CHARS)}`;
  return `${match[1].toLowerCase()}${wireAuthority(match[2], url)}${path}${query}`;
}
function wireAuthority(authority2, url) {
  const { host, port } = parseHostPort(authority2, true);
  if (host === "") throw new InvalidURL(`Invalid URL '${redactUrl(url)}': No host supplied`);
  return /[^\u0000-\u007f]/.test(authority2) ? `${host}${port === null ? "" : `:${port}`}` : authority2.toLowerCase();
}

// packages/core/src/send/wire-url.ts
var lastReady2 = null;
function wireUrl(url) {
  if (url === lastReady2) return url;
  if (isOnWire(url)) {
    lastReady2 = url;
    return url;
  }
  return repairWireUrl(url);
}

// packages/core/src/send/transport-request.ts
function transportRequest(prepared, { transport, settings, proxies }) {
  const url = wireUrl(prepared.url);
  settings.guard?.check(url);
  const headers = prepared.headers.copy();
  let body = frame(prepared, headers);
  if (settings.onUploadProgress !== null && body !== null) {
    const length = headers.get("content-length");
    const listener = settings.onUploadProgress;
    const total = length === null ? null : Number(length);
    body = passedOn(
      body instanceof Uint8Array ? inPieces(body) : body,
      (pieces2) => trackProgress(pieces2, total, listener)
    );
  }
  const proxy = proxyFor(url, proxies);
  if (proxy !== null) withoutProxyCredentials(url, headers, proxy);
  checkHead(prepared.method, headers);
  return {
    method: prepared.method,
    url: proxy?.url.startsWith("http") === true ? proxiedUrl(url) : url,
    headers,
    body,
    timeout: settings.timeout,
    // A certificate's path is checked for http too, as Requests does.
    tls: settings.cert === null && !speaksTls(url, proxy) ? DEFAULT_TLS : tlsSettings(verification(settings), settings.cert),
    proxy,
    signal: settings.signal,
    stream: settings.stream || isCounted(transport, settings),
    guard: settings.guard?.addresses ?? null
  };
}
function isCounted(transport, { onDownloadProgress, limits }) {
  return onDownloadProgress !== null || limits.maxBodySize !== null || !transport.capabilities.has("raw-body");
}
function speaksTls(url, proxy) {
  return url.startsWith("https:") || proxy?.url.startsWith("https:") === true;
}
function proxyFor(url, proxies) {
  const proxyUrl = selectProxy(url, proxies);
  return proxyUrl ? proxySettings(proxyUrl) : null;
}
function withoutProxyCredentials(url, headers, proxy) {
  if (url.startsWith("https:") || proxy.headers.has("proxy-authorization")) headers.delete("proxy-authorization");
}

// packages/core/src/send/exchange.ts
function exchange(prepared, context) {
  const started = performance.now();
  const { transport, settings } = context;
  let sent;
  let answer;
  try {
    const request = transportRequest(prepared, context);
    const checking = requireCapabilities(transport, request, prepared);
    if (settings.signal?.aborted) throw errorFromSignal(settings.signal);
    answer = checking === void 0 ? Promise.resolve(transport.send(request)) : checking.then(() => transport.send(request));
    sent = { prepared, context, request, started };
  } catch (error) {
    return Promise.reject(stamped(error, prepared));
  }
  departed();
  return answer.then(
    (response) => {
      returned();
      return received(response, sent);
    },
    (error) => {
      returned();
      if (mayBeRepeated(sent.request, error)) return repeated(sent);
      throw stamped(error, prepared);
    }
  );
}
async function repeated(sent) {
  let answer;
  try {
    answer = await sent.context.transport.send(sent.request);
  } catch (error) {
    throw stamped(error, sent.prepared);
  }
  return received(answer, sent);
}
function received(answer, { prepared, context, started }) {
  if (headFault(answer) !== null) return refused(answer, prepared);
  const { settings } = context;
  const response = responseOf(answer, prepared, context);
  response.elapsed = performance.now() - started;
  if (settings.stream) return handedOn(response, context);
  const inPassing = settings.allowRedirects && response.isRedirect && prepared.hooks.response.length === 0;
  const pending = inPassing ? response.collect() : response.load();
  return pending === void 0 ? handedOn(response, context) : pending.then(() => handedOn(response, context));
}
function handedOn(response, context) {
  return context.arrived === null ? response : context.arrived(response, context);
}
async function refused(answer, prepared) {
  try {
    return await refuseHead(answer);
  } catch (error) {
    throw stamped(error, prepared);
  }
}
function responseOf(answer, prepared, { transport, settings }) {
  const decode3 = transport.capabilities.has("raw-body");
  const whole = answer.body instanceof Uint8Array && !settings.stream && settings.onDownloadProgress === null;
  const response = new Response({
    statusCode: answer.status,
    reason: answer.reason,
    url: prepared.url,
    httpVersion: answer.httpVersion,
    headers: answer.headers,
    body: whole ? answer.body : guardedBody(answer, { prepared, settings, decode: decode3 }),
    request: prepared,
    decode: decode3,
    limits: settings.limits
  });
  if (settings.signal !== null) response.endWith(settings.signal, settings.onEnd);
  return response;
}
var IDEMPOTENT = /* @__PURE__ */ new Set(["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"]);
function mayBeRepeated({ method, body }, error) {
  return isStale(error) && (body === null || body instanceof Uint8Array) && IDEMPOTENT.has(method);
}
function guardedBody(answer, { prepared: request, settings, decode: decode3 }) {
  const { headers } = answer;
  const length = headers.get("content-length");
  const listener = settings.onDownloadProgress;
  return new GuardedBody(answer.body instanceof Uint8Array ? inPieces(answer.body) : answer.body, {
    request,
    limit: bodyLimit(headers, settings.limits, decode3),
    progress: listener === null ? null : { total: length === null ? null : Number(length), listener }
  });
}

// packages/core/src/send/finish.ts
function finished(response, settings) {
  if (settings.stream) return response;
  const pending = response.load();
  if (pending !== void 0) return loaded2(response, pending);
  response.throwFailure();
  return response;
}
async function loaded2(response, pending) {
  await pending;
  response.throwFailure();
  return response;
}
function keepCookies2(session, response) {
  for (const earlier of response.history) storeCookies(session, earlier);
  storeCookies(session, response);
}
function storeCookies(session, response) {
  if (!response.headers.has("set-cookie")) return;
  session.cookies.store(response.request?.url ?? response.url, response.headers.getSetCookie());
}

// packages/core/src/send/drop-credentials.ts
function dropCredentials(prepared, sensitiveHeaders) {
  prepared.headers.delete("Authorization");
  for (const name of sensitiveHeaders) prepared.headers.delete(name);
  prepared.auth = null;
}

// packages/core/src/url/join-url.ts
var SCHEME2 = /^([a-zA-Z][a-zA-Z0-9+.-]*):/;
function split2(url) {
  let rest = url.replace(/^[\u0000-\u0020]+/, "").replace(/[\t\r\n]/g, "");
  const out = { scheme: "", netloc: "", path: "", query: "", fragment: "" };
  const scheme = SCHEME2.exec(rest);
  if (scheme !== null) {
    out.scheme = scheme[1].toLowerCase();
    rest = rest.slice(scheme[0].length);
  }
  if (rest.startsWith("//")) {
    const end = rest.slice(2).search(/[/?#]/);
    out.netloc = end < 0 ? rest.slice(2) : rest.slice(2, end + 2);
    rest = end < 0 ? "" : rest.slice(end + 2);
  }
  const hash = rest.indexOf("#");
  if (hash >= 0) {
    out.fragment = rest.slice(hash + 1);
    rest = rest.slice(0, hash);
  }
  const mark = rest.indexOf("?");
  if (mark >= 0) {
    out.query = rest.slice(mark + 1);
    rest = rest.slice(0, mark);
  }
  out.path = rest;
  return out;
}
function unsplit({ scheme, netloc, path, query, fragment }) {
  let url = path;
  if (netloc !== "" || url.startsWith("//")) {
    if (url !== "" && !url.startsWith("/")) url = `/${url}`;
    url = `//${netloc}${url}`;
  }
  if (scheme !== "") url = `${scheme}:${url}`;
  if (query !== "") url += `?${query}`;
  if (fragment !== "") url += `#${fragment}`;
  return url;
}
function reference(url, fragment) {
  const parts = split2(url);
  if (parts.fragment === "") parts.fragment = fragment;
  return { url: unsplit(parts), hasNetloc: parts.netloc !== "", fragment: parts.fragment };
}
function joinUrl(base, url) {
  if (url === "") return base;
  const b = split2(base);
  const u = split2(url);
  if (u.scheme === "") u.scheme = b.scheme;
  if (u.scheme !== b.scheme || u.scheme !== "http" && u.scheme !== "https") return url;
  if (u.netloc !== "") return unsplit(u);
  u.netloc = b.netloc;
  if (u.path === "") {
    u.path = b.path;
    if (u.query === "") u.query = b.query;
    return unsplit(u);
  }
  u.path = resolvePath(b.path, u.path);
  return unsplit(u);
}
function resolvePath(base, path) {
  let segments;
  if (path.startsWith("/")) {
    segments = path.split("/");
  } else {
    const baseParts = base.split("/");
    if (baseParts[baseParts.length - 1] !== "") baseParts.pop();
    segments = [...baseParts, ...path.split("/")];
    segments = segments.filter((segment, i) => i === 0 || i === segments.length - 1 || segment !== "");
  }
  const resolved = [];
  for (const segment of segments) {
    if (segment === "..") resolved.pop();
    else if (segment !== ".") resolved.push(segment);
  }
  const last2 = segments[segments.length - 1];
  if (last2 === "." || last2 === "..") resolved.push("");
  return resolved.join("/") || "/";
}

// packages/core/src/send/redirect-url.ts
function redirectUrl(location, from, fragment) {
  const absolute = location.startsWith("//") ? `${from.slice(0, from.indexOf(":"))}:${location}` : location;
  const target = reference(absolute, fragment);
  if (target.hasNetloc && /^https?:\/\/[^/?#\\]*\\/.test(target.url))
    throw new InvalidURL(`The redirect's target has a backslash in its host: ${redactUrl(target.url)}`);
  const url = target.hasNetloc ? requote(target.url) : joinUrl(from, requote(target.url));
  if (/^https?:/.test(url)) checkTarget(url);
  return { url, fragment: target.fragment };
}
function checkTarget(url) {
  let host;
  try {
    ({ host } = parseUrl(url));
  } catch (cause) {
    throw new InvalidURL(`The redirect's target cannot be parsed: ${printable(redactUrl(url))}`, { cause });
  }
  if (host === null) throw new InvalidURL(`The redirect's target has no host: ${printable(redactUrl(url))}`);
}

// packages/core/src/send/redirects.ts
function nextRequest({ session, request, response, target, fragment }) {
  if (new Set(response.headers.getAll("location")).size > 1) {
    throw new InvalidHeader("The response has several Location headers that differ.", { response });
  }
  const next = request.copy();
  const step = redirectUrl(target, response.url, fragment);
  next.url = step.url;
  session.rebuildMethod(next, response);
  if (!keepsBody(response.statusCode)) {
    next.headers.delete("Content-Length");
    next.headers.delete("Content-Type");
    next.headers.delete("Transfer-Encoding");
    next.body = null;
  }
  if (!sameOrigin(request.url, next.url)) next.headers.delete("Host");
  if (response.request?.url !== request.url && session.shouldStripAuth(request.url, next.url))
    dropCredentials(next, session.sensitiveHeaders);
  rebuildCookies(next, { session, request, response });
  session.rebuildAuth(next, response);
  if (next.source === null) next.updateFraming();
  else checkRewindable(next, "redirect");
  return { request: next, fragment: step.fragment };
}
function rebuildCookies(next, { session, request, response }) {
  next.headers.delete("Cookie");
  const setCookies = response.headers.getSetCookie();
  if (next.cookies === null && setCookies.length === 0 && session.cookies.isEmpty) return;
  const jar = mergeCookies(next.cookies ?? new CookieJar(), null);
  if (mustStripAuth(request.url, next.url)) jar.dropGiven(canonicalHost(urlParts(request.url)?.host ?? ""));
  if (setCookies.length > 0) jar.store(response.url, setCookies);
  jar.update(session.cookies.copyForRequest({ unbound: false }));
  next.cookies = jar;
  applyCookies(next);
}

// packages/core/src/send/follow-all.ts
async function followAll(session, first, start) {
  const { settings } = start;
  let { proxies, received: received2 } = start;
  let request = first;
  let fragment = urlParts(request.url)?.fragment ?? "";
  const history = [];
  for (; ; ) {
    const { response, target } = received2 ?? await nextHop(session, request, { settings, proxies, history });
    received2 = null;
    if (!target) return finished(response, settings);
    if (!settings.allowRedirects) {
      response.next = nextUnfollowed({ session, request, response, target, fragment });
      return finished(response, settings);
    }
    await drain(response);
    response.history = history.slice();
    if (!(history.length < session.maxRedirects)) {
      throw new TooManyRedirects(`Exceeded ${session.maxRedirects} redirects.`, { response });
    }
    history.push(response);
    const next = redirected({ session, request, response, target, fragment });
    request = next.request;
    fragment = next.fragment;
    proxies = session.rebuildProxies(request, settings.proxies);
  }
}
async function nextHop(session, request, { settings, proxies, history }) {
  const context = { session, transport: session.getTransport(request.url), settings, proxies, arrived: null };
  let response = request.auth === null ? await exchange(request, context) : await runAuthFlow(request, {
    redirected: history.length > 0,
    exchange: (round) => exchange(round, context)
  });
  if (request.hooks.response.length > 0) response = await dispatchHooks(request, response, { settings, proxies });
  keepCookies2(session, response);
  if (history.length > 0) response.history = history.slice();
  return { response, target: session.getRedirectTarget(response) };
}
function redirected(from) {
  try {
    return nextRequest(from);
  } catch (error) {
    throw stamped(error, from.request);
  }
}
function nextUnfollowed(from) {
  try {
    return redirected(from).request;
  } catch (error) {
    if (error instanceof InvalidURL || error instanceof InvalidHeader) return null;
    throw error;
  }
}
async function dispatchHooks(request, received2, { settings, proxies }) {
  const { stream, timeout, cert } = settings;
  const context = { stream, timeout, verify: verification(settings) ?? true, cert, proxies };
  let response = received2;
  for (const hook of request.hooks.response) {
    const replaced = await hook(response, context);
    if (replaced === void 0 || replaced === null) continue;
    if (!(replaced instanceof Response)) throw new TypeError("A response hook must return a Response, or nothing");
    response = replaced;
  }
  return response;
}

// packages/core/src/send/deadline.ts
var Deadline = class {
  #controller = new AbortController();
  #callers;
  #timer;
  /** @param total milliseconds */
  constructor(total, signal) {
    const due = performance.now() + total;
    const fire = () => {
      const left = due - performance.now();
      if (left > 0) {
        this.#timer = setTimeout(fire, Math.ceil(left));
        return;
      }
      this.release();
      this.#controller.abort(new Timeout(`The request took longer than ${total} ms in total.`));
    };
    this.#timer = setTimeout(fire, total);
    this.#callers = signal;
    if (signal?.aborted) this.#onAbort();
    else signal?.addEventListener("abort", this.#onAbort, { once: true });
  }
  get signal() {
    return this.#controller.signal;
  }
  /** From now on only a body is read, whose socket keeps the process alive as long as it must. */
  unref() {
    this.#timer.unref?.();
  }
  release() {
    clearTimeout(this.#timer);
    this.#callers?.removeEventListener("abort", this.#onAbort);
  }
  #onAbort = () => {
    this.#controller.abort(this.#callers?.reason);
  };
};

// packages/core/src/send/send.ts
function send(session, request, settings) {
  return settings.timeout.total === null ? follow(session, request, settings) : followInTime(session, request, settings);
}
async function followInTime(session, request, settings) {
  const deadline = new Deadline(settings.timeout.total, settings.signal);
  let arrived = false;
  const onEnd2 = () => {
    if (arrived) deadline.release();
  };
  const timed2 = { ...settings, signal: deadline.signal, onEnd: onEnd2 };
  try {
    const response = await follow(session, request, timed2);
    arrived = true;
    if (settings.stream) deadline.unref();
    else deadline.release();
    return response;
  } catch (error) {
    deadline.release();
    throw error;
  }
}
function follow(session, request, settings) {
  const proxies = requestProxies(session, request, settings);
  if (request.auth !== null || request.hooks.response.length > 0) {
    return followAll(session, request, { settings, proxies, received: null });
  }
  return exchange(request, {
    session,
    transport: session.getTransport(request.url),
    settings,
    proxies,
    arrived: arrivedAtOnce
  });
}
function arrivedAtOnce(response, { session, settings, proxies }) {
  keepCookies2(session, response);
  const target = session.getRedirectTarget(response);
  if (!target) return finished(response, settings);
  const request = response.request;
  return followAll(session, request, { settings, proxies, received: { response, target } });
}
function requestProxies(session, { url }, settings) {
  return proxiesFor({ url, request: settings.proxies, session: session.proxies, trustEnv: session.trustEnv });
}

// packages/core/src/session/check-transport.ts
function checkTransport(transport) {
  const { send: sends, capabilities } = transport ?? {};
  if (typeof sends === "function" && typeof capabilities?.has === "function") return transport;
  throw new TypeError(
    "A session needs a transport: new Session({ transport: new UndiciTransport() }) with '@req/transport-undici', FetchTransport with '@req/transport-fetch', AxiosTransport with '@req/transport-axios', or FunctionTransport in tests. '@req/requests' chooses undici for you."
  );
}

// packages/core/src/version.ts
var VERSION = "0.1.0";

// packages/core/src/session/default-headers.ts
function defaultHeaders() {
  return HeaderMap.fromFlat([
    "User-Agent",
    `req/${VERSION}`,
    "Accept-Encoding",
    supportedCodings().join(", "),
    "Accept",
    "*/*",
    "Connection",
    "keep-alive"
  ]);
}

// packages/core/src/send/settings.ts
var FOREVER = Object.freeze({ connect: null, read: null, total: null });
var LONGEST2 = 2 ** 31 - 1;
function normaliseTimeout(timeout) {
  if (timeout === null || timeout === void 0) return FOREVER;
  if (typeof timeout === "number") {
    const both = duration("timeout", timeout);
    return { connect: both, read: both, total: null };
  }
  if (Array.isArray(timeout)) {
    if (timeout.length !== 2) throw new TypeError("timeout given as a list must be [connect, read]");
    return { connect: duration("timeout[0]", timeout[0]), read: duration("timeout[1]", timeout[1]), total: null };
  }
  if (typeof timeout !== "object") {
    throw new TypeError(
      `timeout must be milliseconds, [connect, read], { connect, read, total } or null, not ${typeof timeout}`
    );
  }
  const { connect: connect2, read, total, ...unknown } = ownOptions(timeout);
  for (const name of Object.keys(unknown))
    throw new TypeError(`timeout has no part '${name}': use connect, read and total`);
  const whole = duration("timeout.total", total);
  const first = duration("timeout.connect", connect2);
  return {
    // A clock that can only come after another is none: not every transport can keep it.
    connect: whole !== null && first !== null && first >= whole ? null : first,
    read: duration("timeout.read", read),
    total: whole
  };
}
function duration(name, value) {
  if (value === null || value === void 0) return null;
  if (typeof value !== "number" || Number.isNaN(value) || value <= 0 || value === Number.POSITIVE_INFINITY) {
    throw new TypeError(
      `${name} must be a positive number of milliseconds, or null to wait for ever, not ${String(value)}`
    );
  }
  return Math.min(value, LONGEST2);
}

// packages/core/src/session/merge-settings.ts
var nothing = () => {
};
var MergedSettings = class {
  #last = null;
  #timeout = null;
  /** For a request with these options. */
  with(options2, session, verify) {
    if (!isNone(options2)) return mergeSettings(session, options2, verify);
    const last2 = this.#last;
    if (last2 !== null && this.#holds(last2, session, verify)) return last2;
    this.#timeout = session.timeout;
    this.#last = mergeSettings(session, options2, verify);
    return this.#last;
  }
  #holds(last2, session, verify) {
    const { timeout } = session;
    return last2.stream === session.stream && // One that is an object may have been changed from within.
    timeout === this.#timeout && (timeout === null || typeof timeout === "number") && last2.verify === verify && last2.trustEnv === session.trustEnv && last2.cert === session.cert && last2.limits.maxBodySize === session.maxBodySize && last2.limits.maxRatio === session.maxDecompressionRatio && last2.guard === hostGuard(session.allowHosts, session.denyPrivateNetworks);
  }
};
function mergeSettings(session, options2, sessionVerify) {
  return {
    stream: options2.stream ?? session.stream,
    timeout: normaliseTimeout(options2.timeout === void 0 ? session.timeout : options2.timeout),
    verify: options2.verify ?? sessionVerify,
    trustEnv: session.trustEnv,
    cert: options2.cert ?? session.cert,
    proxies: options2.proxies ?? null,
    allowRedirects: options2.allowRedirects === void 0 ? true : Boolean(options2.allowRedirects),
    signal: options2.signal ?? null,
    onUploadProgress: options2.onUploadProgress ?? null,
    onDownloadProgress: options2.onDownloadProgress ?? null,
    limits: {
      maxBodySize: options2.maxBodySize === void 0 ? session.maxBodySize : options2.maxBodySize,
      maxRatio: session.maxDecompressionRatio
    },
    guard: hostGuard(session.allowHosts, session.denyPrivateNetworks),
    onEnd: nothing
  };
}

// packages/core/src/session/mounts.ts
var FEW = 8;
var MAX_ORIGINS2 = 1e3;
var Mounts = class {
  #mounts = [];
  /** Of many mounts, those that a URL of an origin can start with. */
  #byOrigin = /* @__PURE__ */ new Map();
  /** Longer prefixes first; of equal length, the earlier mounted; a prefix mounted again moves behind its equals. */
  mount(prefix, transport) {
    const lower = prefix.toLowerCase();
    const others = this.#mounts.filter((mount) => mount.prefix !== lower);
    const at = others.findIndex((mount) => mount.prefix.length < lower.length);
    others.splice(at < 0 ? others.length : at, 0, { prefix: lower, canonical: canonicalPrefix(lower), transport });
    this.#mounts = others;
    this.#byOrigin.clear();
  }
  /** @throws InvalidSchema when no prefix matches */
  get(url) {
    let canonical = null;
    for (const mount of this.#candidates(url)) {
      if (startsWith(url, mount.prefix)) return mount.transport;
      if (mount.canonical === null) continue;
      canonical ??= canonicalUrl(url);
      if (startsWith(canonical, mount.canonical)) return mount.transport;
    }
    throw new InvalidSchema(`No connection adapters were found for '${printable(redactUrl(url))}'`);
  }
  #candidates(url) {
    if (this.#mounts.length <= FEW) return this.#mounts;
    const origin = /^[^/?#]*:\/\/[^/?#]*/.exec(url)?.[0].toLowerCase();
    if (origin === void 0) return this.#mounts;
    let candidates2 = this.#byOrigin.get(origin);
    if (candidates2 === void 0) {
      const canonical = canonicalUrl(origin).replace(/\/$/, "");
      candidates2 = this.#mounts.filter(
        (mount) => meets(origin, mount.prefix) || mount.canonical !== null && meets(canonical, mount.canonical)
      );
      if (this.#byOrigin.size >= MAX_ORIGINS2) this.#byOrigin.clear();
      this.#byOrigin.set(origin, candidates2);
    }
    return candidates2;
  }
  /** Each transport once. */
  get transports() {
    return new Set(this.#mounts.map((mount) => mount.transport));
  }
};
var meets = (origin, prefix) => origin.startsWith(prefix) || prefix.startsWith(origin);
function startsWith(url, prefix) {
  return url.startsWith(prefix) || url.slice(0, prefix.length).toLowerCase() === prefix;
}
function canonicalPrefix(prefix) {
  const match = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]/.exec(prefix);
  if (match === null) return null;
  const whole = /[/?#\]:]|[^\u0000-\u007f]/.test(prefix.slice(match[0].length));
  return whole ? canonicalUrl(prefix) : prefix;
}

// packages/core/src/session/options.ts
var KNOWN = /* @__PURE__ */ new Set([
  "params",
  "data",
  "json",
  "files",
  "headers",
  "cookies",
  "auth",
  "hooks",
  "stream",
  "timeout",
  "verify",
  "cert",
  "proxies",
  "allowRedirects",
  "signal",
  "onUploadProgress",
  "onDownloadProgress",
  "maxBodySize"
]);
function checkOptions(options2) {
  for (const name in options2) {
    if (!KNOWN.has(name) && Object.hasOwn(options2, name)) throw new TypeError(`A request has no option '${name}'`);
  }
}
var SENSITIVE_HEADERS = Object.freeze([
  "x-api-key",
  "api-key",
  "x-auth-token",
  "x-csrf-token",
  "x-amz-security-token",
  "private-token"
]);

// packages/core/src/auth/parse-netrc.ts
function parseNetrc(text2) {
  const words2 = new NetrcWords(text2.includes("\r") ? text2.replace(/\r\n?/g, "\n") : text2);
  const hosts = /* @__PURE__ */ new Map();
  for (let word = words2.next(); word !== ""; word = words2.next()) {
    if (word.startsWith("#")) {
      if (word === "#" && !words2.atLineStart) words2.skipLine();
    } else if (word === "macdef") {
      words2.next();
      if (!words2.skipMacro()) return null;
    } else if (word === "machine" || word === "default") {
      const name = word === "default" ? word : words2.next();
      const entry = name === "" ? null : readEntry(words2);
      if (entry === null) return null;
      hosts.set(name, entry);
    } else {
      return null;
    }
  }
  return { hosts };
}
function readEntry(words2) {
  const entry = { login: "", account: "", password: "" };
  for (; ; ) {
    const word = words2.next();
    if (word.startsWith("#")) {
      if (!words2.atLineStart) words2.skipLine();
    } else if (word === "" || word === "machine" || word === "default" || word === "macdef") {
      words2.putBack(word);
      return entry;
    } else if (word === "login" || word === "user") {
      entry.login = words2.next();
    } else if (word === "account" || word === "password") {
      entry[word] = words2.next();
    } else {
      return null;
    }
  }
}
var NetrcWords = class {
  #text;
  #at = 0;
  #pushed = null;
  /** Whether reading the last word crossed the end of a line, before it or with the white space that ended it. */
  atLineStart = false;
  constructor(text2) {
    this.#text = text2;
  }
  putBack(word) {
    this.#pushed = word;
  }
  /** The next word; `''` at the end, and for `""`. */
  next() {
    if (this.#pushed !== null) {
      const word2 = this.#pushed;
      this.#pushed = null;
      this.atLineStart = false;
      return word2;
    }
    const text2 = this.#text;
    let newline = false;
    for (; isSpace(text2[this.#at]); this.#at++) newline ||= text2[this.#at] === "\n";
    const quoted2 = text2[this.#at] === '"';
    if (quoted2) this.#at++;
    let word = "";
    while (this.#at < text2.length) {
      let c = text2[this.#at++];
      newline ||= c === "\n";
      if (quoted2 ? c === '"' : isSpace(c)) break;
      if (c === "\\") {
        c = text2[this.#at++] ?? "";
        newline ||= c === "\n";
      }
      word += c;
    }
    this.atLineStart = newline;
    return word;
  }
  skipLine() {
    const newline = this.#text.indexOf("\n", this.#at);
    this.#at = newline < 0 ? this.#text.length : newline + 1;
  }
  /** To the empty line that ends a macro; false when there is none. */
  skipMacro() {
    while (this.#at < this.#text.length) {
      const empty = this.#text[this.#at] === "\n";
      this.skipLine();
      if (empty) return true;
    }
    return false;
  }
};
function isSpace(c) {
  return c === " " || c === "\n" || c === "	" || c === "\r";
}

// packages/core/src/auth/netrc.ts
var cached = null;
var noFile = new Absence(2);
var noChange = new Absence(0.25);
var sought = null;
function netrcAuth(host) {
  if (!hasFiles || host === "") return null;
  const file = currentFile();
  const entry = file?.hosts.get(host) ?? file?.hosts.get("default");
  if (entry === void 0 || !entry.login && !entry.account && !entry.password) return null;
  return [entry.login || entry.account, entry.password];
}
function netrcAuthFor(url) {
  const parts = urlParts(url);
  const host = parts?.host ?? "";
  const auth = netrcAuth(host.startsWith("[") ? host.slice(1, -1) : host);
  if (auth === null || parts === null || parts.userinfo === null) return auth;
  const [, user = "", password = ""] = /^([^:]*):?(.*)$/s.exec(parts.userinfo) ?? [];
  return user !== "" && password === "" && unquote(user) !== auth[0] ? null : auth;
}
function currentFile() {
  const now2 = performance.now();
  const absent = sought !== null && noFile.holds(now2);
  if (noChange.holds(now2) && absent && underLoad()) return null;
  const place2 = { variable: variable(environment(), "NETRC"), home: homeDirectory() };
  noChange.confirm(now2);
  if (absent && place2.variable === sought?.variable && place2.home === sought?.home) return null;
  for (const path of candidates(place2)) {
    const stamp = stampOf(path);
    if (stamp === null) continue;
    sought = null;
    noFile.end();
    noChange.end();
    if (cached === null || cached.path !== path || cached.stamp !== stamp) cached = { path, stamp, file: load2(path) };
    return cached.file;
  }
  sought = place2;
  noFile.confirm(now2);
  return null;
}
function candidates({ variable: variable2, home }) {
  if (variable2) return [variable2.startsWith("~/") && home !== null ? home + variable2.slice(1) : variable2];
  return home === null ? [] : [`${home}/.netrc`, `${home}/_netrc`];
}
function stampOf(path) {
  try {
    return fileStamp(path);
  } catch {
    return null;
  }
}
function load2(path) {
  let bytes;
  try {
    bytes = readFile(path);
  } catch (cause) {
    throw new RequestException(`The netrc file ${path} cannot be read.`, { cause });
  }
  return parseNetrc(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
}

// packages/core/src/session/redirect-policy.ts
var RedirectPolicy = class {
  /** Where a response redirects to, or `null`. */
  getRedirectTarget(response) {
    if (!isRedirectStatus(response.statusCode)) return null;
    const [location] = response.headers.getAll("location");
    return location === void 0 ? null : decodeLocation(location);
  }
  /** Whether credentials for the old URL must not go to the new one. */
  shouldStripAuth(oldUrl, newUrl) {
    return mustStripAuth(oldUrl, newUrl);
  }
  /** Sets the method of the request that follows a redirect. */
  rebuildMethod(prepared, response) {
    prepared.method = redirectMethod(prepared.method, response.statusCode);
  }
  /** Takes credentials off a redirect to another origin, and gives it those that netrc has for it. */
  rebuildAuth(prepared, response) {
    const { sensitiveHeaders } = this;
    if (this.shouldStripAuth(response.request?.url ?? response.url, prepared.url))
      dropCredentials(prepared, sensitiveHeaders);
    prepared.headers.delete("Proxy-Authorization");
    const auth = this.trustEnv ? netrcAuthFor(prepared.url) : null;
    if (auth === null) return;
    prepared.auth = null;
    void prepareAuth(prepared, auth);
  }
  /** The proxies that count for a redirect's URL. */
  rebuildProxies(prepared, proxies) {
    return proxiesFor({ url: prepared.url, request: proxies, session: this.proxies, trustEnv: this.trustEnv });
  }
};

// packages/core/src/session/base-url.ts
function resolveBaseUrl(baseUrl, url) {
  if (baseUrl === null || /^\s*[a-zA-Z][a-zA-Z0-9+.-]*:/.test(url)) return url;
  if (url === "") return baseUrl;
  if (url.startsWith("?") || url.startsWith("#")) return baseUrl + url;
  return `${baseUrl.replace(/\/+$/, "")}/${url.replace(/^\/+/, "")}`;
}

// packages/core/src/session/session-settings.ts
function settingsFor2(session, request) {
  const { baseUrl } = session;
  let foreign = false;
  if (baseUrl !== null) {
    const url = resolveBaseUrl(baseUrl, String(request.url));
    foreign = !staysBelow(baseUrl, url);
    request.url = url;
  }
  return {
    headers: foreign ? withoutCredentials(session.headers, session.sensitiveHeaders) : session.headers,
    // A key of an API often stands among them.
    params: foreign ? void 0 : session.params,
    // A cookie that no host has got yet is for the base.
    cookies: foreign ? session.cookies.copyForRequest({ unbound: false }) : session.cookies,
    hooks: session.hooks,
    authFor: (url) => authFor(session, url, foreign)
  };
}
function staysBelow(baseUrl, url) {
  try {
    return sameOrigin(prepareUrl(baseUrl, null), prepareUrl(url, null));
  } catch {
    return false;
  }
}
function authFor(session, url, foreign) {
  if (session.auth !== null && session.auth !== void 0) return foreign ? null : session.auth;
  return session.trustEnv ? netrcAuthFor(url) : null;
}
function withoutCredentials(headers, sensitive) {
  const copy = headers.copy();
  for (const name of ["Authorization", "Cookie", "Proxy-Authorization", ...sensitive]) copy.delete(name);
  return copy;
}

// packages/core/src/session/session.ts
var Session = class _Session extends RedirectPolicy {
  params;
  auth;
  proxies;
  cert;
  /** Milliseconds; `null`: none. */
  timeout;
  stream;
  maxRedirects;
  trustEnv;
  baseUrl;
  /** Headers that a redirect to another origin does not get; `[]` for Requests' way. */
  sensitiveHeaders;
  /** Bytes; `null`: no limit. */
  maxBodySize;
  /** `null`: no limit. */
  maxDecompressionRatio;
  /** The only hosts to reach; `null`: any. */
  allowHosts;
  denyPrivateNetworks;
  #mounts = new Mounts();
  #settings = new MergedSettings();
  #transport;
  #headers;
  #cookies;
  #hooks;
  #verify;
  constructor(options2) {
    super();
    const own4 = ownOptions(options2);
    this.#transport = checkTransport(own4.transport);
    this.#mounts.mount("https://", this.#transport);
    this.#mounts.mount("http://", this.#transport);
    this.#headers = mergeHeaders(defaultHeaders(), own4.headers);
    this.#cookies = toJar(own4.cookies);
    this.#hooks = normaliseHooks(own4.hooks);
    this.#verify = own4.verify ?? void 0;
    this.params = own4.params;
    this.auth = own4.auth ?? null;
    this.proxies = own4.proxies ?? {};
    this.cert = own4.cert ?? null;
    this.timeout = own4.timeout ?? null;
    this.stream = own4.stream ?? false;
    this.maxRedirects = own4.maxRedirects ?? 30;
    this.trustEnv = own4.trustEnv ?? true;
    this.baseUrl = own4.baseUrl?.toString() ?? null;
    this.sensitiveHeaders = own4.sensitiveHeaders ?? SENSITIVE_HEADERS;
    this.maxBodySize = own4.maxBodySize ?? null;
    this.maxDecompressionRatio = own4.maxDecompressionRatio === void 0 ? 1e3 : own4.maxDecompressionRatio;
    this.allowHosts = own4.allowHosts ?? null;
    this.denyPrivateNetworks = own4.denyPrivateNetworks ?? false;
    hostGuard(this.allowHosts, this.denyPrivateNetworks);
  }
  /** The transport for http and https; setting it mounts another one. */
  get transport() {
    return this.#transport;
  }
  set transport(transport) {
    this.#transport = checkTransport(transport);
    this.mount("https://", transport);
    this.mount("http://", transport);
  }
  /** Headers of every request. Setting them replaces the default ones too. */
  get headers() {
    return this.#headers;
  }
  set headers(headers) {
    this.#headers = mergeHeaders(new HeaderMap(), headers);
  }
  get cookies() {
    return this.#cookies;
  }
  set cookies(cookies) {
    this.#cookies = toJar(cookies);
  }
  get hooks() {
    return this.#hooks;
  }
  set hooks(hooks) {
    this.#hooks = normaliseHooks(hooks);
  }
  /** True unless set: then the environment's CA bundle counts too. Only `false` switches verification off. */
  get verify() {
    return this.#verify ?? true;
  }
  set verify(verify) {
    this.#verify = verify ?? void 0;
  }
  get(url, options2) {
    return this.request("GET", url, options2);
  }
  options(url, options2) {
    return this.request("OPTIONS", url, options2);
  }
  /** Does not follow redirects unless told to. */
  head(url, options2) {
    const own4 = ownOptions(options2);
    return this.request(
      "HEAD",
      url,
      Object.assign(/* @__PURE__ */ Object.create(null), own4, { allowRedirects: own4.allowRedirects ?? false })
    );
  }
  post(url, options2) {
    return this.request("POST", url, options2);
  }
  put(url, options2) {
    return this.request("PUT", url, options2);
  }
  patch(url, options2) {
    return this.request("PATCH", url, options2);
  }
  delete(url, options2) {
    return this.request("DELETE", url, options2);
  }
  /** Prepares a request with the session's settings and sends it. */
  request(method, url, options2) {
    try {
      const own4 = ownOptions(options2);
      checkOptions(own4);
      const request = new Request2(method, url, own4);
      const overridden = this.prepareRequest !== _Session.prototype.prepareRequest;
      const preparing = overridden ? this.prepareRequest(request) : this.#prepare(request);
      if (preparing instanceof PreparedRequest) return this.send(preparing, own4);
      return Promise.resolve(preparing).then((prepared) => this.send(prepared, own4));
    } catch (error) {
      return Promise.reject(error);
    }
  }
  /** A request with this session's headers, params, cookies, auth and hooks merged in. */
  async prepareRequest(request) {
    return this.#prepare(request);
  }
  #prepare(request) {
    const loading = beforePreparing?.(request, this);
    if (loading !== void 0) return loading.then(() => prepare(request, settingsFor2(this, request)));
    return prepare(request, settingsFor2(this, request));
  }
  /** Sends a prepared request as it is: nothing of the session is added but what its URL and redirects ask for. */
  send(prepared, options2) {
    try {
      if (!(prepared instanceof PreparedRequest)) throw new TypeError("You can only send PreparedRequests.");
      const settings = this.#settings.with(ownOptions(options2), this, this.#verify);
      const loading = beforeSending?.(prepared, settings, this);
      return loading === void 0 ? send(this, prepared, settings) : loading.then(() => send(this, prepared, settings));
    } catch (error) {
      return Promise.reject(error);
    }
  }
  /** Sends URLs that start with `prefix` through another transport. */
  mount(prefix, transport) {
    this.#mounts.mount(prefix, checkTransport(transport));
  }
  /** The transport of the longest mounted prefix. @throws InvalidSchema when there is none */
  getTransport(url) {
    return this.#mounts.get(url);
  }
  /** A function like the platform's `fetch`, over this session: for SDKs that take one. */
  asFetch(options2) {
    return asFetch(this, options2);
  }
  /** Closes the transports: idle connections are released. */
  async close() {
    await this.closeExcept(null);
  }
  /** Closes all transports but one that belongs to somebody else. */
  async closeExcept(kept) {
    const own4 = [...this.#mounts.transports].filter((transport) => transport !== kept);
    await Promise.all(own4.map((transport) => transport.close()));
  }
  /** For logs: no settings, for any may be secret. */
  toJSON() {
    return { transport: this.#transport.name };
  }
  [Symbol.asyncDispose]() {
    return this.close();
  }
};
inspectAs(Session, (session) => `<Session [${session.transport.name}]>`);

// packages/core/src/session/create-requests.ts
var BorrowingSession = class extends Session {
  #borrowed;
  constructor(options2) {
    super(options2);
    this.#borrowed = options2.transport;
  }
  async close() {
    await this.closeExcept(this.#borrowed);
  }
};
function createRequests(defaults) {
  const session = (options2) => new BorrowingSession({ ...defaults, ...options2 });
  session();
  return {
    request: (method, url, options2) => session().request(method, url, options2),
    get: (url, options2) => session().get(url, options2),
    options: (url, options2) => session().options(url, options2),
    head: (url, options2) => session().head(url, options2),
    post: (url, options2) => session().post(url, options2),
    put: (url, options2) => session().put(url, options2),
    patch: (url, options2) => session().patch(url, options2),
    delete: (url, options2) => session().delete(url, options2),
    session
  };
}

// packages/core/src/transport/broken-body.ts
async function* brokenBody(received2, error) {
  yield* received2;
  throw error;
}

// packages/core/src/transport/timed-body.ts
var TimedBody = class {
  #inner;
  #request;
  #ended = false;
  constructor(body, request) {
    this.#inner = body[Symbol.asyncIterator]();
    this.#request = request;
  }
  async next() {
    if (this.#ended) return { done: true, value: void 0 };
    const { signal } = this.#request;
    if (signal?.aborted) {
      this.#giveUp();
      throw errorFromSignal(signal);
    }
    return new Promise((resolve3, reject2) => {
      const timer = new PhaseTimer(this.#request, (error) => {
        this.#giveUp();
        reject2(error);
      });
      timer.sent();
      this.#inner.next().then(resolve3, reject2).finally(() => timer.stop());
    });
  }
  async return() {
    if (!this.#ended) {
      this.#ended = true;
      await this.#inner.return?.();
    }
    return { done: true, value: void 0 };
  }
  [Symbol.asyncIterator]() {
    return this;
  }
  /** Not awaited: a generator that hangs would only return when it goes on. */
  #giveUp() {
    this.#ended = true;
    this.#inner.return?.()?.catch(() => {
    });
  }
};

// packages/core/src/transport/function-transport.ts
var ALL = /* @__PURE__ */ new Set([
  "address-guard",
  "any-method",
  "bad-ports",
  "chunk-boundaries",
  "client-cert",
  "connect",
  "empty-user-agent",
  "get-body",
  "header-bytes",
  "header-case",
  "hop-headers",
  "host-header",
  "http2",
  "informational",
  "proxy",
  "raw-body",
  "raw-target",
  "reason-bytes",
  "socks",
  "streaming-upload",
  "tls",
  "trailers",
  "unix-socket"
]);
var FunctionTransport = class {
  name = "function";
  /** All, unless told otherwise. */
  capabilities;
  #handler;
  #closed = false;
  constructor(handler, options2 = {}) {
    if (typeof handler !== "function") throw new TypeError("FunctionTransport needs a function that answers requests");
    this.#handler = handler;
    this.capabilities = options2.capabilities === void 0 ? ALL : new Set(options2.capabilities);
  }
  async send(request) {
    if (this.#closed) throw new ConnectionError("The transport is closed.");
    if (!needsTimer(request)) return completed(await this.#handler(request));
    return new Promise((resolve3, reject2) => {
      const timer = new PhaseTimer(request, reject2);
      timer.sent();
      const settle2 = async () => timed(completed(await this.#handler(request)), request);
      settle2().then(resolve3, reject2).finally(() => timer.stop());
    });
  }
  async close() {
    this.#closed = true;
  }
};
function timed(response, request) {
  const { body } = response;
  return body instanceof Uint8Array ? response : { ...response, body: new TimedBody(body, request) };
}
function completed(short) {
  if (typeof short !== "object" || short === null)
    throw new TypeError("The handler of a FunctionTransport must return a response");
  const headers = short.headers instanceof HeaderMap ? short.headers : new HeaderMap(short.headers ?? null);
  let body;
  if ("json" in short && short.json !== void 0) {
    body = utf8(JSON.stringify(short.json));
    if (!headers.has("content-type")) headers.set("Content-Type", "application/json");
  } else {
    body = typeof short.body === "string" ? utf8(short.body) : short.body ?? new Uint8Array(0);
  }
  const status = short.status ?? 200;
  return {
    status,
    reason: short.reason ?? PHRASES[status] ?? "",
    httpVersion: short.httpVersion ?? "1.1",
    headers,
    body
  };
}
var PHRASES = {
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "No Content",
  206: "Partial Content",
  301: "Moved Permanently",
  302: "Found",
  303: "See Other",
  304: "Not Modified",
  307: "Temporary Redirect",
  308: "Permanent Redirect",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  407: "Proxy Authentication Required",
  409: "Conflict",
  410: "Gone",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  418: "I'm a teapot",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout"
};

// packages/core/src/transport/discard.ts
var MAX_BYTES = 65536;
var MAX_TIME = 1e3;
async function discard(response, signal) {
  const { body } = response;
  if (body instanceof Uint8Array) return;
  const iterator = body[Symbol.asyncIterator]();
  let stop = () => {
  };
  const stopped = new Promise((resolve3) => {
    stop = () => resolve3("stopped");
  });
  const timer = setTimeout(stop, MAX_TIME);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    for (let bytes = 0; bytes <= MAX_BYTES && signal?.aborted !== true; ) {
      const next = await Promise.race([iterator.next(), stopped]);
      if (next === "stopped") break;
      if (next.done === true) return;
      bytes += next.value.byteLength;
    }
    iterator.return?.()?.catch(() => {
    });
  } catch {
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

// packages/core/src/transport/retry-after.ts
var DATE = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? .{1,40}$/i;
function parseRetryAfter(value, max, now2 = Date.now()) {
  const text2 = value.trim();
  if (/^\d+$/.test(text2)) return Math.min(max, Number(text2) * 1e3);
  const zoned = /[+-]\d{4}$|GMT$|UTC$/i.test(text2) ? text2 : `${text2} GMT`;
  const time = DATE.test(text2) ? Date.parse(zoned) : Number.NaN;
  if (Number.isNaN(time)) throw new InvalidHeader(`Invalid Retry-After header: ${JSON.stringify(text2.slice(0, 100))}`);
  return Math.min(max, Math.max(0, time - now2));
}

// packages/core/src/transport/retry-policy.ts
var IDEMPOTENT2 = ["DELETE", "GET", "HEAD", "OPTIONS", "PUT", "TRACE"];
var RETRY_AFTER_STATUSES = /* @__PURE__ */ new Set([413, 429, 503]);
function retryRules(policy) {
  const p = ownOptions(typeof policy === "number" ? { total: policy } : policy);
  const { total = 10, connect: connect2 = null, read = null, status = null, other = null } = p;
  const limits = {
    total: total === false ? 0 : total,
    connect: connect2,
    read: read === false ? 0 : read,
    status,
    other
  };
  for (const [name, value] of Object.entries(limits)) {
    if (value !== null && (typeof value !== "number" || Number.isNaN(value)))
      throw new TypeError(`retry: ${name} must be a number or null`);
  }
  const methods = p.allowedMethods === void 0 ? IDEMPOTENT2 : p.allowedMethods;
  return {
    limits,
    disabled: total === false,
    readDisabled: read === false,
    allowedMethods: methods === null ? null : new Set([...methods].map((method) => method.toUpperCase())),
    statusForcelist: new Set(p.statusForcelist ?? []),
    backoffFactor: milliseconds("backoffFactor", p.backoffFactor, 0),
    backoffMax: milliseconds("backoffMax", p.backoffMax, 12e4),
    backoffJitter: milliseconds("backoffJitter", p.backoffJitter, 0),
    respectRetryAfterHeader: p.respectRetryAfterHeader ?? true,
    retryAfterMax: milliseconds("retryAfterMax", p.retryAfterMax, 216e5),
    raiseOnStatus: p.raiseOnStatus ?? true
  };
}
function milliseconds(name, value, otherwise) {
  if (value === void 0) return otherwise;
  if (typeof value !== "number" || !(value >= 0)) throw new TypeError(`retry: ${name} must be milliseconds, 0 or more`);
  return value;
}
function methodAllowed(rules, method) {
  return rules.allowedMethods === null || rules.allowedMethods.has(method.toUpperCase());
}
function statusRetried(rules, method, status, askedFor) {
  if (rules.disabled || !methodAllowed(rules, method)) return false;
  if (rules.statusForcelist.has(status)) return true;
  return askedFor && rules.respectRetryAfterHeader && RETRY_AFTER_STATUSES.has(status);
}
function backoff(rules, retries) {
  if (retries <= 1) return 0;
  const wait = rules.backoffFactor * 2 ** (retries - 1) + Math.random() * rules.backoffJitter;
  return Math.min(rules.backoffMax, wait);
}

// packages/core/src/transport/retry-reason.ts
var NOT_CONNECTED = /* @__PURE__ */ new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EAI_FAIL",
  "EAI_NODATA",
  "EAI_NONAME",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  "EADDRNOTAVAIL",
  "ENOENT",
  "UND_ERR_CONNECT_TIMEOUT"
]);
function retryReason(error) {
  if (error instanceof ConnectTimeout) return "connect";
  if (error instanceof ReadTimeout) return "read";
  if (!(error instanceof ConnectionError)) return null;
  if (neverConnected(error)) return "connect";
  return error instanceof ProxyError || error instanceof SSLError ? "other" : "read";
}
function neverConnected(error) {
  let current = error;
  for (let depth = 0; depth < 8 && typeof current === "object" && current !== null; depth++) {
    if (NOT_CONNECTED.has(current.code)) return true;
    current = current.cause;
  }
  return false;
}

// packages/core/src/transport/retry.ts
function retry(transport, policy) {
  return new RetryTransport(transport, retryRules(policy));
}
var RetryTransport = class {
  name;
  capabilities;
  #inner;
  #rules;
  constructor(inner, rules) {
    this.name = inner.name;
    this.capabilities = inner.capabilities;
    this.#inner = inner;
    this.#rules = rules;
  }
  async send(request) {
    const run = new RetryRun(request, this.#rules);
    for (; ; ) {
      let response;
      try {
        response = await this.#inner.send(request);
      } catch (error) {
        await run.afterError(error);
        continue;
      }
      if (!run.wants(response)) return run.finish(response);
      await run.afterResponse(response);
    }
  }
  close() {
    return this.#inner.close();
  }
};
var RetryRun = class {
  #request;
  #rules;
  #attempts = [];
  #used = { connect: 0, read: 0, status: 0, other: 0 };
  constructor(request, rules) {
    this.#request = request;
    this.#rules = rules;
  }
  /** Waits for the next attempt, or throws what the caller gets. */
  async afterError(error) {
    const reason = this.#rules.disabled ? null : retryReason(error);
    if (reason === null || !this.#mayRepeat(reason) || !this.#take(reason)) throw this.#listed(error);
    this.#note(null, error);
    this.#checkBody(error);
    await this.#wait(backoff(this.#rules, this.#attempts.length));
  }
  /** Whether a response is to be given up for another attempt, or for a `RetryError`. */
  wants(response) {
    const { method } = this.#request;
    const asked = response.headers.has("retry-after") && this.#left("status");
    if (!statusRetried(this.#rules, method, response.status, asked)) return false;
    return this.#left("status") || this.#rules.raiseOnStatus;
  }
  /** Waits for the next attempt, or throws `RetryError`. */
  async afterResponse(response) {
    const retryAfter = this.#rules.respectRetryAfterHeader ? response.headers.get("retry-after") : null;
    await discard(response, this.#request.signal);
    if (!this.#take("status")) {
      const { method, url } = this.#request;
      throw this.#listed(new RetryError(`${method} ${redactUrl(url)}: too many ${response.status} error responses`));
    }
    this.#note(response.status, null);
    this.#checkBody(void 0);
    const asked = retryAfter === null ? 0 : parseRetryAfter(retryAfter, this.#rules.retryAfterMax);
    await this.#wait(asked || backoff(this.#rules, this.#attempts.length));
  }
  finish(response) {
    return this.#attempts.length === 0 ? response : this.#listed(response);
  }
  #mayRepeat(reason) {
    if (reason === "connect") return true;
    return (reason !== "read" || !this.#rules.readDisabled) && methodAllowed(this.#rules, this.#request.method);
  }
  #left(reason) {
    const { total, [reason]: limit } = this.#rules.limits;
    return (total === null || this.#attempts.length < total) && (limit === null || this.#used[reason] < limit);
  }
  #take(reason) {
    if (!this.#left(reason)) return false;
    this.#used[reason]++;
    return true;
  }
  #note(status, error) {
    const { method, url } = this.#request;
    this.#attempts.push({ method, url: redactUrl(url), status, error });
  }
  #checkBody(cause) {
    if (canSendAgain(this.#request.body)) return;
    const { method, url } = this.#request;
    const message = `${method} ${redactUrl(url)} is not retried: its body can be sent once only and was sent already.`;
    throw this.#listed(new UnrewindableBodyError(message, { cause }));
  }
  async #wait(milliseconds2) {
    this.#throwIfAborted();
    if (milliseconds2 <= 0) return;
    await sleep(milliseconds2, this.#request.signal);
    this.#throwIfAborted();
  }
  #throwIfAborted() {
    const { signal } = this.#request;
    if (signal?.aborted) throw this.#listed(errorFromSignal(signal));
  }
  /** Not enumerable: what is logged shows the last attempt, not all of them. */
  #listed(target) {
    if (typeof target === "object" && target !== null && Object.isExtensible(target))
      Object.defineProperty(target, "retries", { value: [...this.#attempts], configurable: true });
    return target;
  }
};
function canSendAgain(body) {
  if (body === null || body instanceof Uint8Array) return true;
  const { rewindable } = body;
  if (typeof rewindable === "boolean") return rewindable;
  return typeof body.next !== "function" && typeof body.pipe !== "function";
}
var LONGEST_TIMER = 2 ** 31 - 1;
function sleep(milliseconds2, signal) {
  return new Promise((resolve3) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve3();
    };
    const timer = setTimeout(done, Math.min(milliseconds2, LONGEST_TIMER));
    signal?.addEventListener("abort", done, { once: true });
  });
}

// packages/transport-undici/src/undici-transport.ts
import { isIP } from "node:net";

// packages/transport-undici/src/body-queue.ts
var HIGH_WATER = 65536;
var BodyQueue = class {
  #source;
  #chunks = [];
  #first = 0;
  #size = 0;
  #ended = false;
  #error = null;
  #resolve = null;
  #reject = null;
  constructor(source) {
    this.#source = source;
  }
  /** False: enough is waiting. */
  push(chunk) {
    if (this.#resolve !== null) {
      this.#settle()({ done: false, value: chunk });
      return true;
    }
    this.#chunks.push(chunk);
    this.#size += chunk.byteLength;
    return this.#size < HIGH_WATER;
  }
  /** True while the reader waits for bytes. */
  get awaited() {
    return this.#resolve !== null;
  }
  end() {
    this.#ended = true;
    if (this.#resolve !== null) this.#settle()(DONE2);
  }
  fail(error) {
    this.#ended = true;
    this.#error = error;
    if (this.#reject === null) return;
    const reject2 = this.#reject;
    this.#error = null;
    this.#settle();
    reject2(error);
  }
  next() {
    if (this.#first < this.#chunks.length) return Promise.resolve({ done: false, value: this.#shift() });
    if (this.#error !== null) {
      const error = this.#error;
      this.#error = null;
      return Promise.reject(error);
    }
    if (this.#ended) return Promise.resolve(DONE2);
    if (this.#resolve !== null) return Promise.reject(new TypeError("The body is being read already."));
    return new Promise((resolve3, reject2) => {
      this.#resolve = resolve3;
      this.#reject = reject2;
      this.#source.wanted();
    });
  }
  return() {
    const complete2 = this.#ended;
    this.#chunks = [];
    this.#first = 0;
    this.#error = null;
    this.end();
    if (!complete2) this.#source.cancel();
    return Promise.resolve(DONE2);
  }
  [Symbol.asyncIterator]() {
    return this;
  }
  #shift() {
    const chunk = this.#chunks[this.#first];
    this.#first++;
    this.#size -= chunk.byteLength;
    if (this.#first === this.#chunks.length) {
      this.#chunks = [];
      this.#first = 0;
    }
    return chunk;
  }
  #settle() {
    const resolve3 = this.#resolve;
    this.#resolve = null;
    this.#reject = null;
    return resolve3;
  }
};
var DONE2 = Object.freeze({ done: true, value: void 0 });

// packages/transport-undici/src/answer.ts
var EMPTY = Buffer.alloc(0);
var Answer = class {
  response;
  /** `null`: the body is collected. */
  queue;
  #chunk = null;
  #chunks = null;
  /** `reader`: who steers the queue; `null` to collect. */
  constructor({ status, reason, httpVersion, headers }, reader) {
    this.queue = reader === null ? null : new BodyQueue(reader);
    this.response = { status, reason, httpVersion, headers, body: this.queue ?? EMPTY };
  }
  /** Keeps a chunk of a body that is collected. */
  collect(chunk) {
    if (this.#chunks !== null) this.#chunks.push(chunk);
    else if (this.#chunk !== null) this.#chunks = [this.#chunk, chunk];
    else this.#chunk = chunk;
  }
  /** The response with the whole of a body that was collected; a single chunk is not copied. */
  complete() {
    if (this.#chunks !== null) return this.#withBody(Buffer.concat(this.#chunks));
    return this.#chunk === null ? this.response : this.#withBody(this.#chunk);
  }
  /** The response with what came of a body that failed. */
  broken(error) {
    return this.#withBody(brokenBody(this.#chunks ?? (this.#chunk === null ? [] : [this.#chunk]), error));
  }
  #withBody(body) {
    const response = this.response;
    response.body = body;
    return response;
  }
};

// packages/transport-undici/src/to-undici-request.ts
var NO_BODY = 0;
var BY_LENGTH = 1;
var CHUNKED = 2;
var FORBIDDEN3 = /[^\t\x20-\x7e\x80-\xff]/;
var TRANSFER_ENCODING = "transfer-encoding";
var REQUEST_LINE = /^[\w!#$%&'*+.^`|~-]+ [!-~]+$/;
function requestHead(request, { path, authority: authority2, proxyHeaders }) {
  const { method, body } = request;
  const fields = fieldsOf(request.headers.toFlat());
  const plain = body === null && proxyHeaders === null;
  if (plain && lastHead !== null && fields === lastHead.fields && method === lastHead.method) {
    if (path === lastHead.path && authority2 === lastHead.authority) return lastHead.head;
  }
  let { lines, length, chunked } = fields;
  if (proxyHeaders !== null) for (const [name, value] of proxyHeaders) lines += fieldLine(name, value);
  if (length === null && !chunked && (body !== null || expectsBody(method))) {
    chunked = body !== null && !(body instanceof Uint8Array);
    if (!chunked) length = String(body === null ? 0 : body.byteLength);
    lines += chunked ? "Transfer-Encoding: chunked\r\n" : `Content-Length: ${length}\r
`;
  }
  const line = `${method} ${path}`;
  if (!REQUEST_LINE.test(line) || FORBIDDEN3.test(authority2))
    throw new InvalidURL("The method, or the URL, holds characters that no request line can.");
  const text2 = `${line} HTTP/1.1\r
${fields.hasHost ? "" : `Host: ${authority2}\r
`}${lines}\r
`;
  const bytes = length === null ? 0 : checkLength(length, body);
  const framing = chunked ? CHUNKED : length === null ? NO_BODY : BY_LENGTH;
  const head = { text: text2, framing, length: bytes, close: fields.close };
  if (plain) lastHead = { fields, method, path, authority: authority2, head };
  return head;
}
var lastHead = null;
var last = new LastFields();
var lastFields = null;
function fieldsOf(flat) {
  if (lastFields === null || !last.matches(flat)) {
    lastFields = writeFields(flat);
    last.remember(flat);
  }
  return lastFields;
}
function writeFields(flat) {
  const lines = [];
  let hasHost = false;
  let chunked = false;
  let close = false;
  let length = null;
  const encoded = flat.some((name, i) => i % 2 === 0 && name.length === 17 && name.toLowerCase() === TRANSFER_ENCODING);
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i];
    const value = flat[i + 1];
    switch (name.length) {
      case 4:
        hasHost ||= name === "Host" || name.toLowerCase() === "host";
        break;
      case 10:
        if (value !== "keep-alive" && name.toLowerCase() === "connection") close ||= hasToken(value, "close");
        break;
      case 14:
        if (name.toLowerCase() === "content-length") {
          if (length === null && !encoded) length = value;
          else continue;
        }
        break;
      case 17:
        chunked ||= name.toLowerCase() === TRANSFER_ENCODING && hasToken(value, "chunked");
        break;
    }
    lines.push(fieldLine(name, value));
  }
  return { lines: lines.join(""), hasHost, chunked, close, length };
}
function fieldLine(name, value) {
  if (FORBIDDEN3.test(value) || !isToken(name))
    throw new InvalidHeader("A header holds a control character or one beyond ISO-8859-1.");
  return `${name}: ${value}\r
`;
}
var expectsBody = (method) => method === "POST" || method === "PUT" || method === "PATCH";
function checkLength(value, body) {
  if (!/^[0-9]+$/.test(value)) throw new InvalidHeader("Content-Length must be a number of bytes.");
  const length = Number(value);
  const actual = body === null ? 0 : body instanceof Uint8Array ? body.byteLength : length;
  if (actual !== length) {
    throw new InvalidHeader(`Content-Length says ${length} bytes, but the body has ${actual}.`);
  }
  return length;
}
function hasToken(list, token) {
  return list.split(",").some((item) => item.trim().toLowerCase() === token);
}
function plainHeaders(headers) {
  const kept = [];
  let close = false;
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (lower === "transfer-encoding") continue;
    if (lower === "connection") {
      close ||= hasToken(value, "close");
      continue;
    }
    if (lower === "upgrade" || lower === "keep-alive" || lower === "expect") {
      throw new UnsupportedByTransport("undici", "hop-headers", { reason: `undici sends no ${name}` });
    }
    kept.push(name, value);
  }
  return { flat: kept, close };
}
function needsHttp1(request) {
  const { method, headers, body } = request;
  if (body !== null && (method === "GET" || method === "HEAD")) return true;
  return method === "CONNECT" || headers.has("upgrade") || headers.has("keep-alive") || headers.has("expect");
}

// packages/transport-undici/src/upload.ts
var PIECE3 = 65536;
var Upload = class {
  #wire;
  #owner;
  #head;
  #iterator = null;
  #stopped = false;
  constructor(wire, owner, head) {
    this.#wire = wire;
    this.#owner = owner;
    this.#head = head;
  }
  start(body) {
    if (body === null || body instanceof Uint8Array && body.byteLength <= PIECE3) this.#writeAtOnce(body);
    else void this.#writePieces(body instanceof Uint8Array ? pieces(body) : body);
  }
  /** The exchange is over: lets go of a body that isn't finished. Idempotent. */
  stop() {
    this.#stopped = true;
    const iterator = this.#iterator;
    this.#iterator = null;
    if (iterator !== null) void callReturn(iterator).catch(() => {
    });
  }
  #writeAtOnce(body) {
    const { text: text2, framing } = this.#head;
    const wire = this.#wire;
    if (framing === CHUNKED) {
      const size = body === null ? 0 : body.byteLength;
      wire.cork();
      wire.send(size === 0 ? `${text2}0\r
\r
` : `${text2}${size.toString(16)}\r
`);
      if (body !== null && size > 0) {
        wire.send(body);
        wire.send("\r\n0\r\n\r\n");
      }
      wire.uncork();
    } else if (body === null || body.byteLength === 0) {
      wire.send(text2);
    } else {
      wire.cork();
      wire.send(text2);
      wire.send(body);
      wire.uncork();
    }
    this.#owner.sent();
  }
  async #writePieces(body) {
    const { text: text2, framing, length } = this.#head;
    const wire = this.#wire;
    try {
      wire.send(text2);
      const iterator = body[Symbol.asyncIterator]();
      this.#iterator = iterator;
      let left = length;
      for (; ; ) {
        let step;
        try {
          step = await iterator.next();
        } catch (error) {
          this.#iterator = null;
          throw error;
        }
        if (this.#stopped || wire.broken) return this.#giveUp();
        if (step.done) break;
        const chunk = step.value;
        left -= chunk.byteLength;
        if (framing === BY_LENGTH && left < 0) throw wrongLength(length, "more");
        if (chunk.byteLength > 0 && !this.#writeChunk(chunk)) {
          this.#owner.timer?.activity();
          await wire.drained();
          this.#owner.timer?.pause();
        }
        if (this.#stopped || wire.broken) return this.#giveUp();
      }
      this.#iterator = null;
      if (framing === BY_LENGTH && left > 0) throw wrongLength(length, "fewer");
      if (framing === CHUNKED) wire.send("0\r\n\r\n");
      this.#owner.sent();
    } catch (error) {
      this.stop();
      this.#owner.fail(error);
    }
  }
  /** Nobody takes the rest; the server may still owe its answer. */
  #giveUp() {
    if (!this.#stopped) this.#owner.timer?.sent();
    this.stop();
  }
  #writeChunk(chunk) {
    const wire = this.#wire;
    if (this.#head.framing !== CHUNKED) return wire.send(chunk);
    wire.cork();
    wire.send(`${chunk.byteLength.toString(16)}\r
`);
    wire.send(chunk);
    const ready = wire.send("\r\n");
    wire.uncork();
    return ready;
  }
};
var wrongLength = (length, word) => new InvalidHeader(`Content-Length says ${length} bytes, but the body has ${word}.`);
async function callReturn(iterator) {
  await iterator.return?.();
}
async function* pieces(body) {
  for (let i = 0; i < body.byteLength; i += PIECE3) yield body.subarray(i, i + PIECE3);
}
async function* watched(body, owner) {
  try {
    yield* body;
  } catch (error) {
    owner.fail(error);
    throw error;
  }
  owner.sent();
}

// packages/transport-undici/src/dispatch-options.ts
var DispatchOptions = class {
  origin;
  path;
  method;
  headers;
  body;
  /** `true`: the connection is closed after the response. */
  reset;
  /** The TLS server name, which undici would otherwise take from `Host`. */
  servername;
  // Clocks are `PhaseTimer`'s; undici's own fire up to a second late.
  headersTimeout = 0;
  bodyTimeout = 0;
  blocking = false;
  // In HTTP/2 undici would otherwise hold a POST back until nothing else runs.
  idempotent = true;
  expectContinue = false;
  constructor(init) {
    this.origin = init.origin;
    this.path = init.path;
    this.method = init.method;
    this.headers = init.headers;
    this.body = init.body;
    this.reset = init.reset;
    this.servername = init.servername;
  }
};
Object.setPrototypeOf(DispatchOptions.prototype, null);
var asDispatchOptions = (options2) => options2;
function headlessOptions({ origin, path }, method, reset) {
  return new DispatchOptions({ origin, path, method, headers: null, body: null, reset, servername: null });
}
function plainOptions(request, route, owner) {
  const { flat: headers, close: reset } = plainHeaders(request.headers);
  const { origin, path, servername } = route;
  const given = request.body;
  const body = given === null || given instanceof Uint8Array ? given : watched(given, owner);
  return new DispatchOptions({ origin, path, method: request.method, headers, body, reset, servername });
}

// packages/node-connect/src/after-poll.ts
function afterPoll2(callback) {
  setImmediate(() => setImmediate(callback));
}

// packages/node-connect/src/response-limits.ts
var MAX_HEAD = 262144;
var MAX_INTERIM = 100;

// packages/node-connect/src/reused-socket.ts
var BROUGHT = /* @__PURE__ */ Symbol("bytes brought before");
function noteReuse(request, socket) {
  request[BROUGHT] = socket.bytesRead;
}
function silentSinceReuse(request) {
  const before = request[BROUGHT];
  return before !== void 0 && request.socket?.bytesRead === before;
}

// packages/node-connect/src/exception-by-code.ts
var RAISED = [
  ChunkedEncodingError,
  ConnectionError,
  ConnectTimeout,
  HostNotAllowed,
  InvalidHeader,
  InvalidProxyURL,
  InvalidURL,
  ProxyError,
  ReadTimeout,
  SSLError,
  Timeout
];
var byCode = new Map(RAISED.map((type) => [type.prototype.code, type]));
var REFUSED = /* @__PURE__ */ new Map([
  ["ERR_HTTP_TRAILER_INVALID", "Trailer announces fields after a body in chunks, and this body is not sent in chunks."],
  ["ERR_INVALID_CHAR", "The value of a header holds a character that HTTP does not allow."],
  ["ERR_INVALID_HTTP_TOKEN", "The name of a header is no token of RFC 9110."]
]);
var PREFIX = /^request to .* failed, reason: /s;
function exceptionByCode(code, message, cause) {
  const refused2 = REFUSED.get(code);
  if (refused2 !== void 0) return new InvalidHeader(refused2, { cause });
  const type = byCode.get(code);
  return type === void 0 ? null : new type(message.replace(PREFIX, ""), { cause });
}

// packages/node-connect/src/socket-faults.ts
var connect = (text2) => ({ kind: "connect", text: text2 });
var broken = (text2) => ({ kind: "broken", text: text2 });
var unresolved = connect("was not made: the name could not be resolved");
var unreachable = connect("was not made: there is no way to that address");
var closed = broken("was closed by the other side");
var cut = broken("ended too early");
var garbled = { kind: "parse", text: "brought something that is not HTTP" };
var overflow = { kind: "parse", text: "brought a head that is too large" };
var FAULTS = /* @__PURE__ */ new Map([
  ["ECONNREFUSED", connect("was refused")],
  ["ENOTFOUND", unresolved],
  ["EAI_AGAIN", unresolved],
  ["EAI_FAIL", unresolved],
  ["EAI_NODATA", unresolved],
  ["EAI_NONAME", unresolved],
  ["EAI_SYSTEM", unresolved],
  ["EAI_ADDRFAMILY", unresolved],
  ["EAI_MEMORY", unresolved],
  ["ENODATA", unresolved],
  ["ESERVFAIL", unresolved],
  ["EBADNAME", unresolved],
  ["ENONAME", unresolved],
  ["EHOSTUNREACH", unreachable],
  ["ENETUNREACH", unreachable],
  ["EHOSTDOWN", unreachable],
  ["ENETDOWN", unreachable],
  ["EADDRNOTAVAIL", connect("was not made: no local address is available")],
  ["EAFNOSUPPORT", connect("was not made: the address family is not supported")],
  ["EINVAL", connect("was not made: the address is not valid")],
  ["ERR_INVALID_ADDRESS", connect("was not made: the address is not valid")],
  ["ERR_INVALID_IP_ADDRESS", connect("was not made: the address is not valid")],
  ["ERR_SOCKET_BAD_PORT", connect("was not made: the port is not valid")],
  ["ERR_SOCKET_CONNECTION_TIMEOUT", { kind: "connect-timeout", text: "was not made in time" }],
  ["ENOENT", connect("was not made: there is no such socket")],
  ["ENOTSOCK", connect("was not made: this is no socket")],
  ["EACCES", connect("was not made: access is denied")],
  ["EPERM", connect("was not made: access is denied")],
  ["EMFILE", connect("was not made: too many files are open")],
  ["ENFILE", connect("was not made: too many files are open")],
  ["ENOBUFS", connect("was not made: there is no memory for it")],
  ["UND_ERR_CONNECT_TIMEOUT", { kind: "connect-timeout", text: "was not made in time" }],
  ["ETIMEDOUT", { kind: "os-timeout", text: "timed out" }],
  ["ETIMEOUT", { kind: "os-timeout", text: "timed out" }],
  ["ESOCKETTIMEDOUT", { kind: "os-timeout", text: "timed out" }],
  ["UND_ERR_HEADERS_TIMEOUT", { kind: "read-timeout", text: "brought no answer in time" }],
  ["UND_ERR_BODY_TIMEOUT", { kind: "read-timeout", text: "brought nothing more in time" }],
  ["ECONNRESET", broken("was reset")],
  ["ECONNABORTED", broken("was aborted")],
  ["EPIPE", closed],
  ["ENOTCONN", closed],
  ["ESHUTDOWN", closed],
  ["ENETRESET", broken("was reset")],
  ["UND_ERR_SOCKET", closed],
  ["UND_ERR_CLOSED", broken("was closed on this side")],
  ["UND_ERR_DESTROYED", broken("was closed on this side")],
  ["ERR_SOCKET_CLOSED", closed],
  ["ERR_SOCKET_CLOSED_BEFORE_CONNECTION", connect("was closed before it was made")],
  ["ERR_STREAM_PREMATURE_CLOSE", cut],
  ["ERR_STREAM_DESTROYED", closed],
  ["ERR_STREAM_WRITE_AFTER_END", closed],
  ["UND_ERR_HEADERS_OVERFLOW", overflow],
  ["HPE_HEADER_OVERFLOW", overflow],
  ["HPE_INVALID_EOF_STATE", { kind: "parse", text: "ended too early" }],
  ["HPE_CLOSED_CONNECTION", { kind: "parse", text: "brought more after its last response" }],
  ["EPROTO", { kind: "tls", text: "failed in TLS" }],
  ["ERR_MISSING_PASSPHRASE", { kind: "tls", text: "failed in TLS: the private key needs a passphrase" }],
  ["ERR_TLS_CERT_ALTNAME_INVALID", { kind: "tls", text: "failed in TLS: the certificate is for another host" }],
  ["CERT_HAS_EXPIRED", { kind: "tls", text: "failed in TLS: the certificate has expired" }],
  ["CERT_NOT_YET_VALID", { kind: "tls", text: "failed in TLS: the certificate is not valid yet" }],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", { kind: "tls", text: "failed in TLS: the certificate is self-signed" }],
  ["SELF_SIGNED_CERT_IN_CHAIN", { kind: "tls", text: "failed in TLS: a self-signed certificate is in the chain" }],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", { kind: "tls", text: "failed in TLS: the issuer is unknown" }],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", { kind: "tls", text: "failed in TLS: the issuer is unknown" }],
  ["ERR_TLS_HANDSHAKE_CLOSED", { kind: "tls", text: "was closed during the TLS handshake" }]
]);
var TLS_CODE = /^(?:ERR_TLS_|ERR_SSL_|ERR_OSSL_|ERR_CRYPTO_|CERT_|CRL_|ERROR_IN_C|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)|^(?:INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|EE_KEY_TOO_SMALL|CA_KEY_TOO_SMALL|CA_MD_TOO_WEAK|OUT_OF_MEM|UNSPECIFIED)$/;
var tls = { kind: "tls", text: "failed in TLS" };
var tlsClosed = { kind: "tls", text: "was closed during the TLS handshake" };
function faultOf(code, message) {
  if (code === "ECONNRESET" && message.includes("before secure TLS connection")) return tlsClosed;
  const fault = FAULTS.get(code);
  if (fault !== void 0) return fault;
  if (code.startsWith("HPE_")) return garbled;
  return TLS_CODE.test(code) ? tls : null;
}

// packages/node-connect/src/socket-errors.ts
var MAX_DEPTH2 = 5;
function fromSocketError(error, context) {
  let seen = error;
  for (let depth = 0; depth < MAX_DEPTH2 && isObject(seen); depth++) {
    if (seen instanceof RequestException) return seen;
    const code = codeOf(seen);
    if (code !== null) {
      const rebuilt = exceptionByCode(code, messageOf(seen), error);
      if (rebuilt !== null) return rebuilt;
      const fault = faultOf(code, messageOf(seen));
      if (fault !== null) return exceptionFor(fault, code, { error, context });
    }
    seen = seen["cause"] ?? (Array.isArray(seen["errors"]) ? seen["errors"][0] : null);
  }
  return exceptionFor(UNKNOWN, isObject(error) ? codeOf(error) ?? "unknown error" : "unknown error", {
    error: error ?? void 0,
    context
  });
}
var UNKNOWN = { kind: "broken", text: "failed" };
function exceptionFor(fault, code, { error, context }) {
  const { host, phase } = context;
  const details = { cause: error };
  const viaProxy = context.viaProxy === true;
  const whom = viaProxy ? `the proxy ${host}` : host;
  const message = `The connection to ${whom} ${fault.text} (${code}).`;
  const connecting = phase === "connect" || phase === void 0 && isConnectFault(fault);
  if (viaProxy && connecting) return new ProxyError(message, details);
  if (fault.kind === "tls") return new SSLError(message, details);
  if (fault.kind === "connect-timeout") return new ConnectTimeout(message, details);
  if (fault.kind === "read-timeout") return new ReadTimeout(message, details);
  if (fault.kind === "os-timeout" && connecting) return new ConnectTimeout(message, details);
  if (phase === "body") {
    return new ChunkedEncodingError(
      `The body from ${whom} is incomplete: the connection ${fault.text} (${code}).`,
      details
    );
  }
  return new ConnectionError(message, details);
}
function isConnectFault(fault) {
  return fault.kind === "connect" || fault.kind === "connect-timeout";
}
function isObject(value) {
  return typeof value === "object" && value !== null;
}
function codeOf(error) {
  const code = error["code"];
  return typeof code === "string" && code !== "" ? code : null;
}
function messageOf(error) {
  return typeof error["message"] === "string" ? error["message"] : "";
}

// packages/node-connect/src/client-exchange.ts
var MAX_HEADER_LINES = 2001;
var ClientExchange = class {
  request;
  /** The client's request, from the moment it asks its agent for a socket. */
  clientRequest = null;
  /** The response as Node parsed it: raw header lines, reason phrase, HTTP version. */
  incoming = null;
  /** Why this side ended the exchange: a timeout, the caller's signal, an answer that is none. */
  failure = null;
  /** The first error of the socket or the parser; clients wrap it, or drop it. */
  socketError = null;
  /** The connection broke in the middle of the response; the parser takes that for the end of one without a length. */
  cutShort = false;
  timer;
  #resolve = null;
  #reject = null;
  #onFailure = null;
  #onClose = null;
  #interim = 0;
  /** @throws AbortError or Timeout when the request's signal has fired already. */
  constructor(request) {
    if (request.signal?.aborted) throw errorFromSignal(request.signal);
    this.request = request;
    this.timer = needsTimer(request) ? new PhaseTimer(request, (error) => this.fail(error)) : null;
  }
  /** Takes the client's request over before anything of it is on the wire. */
  observe(clientRequest) {
    this.clientRequest = clientRequest;
    clientRequest.on("error", this.#onError);
    if (this.#onClose !== null) clientRequest.once("close", this.#onClose);
    if (this.failure !== null) {
      clientRequest.destroy();
      return;
    }
    clientRequest.on("response", this.#onResponse);
    clientRequest.on("upgrade", this.#onUpgrade);
    clientRequest.on("connect", this.#onUpgrade);
    clientRequest.on("information", this.#onInformation);
    clientRequest.maxHeadersCount = MAX_HEADER_LINES;
    clientRequest.maxHeaderSize = MAX_HEAD;
    if (this.timer === null) return;
    clientRequest.once("socket", (socket) => this.#onSocket(socket));
    clientRequest.once("finish", () => this.#onFinish());
  }
  /** Settles as the client's promise does, or with the failure if that comes first. */
  race(client) {
    return new Promise((resolve3, reject2) => {
      this.#reject = reject2;
      client.then(resolve3, reject2);
    });
  }
  /** Resolves with the response once its head is there; rejects with the failure, or as the client does. */
  answered(client) {
    if (this.failure !== null) {
      client.catch(() => {
      });
      return Promise.reject(this.failure);
    }
    return new Promise((resolve3, reject2) => {
      this.#resolve = resolve3;
      this.#reject = reject2;
      client.then(null, reject2);
    });
  }
  /** Ends the exchange: its connection is dropped, and whoever waits for it gets `error`. Idempotent. */
  fail(error) {
    if (this.failure !== null) return;
    this.failure = error;
    this.drop();
    this.#reject?.(error);
    this.#onFailure?.(error);
  }
  /** The exception for what broke before the response; marked when the connection had served before (`markStale`). */
  brokenBy(error, host) {
    const { clientRequest, request } = this;
    const exception = fromSocketError(error, { host, viaProxy: request.proxy !== null });
    const stale = clientRequest !== null && this.incoming === null && silentSinceReuse(clientRequest);
    return stale ? markStale(exception) : exception;
  }
  /** Lets go of everything: no clock runs, and the connection is closed unless it was given back already. */
  drop() {
    this.timer?.stop();
    this.clientRequest?.destroy();
  }
  /** Calls `listener` with the failure as soon as there is one. */
  onFailure(listener) {
    this.#onFailure = listener;
    if (this.failure !== null) listener?.(this.failure);
  }
  /** Calls `listener` when the connection no longer serves this exchange. */
  onClose(listener) {
    this.#onClose = listener;
    this.clientRequest?.once("close", listener);
  }
  /** The response was read to its end, or nobody wants the rest. */
  finish() {
    this.timer?.stop();
    const clientRequest = this.clientRequest;
    if (clientRequest !== null && !clientRequest.writableFinished) clientRequest.destroy();
  }
  /** The response's head is there, and not a byte of its body. For those who come after this class. */
  headArrived(_incoming) {
  }
  #onError = (error) => {
    this.socketError ??= error;
    if (this.incoming?.complete === false) this.cutShort = true;
  };
  #onResponse = (incoming) => {
    this.incoming = incoming;
    this.timer?.activity();
    this.headArrived(incoming);
    this.#resolve?.(incoming);
  };
  #onUpgrade = (_response, socket) => {
    socket.destroy();
    const error = new ConnectionError(
      `${this.request.method}: the server switched protocols, which nobody had asked for.`
    );
    this.fail(error);
  };
  #onSocket(socket) {
    const connected = () => this.timer?.connected();
    const tls5 = socket;
    if (tls5.encrypted === true && tls5.alpnProtocol === null) socket.once("secureConnect", connected);
    else if (socket.connecting === true) socket.once("connect", connected);
    else connected();
  }
  #onFinish() {
    if (this.incoming === null) this.timer?.sent();
  }
  #onInformation = () => {
    if (++this.#interim > MAX_INTERIM) {
      this.fail(new ConnectionError(`The server sent more than ${MAX_INTERIM} interim responses.`));
      return;
    }
    this.timer?.activity();
  };
};

// packages/node-connect/src/connection-key.ts
import { createHash } from "node:crypto";
var keys = /* @__PURE__ */ new WeakMap();
function connectionKey(tls5, proxy, guard) {
  const own4 = tlsKey(tls5);
  const key = proxy === null ? own4 : `${own4}>${proxyKey(proxy)}`;
  return guard === null || guard === void 0 ? key : `${key}!${guard.key}`;
}
function tlsKey(tls5) {
  if (tls5.verify && tls5.ca === null && tls5.cert === null) return "";
  let key = keys.get(tls5);
  if (key === void 0) {
    key = hashTls(tls5);
    keys.set(tls5, key);
  }
  return key;
}
function hashTls(tls5) {
  const hash = createHash("sha256");
  add(hash, tls5.verify ? "verify" : "trust");
  const ca = tls5.ca === null ? [] : typeof tls5.ca === "string" || tls5.ca instanceof Uint8Array ? [tls5.ca] : tls5.ca;
  add(hash, tls5.ca === null ? "platform" : `${ca.length}`);
  for (const certificate2 of ca) add(hash, certificate2);
  if (tls5.cert !== null) {
    add(hash, tls5.cert.cert);
    add(hash, tls5.cert.key);
    add(hash, tls5.cert.passphrase === void 0 ? "plain" : `locked ${tls5.cert.passphrase}`);
  }
  return hash.digest("base64");
}
function proxyKey(proxy) {
  const hash = createHash("sha256");
  add(hash, proxy.url);
  for (const part of proxy.headers.toFlat()) add(hash, part);
  return hash.digest("base64");
}
function add(hash, part) {
  hash.update(`${typeof part === "string" ? Buffer.byteLength(part) : part.byteLength}:`).update(part);
}

// packages/node-connect/src/connection-options.ts
var NAMES2 = ["connections", "keepAliveTimeout", "socketPath", "lookup"];
function readConnectionOptions(options2) {
  const own4 = Object.assign(/* @__PURE__ */ Object.create(null), options2);
  const { connections = null, keepAliveTimeout, socketPath, lookup } = own4;
  if (connections !== null && (!Number.isInteger(connections) || connections < 1)) {
    throw new TypeError("connections must be a positive integer, or null for no limit.");
  }
  if (keepAliveTimeout !== void 0 && (!Number.isInteger(keepAliveTimeout) || keepAliveTimeout < 1)) {
    throw new TypeError("keepAliveTimeout must be a positive integer: milliseconds.");
  }
  return { maxSockets: connections ?? void 0, idleTimeout: keepAliveTimeout, socketPath, lookup };
}
function refuseConnectionOptions(options2, why) {
  for (const name of NAMES2) {
    if (Object.hasOwn(options2, name) && options2[name] !== void 0 && options2[name] !== null) {
      throw new TypeError(`${name} would have no effect: ${why}.`);
    }
  }
}

// packages/node-connect/src/explicit.ts
function explicit(options2) {
  return Object.setPrototypeOf(options2, null);
}

// packages/node-connect/src/request-target.ts
var AUTHORITY = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/;
var origins = /* @__PURE__ */ new Map();
var MAX_ORIGINS3 = 256;
function requestTarget(url) {
  if (/[^\x21-\x7e]/.test(url)) throw new InvalidURL("The URL holds characters that must be encoded.");
  const end = endOfAuthority(url);
  const prefix = url.slice(0, end);
  let origin = origins.get(prefix);
  if (origin === void 0) {
    origin = parseOrigin(prefix);
    if (origins.size >= MAX_ORIGINS3) origins.clear();
    origins.set(prefix, origin);
  }
  const hash = url.indexOf("#", end);
  const tail = hash < 0 ? url.slice(end) : url.slice(end, hash);
  const { secure: secure2, host, port, authority: authority2, hostHeader, place: place2 } = origin;
  return { secure: secure2, host, port, authority: authority2, hostHeader, place: place2, path: tail.startsWith("/") ? tail : `/${tail}` };
}
function endOfAuthority(url) {
  let end = url.indexOf("://") + 3;
  for (; end < url.length; end++) {
    const c = url.charCodeAt(end);
    if (c === 47 || c === 63 || c === 35) break;
  }
  return end;
}
function parseOrigin(prefix) {
  const start = prefix.indexOf("://") + 3;
  const authority2 = prefix.slice(Math.max(start, prefix.lastIndexOf("@") + 1));
  const parts = AUTHORITY.exec(authority2);
  const host = parts?.[1]?.replace(/%25/, "%") ?? parts?.[2] ?? "";
  if (start < 3 || parts === null || host === "") throw new InvalidURL("The URL has no host, or not a valid one.");
  const secure2 = prefix.slice(0, start - 3).toLowerCase() === "https";
  const standard = secure2 ? 443 : 80;
  const port = parts[3] === void 0 || parts[3] === "" ? standard : Number(parts[3]);
  if (port > 65535) throw new InvalidURL("The URL has a port beyond 65535.");
  const bare = authority2.slice(0, authority2.length - (parts[3] === void 0 ? 0 : parts[3].length + 1));
  const hostHeader = port === standard ? bare : `${bare}:${port}`;
  return { secure: secure2, host, port, authority: authority2, hostHeader, place: placeAt(host, port) };
}
function placeAt(host, port) {
  return explicit({ host, port, servername: "" });
}

// packages/node-connect/src/exact-head.ts
function setExactHead({ clientRequest, request }, headers = request.headers) {
  if (clientRequest === null) return;
  const host = clientRequest.getHeader("host") ?? requestTarget(request.url).hostHeader;
  for (const name of clientRequest.getHeaderNames()) clientRequest.removeHeader(name);
  clientRequest.removeHeader("connection");
  if (!isToken(request.method)) throw new InvalidHeader("The method is no token of RFC 9110.");
  clientRequest.method = request.method;
  clientRequest.insecureHTTPParser = false;
  if (!headers.has("host")) clientRequest.setHeader("Host", host);
  const flat = headers.toFlat();
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i];
    const value = flat[i + 1];
    if (clientRequest.hasHeader(name)) clientRequest.appendHeader(name, value);
    else clientRequest.setHeader(name, value);
  }
  addFraming(clientRequest, request);
}
function addFraming(clientRequest, { method, body }) {
  if (clientRequest.hasHeader("content-length") || clientRequest.hasHeader("transfer-encoding")) return;
  if (body === null) {
    if (method === "POST" || method === "PUT" || method === "PATCH") clientRequest.setHeader("Content-Length", "0");
    else clientRequest.useChunkedEncodingByDefault = false;
  } else if (body instanceof Uint8Array) clientRequest.setHeader("Content-Length", String(body.byteLength));
  else clientRequest.setHeader("Transfer-Encoding", "chunked");
}

// packages/node-connect/src/incoming-body.ts
var IncomingBody = class {
  #stream;
  #exchange;
  #mapError;
  #waiting = null;
  #pending = null;
  #whole = null;
  #ended = false;
  #finished = false;
  #failure = null;
  /** `mapError` turns an error met while reading into the exception to raise. */
  constructor(stream, exchange2, mapError) {
    this.#stream = stream;
    this.#exchange = exchange2;
    this.#mapError = mapError;
    stream.on("readable", this.#onReadable);
    stream.on("end", this.#onEnd);
    stream.on("error", this.#onError);
    stream.on("close", this.#onClose);
    if (exchange2.request.stream) exchange2.timer?.pause();
    exchange2.onFailure(this.#onFailure);
  }
  [Symbol.asyncIterator]() {
    return this;
  }
  next() {
    if (this.#waiting !== null) return this.#pending.then(() => this.next());
    if (this.#finished) return Promise.resolve({ done: true, value: void 0 });
    const chunk = this.#stream.read();
    if (chunk !== null) return Promise.resolve({ done: false, value: chunk });
    if (this.#failure !== null) return Promise.reject(this.#finish());
    if (this.#ended) {
      this.#finish();
      return Promise.resolve({ done: true, value: void 0 });
    }
    this.#exchange.timer?.activity();
    this.#pending = new Promise((resolve3, reject2) => {
      this.#waiting = { resolve: resolve3, reject: reject2 };
    });
    return this.#pending;
  }
  /** Gives the connection back when everything was read, else drops it. */
  return() {
    if (!this.#finished) {
      this.#finish();
      if (!this.#ended) this.#letGo();
    }
    this.#waiting?.resolve({ done: true, value: void 0 });
    this.#waiting = null;
    return Promise.resolve({ done: true, value: void 0 });
  }
  /**
   * The whole body, instead of iterating; a body of one chunk is not copied. Of one that breaks off, what came and then
   * the error: the head is there all the same.
   */
  whole() {
    return new Promise((resolve3) => {
      this.#whole = { resolve: resolve3, chunks: [] };
      this.#exchange.timer?.activity();
      if (this.#failure !== null) resolve3(brokenBody([], this.#finish()));
      else this.#onReadable();
      if (this.#ended) this.#settleWhole();
    });
  }
  /** A rest that has arrived already is thrown away, and the connection is kept; else it is dropped. */
  #letGo() {
    if (this.#stream.complete !== true) this.#stream.destroy();
    else while (this.#stream.read() !== null) ;
  }
  /** Nothing is read any more. Returns the failure, to be raised once. */
  #finish() {
    this.#finished = true;
    this.#exchange.onFailure(null);
    this.#exchange.finish();
    return this.#failure;
  }
  /** Everything that is there; the clock starts anew. */
  #collect({ chunks }) {
    for (let chunk = this.#stream.read(); chunk !== null; chunk = this.#stream.read()) chunks.push(chunk);
    this.#exchange.timer?.activity();
  }
  #settleWhole() {
    const whole = this.#whole;
    if (whole === null || this.#finished) return;
    this.#finish();
    const { chunks } = whole;
    whole.resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
  }
  #onReadable = () => {
    if (this.#whole !== null) {
      this.#collect(this.#whole);
      return;
    }
    const waiting = this.#waiting;
    if (waiting === null) return;
    const chunk = this.#stream.read();
    if (chunk === null) return;
    this.#waiting = null;
    this.#exchange.timer?.pause();
    waiting.resolve({ done: false, value: chunk });
  };
  #onEnd = () => {
    if (this.#exchange.cutShort) {
      this.#fail(this.#exchange.socketError);
      return;
    }
    this.#ended = true;
    const waiting = this.#waiting;
    if (this.#whole !== null) this.#settleWhole();
    else if (!this.#finished) this.#exchange.finish();
    if (waiting === null) return;
    this.#waiting = null;
    this.#finish();
    waiting.resolve({ done: true, value: void 0 });
  };
  #onError = (error) => {
    this.#fail(error);
  };
  #onClose = () => {
    if (!this.#ended) this.#fail(new Error("The stream was closed before its end."));
  };
  #onFailure = (error) => {
    this.#fail(error);
    if (!this.#ended) this.#stream.destroy();
  };
  #fail(error) {
    if (this.#failure !== null || this.#ended || this.#finished) return;
    this.#failure = this.#exchange.failure ?? this.#mapError(this.#exchange.socketError ?? error);
    if (this.#whole !== null) this.#whole.resolve(brokenBody(this.#whole.chunks, this.#finish()));
    const waiting = this.#waiting;
    if (waiting === null) return;
    const chunk = this.#exchange.failure === null ? this.#stream.read() : null;
    this.#waiting = null;
    if (chunk !== null) waiting.resolve({ done: false, value: chunk });
    else waiting.reject(this.#finish());
  }
};

// packages/node-connect/src/node-agents.ts
import { once } from "node:events";

// packages/node-connect/src/connect-tcp.ts
import net2 from "node:net";

// packages/node-connect/src/guarded-lookup.ts
import dns from "node:dns";
import net from "node:net";
function guarded(host, guard, lookup) {
  if (net.isIP(host) !== 0 && !guard.permits(host)) throw refusal(host);
  return (name, options2, callback) => {
    (lookup ?? dns.lookup)(name, options2, (error, found, family) => {
      if (error !== null) return callback(error, found, family);
      if (!Array.isArray(found)) return guard.permits(found) ? callback(null, found, family) : refuse(name, callback);
      const permitted = found.filter(({ address }) => guard.permits(address));
      if (permitted.length > 0 || found.length === 0) callback(null, permitted);
      else refuse(name, callback);
    });
  };
}
function refuse(name, callback) {
  callback(refusal(name), "", 0);
}
function refusal(host) {
  return new HostNotAllowed(`The host '${host}' leads to an address that is not allowed. Nothing was sent.`);
}

// packages/node-connect/src/never-empty.ts
function neverEmpty(lookup) {
  return (name, options2, callback) => {
    lookup(name, options2, (error, found, family) => {
      if (error || found.length > 0) callback(error, found, family);
      else callback(Object.assign(new Error(`No address was found for ${name}.`), { code: "ENOTFOUND" }), "", 0);
    });
  };
}

// packages/node-connect/src/connect-tcp.ts
var KEEP_ALIVE_DELAY = 6e4;
var ConnectOptions = class {
  host;
  port;
  path;
  lookup;
  onread;
  noDelay;
  keepAlive;
  keepAliveInitialDelay = KEEP_ALIVE_DELAY;
  signal = void 0;
  handle = void 0;
  fd = void 0;
  allowHalfOpen = false;
  read = void 0;
  write = void 0;
  writev = void 0;
  final = void 0;
  destroy = void 0;
  construct = void 0;
  highWaterMark = void 0;
  objectMode = false;
  constructor({ host, port, onread }, path, lookup) {
    const tcp = path === null;
    this.host = tcp ? host : void 0;
    this.port = port;
    this.path = path ?? void 0;
    this.lookup = tcp ? lookup : void 0;
    this.onread = onread;
    this.noDelay = tcp;
    this.keepAlive = tcp;
  }
};
Object.setPrototypeOf(ConnectOptions.prototype, null);
function connectTcp(attempt, to, then) {
  const path = to.socketPath ?? null;
  const failure = (error) => fromSocketError(error, { host: path ?? to.label, viaProxy: to.viaProxy, phase: "connect" });
  let socket;
  try {
    const given = to.lookup && neverEmpty(to.lookup);
    const lookup = to.guard && path === null ? guarded(to.host, to.guard, given) : given;
    socket = net2.connect(new ConnectOptions(to, path, lookup));
  } catch (error) {
    process.nextTick(() => attempt.fail(failure(error)));
    return;
  }
  attempt.hold(socket, failure);
  socket.once("connect", () => then(socket));
}

// packages/node-connect/src/exact-lines.ts
function exactLines({ method, headers, body, proxy }, way) {
  const lines = headers.has("host") ? [] : ["Host", way.host];
  const given = headers.toFlat();
  const forProxy = way.absolute && proxy !== null ? proxy.headers : null;
  for (let i = 0; i < given.length; i += 2) {
    if (forProxy?.has(given[i])) continue;
    lines.push(given[i], given[i + 1]);
  }
  if (!headers.has("content-length") && !headers.has("transfer-encoding")) addFraming2(lines, method, body);
  if (forProxy !== null) lines.push(...forProxy.toFlat());
  return lines;
}
function addFraming2(lines, method, body) {
  if (body === null) {
    if (method === "POST" || method === "PUT" || method === "PATCH") lines.push("Content-Length", "0");
  } else if (body instanceof Uint8Array) lines.push("Content-Length", String(body.byteLength));
  else lines.push("Transfer-Encoding", "chunked");
}

// packages/node-connect/src/request-head.ts
function rewriteHead(request, { target, host, headers }) {
  request.path = target;
  if (host !== null) request.setHeader("Host", host);
  for (let i = 0; i < headers.length; i += 2) request.removeHeader(headers[i]);
  for (let i = 0; i < headers.length; i += 2) addHeader(request, headers[i], headers[i + 1]);
}
function reopenHead(request) {
  const written = request;
  const head = written._header;
  if (head === null) return false;
  const sent = written._headerSent;
  forgetHead(request);
  const lines = head.split("\r\n").slice(1, -2);
  for (const name of request.getHeaderNames()) request.removeHeader(name);
  for (const line of lines) {
    const colon = line.indexOf(":");
    addHeader(request, line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return sent;
}
function forgetHead(request) {
  const written = request;
  written._header = null;
  written._headerSent = false;
  written._last = !written.shouldKeepAlive;
  written.chunkedEncoding = false;
  written.outputData.length = 0;
  written.outputSize = 0;
}
function addHeader(request, name, value) {
  if (request.hasHeader(name)) request.appendHeader(name, value);
  else request.setHeader(name, value);
}

// packages/node-connect/src/write-head.ts
function writeHead(clientRequest, request, way) {
  if (!isToken(request.method)) throw new InvalidHeader("The method is no token of RFC 9110.");
  const writer = clientRequest;
  if (writer._header !== null) forgetHead(clientRequest);
  const lines = exactLines(request, way);
  clientRequest.method = request.method;
  clientRequest.path = way.target;
  writer.insecureHTTPParser = false;
  clientRequest.removeHeader("connection");
  clientRequest.useChunkedEncodingByDefault = false;
  writer._storeHeader(`${request.method} ${way.target} HTTP/1.1\r
`, lines);
}

// packages/node-connect/src/exact-agent.ts
var NO_OPTIONS = Object.freeze(explicit({}));
var ExactAgent = class {
  protocol;
  defaultPort;
  options = NO_OPTIONS;
  keepAlive;
  maxSockets;
  #exchange;
  #way;
  constructor(exchange2, way) {
    this.#exchange = exchange2;
    this.#way = way;
    this.protocol = way.secure ? "https:" : "http:";
    this.defaultPort = way.secure ? 443 : 80;
    this.keepAlive = way.pool.keepAlive;
    this.maxSockets = way.pool.maxSockets;
  }
  /** Called by node:http for each ClientRequest. */
  addRequest(clientRequest) {
    this.#exchange.observe(clientRequest);
    writeHead(clientRequest, this.#exchange.request, this.#way);
    this.#way.pool.addRequest(clientRequest, this.#way.place);
  }
  /** Sockets belong to the pool: nothing of this exchange is left to be destroyed. */
  destroy() {
  }
};

// packages/node-connect/src/exchange-agent.ts
var ExchangeAgent = class {
  protocol;
  defaultPort;
  options = explicit({});
  keepAlive;
  maxSockets;
  maxFreeSockets;
  maxTotalSockets;
  #route;
  constructor(route) {
    const { pool, secure: secure2 } = route.way;
    this.#route = route;
    this.protocol = secure2 ? "https:" : "http:";
    this.defaultPort = secure2 ? 443 : 80;
    this.keepAlive = pool.keepAlive;
    this.maxSockets = pool.maxSockets;
    this.maxFreeSockets = pool.maxFreeSockets;
    this.maxTotalSockets = pool.maxTotalSockets;
  }
  /** Called by node:http for each ClientRequest. */
  addRequest(clientRequest) {
    const { request, way, observe } = this.#route;
    const flush = reopenHead(clientRequest);
    observe(clientRequest);
    rewriteHead(clientRequest, {
      target: way.target,
      host: request.headers.has("host") ? null : way.host,
      headers: way.absolute && request.proxy !== null ? request.proxy.headers.toFlat() : []
    });
    if (flush) clientRequest.flushHeaders();
    way.pool.addRequest(clientRequest, way.place);
  }
  /** Sockets belong to the pool: nothing of this exchange is left to be destroyed. */
  destroy() {
  }
};

// packages/node-connect/src/open-request.ts
import http from "node:http";
import https from "node:https";
function openRequest(exchange2, way) {
  const agent = new ExactAgent(exchange2, way);
  const options2 = {
    agent,
    auth: null,
    defaultPort: void 0,
    headers: void 0,
    host: way.place.host,
    hostname: void 0,
    insecureHTTPParser: false,
    joinDuplicateHeaders: void 0,
    maxHeaderSize: void 0,
    method: exchange2.request.method,
    path: way.target,
    port: way.place.port,
    protocol: agent.protocol,
    setDefaultHeaders: false,
    setHost: false,
    signal: void 0,
    socketPath: void 0,
    timeout: void 0,
    uniqueHeaders: void 0
  };
  const clientRequest = (way.secure ? https : http).request(options2);
  clientRequest.setTimeout = returnThis;
  return clientRequest;
}
function returnThis() {
  return this;
}

// packages/node-connect/src/pooled-agent.ts
import net6 from "node:net";

// packages/node-connect/src/agent-internals.ts
import http2 from "node:http";
var AgentBase = http2.Agent;

// packages/node-connect/src/given-up.ts
function whenGivenUp(request, then) {
  const destroy = request.destroy;
  const watching = function(error) {
    if (request.destroyed) return request;
    destroy.call(request, error);
    then();
    return request;
  };
  request.destroy = watching;
  return () => {
    if (request.destroy === watching) request.destroy = destroy;
  };
}

// packages/node-connect/src/attempt.ts
var Attempt = class {
  #callback;
  #socket = null;
  #unlisten = null;
  constructor(callback) {
    this.#callback = callback;
  }
  /** True once it has answered or was given up. */
  get over() {
    return this.#callback === null;
  }
  /** Takes over a socket: an error or end before `release` fails the attempt with what `failure` makes of it. */
  hold(socket, failure) {
    this.#unlisten?.();
    this.#socket = socket;
    const onError2 = (error) => this.fail(failure(error));
    const onClose2 = () => this.fail(failure(null));
    socket.on("error", onError2);
    socket.on("close", onClose2);
    this.#unlisten = () => {
      socket.removeListener("error", onError2);
      socket.removeListener("close", onClose2);
    };
  }
  fail(error) {
    const callback = this.#end();
    this.#drop();
    callback?.(error, null);
  }
  succeed(socket) {
    this.#unlisten?.();
    this.#unlisten = null;
    this.#socket = null;
    this.#end()?.(null, socket);
  }
  /** Gives up: nothing more is reported. */
  destroy() {
    this.#end();
    this.#drop();
  }
  #end() {
    const callback = this.#callback;
    this.#callback = null;
    return callback;
  }
  #drop() {
    const socket = this.#socket;
    if (socket === null) return;
    this.#socket = null;
    this.#unlisten?.();
    this.#unlisten = null;
    socket.on("error", ignore);
    socket.destroy();
  }
};
function ignore() {
}

// packages/node-connect/src/authority.ts
function authority(host, port) {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

// packages/node-connect/src/connect-answer.ts
var MAX_HEAD2 = 65536;
var HTTP = Buffer.from("HTTP/");
function connectAnswer(bytes) {
  let left = bytes;
  for (; ; ) {
    const start = left.subarray(0, HTTP.length);
    if (!start.equals(HTTP.subarray(0, start.length))) return "something that is not HTTP";
    const end = endOfHead(left);
    if (end < 0 ? left.length > MAX_HEAD2 : end > MAX_HEAD2) return `a head beyond ${MAX_HEAD2} bytes`;
    if (end < 0) return null;
    const line = /^HTTP\/1\.[01] ([1-9]\d\d)(?: ([^\r\n]*))?\r?\n/.exec(left.subarray(0, end).toString("latin1"));
    if (line === null) return "something that is not HTTP";
    const status = Number(line[1]);
    left = left.subarray(end);
    if (status >= 200 || status === 101) return { status, reason: line[2] ?? "", rest: left };
  }
}
function endOfHead(head) {
  for (let i = head.indexOf(10); i >= 0; i = head.indexOf(10, i + 1)) {
    if (head[i + 1] === 10) return i + 2;
    if (head[i + 1] === 13 && head[i + 2] === 10) return i + 3;
  }
  return -1;
}

// packages/node-connect/src/http-tunnel.ts
function tunnelThroughHttp(attempt, to, then) {
  const { socket, label } = to;
  const closed2 = () => new ConnectionError(`The proxy ${label} closed the connection instead of answering CONNECT.`);
  attempt.hold(
    socket,
    (error) => error === null ? closed2() : fromSocketError(error, { host: label, viaProxy: true, phase: "connect" })
  );
  let received2 = Buffer.alloc(0);
  const onReadable = () => {
    if (attempt.over) return;
    for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) {
      received2 = received2.length === 0 ? chunk : Buffer.concat([received2, chunk]);
    }
    const answer = connectAnswer(received2);
    if (answer === null) return;
    socket.removeListener("readable", onReadable);
    socket.removeListener("end", onEnd2);
    if (typeof answer === "string") {
      attempt.fail(new ProxyError(`The proxy ${label} answered CONNECT with ${answer}.`));
    } else if (answer.status < 200 || answer.status > 299) {
      attempt.fail(refusal2(label, answer));
    } else {
      if (answer.rest.length > 0) socket.unshift(answer.rest);
      then(socket);
    }
  };
  const onEnd2 = () => attempt.fail(closed2());
  socket.on("readable", onReadable);
  socket.on("end", onEnd2);
  socket.write(connectHead(to), "latin1");
}
function connectHead(to) {
  let head = `CONNECT ${to.authority} HTTP/1.1\r
Host: ${to.authority}\r
`;
  const flat = to.headers.toFlat();
  for (let i = 0; i < flat.length; i += 2) head += `${flat[i]}: ${flat[i + 1]}\r
`;
  return `${head}\r
`;
}
function refusal2(label, { status, reason }) {
  const words2 = reason.replace(/[^\x20-\x7e]/g, "?").slice(0, 100);
  const error = new ProxyError(`The proxy ${label} answered CONNECT with ${`${status} ${words2}`.trim()}.`);
  return Object.defineProperty(error, "proxyStatus", { value: status, enumerable: true });
}

// packages/node-connect/src/proxy-address.ts
var SOCKS2 = {
  "socks4:": { version: 4, remoteDns: false },
  "socks4a:": { version: 4, remoteDns: true },
  "socks5:": { version: 5, remoteDns: false },
  "socks5h:": { version: 5, remoteDns: true }
};
function proxyAddress(proxy) {
  const url = parse(proxy.url);
  const host = url.hostname.startsWith("[") ? url.hostname.slice(1, -1) : url.hostname;
  if (host === "") throw new InvalidProxyURL("The proxy URL has no host.");
  const port = url.port === "" ? null : Number(url.port);
  if (url.protocol === "http:" || url.protocol === "https:") {
    const secure2 = url.protocol === "https:";
    return { kind: "http", host, port: port ?? (secure2 ? 443 : 80), secure: secure2, headers: proxy.headers };
  }
  if (!Object.hasOwn(SOCKS2, url.protocol)) throw new InvalidProxyURL(`Unknown proxy scheme '${url.protocol}'.`);
  const flavour = SOCKS2[url.protocol];
  const user = decode2(url.username);
  const password = decode2(url.password);
  return { kind: "socks", host, port: port ?? 1080, user, password, ...flavour };
}
function isHttpProxy(proxy) {
  return /^https?:/i.test(proxy.url);
}
function parse(url) {
  try {
    return new URL(url);
  } catch {
    throw new InvalidProxyURL("The proxy URL is malformed.");
  }
}
function decode2(text2) {
  try {
    return decodeURIComponent(text2);
  } catch {
    return text2;
  }
}

// packages/node-connect/src/secure-socket.ts
import net4 from "node:net";
import tls4 from "node:tls";

// packages/node-connect/src/secure-context.ts
import tls2 from "node:tls";
var contexts = /* @__PURE__ */ new Map();
var MAX_CONTEXTS = 32;
function secureContext(settings, withIdentity) {
  const identity = withIdentity ? settings.cert : null;
  if (settings.ca === null && identity === null) return tls2.createSecureContext(explicit({}));
  const key = connectionKey({ verify: true, ca: settings.ca, cert: identity }, null);
  const known2 = contexts.get(key);
  if (known2 !== void 0) return known2;
  const context = tls2.createSecureContext(
    explicit({
      ...settings.ca !== null && { ca: authorities(settings.ca) },
      ...identity !== null && {
        cert: pem2(identity.cert),
        key: pem2(identity.key),
        ...identity.passphrase !== void 0 && { passphrase: identity.passphrase }
      }
    })
  );
  if (contexts.size >= MAX_CONTEXTS) contexts.delete(contexts.keys().next().value);
  contexts.set(key, context);
  return context;
}
function authorities(ca) {
  return typeof ca === "string" || ca instanceof Uint8Array ? [pem2(ca)] : ca.map(pem2);
}
function pem2(content) {
  if (typeof content === "string") return content;
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}

// packages/node-connect/src/server-identity.ts
import { X509Certificate } from "node:crypto";
import net3 from "node:net";
import tls3 from "node:tls";
var NAMES3 = Object.freeze(
  Object.assign(/* @__PURE__ */ Object.create(null), {
    subject: "never",
    wildcards: true,
    partialWildcards: false,
    multiLabelWildcards: false,
    singleLabelSubdomains: false
  })
);
function checkServerIdentity(host, certificate2) {
  const v6 = net3.isIPv6(host);
  const problem = v6 ? void 0 : tls3.checkServerIdentity(host, certificate2);
  if (problem !== void 0 || net3.isIPv4(host)) return problem;
  const x509 = new X509Certificate(certificate2.raw);
  const found = v6 ? x509.checkIP(host.split("%", 1)[0]) : x509.checkHost(host, NAMES3);
  if (found !== void 0) return void 0;
  const error = new Error(`The certificate is not for ${v6 ? "the address" : "the host"} ${host}.`);
  return Object.assign(error, { code: "ERR_TLS_CERT_ALTNAME_INVALID", host, cert: certificate2 });
}

// packages/node-connect/src/secure-socket.ts
function secure(attempt, to, then) {
  const failure = (error) => fromSocketError(error ?? closedInHandshake(), { host: to.label, viaProxy: to.viaProxy, phase: "connect" });
  let socket;
  try {
    socket = tls4.connect(options(to));
  } catch (error) {
    attempt.hold(to.socket, failure);
    attempt.fail(failure(error));
    return;
  }
  attempt.hold(socket, failure);
  to.socket.on("error", () => {
  });
  socket.once("secureConnect", () => then(socket));
}
function options(to) {
  const name = to.servername ?? canonicalName2(to.host);
  return explicit({
    socket: to.socket,
    host: name,
    servername: net4.isIP(name) === 0 ? name : "",
    secureContext: secureContext(to.tls, !to.viaProxy),
    rejectUnauthorized: to.tls.verify,
    checkServerIdentity,
    ...to.alpn && { ALPNProtocols: [...to.alpn] },
    // Node copies these options into an object of its own, where one that is missing is looked up on Object.prototype.
    path: void 0,
    session: void 0,
    pskCallback: void 0,
    requestOCSP: false,
    enableTrace: false,
    timeout: void 0
  });
}
function canonicalName2(host) {
  if (net4.isIP(host) !== 0) return host;
  try {
    const name = new URL(`https://${host}/`).hostname;
    return name.endsWith(".") ? name.slice(0, -1) : name;
  } catch {
    return host;
  }
}
function closedInHandshake() {
  return Object.assign(new Error("The connection was closed before the TLS handshake was done."), {
    code: "ERR_TLS_HANDSHAKE_CLOSED"
  });
}

// packages/node-connect/src/socks-tunnel.ts
import dns2 from "node:dns";
import net5 from "node:net";
var Client = null;
function tunnelThroughSocks(attempt, to, then) {
  const problem = unfit(to);
  if (problem !== null) {
    process.nextTick(() => attempt.fail(problem));
    return;
  }
  if (Client === null) {
    const again = (socks) => {
      Client = socks.SocksClient;
      if (!attempt.over) tunnelThroughSocks(attempt, to, then);
    };
    import("socks").then(again, (cause) => {
      attempt.fail(new ConnectionError("The SOCKS client cannot be loaded.", { cause }));
    });
    return;
  }
  resolve(to, (error, host) => {
    if (attempt.over) return;
    if (error !== null) {
      attempt.fail(fromSocketError(error, { host: to.target.host, phase: "connect" }));
      return;
    }
    const { proxy, label, target } = to;
    const where2 = explicit({ host: proxy.host, port: proxy.port, label, viaProxy: true, lookup: target.lookup });
    connectTcp(attempt, where2, (socket) => negotiate(attempt, { ...to, host, socket }, then));
  });
}
function unfit({ proxy, label, target }) {
  if (proxy.version === 4 && !proxy.remoteDns && net5.isIPv6(target.host)) {
    return new ConnectionError(`SOCKS4 cannot reach the IPv6 address ${target.host}.`);
  }
  if (Buffer.byteLength(target.host) > 255) return new ConnectionError("The name of the host is too long for SOCKS.");
  const credentials = [proxy.user, proxy.password];
  if (credentials.some((text2) => Buffer.byteLength(text2) > 255 || proxy.version === 4 && text2.includes("\0"))) {
    return new ProxyError(`SOCKS cannot carry the credentials for the proxy ${label}.`);
  }
  return null;
}
function resolve({ proxy, target }, callback) {
  if (proxy.remoteDns || net5.isIP(target.host) !== 0) {
    callback(null, target.host);
    return;
  }
  const lookup = target.guard ? guarded(target.host, target.guard, target.lookup) : target.lookup ?? dns2.lookup;
  lookup(target.host, { family: proxy.version === 4 ? 4 : 0, all: false }, (error, address) => {
    const first = Array.isArray(address) ? address[0]?.address : address;
    if (error === null && first === void 0) {
      callback(Object.assign(new Error("No address."), { code: "ENOTFOUND" }), "");
    } else {
      callback(error, first ?? "");
    }
  });
}
function negotiate(attempt, to, then) {
  const { socket, label, target } = to;
  let client;
  const fail = (error) => {
    const cause = new Error(error.message);
    const goal = authority(target.host, target.port);
    attempt.fail(new ProxyError(`The SOCKS proxy ${label} did not connect to ${goal}: ${error.message}`, { cause }));
  };
  try {
    client = new Client(clientOptions(to));
  } catch (error) {
    fail(error);
    return;
  }
  Object.defineProperty(client, "onEstablishedTimeout", { value: () => {
  } });
  client.once("error", fail);
  client.once("established", () => {
    client.removeAllListeners("error");
    if (!attempt.over) then(socket);
  });
  attempt.hold(
    socket,
    (error) => error === null ? new ProxyError(`The SOCKS proxy ${label} closed the connection during the handshake.`) : fromSocketError(error, { host: label, viaProxy: true, phase: "connect" })
  );
  client.connect(socket);
}
function clientOptions({ proxy, host, target }) {
  return {
    command: "connect",
    destination: { host, port: target.port },
    proxy: {
      host: proxy.host,
      port: proxy.port,
      type: proxy.version,
      ...proxy.user !== "" && { userId: proxy.user },
      ...proxy.password !== "" && { password: proxy.password }
    },
    timeout: 1
  };
}

// packages/node-connect/src/open-socket.ts
var OwnTarget = class {
  host;
  port;
  secure;
  servername;
  tls;
  proxy;
  alpn;
  socketPath;
  lookup;
  viaProxy;
  guard;
  onread;
  constructor(options2) {
    this.host = options2.host;
    this.port = options2.port;
    this.secure = options2.secure;
    this.tls = options2.tls;
    this.proxy = options2.proxy;
    this.servername = own2(options2, "servername");
    this.alpn = own2(options2, "alpn");
    this.socketPath = own2(options2, "socketPath");
    this.lookup = own2(options2, "lookup");
    this.viaProxy = own2(options2, "viaProxy");
    this.guard = own2(options2, "guard");
    this.onread = own2(options2, "onread");
  }
};
function own2(options2, name) {
  return Object.hasOwn(options2, name) ? options2[name] : void 0;
}
function openSocket(options2, callback) {
  const target = new OwnTarget(options2);
  const attempt = new Attempt(callback);
  try {
    if (target.proxy === null) openDirect(target, attempt);
    else openThrough(proxyAddress(target.proxy), target, attempt);
  } catch (error) {
    failLater(attempt, fromSocketError(error, { host: authority(target.host, target.port), phase: "connect" }));
  }
  return attempt;
}
function openDirect(target, attempt) {
  const { host, port, socketPath, lookup, secure: tls5 } = target;
  const viaProxy = target.viaProxy === true;
  const label = authority(host, port);
  const guard = viaProxy ? null : target.guard;
  const onread = tls5 ? void 0 : target.onread;
  const where2 = { host, port, socketPath, lookup, label, viaProxy, guard, onread };
  connectTcp(attempt, where2, (socket) => finish(target, socket, attempt));
}
function openThrough(proxy, target, attempt) {
  if (/[^\x21-\x7e]/.test(target.host)) throw new InvalidURL("The host holds characters that must be encoded.");
  const label = authority(proxy.host, proxy.port);
  if (proxy.kind === "socks") {
    tunnelThroughSocks(attempt, { proxy, label, target }, (socket) => finish(target, socket, attempt));
    return;
  }
  const goal = authority(target.host, target.port);
  const ask = (socket) => {
    tunnelThroughHttp(
      attempt,
      { socket, label, authority: goal, headers: proxy.headers },
      (open) => finish(target, open, attempt)
    );
  };
  const { lookup } = target;
  const where2 = explicit({ host: proxy.host, port: proxy.port, label, viaProxy: true, lookup });
  connectTcp(attempt, where2, (socket) => {
    if (!proxy.secure) ask(socket);
    else secure(attempt, explicit({ socket, host: proxy.host, label, tls: target.tls, viaProxy: true }), ask);
  });
}
function finish(target, socket, attempt) {
  if (!target.secure) {
    attempt.succeed(socket);
    return;
  }
  const { host, servername, tls: tls5, alpn } = target;
  const to = {
    socket,
    host,
    servername,
    label: authority(target.host, target.port),
    tls: tls5,
    alpn,
    viaProxy: target.viaProxy === true
  };
  secure(attempt, to, (ready) => attempt.succeed(ready));
}
function failLater(attempt, error) {
  process.nextTick(() => attempt.fail(error));
}

// packages/node-connect/src/pooled-agent.ts
var SURELY_OPEN = 10;
var PooledAgent = class extends AgentBase {
  #route;
  /** Made by us, for the agent to take over. */
  #ready = null;
  #retired = false;
  #freeSince = /* @__PURE__ */ new WeakMap();
  constructor(route, options2) {
    super(options2);
    this.#route = route;
  }
  /** True when it holds no socket and no request waits: it can be forgotten. */
  get unused() {
    return isEmpty3(this.sockets) && isEmpty3(this.freeSockets) && isEmpty3(this.requests);
  }
  /** Lets go of idle sockets, now and from now on; those at work end with their exchange, and no other is begun. */
  retire() {
    this.keepAlive = false;
    this.#retired = true;
    const idle = Object.values(this.freeSockets).flatMap((sockets) => sockets ?? []);
    for (const socket of idle) socket.destroy();
    return idle;
  }
  /** All else that tells sockets apart is the pool's. */
  getName({ host, port } = {}) {
    return `${host}:${port}`;
  }
  addRequest(request, options2) {
    if (this.#retired) request.destroy(new ConnectionError("The transport is closed."));
    if (request.destroyed) {
      request.onSocket(null);
      return;
    }
    const idle = this.freeSockets[this.getName(options2)]?.at(-1);
    if (idle === void 0 || performance.now() - (this.#freeSince.get(idle) ?? 0) < SURELY_OPEN) {
      this.#addNow(request, options2);
      return;
    }
    afterPoll2(() => {
      if (request.destroyed) request.onSocket(null);
      else this.#addNow(request, options2);
    });
  }
  #addNow(request, options2) {
    super.addRequest(request, options2);
    if (this.maxSockets === Number.POSITIVE_INFINITY) return;
    const name = this.getName(options2);
    if (this.requests[name]?.includes(request) !== true) return;
    const stop = whenGivenUp(request, () => {
      if (this.#leaveQueue(name, request)) request.onSocket(null);
    });
    request.once("socket", stop);
  }
  createSocket(request, options2) {
    const name = this.getName(options2);
    this.#leaveQueue(name, request);
    const place2 = this.#takePlace(name);
    const done = () => {
      stopWatching();
      this.#leavePlace(name, place2);
    };
    const failed = (error) => {
      done();
      request.onSocket(null, error);
      this.#serveNext(name, options2);
    };
    const opening = openSocket({ ...this.#route, host: options2.host, port: options2.port }, (error, socket) => {
      if (error !== null || socket === null) return failed(error ?? void 0);
      done();
      this.#ready = socket;
      super.createSocket(request, options2, (_error, taken) => request.onSocket(taken ?? null));
    });
    const stopWatching = whenGivenUp(request, () => {
      opening.destroy();
      failed();
    });
  }
  createConnection() {
    const socket = this.#ready;
    this.#ready = null;
    return socket;
  }
  keepSocketAlive(socket) {
    if (socket.readableLength > 0) return false;
    const kept = super.keepSocketAlive(socket);
    if (kept) {
      this.#freeSince.set(socket, performance.now());
      socket.once("data", destroyThis);
      socket.once("end", destroyThis);
    }
    return kept;
  }
  reuseSocket(socket, request) {
    socket.removeListener("data", destroyThis);
    socket.removeListener("end", destroyThis);
    noteReuse(request, socket);
    super.reuseSocket(socket, request);
  }
  #leaveQueue(name, request) {
    const queue = this.requests[name];
    const index = queue?.indexOf(request) ?? -1;
    if (queue === void 0 || index < 0) return false;
    queue.splice(index, 1);
    if (queue.length === 0) delete this.requests[name];
    return true;
  }
  /** Node counts sockets only once they are there: one in the making is stood for by another. */
  #takePlace(name) {
    const place2 = new net6.Socket();
    const sockets = this.sockets;
    sockets[name] ??= [];
    sockets[name].push(place2);
    return place2;
  }
  #leavePlace(name, place2) {
    const sockets = this.sockets;
    const list = sockets[name];
    const index = list?.indexOf(place2) ?? -1;
    if (list === void 0 || index < 0) return;
    list.splice(index, 1);
    if (list.length === 0) delete sockets[name];
  }
  /** A place has become free without a socket: the next in the queue tries. */
  #serveNext(name, options2) {
    const next = this.requests[name]?.[0];
    if (next !== void 0) this.createSocket(next, options2);
  }
};
function destroyThis() {
  this.destroy();
}
function isEmpty3(record) {
  for (const _ in record) return false;
  return true;
}

// packages/node-connect/src/node-agents.ts
var MANY_POOLS = 64;
var NodeAgents = class {
  #options;
  #lookup;
  #socketPath;
  #pools = /* @__PURE__ */ new Map();
  #closed = false;
  constructor(settings = {}) {
    const options2 = explicit({ ...settings });
    this.#lookup = options2.lookup;
    this.#socketPath = options2.socketPath;
    this.#options = {
      keepAlive: options2.keepAlive ?? true,
      // As the socket was made: setting it anew would cost system calls a request.
      keepAliveMsecs: KEEP_ALIVE_DELAY,
      maxSockets: options2.maxSockets ?? Number.POSITIVE_INFINITY,
      maxFreeSockets: options2.maxFreeSockets ?? 256,
      // Node servers close after 5 seconds by default: be first.
      timeout: options2.idleTimeout ?? 4e3,
      scheduling: "lifo"
    };
  }
  /**
   * An agent for one exchange. `observe` gets the ClientRequest before it has a socket; on the wire it carries the
   * target of `request.url` to the letter, and towards an HTTP proxy the absolute form and `proxy.headers`.
   * @throws InvalidURL, InvalidProxyURL; ConnectionError after `close()`.
   */
  agentFor(request, observe) {
    const way = this.#wayOf(request);
    return new ExchangeAgent({ request, way, observe });
  }
  /**
   * An agent for one exchange, which it observes by itself. On the wire goes what core wrote, head and all, whatever
   * the client makes of it.
   * @throws InvalidURL, InvalidProxyURL; ConnectionError after `close()`.
   */
  exactAgentFor(exchange2) {
    return new ExactAgent(exchange2, this.#wayOf(exchange2.request));
  }
  /**
   * A ClientRequest for one exchange, head and all, for clients that let it be made for them.
   * @throws InvalidURL, InvalidProxyURL; ConnectionError after `close()`.
   */
  request(exchange2) {
    return openRequest(exchange2, this.#wayOf(exchange2.request));
  }
  /** Destroys idle sockets and lets busy ones end. Resolves when the idle ones are closed; idempotent. */
  async close() {
    this.#closed = true;
    const idle = [...this.#pools.values()].flatMap((pool) => pool.retire());
    this.#pools.clear();
    await Promise.all(idle.map((socket) => socket.closed ? void 0 : once(socket, "close")));
  }
  #wayOf(request) {
    if (this.#closed) throw new ConnectionError("The transport is closed.");
    const target = requestTarget(request.url);
    const { tls: tls5, proxy, guard } = request;
    const absolute = !target.secure && proxy !== null && isHttpProxy(proxy);
    const viaProxy = absolute ? proxyAddress(proxy) : null;
    const secure2 = viaProxy === null ? target.secure : viaProxy.kind === "http" && viaProxy.secure;
    const pool = this.#poolFor({
      secure: secure2,
      tls: tls5,
      proxy,
      viaProxy: absolute,
      guard,
      lookup: this.#lookup,
      socketPath: this.#socketPath
    });
    return {
      pool,
      place: viaProxy === null ? target.place : placeAt(viaProxy.host, viaProxy.port),
      target: absolute ? `http://${target.authority}${target.path}` : target.path,
      host: absolute ? target.authority : target.hostHeader,
      absolute,
      secure: target.secure
    };
  }
  #poolFor(route) {
    const scheme = route.secure ? "https" : "http";
    const key = `${scheme}${route.viaProxy ? ">" : ""}${connectionKey(route.tls, route.proxy, route.guard)}`;
    let pool = this.#pools.get(key);
    if (pool === void 0) {
      if (this.#pools.size >= MANY_POOLS) this.#forgetUnused();
      pool = new PooledAgent(route.viaProxy ? { ...route, proxy: null } : route, this.#options);
      this.#pools.set(key, pool);
    }
    return pool;
  }
  #forgetUnused() {
    for (const [key, pool] of this.#pools) if (pool.unused) this.#pools.delete(key);
  }
};

// packages/node-connect/src/upload.ts
import { Readable } from "node:stream";
function toUpload(exchange2) {
  const { body } = exchange2.request;
  if (body === null) return null;
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const stream = Readable.from(watch(body, exchange2), { objectMode: false });
  exchange2.onClose(() => stream.destroy());
  return stream;
}
async function* watch(body, exchange2) {
  try {
    yield* body;
  } catch (error) {
    exchange2.fail(error);
    throw error;
  }
}

// packages/transport-undici/src/undici-error.ts
var UNDICI_ERRORS = /* @__PURE__ */ new Map([
  ["UND_ERR", [ConnectionError, ChunkedEncodingError, "the exchange failed"]],
  ["UND_ERR_ABORT", [ConnectionError, ChunkedEncodingError, "the exchange was aborted"]],
  ["UND_ERR_ABORTED", [ConnectionError, ChunkedEncodingError, "the exchange was aborted"]],
  ["UND_ERR_BODY_TIMEOUT", [ReadTimeout, ReadTimeout, "the body took too long"]],
  ["UND_ERR_BPL_MISSING_UPSTREAM", [ConnectionError, ConnectionError, "the dispatcher has no upstream"]],
  ["UND_ERR_CLOSED", [ConnectionError, ChunkedEncodingError, "the dispatcher is closed"]],
  ["UND_ERR_CONNECT_TIMEOUT", [ConnectTimeout, ConnectTimeout, "connecting took too long"]],
  ["UND_ERR_DESTROYED", [ConnectionError, ChunkedEncodingError, "the dispatcher is destroyed"]],
  ["UND_ERR_HEADERS_OVERFLOW", [ConnectionError, ChunkedEncodingError, "the response has too many header bytes"]],
  ["UND_ERR_HEADERS_TIMEOUT", [ReadTimeout, ReadTimeout, "the response took too long"]],
  ["UND_ERR_INFO", [ConnectionError, ChunkedEncodingError, "the connection was closed"]],
  ["UND_ERR_INVALID_ARG", [ConnectionError, ChunkedEncodingError, "undici refused the request"]],
  ["UND_ERR_INVALID_RETURN_VALUE", [ConnectionError, ChunkedEncodingError, "a dispatcher misbehaved"]],
  ["UND_ERR_MAX_ORIGINS_REACHED", [ConnectionError, ConnectionError, "the dispatcher has too many origins"]],
  ["UND_ERR_NOT_SUPPORTED", [ConnectionError, ChunkedEncodingError, "undici refused the request"]],
  ["UND_ERR_PRX_CONN", [ProxyError, ProxyError, "the connection to the proxy failed"]],
  ["UND_ERR_PRX_TLS", [ProxyError, ProxyError, "the TLS connection through the proxy failed"]],
  ["UND_ERR_REDIRECT_MAX", [ConnectionError, ConnectionError, "the dispatcher followed too many redirects"]],
  ["UND_ERR_REQ_CONTENT_LENGTH_MISMATCH", [InvalidHeader, InvalidHeader, "Content-Length contradicts the body"]],
  ["UND_ERR_REQ_RETRY", [ConnectionError, ChunkedEncodingError, "the dispatcher gave up retrying"]],
  ["UND_ERR_RESPONSE", [ConnectionError, ChunkedEncodingError, "the dispatcher refused the response"]],
  ["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", [ConnectionError, ChunkedEncodingError, "the body is cut short"]],
  ["UND_ERR_RES_EXCEEDED_MAX_SIZE", [ChunkedEncodingError, ChunkedEncodingError, "the body is larger than allowed"]],
  ["UND_ERR_SOCKET", [ConnectionError, ChunkedEncodingError, "the connection was closed"]],
  ["UND_ERR_SOCKS5", [ProxyError, ProxyError, "the SOCKS proxy failed"]],
  ["UND_ERR_WS_MESSAGE_SIZE_EXCEEDED", [ConnectionError, ChunkedEncodingError, "the message is too large"]],
  ["ERR_WEBASSEMBLY_NOT_SUPPORTED", [ConnectionError, ConnectionError, "this platform has no WebAssembly"]]
]);
var SOCKS5 = /^(UND_ERR_SOCKS5)_.*$/;
function fromUndiciError(error, scene) {
  const code = error?.code;
  const known2 = typeof code === "string" ? UNDICI_ERRORS.get(code.replace(SOCKS5, "$1")) : void 0;
  if (known2 !== void 0) return make(scene.answered ? known2[1] : known2[0], scene.host, known2[2], error);
  if (typeof code === "string" && code.startsWith("HPE_")) {
    const kind = scene.answered ? ChunkedEncodingError : ConnectionError;
    return make(kind, scene.host, scene.answered ? "the body is malformed" : "the response is malformed", error);
  }
  const phase = scene.answered ? "body" : void 0;
  return fromSocketError(error, { host: scene.host, viaProxy: scene.viaProxy, phase });
}
function make(kind, host, what, cause) {
  const code = cause?.code;
  return new kind(`${host}: ${what}${typeof code === "string" ? ` (${code})` : ""}.`, { cause });
}

// packages/transport-undici/src/failure.ts
function failureOf(error, { route, connection, wire, answered }) {
  const reason = connection === null ? error : connection.reasonOf(error);
  const failure = fromUndiciError(reason, { host: route.authority, viaProxy: route.viaProxy, answered });
  return connection !== null && connection.served > 0 && wire?.response.silent === true ? markStale(failure) : failure;
}

// packages/transport-undici/src/settle.ts
function resolve2(caller2, response) {
  caller2.resolve(response);
  caller2.done();
}
function succeed(caller2, answer) {
  if (answer.queue !== null) answer.queue.end();
  else resolve2(caller2, answer.complete());
}
function reject(caller2, answer, error) {
  const queue = answer?.queue ?? null;
  if (queue !== null) {
    queue.fail(error);
    return;
  }
  if (answer !== null) caller2.resolve(answer.broken(error));
  else caller2.reject(error);
  caller2.done();
}

// packages/transport-undici/src/exchange.ts
var Exchange = class {
  request;
  timer;
  dispatchMethod;
  /** The connection that is being opened for this exchange. */
  opening = null;
  #route;
  #caller;
  #connection = null;
  #wire = null;
  /** `null` once it is written. */
  #head;
  #upload = null;
  #sent = false;
  #answer = null;
  #started = false;
  #settled = false;
  #over = false;
  #moved = false;
  /** @throws InvalidHeader for a head that cannot be sent. */
  constructor(request, route, caller2) {
    this.request = request;
    this.#route = route;
    this.#caller = caller2;
    this.#head = requestHead(request, route);
    this.dispatchMethod = request.method === "CONNECT" ? "POST" : request.method;
    this.timer = needsTimer(request) ? new PhaseTimer(request, (error) => this.fail(error)) : null;
  }
  /** The body comes bit by bit. */
  get streamsUp() {
    return this.request.body !== null && !(this.request.body instanceof Uint8Array);
  }
  /** How undici's raw headers are to be read: of HTTP/2 they are re-encoded strings. */
  get headerEncoding() {
    return this.#connection?.h2 === true ? "utf8" : "latin1";
  }
  /** Hands the request to undici. `connection`: `null` when the dispatcher is the caller's. */
  dispatch(dispatcher, connection) {
    this.#connection = connection;
    const own4 = connection !== null && !connection.h2;
    try {
      const options2 = own4 ? headlessOptions(this.#route, this.dispatchMethod, this.#head?.close === true) : plainOptions(this.request, this.#route, this);
      dispatcher.dispatch(asDispatchOptions(options2), this);
    } catch (error) {
      this.fail(error);
    }
  }
  /** The request goes out now. */
  onStart() {
    if (this.#over) this.abort(new Error("The request is no longer wanted."));
    else if (this.#started && this.#route.pool !== null) this.connectionLost();
    else this.#begin();
  }
  #begin() {
    this.#started = true;
    this.timer?.connected();
    const wire = this.#connection?.wire ?? null;
    this.#wire = wire;
    if (wire !== null) wire.expect(this);
    else if (!this.streamsUp) this.sent();
  }
  /** undici has called for the head. */
  writeRequest(wire) {
    const upload = new Upload(wire, this, this.#head);
    this.#head = null;
    this.#upload = upload;
    upload.start(this.request.body);
  }
  refuse(what) {
    this.fail(this.#answer === null ? new ConnectionError(what) : new ChunkedEncodingError(what));
  }
  sent() {
    this.#sent = true;
    this.#upload = null;
    this.timer?.sent();
  }
  onHead(status, headers, reason) {
    if (status < 200 || this.#settled) return;
    this.timer?.activity();
    const seen = this.#wire?.response ?? null;
    if (seen !== null) seen.answered = true;
    const httpVersion = seen?.httpVersion ?? (this.#connection?.h2 === true ? "2" : "1.1");
    const head = { status, reason: seen?.reason ?? reason, httpVersion, headers: HeaderMap.fromFlat(headers) };
    const answer = new Answer(head, this.request.stream ? this : null);
    this.#answer = answer;
    if (answer.queue !== null) {
      this.timer?.pause();
      resolve2(this.#caller, answer.response);
    }
    if (this.request.method === "HEAD" || status === 204 || status === 304) this.#succeed();
  }
  /** False: enough has come for now. */
  onBody(chunk) {
    const answer = this.#answer;
    if (this.#wire !== null) this.#wire.response.delivered += chunk.byteLength;
    if (this.#settled || answer === null) return true;
    const queue = answer.queue;
    if (queue === null) {
      this.timer?.activity();
      answer.collect(chunk);
      return true;
    }
    const more = queue.push(chunk);
    if (!queue.awaited) this.timer?.pause();
    return more;
  }
  onEnd() {
    if (this.#over) return;
    const fault = this.#wire === null ? null : this.#connection?.fault ?? null;
    if (fault !== null && !this.#settled) {
      this.onFailure(fault);
      return;
    }
    this.#over = true;
    this.#upload?.stop();
    if (!this.#settled) this.#succeed();
    const connection = this.#connection;
    const wire = this.#wire;
    const clean = wire === null || this.#sent && wire.flushed;
    if (connection !== null) this.#route.pool?.release(connection, this, clean);
  }
  /** undici has given up. */
  onFailure(error) {
    if (this.#over) return;
    const route = this.#route;
    const { pool } = route;
    const at = { route, connection: this.#connection, wire: this.#wire, answered: this.#answer !== null };
    const failure = failureOf(error, at);
    const move = pool !== null && !this.#started && !this.#moved && !(error instanceof RequestException);
    this.#release();
    if (move) {
      this.#over = false;
      this.#moved = true;
      pool.addFresh(this);
      return;
    }
    if (!this.#settled) this.#reject(failure);
  }
  connectionLost() {
    this.onFailure(Object.assign(new Error("The connection went away."), { code: "UND_ERR_SOCKET" }));
  }
  /** Ends the exchange from this side, and with it its connection. */
  fail(error) {
    if (this.#settled) return;
    const pool = this.#route.pool;
    if (this.#connection === null && pool !== null) {
      this.#over = true;
      if (this.opening !== null) pool.abandon(this.opening);
      else pool.remove(this);
      this.opening = null;
    } else if (!this.#over) {
      this.#release();
    }
    this.#reject(error);
  }
  wanted() {
    this.timer?.activity();
    this.resume();
  }
  cancel() {
    if (this.#settled) return;
    this.#settled = true;
    this.timer?.stop();
    if (!this.#over) this.#release();
  }
  #release() {
    this.#over = true;
    this.#upload?.stop();
    this.#upload = null;
    this.abort(new Error("The exchange has ended."));
    const connection = this.#connection;
    this.#connection = null;
    if (connection !== null) this.#route.pool?.release(connection, this, connection.h2);
  }
  #succeed() {
    this.#settled = true;
    this.timer?.stop();
    succeed(this.#caller, this.#answer);
  }
  #reject(error) {
    this.#settled = true;
    this.timer?.stop();
    reject(this.#caller, this.#answer, error);
  }
};
Object.setPrototypeOf(Exchange.prototype, null);

// packages/transport-undici/src/raw-fields.ts
var lastParts2 = [];
var lastTexts = [];
function fromRaw(raw, encoding) {
  const texts = new Array(raw.length);
  const bytes = encoding === "latin1";
  for (let i = 0; i < raw.length; i++) {
    const part = raw[i];
    const known2 = bytes && typeof part !== "string" ? lastText(part, i) : null;
    texts[i] = known2 ?? withoutSpace(typeof part === "string" ? part : part.toString(encoding));
  }
  if (bytes) {
    lastParts2 = raw;
    lastTexts = texts.slice();
  }
  return texts;
}
function lastText(part, i) {
  const last2 = lastParts2[i];
  if (last2 === void 0 || typeof last2 === "string" || last2.length !== part.length) return null;
  for (let k = part.length - 1; k >= 0; k--) if (part[k] !== last2[k]) return null;
  return lastTexts[i];
}
function withoutSpace(text2) {
  const last2 = text2.charCodeAt(text2.length - 1);
  return last2 === 32 || last2 === 9 ? text2.replace(/[ \t]+$/, "") : text2;
}

// packages/transport-undici/src/undici.ts
var loaded3 = null;
async function loadUndici() {
  loaded3 ??= await import("undici");
}
function loadedUndici() {
  return loaded3;
}
function undici() {
  return loaded3;
}

// packages/transport-undici/src/from-undici-response.ts
var ControlledExchange = class extends Exchange {
  #controller = null;
  onRequestStart(controller) {
    this.#controller = controller;
    this.onStart();
  }
  onRequestUpgrade(_controller, _status, _headers, socket) {
    socket.destroy();
    this.onFailure(unaskedUpgrade());
  }
  onResponseStart(controller, status, headers, reason) {
    const raw = controller.rawHeaders;
    this.onHead(status, Array.isArray(raw) ? fromRaw(raw, this.headerEncoding) : fromRecord(headers), reason ?? "");
  }
  onResponseData(controller, chunk) {
    if (!this.onBody(chunk)) controller.pause();
  }
  onResponseEnd() {
    this.onEnd();
  }
  onResponseError(_controller, error) {
    this.onFailure(error);
  }
  abort(error) {
    this.#controller?.abort(error);
  }
  resume() {
    this.#controller?.resume();
  }
};
var DirectExchange = class extends Exchange {
  #abort = null;
  #resume = null;
  onConnect(abort) {
    this.#abort = abort;
    this.onStart();
  }
  onUpgrade(_status, _headers, socket) {
    socket.destroy();
    this.onFailure(unaskedUpgrade());
  }
  onHeaders(status, headers, resume, reason) {
    this.#resume = resume;
    this.onHead(status, fromRaw(headers, this.headerEncoding), reason);
    return true;
  }
  onData(chunk) {
    return this.onBody(chunk);
  }
  onComplete() {
    this.onEnd();
  }
  onError(error) {
    this.onFailure(error);
  }
  abort(error) {
    this.#abort?.(error);
  }
  resume() {
    this.#resume?.();
  }
};
var unaskedUpgrade = () => Object.assign(new Error("The server switched protocols unasked."), { code: "UND_ERR_SOCKET" });
var OwnExchange = null;
function makeExchange(request, route, caller2) {
  if (route.pool === null) return new ControlledExchange(request, route, caller2);
  OwnExchange ??= "Dispatcher1Wrapper" in undici() ? ControlledExchange : DirectExchange;
  return new OwnExchange(request, route, caller2);
}
function fromRecord(headers) {
  const flat = [];
  for (const [name, value] of Object.entries(headers)) {
    if (Array.isArray(value)) for (const each of value) flat.push(name, String(each));
    else if (value !== void 0) flat.push(name, String(value));
  }
  return flat;
}

// packages/transport-undici/src/options.ts
var KEEP_ALIVE = 4e3;
function readOptions(options2 = {}) {
  const own4 = Object.assign(/* @__PURE__ */ Object.create(null), options2);
  const { maxSockets, idleTimeout, socketPath, lookup } = readConnectionOptions(own4);
  if (own4.dispatcher !== void 0 && typeof own4.dispatcher?.dispatch !== "function") {
    throw new TypeError("dispatcher must be an undici Dispatcher.");
  }
  return {
    connections: maxSockets ?? Number.POSITIVE_INFINITY,
    keepAliveTimeout: idleTimeout ?? KEEP_ALIVE,
    http2: own4.http2 ?? false,
    socketPath: socketPath ?? null,
    lookup: lookup ?? null,
    dispatcher: own4.dispatcher ?? null
  };
}

// packages/transport-undici/src/socket-reader.ts
var shared = null;
var SocketReader = class {
  listener = null;
  buffer;
  constructor() {
    shared ??= Buffer.allocUnsafeSlow(65536);
    this.buffer = shared;
  }
  callback = (count2, bytes) => {
    const copy = Buffer.allocUnsafe(count2);
    copy.set(count2 === bytes.length ? bytes : bytes.subarray(0, count2));
    this.listener?.arrived(copy);
    return true;
  };
};

// packages/transport-undici/src/wire.ts
import { EventEmitter } from "node:events";

// packages/transport-undici/src/forgive-write-errors.ts
var SEND_ERRORS = /* @__PURE__ */ new Set(["EPIPE", "ECONNRESET", "EPROTOTYPE"]);
var FORGIVEN = /* @__PURE__ */ Symbol("forgiven");
function forgiveWriteErrors(socket, owner) {
  socket[FORGIVEN] = { owner, last: null, forgiving: null };
  socket._write = forgivingWrite;
  if (socket._writev) socket._writev = forgivingWritev;
}
function forgivingWrite(chunk, encoding, callback) {
  ownClass(this)._write.call(this, chunk, encoding, forgiving(this, callback));
}
function forgivingWritev(chunks, callback) {
  ownClass(this)._writev?.call(this, chunks, forgiving(this, callback));
}
var ownClass = (socket) => Object.getPrototypeOf(socket);
function forgiving(socket, callback) {
  const forgiveness = socket[FORGIVEN];
  if (forgiveness.last === callback && forgiveness.forgiving !== null) return forgiveness.forgiving;
  forgiveness.last = callback;
  forgiveness.forgiving = (error) => {
    if (error && SEND_ERRORS.has(error.code ?? "")) {
      forgiveness.owner.broken = true;
      socket.emit("drain");
      callback();
      return;
    }
    callback(error);
  };
  return forgiveness.forgiving;
}

// packages/transport-undici/src/response-bytes.ts
var LF2 = 10;
var CR2 = 13;
var ONE = 49;
var SPACE2 = 32;
var STATUS_LINE_LIMIT = 65536;
var MANY_LINES = 2e3;
var MAX_FRAMING = 2 * MAX_HEAD;
var ResponseBytes = class {
  httpVersion = "1.1";
  reason = "";
  /** undici has found the head of the final response. */
  answered = false;
  /** Bytes of the body that undici has found. */
  delivered = 0;
  /** The final response has not begun. */
  #awaited = false;
  #interim = 0;
  /** Bytes of the final response. */
  #received = 0;
  /** What was taken last of a final response. */
  #last = null;
  /** Bytes that did not tell yet. */
  #stash = null;
  /** A request goes out: the next bytes are its response's. */
  begin() {
    this.answered = false;
    this.delivered = 0;
    this.#awaited = true;
    this.#interim = 0;
    this.#received = 0;
    this.#last = null;
  }
  /** No byte of an answer to the last request has come. */
  get silent() {
    return this.#awaited && this.#stash === null;
  }
  /** What undici has to parse of the next bytes; `null`: nothing yet. */
  take(chunk) {
    if (!this.#awaited) {
      this.#received += chunk.length;
      this.#last = chunk;
      return chunk;
    }
    const bytes = this.#stash === null ? chunk : Buffer.concat([this.#stash, chunk]);
    this.#stash = null;
    const start = this.#finalResponse(bytes);
    if (start < 0 || this.#interim > MAX_INTERIM) return null;
    this.#received = bytes.length - start;
    this.#last = bytes;
    return start === 0 ? bytes : bytes.subarray(start);
  }
  /** undici's parser has given back bytes that it took. */
  giveBack(count2) {
    this.#received -= count2;
  }
  /** The limit that is exceeded; `null` when none is. To be asked after undici has parsed what it took. */
  excess() {
    if (this.#received > MAX_FRAMING + 17 * this.delivered) {
      return this.answered ? "more framing than body" : "a head without an end";
    }
    const last2 = this.#last;
    this.#last = null;
    if (last2 !== null && !this.answered && linesIn(last2) > MANY_LINES) return "too many header lines";
    if (this.#interim > MAX_INTERIM) return `more than ${MAX_INTERIM} interim responses`;
    if (this.#stash !== null && this.#stash.length > MAX_HEAD) {
      return `an interim response of more than ${MAX_HEAD} bytes`;
    }
    return null;
  }
  /** The rest is nobody's. */
  forget() {
    this.#stash = null;
    this.#last = null;
    this.#received = 0;
    this.#interim = 0;
  }
  /** Where the final response starts; -1 when more bytes are needed to tell, the incomplete ones kept. */
  #finalResponse(bytes) {
    let start = 0;
    for (; ; ) {
      const end = bytes.indexOf(LF2, start);
      if (end < 0 && bytes.length - start < STATUS_LINE_LIMIT) break;
      if (end < start + 12 || !isInterim(bytes, start) || isSwitch(bytes, start)) {
        this.#awaited = false;
        this.#noteStatusLine(bytes, start, end);
        return start;
      }
      const next = afterBlankLine(bytes, end);
      if (next < 0) break;
      this.#interim++;
      start = next;
    }
    if (start < bytes.length) this.#stash = start === 0 ? bytes : bytes.subarray(start);
    return -1;
  }
  #noteStatusLine(bytes, start, end) {
    this.httpVersion = bytes[start + 7] === 48 ? "1.0" : "1.1";
    const stop = bytes[end - 1] === CR2 ? end - 1 : end;
    this.reason = stop > start + 13 ? reasonPhrase(bytes, start + 13, stop) : "";
  }
};
function reasonPhrase(bytes, start, stop) {
  if (stop === start + 2 && bytes[start] === 79 && bytes[start + 1] === 75) return "OK";
  return bytes.toString("latin1", start, stop).trim();
}
var isInterim = (bytes, start) => bytes[start + 9] === ONE && bytes[start + 12] <= SPACE2;
var isSwitch = (bytes, start) => bytes[start + 10] === 48 && bytes[start + 11] === ONE;
function afterBlankLine(bytes, end) {
  for (let lf = end; lf >= 0; lf = bytes.indexOf(LF2, lf + 1)) {
    if (bytes[lf + 1] === LF2) return lf + 2;
    if (bytes[lf + 1] === CR2 && bytes[lf + 2] === LF2) return lf + 3;
  }
  return -1;
}
function linesIn(bytes) {
  let lines = 0;
  for (let lf = bytes.indexOf(LF2); lf >= 0; lf = bytes.indexOf(LF2, lf + 1)) lines++;
  return lines;
}

// packages/transport-undici/src/wired-socket.ts
var LISTENER = /* @__PURE__ */ Symbol("listener");
function listenTo(socket, listener) {
  socket[LISTENER] = listener;
  socket.on("error", onError);
  socket.on("close", onClose);
}
function readFrom(socket) {
  socket.on("data", onData);
  socket.on("end", onEnd);
}
function tellOfDrain(socket) {
  socket.on("drain", onDrain);
}
function onData(chunk) {
  this[LISTENER].arrived(chunk);
}
function onEnd() {
  this[LISTENER].ended();
}
function onDrain() {
  this[LISTENER].takesMore();
}
function onError(error) {
  this[LISTENER].failed(error);
}
function onClose(hadError) {
  this[LISTENER].closed(hadError);
}

// packages/transport-undici/src/wire.ts
var HARDLY_ANYTHING = 16384;
var Wire = class extends EventEmitter {
  socket;
  #owner;
  response = new ResponseBytes();
  /** The connection no longer takes bytes, but may still give some. */
  broken = false;
  /** It is told when the socket takes more bytes. */
  #draining = false;
  #onDrained = null;
  /** undici writes heads as it is known to. */
  #known = false;
  #writer = null;
  /** Whose response is read. */
  #reader = null;
  /** Bytes that undici has not taken yet. */
  #chunks = [];
  #flowing = false;
  #paused = false;
  /** The end came while bytes were waiting; undici is told after them. */
  #ended = false;
  /** So did the close: for undici, which does not read a socket that is destroyed, it is still open. */
  #held = false;
  constructor(socket, reader, owner) {
    super();
    this.socket = socket;
    this.#owner = owner;
    forgiveWriteErrors(socket, this);
    reader.listener = this;
    listenTo(socket, this);
  }
  /** This, as undici's types want it. */
  get asSocket() {
    return this;
  }
  /** Everything that was written is out, or as good as out. */
  get flushed() {
    return !this.broken && this.socket.writableLength < HARDLY_ANYTHING;
  }
  /** The next thing undici writes is the head of `writer`'s request. */
  expect(writer) {
    this.#writer = writer;
  }
  /** Writes past undici. False: wait for `drained()`. */
  send(chunk) {
    if (this.broken || this.socket.destroyed) return true;
    return this.socket.write(chunk, "latin1");
  }
  /** Resolves when the socket takes more bytes, or never will again. For one at a time. */
  drained() {
    const socket = this.socket;
    if (this.broken || socket.destroyed || !socket.writableNeedDrain) return Promise.resolve();
    if (!this.#draining) {
      this.#draining = true;
      tellOfDrain(socket);
    }
    return new Promise((resolve3) => {
      this.#onDrained = resolve3;
    });
  }
  // What undici calls.
  get destroyed() {
    return this.socket.destroyed && !this.#held;
  }
  get errored() {
    return this.socket.errored;
  }
  get writableNeedDrain() {
    return this.socket.writableNeedDrain;
  }
  on(event, listener) {
    super.on(event, listener);
    if (event === "readable" && !this.#flowing) {
      this.#flowing = true;
      readFrom(this.socket);
    }
    return this;
  }
  write(chunk) {
    const writer = this.#writer;
    if (writer === null) throw unknownWay();
    this.#writer = null;
    if (typeof chunk !== "string") throw unknownWay();
    if (!this.#known && !chunk.startsWith(`${writer.dispatchMethod} `)) throw unknownWay();
    this.#known = true;
    this.#reader = writer;
    this.response.begin();
    writer.writeRequest(this);
    return true;
  }
  read() {
    for (; ; ) {
      const excess = this.response.excess();
      if (excess !== null) return this.#refuse(excess);
      if (this.#chunks.length === 0) break;
      const bytes = this.response.take(this.#chunks.shift());
      if (bytes !== null) return bytes;
    }
    if (this.#paused) {
      this.#paused = false;
      this.socket.resume();
    }
    if (this.#ended) {
      this.#ended = false;
      process.nextTick(() => this.#letGo());
    }
    return null;
  }
  /** undici's parser gives back what it did not take. */
  unshift(chunk) {
    this.response.giveBack(chunk.length);
    if (chunk.length > 0) this.#chunks.unshift(chunk);
  }
  cork() {
    this.socket.cork();
  }
  uncork() {
    this.socket.uncork();
  }
  ref() {
    this.socket.ref?.();
    return this;
  }
  unref() {
    this.socket.unref?.();
    return this;
  }
  destroy(error) {
    this.#chunks = [];
    this.#ended = false;
    if (this.#held) process.nextTick(() => this.#close(error));
    else this.socket.destroy(error);
    return this;
  }
  /** undici takes for a stream what has it. */
  pipe() {
    throw new Error("A connection that speaks HTTP is piped nowhere.");
  }
  // What the socket tells.
  arrived(chunk) {
    this.#chunks.push(chunk);
    this.emit("readable");
    if (this.#chunks.length > 0 && !this.#paused) {
      this.#paused = true;
      this.socket.pause();
    }
  }
  ended() {
    if (this.#chunks.length > 0) this.#ended = true;
    else this.emit("end");
  }
  failed(error) {
    this.#owner.faulted(error);
    this.#tell(error);
  }
  #tell(error) {
    if (this.listenerCount("error") > 0) this.emit("error", error);
  }
  takesMore() {
    this.#onDrained?.();
    this.#onDrained = null;
  }
  closed(hadError) {
    this.takesMore();
    this.#owner.closed(this.socket);
    if (this.#ended) this.#held = true;
    else this.emit("close", hadError);
  }
  /** The last bytes are taken: what came after them. */
  #letGo() {
    this.emit("end");
    this.#close();
  }
  #close(error) {
    if (!this.#held) return;
    this.#held = false;
    if (error !== void 0) this.#tell(error);
    this.emit("close", error !== void 0);
  }
  #refuse(what) {
    this.response.forget();
    this.#chunks = [];
    this.#reader?.refuse(`The server sent ${what}.`);
    return null;
  }
};
var unknownWay = () => new Error("This version of undici writes requests in a way that is not known.");

// packages/transport-undici/src/connection.ts
var HTTP2_STREAMS = 100;
var Connection = class {
  /** Exchanges under way. */
  running = 0;
  /** Exchanges that have ended. */
  served = 0;
  /** When the last one ended, on the clock of `performance`. */
  idleSince = 0;
  h2 = false;
  /** The socket as HTTP/1.1 sees it. */
  wire = null;
  #settings;
  #onLost;
  #client = null;
  #opening = null;
  #ready = null;
  #socket = null;
  #destroyed = false;
  /** The first error of the present socket. */
  #fault = null;
  /** Exchanges under way over HTTP/2. */
  #streams = null;
  constructor(settings, onLost) {
    this.#settings = settings;
    this.#onLost = onLost;
  }
  get capacity() {
    return this.h2 ? HTTP2_STREAMS : 1;
  }
  get alive() {
    return !this.#destroyed && this.#socket !== null && !this.#socket.destroyed;
  }
  /** The first error of the socket; `null` while it is well. */
  get fault() {
    return this.#fault;
  }
  /** Opens the socket. `callback` is called once, unless the connection is destroyed before. */
  open(callback) {
    this.#connect(this.#settings.http2 ? ["h2", "http/1.1"] : ["http/1.1"], (error, socket) => {
      if (error === null) {
        this.h2 = socket.alpnProtocol === "h2";
        this.#ready = socket;
        this.#client = this.#makeClient();
      }
      callback(error);
    });
  }
  dispatch(exchange2) {
    this.running++;
    if (this.h2) {
      this.#streams ??= /* @__PURE__ */ new Set();
      this.#streams.add(exchange2);
    }
    exchange2.dispatch(this.#client, this);
  }
  /**
   * What really went wrong. An alert of TLS after the handshake (TLS 1.3: a client certificate is missing or not
   * trusted) is followed by the end of the connection, and that end is all undici tells.
   */
  reasonOf(error) {
    return this.#fault?.code?.startsWith("ERR_SSL_") === true ? this.#fault : error;
  }
  /** An exchange has ended. */
  finished(exchange2) {
    this.running--;
    this.served++;
    if (this.running === 0) this.idleSince = performance.now();
    this.#streams?.delete(exchange2);
  }
  destroy() {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#opening?.destroy();
    this.#ready?.destroy();
    if (this.h2) process.nextTick(() => void this.#client?.destroy().catch(() => {
    }));
    else void this.#client?.destroy().catch(() => {
    });
  }
  #makeClient() {
    const options2 = Object.assign(/* @__PURE__ */ Object.create(null), {
      connect: (_options, callback) => this.#supply(callback),
      // One at a time all the same. With 1, undici adds a turn of the event loop of its own to each response's end.
      pipelining: this.h2 ? this.capacity : 2,
      keepAliveTimeout: this.#settings.keepAliveTimeout,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: MAX_HEAD,
      allowH2: this.h2,
      maxConcurrentStreams: HTTP2_STREAMS
    });
    return new (undici()).Client(this.#settings.origin, options2);
  }
  /** undici asks for a socket: at first for the one that is open, later because that one was closed while idle. */
  #supply(callback) {
    const ready = this.#ready;
    this.#ready = null;
    if (ready !== null) queueMicrotask(() => callback(null, this.wire?.asSocket ?? ready));
    else {
      this.#connect(
        [this.h2 ? "h2" : "http/1.1"],
        (error, socket) => callback(error, socket === null ? null : this.wire?.asSocket ?? socket)
      );
    }
  }
  #connect(alpn, callback) {
    const reader = new SocketReader();
    this.#opening = this.#settings.open(alpn, reader, (error, socket) => {
      this.#opening = null;
      if (this.#destroyed) {
        socket?.destroy();
        return;
      }
      if (socket !== null) this.#adopt(socket, reader);
      callback(error, socket);
    });
  }
  #adopt(socket, reader) {
    this.#socket = socket;
    this.#fault = null;
    if (socket.alpnProtocol === "h2") {
      this.wire = null;
      socket.on("error", (error) => this.faulted(error));
      socket.once("close", () => this.closed(socket));
    } else this.wire = new Wire(socket, reader, this);
  }
  faulted(error) {
    this.#fault ??= error;
  }
  closed(socket) {
    for (const exchange2 of [...this.#streams ?? []]) exchange2.connectionLost();
    if (this.#socket === socket) this.#onLost(this);
  }
};

// packages/transport-undici/src/pool.ts
var Pool = class {
  #settings;
  #limit;
  #onEmpty;
  #all = /* @__PURE__ */ new Set();
  /** Connections that can take another exchange; the one used last is taken first. */
  #available = [];
  #waiting = [];
  /** Exchanges that wait for a look at the connections. */
  #looking = /* @__PURE__ */ new Set();
  /** Connections being opened. */
  #opening = 0;
  #closed = false;
  constructor(settings, limit, onEmpty) {
    this.#settings = settings;
    this.#limit = limit;
    this.#onEmpty = onEmpty;
  }
  /** Nobody waits for a connection. */
  get #unwanted() {
    return this.#waiting.length === 0 && this.#looking.size === 0;
  }
  get idle() {
    return this.#unwanted && this.#opening === 0 && this.#available.length === this.#all.size;
  }
  /** Sends an exchange on its way as soon as there is a connection for it. */
  add(exchange2) {
    const alone = this.#settings.http2 && exchange2.streamsUp;
    const connection = alone ? this.#available.find((each) => each.running === 0) : this.#available.at(-1);
    if (connection !== void 0) {
      if (isFresh(connection)) this.#run(connection, exchange2);
      else if (this.#looking.size < this.#available.length) this.#look(exchange2);
      else this.addFresh(exchange2);
      return;
    }
    if (this.#settings.http2 && this.#opening > 0 && !alone) this.#waiting.push(exchange2);
    else this.addFresh(exchange2);
  }
  /**
   * If this process was busy, the server may have closed an idle connection without our having seen it. One turn of the
   * event loop shows that, as urllib3 looks whether an idle socket is readable.
   */
  #look(exchange2) {
    this.#looking.add(exchange2);
    afterPoll2(() => {
      if (!this.#looking.has(exchange2)) return;
      const now2 = performance.now();
      for (const each of [...this.#available]) {
        if (!each.alive) this.drop(each);
        else if (each.running === 0) each.idleSince = now2;
      }
      this.#looking.delete(exchange2);
      this.add(exchange2);
    });
  }
  /** Like `add`, but on a new connection. */
  addFresh(exchange2) {
    if (this.#all.size >= this.#limit) this.#waiting.push(exchange2);
    else this.#open(exchange2);
  }
  /** An exchange that was not yet dispatched is no longer wanted. */
  remove(exchange2) {
    this.#looking.delete(exchange2);
    const index = this.#waiting.indexOf(exchange2);
    if (index >= 0) this.#waiting.splice(index, 1);
  }
  /** An exchange has ended. `reusable`: the connection may carry another. */
  release(connection, exchange2, reusable) {
    if (connection.running === connection.capacity) this.#available.push(connection);
    connection.finished(exchange2);
    if (!reusable || !connection.alive || this.#closed && connection.running === 0) this.drop(connection);
    else this.#serve();
  }
  /** Gives a connection up. */
  drop(connection) {
    connection.destroy();
    this.#forget(connection);
  }
  /** Idle connections end now, the others with their exchanges. */
  close() {
    this.#closed = true;
    this.closeIdle();
  }
  closeIdle() {
    for (const connection of [...this.#all]) if (connection.running === 0 && connection.alive) this.drop(connection);
  }
  #run(connection, exchange2) {
    if (connection.running + 1 === connection.capacity) this.#take(connection);
    connection.dispatch(exchange2);
  }
  /** It takes no more exchanges. */
  #take(connection) {
    const available = this.#available;
    const index = available.lastIndexOf(connection);
    if (index === available.length - 1) available.pop();
    else if (index >= 0) available.splice(index, 1);
  }
  #open(exchange2) {
    const connection = new Connection(this.#settings, this.#onLost);
    this.#all.add(connection);
    this.#opening++;
    exchange2.opening = connection;
    connection.open((error) => {
      exchange2.opening = null;
      this.#opening--;
      if (error !== null) {
        this.drop(connection);
        exchange2.fail(error);
        return;
      }
      this.#available.push(connection);
      this.#run(connection, exchange2);
      this.#serve();
    });
  }
  /** The exchange that a connection was being opened for has given up. */
  abandon(connection) {
    this.#opening--;
    this.drop(connection);
  }
  /** Exchanges that wait get what there is, and new connections for the rest. */
  #serve() {
    for (let n = this.#waiting.length; n > 0 && this.#waiting.length > 0; n--) {
      const blocked = this.#available.length === 0 && (this.#all.size >= this.#limit || this.#opening > 0 && this.#settings.http2);
      if (blocked) return;
      this.add(this.#waiting.shift());
    }
  }
  /** The socket is closed. A client with an exchange opens another by itself, or has failed the exchange. */
  #onLost = (connection) => {
    if (connection.running === 0) this.drop(connection);
  };
  #forget(connection) {
    if (!this.#all.delete(connection)) return;
    this.#take(connection);
    this.#serve();
    if (this.#all.size === 0 && this.#unwanted) this.#onEmpty(this);
  }
};
var SURELY_OPEN2 = 10;
function isFresh(connection) {
  return connection.running > 0 || performance.now() - connection.idleSince < SURELY_OPEN2;
}

// packages/transport-undici/src/target.ts
function parseTarget(url) {
  const scheme = url.indexOf("://");
  const protocol = url.slice(0, scheme).toLowerCase();
  if (protocol !== "http" && protocol !== "https") throw new InvalidURL("The URL is neither http nor https.");
  const end = originLength(url);
  const authority2 = url.slice(Math.max(scheme + 3, url.lastIndexOf("@", end) + 1), end);
  const colon = authority2.lastIndexOf(":");
  const hasPort = colon > authority2.lastIndexOf("]");
  const name = hasPort ? authority2.slice(0, colon) : authority2;
  const digits = hasPort ? authority2.slice(colon + 1) : "";
  const host = name.startsWith("[") ? name.slice(1, -1) : name;
  const secure2 = protocol === "https";
  const port = digits === "" ? secure2 ? 443 : 80 : Number(digits);
  if (host === "" || !Number.isInteger(port) || port > 65535) throw new InvalidURL("The URL has no valid host.");
  return { origin: url.slice(0, end), authority: authority2, secure: secure2, host, port };
}
function originLength(url) {
  for (let i = url.indexOf("://") + 3; i < url.length; i++) {
    const c = url.charCodeAt(i);
    if (c === 47 || c === 63 || c === 35) return i;
  }
  return url.length;
}
function isUnder(url, origin) {
  if (!url.startsWith(origin)) return false;
  if (url.length === origin.length) return true;
  const c = url.charCodeAt(origin.length);
  return c === 47 || c === 63;
}
function originForm(url, origin) {
  if (url.length === origin.length) return "/";
  return url.charCodeAt(origin.length) === 47 ? url.slice(origin.length) : `/${url.slice(origin.length)}`;
}

// packages/transport-undici/src/router.ts
var MAX_POOLS = 256;
var Router = class {
  #settings;
  #pools = /* @__PURE__ */ new Map();
  #lastTarget = null;
  /** The pool of `#lastTarget` with the default TLS settings and without a proxy. */
  #lastPool = null;
  /** The way to the URL that was asked last, by `#lastPool`. */
  #lastRoute = null;
  #lastUrl = "";
  constructor(settings) {
    this.#settings = settings;
  }
  /** @throws InvalidURL, InvalidProxyURL */
  route(request) {
    const target = this.#target(request.url);
    const { proxy, tls: tls5, url, guard = null } = request;
    const { origin, authority: authority2 } = target;
    if (proxy !== null && !target.secure && isHttp(proxy.url)) {
      const via = proxyTarget(proxy.url);
      const key2 = `${connectionKey(tls5, proxy)} ${via.origin}`;
      const pool2 = this.#pools.get(key2) ?? this.#makePool(key2, { target: via, tls: tls5, proxy: null, viaProxy: true });
      return {
        pool: pool2,
        origin: via.origin,
        path: url,
        authority: authority2,
        proxyHeaders: proxy.headers,
        viaProxy: true,
        servername: null
      };
    }
    const key = connectionKey(tls5, proxy, guard);
    const last2 = this.#lastRoute;
    if (url === this.#lastUrl && last2 !== null && last2.pool === this.#lastPool && key === "") return last2;
    const path = originForm(url, origin);
    const http22 = this.#settings.http2 && target.secure && !needsHttp1(request);
    const common = key === "" && !http22;
    let pool = common && target === this.#lastTarget ? this.#lastPool : null;
    if (pool === null) {
      const name = `${key} ${origin}${http22 ? " h2" : ""}`;
      pool = this.#pools.get(name) ?? this.#makePool(name, { target, tls: tls5, proxy, http2: http22, guard });
      if (common) this.#lastPool = pool;
    }
    const route = { pool, origin, path, authority: authority2, proxyHeaders: null, viaProxy: false, servername: target.host };
    if (common && !this.#settings.http2) {
      this.#lastUrl = url;
      this.#lastRoute = route;
    }
    return route;
  }
  close() {
    for (const pool of [...this.#pools.values()]) pool.close();
  }
  #target(url) {
    const last2 = this.#lastTarget;
    if (last2 !== null && isUnder(url, last2.origin)) return last2;
    const target = parseTarget(url);
    this.#lastTarget = target;
    this.#lastPool = null;
    return target;
  }
  #makePool(name, { target, tls: tls5, proxy, viaProxy = false, http2: http22 = false, guard = null }) {
    const { keepAliveTimeout, socketPath, lookup, connections } = this.#settings;
    const where2 = {
      host: target.host,
      port: target.port,
      secure: target.secure,
      servername: target.host,
      tls: tls5,
      proxy,
      viaProxy,
      guard,
      socketPath,
      lookup: lookup ?? void 0
    };
    const open = (alpn, onread, callback) => openSocket({ ...where2, alpn, onread }, callback);
    const origin = new URL(URL.canParse(target.origin) ? target.origin : "http://invalid");
    const pool = new Pool({ origin, open, keepAliveTimeout, http2: http22 }, connections, () => {
      this.#pools.delete(name);
      if (this.#lastPool === pool) this.#lastPool = null;
    });
    this.#pools.set(name, pool);
    if (this.#pools.size > MAX_POOLS) this.#closeIdle();
    return pool;
  }
  /** Makes room: pools without an exchange go, the oldest first. */
  #closeIdle() {
    for (const pool of [...this.#pools.values()]) {
      if (this.#pools.size <= MAX_POOLS) return;
      if (pool.idle) pool.closeIdle();
    }
  }
};
var isHttp = (proxyUrl) => /^https?:/i.test(proxyUrl);
function proxyTarget(url) {
  try {
    return parseTarget(url);
  } catch (error) {
    throw new InvalidProxyURL("The proxy URL is malformed.", { cause: error });
  }
}

// packages/transport-undici/src/undici-transport.ts
var ANY_DISPATCHER = [
  "any-method",
  "bad-ports",
  "empty-user-agent",
  "get-body",
  "header-bytes",
  "host-header",
  "raw-body",
  "raw-target",
  "streaming-upload"
];
var OWN_CONNECTIONS = [
  ...ANY_DISPATCHER,
  "address-guard",
  "client-cert",
  "connect",
  "header-case",
  "hop-headers",
  "http2",
  "informational",
  "proxy",
  "reason-bytes",
  "socks",
  "tls",
  "unix-socket"
];
var UndiciTransport = class {
  name = "undici";
  capabilities;
  #settings;
  #router;
  /** undici is being loaded, or has been for the first request. */
  #loading = null;
  #running = 0;
  #closed = false;
  #onIdle = [];
  /** @throws TypeError for an option of the wrong kind. */
  constructor(options2) {
    this.#settings = readOptions(options2);
    this.capabilities = new Set(this.#settings.dispatcher === null ? OWN_CONNECTIONS : ANY_DISPATCHER);
    this.#router = new Router(this.#settings);
  }
  send(request) {
    if (this.#closed) return Promise.reject(new ConnectionError("The undici transport is closed."));
    if (loadedUndici() !== null) return this.#start(request);
    this.#loading ??= loadUndici();
    return this.#loading.then(() => this.#start(request));
  }
  #start(request) {
    return new Promise((resolve3, reject2) => {
      if (request.signal?.aborted) throw errorFromSignal(request.signal);
      const { dispatcher } = this.#settings;
      if (dispatcher === null) {
        const route = this.#router.route(request);
        const exchange2 = makeExchange(request, route, { resolve: resolve3, reject: reject2, done: this.#onDone });
        this.#running++;
        route.pool?.add(exchange2);
      } else {
        const exchange2 = makeExchange(request, outsideRoute(request), { resolve: resolve3, reject: reject2, done: this.#onDone });
        this.#running++;
        exchange2.dispatch(dispatcher, null);
      }
    });
  }
  /** Idle connections are closed at once, the others after their exchanges; resolves when no answer is awaited. */
  async close() {
    this.#closed = true;
    await this.#loading;
    this.#router.close();
    if (this.#running > 0) await new Promise((resolve3) => this.#onIdle.push(resolve3));
  }
  async [Symbol.asyncDispose]() {
    await this.close();
  }
  #onDone = () => {
    this.#running--;
    if (this.#running > 0 || this.#onIdle.length === 0) return;
    for (const resolve3 of this.#onIdle.splice(0)) resolve3();
  };
};
function outsideRoute(request) {
  const { tls: tls5, proxy, url, guard } = request;
  if (proxy !== null) throw new UnsupportedByTransport("undici", "proxy", { reason: OUTSIDE });
  if (!tls5.verify || tls5.ca !== null) throw new UnsupportedByTransport("undici", "tls", { reason: OUTSIDE });
  if (guard) throw new UnsupportedByTransport("undici", "address-guard", { reason: OUTSIDE });
  if (tls5.cert !== null) throw new UnsupportedByTransport("undici", "client-cert", { reason: OUTSIDE });
  const { origin, authority: authority2, host } = parseTarget(url);
  const servername = isIP(host) === 0 ? host : null;
  return {
    pool: null,
    origin,
    path: originForm(url, origin),
    authority: authority2,
    proxyHeaders: null,
    viaProxy: false,
    servername
  };
}
var OUTSIDE = "the caller's dispatcher connects";

// packages/transport-axios/src/axios-error.ts
var AXIOS_CODES = Object.freeze(
  Object.assign(/* @__PURE__ */ Object.create(null), {
    ECONNABORTED: Timeout,
    ECONNREFUSED: null,
    ERR_BAD_OPTION: RequestException,
    ERR_BAD_OPTION_VALUE: RequestException,
    ERR_BAD_REQUEST: RequestException,
    ERR_BAD_RESPONSE: ConnectionError,
    ERR_CANCELED: AbortError,
    ERR_DEPRECATED: RequestException,
    ERR_FORM_DATA_DEPTH_EXCEEDED: RequestException,
    ERR_FR_TOO_MANY_REDIRECTS: TooManyRedirects,
    ERR_INVALID_URL: InvalidURL,
    ERR_NETWORK: ConnectionError,
    ERR_NOT_SUPPORT: RequestException,
    ETIMEDOUT: null
  })
);
function toException(error, exchange2) {
  if (exchange2.failure !== null) return exchange2.failure;
  if (error instanceof RequestException) return error;
  if (exchange2.socketError instanceof RequestException) return exchange2.socketError;
  conceal(error);
  const { code } = error;
  const known2 = typeof code === "string" ? AXIOS_CODES[code] : void 0;
  const { request } = exchange2;
  if (known2) return new known2(`${request.method} to ${hostOf2(request.url)}: ${messageOf2(error)}`, { cause: error });
  return exchange2.brokenBy(error, hostOf2(request.url));
}
function toBodyException(error, exchange2) {
  conceal(error);
  return fromSocketError(error, { host: hostOf2(exchange2.request.url), phase: "body" });
}
function conceal(error) {
  if (error?.isAxiosError !== true) return;
  for (const name2 of ["config", "request", "response"]) Reflect.deleteProperty(error, name2);
  const { name, message, code } = error;
  Object.defineProperty(error, "toJSON", { configurable: true, value: () => ({ name, message, code }) });
}
function messageOf2(error) {
  return error?.message ?? "it failed";
}
function hostOf2(url) {
  return url.slice(url.indexOf("//") + 2).split(/[/?#]/, 1)[0];
}

// packages/transport-axios/src/capabilities.ts
var HTTP2 = [
  "any-method",
  "bad-ports",
  "empty-user-agent",
  "get-body",
  "header-bytes",
  "header-case",
  "hop-headers",
  "host-header",
  "informational",
  "raw-body",
  "reason-bytes",
  "streaming-upload"
];
var AGENTS = [
  "address-guard",
  "client-cert",
  "connect",
  "proxy",
  "raw-target",
  "socks",
  "tls",
  "unix-socket"
];
function capabilitiesOf(instance) {
  if (instance === null) return /* @__PURE__ */ new Set([...HTTP2, ...AGENTS]);
  if (!usesHttpAdapter(instance)) return /* @__PURE__ */ new Set();
  return new Set(ownAgents(instance) ? HTTP2 : [...HTTP2, ...AGENTS]);
}
function usesHttpAdapter({ defaults: { adapter } }) {
  if (adapter === void 0 || adapter === "http") return true;
  return Array.isArray(adapter) && adapter.find((name) => name !== "xhr") === "http" && !("XMLHttpRequest" in globalThis);
}
function ownAgents({ defaults }) {
  return (defaults.httpAgent ?? defaults.httpsAgent ?? null) !== null;
}

// packages/transport-axios/src/from-axios-response.ts
import { Readable as Readable2 } from "node:stream";
import { AxiosHeaders as AxiosHeaders2 } from "axios";

// packages/transport-axios/src/intercepted-headers.ts
import { AxiosHeaders } from "axios";
function applyChanges(lines, before, after2) {
  const result = new HeaderMap();
  for (const [name, value] of lines) {
    const now2 = after2.get(name);
    if (text(now2) === text(before.get(name))) result.append(name, value);
    else if (isSet(now2) && !result.has(name)) for (const one of values(now2)) result.append(name, one);
  }
  for (const [name, value] of after2) {
    if (isSet(value) && !before.has(name)) for (const one of values(value)) result.append(name, one);
  }
  return result;
}
function toAxiosHeaders(request, instance) {
  const headers = new AxiosHeaders();
  for (const [name, value] of request.headers) {
    if (name.toLowerCase() === "expect") continue;
    const present = headers.get(name);
    if (!isSet(present)) headers.set(name, value);
    else headers.set(name, [...values(present), value]);
  }
  for (const name of ADDED_BY_AXIOS) if (!headers.has(name)) headers.set(name, false);
  for (const name of defaultHeaderNames(instance, request.method)) if (!headers.has(name)) headers.set(name, false);
  return headers;
}
var ADDED_BY_AXIOS = ["Accept", "Accept-Encoding", "Content-Type", "User-Agent"];
function* defaultHeaderNames({ defaults: { headers } }, method) {
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) yield name;
    else if (name === "common" || name === method.toLowerCase()) yield* Object.keys(value);
  }
}
function isSet(value) {
  return value !== void 0 && value !== null && value !== false;
}
function values(value) {
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
function text(value) {
  return isSet(value) ? values(value).join(", ") : null;
}

// packages/transport-axios/src/from-axios-response.ts
async function fromAxiosResponse(response, exchange2, instance) {
  const { incoming } = exchange2;
  return {
    status: response.status,
    reason: response.statusText ?? "",
    httpVersion: incoming?.httpVersion ?? "1.1",
    headers: incoming === null ? allHeaders(response) : rawHeaders(response, incoming, instance),
    body: await toBody(response.data, exchange2)
  };
}
function rawHeaders(response, incoming, instance) {
  const raw = HeaderMap.fromFlat(incoming.rawHeaders);
  if (instance.interceptors.response.handlers?.length === 0) return raw;
  return applyChanges(
    raw,
    new AxiosHeaders2(incoming.headers),
    AxiosHeaders2.from(response.headers)
  );
}
function allHeaders({ headers }) {
  const map = new HeaderMap();
  for (const [name, value] of AxiosHeaders2.from(headers ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) map.append(name, String(one));
  }
  return map;
}
function toBody(data, exchange2) {
  if (data instanceof Readable2) {
    const body = new IncomingBody(data, exchange2, (error) => toBodyException(error, exchange2));
    return exchange2.request.stream ? body : body.whole();
  }
  if (isWebStream(data)) return toBody(Readable2.fromWeb(data), exchange2);
  exchange2.finish();
  if (data === void 0 || data === null) return new Uint8Array(0);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.from(typeof data === "string" ? data : JSON.stringify(data));
}
function isWebStream(data) {
  return typeof data?.getReader === "function";
}

// packages/transport-axios/src/to-axios-request.ts
import http3 from "node:http";
import https2 from "node:https";
import { Readable as Readable3 } from "node:stream";
var OFF = {
  allowAbsoluteUrls: true,
  auth: null,
  baseURL: "",
  beforeRedirect: null,
  cancelToken: null,
  decompress: false,
  http2Options: null,
  httpVersion: 1,
  insecureHTTPParser: false,
  maxBodyLength: -1,
  maxContentLength: -1,
  maxRate: null,
  maxRedirects: 0,
  onDownloadProgress: null,
  onUploadProgress: null,
  params: null,
  paramsSerializer: null,
  proxy: false,
  responseEncoding: null,
  responseType: "stream",
  signal: null,
  socketPath: null,
  timeout: 0,
  transformRequest: [],
  transformResponse: [],
  transport: null,
  validateStatus: () => true,
  withCredentials: false,
  withXSRFToken: false,
  xsrfCookieName: "",
  xsrfHeaderName: ""
};
function toAxiosRequest(exchange2, instance, agents) {
  const { request } = exchange2;
  const config = Object.assign(/* @__PURE__ */ Object.create(null), OFF);
  config.url = request.url;
  config.method = request.method;
  const data = toUpload(exchange2);
  if (data !== null) config.data = data;
  letGoOfUpload(data, exchange2);
  const viaHttp = usesHttpAdapter(instance);
  const intercepted = !viaHttp || instance.interceptors.request.handlers?.length !== 0;
  const setHead = intercepted ? interceptedHead(exchange2, instance, config) : () => setExactHead(exchange2);
  if (!viaHttp) return config;
  if (ownAgents(instance)) {
    config.transport = observingTransport(exchange2, setHead);
  } else {
    const agent = intercepted ? agents.agentFor(request, observer(exchange2, setHead)) : agents.exactAgentFor(exchange2);
    config.httpAgent = agent;
    config.httpsAgent = agent;
  }
  return config;
}
function observer(exchange2, setHead) {
  return (clientRequest) => {
    exchange2.observe(clientRequest);
    setHead();
  };
}
function letGoOfUpload(data, exchange2) {
  if (data instanceof Readable3) exchange2.onClose(() => endQuietly(data));
}
function endQuietly(upload) {
  upload.unpipe();
  upload.emit("end");
  upload.destroy();
}
function interceptedHead(exchange2, instance, config) {
  const { request } = exchange2;
  const before = toAxiosHeaders(request, instance);
  const sent = config.data;
  let after2 = before;
  let bodyReplaced = false;
  config.headers = before.concat();
  config.transformRequest = function transform(data, headers) {
    after2 = headers.concat();
    bodyReplaced = data !== sent;
    if (!bodyReplaced) return data;
    headers.delete(["Content-Length", "Transfer-Encoding"]);
    return [instance.defaults.transformRequest ?? []].flat().reduce((body, each) => each.call(this, body, headers), data);
  };
  return () => {
    if (!bodyReplaced) setExactHead(exchange2, applyChanges(request.headers, before, after2));
  };
}
function observingTransport(exchange2, setHead) {
  return {
    request(options2, onResponse) {
      const clientRequest = (options2.protocol === "https:" ? https2 : http3).request(options2, onResponse);
      observer(exchange2, setHead)(clientRequest);
      return clientRequest;
    }
  };
}

// packages/transport-axios/src/instance-exchange.ts
var InstanceExchange = class extends ClientExchange {
  #instance;
  #agents;
  constructor(request, instance, agents) {
    super(request);
    this.#instance = instance;
    this.#agents = agents;
  }
  async send() {
    const config = toAxiosRequest(this, this.#instance, this.#agents);
    const response = await this.race(this.#instance.request(config));
    return await fromAxiosResponse(response, this, this.#instance);
  }
};

// packages/transport-axios/src/options.ts
function readOptions2(options2 = {}) {
  if (typeof options2 === "function") return { instance: options2, connections: {} };
  const instance = Object.hasOwn(options2, "instance") ? options2.instance ?? null : null;
  if (instance !== null) {
    if (!usesHttpAdapter(instance)) refuseConnectionOptions(options2, "the instance's own adapter connects");
    if (ownAgents(instance)) refuseConnectionOptions(options2, "the instance's own agents connect");
  }
  return { instance, connections: readConnectionOptions(options2) };
}

// packages/transport-axios/src/own-exchange.ts
import { Axios } from "axios";
var own3 = new Axios({});
var OwnExchange2 = class extends ClientExchange {
  #agents;
  #onResponse = null;
  #body = null;
  constructor(request, agents) {
    super(request);
    this.#agents = agents;
  }
  async send() {
    const { request } = this;
    const config = {
      adapter: "http",
      data: void 0,
      decompress: false,
      maxRedirects: 0,
      method: request.method,
      proxy: false,
      responseType: "stream",
      transport: new OwnTransport(this),
      url: request.url
    };
    if (request.body !== null) {
      config.data = toUpload(this);
      letGoOfUpload(config.data, this);
    }
    await this.race(own3.request(config));
    const incoming = this.incoming;
    const body = this.#body;
    return {
      status: incoming.statusCode,
      reason: incoming.statusMessage,
      httpVersion: incoming.httpVersion,
      headers: HeaderMap.fromFlat(incoming.rawHeaders),
      body: request.stream ? body : await body.whole()
    };
  }
  /** Makes the request that the adapter asks for; `onResponse` is how it gets to know of the response. */
  open(onResponse) {
    this.#onResponse = onResponse;
    return this.#agents.request(this);
  }
  headArrived(incoming) {
    this.#body = new IncomingBody(incoming, this, (error) => toBodyException(error, this));
    this.#onResponse?.(new Answer2(incoming));
  }
};
var OwnTransport = class {
  #exchange;
  constructor(exchange2) {
    this.#exchange = exchange2;
  }
  request(_options, onResponse) {
    return this.#exchange.open(onResponse);
  }
};
var NO_HEADERS = Object.freeze(/* @__PURE__ */ Object.create(null));
var Answer2 = class {
  headers = NO_HEADERS;
  statusCode;
  statusMessage;
  #incoming;
  constructor(incoming) {
    this.statusCode = incoming.statusCode;
    this.statusMessage = incoming.statusMessage;
    this.#incoming = incoming;
  }
  get destroyed() {
    return this.#incoming.destroyed;
  }
  emit(event, error) {
    return this.#incoming.emit(event, error);
  }
  destroy() {
    this.#incoming.destroy();
  }
};

// packages/transport-axios/src/axios-transport.ts
var AxiosTransport = class {
  name = "axios";
  capabilities;
  /** Somebody else's. */
  #instance;
  #agents;
  #closed = false;
  /** @throws TypeError for an option of the wrong kind, or one about connections that the instance makes by itself. */
  constructor(options2) {
    const { instance, connections } = readOptions2(options2);
    this.#instance = instance;
    this.#agents = new NodeAgents(connections);
    this.capabilities = capabilitiesOf(this.#instance);
  }
  async send(request) {
    if (this.#closed) throw new ConnectionError("The transport is closed.");
    const instance = this.#instance;
    const exchange2 = instance === null ? new OwnExchange2(request, this.#agents) : new InstanceExchange(request, instance, this.#agents);
    try {
      return await exchange2.send();
    } catch (error) {
      exchange2.drop();
      throw toException(error, exchange2);
    }
  }
  close() {
    this.#closed = true;
    return this.#agents.close();
  }
};

// packages/transport-fetch/src/default-fetch.node.ts
import fetch from "node-fetch";

// packages/transport-fetch/src/node-fetch-error.ts
var NODE_FETCH_TYPES = Object.freeze(
  Object.assign(/* @__PURE__ */ Object.create(null), {
    aborted: AbortError,
    "invalid-redirect": InvalidURL,
    "max-redirect": TooManyRedirects,
    "max-size": RequestException,
    "no-redirect": ConnectionError,
    system: null,
    "unsupported-redirect": RequestException
  })
);
function toException2(error, exchange2) {
  if (exchange2.failure !== null) return exchange2.failure;
  const { request, socketError } = exchange2;
  if (error instanceof RequestException) return error;
  if (socketError instanceof RequestException) return socketError;
  const host = hostOf3(request.url);
  conceal2(error, request.url);
  keepCause(error, socketError);
  const { type, code } = error;
  const known2 = typeof type === "string" ? NODE_FETCH_TYPES[type] : void 0;
  if (known2) return new known2(`${request.method} to ${host}: ${type}`, { cause: error });
  if (code === "ERR_INVALID_URL")
    return new InvalidURL(`node-fetch cannot parse the URL of ${host}.`, { cause: error });
  return exchange2.brokenBy(error, host);
}
function toBodyException2(error, exchange2) {
  return fromSocketError(error, { host: hostOf3(exchange2.request.url), phase: "body" });
}
function keepCause(error, socketError) {
  if (socketError === null || error.cause !== void 0) return;
  Object.defineProperty(error, "cause", { configurable: true, writable: true, value: socketError });
}
function conceal2(error, url) {
  const query = url.indexOf("?");
  if (query < 0) return;
  const holder = error;
  for (const name of ["message", "stack"]) {
    const text2 = holder[name];
    if (typeof text2 !== "string") continue;
    const shown = text2.replaceAll(url, `${url.slice(0, query)}?***`);
    Object.defineProperty(error, name, { configurable: true, writable: true, value: shown });
  }
}
function hostOf3(url) {
  return url.slice(url.indexOf("//") + 2).split(/[/?#]/, 1)[0];
}

// packages/transport-fetch/src/take-response.ts
var LISTENS = [
  ["response", 2],
  ["socket", 1]
];
function takeResponse(clientRequest) {
  for (const [event, count2] of LISTENS) {
    for (const listener of clientRequest.rawListeners(event).slice(-count2)) {
      clientRequest.removeListener(event, listener);
    }
  }
}

// packages/transport-fetch/src/to-node-fetch-request.ts
var OFF2 = {
  compress: false,
  counter: 0,
  follow: 0,
  highWaterMark: 65536,
  insecureHTTPParser: false,
  redirect: "manual",
  referrer: "",
  referrerPolicy: "no-referrer",
  signal: null,
  size: 0
};
function toNodeFetchRequest(exchange2, agents) {
  const { request } = exchange2;
  const init = Object.assign(/* @__PURE__ */ Object.create(null), OFF2);
  init.body = toUpload(exchange2);
  init.headers = [];
  init.method = request.body === null ? "GET" : "POST";
  init.agent = agents.exactAgentFor(exchange2);
  return init;
}

// packages/transport-fetch/src/body-reader.ts
function readerOf(stream) {
  if ("getReader" in stream) return stream.getReader();
  const iterator = stream[Symbol.asyncIterator]();
  return {
    read: async () => {
      const { done, value } = await iterator.next();
      return { done: done === true, value };
    },
    // An iterator that was never asked has nothing to end: the stream has.
    cancel: async () => "destroy" in stream ? stream.destroy() : iterator.return?.()
  };
}

// packages/transport-fetch/src/node-own-fetch.ts
import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
var native = globalThis.fetch;
var CREATED = "undici:request:create";
var HEAD_SENT = "undici:client:sendHeaders";
var caller = new AsyncLocalStorage();
var calls = /* @__PURE__ */ new WeakMap();
var running = 0;
function watchedCall(fetch2) {
  return fetch2 === native && process.versions["undici"] !== void 0 && !("bun" in process.versions) ? watch2 : null;
}
var Call = class {
  watcher;
  constructor(watcher) {
    this.watcher = watcher;
  }
};
function watch2(run, watcher) {
  const call = new Call(watcher);
  if (running++ === 0) {
    subscribe(CREATED, onCreated);
    subscribe(HEAD_SENT, onHeadSent);
  }
  return caller.run(call, run).finally(() => {
    call.watcher = null;
    if (--running > 0) return;
    unsubscribe(CREATED, onCreated);
    unsubscribe(HEAD_SENT, onHeadSent);
    caller.disable();
  });
}
function onCreated(message) {
  const call = caller.getStore();
  const { request } = message;
  if (call === void 0 || request.method === "CONNECT") return;
  calls.set(request, call);
  call.watcher?.connecting();
}
function onHeadSent(message) {
  calls.get(message.request)?.watcher?.connected();
}

// packages/transport-fetch/src/default-fetch.node.ts
function defaultTransport({ connections }) {
  return new NodeFetch(connections);
}
function isDefault(given) {
  return given === fetch;
}
var CAPABILITIES = /* @__PURE__ */ new Set([
  "address-guard",
  "any-method",
  "bad-ports",
  "client-cert",
  "connect",
  "empty-user-agent",
  "get-body",
  "header-bytes",
  "header-case",
  "hop-headers",
  "host-header",
  "informational",
  "proxy",
  "raw-body",
  "raw-target",
  "reason-bytes",
  "socks",
  "streaming-upload",
  "tls",
  "unix-socket"
]);
var NodeFetch = class {
  name = "node-fetch";
  capabilities = CAPABILITIES;
  #agents;
  #closed = false;
  constructor(connections) {
    this.#agents = new NodeAgents(readConnectionOptions(connections));
  }
  async send(request) {
    if (this.#closed) throw new ConnectionError("The transport is closed.");
    const exchange2 = new NodeFetchExchange(request);
    try {
      const fetching = fetch(request.url, toNodeFetchRequest(exchange2, this.#agents));
      if (exchange2.clientRequest !== null) takeResponse(exchange2.clientRequest);
      return await exchange2.toResponse(await exchange2.answered(fetching));
    } catch (error) {
      exchange2.drop();
      throw toException2(error, exchange2);
    }
  }
  close() {
    this.#closed = true;
    return this.#agents.close();
  }
};
var NodeFetchExchange = class extends ClientExchange {
  #body = null;
  headArrived(incoming) {
    this.#body = new IncomingBody(incoming, this, (error) => toBodyException2(error, this));
  }
  async toResponse(incoming) {
    const body = this.#body;
    return {
      status: incoming.statusCode,
      reason: incoming.statusMessage,
      httpVersion: incoming.httpVersion,
      headers: HeaderMap.fromFlat(incoming.rawHeaders),
      body: this.request.stream ? body : await body.whole()
    };
  }
};

// packages/transport-fetch/src/options.ts
function resolveOptions(options2) {
  if (typeof options2 === "function") return { fetch: options2, credentials: "same-origin", connections: {} };
  const { fetch: fetch2, credentials, ...connections } = Object.assign(/* @__PURE__ */ Object.create(null), options2);
  return { fetch: fetch2, credentials: credentials ?? "same-origin", connections };
}
var CONNECTIONS = ["connections", "keepAliveTimeout", "socketPath", "lookup"];
function refuseConnectionOptions2(options2) {
  for (const name of CONNECTIONS) {
    if (!Object.hasOwn(options2, name) || options2[name] === void 0 || options2[name] === null) continue;
    throw new TypeError(`${name} would have no effect: this fetch makes its own connections.`);
  }
}

// packages/transport-fetch/src/undici-codes.ts
var UNDICI_CODES = Object.freeze(
  Object.assign(/* @__PURE__ */ Object.create(null), {
    UND_ERR: ConnectionError,
    UND_ERR_ABORT: AbortError,
    UND_ERR_ABORTED: AbortError,
    UND_ERR_BODY_TIMEOUT: ReadTimeout,
    UND_ERR_BPL_MISSING_UPSTREAM: ConnectionError,
    UND_ERR_CLOSED: ConnectionError,
    UND_ERR_CONNECT_TIMEOUT: ConnectTimeout,
    UND_ERR_DESTROYED: ConnectionError,
    UND_ERR_HEADERS_OVERFLOW: ConnectionError,
    UND_ERR_HEADERS_TIMEOUT: ReadTimeout,
    UND_ERR_INFO: ConnectionError,
    UND_ERR_INVALID_ARG: RequestException,
    UND_ERR_INVALID_RETURN_VALUE: RequestException,
    UND_ERR_MAX_ORIGINS_REACHED: ConnectionError,
    UND_ERR_NOT_SUPPORTED: RequestException,
    UND_ERR_PRX_TLS: ConnectionError,
    UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: RequestException,
    UND_ERR_REQ_RETRY: ConnectionError,
    UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ConnectionError,
    UND_ERR_RES_EXCEEDED_MAX_SIZE: ConnectionError,
    UND_ERR_RESPONSE: ConnectionError,
    UND_ERR_SOCKET: ConnectionError,
    UND_ERR_SOCKS5: ConnectionError,
    UND_ERR_WS_MESSAGE_SIZE_EXCEEDED: ConnectionError
  })
);

// packages/transport-fetch/src/fetch-error.node.ts
var NAMES4 = Object.freeze(
  Object.assign(/* @__PURE__ */ Object.create(null), { AbortError, TimeoutError: ReadTimeout })
);
function toException3(error, exchange2) {
  if (exchange2.failure !== null) return exchange2.failure;
  if (error instanceof RequestException) return error;
  const { method, url } = exchange2.request;
  const host = hostOf4(url);
  const code = codeOf2(error);
  const known2 = UNDICI_CODES[code] ?? NAMES4[error?.name ?? ""];
  if (known2 !== void 0) return new known2(`${method} to ${host} failed: ${code}`, { cause: error });
  if (code === "ERR_INVALID_URL") return new InvalidURL(`fetch cannot parse the URL of ${host}.`, { cause: error });
  if (code === "" && tooManyCodings(error)) {
    return new ContentDecodingError(`${host}: too many content codings in the chain.`, { cause: error });
  }
  if (code === "") return new ConnectionError(`${method} to ${host} failed.`, { cause: error });
  return fromSocketError(error, { host });
}
function toBodyException3(error, exchange2) {
  if (exchange2.failure !== null) return exchange2.failure;
  if (error instanceof RequestException) return error;
  const host = hostOf4(exchange2.request.url);
  const code = codeOf2(error);
  if (UNDICI_CODES[code] === ReadTimeout)
    return new ReadTimeout(`${host} sent nothing for too long.`, { cause: error });
  if (/^(?:Z_|ERR__?ERROR_|ERR_BROTLI|ERR_ZSTD|ZSTD_error|ERR_PADDING)/.test(code)) {
    return new ContentDecodingError(`${host}: the body cannot be decoded: ${code}`, { cause: error });
  }
  return new ChunkedEncodingError(`${host}: the body broke off.`, { cause: error });
}
function tooManyCodings(error) {
  const { cause } = error ?? {};
  return typeof cause?.message === "string" && cause.message.includes("content-encodings");
}
function codeOf2(error) {
  for (let at = error, depth = 0; at !== null && typeof at === "object" && depth < 4; depth++) {
    const { code, cause } = at;
    if (typeof code === "string") return code;
    at = cause;
  }
  return "";
}
function hostOf4(url) {
  return url.slice(url.indexOf("//") + 2).split(/[/?#]/, 1)[0];
}

// packages/transport-fetch/src/capabilities.ts
function platformCapabilities() {
  return new Set(streamsUploads() ? ["streaming-upload"] : []);
}
function streamsUploads() {
  if (typeof globalThis.Request !== "function" || typeof globalThis.ReadableStream !== "function") return false;
  let asked = false;
  const init = {
    method: "POST",
    body: new ReadableStream(),
    get duplex() {
      asked = true;
      return "half";
    }
  };
  try {
    return !new Request("http://localhost/", init).headers.has("Content-Type") && asked;
  } catch {
    return false;
  }
}

// packages/transport-fetch/src/fetch-exchange.ts
var TOO_SHORT = "a fetch does not tell when it is connected, and the connect timeout is shorter than the read timeout, or alone";
var FetchExchange = class {
  request;
  /** Why this side ended the exchange. */
  failure = null;
  #controller = new AbortController();
  #timer = null;
  #answered = false;
  #onEnd = null;
  #reject = null;
  /** @throws AbortError or Timeout when the request's signal has fired already; UnsupportedByTransport. */
  constructor(request, watched2) {
    if (request.signal?.aborted) throw errorFromSignal(request.signal);
    this.request = request;
    if (!needsTimer(request)) return;
    const { connect: connect2, read } = request.timeout;
    if (!watched2 && connect2 !== null && (read === null || connect2 < read)) {
      throw new UnsupportedByTransport("fetch", "connect-timeout", { reason: TOO_SHORT });
    }
    this.#timer = this.#clock(read === null ? null : (connect2 ?? 0) + read);
    if (this.#inMemory) this.sent();
  }
  /** Connecting begins: from now on it has a clock of its own. */
  connecting() {
    if (this.#answered || this.failure !== null) return;
    this.#timer?.stop();
    this.#timer = new PhaseTimer(this.request, (error) => this.fail(error));
  }
  connected() {
    if (this.#answered) return;
    this.#timer?.connected();
    if (this.#inMemory) this.sent();
  }
  get #inMemory() {
    return this.request.body === null || this.request.body instanceof Uint8Array;
  }
  /** Fires when the exchange has failed: the fetch is to let go of its connection. */
  get signal() {
    return this.#controller.signal;
  }
  /** Settles as the promise does, or with the failure if that comes first. */
  race(promise) {
    if (this.failure !== null) {
      promise.catch(() => {
      });
      return Promise.reject(this.failure);
    }
    return new Promise((resolve3, reject2) => {
      this.#reject = reject2;
      promise.then(resolve3, reject2);
    });
  }
  /** The request's body is out: from now on the server owes a response. */
  sent() {
    if (!this.#answered) this.#timer?.sent();
  }
  /** Calls `listener` once the exchange is over: for what a fetch would leave behind. */
  onEnd(listener) {
    this.#onEnd = listener;
  }
  /** Waits for bytes of the body. */
  async read(promise) {
    this.#timer?.activity();
    const result = await this.race(promise);
    this.#timer?.pause();
    return result;
  }
  /** The head is there: from now on each wait for bytes counts by itself. */
  headArrived() {
    this.#answered = true;
    if (this.#timer === null) return;
    this.#timer.stop();
    this.#timer = this.#clock(this.request.timeout.read);
    this.#timer.sent();
    this.#timer.pause();
  }
  /** Ends the exchange: whoever waits for it gets `error`. Idempotent. */
  fail(error) {
    if (this.failure !== null) return;
    this.failure = error;
    this.#reject?.(error);
    this.#controller.abort(error);
    this.finish();
  }
  /** The exchange is over; no clock runs any more. */
  finish() {
    this.#timer?.stop();
    this.#onEnd?.();
    this.#onEnd = null;
  }
  #clock(read) {
    return new PhaseTimer({ ...this.request, timeout: { connect: null, read } }, (error) => this.fail(error));
  }
};

// packages/transport-fetch/src/from-fetch-response.ts
async function fromFetchResponse(response, exchange2) {
  exchange2.headArrived();
  if (response.status === 0) {
    throw new ConnectionError(`The platform's fetch hides this response (its type is '${response.type}').`);
  }
  if (response.redirected) {
    response.body?.cancel().catch(() => {
    });
    throw new ConnectionError("The platform's fetch followed a redirect that it was told to leave alone.");
  }
  const stream = response.body ?? null;
  const body = stream === null ? null : new FetchBody(stream, exchange2);
  if (body === null) exchange2.finish();
  return {
    status: response.status,
    reason: response.statusText,
    httpVersion: "1.1",
    headers: toHeaderMap(response.headers),
    body: body === null ? new Uint8Array(0) : exchange2.request.stream ? body : await body.whole()
  };
}
function toHeaderMap(headers) {
  const flat = [];
  let malformed = false;
  headers.forEach((value, name) => {
    if (!isToken(name)) malformed = true;
    flat.push(name, value.replace(/[ \t]+$/, ""));
  });
  if (malformed) throw new ConnectionError("The response is malformed: a header name is not a token.");
  return HeaderMap.fromFlat(flat);
}
var FetchBody = class {
  #reader;
  #exchange;
  #finished = false;
  constructor(stream, exchange2) {
    this.#reader = readerOf(stream);
    this.#exchange = exchange2;
  }
  [Symbol.asyncIterator]() {
    return this;
  }
  async next() {
    if (this.#finished) return { done: true, value: void 0 };
    try {
      const { done, value } = await this.#exchange.read(this.#reader.read());
      if (!done) return { done: false, value };
    } catch (error) {
      this.#finish();
      throw toBodyException3(error, this.#exchange);
    }
    this.#finish();
    return { done: true, value: void 0 };
  }
  async return() {
    if (!this.#finished) {
      this.#finish();
      this.#reader.cancel().catch(() => {
      });
    }
    return { done: true, value: void 0 };
  }
  /** All of it; of a body that breaks off, what came and then the error: the head is there all the same. */
  async whole() {
    const chunks = [];
    let length = 0;
    try {
      for (let next = await this.next(); next.done !== true; next = await this.next()) {
        chunks.push(next.value);
        length += next.value.byteLength;
      }
    } catch (error) {
      return brokenBody(chunks, error);
    }
    if (chunks.length === 1) return chunks[0];
    const whole = new Uint8Array(length);
    let at = 0;
    for (const chunk of chunks) {
      whole.set(chunk, at);
      at += chunk.byteLength;
    }
    return whole;
  }
  #finish() {
    this.#finished = true;
    this.#exchange.finish();
  }
};

// packages/transport-fetch/src/to-fetch-request.ts
var OFF3 = {
  body: null,
  keepalive: false,
  redirect: "manual",
  referrer: "",
  referrerPolicy: "no-referrer"
};
var NO_BYTES = new Uint8Array(0);
function toFetchRequest(exchange2, credentials) {
  const { request } = exchange2;
  const init = Object.assign(/* @__PURE__ */ Object.create(null), OFF3);
  init.credentials = credentials;
  init.method = request.method;
  init.headers = toFetchHeaders(request);
  init.signal = exchange2.signal;
  const { body } = request;
  if (body instanceof Uint8Array) init.body = body;
  else if (body === null) {
    if (!/^(?:GET|HEAD)$/.test(request.method) && request.headers.get("content-length") === "0") init.body = NO_BYTES;
  } else {
    init.body = toReadableStream(body, exchange2);
    init.duplex = "half";
  }
  return init;
}
var OWN = /* @__PURE__ */ new Set([
  "connection",
  "content-length",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade"
]);
function toFetchHeaders({ headers, body }) {
  const lines = [];
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    if (key === "content-length" && body !== null && !(body instanceof Uint8Array)) lines.push([name, value]);
    else if (key === "accept-encoding") lines.push([name, decodable(value)]);
    else if (!OWN.has(key)) lines.push([name, value]);
  }
  return lines;
}
function decodable(accepted) {
  const kept = accepted.split(",").filter((coding) => /^\s*(?:gzip|x-gzip|deflate|br|identity)\s*(?:;|$)/i.test(coding));
  return kept.length === 0 ? "identity" : kept.map((coding) => coding.trim()).join(", ");
}
function toReadableStream(body, exchange2) {
  const iterator = body[Symbol.asyncIterator]();
  let ended = false;
  const release = () => {
    if (ended) return;
    ended = true;
    iterator.return?.().catch(() => {
    });
  };
  exchange2.onEnd(release);
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await iterator.next();
          if (done !== true) return controller.enqueue(value);
          ended = true;
          exchange2.sent();
          controller.close();
        } catch (error) {
          ended = true;
          exchange2.fail(error);
          throw error;
        }
      },
      cancel: release
    },
    { highWaterMark: 0 }
  );
}

// packages/transport-fetch/src/platform-fetch.ts
var PlatformFetch = class {
  name = "fetch";
  capabilities = platformCapabilities();
  #fetch;
  #credentials;
  #watched;
  #closed = false;
  constructor(fetch2, credentials) {
    this.#fetch = fetch2;
    this.#credentials = credentials;
    this.#watched = watchedCall(fetch2);
  }
  async send(request) {
    if (this.#closed) throw new ConnectionError("The transport is closed.");
    if (!/^https?:/i.test(request.url)) throw new InvalidSchema("The URL is neither http nor https.");
    const watched2 = request.timeout.connect === null ? null : this.#watched;
    const exchange2 = new FetchExchange(request, watched2 !== null);
    const fetch2 = this.#fetch;
    try {
      const init = toFetchRequest(exchange2, this.#credentials);
      const call = () => fetch2(request.url, init);
      const response = await exchange2.race(watched2 === null ? call() : watched2(call, exchange2));
      return await fromFetchResponse(response, exchange2);
    } catch (error) {
      const exception = toException3(error, exchange2);
      exchange2.fail(exception);
      throw exception;
    }
  }
  /** The platform keeps the connections: there is nothing to release. */
  close() {
    this.#closed = true;
    return Promise.resolve();
  }
};

// packages/transport-fetch/src/fetch-transport.ts
var FetchTransport = class {
  #inner;
  /** @throws TypeError for an option about connections that is of the wrong kind, or that the fetch would not keep. */
  constructor(options2) {
    const settings = resolveOptions(options2);
    const { fetch: fetch2, credentials, connections } = settings;
    if (fetch2 === void 0 || isDefault(fetch2)) this.#inner = defaultTransport(settings);
    else {
      refuseConnectionOptions2(connections);
      this.#inner = new PlatformFetch(fetch2, credentials);
    }
  }
  /** `node-fetch`, or `fetch` for any other. */
  get name() {
    return this.#inner.name;
  }
  get capabilities() {
    return this.#inner.capabilities;
  }
  send(request) {
    return this.#inner.send(request);
  }
  close() {
    return this.#inner.close();
  }
};
export {
  AbortError,
  AxiosTransport,
  ChunkedEncodingError,
  ConnectTimeout,
  ConnectionError,
  ContentDecodingError,
  ContentTooLarge,
  CookieConflictError,
  CookieJar,
  FetchTransport,
  FunctionTransport,
  HTTPBasicAuth,
  HTTPBearerAuth,
  HTTPDigestAuth,
  HTTPError,
  HTTPProxyAuth,
  HeaderMap,
  HostNotAllowed,
  InvalidHeader,
  InvalidJSONError,
  InvalidProxyURL,
  InvalidSchema,
  InvalidURL,
  JSONDecodeError,
  LastFields,
  MissingSchema,
  PhaseTimer,
  PreparedRequest,
  ProxyError,
  ReadTimeout,
  Request2 as Request,
  RequestException,
  Response,
  ResponseNotRead,
  RetryError,
  SSLError,
  Session,
  StreamConsumedError,
  Timeout,
  TooManyRedirects,
  URLRequired,
  UndiciTransport,
  UnrewindableBodyError,
  UnsupportedByTransport,
  VERSION,
  brokenBody,
  codecs,
  codes,
  createRequests,
  errorFromSignal,
  isToken,
  markStale,
  needsTimer,
  retry
};
