import { describe, expect, test } from '@jest/globals';
import { InvalidURL, MissingSchema, Request } from '../../src/index.ts';
import { failure } from '../played.ts';

async function prepared(url: unknown, params?: Record<string, string>): Promise<string> {
  const request = new Request('GET', url as string, params === undefined ? {} : { params });
  return (await request.prepare()).url;
}

describe('a missing path is added', () => {
  test.each([
    ['http://a.test', 'http://a.test/'],
    ['http://a.test?x=1', 'http://a.test/?x=1'],
    ['http://a.test#f', 'http://a.test/#f'],
    ['http://a.test?', 'http://a.test/'],
  ])('%s → %s', async (url, result) => expect(await prepared(url)).toBe(result));
});

describe('scheme and host are lower-cased, the path is not', () => {
  test.each([
    ['HTTP://A.Test/Path', 'http://a.test/Path'],
    ['  \t\n http://a.test/', 'http://a.test/'],
    ['http://[FE80::A]/', 'http://[fe80::a]/'],
    ['http://BÜCHER.test/', 'http://xn--bcher-kva.test/'],
  ])('%j → %s', async (url, result) => expect(await prepared(url)).toBe(result));
});

describe('invalid characters are percent-encoded as UTF-8', () => {
  test.each([
    ['http://a.test/x ', 'http://a.test/x%20'],
    ['http://a.test/a b', 'http://a.test/a%20b'],
    ['http://a.test/?q=a b', 'http://a.test/?q=a%20b'],
    ['http://a.test/é/日本', 'http://a.test/%C3%A9/%E6%97%A5%E6%9C%AC'],
    ['http://a.test/?q=é&é=1', 'http://a.test/?q=%C3%A9&%C3%A9=1'],
    ['http://a.test/#é x', 'http://a.test/#%C3%A9%20x'],
    ['http://a.test/a[1]{2}|3\\4^5`6', 'http://a.test/a%5B1%5D%7B2%7D%7C3%5C4%5E5%606'],
    ['http://a.test/"<>\'', "http://a.test/%22%3C%3E'"],
    ['http://a.test/?a[]=1&b={x}|y\\z^"<>\'', "http://a.test/?a%5B%5D=1&b=%7Bx%7D%7Cy%5Cz%5E%22%3C%3E'"],
    ['http://a.test/?x=1#a?b#c', 'http://a.test/?x=1#a?b%23c'],
    ['http://a.test/a\nb', 'http://a.test/a%0Ab'],
    ['http://a.test/?a\r\nb', 'http://a.test/?a%0D%0Ab'],
    ['http://a.test/\x00', 'http://a.test/%00'],
  ])('%j → %s', async (url, result) => expect(await prepared(url)).toBe(result));
});

describe('escapes of unreserved characters are decoded, others are upper-cased', () => {
  test.each([
    ['http://a.test/%7e%2f%c3%a9', 'http://a.test/~%2F%C3%A9'],
    ['http://a.test/%41%2D%2E%5F%7E', 'http://a.test/A-._~'],
    ['http://a.test/?a=%2F', 'http://a.test/?a=%2F'],
    ['http://a.test/a/%2e%2e/b', 'http://a.test/a/../b'],
    ['http://a%2etest/', 'http://a.test/'],
    ['http://b%C3%BCcher.test/', 'http://b%C3%BCcher.test/'],
  ])('%s → %s', async (url, result) => expect(await prepared(url)).toBe(result));
});

describe('one invalid escape makes every % of its component text', () => {
  test.each([
    ['http://a.test/100%', 'http://a.test/100%25'],
    ['http://a.test/100%/%20', 'http://a.test/100%25/%2520'],
    ['http://a.test/?q=100%&z=%20', 'http://a.test/?q=100%25&z=%2520'],
    ['http://a.test/%41?q=100%', 'http://a.test/A?q=100%25'],
    ['http://a.test/%zz', 'http://a.test/%25zz'],
  ])('%s → %s', async (url, result) => expect(await prepared(url)).toBe(result));
});

