const heads = ['ANLAN1?', '/public/plate?'];

/** The site that a door plate names ("https://…/public/plate?i=…&c=check", on older plates "ANLAN1?…"), or a code typed by hand; "" for a plate that was not read whole. Needs no network. */
export function plateSite(text: string): string {
  const plain = text.trim();
  const head = heads.find((h) => plain.includes(h));
  if (!head) return plain.includes('?') ? '' : plain;
  const [body = '', check = ''] = plain.slice(plain.indexOf(head) + head.length).split('&c=');
  if (check !== (crc32(body) & 0xffffff).toString(16).padStart(6, '0')) return '';
  return new URLSearchParams(body).get('i') ?? '';
}

function crc32(text: string): number {
  let c = ~0;
  for (const byte of new TextEncoder().encode(text)) {
    c ^= byte;
    for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (0xedb88320 & -(c & 1));
  }
  return ~c >>> 0;
}

interface Detector {
  detect: (source: ImageBitmap) => Promise<{ rawValue: string }[]>;
}

/** Reads a QR code in a picture, where the browser can. */
export async function readPlate(file: File): Promise<string | undefined> {
  const Known = (globalThis as { BarcodeDetector?: new (o: { formats: string[] }) => Detector }).BarcodeDetector;
  if (!Known) return undefined;
  const picture = await createImageBitmap(file);
  try {
    return (await new Known({ formats: ['qr_code'] }).detect(picture))[0]?.rawValue;
  } finally {
    picture.close();
  }
}
