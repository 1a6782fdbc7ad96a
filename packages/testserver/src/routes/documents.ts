import { jsonReply } from '../reply/json-reply.ts';
import { textReply } from '../reply/reply.ts';
import { get, type Route } from '../router.ts';

const MOBY_DICK = `<!DOCTYPE html>
<html>
  <head>
  </head>
  <body>
      <h1>Herman Melville - Moby-Dick</h1>

      <div>
        <p>
          Availing himself of the mild, summer-cool weather that now reigned in these latitudes, and in preparation for
          the peculiarly active pursuits shortly to be anticipated, Perth, the begrimed, blistered old blacksmith, had
          not removed his portable forge to the hold again, after concluding his contributory work for Ahab's leg.
        </p>
      </div>
  </body>
</html>
`;

const SLIDES_XML = `<?xml version='1.0' encoding='us-ascii'?>

<!--  A SAMPLE set of slides  -->

<slideshow title="Sample Slide Show" date="Date of publication" author="Yours Truly">
    <slide type="all">
      <title>Wake up to WonderWidgets!</title>
    </slide>
    <slide type="all">
        <title>Overview</title>
        <item>Why <em>WonderWidgets</em> are great</item>
        <item/>
        <item>Who <em>buys</em> WonderWidgets</item>
    </slide>
</slideshow>
`;

const SLIDES = {
  slideshow: {
    title: 'Sample Slide Show',
    date: 'date of publication',
    author: 'Yours Truly',
    slides: [
      { type: 'all', title: 'Wake up to WonderWidgets!' },
      {
        type: 'all',
        title: 'Overview',
        items: ['Why <em>WonderWidgets</em> are great', 'Who <em>buys</em> WonderWidgets'],
      },
    ],
  },
};

const UTF8_DEMO = `<h1>Unicode Demo</h1>

<pre>
Mathematics   ∮ E⋅da = Q,  n → ∞, ∑ f(i) = ∏ g(i),  ∀x∈ℝ: ⌈x⌉ = −⌊−x⌋
Phonetics     ði ıntəˈnæʃənəl fəˈnɛtık əsoʊsiˈeıʃn
Greek         Σὲ γνωρίζω ἀπὸ τὴν κόψη
Georgian      გთხოვთ ახლავე გაიაროთ რეგისტრაცია
Russian       Зарегистрируйтесь сейчас
Thai          ๏ แผ่นดินฮั่นเสื่อมโทรมแสนสังเวช
Ethiopian     ሰማይ አይታረስ ንጉሥ አይከሰስ።
Runes         ᚻᛖ ᚳᚹᚫᚦ ᚦᚫᛏ ᚻᛖ ᛒᚢᛞᛖ
Braille       ⡌⠁⠧⠑ ⠼⠁⠒  ⡍⠜⠇⠑⠹⠰⠎ ⡣⠕⠌
Beyond BMP    𝄞 🫖
</pre>
`;

const GO_AWAY = `
          .-''''''-.
        .' _      _ '.
       /   O      O   \\
      :                :
      |                |
      :       __       :
       \\  .-"\`  \`"-.  /
        '.          .'
          '-......-'
     YOU SHOULDN'T BE HERE
`;

const INCORRECT = 'Incorrect Base64 data try: SFRUUEJJTiBpcyBhd2Vzb21l';

/** The text of a base64url value, or httpbin's hint when it is not base64 or not UTF-8. */
function decodeBase64(value: string): string {
  if (!/^[\w-]*={0,2}$/.test(value) || value.length % 4 !== 0) return INCORRECT;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(value, 'base64url'));
  } catch {
    return INCORRECT;
  }
}

/** Fixed documents of various types. */
export const documentRoutes: readonly Route[] = [
  get('/html', () => textReply(MOBY_DICK)),
  get('/xml', () => textReply(SLIDES_XML, 'application/xml')),
  get('/json', () => jsonReply(SLIDES)),
  get('/encoding/utf8', () => textReply(UTF8_DEMO)),
  get('/robots.txt', () => textReply('User-agent: *\nDisallow: /deny\n', 'text/plain')),
  get('/deny', () => textReply(GO_AWAY, 'text/plain')),
  get('/base64/:value', ({ params }) => textReply(decodeBase64(params['value'] ?? ''))),
];
