/** What core needs of the machine: environment variables, the home directory, files. The web twin has none of them. */
export const hasFiles = true;

/** The environment, read anew at each request as Requests does. */
export function environment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

export function homeDirectory(): string | null {
  return process.env['HOME'] ?? process.env['USERPROFILE'] ?? null;
}

/** A file's bytes. Throws Node's own error when it cannot be read. */
export function readFile(path: string): Uint8Array {
  return process.getBuiltinModule('node:fs').readFileSync(path);
}

export function isDirectory(path: string): boolean {
  return process.getBuiltinModule('node:fs').statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Names in a directory, sorted. */
export function listDirectory(path: string): string[] {
  return process.getBuiltinModule('node:fs').readdirSync(path).sort();
}

/** Changes whenever a file's content may have; `null` when there is no such file. */
export function fileStamp(path: string): string | null {
  const stat = process.getBuiltinModule('node:fs').statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.mtimeMs}:${stat.size}:${stat.ino}`;
}

/** Bytes as the platform's users know them: a Buffer over the same memory. */
export function toContent(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A string as bytes, one byte a character (ISO-8859-1). */
export function latin1Bytes(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** Bytes in base64. */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
