import { expect, test } from 'vitest';
import { markStyles } from '@/app/nonce';

test('style elements that scripts make bear the word of the page, and nothing else does', () => {
  const doc = document.implementation.createHTMLDocument();
  markStyles('a-word', doc);
  expect(doc.createElement('style').nonce).toBe('a-word');
  expect(doc.createElement('STYLE').nonce).toBe('a-word');
  expect(doc.createElement('div').nonce).toBe('');
});

test('without a word nothing is changed', () => {
  const doc = document.implementation.createHTMLDocument();
  const make = doc.createElement;
  markStyles('', doc);
  expect(doc.createElement).toBe(make);
});
