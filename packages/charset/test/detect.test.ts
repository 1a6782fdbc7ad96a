import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { expectLinear } from '@req/test-support/cpu-time';
import iconv from 'iconv-lite';
import { detect, findCodec } from '../src/index.ts';

const decode = (bytes: Uint8Array): string | undefined => findCodec(detect(bytes))?.decode(bytes);

/** The first article of the Universal Declaration of Human Rights, and here and there a few words more. */
const TEXTS: [string, string, string[]][] = [
  [
    'French',
    'Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison et de conscience et doivent agir les uns envers les autres dans un esprit de fraternité.',
    ['cp1252', 'latin1'],
  ],
  [
    'German',
    'Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt und sollen einander im Geist der Brüderlichkeit begegnen. Größe, Straße, über, schön.',
    ['cp1252', 'latin1'],
  ],
  [
    'Spanish',
    'Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como están de razón y conciencia, deben comportarse fraternalmente los unos con los otros. ¿Qué pasó mañana? El niño comió jamón.',
    ['cp1252', 'latin1'],
  ],
  [
    'Portuguese',
    'Todos os seres humanos nascem livres e iguais em dignidade e em direitos. Dotados de razão e de consciência, devem agir uns para com os outros em espírito de fraternidade. Informação, ações, não.',
    ['cp1252', 'latin1'],
  ],
  [
    'Italian',
    'Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti. Essi sono dotati di ragione e di coscienza e devono agire gli uni verso gli altri in spirito di fratellanza. Perché la città è più bella.',
    ['cp1252', 'latin1'],
  ],
  [
    'Swedish',
    'Alla människor är födda fria och lika i värde och rättigheter. De är utrustade med förnuft och samvete och bör handla gentemot varandra i en anda av broderskap. Åsa och Örjan.',
    ['cp1252', 'latin1'],
  ],
  [
    'Danish',
    'Alle mennesker er født frie og lige i værdighed og rettigheder. De er udstyret med fornuft og samvittighed, og de bør handle mod hverandre i en broderskabets ånd.',
    ['cp1252', 'latin1'],
  ],
  [
    'Dutch',
    'Alle mensen worden vrij en gelijk in waardigheid en rechten geboren. Zij zijn begiftigd met verstand en geweten, en één café, ideeën.',
    ['cp1252', 'latin1'],
  ],
  [
    'Icelandic',
    'Hver maður er borinn frjáls og jafn öðrum að virðingu og réttindum. Menn eru gæddir vitsmunum og samvisku, og ber þeim að breyta bróðurlega hverjum við annan.',
    ['cp1252', 'latin1'],
  ],
  [
    'Finnish',
    'Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan. Heille on annettu järki ja omatunto, ja heidän on toimittava toisiaan kohtaan veljeyden hengessä.',
    ['cp1252', 'latin1'],
  ],
  [
    'Polish',
    'Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są oni obdarzeni rozumem i sumieniem i powinni postępować wobec innych w duchu braterstwa. Zażółć gęślą jaźń.',
    ['cp1250', 'iso-8859-2'],
  ],
  [
    'Czech',
    'Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv. Jsou nadáni rozumem a svědomím a mají spolu jednat v duchu bratrství. Příliš žluťoučký kůň.',
    ['cp1250', 'iso-8859-2'],
  ],
  [
    'Hungarian',
    'Minden emberi lény szabadon születik és egyenlő méltósága és joga van. Az emberek, ésszel és lelkiismerettel bírván, egymással szemben testvéri szellemben kell hogy viseltessenek.',
    ['cp1250', 'iso-8859-2'],
  ],
  [
    'Romanian',
    'Toate fiinţele umane se nasc libere şi egale în demnitate şi în drepturi. Ele sunt înzestrate cu raţiune şi conştiinţă şi trebuie să se comporte unele faţă de altele în spiritul fraternităţii.',
    ['cp1250', 'iso-8859-2'],
  ],
  [
    'Croatian',
    'Sva ljudska bića rađaju se slobodna i jednaka u dostojanstvu i pravima. Ona su obdarena razumom i sviješću i trebaju jedna prema drugima postupati u duhu bratstva. Čovjek, žena, šuma.',
    ['cp1250', 'iso-8859-2'],
  ],
  [
    'Turkish',
    'Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Akıl ve vicdana sahiptirler ve birbirlerine karşı kardeşlik zihniyeti ile hareket etmelidirler.',
    ['cp1254', 'iso-8859-9'],
  ],
  [
    'Lithuanian',
    'Visi žmonės gimsta laisvi ir lygūs savo orumu ir teisėmis. Jiems suteiktas protas ir sąžinė ir jie turi elgtis vienas kito atžvilgiu kaip broliai.',
    ['cp1257', 'iso-8859-13'],
  ],
  [
    'Latvian',
    'Visi cilvēki piedzimst brīvi un vienlīdzīgi savā pašcieņā un tiesībās. Viņi ir apveltīti ar saprātu un sirdsapziņu, un viņiem jāizturas citam pret citu brālības garā.',
    ['cp1257', 'iso-8859-13'],
  ],
  [
    'Estonian',
    'Kõik inimesed sünnivad vabadena ja võrdsetena oma väärikuselt ja õigustelt. Neile on antud mõistus ja südametunnistus ja nende suhtumist üksteisesse peab kandma vendluse vaim.',
    ['cp1257', 'latin1'],
  ],
  [
    'Russian',
    'Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью и должны поступать в отношении друг друга в духе братства.',
    ['cp1251', 'koi8-r', 'iso-8859-5', 'cp866', 'maccyrillic'],
  ],
  [
    'Ukrainian',
    'Всі люди народжуються вільними і рівними у своїй гідності та правах. Вони наділені розумом і совістю і повинні діяти у відношенні один до одного в дусі братерства. Їжак, ґанок.',
    ['cp1251', 'koi8-u'],
  ],
  [
    'Bulgarian',
    'Всички хора се раждат свободни и равни по достойнство и права. Те са надарени с разум и съвест и следва да се отнасят помежду си в дух на братство.',
    ['cp1251', 'iso-8859-5'],
  ],
  [
    'Serbian',
    'Сва људска бића рађају се слободна и једнака у достојанству и правима. Она су обдарена разумом и свешћу и треба једни према другима да поступају у духу братства.',
    ['cp1251', 'iso-8859-5'],
  ],
  [
    'Greek',
    'Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα. Είναι προικισμένοι με λογική και συνείδηση, και οφείλουν να συμπεριφέρονται μεταξύ τους με πνεύμα αδελφοσύνης.',
    ['cp1253', 'iso-8859-7'],
  ],
  [
    'Hebrew',
    'כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה ובמצפון, לפיכך חובה עליהם לנהוג איש ברעהו ברוח של אחווה.',
    ['cp1255', 'iso-8859-8'],
  ],
  [
    'Arabic',
    'يولد جميع الناس أحرارا متساوين في الكرامة والحقوق. وقد وهبوا عقلا وضميرا وعليهم أن يعامل بعضهم بعضا بروح الإخاء.',
    ['cp1256', 'iso-8859-6'],
  ],
  [
    'Thai',
    'มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ ต่างมีเหตุผลและมโนธรรม และควรปฏิบัติต่อกันด้วยเจตนารมณ์แห่งภราดรภาพ',
    ['tis620'],
  ],
  [
    'Japanese',
    'すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。人間は、理性と良心とを授けられており、互いに同胞の精神をもって行動しなければならない。カタカナ、テスト。',
    ['shiftjis', 'eucjp'],
  ],
  [
    'Chinese',
    '人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。今天天气很好，我们去公园散步吧。',
    ['gb2312', 'gb18030'],
  ],
  [
    'traditional Chinese',
    '人人生而自由，在尊嚴和權利上一律平等。他們賦有理性和良心，並應以兄弟關係的精神相對待。今天天氣很好，我們去公園散步吧。',
    ['big5'],
  ],
  [
    'Korean',
    '모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 인간은 천부적으로 이성과 양심을 부여받았으며 서로 형제애의 정신으로 행동하여야 한다.',
    ['euc_kr'],
  ],
];