describe('dot segments are removed, the rest of the path is kept', () => {
  test.each([
    ['http://a.test/a/b/../c/./d', 'http://a.test/a/c/d'],
    ['http://a.test/a/..', 'http://a.test/'],
    ['http://a.test/a/.', 'http://a.test/a/'],
    ['http://a.test/../../x', 'http://a.test/x'],
    ['http://a.test//x//y', 'http://a.test//x//y'],
    ['http://a.test/p;v=1?x=1', 'http://a.test/p;v=1?x=1'],
    ['http://a.test/??x=?y', 'http://a.test/??x=?y'],
    ['http://a.test/?q=a+b', 'http://a.test/?q=a+b'],
    ['http://a.test/?', 'http://a.test/'],
    ['http://a.test/#', 'http://a.test/'],
  ])('%s → %s', async (url, result) => expect(await prepared(url)).toBe(result));
});

describe('ports are written as numbers; an empty port is removed', () => {
  test.each([
    ['http://a.test:80/', 'http://a.test:80/'],
    ['https://a.test:443/', 'https://a.test:443/'],
    ['http://a.test:/', 'http://a.test/'],
    ['http://a.test:0/', 'http://a.test/'],
    ['http://a.test:00080/', 'http://a.test:80/'],
    ['http://a.test:65535/', 'http://a.test:65535/'],
    ['http://[::1]:8080/x', 'http://[::1]:8080/x'],
  ])('%s → %s', async (url, result) => expect(await prepared(url)).toBe(result));
});

describe('userinfo stays in the URL, split at the last @', () => {
  test.each([
    ['http://u:p@a.test/', 'http://u:p@a.test/'],
    ['http://u@a.test/', 'http://u@a.test/'],
    ['http://u:@a.test/', 'http://u:@a.test/'],
    ['http://u%20x:p%40y@a.test/', 'http://u%20x:p%40y@a.test/'],
    ['http://u x:p y@a.test/', 'http://u%20x:p%20y@a.test/'],
    ['http://u@x:p@a.test/', 'http://u%40x:p@a.test/'],
    ['http://ü:pé@a.test/', 'http://%C3%BC:p%C3%A9@a.test/'],
    ['http://@a.test/', 'http://a.test/'],
  ])('%s → %s', async (url, result) => expect(await prepared(url)).toBe(result));
});

describe('hosts are not rewritten as the WHATWG parser would', () => {
  test.each([
    ['http://127.1/', 'http://127.1/'],
    ['http://0x7f000001/', 'http://0x7f000001/'],
    ['http://2130706433/', 'http://2130706433/'],
    ['http://999.1.1.1/', 'http://999.1.1.1/'],
    ['http://a_b.test/', 'http://a_b.test/'],
    ['http://a.test./', 'http://a.test./'],
    ['http://a.*.test/', 'http://a.*.test/'],
    ['http://a..test/', 'http://a..test/'],
    [`http://${'a'.repeat(63)}.test/`, `http://${'a'.repeat(63)}.test/`],
    ['http://[fe80::1%25eth0]/', 'http://[fe80::1%25eth0]/'],
    ['http://[fe80::1%eth0]/', 'http://[fe80::1%25eth0]/'],
  ])('%s → %s', async (url, result) => expect(await prepared(url)).toBe(result));
});

describe('international names are sent in punycode (UTS 46)', () => {
  test.each([
    ['http://bücher.test/', 'http://xn--bcher-kva.test/'],
    ['http://straße.test/', 'http://xn--strae-oqa.test/'],
    ['http://xn--bcher-kva.test/', 'http://xn--bcher-kva.test/'],
    ['http://☃.test/', 'http://xn--n3h.test/'],
    ['http://a。test/', 'http://a.test/'],
    ['http://-ü.test/', 'http://xn----eha.test/'],
  ])('%s → %s', async (url, result) => expect(await prepared(url)).toBe(result));
});

describe('backslashes, @ and # do not change the host', () => {
  test.each([
    ['http://a.test\\@b.test/', 'http://a.test/%5C@b.test/'],
    ['http://a.test:80@b.test/', 'http://a.test:80@b.test/'],
    ['http://a.test?@b.test/', 'http://a.test/?@b.test/'],
    ['http://a.test#@b.test/', 'http://a.test/#@b.test/'],
    ['http://a.test/@b.test', 'http://a.test/@b.test'],
  ])('%s → %s', async (url, result) => expect(await prepared(url)).toBe(result));
});

