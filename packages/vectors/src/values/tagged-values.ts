import { contentBytes } from './bytes.ts';
import type { Cleanup } from './cleanup.ts';
import { type AuthTag, givenAuth } from './given-auth.ts';
import { type FileTag, givenFile } from './given-file.ts';
import { givenJar, type JarTag } from './given-jar.ts';
import { givenNumber } from './given-number.ts';
import { givenStream } from './given-stream.ts';

/** Where a value stands, and who tidies up after it. */
export interface Context {
  readonly place: 'data' | 'files';
  readonly cleanup: Cleanup;
}

/** A value of the vectors as the value of req's API that stands for it, tags resolved at any depth. */
export function toValue(value: unknown, context: Context): unknown {
  if (Array.isArray(value)) return value.map((item) => toValue(item, context));
  if (typeof value !== 'object' || value === null) return value;
  const tagged = value as Readonly<Record<string, unknown>>;
  const tag = Object.keys(tagged)[0];
  switch (tag) {
    case '$bytes':
      return contentBytes(value);
    case '$repeat':
      return Buffer.from(contentBytes(value)).toString();
    case '$number':
      return givenNumber(tagged['$number'] as string);
    case '$tuple':
    case '$pairs':
      return toValue(tagged[tag], context);
    case '$stream':
      return givenStream(tagged['$stream'] as readonly unknown[], tagged['length'] as number | undefined);
    case '$file':
      return givenFile(value as FileTag, context.place, context.cleanup);
    case '$auth':
      return givenAuth(value as AuthTag);
    case '$jar':
      return givenJar(tagged['$jar'] as readonly JarTag[]);
  }
  return Object.fromEntries(Object.entries(tagged).map(([key, item]) => [key, toValue(item, context)]));
}
