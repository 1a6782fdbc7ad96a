import type { FileHandleLike, OpenFile } from './platform.node.ts';

export type { FileHandleLike, OpenFile, ReopenableFile } from './platform.node.ts';

/** DNS names have at most 255 bytes (RFC 1035 §2.3.4), and IDNA takes quadratic time for a long one. */
const LONGEST_NAME = 1_000;

// Without Node: no environment, no home directory, no files.

export function environment(): Readonly<Record<string, string | undefined>> {
  return {};
}

export function homeDirectory(): string | null {
  return null;
}

export function readFile(path: string): Uint8Array {
  throw new Error(`There are no files on this platform: ${path}`);
}

export function isDirectory(_path: string): boolean {
  return false;
}

export function listDirectory(_path: string): string[] {
  return [];
}

export function fileStamp(_path: string): string | null {
  return null;
}

export function toContent(bytes: Uint8Array): Uint8Array {
  return bytes;
}

export function latin1Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

export function domainToASCII(host: string): string {
  if (host.length > LONGEST_NAME) return '';
  try {
    return new URL(`http://${host}/`).hostname;
  } catch {
    return '';
  }
}

export function openFile(handle: FileHandleLike): OpenFile {
  throw new Error(`There are no files on this platform: ${handle.fd}`);
}

export function reopenableFile(_stream: object): null {
  return null;
}

/** The platform rejects a `Response` over such a stream. */
export function isDisturbed(stream: object): boolean {
  try {
    new Response(stream as ReadableStream);
    return false;
  } catch {
    return true;
  }
}

export type FilePath = string | URL | Uint8Array;

export async function writeStream(path: FilePath, _chunks: AsyncIterable<Uint8Array>): Promise<number> {
  throw new Error(`There are no files on this platform: ${path}`);
}

export type { Hasher, Interval, PartFile, PartPlace, Representation } from './part-file.node.ts';

export async function partPlace(path: FilePath, _key: string): Promise<null> {
  throw new Error(`There are no files on this platform: ${path}`);
}

export function hasher(algorithm: string): never {
  throw new Error(`There are no files to check on this platform, with ${algorithm} or otherwise`);
}
