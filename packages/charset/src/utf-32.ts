import { ByteOrderDecoder } from './byte-order-decoder.ts';
import { codecOf, type OnInvalid } from './incremental-decoder.ts';
import type { TextCodec } from './text-codec.ts';

/** UTF-32 in the given byte order (`le`, `be`), or with `''` in that of the byte order mark, as for UTF-16. */
export function utf32Codec(order: string): TextCodec {
  return codecOf(() => new Utf32Decoder(order));
}

class Utf32Decoder extends ByteOrderDecoder {
  protected decode(input: Uint8Array, onInvalid: OnInvalid): readonly [text: string, used: number] {
    const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
    let at = 0;
    if (this.order === '' && input.length >= 4) {
      const mark = view.getUint32(0);
      this.order = mark === 0xfeff ? 'be' : 'le';
      if (mark === 0xfeff || mark === 0xfffe0000) at = 4;
    }
    let text = '';
    for (; at + 3 < input.length; at += 4) {
      const code = view.getUint32(at, this.order !== 'be');
      text += code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? onInvalid() : String.fromCodePoint(code);
    }
    return [text, at];
  }
}