describe.each(TEXTS)('%s', (_language, text, encodings) => {
  test.each(encodings)('is decoded correctly from %s', (encoding) => {
    const page = `<html><head><title>${text.slice(0, 30)}</title></head><body><p class="x">${text}</p></body></html>`;
    for (const form of [text, page]) {
      const bytes = iconv.encode(form, encoding);
      expect(decode(bytes)).toBe(iconv.decode(bytes, encoding));
    }
  });

  test('is detected as UTF-8', () => {
    expect(detect(Buffer.from(text))).toBe('utf-8');
    expect(detect(Buffer.from(`\ufeff${text}`))).toBe('UTF-8-SIG');
  });
});

test.each<[string, Uint8Array, string]>([
  ['nothing', new Uint8Array(0), 'utf-8'],
  ['ASCII', Buffer.from('plain text'), 'ascii'],
  ['UTF-16 with a mark', Buffer.from('\ufeffh\u00e9', 'utf16le'), 'UTF-16'],
  ['UTF-16 with a mark, the other way', Buffer.from('\ufeffh\u00e9', 'utf16le').swap16(), 'UTF-16'],
  ['UTF-16LE', Buffer.from('{"key": "valu\u00e9"}', 'utf16le'), 'UTF-16LE'],
  ['UTF-16BE', Buffer.from('{"key": "valu\u00e9"}', 'utf16le').swap16(), 'UTF-16BE'],
  ['UTF-32 with a mark', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), 'UTF-32'],
  ['UTF-32BE', Buffer.from([0, 0, 0, 0x61, 0, 0, 0, 0x62]), 'UTF-32BE'],
  ['UTF-32LE', Buffer.from([0x61, 0, 0, 0, 0x62, 0, 0, 0]), 'UTF-32LE'],
  ['ISO-2022-JP', Buffer.from('\x1b$B$3$s$K$A$O\x1b(B', 'latin1'), 'ISO-2022-JP'],
  ['a word with an accent', Buffer.from('caf\xe9', 'latin1'), 'Windows-1252'],
  ['quotation marks of Windows', Buffer.from('He said \x93hello\x94', 'latin1'), 'Windows-1252'],
  [
    'UTF-16LE of a language without NULs',
    Buffer.from('Все люди рождаются свободными и равными.', 'utf16le'),
    'UTF-16LE',
  ],
  ['UTF-16BE of one', Buffer.from('人人生而自由，在尊严和权利上一律平等。', 'utf16le').swap16(), 'UTF-16BE'],
  ['a sequence of JSON texts', Buffer.from('\x1e{"id": 1, "name": "one"}\n\x1e{"id": 2, "name": "two"} \n'), 'ascii'],
  [
    'fields behind control characters',
    Buffer.from('8=FIX.4.2\x019=65\x0135=A\x0149=ONE\x0156=TWO\x0134=177\x01'),
    'ascii',
  ],
  ['records of UTF-8', Buffer.from('\x1e人人生而自由\x1eпривет\x1e'), 'utf-8'],
  ['HZ', Buffer.from('This is ~{VPND~} text.', 'latin1'), 'HZ-GB-2312'],
  ['a tilde and a brace in ASCII', Buffer.from('find ~{a,b} and ~}', 'latin1'), 'ascii'],
  ['German of DOS', iconv.encode('Größe und Länge müssen für jeden Schlüssel übereinstimmen.', 'cp850'), 'IBM850'],
  ['Latvian of DOS', iconv.encode('Visi cilvēki piedzimst brīvi un vienlīdzīgi savā pašcieņā.', 'cp775'), 'IBM775'],
  ['Polish of DOS', iconv.encode('Wszyscy ludzie rodzą się wolni i równi, także z łąki.', 'cp852'), 'IBM852'],
  ['Greek of DOS', iconv.encode('Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι.', 'cp737'), 'CP737'],
])('%s is recognised', (_title, bytes, encoding) => {
  expect(detect(bytes)).toBe(encoding);
});

test('kilobytes of markup before the text do not matter', () => {
  const bytes = iconv.encode(
    `${'<meta name="x" content="y">'.repeat(1000)}${TEXTS.find(([name]) => name === 'Russian')?.[1]}`,
    'koi8-r',
  );
  expect(detect(bytes)).toBe('KOI8-R');
});

test('returns an existing encoding for any bytes, in linear time', async () => {
  for (const size of [1, 2, 3, 100, 5_000_000]) {
    const bytes = randomBytes(size);
    expect(typeof decode(bytes)).toBe('string');
  }
  await expectLinear(randomBytes, detect, 5_000_000);
});
