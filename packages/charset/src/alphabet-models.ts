import type { LanguageModel } from './language-models.ts';

const WEST = ['Windows-1252', 'ISO-8859-15', 'MacRoman', 'IBM850'];
const CENTRAL = ['Windows-1250', 'ISO-8859-2', 'IBM852', 'mac_latin2'];
const ROMANIAN = ['Windows-1250', 'ISO-8859-2', 'ISO-8859-16', 'IBM852'];
const TURKISH = ['Windows-1254', 'ISO-8859-9', 'IBM857', 'mac_turkish'];
const BALTIC = ['Windows-1257', 'ISO-8859-13', 'ISO-8859-4', 'IBM775'];
const RUSSIAN = ['Windows-1251', 'KOI8-R', 'ISO-8859-5', 'IBM866', 'MacCyrillic', 'IBM855'];
const UKRAINIAN = ['Windows-1251', 'KOI8-U', 'ISO-8859-5', 'MacCyrillic'];
const BULGARIAN = ['Windows-1251', 'ISO-8859-5', 'MacCyrillic', 'IBM855'];
const GREEK = ['Windows-1253', 'ISO-8859-7', 'MacGreek', 'CP737'];
const HEBREW = ['Windows-1255', 'ISO-8859-8', 'IBM862'];
const ARABIC = ['Windows-1256', 'ISO-8859-6', 'CP720'];
const THAI = ['TIS-620', 'CP874'];

