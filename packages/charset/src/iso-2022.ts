import { rulesOf } from './double-byte-rules.ts';
import { codecOf, type IncrementalDecoder, type OnInvalid, withPending } from './incremental-decoder.ts';
import { jisX0212Pair } from './multibyte-sequences.ts';
import { singleByteCodec } from './single-byte.ts';
import type { TextCodec } from './text-codec.ts';

/** A character set that an escape sequence selects. */
interface CharacterSet {
  readonly width: 1 | 2;
  /** `null`: undefined. */
  text(first: number, second: number): string | null;
}

const ESC = 0x1b;
interface Step {
  /** `null`: invalid. */
  readonly text: string | null;
  readonly length: number;
}

/** As in Python: anything longer is not an escape sequence. */
const LONGEST_ESCAPE = 16;

const ascii: CharacterSet = { width: 1, text: (byte) => String.fromCharCode(byte) };
const roman: CharacterSet = {
  width: 1,
  text: (byte) => (byte === 0x5c ? '\xa5' : byte === 0x7e ? '\u203e' : String.fromCharCode(byte)),
};
const katakana: CharacterSet = {
  width: 1,
  text: (byte) => (byte >= 0x21 && byte <= 0x5f ? String.fromCharCode(0xff40 + byte) : null),
};
const jisX0212: CharacterSet = {
  width: 2,
  text: (first, second) =>
    second > 0x7f ? null : (jisX0212Pair(((first | 0x80) << 8) | second | 0x80, 2)?.text ?? null),
};

function pairsOf(name: string): CharacterSet {
  return {
    width: 2,
    text(first, second) {
      if (second > 0x7f) return null;
      const code = rulesOf(name)?.pairs[((first | 0x80) << 8) | second | 0x80] ?? 0;
      return code === 0 ? null : String.fromCharCode(code);
    },
  };
}

/** The upper halves of ISO-8859-1 and -7, for single characters after `ESC N`. */
const upperLatin: CharacterSet = { width: 1, text: (byte) => String.fromCharCode(byte | 0x80) };
let greek: TextCodec | null | undefined;
const upperGreek: CharacterSet = {
  width: 1,
  text(byte) {
    if (greek === undefined) greek = singleByteCodec('iso8859_7');
    return greek?.decodeStrict(Uint8Array.of(byte | 0x80)) ?? null;
  },
};

const JIS: Readonly<Record<string, CharacterSet>> = {
  B: ascii,
  J: roman,
  '$@': pairsOf('euc_jp'),
  $B: pairsOf('euc_jp'),
};
const JIS_0212 = { ...JIS, $D: jisX0212 };
/** There is no table of JIS X 0213, whose first plane extends JIS X 0208. */
const JIS_0213 = { ...JIS, $O: pairsOf('euc_jp'), $Q: pairsOf('euc_jp') };

/** The character sets of each encoding, by the final byte of the escape sequence, with `$` before double-byte ones. */
const SETS: Readonly<Record<string, Readonly<Record<string, CharacterSet>>>> = {
  iso2022_jp: JIS,
  iso2022_jp_1: JIS_0212,
  iso2022_jp_2: {
    ...JIS_0212,
    $A: pairsOf('gb2312'),
    $C: pairsOf('euc_kr'),
    A: upperLatin,
    F: upperGreek,
  },
  iso2022_jp_ext: { ...JIS_0212, I: katakana },
  iso2022_jp_3: JIS_0213,
  iso2022_jp_2004: JIS_0213,
  iso2022_kr: { B: ascii, $C: pairsOf('euc_kr') },
};

const isFinal = (byte: number): boolean => byte >= 0x40 && byte <= 0x5a;

/** The codec of a seven-bit ISO 2022 encoding; `null` if there is none of that name. */
export function iso2022Codec(name: string): TextCodec | null {
  const sets = Object.hasOwn(SETS, name) ? SETS[name] : undefined;
  return sets === undefined ? null : codecOf(() => new Iso2022Decoder(sets, name));
}

