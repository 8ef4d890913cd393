import { createTranslator } from 'next-intl';
import { describe, expect, it } from 'vitest';
import { chooseLocale, chooseTheme } from './locale.ts';
import { MESSAGES } from './messages.ts';
import enLearn from '../../messages/en-learn.json' with { type: 'json' };
import enBase from '../../messages/en.json' with { type: 'json' };
import esLearn from '../../messages/es-learn.json' with { type: 'json' };
import esBase from '../../messages/es.json' with { type: 'json' };

type Tree = { [key: string]: string | Tree };

function flatten(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : flatten(value, `${path}${key}.`),
  );
}

const placeholders = (text: string) =>
  [...new Set([...text.matchAll(/\{([a-z]\w*)[,}]/g)].map((match) => match[1]))]
    .filter((name) => name !== 'n')
    .sort();

describe('messages', () => {
  const es = new Map(flatten(MESSAGES.es));
  const en = new Map(flatten(MESSAGES.en));

  it('exist in both languages, none empty', () => {
    expect([...en.keys()].sort()).toEqual([...es.keys()].sort());
    for (const text of [...es.values(), ...en.values()]) expect(text.trim()).not.toBe('');
  });

  it('have balanced braces, so that none breaks on the screen', () => {
    for (const [key, text] of [...es, ...en]) {
      const depth = [...text].reduce(
        (sum, letter) => sum + (letter === '{' ? 1 : letter === '}' ? -1 : 0),
        0,
      );
      expect(depth, key).toBe(0);
    }
  });

  it('keep the values of the Spanish original in the translation', () => {
    for (const [key, text] of es) {
      expect(placeholders(en.get(key)!).join(), key).toBe(placeholders(text).join());
    }
  });

  it('lie in one file each: no section of one file hides one of another', () => {
    const sections = (texts: object[]) => texts.flatMap((text) => Object.keys(text));
    for (const files of [
      [esBase, esLearn],
      [enBase, enLearn],
    ]) {
      expect(new Set(sections(files)).size).toBe(sections(files).length);
    }
  });

  it('count in the plural of the language', () => {
    const t = createTranslator({ locale: 'es', messages: MESSAGES.es });
    expect(t('site.total', { count: 0, n: '0' })).toBe('Ningún mosquito');
    expect(t('site.total', { count: 1, n: '1' })).toBe('1 mosquito');
    expect(t('site.total', { count: 1200, n: '1.200' })).toBe('1.200 mosquitos');
  });
});

describe('chooseLocale', () => {
  it("prefers the person's choice, then the browser's language, then Spanish", () => {
    expect(chooseLocale('en', 'es')).toBe('en');
    expect(chooseLocale(undefined, 'pt-BR,en-US;q=0.8')).toBe('en');
    expect(chooseLocale('xx', 'gn')).toBe('es');
    expect(chooseLocale(undefined, null)).toBe('es');
  });
  it('takes an unknown theme as the one of the system', () => {
    expect(chooseTheme('dark')).toBe('dark');
    expect(chooseTheme('neon')).toBe('system');
  });
});
