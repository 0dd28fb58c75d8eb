/**
 * The word by which the browser knows the style elements of this page as our own (Content-Security-Policy); '' where the page
 * names none, as in development.
 */
export const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.nonce ?? '';

/**
 * Gives the word to every style element that scripts of ours make. Ant Design takes it from its ConfigProvider, but what stops
 * the page from scrolling behind a dialog and what measures scroll bars have no place to name it.
 */
export function markStyles(word: string, doc: Document = document): void {
  if (word === '') return;
  const make = doc.createElement.bind(doc) as (tag: string, options?: ElementCreationOptions) => HTMLElement;
  doc.createElement = ((tag: string, options?: ElementCreationOptions) => {
    const element = make(tag, options);
    if (element.localName === 'style') element.nonce = word;
    return element;
  }) as typeof doc.createElement;
}
