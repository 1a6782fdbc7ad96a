import { rulesOf } from './double-byte-rules.ts';
import { jisX0212Pair } from './longer-characters.ts';
import { codecOf, joinKept, type OnBad, type Stepper } from './stepper.ts';
import { findTextCodec, type TextCodec } from './text-codec.ts';

/** A character set that an escape sequence chooses: how many bytes a character takes, and its text. */
interface CharacterSet {
  readonly width: 1 | 2;
  /** `null`: no such character. */
  text(first: number, second: number): string | null;
}

const ESC = 0x1b;
/** As Python: what is longer is no escape sequence. */
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
  text: (first, second) => jisX0212Pair(((first | 0x80) << 8) | second | 0x80, 2)?.text ?? null,
};

function pairsOf(name: string): CharacterSet {
  return {
    width: 2,
    text(first, second) {
      const code = rulesOf(name)?.pairs[((first | 0x80) << 8) | second | 0x80] ?? 0;
      return code === 0 ? null : String.fromCharCode(code);
    },
  };
}

/** Upper halves, for single characters after `ESC N`. */
function upperOf(name: string): CharacterSet {
  return { width: 1, text: (byte) => findTextCodec(name)?.decodeStrict(Uint8Array.of(byte | 0x80)) ?? null };
}

const JIS: Readonly<Record<string, CharacterSet>> = {
  '(B': ascii,
  '(J': roman,
  '$@': pairsOf('euc_jp'),
  $B: pairsOf('euc_jp'),
};
const JIS_0212 = { ...JIS, '$(D': jisX0212 };
/** JIS X 0213 is not at hand; its first plane extends JIS X 0208. */
const JIS_0213 = { ...JIS, '$(O': pairsOf('euc_jp'), '$(Q': pairsOf('euc_jp') };

/** The escape sequences of each encoding, without ESC. */
const SETS: Readonly<Record<string, Readonly<Record<string, CharacterSet>>>> = {
  iso2022_jp: JIS,
  iso2022_jp_1: JIS_0212,
  iso2022_jp_2: {
    ...JIS_0212,
    $A: pairsOf('gb2312'),
    '$(C': pairsOf('euc_kr'),
    '.A': upperOf('latin_1'),
    '.F': upperOf('iso8859_7'),
  },
  iso2022_jp_ext: { ...JIS_0212, '(I': katakana },
  iso2022_jp_3: JIS_0213,
  iso2022_jp_2004: JIS_0213,
  iso2022_kr: { '(B': ascii, '$)C': pairsOf('euc_kr') },
};

/** An encoding of the ISO 2022 family, in seven bits with escape sequences; `null`: none of that name. */
export function iso2022Codec(name: string): TextCodec | null {
  const sets = Object.hasOwn(SETS, name) ? SETS[name] : undefined;
  return sets === undefined ? null : codecOf(() => new Iso2022Stepper(sets, name === 'iso2022_kr'));
}

class Iso2022Stepper implements Stepper {
  readonly #sets: Readonly<Record<string, CharacterSet>>;
  /** True where SO and SI change between two sets. */
  readonly #shifts: boolean;
  #kept: Uint8Array | null = null;
  #main: CharacterSet = ascii;
  #other: CharacterSet | null = null;
  #upper: CharacterSet | null = null;
  #shifted = false;

  constructor(sets: Readonly<Record<string, CharacterSet>>, shifts: boolean) {
    this.#sets = sets;
    this.#shifts = shifts;
  }

  write(bytes: Uint8Array, bad: OnBad): string {
    const input = joinKept(this.#kept, bytes);
    let text = '';
    let at = 0;
    while (at < input.length) {
      const byte = input[at] as number;
      const step = byte === ESC ? this.#escape(input, at) : this.#character(input, at);
      if (step === null) break;
      text += step.text ?? bad();
      at += step.length;
    }
    this.#kept = at < input.length ? input.slice(at) : null;
    return text;
  }

  end(bad: OnBad): string {
    return this.#kept === null ? '' : bad();
  }

  #character(input: Uint8Array, at: number): { text: string | null; length: number } | null {
    const first = input[at] as number;
    if (this.#shifts && (first === 0x0e || first === 0x0f)) {
      this.#shifted = first === 0x0e;
      return { text: '', length: 1 };
    }
    if (first === 0x0a) this.#shifted = false;
    if (first < 0x20) return { text: String.fromCharCode(first), length: 1 };
    if (first > 0x7f) return { text: null, length: 1 };
    const set = this.#shifted ? (this.#other ?? ascii) : this.#main;
    if (set.width === 1) return { text: set.text(first, 0), length: 1 };
    const second = input[at + 1];
    return second === undefined ? null : { text: set.text(first, second), length: 2 };
  }

  /** `null`: it is not complete. */
  #escape(input: Uint8Array, at: number): { text: string | null; length: number } | null {
    if (input[at + 1] === 0x4e && this.#upper !== null) {
      const byte = input[at + 2];
      return byte === undefined ? null : { text: this.#upper.text(byte, 0), length: 3 };
    }
    let end = at + 1;
    for (; ; end++) {
      if (end - at >= LONGEST_ESCAPE) return { text: null, length: 1 };
      const byte = input[end];
      if (byte === undefined) return null;
      if (byte >= 0x40 && byte <= 0x5a) break;
    }
    const sequence = String.fromCharCode(...input.subarray(at + 1, end + 1));
    const set = Object.hasOwn(this.#sets, sequence) ? this.#sets[sequence] : undefined;
    const length = end + 1 - at;
    if (set === undefined) return { text: null, length };
    if (sequence.startsWith('.')) this.#upper = set;
    else if (sequence.startsWith('$)')) this.#other = set;
    else this.#main = set;
    return { text: '', length };
  }
}
