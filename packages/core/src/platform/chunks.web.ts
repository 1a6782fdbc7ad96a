import { LateModule } from './late-module.web.ts';

type Encodings = typeof import('../codecs/encodings.ts');
type Special = typeof import('./special.web.ts');

/** What is loaded when something needs it. Not more of them: bundlers cut what each shares with the rest apart. */
export const encodings: LateModule<Encodings> = new LateModule(() => import('../codecs/encodings.ts'));
export const special: LateModule<Special> = new LateModule(() => import('./special.web.ts'));