class Iso2022Decoder implements IncrementalDecoder {
  readonly #sets: Readonly<Record<string, CharacterSet>>;
  /** Whether SO and SI shift between two sets. */
  readonly #shifts: boolean;
  /** Whether `ESC N` takes one character from a third set. */
  readonly #single: boolean;
  #pending: Uint8Array | null = null;
  /** The designated sets G0, G1 and G2. */
  readonly #designated: CharacterSet[] = [ascii, ascii, ascii];
  #shifted = false;
  /** Inside an unknown escape sequence, which is text up to its final byte. */
  #passing = false;

  constructor(sets: Readonly<Record<string, CharacterSet>>, name: string) {
    this.#sets = sets;
    this.#shifts = name === 'iso2022_kr';
    this.#single = name === 'iso2022_jp_2';
  }

  write(bytes: Uint8Array, onInvalid: OnInvalid): string {
    const input = withPending(this.#pending, bytes);
    let text = '';
    let at = 0;
    while (at < input.length) {
      const byte = input[at] as number;
      if (this.#passing) {
        text += String.fromCharCode(byte);
        this.#passing = !isFinal(byte);
        at++;
        continue;
      }
      const step = byte === ESC ? this.#escape(input, at) : this.#character(input, at);
      if (step === null) break;
      text += step.text ?? onInvalid();
      at += step.length;
    }
    this.#pending = at < input.length ? input.slice(at) : null;
    return text;
  }

  end(onInvalid: OnInvalid): string {
    return this.#pending === null ? '' : onInvalid();
  }

  /** `null`: incomplete. */
  #character(input: Uint8Array, at: number): Step | null {
    const first = input[at] as number;
    if (this.#shifts && (first === 0x0e || first === 0x0f)) {
      this.#shifted = first === 0x0e;
      return { text: '', length: 1 };
    }
    if (first === 0x0a) this.#shifted = false;
    if (first < 0x20) return { text: String.fromCharCode(first), length: 1 };
    if (first > 0x7f) return { text: null, length: 1 };
    const set = this.#designated[this.#shifted ? 1 : 0] as CharacterSet;
    if (set.width === 1) return { text: set.text(first, 0), length: 1 };
    const second = input[at + 1];
    return second === undefined ? null : { text: set.text(first, second), length: 2 };
  }

  /** `null`: incomplete. */
  #escape(input: Uint8Array, at: number): Step | null {
    const next = input[at + 1];
    if (next === undefined) return null;
    if (this.#single && next === 0x4e) {
      const byte = input[at + 2];
      if (byte === undefined) return null;
      return { text: byte > 0x7f ? null : (this.#designated[2] as CharacterSet).text(byte, 0), length: 3 };
    }
    if (!'()$.&'.includes(String.fromCharCode(next))) {
      this.#passing = true;
      return { text: '\x1b', length: 1 };
    }
    let end = at + 1;
    // `ESC & @` announces a revision of JIS X 0208 and is part of the following sequence.
    if (!this.#shifts && next === 0x26 && input[at + 2] === 0x40) end = at + 4;
    for (; ; end++) {
      if (end - at >= LONGEST_ESCAPE) return { text: null, length: 1 };
      const byte = input[end];
      if (byte === undefined) return null;
      if (isFinal(byte)) break;
    }
    const sequence = String.fromCharCode(...input.subarray(at + 1, end + 1));
    return { text: this.#designate(sequence) ? '' : null, length: end + 1 - at };
  }

  /** Designates a character set; false for an unknown sequence. */
  #designate(sequence: string): boolean {
    if (sequence === '&@\x1b$B') return this.#designate('$B');
    const parts = /^(?:(\$)([()]?)|([().]))([@-Z])$/.exec(sequence);
    if (parts === null) return false;
    const [, wide = '', wideSlot = '', slot = '', final = ''] = parts;
    const place = wideSlot + slot === ')' ? 1 : slot === '.' ? 2 : 0;
    const mark = wide + final;
    if ((place === 2 && !this.#single) || !Object.hasOwn(this.#sets, mark)) return false;
    this.#designated[place] = this.#sets[mark] as CharacterSet;
    return true;
  }
}
