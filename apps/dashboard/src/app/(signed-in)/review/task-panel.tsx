'use client';
import { CLASS_NAMES } from '@natiu/domain';
import { BoxEditor, styleOfBox } from '@natiu/ui';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../../learn/use-formats.ts';
import { useTaskActions } from './use-task-actions.ts';
import type { TaskProps } from './use-task-actions.ts';

export function TaskPanel(props: TaskProps) {
  const { task, review } = props;
  const t = useTranslations('review');
  const tClasses = useTranslations('site.classes');
  const formats = useFormats();
  const actions = useTaskActions(props);
  const { draft, drawing, whole, view, shown, proposed } = actions;
  const { picture, box } = task;
  // While a new box is drawn, the one under review is one of the others.
  const others = picture.boxes.filter(
    (other) => (drawing || other.id !== box.id) && other.state !== 'rejected',
  );
  return (
    <section className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_320px]" data-testid="task" data-box={box.id}>
      <div className="card overflow-hidden">
        <BoxEditor
          src={`/api/pictures/${picture.id}`}
          alt={t('alt', { name: picture.name, class: tClasses(proposed) })}
          width={picture.width}
          height={picture.height}
          view={view}
          others={others}
          active={{ ...shown, className: proposed }}
          drawing={drawing}
          onChange={actions.set}
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
          {draft && !drawing && <p className="mt-1 text-[14px] font-medium">{t('movedHint')}</p>}
        </div>
        <div className="grid grid-cols-2 gap-2">
          <KeyButton
            keyName="a"
            label={draft ? t('acceptMoved') : t('accept')}
            onClick={actions.accept}
            main
          />
          <KeyButton keyName="x" label={drawing ? t('discard') : t('reject')} onClick={actions.reject} />
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
          <KeyButton keyName="d" label={drawing ? t('stopDrawing') : t('draw')} onClick={actions.draw} />
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
