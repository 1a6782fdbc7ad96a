import { bytesReply, type Reply, textReply } from '../reply/reply.ts';
import { get, type Route } from '../router.ts';
import { encodePng } from './png.ts';
import { statusReply } from './status.ts';

const SIZE = 100;
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><circle cx="50" cy="50" r="40" fill="#c33"/></svg>\n`;

let png: Buffer | undefined;

/** A disc, lit from the upper left. */
function drawPng(): Buffer {
  png ??= encodePng(SIZE, SIZE, (x, y) => {
    if (Math.hypot(x - 50, y - 50) > 40) return [255, 255, 255];
    const shade = Math.max(0, 1 - Math.hypot(x - 35, y - 35) / 80);
    return [Math.round(90 + 150 * shade), Math.round(60 * shade), Math.round(60 * shade)];
  });
  return png;
}

function pngReply(): Reply {
  return bytesReply(drawPng(), 'image/png');
}

function svgReply(): Reply {
  return textReply(SVG, 'image/svg+xml');
}

export const imageRoutes: readonly Route[] = [
  get('/image', (request) => {
    const accept = request.headers.get('accept')?.toLowerCase();
    if (accept?.includes('image/svg+xml')) return svgReply();
    if (accept === undefined || accept.includes('image/png') || accept.includes('image/*')) return pngReply();
    return statusReply(406);
  }),
  get('/image/png', pngReply),
  get('/image/svg', svgReply),
];
