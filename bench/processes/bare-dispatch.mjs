// undici's lowest layer: one handler per request, the chunks joined and parsed as JSON.
class Handler {
  constructor(resolve, reject) {
    this.resolve = resolve;
    this.reject = reject;
    this.chunks = [];
  }
  onConnect() {}
  onHeaders(status) {
    this.status = status;
    return true;
  }
  onData(chunk) {
    this.chunks.push(chunk);
    return true;
  }
  onComplete() {
    const bytes = this.chunks.length === 1 ? this.chunks[0] : Buffer.concat(this.chunks);
    this.resolve(JSON.parse(bytes.toString()));
  }
  onError(error) {
    this.reject(error);
  }
}

export function dispatchJson(dispatcher) {
  return (url) => {
    const slash = url.indexOf('/', 8);
    const options = { origin: url.slice(0, slash), path: url.slice(slash), method: 'GET' };
    return new Promise((resolve, reject) => dispatcher.dispatch(options, new Handler(resolve, reject)));
  };
}
