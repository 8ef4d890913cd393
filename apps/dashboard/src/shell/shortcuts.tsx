'use client';
import { mayActAs } from '@natiu/domain';
import type { Role } from '@natiu/domain';
import { Dialog } from '@natiu/ui';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { CHORD_MS, belongsElsewhere, readKey } from './read-keys.ts';
import { REVIEW_KEYS } from './review-keys.ts';
import { SECTIONS } from './sections.ts';

function useSectionKeys(roles: readonly Role[], onHelp: () => void): void {
  const router = useRouter();
  const pressedGAtMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (belongsElsewhere(event)) return;
      const answer = readKey(event, event.timeStamp - pressedGAtMs.current < CHORD_MS);
      pressedGAtMs.current = answer.kind === 'wait' ? event.timeStamp : Number.NEGATIVE_INFINITY;
      if (answer.kind === 'none') return;
      if (answer.kind === 'help') onHelp();
      else if (answer.kind === 'go' && mayActAs(roles, answer.section.role)) router.push(answer.section.href);
      // Nobody else takes this key as one of its own: `g r` must not reject what is under review.
      event.preventDefault();
    };
    // Before the listeners of the screen.
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [roles, router, onHelp]);
}

/** `g` and a letter go to a section, `?` lists all keys; the button does so for those who do not know. */
export function Shortcuts({ roles }: { roles: readonly Role[] }) {
  const t = useTranslations('keys');
  const [open, setOpen] = useState(false);
  const [show] = useState(() => () => setOpen(true));
  useSectionKeys(roles, show);
  return (
    <>
      <button
        type="button"
        className="button button-quiet hidden! w-10 px-0! md:inline-flex!"
        title={t('title')}
        aria-label={t('title')}
        onClick={show}
      >
        <kbd aria-hidden="true">?</kbd>
      </button>
      <Dialog open={open} title={t('title')} closeLabel={t('close')} onClose={() => setOpen(false)}>
        <KeyList roles={roles} />
      </Dialog>
    </>
  );
}

function KeyList({ roles }: { roles: readonly Role[] }) {
  const t = useTranslations('keys');
  const tNav = useTranslations('nav');
  const sections = SECTIONS.filter((section) => mayActAs(roles, section.role));
  return (
    <div className="key-list">
      <section>
        <h3>{t('everywhere')}</h3>
        <dl>
          {sections.map(({ key, name }) => (
            <KeyRow key={key} keys={['g', key]} words={tNav(name)} />
          ))}
          <KeyRow keys={['/']} words={t('search')} />
          <KeyRow keys={['?']} words={t('help')} />
          <KeyRow keys={['Esc']} words={t('escape')} />
        </dl>
      </section>
      {mayActAs(roles, 'researcher') && (
        <section>
          <h3>{tNav('review')}</h3>
          <dl>
            {REVIEW_KEYS.map(({ keys, action }) => (
              <KeyRow key={action} keys={keys} words={t(`review.${action}`)} />
            ))}
          </dl>
        </section>
      )}
    </div>
  );
}

function KeyRow({ keys, words }: { keys: readonly string[]; words: string }) {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{words}</dd>
    </div>
  );
}
