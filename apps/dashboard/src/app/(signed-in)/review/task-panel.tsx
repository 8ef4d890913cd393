'use client';
import type { ReviewTask } from '@natiu/contracts';
import { CLASS_NAMES, isClassName } from '@natiu/domain';
import type { ClassName } from '@natiu/domain';
import { BoxEditor, moveBox, resizeBox, styleOfBox, viewAround } from '@natiu/ui';
import type { BoxShares } from '@natiu/ui';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFormats } from '../../../learn/use-formats.ts';
import type { ReviewKey } from './read-review-key.ts';
import { useTaskKeys } from './use-task-keys.ts';
import type { useReview } from './use-review.ts';

/** One press of an arrow, as a share of the picture. */
const STEP = 0.004;
const WHOLE = { x: 0, y: 0, size: 1 };

type Props = { task: ReviewTask; review: ReturnType<typeof useReview>; datasetId: string };

const toShares = (steps: { x: number; y: number }) => ({ x: steps.x * STEP, y: steps.y * STEP });

/** What a person does with one box; every action has its key and its button. */
function useTaskActions({ task, review }: Props) {
  const [draft, setDraft] = useState<BoxShares>();
  const [drawing, setDrawing] = useState(false);
  const [whole, setWhole] = useState(false);
  const onBox = { boxId: task.box.id, revision: task.box.revision };
  const shown: BoxShares = draft ?? task.box;
  const proposed: ClassName = isClassName(task.box.className) ? task.box.className : 'Undefined';
  const actions = {
    accept: () => {
      if (draft) void review.decide(task, { action: 'move', ...onBox, box: draft });
      else void review.decide(task, { action: 'accept', ...onBox });
    },
    reject: () => void review.decide(task, { action: 'reject', ...onBox }),
    chooseClass: (className: ClassName) => {
      if (className === proposed) actions.accept();
      else void review.decide(task, { action: 'class', ...onBox, className });
    },
    drawn: (box: BoxShares) => {
      setDrawing(false);
      void review.decide(task, { action: 'draw', pictureId: task.picture.id, className: proposed, box });
    },
    cancel: () => {
      if (drawing) setDrawing(false);
      else setDraft(undefined);
    },
    toggleDrawing: () => setDrawing((now) => !now),
    toggleWhole: () => setWhole((now) => !now),
    move: setDraft,
  };
  const act = (key: ReviewKey) => {
    if (key.kind === 'accept' || key.kind === 'save') actions.accept();
    else if (key.kind === 'reject') actions.reject();
    else if (key.kind === 'class') actions.chooseClass(key.className);
    else if (key.kind === 'draw') actions.toggleDrawing();
    else if (key.kind === 'whole') actions.toggleWhole();
    else if (key.kind === 'undo') void review.undo();
    else if (key.kind === 'next') review.step(1);
    else if (key.kind === 'previous') review.step(-1);
    else if (key.kind === 'cancel') actions.cancel();
    else if (key.kind === 'nudge') setDraft(moveBox(shown, toShares(key)));
    else if (key.kind === 'resize') setDraft(resizeBox(shown, toShares(key)));
  };
  useTaskKeys(act);
  return { actions, draft, drawing, whole, shown, proposed };
}

export function TaskPanel(props: Props) {
  const { task, review } = props;
  const t = useTranslations('review');
  const tClasses = useTranslations('site.classes');
  const formats = useFormats();
  const { actions, draft, drawing, whole, shown, proposed } = useTaskActions(props);
  const { picture, box } = task;
  const others = picture.boxes.filter((other) => other.id !== box.id && other.state !== 'rejected');
  return (
    <section className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_320px]" data-testid="task" data-box={box.id}>
      <div className="card overflow-hidden">
        <BoxEditor
          src={`/api/pictures/${picture.id}`}
          alt={t('alt', { name: picture.name, class: tClasses(proposed) })}
          width={picture.width}
          height={picture.height}
          view={whole || drawing ? WHOLE : viewAround(box)}
          others={others}
          active={{ ...shown, className: proposed }}
          drawing={drawing}
          onChange={actions.move}
          onDrawn={actions.drawn}
        />
      </div>
      <div className="card grid content-start gap-4 p-4">
        <div aria-live="polite">
          <p className="text-xl font-semibold">
            <span
              aria-hidden="true"
              className="box-key mr-2"
              style={{ borderColor: styleOfBox(proposed).color }}
            />
            {tClasses(proposed)}
          </p>
          <p className="muted text-[14px]">
            {box.confidence === null
              ? t('noConfidence')
              : t('confidence', { share: formats.share(box.confidence) })}
            {' · '}
            {picture.siteName ?? picture.name}
          </p>
          {drawing && <p className="mt-1 text-[14px] font-medium">{t('drawHint')}</p>}
          {draft && <p className="mt-1 text-[14px] font-medium">{t('movedHint')}</p>}
        </div>
        <div className="grid grid-cols-2 gap-2">
          <KeyButton
            keyName="a"
            label={draft ? t('acceptMoved') : t('accept')}
            onClick={actions.accept}
            main
          />
          <KeyButton keyName="x" label={t('reject')} onClick={actions.reject} />
        </div>
        <div className="grid gap-1.5" role="group" aria-label={t('class')}>
          {CLASS_NAMES.map((name, index) => (
            <KeyButton
              key={name}
              keyName={String(index + 1)}
              label={tClasses(name)}
              color={styleOfBox(name).color}
              onClick={() => actions.chooseClass(name)}
            />
          ))}
        </div>
        <div className="grid grid-cols-2 gap-2">
          <KeyButton
            keyName="d"
            label={drawing ? t('stopDrawing') : t('draw')}
            onClick={actions.toggleDrawing}
          />
          <KeyButton keyName="v" label={whole ? t('closer') : t('whole')} onClick={actions.toggleWhole} />
          <KeyButton keyName="k" label={t('previous')} onClick={() => review.step(-1)} />
          <KeyButton keyName="j" label={t('next')} onClick={() => review.step(1)} />
          <KeyButton keyName="z" label={t('undo')} onClick={() => void review.undo()} />
        </div>
      </div>
    </section>
  );
}

function KeyButton(props: {
  keyName: string;
  label: string;
  onClick: () => void;
  main?: boolean;
  color?: string;
}) {
  return (
    <button
      type="button"
      className={`button key-button ${props.main ? '' : 'button-quiet'}`}
      aria-keyshortcuts={props.keyName}
      onClick={props.onClick}
    >
      {props.color && <span aria-hidden="true" className="box-key" style={{ borderColor: props.color }} />}
      <span className="mr-auto truncate">{props.label}</span>
      <kbd aria-hidden="true">{props.keyName}</kbd>
    </button>
  );
}