/** Languages with alphabets. Letter frequencies and a few words are enough to tell encodings apart. */
export const ALPHABETS: readonly LanguageModel[] = [
  // Made by tune.py: begin
  {
    kind: 'latin',
    encodings: WEST,
    letters: 'éàèêôîçâùûœëóēï',
    costs: '1556889bccegjjj',
    words: 'vous le pour les sur est une dans des votre de pas la sont',
  },
  {
    kind: 'latin',
    encodings: WEST,
    letters: 'üäößéàëē',
    costs: '2235eghh',
    words: 'sie die und der auf zu das eine oder mit ist ein wenn nicht',
  },
  {
    kind: 'latin',
    encodings: WEST,
    letters: 'óáí́úñé̃ºüà̈è',
    costs: '2355666aggggi',
    words: 'el de los la puede las para que pulse una en del tiene con',
  },
  {
    kind: 'latin',
    encodings: WEST,
    letters: 'ãçáéíõóúêàâºố̃ª̀ëēè',
    costs: '23455567789adefghjjj',
    words: 'para em uma pode de um seu as ou com que ao cor como',
  },
  {
    kind: 'latin',
    encodings: WEST,
    letters: 'èàùòéìëē',
    costs: '224579ee',
    words: 'di il per file non che come dei della dell sono un del la',
  },
  {
    kind: 'latin',
    encodings: WEST,
    letters: 'óàéíòèúçïüºªê',
    costs: '2345566689fgi',
    words: 'la per el els amb de que podeu del una es les al hi',
  },
  {
    kind: 'latin',
    encodings: WEST,
    letters: 'äöåéàëèē',
    costs: '223fikkk',
    words: 'att och till du inte ett som om kan av eller detta en det',
  },
  {
    kind: 'latin',
    encodings: WEST,
    letters: 'æåøéàēëè',
    costs: '2236giii',
    words: 'at for til af og du det hvis med er ikke kan eller brug',
  },
  {
    kind: 'latin',
    encodings: WEST,
    letters: 'åøæé',
    costs: '126b',
    words: 'for ikke til av dette og klikk velg vil fra bilde endre med denne',
  },
  {
    kind: 'latin',
    encodings: WEST,
    letters: 'éëïóöàòēè',
    costs: '233789bcc',
    words: 'het een te op van met of uw voor niet als kunt zijn is',
  },
  {
    kind: 'latin',
    encodings: WEST,
    letters: 'ðáæíþöúóýé',
    costs: '2445556668',
    words: 'fyrir ekki sem er til nota mynd setja og lit eru opna velja birta',
  },
  {
    kind: 'latin',
    encodings: WEST,
    letters: 'äöéàšåžēôáüèë',
    costs: '04fghhhjjjjjj',
    words: 'ja on tai jos voit voi ei kun avaa ole sen ovat kuten kuvan',
  },
  {
    kind: 'latin',
    encodings: WEST,
    letters: 'äõüöž',
    costs: '2334b',
    words: 'kui pildi selle kihi see pole on ei ala seda ja faili jaoks uus',
  },
  {
    kind: 'latin',
    encodings: CENTRAL,
    letters: 'ąłężćśóńźéà',
    costs: '444444489hj',
    words: 'jest lub nie aby do dla to na przez pliku pliki kolor tylko obraz',
  },
  {
    kind: 'latin',
    encodings: CENTRAL,
    letters: 'íážřěéčýšůúňťďóà',
    costs: '3455555666abbdfj',
    words: 'nebo pro se pokud na je jsou jako jen jej jste barev byste do',
  },
  {
    kind: 'latin',
    encodings: CENTRAL,
    letters: 'áíťéýžúčšľôóňďäĺŕ',
    costs: '3455555566899abcg',
    words: 'sa pre alebo je na cestu farbu pri iba ak tento zmeny farby ako',
  },
  {
    kind: 'latin',
    encodings: CENTRAL,
    letters: 'áéóíöőüűúà',
    costs: '235555788j',
    words: 'az egy vagy meg nem hogy akkor ha be ez lehet kell csak is',
  },
  {
    kind: 'latin',
    encodings: CENTRAL,
    letters: 'čšžéàëēè',
    costs: '134efhhh',
    words: 'za lahko ali kot ni in je bo ki sliko izbor na barvo slike',
  },
  {
    kind: 'latin',
    encodings: CENTRAL,
    letters: 'čžšćđôéēàëè',
    costs: '23345bgjjjj',
    words: 'ili za kako bi ako koji na kao tipku koje nije se boja je',
  },
  {
    kind: 'latin',
    encodings: ROMANIAN,
    letters: 'ăţşîâóí',
    costs: '23446gi',
    words: 'de cu nu este pe mai care sau strat poate din sunt fie acest',
  },
  {
    kind: 'latin',
    encodings: TURKISH,
    letters: 'ıüçşöğ̇ʼâ',
    costs: '2344559gk',
    words: 'bir renk bu ve yeni etkin veya daha ile dosya hata ya rengi yok',
  },
  {
    kind: 'latin',
    encodings: BALTIC,
    letters: 'šįėąųžūčę̨̌̄',
    costs: '444445678hjj',
    words: 'yra ir kai arba kaip prie gali su failo bus tik jei pagal bei',
  },
  {
    kind: 'latin',
    encodings: BALTIC,
    letters: 'āēīšūņļžķģčéà',
    costs: '234566788adij',
    words: 'lai vai uz ir ar varat tas un nav var jums kas ka tikai',
  },
  {
    kind: 'latin',
    encodings: BALTIC,
    letters: 'äõüöž',
    costs: '2334b',
    words: 'kui pildi selle kihi see pole on ei ala seda ja faili jaoks uus',
  },
  {
    kind: 'latin',
    encodings: ['Windows-1258'],
    letters: '̣̉êốđươầà̃áăóíùéúè',
    costs: '45555566666777899abf',
    words: 'tin cho trong khi thay xem theo sang ra sao gian qua hay thanh',
  },
  {
    kind: 'script',
    encodings: RUSSIAN,
    letters: 'оеаитнрсвлкпмдуьызябйчжгюхфшцэщёъ',
    costs: '5555556666777788888899999aabbbbcg',
  },
  {
    kind: 'script',
    encodings: UKRAINIAN,
    letters: 'оанитіервксупмдлзябьгйчжшюхєцщфї',
    costs: '555566666677777777899999aaaaabbb',
  },
  {
    kind: 'script',
    encodings: UKRAINIAN,
    letters: 'аныріклвсепьтдцяозмубэўчгйшхюжфґё',
    costs: '4566667777777777777788889aaabbbdd',
  },
  {
    kind: 'script',
    encodings: BULGARIAN,
    letters: 'аеинотрвсзкплдмъбячужгцйфщшхю',
    costs: '455555666777778888999aaabbccc',
  },
  {
    kind: 'script',
    encodings: BULGARIAN,
    letters: 'аеиотрнукспдвмлзјбчгшњжцћљђфх',
    costs: '4555666666777778889999aaaaccc',
  },
  {
    kind: 'script',
    encodings: BULGARIAN,
    letters: 'аиоетнрсквдлпзмјугбчцњжшфќхѓѕџ',
    costs: '45555566677778888899aaabbcfhhj',
  },
  {
    kind: 'script',
    encodings: GREEK,
    letters: 'αεοτινσρπμηκςλυίγήόέάδχωθύφώξβζψ',
    costs: '555566666777777788888899999abbce',
  },
  { kind: 'script', encodings: HEBREW, letters: 'יוהתלמשרבאנחעדקפםכסצגטןזךץף', costs: '555556666677778888888899acc' },
  {
    kind: 'script',
    encodings: ARABIC,
    letters: 'الميترةودنحبفقعسأطخكجصهشإىضذزّغئظثءًُؤآِپـَْ',
    costs: '4466666667777778888899999aaaabbbbbcddeefhiii',
  },
  {
    kind: 'script',
    encodings: THAI,
    letters: 'าร่อกน้งเมดลัแตบสียวปหคทจืะไิพขใุชำถณู์โผ็ภฟึญซๆษฐธศฉฏฎ๊ฬ',
    costs: '56666666777777888888888888888889999aaaaabbbccddeeefffhhii',
  },
  // Made by tune.py: end
];