describe('other schemes are left untouched, those that begin with http are normalized', () => {
  test.each([
    ['httpx://a.test/A b', 'httpx://a.test/A%20b'],
    ['http+unix://%2Fvar%2Frun%2Fsock/p%7Ea?x y', 'http+unix://%2Fvar%2Frun%2Fsock/p~a?x%20y'],
    ['a.test:80/path', 'a.test:80/path'],
    ['ftp://a.test/a b', 'ftp://a.test/a b'],
    ['mailto:x@y', 'mailto:x@y'],
    ['data:text/plain,a b', 'data:text/plain,a b'],
    ['file:///etc/x y', 'file:///etc/x y'],
  ])('%s → %s', async (url, result) => expect(await prepared(url)).toBe(result));

  test('params are not added to a URL that is left untouched', async () => {
    expect(await prepared('mailto:x@y', { a: '1' })).toBe('mailto:x@y');
    expect(await prepared('http+unix://s/p', { a: '1' })).toBe('http+unix://s/p?a=1');
  });
});

test('a URL object is used as its text', async () => {
  expect(await prepared(new URL('http://a.test/x?y=1'))).toBe('http://a.test/x?y=1');
});

describe('a URL without a scheme throws MissingSchema with a suggestion', () => {
  test.each([
    ['a.test/path', "Invalid URL 'a.test/path': No scheme supplied. Perhaps you meant https://a.test/path?"],
    ['//a.test/path', "Invalid URL '//a.test/path': No scheme supplied. Perhaps you meant https://a.test/path?"],
    [
      '/path',
      "Invalid URL '/path': No scheme supplied. For a path, create a session with a base: new Session({ baseUrl: 'https://…' })",
    ],
    ['', "Invalid URL '': No scheme supplied, since the URL is empty"],
    [null, "Invalid URL 'null': No scheme supplied, since the URL is missing: it is null"],
    [5, "Invalid URL '5': No scheme supplied. Perhaps you meant https://5?"],
  ])('%j: %s', async (url, message) => {
    const error = await failure(prepared(url));
    expect(error).toBeInstanceOf(MissingSchema);
    expect(error.message).toBe(message);
  });
});

describe('a URL without a host, or with an invalid one, throws InvalidURL', () => {
  test.each([
    ['http://', "Invalid URL 'http://': No host supplied"],
    ['http:a.test', "Invalid URL 'http:a.test': No host supplied"],
    ['http:/a.test/x', "Invalid URL 'http:/a.test/x': No host supplied"],
    ['http:///a.test', "Invalid URL 'http:///a.test': No host supplied"],
    ['http://a.test ', `Failed to parse: Host "a.test " contains invalid character " "`],
    ['http://a b.test/', `Failed to parse: Host "a b.test" contains invalid character " "`],
    ['http://a\tb.test/', `Failed to parse: Host "a\\tb.test" contains invalid character "\\t"`],
    ['http://%zz/', "Failed to parse: '%zz' is not a valid host or port"],
    ['http://a.test:65536/', 'Failed to parse: port 65536 is out of range 0-65535'],
    ['http://a.test:abc/', "Failed to parse: 'a.test:abc' is not a valid host or port"],
    ['http://a.test:-1/', "Failed to parse: 'a.test:-1' is not a valid host or port"],
    ['http://[::1/', "Failed to parse: '[::1' is not a valid host or port"],
    ['http://[::g]/', "Failed to parse: '[::g]' is not a valid host or port"],
    ['http://[1:2:3]/', "Failed to parse: '[1:2:3]' is not a valid host or port"],
    ['http://[%eth0]/', "Failed to parse: '[%eth0]' is not a valid host or port"],
    ['http://fe80::1/', "Failed to parse: 'fe80::1' is not a valid host or port"],
    ['http://.a.test/', 'URL has an invalid label.'],
    ['http://*.a.test/', 'URL has an invalid label.'],
    ['http://a%2fb.test/', "Failed to parse: Host 'a%2fb.test' holds an escaped delimiter"],
    ['http://a.test%40b.test/', "Failed to parse: Host '***%40b.test' holds an escaped delimiter"],
    ['http://a%00.test/', "Failed to parse: Host 'a%00.test' holds an escaped delimiter"],
  ])('%j: %s', async (url, message) => {
    const error = await failure(prepared(url));
    expect(error).toBeInstanceOf(InvalidURL);
    expect(error.message).toBe(message);
  });

  test.each([['xn--ü'], ['ü\u2488'], ['ü\u0338\ufffe']])('%j is not a valid IDNA name', async (label) => {
    expect((await failure(prepared(`http://${label}.test/`))).message).toContain('is not a valid IDNA label');
  });
});
