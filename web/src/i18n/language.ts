export type Language = 'zh' | 'en';

const key = 'anlan.language';
let current: Language = localStorage.getItem(key) === 'en' ? 'en' : 'zh';

/** The language in which the person reads; Chinese unless they chose English here before. */
export function language(): Language {
  return current;
}

export function rememberLanguage(l: Language) {
  current = l;
  localStorage.setItem(key, l);
  document.documentElement.lang = l === 'zh' ? 'zh-CN' : 'en';
}
