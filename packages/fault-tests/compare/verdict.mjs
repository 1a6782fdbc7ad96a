/**
 * What a client made of a fault:
 *
 * - `correct`: the expected response, or an error that identifies the kind of fault
 * - `unspecific`: an error that does not identify the kind of fault
 * - `discarded`: an error although a valid response was received
 * - `wrong`: an invalid response accepted, a truncated body returned as complete, the request sent to the proxy, or the
 *   next request broken
 * - `hang`: the request did not end
 * - `crash`: an uncaught exception or an unhandled rejection
 * - `unsupported`: the client has no such feature
 */
export const VERDICTS = ['correct', 'unspecific', 'discarded', 'wrong', 'hang', 'crash', 'unsupported'];

/** From best to worst. Of the two ways to read a body the worse one counts. */
const SEVERITY = ['unsupported', 'correct', 'discarded', 'unspecific', 'wrong', 'hang', 'crash'];

export function worse(a, b) {
  return SEVERITY.indexOf(a.verdict) >= SEVERITY.indexOf(b.verdict) ? a : b;
}

/** The codes, types and names with which errors of other clients identify a kind of fault. */
const CONNECTION =
  /^(?:E[A-Z]+|UND_ERR_(?:SOCKET|HEADERS_OVERFLOW|RES_CONTENT_LENGTH_MISMATCH|INFO|ABORTED)|HPE_\w+|HTTPParserError)$/;
const IDENTIFIES = {
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

/** @param outcome The outcome of `runFault`, its error reduced to `{ name, code, type }`. */
export function verdictOf(fault, outcome, { isReq, crashes }) {
  const { result, followUp } = outcome;
  if (crashes.length > 0) return { verdict: 'crash', note: crashes[0] };
  if (result.kind === 'hang') return { verdict: 'hang', note: '' };
  if (fault.request?.peerIsProxy === true && outcome.received.includes('/fault')) {
    return { verdict: 'wrong', note: 'the request was sent to the proxy' };
  }
  const verdict = ofResult(fault.expected, result, isReq);
  if (fault.alternative !== undefined && ofResult(fault.alternative, result, isReq).verdict === 'correct') {
    verdict.verdict = 'correct';
  }
  if (followUp !== 'good' && verdict.verdict !== 'unsupported') {
    return { verdict: 'wrong', note: 'the next request is broken' };
  }
  return verdict;
}

function ofResult(expected, result, isReq) {
  return result.kind === 'response' ? ofResponse(expected, result.response) : ofError(expected, result.error, isReq);
}

function ofResponse(expected, { status, body, length }) {
  const note = `${status}, ${length} bytes`;
  if ('error' in expected) return { verdict: 'wrong', note };
  const same = status === expected.status && body === expected.body;
  return same ? { verdict: 'correct', note: '' } : { verdict: 'wrong', note };
}

function ofError(expected, error, isReq) {
  const label = error.code ?? error.type ?? error.name;
  const note = isReq ? error.name : label;
  if (isReq && error.name === 'UnsupportedByTransport') return { verdict: 'unsupported', note: '' };
  if (!('error' in expected)) return { verdict: 'discarded', note };
  const identified = isReq ? error.name === expected.error : IDENTIFIES[expected.error].test(label);
  return { verdict: identified ? 'correct' : 'unspecific', note };
}
