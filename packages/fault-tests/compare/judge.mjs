/**
 * What a client made of a fault:
 *
 * - `right`: the right response, or an error that says what kind of fault it was
 * - `generic`: an error, but one that does not say
 * - `refused`: an error where a right response was to be had
 * - `wrong`: a response that is none taken for one, a body cut short taken for a whole one, the request shown to the
 *   proxy, or the next request spoilt
 * - `hang`: nothing came of it
 * - `crash`: an error that reached the process (uncaughtException, unhandledRejection)
 * - `absent`: the client does not do this by itself
 */
export const VERDICTS = ['right', 'generic', 'refused', 'wrong', 'hang', 'crash', 'absent'];

/** From bad to worse; of the two ways to read a body the worse counts. */
const SEVERITY = ['absent', 'right', 'refused', 'generic', 'wrong', 'hang', 'crash'];

export function worse(a, b) {
  return SEVERITY.indexOf(a.verdict) >= SEVERITY.indexOf(b.verdict) ? a : b;
}

/** The codes, types and names by which other clients' errors tell a kind of fault. */
const CONNECTION =
  /^(?:E[A-Z]+|UND_ERR_(?:SOCKET|HEADERS_OVERFLOW|RES_CONTENT_LENGTH_MISMATCH|INFO|ABORTED)|HPE_\w+|HTTPParserError)$/;
const TELLS = {
  ConnectionError: CONNECTION,
  ProxyError: CONNECTION,
  ConnectTimeout: /TIMEOUT|ECONNABORTED|ETIMEDOUT/i,
  ReadTimeout: /TIMEOUT|ECONNABORTED|ETIMEDOUT/i,
  Timeout: /TIMEOUT|ECONNABORTED|ETIMEDOUT/i,
  SSLError: /CERT|SSL|TLS|EPROTO|SELF_SIGNED|UNABLE_TO_|ECONNRESET/,
  ChunkedEncodingError: new RegExp(`${CONNECTION.source}|ERR_STREAM_PREMATURE_CLOSE`),
  ContentDecodingError: /^Z_|^ERR__?ERROR|BROTLI|PADDING/,
  ContentTooLarge: /max-size|EXCEEDED_MAX_SIZE|ERR_BAD_RESPONSE/,
  TooManyRedirects: /max-redirect|ERR_FR_TOO_MANY/,
  InvalidSchema: /unsupported-redirect|ERR_FR_|ERR_BAD_REQUEST|ERR_INVALID_PROTOCOL/,
  InvalidURL: /invalid-redirect|ERR_INVALID_URL|ERR_FR_REDIRECTION_FAILURE/,
  InvalidHeader: /invalid-redirect|ERR_INVALID_(?:URL|CHAR)|ERR_FR_REDIRECTION_FAILURE/,
};

/** @param outcome of `runFault`, its error already described as `{ name, code, type }` */
export function judge(fault, outcome, { ours, crashes }) {
  const { end, afterwards } = outcome;
  if (crashes.length > 0) return { verdict: 'crash', note: crashes[0] };
  if (end.kind === 'hang') return { verdict: 'hang', note: '' };
  if (fault.ask?.asProxy === true && outcome.received.includes('/fault')) {
    return { verdict: 'wrong', note: 'the request was shown to the proxy' };
  }
  const verdict = ofEnd(fault.right, end, ours);
  if (fault.orElse !== undefined && ofEnd(fault.orElse, end, ours).verdict === 'right') verdict.verdict = 'right';
  if (afterwards !== 'good' && verdict.verdict !== 'absent') {
    return { verdict: 'wrong', note: 'the next request is spoilt' };
  }
  return verdict;
}

function ofEnd(right, end, ours) {
  return end.kind === 'answer' ? ofAnswer(right, end.answer) : ofError(right, end.error, ours);
}

function ofAnswer(right, { status, body, length }) {
  const note = `${status}, ${length} bytes`;
  if ('error' in right) return { verdict: 'wrong', note };
  const same = status === right.status && body === right.body;
  return same ? { verdict: 'right', note: '' } : { verdict: 'wrong', note };
}

function ofError(right, error, ours) {
  const label = error.code ?? error.type ?? error.name;
  if (ours && error.name === 'UnsupportedByTransport') return { verdict: 'absent', note: '' };
  if (!('error' in right)) return { verdict: 'refused', note: ours ? error.name : label };
  const told = ours ? error.name === right.error : TELLS[right.error].test(label);
  return { verdict: told ? 'right' : 'generic', note: ours ? error.name : label };
}
